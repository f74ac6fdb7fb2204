"""Rows of several tables from one file: all or none, with the line of what does not fit."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from aigov_kg import starters
from aigov_kg.tables import read_tables
from aigov_kg.toml_parts import read_parts

FACTS = """cite = "watch-2024:s1:p4"  # for all

[[participation]]
actor = "initech"
role = "editor"
object = "tr-24372"
start = "2022-10"

[[section]]
document = "watch-2024"
key = "s1"
heading = "New listings"
pages = "3-5"

[document]
class = "Publication"
title_en = "Watch"
issued = 2024
file = "watch.txt"
cite = "watch-2024:s1:p3"

[[organisation]]
class = "Company"
name_en = "Initech Co., Ltd."
aliases = ["Initech AI", "Initech Labs"]
country = ""

[[listing]]
party = "initech"
list = "entity-list"
end_kind = "unknown"
quote = "Initech was added"
reason = "not-stated"
attested = []

[[listing]]
party = ""
"""


@pytest.fixture
def run(cli, base, tmp_path):
    (tmp_path / "watch.txt").write_text("Initech was added.", encoding="utf-8")
    env = {"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots")}

    def go(text: str, *more: str):
        (tmp_path / "facts.toml").write_text(text, encoding="utf-8")
        return cli("new", "--file", str(tmp_path / "facts.toml"), *more, env=env)

    return go


def held(base):
    return {path: path.read_bytes() for path in base.data.rglob("*.csv")}


def test_rows_that_name_each_other_are_added_together(run, base, cli):
    before = held(base)
    dry = run(FACTS, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "initech,Company," in dry.stdout and "s1 was added" not in dry.stdout
    # Ids are told before anything is written.
    assert "ids: watch-2024, initech, " in dry.stdout
    assert held(base) == before
    done = run(FACTS)
    assert done.returncode == 0, done.stderr
    for said in (
        "data/sections.csv: watch-2024:s1 was added",
        "data/seed/listings.csv, row 3: initech-entity-list was added",
        "ids: watch-2024, initech, initech-tr-24372, initech-entity-list; permanent once published; to choose another",
    ):
        assert said in done.stdout
    # The tables as they were are not looked at, since nothing is said of other rows.
    assert done.stderr.count("validating") == 1
    new = {path.name: path.read_text(encoding="utf-8") for path in held(base)}
    assert hashlib.sha256(b"Initech was added.").hexdigest() in new["documents.csv"]
    assert (
        "initech-tr-24372,initech,editor,tr-24372,,,,,,,,2022-10,,,,,,,,watch-2024:s1:p4," in new["participations.csv"]
    )
    assert "Initech AI|Initech Labs" in new["organisations.csv"]
    assert "watch-2024,s1,4," in new["coverage.csv"]
    checked = cli("check", env={"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_SNAPSHOTS": str(base.root / "s")})
    assert "0 Violation" in checked.stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('actor = "initech"', 'actor = "initek"', ":4:actor: no row defines 'initek'; did you mean 'initech'?"),
        ('role = "editor"\n', "", ":3:role: 'role' is blank; fill it"),
        ('role = "editor"', 'roel = "editor"', ":5:roel: participations have no column 'roel'; did you mean 'role'?"),
        ("[[organisation]]", "[[organization]]", ":22: there is no kind 'organization'; did you mean 'organisation'?"),
        ('key = "s1"', 'key = "S 1"', ":11:key: 'S 1' is not a key; use lower-case letters"),
        ('"s1"\n', '"s1"\ncolour = "red"\n', ":12:colour: a section has no 'colour'; it has document, key"),
        ("p4", "p99", ":1:cite: "),
        ('"watch.txt"', '"other.txt"', ":19:file: "),
        ('class = "Company"', 'class = "Company"\nid = "acme"', ":24:id: the id 'acme' is used already"),
        ('start = "2022-10"', 'start = { year = "2022" }', ":7:start: 'start' is no text; write text in"),
        ('cite = "watch-2024:s1:p4"', 'actor = "x"', ":1:actor: 'actor' stands outside of every part"),
        # What only the whole check sees.
        ('quote = "Initech was added"', "", ":28:quote: a listing without the source's own words"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_by_its_line_and_nothing_is_written(run, base, tmp_path, old, new, said):
    before = held(base)
    done = run(FACTS.replace(old, new, 1))
    assert done.returncode == 1
    assert f"{tmp_path / 'facts.toml'}{said}" in done.stderr
    assert "nothing was written" in done.stderr
    assert held(base) == before


def test_the_order_of_options_does_not_matter_and_a_second_run_says_how_to_correct(run, base, cli, tmp_path):
    env = {"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots")}
    before = held(base)
    assert run(FACTS, "--dry-run").returncode == 0
    dry = cli("new", "--dry-run", "--file", str(tmp_path / "facts.toml"), env=env)
    assert dry.returncode == 0 and "initech" in dry.stdout and held(base) == before
    chosen = FACTS.replace('name_en = "Initech', 'id = "initech"\nname_en = "Initech', 1)
    assert run(chosen).returncode == 0
    assert "change it in its table, or take all back" in run(chosen).stderr


def test_what_is_no_file_of_facts_is_refused(run):
    assert "write each value in quotation marks" in run(FACTS.replace('"2022-10"', "2022-10")).stderr
    assert "--starter" in run("").stderr


@pytest.mark.parametrize("mark", ["'''", '"""'])
def test_a_quotation_between_three_marks_keeps_its_marks_and_loses_its_line_breaks(mark, tmp_path):
    path = tmp_path / "facts.toml"
    path.write_text(
        f'[[listing]]\nquote = {mark}added "Tianyi"  to\n the Entity List{mark}\npage = 2\n', encoding="utf-8"
    )
    (part,) = read_parts(path, lambda *_: None)
    assert part.cells == {"quote": 'added "Tianyi" to the Entity List', "page": "2"} and part.lines["page"] == 4


def test_a_quotation_that_breaks_the_file_is_told_how_it_is_written(run):
    said = run(FACTS + '\n[[listing]]\nquote = "added "Initech" to it"\n')
    assert said.returncode == 2 and "quotations between three marks, as in quote = '''its words'''" in said.stderr


def test_a_starter_writes_every_quotation_between_three_marks(cli, base):
    said = cli("new", "--starter", "listing", "control", env={"AIGOV_KG_HOME": str(base.root)}).stdout
    assert said.count("\nquote = ''''''  # needed") == 2 and 'quote = ""' not in said


def test_a_starter_holds_the_columns_that_are_mostly_filled_and_is_itself_a_file_of_no_rows(run, cli, base):
    env = {"AIGOV_KG_HOME": str(base.root)}
    done = cli("new", "--starter", "section", "document", "organisation", "listing", env=env)
    assert done.returncode == 0, done.stderr
    parts = tomllib.loads(done.stdout)
    assert list(parts) == ["section", "document", "organisation", "listing"]
    assert {"class", "name_en", "country"} <= set(parts["organisation"][0]) and "file" in parts["document"][0]
    assert not {"id", "note", "status"} & set(parts["listing"][0])
    # What the rows use comes first, and what is seldom filled is only named.
    assert 'reason = ""  # needed: human-rights, military-industrial, not-stated, ' in done.stdout
    assert (
        list(parts["listing"][0])[:3] == ["party", "list", "start"]
        and "\n# also: end_kind, scope, attested\n" in done.stdout
    )
    # That a listing goes on is no default, and what a row must have is marked.
    assert "end_kind" not in parts["listing"][0] and 'party = ""  # needed\n' in done.stdout
    assert 'a new list: [[document]] class = "RestrictionList", kind (' in done.stdout
    assert "holds no rows" in run(done.stdout).stderr
    assert "did you mean 'listing'?" in cli("new", "--starter", "listin", env=env).stderr


def test_a_starter_has_what_rules_ask_for_and_for_whom_somebody_acts(cli, base):
    env = {"AIGOV_KG_HOME": str(base.root)}
    said = cli("new", "--starter", "organisation", "control", "participation", "membership", env=env).stdout
    parts = tomllib.loads(said)
    assert "quote = ''''''  # needed for kind directly-under, oversight, owns, subsidiary" in said
    assert {"end", "end_kind"} <= set(parts["control"][0])
    assert said.count('on_behalf_of (a person\'s employer, or "not stated")') == 2
    assert 'end_kind = ""  # only if it says so: ongoing, ended, scheduled' in said
    assert "; Organisation if it does not say which\n" in said
    assert list(parts["participation"][0]) == ["actor", "role", "object", "start", "end_kind", "page"]


def test_a_starter_is_short_and_names_only_what_there_is(cli, base):
    env = {"AIGOV_KG_HOME": str(base.root)}
    kinds = ("document", "organisation", "person", "work-item", "listing", "participation")
    assert len(cli("new", "--starter", *kinds, env=env).stdout.split()) <= 270
    tables = read_tables(base).tables
    makers = {"publisher", "file", "author", "pages"}
    for table, names in (*starters._FIRST.items(), *starters._ASIDE.items()):
        assert set(names) - makers <= tables.columns[table].keys(), table
    for table, names in starters._FIRST.items():
        required = {c.name for c in tables.columns[table].values() if c.required and c.type not in {"slug", "cite"}}
        assert required <= {*names, "class"}, table


def test_leading_roles_come_first_in_a_starter(cli):
    said = cli("new", "--starter", "participation").stdout
    # Makers of documents and what another column writes are left out, and so is who does it with others.
    assert 'role = ""  # needed: leader, ' in said and "editor" in said
    assert not any(word in said for word in ("publisher", "responsible-body", "co-editor"))


def test_a_write_that_fails_takes_back_those_before_it(base, monkeypatch):
    from aigov_kg import additions
    from aigov_kg.errors import UsageError
    from aigov_kg.tables import read_tables

    before = held(base)
    persons, bodies = base.seed / "persons.csv", base.seed / "bodies.csv"
    write = additions.replace_file

    def fails(path, data):
        if path == bodies:
            raise UsageError("full")
        write(path, data)

    monkeypatch.setattr(additions, "replace_file", fails)
    files = {path: (path.read_bytes(), b"x") for path in (persons, bodies)}
    with pytest.raises(UsageError, match="full"):
        additions.write_all(files, read_tables(base))
    assert held(base) == before


def test_a_document_without_parts_is_told_in_every_row_that_cites_it(run):
    begin, end = FACTS.index("[[section]]"), FACTS.index("[document]")
    text = (
        (FACTS[:begin] + FACTS[end:]).replace("watch-2024", "repost").replace("[document]", '[document]\nid = "repost"')
    )
    done = run(text)
    assert (
        "'repost' has no parts yet; add those that are cited first: aigov-kg new section --document repost"
        in done.stderr
    )
    assert "did you mean 'report'?" not in done.stderr


def test_a_file_that_is_run_again_is_told_to_be_added_already_and_nothing_else(run):
    assert run(FACTS).returncode == 0
    again = run(FACTS)
    assert again.returncode == 1
    said = [line for line in again.stderr.splitlines() if line and "facts.toml" in line]
    assert len(said) == 1 and "this file was added already; to correct what was added, change it" in said[0]
    assert 'write cite = "watch-2024:text" at the top' in said[0] and "nothing was written" in again.stderr


def test_a_later_file_compares_with_the_text_that_an_earlier_one_beside_it_names(run, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "watch.txt").rename(tmp_path / "elsewhere" / "watch.txt")
    first = FACTS.replace('"watch.txt"', '"elsewhere/watch.txt"')
    assert run(first).returncode == 0
    (tmp_path / "first.toml").write_text(first, encoding="utf-8")
    rest = """cite = "watch-2024:s1:p4"

[[listing]]
party = "globex"
list = "entity-list"
reason = "not-stated"
attested = "2022"
quote = "Globex was added"
"""
    other = run(rest)
    assert other.returncode == 1 and "the text of the document does not have these words" in other.stderr


def test_the_last_line_says_that_what_was_written_has_warnings(run):
    text = FACTS.replace('quote = "Initech was added"', 'quote = "Initech was reportedly added"')
    done = run(text.replace('file = "watch.txt"\n', ""))
    assert done.returncode == 0, done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("written, with 3 warnings: ") and ":modality: " in last and "git restore data" in last

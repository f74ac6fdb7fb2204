"""A new row, asked for or given as options: its place, its id, and what is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from aigov_kg.drafting import Draft, find_table, insert
from aigov_kg.errors import UsageError
from aigov_kg.prompting import Cancelled, fill
from aigov_kg.tables import read_tables

LISTING = ("new", "listing", "--list", "entity-list", "--cite", "report:defense:p14")

AGAIN = (*LISTING, "--party", "acme", "--quote", "q", "--end-kind", "ongoing", "--attested", "2022-06")


@pytest.fixture
def run(cli, base, tmp_path):
    env = {"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots")}
    return lambda *arguments, **more: cli(*arguments, env=env, **more)


def test_options_add_a_row_at_its_place_and_touch_no_other_byte(run, base):
    path = base.seed / "listings.csv"
    before = path.read_text(encoding="utf-8").splitlines()
    done = run(*LISTING, "--party", "globex", "--start", "2020-05", "--reason", "not-stated", "--quote", "added, “too”")
    assert done.returncode == 0, done.stderr
    after = path.read_text(encoding="utf-8").splitlines()
    assert after[:2] == before
    assert (
        after[2]
        == 'globex-entity-list,globex,entity-list,,,not-stated,,2020-05,,,,,"added, “too”",,,report:defense:p14,'
    )
    assert "data/seed/listings.csv, row 3: globex-entity-list was added" in done.stdout
    assert run("fmt", "--check").returncode == 0


def test_what_the_check_refuses_is_not_written(run, base):
    path = base.seed / "listings.csv"
    before = path.read_bytes()
    for arguments, said in (
        ((*LISTING, "--party", "globexx"), "party: no row defines 'globexx'; did you mean 'globex'?"),
        ((*LISTING, "--party", "globex"), "quote: a listing without the source's own words"),
        ((*LISTING, "--party", "globex", "--quote", "q", "--start", "2020-13"), "start: '2020-13' is not a date"),
        ((*LISTING, "--party", "globex", "--quote", "q", "--id", "acme"), "id: the id 'acme' is used already"),
        (("new", "listing", "--party", "globex", "--list", "entity-list"), "cite: 'cite' is blank"),
        ((*AGAIN, "--start", "2019-10-09"), "has the same party on the same list"),
    ):
        done = run(*arguments)
        assert done.returncode == 1, arguments
        assert said in " ".join((done.stderr + done.stdout).split())
        assert "nothing was written to data/seed/listings.csv" in " ".join(done.stderr.split())
        assert path.read_bytes() == before


def test_several_values_come_as_several_options(run, base):
    done = run("new", "organisation", "--class", "Company", "--name-en", "Initech", "--aliases", "INI", "--aliases", "I. Tech",
               "--cite", "report:intro:p3", "--cite", "report:defense:p12", "--dry-run")  # fmt: skip
    assert "ini,Company,Initech,,INI|I. Tech,,,,,,report:intro:p3|report:defense:p12," in done.stdout
    assert b"Initech" not in (base.seed / "organisations.csv").read_bytes()


def test_kinds_are_listed_and_explained(run):
    assert "listings\n    An actor is named on a restriction list." in run("new").stdout
    text = " ".join(run("new", "tenure", "--help").stdout.split())
    assert "--holder" in text
    assert "Required. Person or organisation in the seat" in text
    assert "Example: heng-qian" in text


@pytest.mark.parametrize(
    ("table", "cells", "proposed"),
    [
        ("listings", {"party": "globex", "list": "entity-list"}, "globex-entity-list"),
        ("listings", {"party": "acme", "list": "entity-list", "start": "2020-03"}, "acme-entity-list"),
        ("tenures", {"holder": "jane-doe", "body": "jtc1-sc42", "role": "chair"}, "jane-doe-jtc1-sc42"),
        ("bodies", {"designation": "ISO/IEC JTC 1/SC 42/WG 3"}, "jtc1-sc42-wg3"),
        ("work-items", {"designation": "ISO/IEC TR 24028"}, "iso-iec-tr-24028"),
        ("work-items", {"designation": "ISO/IEC AWI 26117"}, "iso-iec-26117"),
        ("work-items", {"designation": "ISO/IEC DTS 26117-2:2027"}, "iso-iec-ts-26117-2"),
        ("work-items", {"designation": "ISO/DIS 37184"}, "iso-37184"),
        ("work-items", {"designation": "IEEE P7000"}, "ieee-7000"),
        ("memberships", {"member": "acme", "body": "acme-labs", "category": "member"}, "acme-labs-member"),
        ("organisations", {"name_en": "National Institute", "aliases": "NI|Nat Inst"}, "ni"),
        ("persons", {"name": "Jürgen O'Neill"}, "jurgen-o-neill"),
        ("persons", {"name": "Jane Doe"}, "jane-doe-2"),
        ("jurisdictions", {"code": "DE", "name_en": "Germany"}, "de"),
        ("documents", {"title_en": "A very long title of a paper about standards and norms", "issued": "2021-05"}, "very-long-title-paper-about-standards-norms-2021"),
        ("participations", {"actor": "acme", "role": "editor", "object": "tr-24372"}, "acme-tr-24372-editor"),
    ],
)  # fmt: skip
def test_an_id_is_proposed_that_is_free(base, table, cells, proposed):
    draft = Draft(read_tables(base), table)
    draft.cells.update(cells)
    assert draft.propose_id() == proposed


@pytest.mark.parametrize(("kind", "table"), [("listing", "listings"), ("persons", "persons"), ("person", "persons"), ("body", "bodies"), ("funding-flow", "funding"), ("policy-statement", "policy-statements")])  # fmt: skip
def test_a_kind_is_found_by_either_name(base, kind, table):
    assert find_table(read_tables(base).tables, kind) == table


def answers(*given: str):
    waiting: Iterator[str] = iter(given)

    def ask(prompt: str, known: object) -> str:
        asked.append(prompt)
        try:
            return next(waiting)
        except StopIteration as error:
            raise EOFError from error

    asked: list[str] = []
    return ask, asked


def test_prompts_ask_again_until_a_cell_fits_and_offer_what_was_meant(base):
    draft = Draft(read_tables(base), "liaisons")
    ask, asked = answers("acmee", "", "jtc1-sc42", "?", "liason", "", "report:intro:p2", *[""] * 20)
    said: list[str] = []
    fill(draft, ask, said.append)
    assert draft.cells["from"] == "acme"
    assert draft.cells["kind"] == "liaison"
    assert draft.cells["cite"] == "report:intro:p2"
    assert draft.cells["id"] == "acme-jtc1-sc42"
    assert "  'acmee' is used" not in said
    assert "  no row defines 'acmee'; did you mean 'acme'?" in said
    assert any(line.startswith("    mirror") for line in said)
    assert "from [acme]: " in asked
    assert asked[-1] == "id (required) [acme-jtc1-sc42]: "
    assert said[-1] == "The id is permanent once published; Enter takes the one that is proposed."


def test_a_name_is_taken_for_the_id_of_what_is_called_so(base):
    draft = Draft(read_tables(base), "liaisons")
    answer = draft.look_at(draft.columns["from"], "科大讯飞")
    assert answer.nearest == "acme"


def test_leaving_the_prompts_writes_nothing(base):
    draft = Draft(read_tables(base), "liaisons")
    with pytest.raises(Cancelled):
        fill(draft, answers("acme")[0], lambda line: None)


def test_a_cell_that_never_fits_does_not_ask_for_ever(base):
    draft = Draft(read_tables(base), "liaisons")
    with pytest.raises(Cancelled):
        fill(draft, lambda prompt, known: "no such thing", lambda line: None)


def test_a_table_out_of_form_is_not_written_to(base):
    path = base.seed / "persons.csv"
    path.write_bytes(path.read_bytes().replace(b"jane-doe,", b" jane-doe,"))
    draft = Draft(read_tables(base), "persons")
    draft.cells.update(id="ann", name="Ann", cite="report:intro:p2")
    with pytest.raises(UsageError, match="run aigov-kg fmt first"):
        insert(draft.tables, "persons", path.read_bytes(), draft.cells)


def test_the_first_row_of_a_table_makes_the_file(base):
    draft = Draft(read_tables(base), "successions")
    draft.cells.update(id="a", kind="renamed", cite="report:intro:p2", **{"from": "jtc1", "to": "sac-tc28"})
    data, line = insert(draft.tables, "successions", None, draft.cells)
    assert line == 2
    assert (
        data.decode()
        == "id,from,to,kind,date,quote,modality,status,cite,note\na,jtc1,sac-tc28,renamed,,,,,report:intro:p2,\n"
    )


def test_the_digest_of_a_text_is_taken_from_its_file(run, base, tmp_path):
    text = tmp_path / "watch.txt"
    text.write_text("A text.", encoding="utf-8")
    options = ("--id", "watch-2024", "--class", "Publication", "--title-en", "Watch", "--issued", "2024")
    done = run("new", "document", *options, "--cite", "report:intro:p3", "--file", str(text), "--dry-run")
    assert hashlib.sha256(b"A text.").hexdigest() in done.stdout, done.stderr
    missing = run("new", "document", *options, "--file", str(tmp_path / "none"))
    assert (missing.returncode, "cannot be read" in " ".join(missing.stderr.split())) == (2, True)


def test_a_page_outside_the_document_is_told_with_the_cells(base):
    draft = Draft(read_tables(base), "listings")
    answer = draft.look_at(draft.columns["cite"], "report:intro:p0")
    assert "is outside report" in answer.fault


def test_a_section_can_be_shown_without_being_written(run, base):
    before = (base.data / "sections.csv").read_bytes()
    section = ("new", "section", "--document", "report", "--key", "s9", "--heading", "Ninth", "--pages", "30-31")
    done = run(*section, "--dry-run")
    assert (done.returncode, done.stdout) == (0, "report,s9,section,Ninth,30-31,\n"), done.stderr
    assert (base.data / "sections.csv").read_bytes() == before
    assert "report:s9 was added" in run(*section).stdout
    assert "s9" in (base.data / "sections.csv").read_text(encoding="utf-8")


def test_one_row_is_validated_once_and_its_proposed_id_is_told(run):
    done = run("new", "person", "--name", "Ann Lee", "--cite", "report:intro:p2", "--dry-run")
    assert done.stderr.count("validating") == 1
    assert "permanent once published: ann-lee; to choose another, use --id" in done.stdout
    assert "permanent" not in run("new", "person", "--name", "Ann", "--id", "ann", "--cite", "report:intro:p2").stdout


def test_what_was_wrong_before_is_not_told_of_the_new_row(run, base):
    path = base.seed / "persons.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Jane Doe", "TBD"), encoding="utf-8")
    done = run("new", "person", "--name", "Ann Lee", "--cite", "report:intro:p2", "--dry-run")
    assert done.returncode == 0 and "TBD" not in done.stderr


@pytest.mark.parametrize(
    ("name", "taken", "proposed"),
    [
        ("Initech Co., Ltd.", (), "initech"),
        ("Initech GmbH", ("initech",), "initech-gmbh"),
        ("Initech Labs Inc", ("initech-labs", "initech-labs-inc"), "initech-labs-inc-2"),
        ("Limited", (), "limited"),
        ("Initech Gulf FZE", (), "initech-gulf"),
        ("Initech Eesti OÜ", (), "initech-eesti"),
        ("Initech S.p.A.", (), "initech"),
        ("Beijing Initech Applied Machines Corporation Limited", (), "beijing-initech-applied-machines"),
    ],
)
def test_a_legal_form_stays_out_of_the_id_unless_the_rest_is_taken(base, name, taken, proposed):
    draft = Draft(read_tables(base), "organisations")
    draft.cells["name_en"] = name
    assert draft.propose_id(taken) == proposed


def test_a_document_that_cites_itself_without_parts_is_told_how_to_add_them(run):
    options = ("--class", "Publication", "--title-en", "Foo", "--cite", "repost:s1:p1")
    done = run("new", "document", "--id", "repost", *options)
    assert "aigov-kg new section --document repost --key KEY" in done.stderr
    assert "did you mean" not in done.stderr
    # Whoever gives no id may have misspelt the document.
    assert "did you mean 'report'?" in run("new", "document", *options).stderr


@pytest.mark.parametrize("text", ["human-rights|surveillance-technology", "human-rights, surveillance-technology"])
def test_two_values_for_a_column_of_one_are_told_as_such(base, text):
    draft = Draft(read_tables(base), "listings")
    answer = draft.look_at(draft.columns["reason"], text)
    assert answer.fault == f"'{text}' are 2 values, and the column takes one"
    assert "the one that it names first" in answer.fix

"""A file of facts as a newcomer writes it: names for ids, labels for values, and nothing that can be derived."""

from __future__ import annotations

import csv
import re

import pytest

from aigov_kg.drafting import Draft
from aigov_kg.questions import read_questions
from aigov_kg.tables import read_tables

from .test_mistakes import make

FACTS = """[[document]]
title_en = "Standards Watch"
publisher = "Watch Institute"
issued = "June 2024"
pages = "1-9"
terms = "not stated"

[[organisation]]
class = "civil society organisation"
name_en = "Watch Institute"

[[organisation]]
class = "Company"
name_en = "Initech Systems Co., Ltd."
country = "China"

[[body]]
designation = "ISO/IEC JTC 1/SC 42/WG 9"

[[work-item]]
designation = "ISO/IEC TS 99001"

[[listing]]
party = "Initech"
list = "Entity List"
instrument = "not stated"
reason = "Not stated"
start = "May 2024"
end_kind = "ongoing"
quote = "Initech was added"
page = 4

[[tenure]]
holder = "Initech Systems"
role = "Convenor"
body = "SC 42/WG 9"
page = [5, "p. 6"]
"""


@pytest.fixture
def run(cli, base, tmp_path):
    env = {"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots")}

    def go(text: str, *more: str):
        (tmp_path / "facts.toml").write_text(text, encoding="utf-8")
        return cli("new", "--file", str(tmp_path / "facts.toml"), *more, env=env)

    return go


def added(base, table: str, row_id: str) -> dict[str, str]:
    with (base.seed / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next({k: v for k, v in row.items() if v} for row in csv.DictReader(file) if row["id"] == row_id)


def test_what_is_called_by_name_is_found_and_what_can_be_derived_need_not_be_said(run, base):
    done = run(FACTS)
    assert done.returncode == 0, done.stderr
    cite = "watch-institute-2024:text"
    assert added(base, "documents", "watch-institute-2024") == {
        "id": "watch-institute-2024", "class": "Publication", "title_en": "Standards Watch", "issued": "2024-06",
        "cite": cite,
    }  # fmt: skip
    assert "watch-institute-2024,text,section,Standards Watch,1-9," in (base.data / "sections.csv").read_text()
    # The id of a note stands where it is told of.
    assert "-gap" not in next(line for line in done.stdout.splitlines() if line.startswith("ids: "))
    gap = added(base, "notes", "watch-institute-2024-gap")
    assert (gap["field"], gap["text"]) == ("documents.terms", "The source does not give the terms")
    # No name stands twice in an id.
    assert added(base, "participations", "watch-institute-2024-publisher")["role"] == "publisher"
    assert added(base, "organisations", "watch-institute")["class"] == "CivilSocietyOrganisation"
    assert added(base, "organisations", "initech-systems")["country"] == "cn"
    body = added(base, "bodies", "jtc1-sc42-wg9")
    assert (body["class"], body["kind"], body["parent"]) == ("WorkingGroup", "wg", "jtc1-sc42")
    assert added(base, "work-items", "iso-iec-ts-99001")["class"] == "WorkItem"
    assert added(base, "listings", "initech-systems-entity-list") == {
        "id": "initech-systems-entity-list", "party": "initech-systems", "list": "entity-list", "reason": "not-stated",
        "start": "2024-05", "end_kind": "ongoing", "attested": "2024-06", "quote": "Initech was added", "cite": f"{cite}:p4",
    }  # fmt: skip
    gap = added(base, "notes", "initech-systems-entity-list-gap")
    assert (gap["kind"], gap["field"], gap["cite"]) == ("gap", "listings.instrument", f"{cite}:p4")
    assert added(base, "tenures", "initech-systems-jtc1-sc42-wg9")["cite"] == f"{cite}:p5|{cite}:p6"
    for said in (
        "facts.toml:4:issued: 'June 2024' is taken as 2024-06",
        "facts.toml:24:party: 'Initech' is taken as initech-systems",
        "facts.toml:29:end_kind: it is ongoing on 2024-06, the day of the document",
        "facts.toml:26:instrument: left blank, and a note says that the source does not give it",
        "facts.toml:6:terms: left blank, and a note says that the source does not give it (watch-institute-2024-gap)",
        "facts.toml:27:reason: it is taken as not-stated, which says that the source does not give it",
        "aigov-kg ask who-was-on-a-list --party initech-systems\n",
        "aigov-kg ask which-seats-does-an-actor-hold --actor initech-systems\n",
    ):
        assert said in done.stdout
    # A publisher is no part of an answer about work on items.
    assert "what-work-did-an-actor-do" not in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('party = "Initech"', 'party = "initech"',
         '24:party: no row defines \'initech\'; add id = "initech" to the [[organisation]] at line 12, or write initech-systems'),
        ('role = "Convenor"', 'role = "member"',
         "35:role: 'member' is not in the scheme role; it is a category of memberships: write a row there, with member, body"),
        ('"Entity List"', '"UK Sanctions List"',
         "25:list: 'UK Sanctions List' is not an id; nothing is called so; add [[document]] class = \"RestrictionList\", "
         'title_en = "UK Sanctions List"'),
        ('"Entity List"', '"Entity Lists"', "did you mean 'entity-list'? If it is new, add [[document]] class = "),
        ('body = "SC 42/WG 9"', 'body = "SC 42/WG 8"', 'nothing is called so; add [[body]] designation = "SC 42/WG 8"'),
        # No id can be made of what is wrong, and that is told once.
        ('party = "Initech"\n', "", "23:party: 'party' is blank; fill it"),
        ('class = "Company"', 'class = "Compani"', "did you mean 'Company'?"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_with_what_to_do_in_the_file(run, old, new, said):
    done = run(FACTS.replace(old, new, 1))
    assert done.returncode == 1 and said in done.stderr
    assert "'id' is blank" not in done.stderr and "nothing was written" in done.stderr


def test_a_new_thing_is_shown_with_what_all_alike_have(run, base):
    path = base.seed / "listings.csv"
    held = path.read_text(encoding="utf-8")
    path.write_text(held + held.splitlines()[-1].replace("acme", "globex") + "\n", encoding="utf-8")
    told = run(FACTS.replace('"Entity List"', '"UK Sanctions List"')).stderr
    assert '[[document]] class = "RestrictionList", kind = "...", title_en = "UK Sanctions List"' in told


def test_two_that_could_be_meant_are_not_chosen_from(run):
    other = '\n[[organisation]]\nclass = "Company"\nname_en = "Initech Labs"\n'
    assert ":party: 'Initech' is not an id" in run(FACTS + other).stderr


@pytest.mark.parametrize(
    ("number", "taken"),
    [("2019 / 22210", "2019-22210"), ("Addition to the Entity List", "2019-22210"), ("86 FR 1", "86 FR 1")],
)
def test_a_known_notice_is_written_by_its_number(run, base, number, taken):
    assert run(FACTS.replace('instrument = "not stated"', f'instrument = "{number}"')).returncode == 0
    assert added(base, "listings", "initech-systems-entity-list")["instrument"] == taken


def test_a_second_document_of_a_publisher_and_year_has_an_id_of_its_own_and_the_same_is_told(run, base):
    assert run(FACTS).returncode == 0
    again = run(FACTS)
    assert again.returncode == 1 and "the id 'watch-institute-2024' is used already" in again.stderr
    assert ":cite:" not in again.stderr
    second = FACTS[: FACTS.index("[[organisation]]")].replace("Standards Watch", "Export Watch")
    assert run(second).returncode == 0
    assert added(base, "documents", "watch-institute-2024-2")["cite"] == "watch-institute-2024-2:text"


def test_the_name_of_a_list_is_no_number_of_a_notice(run):
    named = run(FACTS.replace('instrument = "not stated"', 'instrument = "Entity List"'))
    assert "26:instrument: warning: 'Entity List' is what a list is called" in named.stderr
    assert "written, with " in named.stderr and "git restore data" in named.stderr


def test_what_a_note_would_settle_is_told_as_it_is_written_in_the_file(run):
    blank = run(FACTS.replace('instrument = "not stated"', ""), "--dry-run")
    assert 'fill instrument, or write instrument = "not stated"' in blank.stderr


def test_a_document_that_the_graph_has_is_cited_on_top(run, base):
    begin = FACTS.index("[[organisation]]")
    text = 'cite = "report:intro"\n' + FACTS[begin:].replace('page = [5, "p. 6"]', 'page = 7\nend_kind = "ongoing"')
    assert run(text).returncode == 0
    again = run('cite = "report:intro"\n[[document]]\ntitle_en = "Other list"\n')
    assert ":class: 'class' is blank" in again.stderr
    tenure = added(base, "tenures", "initech-systems-jtc1-sc42-wg9")
    assert (tenure["cite"], tenure["attested"]) == ("report:intro:p7", "2022-08")


def test_a_starter_shows_the_values_that_the_rows_use_most(cli, base):
    path = base.seed / "tenures.csv"
    lines = path.read_text(encoding="utf-8")
    more = "".join(f"t{n},acme,editor,itu-t-sg13,,,,,,,,,,,,,,,,,report:intro:p2,\n" for n in range(5))
    path.write_text(lines + more, encoding="utf-8")
    said = cli("new", "--starter", "tenure", "body", env={"AIGOV_KG_HOME": str(base.root)}).stdout
    assert 'role = ""  # needed: editor, convenor, vice-chair, ' in said
    assert "aigov-kg dictionary KIND COLUMN WORD" in said and "[[body]]" in said


def test_the_question_of_a_table_shows_its_records(cli, base, tmp_path):
    env = {"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots")}
    reading = read_tables(base)
    questions = read_questions(base.root / "queries")
    shown = {name: table for name, table in reading.tables.tables.items() if table.shown_by}
    assert {"tenures", "participations", "memberships", "listings"} <= set(shown)
    for name, table in shown.items():
        options = {p: c for p, c in table.shown_by.items() if p != "question"}
        assert set(options) <= {p.name for p in questions[table.shown_by["question"]].parameters}
        fitting = [
            r for r in reading.of(name) if all(reading.rows[r.one(c)].table == t for c, t in table.shown_if.items())
        ]
        row = fitting[0]
        given = [word for parameter, column in options.items() for word in (f"--{parameter}", str(row.one(column)))]
        answer = cli("ask", table.shown_by["question"], *given, "--format", "json", env=env).stdout
        assert f"{table.word}/{row.id}" in answer, name


def test_old_evidence_of_what_goes_on_asks_for_nothing(run):
    seat = 'end_kind = "ongoing"\nattested = ["2019"]\n'
    text = 'cite = "report:intro:p2"\n' + FACTS[FACTS.index("[[organisation]]") :].split("page = 4")[0]
    old = run(text.replace('end_kind = "ongoing"\n', seat), "--dry-run")
    assert "info: ongoing, but last confirmed in 2019" in old.stderr
    assert "nothing to do, unless you know a source that confirms or ends it" in old.stderr


ACTS = """cite = "report:intro:p2"

[[organisation]]
class = "Company"
name_en = "Initech"

[[person]]
name = "Ann Lee"

[[participation]]
actor = "Ann Lee"
role = "editor"
object = "tr-24372"
start = "2022"

[[membership]]
member = "Ann Lee"
body = "Initech"
category = "staff"
end_kind = "ended"
"""
FOR_WHOM = (
    "facts.toml:10:on_behalf_of: warning: ann-lee belongs to initech, and nothing says for whom ann-lee acts here"
)


def test_whoever_acts_and_has_an_employer_is_asked_for_whom(run):
    told = run(ACTS, "--dry-run").stderr
    assert FOR_WHOM in told and 'if it is for initech, write on_behalf_of = "initech"' in told
    silent = run(ACTS.replace('role = "editor"', 'role = "editor"\non_behalf_of = "not stated"'), "--dry-run")
    assert "on_behalf_of: warning" not in silent.stderr and "does not say for whom it was done" in silent.stdout
    said = run(ACTS.replace('role = "editor"', 'role = "editor"\non_behalf_of = "Initech"'))
    assert "on_behalf_of" not in said.stderr
    # What she does for the firm is among the answers about the firm.
    assert "aigov-kg ask what-work-did-an-actor-do --actor initech\n" in said.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('category = "staff"', 'category = "staff"\nend = "2021"'),
        ('category = "staff"', 'category = "member"'),
        ('object = "tr-24372"', 'object = "report"'),
    ],
)
def test_nobody_is_asked_who_was_not_employed_then_or_wrote_a_paper(run, old, new):
    assert "nothing says for whom" not in run(ACTS.replace(old, new), "--dry-run").stderr


def test_rules_are_checked_too_where_a_value_does_not_fit(run, base):
    text = FACTS.replace('reason = "Not stated"', 'reason = "qqqq"').replace(
        'role = "Convenor"', 'role = "Convenor"\nend_kind = "scheduled"'
    )
    told = run(text).stderr
    assert "27:reason: 'qqqq' is not in the scheme" in told and "the reason is blank" not in told
    assert "33:end: warning: the end is scheduled, but for no date" in told
    # Of a row that lacks what it needs, nothing else is told.
    assert ":end:" not in run(text.replace('"Initech Systems"', '"Nobody"')).stderr


def test_a_publisher_that_is_not_stated_is_a_note(run, base):
    text = FACTS.replace('publisher = "Watch Institute"', 'publisher = "not stated"')
    said = run(text, "--dry-run").stdout
    assert "facts.toml:3:publisher: left out, and a note says that the source does not give it" in said
    assert "gap,standards-watch-2024,participations.publisher," in said


def test_the_code_of_a_new_country_is_explained(run):
    told = run(FACTS.replace('country = "China"', 'country = "Estonia"')).stderr
    assert "Two letters of ISO 3166-1 (alpha-2)" in told and "cite where the place is named" in told


@pytest.mark.parametrize(
    ("table", "column", "text", "said", "near"),
    [
        ("organisations", "class", "ResearchOrganisation", "did you mean 'AcademicOrganisation'? It means: organisation that teaches", None),
        ("organisations", "class", "Organization", "did you mean 'Organisation'?", "Organisation"),
        ("organisations", "class", "Institute", "use one of ", None),
        ("listings", "reason", "military end users", "did you mean 'military-industrial'? It means: Reason that", "military-industrial"),
        ("listings", "reason", "espionage", "use one of human-rights, ", None),
        ("memberships", "category", "professor", "researcher, staff", None),
    ],
)  # fmt: skip
def test_a_value_is_proposed_by_its_words_and_told_with_what_it_means(base, table, column, text, said, near):
    draft = Draft(read_tables(base), table)
    answer = draft.look_at(draft.columns[column], text)
    assert said in answer.fix and answer.nearest == near


def test_what_rows_hold_most_comes_first_in_a_list_of_values(base):
    path = base.seed / "tenures.csv"
    more = "".join(f"t{n},acme,tsr-coordinator,itu-t-sg13,,,,,,,,,,,,,,,,,report:intro:p2,\n" for n in range(9))
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    draft = Draft(read_tables(base), "tenures")
    assert draft.look_at(draft.columns["role"], "qqqq").fix.startswith("use one of tsr-coordinator, ")


def test_a_reason_is_taken_by_another_word_for_it_and_any_other_has_a_value(run, base):
    text = FACTS.replace('reason = "Not stated"', 'reason = "nuclear weapons"')
    assert "'nuclear weapons' is taken as weapons-of-mass-destruction" in run(text, "--dry-run").stdout
    assert run(FACTS.replace('reason = "Not stated"', 'reason = "other"')).returncode == 0
    assert added(base, "listings", "initech-systems-entity-list")["reason"] == "other"


GROUP = """cite = "report:intro:p2"

[[body]]
class = "Committee"
kind = "sg-study-group"
name_en = "Study Group 13"
parent = "ITU-T"
"""


def test_a_new_group_that_is_called_as_another_below_the_same_one_is_asked_about(run, base):
    make(base, {"table": "bodies", "set": {"id": "itu-t-sg13", "aliases": "Study Group 13", "parent": "itu-t"}})
    told = run(GROUP, "--dry-run")
    assert told.returncode == 1 and "facts.toml:3: there is 'itu-t-sg13', which is called Study Group 13" in told.stderr
    whole = GROUP.replace("Study Group 13", "ITU-T Study Group 13").replace('parent = "ITU-T"', "")
    assert "'itu-t-sg13', which is called ITU-T Study Group 13; leave this part out" in run(whole, "--dry-run").stderr
    # Whoever gives an id has been asked, and another number is another group.
    assert "which is called" not in run(GROUP.replace("[[body]]", '[[body]]\nid = "other"'), "--dry-run").stderr
    assert "which is called" not in run(GROUP.replace("13", "99"), "--dry-run").stderr


def test_a_draft_is_taken_by_its_designation_alone(run, base):
    text = FACTS.replace(
        'designation = "ISO/IEC TS 99001"', 'designation = "draft Technical Specification ISO/IEC TS 99001"'
    )
    assert "specification ISO/IEC TS 99001' is taken as ISO/IEC TS 99001" in run(text).stdout.replace("Spec", "spec")
    assert added(base, "work-items", "iso-iec-ts-99001")["designation"] == "ISO/IEC TS 99001"


def test_a_publisher_that_nothing_is_called_like_is_added_with_the_document(run, base):
    (part,) = re.findall(r"\[\[organisation\]\]\nclass = \"civil.*?\n\n", FACTS, re.S)
    said = run(FACTS.replace(part, ""))
    assert said.returncode == 0 and "3:publisher: 'Watch Institute' is new, and is added as Organisation" in said.stdout
    assert added(base, "organisations", "watch-institute")["class"] == "Organisation"


def test_a_publisher_that_shares_its_words_with_something_is_asked_about(run):
    (part,) = re.findall(r"\[\[organisation\]\]\nclass = \"civil.*?\n\n", FACTS, re.S)
    text = FACTS.replace(part, "").replace('publisher = "Watch Institute"', 'publisher = "Acme Robotics"')
    near = run(text.replace("Acme Robotics", "Acmee"), "--dry-run")
    assert near.returncode == 1 and "did you mean 'acme'?" in near.stderr


def test_makers_of_a_second_document_are_cited_where_it_is(run, base):
    second = '\n[[document]]\nclass = "RestrictionList"\nkind = "export-control"\ntitle_en = "End User List"\nissuer = "Acme"\npage = 6\n'
    assert run(FACTS + second).returncode == 0
    assert added(base, "participations", "acme-end-user-list")["cite"] == "watch-institute-2024:text:p6"


def test_faults_of_a_note_are_told_beside_those_of_what_it_is_about(run):
    note = '\n[[note]]\nkind = "conflict"\nabout = "initech-systems-entity-list"\ntext = "Two dates are given"\n'
    told = run(FACTS.replace('"Entity List"', '"UK Sanctions List"') + note).stderr
    assert ":25:list: 'UK Sanctions List' is not an id" in told and "the conflict names fewer than two rivals" in told


def test_what_a_word_is_taken_for_is_told_once_for_a_column(run):
    more = '\n[[tenure]]\nholder = "Initech Systems"\nrole = "Editor"\nbody = "SC 42/WG 5"\npage = 7\n' * 2
    said = run(FACTS + more, "--dry-run").stdout
    assert said.count(":body: 'SC 42/WG 5' is taken as") == 1
    assert ":party: 'Initech' is taken as initech-systems" in said


def test_a_topic_is_taken_by_another_word_for_it(run, base):
    text = FACTS.replace('country = "China"', 'country = "China"\ntopic = "face recognition"')
    assert "'face recognition' is taken as intelligent-vision" in run(text, "--dry-run").stdout


@pytest.mark.parametrize(
    ("top", "own", "cite"),
    [("p4", 'page = 3', "p3"), ("p3", 'page = 3', "p3"), ("", 'cite = "report:intro:p3"\npage = 3', "p3"), ("p4", "", "p4")],
)  # fmt: skip
def test_a_page_stands_once_in_a_citation(run, base, top, own, cite):
    text = (
        f'cite = "report:intro:{top}"\n'.replace(':"', '"')
        + FACTS[FACTS.index("[[organisation]]") :].split("page = 4")[0]
    )
    done = run(f"{text}{own}\n")
    assert done.returncode == 0, done.stderr
    assert added(base, "listings", "initech-systems-entity-list")["cite"] == f"report:intro:{cite}"


def test_another_page_than_that_of_the_citation_is_refused(run):
    text = FACTS.replace("page = 4", 'cite = "report:intro:p5"\npage = 4')
    told = run(text)
    assert told.returncode == 1 and "it names two pages, 5 and 4" in told.stderr


def test_a_standard_is_not_taken_for_a_part_of_it(run):
    item = 'designation = "ISO/IEC TS 99001-2"'
    object_ = '\n[[participation]]\nactor = "Initech"\nrole = "leader"\nobject = "{}"\npage = 5\n'
    facts = FACTS.replace('designation = "ISO/IEC TS 99001"', item)
    done = run(facts + object_.format("ISO/IEC TS 99001"))
    assert done.returncode == 1 and "'ISO/IEC TS 99001' is not an id; did you mean 'iso-iec-ts-99001-2'?" in done.stderr
    assert run(facts + object_.format("ISO/IEC TS 99001-2")).returncode == 0


def test_a_line_on_a_maker_names_the_field_of_the_file(run):
    done = run(FACTS.replace('publisher = "Watch Institute"', 'publisher = "World Wide Web Consortium"'), "--dry-run")
    assert ":3:publisher: " in done.stdout and ":3:actor:" not in done.stdout

"""What a reader must know beside the rows: what a filter took in and left out, and what a curator warns of."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from aigov_kg import namespaces as ns
from aigov_kg.answers import run
from aigov_kg.questions import read_question
from aigov_kg.remarks import remarks as remarks_of

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def remarks(cli, seed_folder):
    def ask(*arguments):
        done = cli("ask", *arguments, "--format", "json", env={"AIGOV_KG_SNAPSHOTS": str(seed_folder)})
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


def test_a_role_takes_in_the_narrower_ones_and_says_so(remarks):
    answer = remarks("who-held-which-seat", "jtc1-sc41", "--role", "chair-or-vice-chair")
    assert {row["role"]["id"] for row in answer["rows"] if row["role"]} == {"chair"}
    assert "role chair or vice-chair takes in chair" in answer["remarks"]


def test_the_roles_that_a_filter_leaves_out_are_counted_where_something_else_narrows_the_answer(remarks):
    left = "left out by role secretariat: chair 1, committee manager 1, convenor 1"
    assert left in remarks("who-held-which-seat", "jtc1-sc42", "--role", "secretariat")["remarks"]
    assert not any(r.startswith("left out") for r in remarks("who-held-which-seat", "--role", "secretariat")["remarks"])


def test_cautions_about_the_records_of_the_rows_are_told_once_they_were_known(remarks):
    asked = ("listed-firms-leading-work-items", "--list", "us-bis-entity-list")
    assert any("follows from the exemption" in said for said in remarks(*asked)["remarks"])
    assert not any("caution" in said for said in remarks(*asked, "--known-by", "2020")["remarks"])


def test_days_of_evidence_are_told_beside_the_numbers_that_they_make_doubtful(remarks):
    asked = ("which-numbers-are-published", "--body", "iso", "--actor", "cn", "--measure", "secretariat")
    assert any("cite a page read on 14 June 2022" in said for said in remarks(*asked)["remarks"])


def test_an_empty_answer_counts_what_there_is_without_each_filter(remarks):
    answer = remarks("what-is-said-on-a-topic", "--topic", "funding", "--country", "eu")
    wider = remarks("what-is-said-on-a-topic", "--topic", "funding")
    assert f"Without country eu there are {len(wider['rows'])} rows." in answer["says"] and not answer["rows"]
    assert "Without topic" not in answer["says"]  # it must be given


def test_notes_on_what_is_left_out_are_no_rows_that_there_would_be(remarks):
    asked = ("who-held-which-seat", "jtc1-sc42-wg3")
    assert remarks(*asked)["outcome"] == "not-stated" and remarks(*asked)["rows"]
    assert "Without" not in remarks(*asked, "--known-by", "2000")["says"]


def test_the_leading_question_names_what_it_does_not_show(remarks):
    said = remarks("listed-firms-leading-work-items", "--list", "us-bis-entity-list")["remarks"]
    assert "other roles of listed actors on work items, which --role NAME shows: developer 1, drafter 1" in said
    assert "listed, and with no role on a work item on record: Sensetime" in said
    said = remarks("which-items-were-led-while-listed", "--list", "us-bis-entity-list")["remarks"]
    others = "other roles of listed actors on work items, which listed-firms-leading-work-items --role NAME shows: "
    assert f"{others}developer 1, drafter 1" in said
    said = remarks("listed-firms-leading-work-items", "--role", "developer")["remarks"]
    assert not any("lead developer 1" in s for s in said) and "role developer takes in lead developer" in said


def test_a_body_without_seats_of_its_own_is_told_with_those_below_it(remarks):
    answer, below = remarks("who-held-which-seat", "jtc1"), remarks("who-held-which-seat", "--under", "jtc1")
    seats = [row for row in below["rows"] if row["not_stated"] is None]
    assert answer["outcome"] == "not-stated"
    assert f"In the bodies below ISO/IEC JTC 1 there are {len(seats)} rows: --under jtc1." in answer["says"]
    assert "In the bodies below" not in remarks("who-held-which-seat", "jtc1-sc42")["says"]  # it has some itself
    assert "In the bodies below" not in remarks("who-held-which-seat", "jtc1", "--as-of", "1990")["says"]


def test_recommendations_to_others_there_are_counted_beside_those_to_a_country(remarks):
    def others(*more):
        said = remarks("who-recommends-what", *more)["remarks"]
        return next((s.partition(": ")[2] for s in said if s.startswith("recommendations to others there")), "")

    assert others("--addressee", "eu").startswith("European foreign policy makers 27, European foreign ministries 21")
    assert "partners of" not in others("--addressee", "eu")
    assert others("--addressee", "us") == "Congress 8, Federal agencies of the United States 1"
    assert others("--addressee", "eu", "--words", "financially") == "European foreign ministries 1"
    assert others("--addressee", "eu", "--known-by", "2020") == ""
    assert others("--addressee", "eu-foreign-ministries") == others() == ""


def test_recommendations_that_name_nobody_are_counted_where_somebody_is_asked_for(remarks):
    def unaddressed(*more):
        said = remarks("who-recommends-what", *more)["remarks"]
        return next((s.partition(": ")[2] for s in said if s.startswith("recommendations to nobody in particular")), "")

    assert "Diverging priorities and the need for common ground 6" in unaddressed("--addressee", "eu")
    assert "Diverging" not in unaddressed("--addressee", "eu", "--known-by", "2021-12-31")
    assert unaddressed() == unaddressed("--document", "ifri-2024") == ""


def test_the_other_side_of_a_conflict_that_a_filter_leaves_out_is_named():
    names = {
        "entities": {"sc": {"class": "Committee", "label": "SC", "names": ["SC"]}},
        "concepts": {"role": {"secretariat": "secretariat", "secretary": "secretary"}},
    }

    def binding(record, role):
        iris = {"record": f"{ns.ID}{record}", "role": f"{ns.VOCAB}role/{role}", "conflict": f"{ns.ID}note/rivals"}
        return {name: {"value": iri} for name, iri in iris.items()}

    found = {"results": {"bindings": [binding("tenure/a", "secretariat"), binding("tenure/b", "secretary")]}}
    row = {
        "role": {"id": "secretariat"},
        "record": {"id": "tenure/a"},
        "conflict": {"id": "note/rivals"},
        "evidence": {},
    }
    given = {"body": "sc", "role": "secretariat"}
    question = read_question(ROOT / "queries" / "who-held-which-seat.rq")
    said = run(remarks_of(question, given, given, [row], names), lambda _: SimpleNamespace(body=json.dumps(found)))
    assert said == [
        "left out by role secretariat: secretary 1",
        "the other side of a conflict shown here is among them: tenure/b (secretary)",
    ]

"""Of the rows and cells that a slip concerns, the one with the slip is told, and the others are not."""

from __future__ import annotations

import pytest

from aigov_kg.check import LAST, check

from .conftest import TODAY
from .test_slips import add, alter
from .test_twins import commit

GROUPS = (
    "jtc1-wg11,WorkingGroup,wg,ISO/IEC JTC 1/WG 11,,,,jtc1,,,report:intro:p2,",
    "jtc1-wg14,WorkingGroup,wg,ISO/IEC JTC 1/WG 14,,,,jtc1,,,report:intro:p2,",
    "jtc1-sg1,WorkingGroup,wg,ISO/IEC JTC 1/SG 1,,,,jtc1,,,report:intro:p2,",
)
SEAT = "{0},li-wei,convenor,{1},,,,,,,,,{2},,unknown,,,{3},,,{4},"
BORN = "wg14-born,jtc1-wg14,established,,,,,2020-06,,,,,report:intro:p2,"
CONTRIBUTIONS = "q-{0},contribution,count,contribution,itu-t,,,,{0},,,,,{1},,,,,,,,as-printed,report-t1,{2},,,itu-t-2017-2020,,,,,report:t1:p12:t1,"
RANKED = {"acme": 127, "globex": 78, "us": 60, "acme-labs": 44, "sac": 42}


def told(home, *tables, silent=("formatting", "coverage", "restated")):
    found = check(home, TODAY, remember=False, earlier=LAST).findings
    return [
        (f.record, f.column, f.rule)
        for f in found
        if f.severity.value != "Info"
        and f.rule not in silent
        and f.file.rpartition("/")[2].removesuffix(".csv") in tables
    ]


def test_a_seat_in_another_group_than_its_id_is_told_at_the_group_and_not_at_its_date(committed):
    add(committed, "bodies", *GROUPS)
    add(committed, "milestones", BORN)
    commit(committed)
    add(committed, "tenures", SEAT.format("li-wei-wg11-convenor", "jtc1-wg14", "2015", "", "report:intro:p2"))
    assert told(committed, "tenures") == [("li-wei-wg11-convenor", "body", "thing-of-id")]


@pytest.mark.parametrize(
    ("body", "quote", "cite", "expected"),
    [
        ("jtc1-wg14", "", "report:t1:p12:t1:row=WG 11 Convenor Li Wei", ["body-of-words"]),
        ("jtc1-sg1", "", "report:t1:p12:t1:row=WG 11 Convenor Li Wei", ["body-of-words"]),
        ("jtc1-wg14", "Li Wei was convenor in WG 11", "report:intro:p2", ["body-of-words"]),
        ("jtc1-wg11", "Li Wei was convenor in WG 11", "report:t1:p12:t1:row=WG 11 Convenor Li Wei", []),
        ("jtc1-wg11", "Li Wei, before in WG 14, leads WG 11", "report:intro:p2", []),
        ("jtc1-wg11", "Li Wei is its convenor, and reports to SC 42", "report:intro:p2", []),
        ("jtc1-sc42-wg5", "", "report:t1:p12:t1:row=SC 42 Convenor Li Wei", []),
    ],
)
def test_a_seat_in_another_group_than_quotation_or_cited_line_is_told(committed, body, quote, cite, expected):
    add(committed, "bodies", *GROUPS)
    alter(committed, "tenures", id="li-wei-wg5-convenor", attested="", start="2021", end="2021", end_kind="ended")
    add(committed, "tenures", SEAT.format("li-wei-leads", body, "2022", quote, cite))
    assert [rule for *_, rule in told(committed, "tenures") if rule in {"body-of-words", "thing-of-id"}] == expected


def ranked(home, **other):
    numbers = {actor: (number, rank) for rank, (actor, number) in enumerate(RANKED.items(), 1)} | other
    add(home, "statistics", *(CONTRIBUTIONS.format(a, *numbers[a]) for a in sorted(numbers)))
    alter(home, "statistics", id="itu-t-contributions-cn", series="", rank="")


@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        ({}, []),
        ({"acme-labs": (444, 4)}, [("q-acme-labs", "value")]),
        ({"globex": (7, 2)}, [("q-globex", "value")]),
        ({"acme-labs": (44, 1)}, [("q-acme-labs", "rank")]),
        ({"us": (43, 3)}, [("q-us", "rank")]),
        ({"acme": (61, 1), "sac": (59, 5)}, [("q-acme", "rank"), ("q-acme-labs", "rank")]),
    ],
)
def test_the_row_that_breaks_an_order_is_told_and_not_those_that_agree(committed, odd, expected):
    ranked(committed, **odd)
    commit(committed)
    assert [(row, column) for row, column, rule in told(committed, "statistics") if rule == "rank-order"] == expected


def test_of_two_numbers_in_the_wrong_order_the_changed_one_is_told_too(committed):
    ranked(committed)
    commit(committed)
    alter(committed, "statistics", id="q-acme-labs", value="61")
    assert told(committed, "statistics") == [("q-acme-labs", "value", "rank-order"), ("q-us", "rank", "rank-order")]


def test_an_event_in_another_year_is_told_and_not_what_was_done_there(committed):
    deed = "sac-deed,sac,proposal,,,,sc42-plenary-2019,,ai,Proposed an item,,2019-10,,,,report:intro:p2,"
    add(committed, "actions", deed)
    commit(committed)
    assert told(committed, "events", "actions") == []
    alter(committed, "events", id="sc42-plenary-2019", date="2018-10")
    assert told(committed, "events", "actions") == [("sc42-plenary-2019", "date", "date-of-id")]
    # Of another month nothing but the deed shows it: both are told, the changed one too.
    alter(committed, "events", id="sc42-plenary-2019", date="2019-01")
    assert told(committed, "events", "actions") == [
        ("sac-deed", "date", "dated-as-event"),
        ("sc42-plenary-2019", "date", "dated-as-event"),
    ]


def test_a_deed_whose_words_have_another_stance_is_told_and_not_one_of_the_same_words(committed):
    deed = "{0},sac,{1},gb-t-1,,{2},,,ai,Voted not to accept the item in question,,2019-10,,,,report:intro:p2,"
    add(committed, "actions", deed.format("sac-vote", "statement", "oppose"))
    commit(committed)
    add(committed, "actions", deed.format("sac-vote-2", "submission", "support"))
    assert {row for row, column, _ in told(committed, "actions") if column == "stance"} == {"sac-vote-2"}


def test_an_edition_is_not_held_against_a_date_that_its_own_words_contradict(committed):
    alter(committed, "work-items", id="tr-24372", designation="ISO/IEC TR 24372:2021")
    alter(committed, "milestones", id="tr-24372-published", date="2021-12", wording="published in December 2021")
    commit(committed)
    before = told(committed, "work-items")
    alter(committed, "milestones", id="tr-24372-published", date="2012-12")
    assert ("tr-24372-published", "date", "date-of-words") in told(committed, "milestones")
    assert told(committed, "work-items") == before


def test_a_name_in_the_wrong_encoding_and_a_row_with_a_lost_comma_are_told_once(committed):
    add(committed, "persons", "eva-vigano,Eva Viganò,,given-first,,report:intro:p2,")
    commit(committed)
    alter(committed, "persons", id="eva-vigano", name="Eva ViganÃ²")
    found = [(column, rule) for row, column, rule in told(committed, "persons") if row == "eva-vigano"]
    assert found == [("name", "wrong-encoding")]
    path = committed.seed / "liaisons.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",,report", ",report"), encoding="utf-8")
    assert {rule for *_, rule in told(committed, "liaisons")} == {"cell-count"}


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("acme-gap,gap,acme,organisations.country,,,,,,No source says where Acme has its seat,,,,{0},", True),
        ("acme-gap,gap,acme,organisations.country,,,,,,It is nowhere stated where Acme has its seat,,,,{0},", True),
        ("acme-gap,gap,acme,organisations.country,,,,,,This page does not say where Acme has its seat,,,,{0},", False),
        ("acme-gap,gap,acme,organisations.name_zh,,,,,,No source gives the name in Chinese,,,,{0},", False),
        ("seat-gap,gap,acme-sg13-vice-chair,tenures.country,,,,,,No source gives the country,,,,{0},", False),
    ],
)
def test_a_note_that_no_source_has_what_stands_in_the_cell_is_told_at_the_note(committed, note, expected):
    add(committed, "notes", note.format("report:intro:p2"))
    assert bool(told(committed, "notes")) is expected
    assert told(committed, "organisations", "tenures") == []

"""What is told of two rows, or of a circle, stands at the row that is new, once and in plain words."""

from __future__ import annotations

import subprocess

import pytest

from aigov_kg.check import LAST, check

from .conftest import TODAY, rows
from .test_slips import add, alter


def told(home, *rules):
    found = check(home, TODAY, remember=False, earlier=LAST).findings
    return [(f.file.rpartition("/")[2], f.record, f.column, f.message) for f in found if f.rule in rules]


def line_of(home, table, row_id):
    return [row[0] for row in rows(home, table)].index(row_id) + 1


@pytest.mark.parametrize(
    ("table", "line", "rule", "column", "other"),
    [
        ("organisations", "a1,Company,Globex Ltd,,,us,,,,,report:intro:p2,", "actor-once", "name_en", "globex"),
        ("organisations", "a1,Company,Acme Laboratoriez,,,us,,,,,report:intro:p2,", "likely-duplicate", "name_en", "acme-labs"),
        ("organisations", "a1,Company,Acme AI,,,cn,,,,https://acme.example,report:intro:p2,", "actor-once", "name_en", "acme"),
        ("persons", "a1,Doe Jane,,family-first,,report:intro:p2,", "likely-duplicate", "name", "jane-doe"),
        ("work-items", "a1,WorkItem,tr,ISO/IEC TR 24372,Methods,,,,,,,,report:intro:p2,", "work-once", "designation", "tr-24372"),
        (
            "documents",
            "a1,Publication,,Report on Standards,,,,,,2022-08,,,,,,report:intro:p1,",
            "work-once",
            "title_en",
            "report",
        ),
        ("events", "a1,plenary,SC-42 Plenary 2019,,,,,,,2019-10,,report:intro:p2,", "work-once", "name_en", "sc42-plenary-2019"),
        (
            "memberships",
            "a1,globex,,itu-t,sector,,,,2018,,,,2021,,,,report:intro:p3,",
            "record-once",
            None,
            "globex-itu-t",
        ),
    ],
)  # fmt: skip
def test_a_second_row_on_one_thing_is_told_at_the_new_row_once(committed, table, line, rule, column, other):
    add(committed, table, line)
    found = told(committed, "actor-once", "work-once", "likely-duplicate", "record-once")
    ((file, record, where, message),) = found
    assert (file, record, where) == (f"{table}.csv", "a1", column)
    assert other in message
    assert "(key" not in message
    if rule != "record-once":
        assert f"row {line_of(committed, table, other)}" in message


def test_of_two_rows_that_were_there_the_later_is_told(committed):
    add(committed, "persons", "zz,Doe Jane,,family-first,,report:intro:p2,")
    assert [record for _, record, *_ in told(committed, "actor-once", "likely-duplicate")] == ["zz"]


def test_a_tie_the_wrong_way_round_is_told_at_the_new_row_and_not_where_it_was_right(committed):
    alter(committed, "bodies", id="jtc1-sc42-wg5", parent="jtc1-sc42")
    add(committed, "controls", "wg5-above-sc42,jtc1-sc42-wg5,jtc1-sc42,part-of,,,,,,,,,,report:intro:p2,")
    ((file, record, column, message),) = told(committed, "parent-cycle", "control-cycle", "control-of-another")
    assert (file, record, column) == ("controls.csv", "wg5-above-sc42", "controller")
    assert message.startswith("it puts jtc1-sc42-wg5 above jtc1-sc42, which stands above jtc1-sc42-wg5")


def test_a_parent_that_closes_a_circle_is_told_alone(committed):
    alter(committed, "bodies", id="jtc1", parent="jtc1-sc42-wg5")
    assert [(file, record) for file, record, *_ in told(committed, "parent-cycle")] == [("bodies.csv", "jtc1")]


def test_a_new_row_under_the_id_of_a_cell_is_told_and_not_the_cell(committed):
    line = "jtc1-sc42-part-of-jtc1,{0},{1},part-of,,,,,,,,,,report:intro:p2,"
    add(committed, "controls", line.format("jtc1", "jtc1-sc42"))
    ((file, _, column, message),) = told(committed, "same-record")
    assert (file, column) == ("controls.csv", "id")
    assert message.startswith("it is the record which parent of 'jtc1-sc42'")


def test_a_new_row_under_the_id_of_a_cell_that_says_the_reverse_is_told_to_be_exchanged(committed):
    line = "jtc1-sc42-part-of-jtc1,{0},{1},part-of,,,,,,,,,,report:intro:p2,"
    add(committed, "controls", line.format("jtc1-sc42", "jtc1"))
    ((file, _, column, message),) = told(committed, "same-record")
    assert (file, column) == ("controls.csv", "controller")
    assert "controlled and controller are other ones" in message
    assert {file for file, *_ in told(committed, "parent-cycle", "control-of-another")} == {"controls.csv"}


@pytest.mark.parametrize(
    ("table", "one", "other"),
    [
        ("documents", "Plan for Industry. Artificial Intelligence Sector Deal", "AI Sector Deal"),
        ("documents", "Plan for Industry. AI Sector Deal", "Artificial Intelligence Sector Deal"),
        ("documents", "Deal of the Sector of Machine Tools: a Plan for Industry", "Sector Deal: Machine Tools"),
        ("events", "First dialogue on AI between the US and China", "First US-China dialogue on AI"),
        ("events", "Asia-Pacific Economic Cooperation Summit", "APEC Summit 2018"),
    ],
)
@pytest.mark.parametrize("day", ["2018", "2019"])
def test_a_title_in_fewer_words_of_the_same_date_and_place_is_a_likely_duplicate(committed, table, one, other, day):
    line = {
        "documents": "{0},PolicyDocument,,{1},,,,us,,{2},,,,,,report:defense:p14,",
        "events": "{0},summit,{1},,,Boston,us,,,{2},,report:intro:p2,",
    }[table]
    add(committed, table, line.format("b1", one, "2018"), line.format("a1", other, day))
    found = told(committed, "likely-duplicate")
    assert [record for _, record, *_ in found] == (["a1"] if day == "2018" else [])


def test_titles_of_one_note_are_compared_and_works_with_numbers_of_their_own_are_not(committed):
    line = "{0},LegalInstrument,,{1},,,{2},,,2019,,,,,,report:defense:p14:fn25,"
    add(committed, "documents", line.format("a1", "Addition of New Entities", ""))
    assert [record for _, record, *_ in told(committed, "likely-duplicate")] == []
    add(committed, "documents", line.format("a2", "Addition of Certain New Entities to the List", ""))
    assert [record for _, record, *_ in told(committed, "likely-duplicate")] == ["a2"]
    alter(committed, "documents", id="a1", title_en="New Entities")
    assert told(committed, "likely-duplicate") == []
    alter(committed, "documents", id="a1", title_en="Addition of New Entities", reference="2019-1")
    alter(committed, "documents", id="a2", reference="2019-2")
    assert told(committed, "likely-duplicate") == []


def test_a_second_row_with_the_designation_of_another_makes_no_slip_of_the_groups_below_it(committed):
    add(committed, "bodies", "a1,Committee,sc,ISO/IEC JTC 1/SC 42,,,,jtc1,,,report:intro:p2,")
    assert [record for _, record, *_ in told(committed, "actor-once", "designation-below-parent")] == ["a1"]


_SEAT = "sg13-seats,acme,vice-chair,itu-t-sg13,,unnamed-person,{count},,,,,,{start},{end},,{period},,Its vice-chairs,,,{cite},"


@pytest.mark.parametrize(
    ("cells", "twin"),
    [
        ({}, True),
        ({"count": "2"}, True),
        ({"start": "2018"}, True),
        ({"count": "3"}, False),
        ({"period": "itu-t-2021-2024"}, False),
        ({"cite": "report:intro:p3"}, False),
    ],
)
def test_one_seat_told_twice_at_one_place_is_told_at_the_new_row(committed, cells, twin):
    add(committed, "periods", "itu-t-2021-2024,itu-t,Study period 2021-2024,2021,2024,report:intro:p2,")
    held = {"count": "", "start": "", "end": "", "period": "", "cite": "report:intro:p2"}
    add(committed, "tenures", _SEAT.format(**held | cells))
    found = [(record, column) for _, record, column, _ in told(committed, "likely-duplicate", "record-once")]
    assert found == [("sg13-seats", "id")] * twin


def test_seats_at_times_that_lie_apart_are_no_twins_and_of_a_changed_row_and_one_that_was_there_the_changed_is_told(
    committed,
):
    held = {"count": "", "period": "", "cite": "report:intro:p2"}
    alter(committed, "tenures", id="acme-sg13-vice-chair", period="", start="2016", end="2017")
    add(committed, "tenures", _SEAT.format(**held, start="2018", end=""))
    assert told(committed, "likely-duplicate") == []
    alter(committed, "tenures", id="acme-sg13-vice-chair", end="2018")
    assert [record for _, record, *_ in told(committed, "likely-duplicate")] == ["sg13-seats"]


def commit(home):
    git = ["git", "-C", str(home.root), "-c", "user.name=t", "-c", "user.email=t@t.example"]
    subprocess.run([*git, "commit", "-qam", "more"], check=True)


def test_an_order_of_stages_is_told_at_the_only_row_that_changed_too(committed):
    alter(committed, "milestones", id="tr-24372-published", date="2018-12", wording="")
    found = {record: (column, message) for _, record, column, message in told(committed, "milestone-order")}
    assert found.keys() == {"tr-24372-approved", "tr-24372-published"}
    column, message = found["tr-24372-published"]
    assert column == "date"
    assert message.startswith("only this row has changed since HEAD, and with the date 2018-12 it does not fit")
    alter(committed, "milestones", id="tr-24372-approved", date="2019-06")
    assert [record for _, record, *_ in told(committed, "milestone-order")] == ["tr-24372-approved"]


def test_an_order_of_stages_that_a_new_row_breaks_is_told_there_too(committed):
    add(committed, "milestones", "tr-24372-draft,tr-24372,40.00,,,,,2018-01,,,,,report:intro:p2,")
    found = {record: (column, message) for _, record, column, message in told(committed, "milestone-order")}
    assert found["tr-24372-draft"][0] == "reached"
    assert found["tr-24372-draft"][1].startswith("only this row is new")


def test_a_sum_is_told_at_the_only_part_that_changed_too(committed):
    line = "itu-t-contributions-{0},contribution,count,contribution,itu-t,,,,{0},,,,,{1},,,,,,itu-t-contributions-all,yes,itu-headquarters,,,,,itu-t-2017-2020,,,,,report:t1:p12:t1,"
    alter(committed, "statistics", id="itu-t-contributions-cn", partition="yes")
    add(committed, "statistics", line.format("us", "548"))
    commit(committed)
    assert told(committed, "partition-sum") == []
    alter(committed, "statistics", id="itu-t-contributions-us", value="546")
    found = {record: (column, message) for _, record, column, message in told(committed, "partition-sum")}
    assert found.keys() == {"itu-t-contributions-all", "itu-t-contributions-us"}
    column, message = found["itu-t-contributions-us"]
    assert column == "value"
    assert message.startswith("only this row has changed since HEAD, and with the value 546 it does not fit")
    commit(committed)
    add(committed, "statistics", line.format("de", "3"))
    assert "itu-t-contributions-de" in [record for _, record, *_ in told(committed, "partition-sum")]

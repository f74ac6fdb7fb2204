"""A cell that says something else on the same evidence is told; what came with new evidence is not."""

from __future__ import annotations

import csv
import subprocess

import pytest

from aigov_kg.check import LAST, check
from aigov_kg.inspection import inspect
from aigov_kg.redirects import Redirect
from aigov_kg.restated import restated
from aigov_kg.revision import changes_since
from aigov_kg.rewording import is_part, says_the_same, small_words
from aigov_kg.tables import read_tables

from .conftest import TODAY, put, rows


def change(home, table, row_id, **cells):
    held = rows(home, table)
    row = next(row for row in held if row[0] == row_id)
    for column, text in cells.items():
        row[held[0].index(column)] = text
    put(home, table, held)


def told(home, **how):
    found = check(home, TODAY, remember=False, earlier=LAST, **how).findings
    return sorted((f.record, f.column) for f in found if f.rule == "restated")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"name_zh": "张三"}, ["name_zh"]),
        ({"name_zh": "张三", "cite": "report:intro:p2|report:intro:p3"}, []),
        ({"aliases": "P. 3"}, []),
        ({"cite": "report:intro:p3"}, ["cite"]),
        ({"note": "Printed in a list of three"}, []),
        ({"cite": "report:intro:p2|report:intro:p3"}, []),
        ({"cite": "report:intro:p3", "name_zh": "张三"}, []),
    ],
)
def test_a_statement_or_its_evidence_that_changes_alone_is_told(committed, cells, expected):
    change(committed, "persons", "p3", **cells)
    assert told(committed) == [("p3", column) for column in expected]


def test_it_says_what_there_was_and_where_to_look(committed):
    change(committed, "persons", "p3", name_zh="张三")
    (found,) = (f for f in check(committed, TODAY, remember=False, earlier=LAST).findings if f.rule == "restated")
    assert found.message == "since HEAD 'name_zh' was blank and is '张三', while no citation is new"
    assert "aigov-kg cite 'report:intro:p2'" in found.fix
    assert (found.row, found.nearest) == ([row[0] for row in rows(committed, "persons")].index("p3") + 1, None)


def test_half_of_the_citations_gone_is_no_new_evidence_nor_is_another_wording(committed):
    change(committed, "persons", "p3", cite="report:intro:p2|report:intro:p3")
    git = ["git", "-C", str(committed.root), "-c", "user.name=t", "-c", "user.email=t@t.example"]
    subprocess.run([*git, "commit", "-qam", "two places"], check=True)
    change(committed, "persons", "p3", cite="report:intro:p3", name_zh="张三")
    assert told(committed) == [("p3", "cite")]
    (found,) = (f for f in check(committed, TODAY, remember=False, earlier=LAST).findings if f.rule == "restated")
    assert "'name_zh' was blank and is '张三'" in found.message


def test_a_row_that_bears_another_id_is_compared_with_what_it_was(committed):
    change(committed, "persons", "p3", id="q3", name_zh="张三")
    assert ("q3", "name_zh") in told(committed)
    found = check(committed, TODAY, remember=False, earlier=LAST).findings
    (gone,) = (f for f in found if f.rule == "id-gone")
    assert gone.fix.startswith("it is 'q3' now")


def test_an_id_that_was_renamed_says_the_same(committed):
    change(committed, "tenures", "acme-sg13-vice-chair", holder="globex")
    renamed = {"acme": Redirect("acme", "globex", "2025-01-01", "renamed")}
    changes = changes_since(committed, LAST, {})
    reading = read_tables(committed)
    assert [f.column for f in restated(reading, LAST, changes, {}, [])] == ["holder"]
    assert list(restated(reading, LAST, changes, renamed, [])) == []


def test_a_cell_of_which_a_rule_says_what_is_wrong_is_not_told_again(committed):
    change(committed, "persons", "p3", name_order="first-given")
    found = check(committed, TODAY, remember=False, earlier=LAST).findings
    assert [f.rule for f in found if f.record == "p3"] == ["name-of-id", "concept-form"]


def test_what_another_rule_tells_says_what_there_was(committed):
    change(committed, "tenures", "jane-doe-wg5-convenor", end="2021-13")
    found = check(committed, TODAY, remember=False, earlier=LAST).findings
    assert any(f.column == "end" and f.fix.endswith("; at HEAD it was '2021-12'") for f in found)


def test_a_table_that_stands_in_for_one_of_the_seed_is_compared_with_it(committed, base):
    path = committed.seed / "persons.csv"
    before = path.read_bytes()
    change(committed, "persons", "p3", name_zh="张三")
    sent = path.read_bytes()
    path.write_bytes(before)
    given = {"persons": ("sent.csv", sent)}
    assert told(committed, given=given) == [("p3", "name_zh")]
    assert ("p3", "name_zh") in [
        (f.record, f.column) for f in check(committed, TODAY, given, remember=False, over=True).findings
    ]
    header = {"kind": "csv", "table": "persons", "today": TODAY.isoformat(), "findings": 10}
    report = inspect(committed, header, sent)
    found = [(f["record"], f["column"]) for f in report["findings"] if f["rule"] == "restated"]
    assert found == [("p3", "name_zh")]


def test_a_quotation_cut_short_inside_a_word_is_told_as_such(committed):
    change(committed, "listings", "acme-entity-list-2019", quote="Acme was added to the Entity List in Octob")
    (found,) = (f for f in check(committed, TODAY, remember=False, earlier=LAST).findings if f.rule == "restated")
    assert "which breaks off inside the word 'October'" in found.message
    change(committed, "listings", "acme-entity-list-2019", quote="Acme was added to the Entity List")
    (found,) = (f for f in check(committed, TODAY, remember=False, earlier=LAST).findings if f.rule == "restated")
    assert "breaks off" not in found.message


def test_references_that_follow_a_renamed_row_are_not_told(committed):
    for path in committed.seed.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("jtc1-sc42-wg5,", "jtc1-sc42-wg-5,"), encoding="utf-8")
    found = check(committed, TODAY, remember=False, earlier=LAST).findings
    assert ("id-gone", "jtc1-sc42-wg5") in [(f.rule, f.record) for f in found]
    assert told(committed) == []


OLD = "The government has already taken precautions, the 2022 revision of the Data Law for example"


@pytest.mark.parametrize(
    ("new", "same"),
    [
        ("The government has taken precautions against misuse, such as the 2022 revision of the Data Law", True),
        ("Precautions of the government: the revision of the Data Law in 2022", True),
        ("The government has already taken precautions, the 2022 revision of the Data Law by Acme for example", True),
        ("The government has already taken precautions, the 2021 revision of the Data Law for example", False),
        ("The government has already taken precautions, the 2022 revision of the Trade Law for example", False),
        ("The government has not yet taken precautions, the 2022 revision of the Data Law for example", False),
        ("The government may take precautions, the 2022 revision of the Data Law for example", False),
        ("The government has taken precautions", False),
    ],
)
def test_a_text_says_the_same_where_numbers_names_denials_and_limits_stay(new, same):
    assert says_the_same(OLD, new, small_words(["has taken precautions of the government"])) is same


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Voted not to accept any item on it", "Voted to accept no item on it", True),
        ("Does not have any members", "Has no members", True),
        ("Voted not to accept any item on it", "Voted to accept an item on it", False),
        ("Voted not to accept any item on it", "Voted to accept any item on it", False),
        ("The term New IP was quickly given up", "New IP was soon given up", True),
        ("The term New IP was quickly given up", "Old IP was soon given up", False),
    ],
)
def test_a_denial_in_other_words_and_a_name_that_comes_first_say_the_same(old, new, same):
    assert says_the_same(old, new, small_words(["the term, an old one has a new one, it does, is voted"])) is same


@pytest.mark.parametrize(
    ("table", "row_id", "cells", "expected"),
    [
        ("participations", "globex-meets", {"start": "2019-10", "end": "2019-10", "end_kind": "ended"}, []),
        ("participations", "globex-meets", {"start": "2019-11"}, ["start"]),
        ("participations", "globex-meets", {"start": "2019-10", "end_kind": "ended"}, ["end_kind"]),
        ("tenures", "acme-sg13-vice-chair", {"start": "2018", "end": "2020-05", "end_kind": "ended"}, []),
        ("tenures", "acme-sg13-vice-chair", {"start": "2020-05"}, ["start"]),
        ("tenures", "acme-sg13-vice-chair", {"end": "2018", "end_kind": "ended"}, ["end"]),
        ("events", "sc42-meets", {"jurisdiction": "us-boston"}, []),
        ("events", "sc42-meets", {"jurisdiction": "us-reno"}, ["jurisdiction"]),
        ("events", "sc42-meets", {"jurisdiction": "cn"}, ["jurisdiction"]),
    ],
)
def test_what_the_row_bears_out_by_itself_takes_nothing_back(committed, table, row_id, cells, expected):
    held = {
        "participations": ["globex-meets,globex,participant,sc42-plenary-2019,,,,,,,,,,,,,,,,report:intro:p2,"],
        "events": ["sc42-meets,meeting,SC 42 meets,,,Boston,us,,,2018,,report:intro:p2,"],
        "jurisdictions": [
            "us-boston,city,Boston,,,,us,report:intro:p2,",
            "us-reno,city,Reno,,,,us,report:intro:p2,",
        ],
    }
    for name, lines in held.items():
        put(committed, name, rows(committed, name) + [next(csv.reader([line])) for line in lines])
    quote = "was made vice-chair in 2018 and left in May 2020"
    change(committed, "tenures", "acme-sg13-vice-chair", quote=quote, period="")
    git = ["git", "-C", str(committed.root), "-c", "user.name=t", "-c", "user.email=t@t.example"]
    subprocess.run([*git, "commit", "-qam", "more"], check=True)
    change(committed, table, row_id, **cells)
    changes, reading = changes_since(committed, LAST, {}), read_tables(committed)
    assert [f.column for f in restated(reading, LAST, changes, {}, [])] == expected


def test_a_name_that_begins_a_text_is_one(committed):
    lower = small_words(["the firm leads, and it offers"])
    assert not says_the_same("Acme leads", "Globex leads", lower)
    assert says_the_same("Offers it", "The firm offers it", lower)


def test_own_words_put_otherwise_are_worth_a_look_and_no_warning(committed):
    severities = []
    for text in (
        "Take the national committees for the first way in",
        "Take the Chinese committees as the first way in",
    ):
        change(committed, "policy-statements", "report-start-with-committees", text=text)
        found = check(committed, TODAY, remember=False, earlier=LAST).findings
        severities += [(f.column, f.severity.value) for f in found if f.rule == "restated"]
    assert severities == [("text", "Info"), ("text", "Warning")]


def test_a_new_citation_that_is_itself_told_is_no_evidence(committed):
    cites = {"cite": "report:defense:p43:fn25>notice-2019"}
    change(committed, "listings", "acme-entity-list-2019", reason="military-industrial", **cites)
    assert ("acme-entity-list-2019", "reason") in told(committed)
    (found,) = (f for f in check(committed, TODAY, remember=False, earlier=LAST).findings if f.rule == "restated")
    assert "while what it cites now is itself told" in found.message


def test_two_cells_that_changed_places_are_named(committed):
    change(committed, "liaisons", "sac-tc28-mirror-sc42", **{"from": "jtc1-sc42", "to": "sac-tc28"})
    found = check(committed, TODAY, remember=False, earlier=LAST).findings
    assert any("from and to have changed places since" in f.fix for f in found)


QUOTE = 'In December 2020 the group voted not to accept "New IP" items, and banned talk of five others'


@pytest.mark.parametrize(
    ("new", "cells", "part"),
    [
        ('In December 2020 the group voted not to accept "New IP" items', "refusal 2020-12", True),
        ('the group voted not to accept "New IP" items', "refusal", True),
        ('the group voted not to accept "New IP" items', "refusal 2020-12", False),
        ('In December 2020 the group voted not to accept "New IP" items', "count 5", False),
        ('to accept "New IP" items, and banned talk of five others', "2020", False),
        ('In December 2020 the group voted to accept "New IP" items', "", False),
        ("In December 2020 the group vot", "", False),
        ("banned", "", False),
    ],
)
def test_a_part_of_a_quotation_says_no_more_than_the_whole(new, cells, part):
    assert is_part(QUOTE, new, cells) is part


def test_a_quotation_that_is_shortened_is_worth_a_look_and_no_warning(committed):
    change(committed, "tenures", "jane-doe-wg5-convenor", quote="WG 5 is led by Jane Doe, with a secretary of Acme")
    git = ["git", "-C", str(committed.root), "-c", "user.name=t", "-c", "user.email=t@t.example"]
    subprocess.run([*git, "commit", "-qam", "a quotation"], check=True)
    change(committed, "tenures", "jane-doe-wg5-convenor", quote="WG 5 is led by Jane Doe")
    found = check(committed, TODAY, remember=False, earlier=LAST).findings
    assert [(f.column, f.severity.value) for f in found if f.rule == "restated"] == [("quote", "Info")]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("It says so and names no committee", "It names no committee; it only says so", True),
        ("It says so and names a committee", "It names a committee; it only says so", False),
        ("It only names no committee", "It only names a committee", False),
    ],
)
def test_only_says_nothing_beside_a_denial_that_stays(old, new, same):
    assert says_the_same(old, new, {"it"}) is same

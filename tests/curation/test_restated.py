"""A cell that says something else on the same evidence is told; what came with new evidence is not."""

from __future__ import annotations

import pytest

from aigov_kg.check import LAST, check
from aigov_kg.inspection import inspect
from aigov_kg.redirects import Redirect
from aigov_kg.restated import restated
from aigov_kg.revision import changes_since
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
        ({"aliases": "P. 3"}, ["aliases"]),
        ({"cite": "report:intro:p3"}, ["cite"]),
        ({"note": "Printed in a list of three"}, []),
        ({"cite": "report:intro:p2|report:intro:p3"}, []),
        ({"cite": "report:intro:p3", "aliases": "P. 3"}, []),
    ],
)
def test_a_statement_or_its_evidence_that_changes_alone_is_told(committed, cells, expected):
    change(committed, "persons", "p3", **cells)
    assert told(committed) == [("p3", column) for column in expected]


def test_it_says_what_there_was_and_where_to_look(committed):
    change(committed, "persons", "p3", aliases="P. 3")
    (found,) = (f for f in check(committed, TODAY, remember=False, earlier=LAST).findings if f.rule == "restated")
    assert found.message == "'aliases' was blank at HEAD and is 'P. 3', while the citation stays"
    assert "aigov-kg cite 'report:intro:p2'" in found.fix
    assert (found.row, found.nearest) == ([row[0] for row in rows(committed, "persons")].index("p3") + 1, None)


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


def test_a_table_that_stands_in_for_one_of_the_seed_is_compared_with_it(committed, base):
    path = committed.seed / "persons.csv"
    before = path.read_bytes()
    change(committed, "persons", "p3", aliases="P. 3")
    sent = path.read_bytes()
    path.write_bytes(before)
    given = {"persons": ("sent.csv", sent)}
    assert told(committed, given=given) == [("p3", "aliases")]
    assert ("p3", "aliases") in [
        (f.record, f.column) for f in check(committed, TODAY, given, remember=False, over=True).findings
    ]
    header = {"kind": "csv", "table": "persons", "today": TODAY.isoformat(), "findings": 10}
    report = inspect(committed, header, sent)
    found = [(f["record"], f["column"]) for f in report["findings"] if f["rule"] == "restated"]
    assert found == [("p3", "aliases")]

"""What the tables have lost since the last revision is told, and what was changed on purpose is not."""

from __future__ import annotations

import pytest

from aigov_kg.check import LAST, check
from aigov_kg.errors import UsageError
from aigov_kg.losses import losses
from aigov_kg.redirects import read_redirects
from aigov_kg.revision import changes_since, held
from aigov_kg.tables import read_tables

from .conftest import TODAY, put, rows


def lost(home):
    found = losses(read_tables(home), LAST, changes_since(home, LAST, {}), read_redirects(read_tables(home))[0])
    return sorted((f.file.rpartition("/")[2], f.column, f.rule, f.severity.value, f.record) for f in found)


def test_nothing_is_lost_where_nothing_has_changed_or_rows_came(committed):
    assert changes_since(committed, LAST, {}) == {}
    path = committed.seed / "persons.csv"
    path.write_text(path.read_text(encoding="utf-8") + "zed,Zed,,,,report:intro:p2,\n", encoding="utf-8")
    assert lost(committed) == []


def test_a_row_that_is_gone_is_told_until_a_redirect_says_where_it_went(committed):
    cells = rows(committed, "persons")
    put(committed, "persons", [row for row in cells if row[0] != "p3"])
    assert lost(committed) == [("persons.csv", "id", "id-gone", "Warning", "p3")]
    ledger = committed.data / "redirects.csv"
    ledger.write_text(ledger.read_text(encoding="utf-8") + "p3,,2026-01-01,withdrawn\n", encoding="utf-8")
    assert lost(committed) == []


def test_a_row_that_bears_another_id_now_is_known_by_its_cells(committed):
    cells = rows(committed, "persons")
    put(committed, "persons", [["q3", *row[1:]] if row[0] == "p3" else row for row in cells])
    (found,) = losses(
        read_tables(committed), LAST, changes_since(committed, LAST, {}), read_redirects(read_tables(committed))[0]
    )
    assert found.fix.startswith("it is 'q3' now: run aigov-kg rename p3 q3")


def test_a_reference_to_a_row_that_is_gone_says_what_it_was(committed):
    cells = rows(committed, "persons")
    put(committed, "persons", [row for row in cells if row[0] != "jane-doe"])
    told = [f for f in check(committed, TODAY, remember=False, earlier=LAST).findings if f.rule == "reference"]
    assert told
    assert all(f.fix.startswith("it was a row of persons") and f.nearest is None for f in told)


def test_a_column_that_was_emptied_is_told(committed):
    cells = rows(committed, "persons")
    at = cells[0].index("name")
    put(committed, "persons", [cells[0], *([*row[:at], "", *row[at + 1 :]] for row in cells[1:])])
    assert ("persons.csv", "name", "column-emptied", "Warning", None) in lost(committed)


@pytest.mark.parametrize("change", ["sorted", "shifted"])
def test_a_column_that_moved_alone_is_told(committed, change):
    cells = rows(committed, "persons")
    at = cells[0].index("name")
    names = [row[at] for row in cells[1:]]
    names = sorted(names, reverse=True) if change == "sorted" else [*names[1:], ""]
    put(committed, "persons", [cells[0], *([*r[:at], n, *r[at + 1 :]] for r, n in zip(cells[1:], names, strict=True))])
    assert ("persons.csv", "name", "column-moved", "Violation", None) in lost(committed)


def test_two_cells_that_change_places_are_no_moved_column(committed):
    cells = rows(committed, "persons")
    at = cells[0].index("name")
    cells[3][at], cells[4][at] = cells[4][at], cells[3][at]
    put(committed, "persons", cells)
    assert lost(committed) == []


def test_headings_that_moved_without_their_cells_are_told_alone(committed):
    cells = rows(committed, "persons")
    heading = list(cells[0])
    heading[1], heading[2] = heading[2], heading[1]
    put(committed, "persons", [heading, *cells[1:]])
    assert lost(committed) == [("persons.csv", heading[1], "heading-moved", "Violation", None)]
    # The canonical form would move the cells after their headings.
    assert "formatting" not in {f.rule for f in check(committed, TODAY, remember=False, earlier=LAST).findings}


def test_without_git_nothing_is_lost_and_a_revision_that_is_not_there_is_misuse(base, quick):
    assert check(base, TODAY, remember=False, earlier=LAST).findings == []
    with pytest.raises(UsageError, match="neither a snapshot nor a git revision"):
        check(base, TODAY, remember=False, earlier="HEAD~7")


def test_rows_that_are_not_whole_are_left_out_of_what_was_held():
    assert list(held(b"id,name\na,A\nb\n,C\n").rows) == ["a"]


def test_quotations_are_looked_for_where_the_documents_are_at_hand(base, quick, tmp_path):
    assert check(base, TODAY, remember=False, documents=tmp_path).findings == []

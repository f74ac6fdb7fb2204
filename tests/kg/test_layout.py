"""How rows are laid out: what a run of them shares is told once."""

from __future__ import annotations

import io

from rich.console import Console

from aigov_kg.layout import lay_out

COLUMNS = ["firm", "item", "milestone", "date", "remark"]
WIDE = "x" * 500


def lines(rows, layout=None):
    """Lay rows out beside one that is too wide for a table."""
    console = Console(file=io.StringIO(), width=400)
    lay_out(COLUMNS, [*([*row, ""] for row in rows), ["Last", "", "", "", WIDE]], console, layout)
    told = [line for line in console.file.getvalue().splitlines() if line.strip()]
    return told[: next(i for i, line in enumerate(told) if "firm: Last" in line)]


def test_rows_of_one_thing_stand_below_what_they_share():
    rows = [
        ["A firm", "The item with a long name", "approved", "2019-05"],
        ["A firm", "The item with a long name", "published", "2021-12"],
        ["Another firm", "Something else", "published", "2020"],
    ]
    assert lines(rows) == [
        "firm: A firm · item: The item with a long name",
        "   1. milestone: approved · date: 2019-05",
        "   2. milestone: published · date: 2021-12",
        "3. firm: Another firm · item: Something else · milestone: published · date: 2020",
    ]


def test_rows_that_share_a_name_and_little_else_stand_alone():
    rows = [
        ["A firm", "The item with a long name", "approved", "2019-05"],
        ["A firm", "A wholly different piece of work", "approved as a project", "2020"],
    ]
    assert [line[0] for line in lines(rows)] == ["1", "2"]


def test_a_row_that_would_break_up_a_run_begins_another():
    rows = [
        ["A firm", "The item with a long name", "approved", "2019"],
        ["A firm", "The item with a long name", "published", "2021"],
        ["A firm", "The other item with a long name", "approved", "2019"],
        ["A firm", "The other item with a long name", "published", "2022"],
    ]
    assert [line.lstrip()[:4] for line in lines(rows)] == ["firm", "1. m", "2. m", "firm", "3. m", "4. m"]


def test_nothing_is_lost():
    rows = [[f"firm {i // 3}", f"item {i // 2}", f"milestone {i % 4}", str(i)] for i in range(30)]
    text = "\n".join(lines(rows))
    assert all(text.count(f"{number}. ") >= 1 for number in range(1, 31))
    assert {cell for row in rows for cell in row} <= {
        part.partition(": ")[2] for line in lines(rows) for part in line.split(" · ")
    }


def test_a_list_keeps_every_row_whole():
    rows = [["A", "b", "c", "d"], ["A", "b", "e", "f"], ["B", "b", "c", "d"]]
    text = lines(rows, "list")
    assert text.count("   firm: A") == 2 and text.count("   item: b") == 3

"""How the rows of an answer are laid out in a terminal: as a table where it fits, else line by line.

What all rows share is told once, and what a run of rows shares once for the run: five milestones of one work item are five
short lines below a long one.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from aigov_kg.terminal import breaks_lines, paragraph, room

_WORDY, _BRIEF = 60, 48
_MUCH, _MOST = 1 / 3, 0.8


def lay_out(columns: list[str], rows: list[list[str]], console: Console, layout: str | None) -> None:
    """Print rows: what is the same in all of them once, the rest as a table, or row by row where it is too wide."""
    if not rows:
        return
    same = [i for i in range(len(columns)) if len(rows) > 1 and len({row[i] for row in rows}) == 1]
    for i in same:
        paragraph(console, f"{columns[i]}: {rows[0][i]}")
    rest = [i for i in range(len(columns)) if i not in same]
    if not rest:
        return
    widths = [max(len(columns[i]), *(Text(row[i]).cell_len for row in rows)) for i in rest]
    if layout == "table" or (layout is None and sum(widths) + 3 * len(rest) + 1 <= room(console)):
        table = Table(header_style="bold")
        for i in rest:
            table.add_column(columns[i], overflow="fold")
        for row in rows:
            table.add_row(*(Text(row[i]) for i in rest))
        console.print(table)
        return
    shown: set[tuple[int, str]] = set()
    if layout is None:
        for first, run in _runs(rows, rest):
            common = _common(run, rest) if len(run) > 1 else []
            if common:
                paragraph(console, _told(run[0], columns, common, shown, console))
            own = [i for i in rest if i not in common]
            for number, row in enumerate(run, first):
                paragraph(console, f"{number}. {_told(row, columns, own, shown, console)}", 3 if common else 0)
    else:
        for number, row in enumerate(rows, 1):
            console.print(Text(f"\n{number}.", style="bold"))
            for i in rest:
                if value := _brief(row[i], i, shown, console):
                    paragraph(console, f"{columns[i]}: {value}", 3)
    console.print()


def _runs(rows: list[list[str]], rest: list[int]) -> Iterator[tuple[int, list[list[str]]]]:
    """Part rows into runs that say the same in their first column and in most of their words; with the first number."""
    run: list[list[str]] = []
    for number, row in enumerate(rows, 1):
        if run and not (run[0][rest[0]] == row[rest[0]] and _alike(run, row, rest)):
            yield number - len(run), run
            run = []
        run.append(row)
    yield len(rows) + 1 - len(run), run


def _alike(run: list[list[str]], row: list[str], rest: list[int]) -> bool:
    """Tell whether a row may join a run: what they share is much of it, and most of what the run shares already."""
    common, before = (sum(len(run[0][i]) for i in _common(rows, rest)) for rows in ([*run, row], run))
    least = _MUCH * min(sum(len(r[i]) for i in rest) for r in (*run, row))
    return common >= (least if len(run) == 1 else max(least, _MOST * before))


def _common(run: list[list[str]], rest: list[int]) -> list[int]:
    """Give the columns that say the same in all rows of a run."""
    return [i for i in rest if run[0][i] and all(row[i] == run[0][i] for row in run)]


def _told(row: list[str], columns: list[str], chosen: list[int], shown: set[tuple[int, str]], console: Console) -> str:
    return " · ".join(f"{columns[i]}: {_brief(row[i], i, shown, console)}" for i in chosen if row[i])


def _brief(value: str, column: int, shown: set[tuple[int, str]], console: Console) -> str:
    """Cut short on a screen what stood in full above; a file keeps it, so that a search finds every row."""
    again = (column, value) in shown
    shown.add((column, value))
    return value[:_BRIEF].rstrip() + "..." if again and breaks_lines(console) and len(value) > _WORDY else value

"""A row with a cell too many or too few: which cell a comma has probably cut, or from which one on the cells are shifted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aigov_kg.cells import CellError, read_value
from aigov_kg.columns import Description

_TELLING: Final = frozenset({"cite", "date", "url", "digest", "class", "concept", "number", "int"})
"""Types of which a value is known by its form."""
_PLAIN: Final = frozenset({"cite", "date", "url", "digest"})


def comma(cells: Sequence[str], header: list[str | None]) -> tuple[str | None, str, str | None]:
    """Say which cell a comma has probably cut: its column, what to do, and the cell as it should stand."""
    more = len(cells) - len(header)
    if more > 0:
        # A comma of a sentence has a space behind it, one between cells has none.
        cut = [i for i, cell in enumerate(cells) if i and cell.startswith(" ") and cell.strip()]
        first = cut[0] - 1 if cut else 0
        if len(cut) == more and cut == list(range(cut[0], cut[0] + more)) and first < len(header):
            whole = ",".join(cells[first : first + more + 1]).strip()
            shown = whole if len(whole) <= 80 else f"{whole[:77]}..."
            return header[first], f'put quotation marks around the cell that holds a comma: "{shown}"', f'"{whole}"'
    return None, "check commas and quotation marks in this row", None


def shifted(tables: Description, table: str, cells: Sequence[str], header: list[str | None]) -> tuple[str | None, str]:
    """Say which is the first cell that fits the column it would stand in without the cell too many or too few."""
    columns, more = tables.columns[table], len(cells) - len(header)

    def fits(name: str | None, text: str) -> bool:
        try:
            read_value(tables, tables.tables[table], columns[name or ""], text)
        except (CellError, KeyError):
            return False
        return True

    for here, cell in enumerate(cells):
        there = here - more
        if not cell.strip() or not 0 < there < len(header) or (own := header[there]) is None:
            continue
        name = header[here] if here < len(header) else None
        # Any text fits a column of text; a whole date or citation there is none of its own.
        odd = columns[own].type in _PLAIN and name in columns and columns[name].type == "text"
        if columns[own].type in _TELLING and fits(own, cell.strip()) and (odd or not fits(name, cell.strip())):
            where = f"under '{name}'" if name else "behind the last column"
            change = "a comma is missing" if more < 0 else "a comma is too many"
            shown = cell.strip()[:60]
            return name, f"'{shown}' stands {where} and looks like '{own}', so {change} before it; "
    return None, ""

"""The canonical form of a table: one way to write the same rows, so that a comparison shows only what was changed.

Columns in the order of `data/tables.toml`, rows in the order of their ids, cells without outer spaces, quotation marks
only where CSV needs them (RFC 4180), UTF-8 without a byte order mark, LF at the end of each line. Several values in a
cell keep their order.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aigov_kg.columns import Column, Description
from aigov_kg.delimited import Cells, Fault, read_cells
from aigov_kg.findings import Finding
from aigov_kg.rationale import WHY

_RULE = "formatting"
_FIX = "run aigov-kg fmt"
_FEW = 20


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """The file cannot be written anew without losing something."""

    fault: Fault


def canonical(tables: Description, table: str, data: bytes) -> bytes:
    """Give the canonical form of the bytes of a table.

    Raises:
        Refused: the file has a fault, and what it means is not certain.
    """
    columns = list(tables.columns[table].values())
    header, rows = _sound(read_cells(data), columns)
    place = {name: i for i, name in enumerate(header)}
    out = [
        [_cell(column, row[place[column.name]]) if column.name in place else "" for column in columns] for row in rows
    ]
    return write([c.name for c in columns], sorted(out, key=lambda cells: cells[0]))


def write(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows of cells as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _sound(cells: Cells, columns: Sequence[Column]) -> tuple[list[str], list[Sequence[str]]]:
    for fault in cells.faults:
        if not fault.harmless:
            raise Refused(fault)
    if not cells.records:
        raise Refused(Fault(1, "the file is empty", "begin it with the heading of the table", "empty-table"))
    heading, *records = cells.records
    header = [cell.strip() for cell in heading.cells]
    known = {column.name for column in columns}
    for name in header:
        if name not in known or header.count(name) > 1:
            what = f"the column '{name[:80]}' is not one of the table, or stands twice"
            raise Refused(Fault(1, what, "correct the heading", "unknown-column"))
    rows = [record for record in records if any(cell.strip() for cell in record.cells)]
    for record in rows:
        if len(record.cells) != len(header):
            what = f"the row has {len(record.cells)} cells and the heading {len(header)}"
            raise Refused(Fault(record.line, what, "check commas and quotation marks", "cell-count"))
    return header, [record.cells for record in rows]


def _cell(column: Column, text: str) -> str:
    if column.many:
        return "|".join(part for part in (p.strip() for p in text.split("|")) if part)
    return text.strip()


def differences(tables: Description, table: str, file: str, data: bytes) -> Iterator[Finding]:
    """Give what keeps a table from its canonical form; nothing where it cannot be read, which is told elsewhere."""
    try:
        wanted = canonical(tables, table, data)
    except Refused as refused:
        if refused.fault.rule != "cell-count":
            return
        # What can be said of the other rows is said.
        wanted = b""
    if wanted == data:
        return

    def finding(row: int | None, column: str | None, message: str) -> Finding:
        return Finding(file, row, column, message, _FIX, _RULE, WHY[_RULE])

    if data.startswith(b"\xef\xbb\xbf"):
        yield finding(1, None, "the file begins with a byte order mark")
    if b"\r" in data:
        yield finding(1, None, "lines end in CR LF instead of LF")
    columns = tables.columns[table]
    heading, *records = read_cells(data).records
    header = [cell.strip() for cell in heading.cells]
    # Where it is required, the reading has told it.
    if missing := [name for name, column in columns.items() if name not in header and not column.required]:
        what = f"the heading lacks {', '.join(missing)}, and the rows what stood there"
        fix = "take it from the last version; only a column that is new is added blank, by aigov-kg fmt"
        yield Finding(file, 1, missing[0], what, fix, "missing-column", WHY["missing-column"])
    if header != [name for name in columns if name in header]:
        yield finding(1, None, "the columns are not in their order")
    told = 0
    for record in records:
        for head, cell in zip(header, record.cells, strict=False):
            if len(record.cells) != len(header):
                break
            if head in columns and cell != _cell(columns[head], cell) and told < _FEW:
                told += 1
                yield finding(record.line, head, "the cell holds outer spaces or an empty value between two |")
    ids = [(record.cells[header.index("id")].strip(), record.line) for record in records] if "id" in header else []
    for (before, _), (after, line) in pairwise(ids):
        if after < before:
            yield finding(
                line, "id", f"'{after[:60]}' comes after '{before[:60]}'; rows stand in the order of their ids"
            )
            return
    if wanted and told == 0 and not data.startswith(b"\xef\xbb\xbf") and b"\r" not in data and header == list(columns):
        lines = zip(data.split(b"\n"), wanted.split(b"\n"), strict=False)
        first = next((n for n, (a, b) in enumerate(lines, 1) if a != b), None)
        yield finding(first, None, "the row is not written in the canonical form (quotation marks, blank lines)")

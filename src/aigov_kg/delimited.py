"""Cells of a CSV file (RFC 4180), read so that one fault does not hide the next.

Rows of the tables hold no line breaks, so a row is a line of the file. What cannot be read is reported, and reading
goes on with the best guess: a bad byte, a quotation mark that is not closed, another encoding, another separator.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

MAX_BYTES = 32_000_000
MAX_CELL = 131_072
_MAX_JOINED = 40
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the line it starts on, its cells, whether they are certain, and which of them held a line break."""

    line: int
    cells: Sequence[str]
    certain: bool = True
    broken: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps the file from being a table; `line` is None where the whole file is meant.

    What was read in spite of a `harmless` fault is certain.
    """

    line: int | None
    message: str
    fix: str
    rule: str
    harmless: bool = False
    cell: int | None = None


@dataclass(slots=True)
class Cells:
    """What was read; `guessed` are the lines whose encoding was guessed."""

    records: list[Record] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    guessed: set[int] = field(default_factory=set)


@lru_cache(maxsize=32)
def read_cells(data: bytes) -> Cells:
    """Read the bytes of a file as rows of cells; the first record is the heading. Not to be changed by the caller."""
    cells = Cells()
    text = _decode(data, cells)
    if text is None:
        return cells
    lines = text.split("\n")
    separator = _separator(lines[0])
    if separator != ",":
        name = {";": "semicolons", "\t": "tabs"}[separator]
        what = f"the cells are separated by {name}"
        fix = "save it as CSV with commas between the cells, or run aigov-kg fmt"
        cells.faults.append(Fault(1, what, fix, "separator", harmless=True))
    if "\r" in text:
        # Only lone ones are left; they stand inside a cell.
        first = next(n for n, line in enumerate(lines, 1) if "\r" in line)
        cells.faults.append(
            Fault(first, "a cell holds a line break (carriage return)", "write the cell on one line", "line-break")
        )
        lines = [line.replace("\r", " ") for line in lines]
    number, width = 0, None
    while number < len(lines):
        line, number = lines[number], number + 1
        if not line.strip():
            continue
        record, used = _row(lines, number, line, separator, width, cells.faults)
        number += used
        if record:
            width = width or len(record.cells)
            cells.records.append(record)
    return cells


def _row(
    lines: list[str], number: int, line: str, separator: str, width: int | None, faults: list[Fault]
) -> tuple[Record | None, int]:
    """Read the row that starts on line `number`; gives how many further lines belong to it."""
    try:
        return Record(number, _parse(line, separator)), 0
    except csv.Error as error:
        if "field limit" in str(error):
            what = f"a cell has more than {MAX_CELL:,} characters"
            cell = next((i for i, text in enumerate(line.split(separator)) if len(text) > MAX_CELL), None)
            faults.append(Fault(number, what, "shorten it; a cell holds one value", "too-large", cell=cell))
            return None, 0
    # A quotation mark is open. If closing it on a later line gives a row of the right width, a cell holds a line break.
    for more in range(1, min(_MAX_JOINED, len(lines) - number + 1)):
        try:
            joined = _parse("\n".join(lines[number - 1 : number + more]), separator)
        except csv.Error:
            continue
        if width is not None and len(joined) == width:
            broken = [i for i, cell in enumerate(joined) if "\n" in cell]
            fix = "write the cell on one line"
            faults.append(Fault(number, "the cell holds a line break", fix, "line-break", cell=broken[0]))
            return Record(number, [" ".join(cell.split("\n")) for cell in joined], broken=frozenset(broken)), more
        break
    what = "a quotation mark is not closed, or stands inside a cell without being doubled"
    fix = "put quotation marks round a cell that holds a comma, and double those inside it"
    faults.append(Fault(number, what, fix, "quoting"))
    return Record(number, line.replace('"', "").split(separator), certain=False), 0


def _parse(text: str, separator: str) -> list[str]:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    if len(rows) != 1:
        raise csv.Error("not one row")
    return rows[0]


def _separator(heading: str) -> str:
    return next((mark for mark in (",", ";", "\t") if mark in heading), ",")


def _decode(data: bytes, cells: Cells) -> str | None:
    """Decode UTF-8 line by line where it must be, so that a bad byte costs no more than its own line."""
    faults = cells.faults
    if len(data) > MAX_BYTES:
        what = f"the file has {len(data):,} bytes, more than the {MAX_BYTES:,} that a table may have"
        faults.append(Fault(None, what, "check that it is a table; split it if it is", "too-large"))
        return None
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        fix = "read it with aigov-kg sheet import, or save it as CSV with encoding UTF-8"
        faults.append(Fault(None, "the file is a workbook, not CSV", fix, "encoding"))
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = _plain(data.decode("utf-16"))
            fix = "save it as CSV with encoding UTF-8, or run aigov-kg fmt"
            faults.append(Fault(1, "the file is UTF-16", fix, "encoding", harmless=True))
        except UnicodeDecodeError:
            faults.append(Fault(1, "the file is broken UTF-16", "save it as CSV with encoding UTF-8", "encoding"))
            return None
        return text
    if data.count(0) > max(8, len(data) // 100):
        faults.append(Fault(None, "the file is not text", "save it as CSV with encoding UTF-8", "encoding"))
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\n".join(_decode_lines(data.replace(b"\r\n", b"\n").split(b"\n"), cells))
    text = _plain(text)
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        faults.append(Fault(row, "the file holds a NUL byte here", "save it as plain CSV text", "encoding"))
        text = text.replace("\0", "")
    return text


def _plain(text: str) -> str:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return text if "\n" in text else text.replace("\r", "\n")


def _decode_lines(lines: list[bytes], cells: Cells) -> list[str]:
    faults, decoded = cells.faults, []
    bad: list[int] = []
    for number, line in enumerate(lines, 1):
        try:
            decoded.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            text, name = _guess(line)
            decoded.append(text)
            bad.append(number)
            cells.guessed.add(number)
            if len(bad) <= _SHOWN:
                what = f"the row is not UTF-8; it was read as {name}"
                faults.append(Fault(number, what, "save the file as CSV with encoding UTF-8", "encoding"))
    if len(bad) > _SHOWN:
        what = f"{len(bad) - _SHOWN} more rows are not UTF-8, from here on"
        faults.append(Fault(bad[_SHOWN], what, "save the file as CSV with encoding UTF-8", "encoding"))
    return decoded


def _guess(line: bytes) -> tuple[str, str]:
    """Decode a line that is not UTF-8: as GB 18030 where that gives Chinese, else as Windows-1252."""
    try:
        text = line.decode("gb18030")
        if sum("\u4e00" <= c <= "\u9fff" for c in text) >= 2:
            return text, "GB 18030"
    except UnicodeDecodeError:
        pass
    return line.decode("cp1252", "replace"), "Windows-1252"

"""Tables as one workbook (Office Open XML): a sheet a table, with drop-downs, and the help of each column as a comment.

Every cell is text, so that a spreadsheet has no cause to rewrite dates and numbers.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from aigov_kg.columns import Column, Description
from aigov_kg.delimited import read_cells
from aigov_kg.errors import UsageError
from aigov_kg.sections import COLUMNS, lines
from aigov_kg.tables import Reading

SECTIONS = "sections"
"""Name of the sheet that holds the ledger of sections, which is no table."""

_LISTS = "_lists"
_LONGEST = 32_767
_ROOM = 2_000
_MOST_BYTES = 200_000_000
_MOST_CELLS = 5_000_000
_WIDE = {"text": 40, "cite": 40, "url": 40, "ref": 24, "date": 12, "int": 8, "number": 12, "yes": 6}


def export(reading: Reading, only: str | None = None) -> bytes:
    """Write the tables as a workbook.

    Raises:
        UsageError: a table cannot be read, or a cell is longer than a workbook allows.
    """
    tables = reading.tables
    book = openpyxl.Workbook(write_only=True)
    lists = _Lists(reading)
    if only is None:
        _sections(book, tables)
    for table in [only] if only else list(tables.tables):
        _sheet(book, tables, table, lists)
    lists.write(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Lists:
    """The hidden sheet of allowed values, one column a list."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.columns: dict[tuple[str, ...], tuple[str, list[str]]] = {}

    def range(self, table: str, column: Column) -> str | None:
        """Give the range that holds what a cell may hold, or None where any text may stand or several values."""
        tables = self.reading.tables
        if column.type == "yes":
            return '"yes"'
        if column.type == "class":
            key: tuple[str, ...] = ("class", table)
            values = tables.tables[table].classes
        elif column.many:
            return None
        elif column.type == "concept":
            key, values = tuple(column.allowed_schemes), tables.vocabularies.slugs(column.allowed_schemes)
        elif column.type == "ref":
            targets = tables.targets(column)
            key, values = tuple(sorted(targets)), sorted(row.id for row in self.reading.of(*targets))
        else:
            return None
        if not values:
            return None
        letter, _ = self.columns.setdefault(key, (get_column_letter(len(self.columns) + 1), values))
        return f"{_LISTS}!${letter}$2:${letter}${len(values) + 1}"

    def write(self, book: Any) -> None:
        sheet = book.create_sheet(_LISTS)
        sheet.sheet_state = "hidden"
        columns = list(self.columns.items())
        sheet.append([" ".join(key)[:250] for key, _ in columns])
        for row in range(max((len(values) for _, (_, values) in columns), default=0)):
            sheet.append([values[row] if row < len(values) else None for _, (_, values) in columns])


def _sheet(book: Any, tables: Description, table: str, lists: _Lists) -> None:
    columns = tables.columns[table]
    path = tables.home.seed / f"{table}.csv"
    cells = read_cells(path.read_bytes()) if path.is_file() else None
    if cells and cells.faults:
        fault = cells.faults[0]
        raise UsageError(f"{tables.home.name(path)}, row {fault.line}: {fault.message}; mend it first")
    sheet = book.create_sheet(table)
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns.values(), 1):
        _as_text(sheet, number, _WIDE.get(column.type, 18))
    rows = cells.records[1:] if cells else []
    header = [c.strip() for c in cells.records[0].cells] if cells and cells.records else list(columns)
    for number, column in enumerate(columns.values(), 1):
        if source := lists.range(table, column):
            rule = DataValidation(
                type="list", formula1=source, allow_blank=True, errorStyle="warning", showErrorMessage=True
            )
            rule.error, rule.errorTitle = "This value is not known yet; aigov-kg check will tell.", column.name
            letter = get_column_letter(number)
            rule.add(f"{letter}2:{letter}{len(rows) + _ROOM}")
            sheet.data_validations.append(rule)
    sheet.append([_heading(sheet, column) for column in columns.values()])
    for record in rows:
        held = dict(zip(header, record.cells, strict=False))
        sheet.append([_text(sheet, held.get(name, ""), path.name, record.line) for name in columns])


def _sections(book: Any, tables: Description) -> None:
    """Write the ledger of sections, since a new document is cited by its parts."""
    sheet = book.create_sheet(SECTIONS)
    sheet.freeze_panes = "B2"
    for number, name in enumerate(COLUMNS, 1):
        _as_text(sheet, number, 40 if name == "heading" else 18)
    sheet.append(
        [_head(sheet, name, name in {"document", "key", "kind", "heading"}, told) for name, told in COLUMNS.items()]
    )
    for line, cells in enumerate(lines(tables.home), 2):
        sheet.append([_text(sheet, cells[name], "sections.csv", line) for name in COLUMNS])


def _as_text(sheet: Any, number: int, width: int) -> None:
    """Let a column take what is typed as it is: a month would become a day."""
    column = sheet.column_dimensions[get_column_letter(number)]
    column.width, column.number_format = width, "@"


def _heading(sheet: Any, column: Column) -> Any:
    marks = [m for m, held in (("Required.", column.required), ("Several values with |.", column.many)) if held]
    example = f"\nExample: {column.example}" if column.example else ""
    return _head(sheet, column.name, column.required, " ".join([column.help, *marks]) + example)


def _head(sheet: Any, name: str, required: bool, told: str) -> Any:
    cell = WriteOnlyCell(sheet, value=name)
    cell.font = Font(bold=True)
    if required:
        cell.fill = PatternFill("solid", start_color="FFF2CC")
    cell.comment = Comment(told, "aigov-kg", width=360, height=120)
    return cell


def _text(sheet: Any, text: str, file: str, line: int) -> Any:
    if len(text) > _LONGEST:
        raise UsageError(f"{file}, row {line}: a cell has {len(text):,} characters; a workbook takes {_LONGEST:,}")
    try:
        cell = WriteOnlyCell(sheet, value=text or None)
    except ValueError as error:
        raise UsageError(f"{file}, row {line}: a cell holds a control character; aigov-kg check names it") from error
    # Without this, a text that begins with = would become a formula.
    cell.data_type = "s" if text else "n"
    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top")
    return cell


@dataclass(frozen=True, slots=True)
class Found:
    """A cell of a workbook as it was found: its value, how it is shown, and whether it is a formula."""

    value: Any
    shown_as: str = "@"
    formula: bool = False


def read_book(data: bytes) -> Iterator[tuple[str, list[tuple[int, list[Found]]]]]:
    """Read the sheets of a workbook: name, then rows with their numbers.

    Raises:
        UsageError: the bytes are no workbook, or one of a size that no table has.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
                raise UsageError("the workbook unpacks to more than a workbook of tables can have")
        book = openpyxl.load_workbook(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        OSError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        raise UsageError(f"the file is no workbook (.xlsx): {error}") from error
    for sheet in book.worksheets:
        if sheet.title.startswith("_"):
            continue
        if (sheet.max_row or 0) * (sheet.max_column or 0) > _MOST_CELLS:
            raise UsageError(f"the sheet '{sheet.title}' is larger than a table can be")
        rows = [
            (number, [Found(c.value, c.number_format or "", c.data_type == "f") for c in row])
            for number, row in enumerate(sheet.iter_rows(), 1)
        ]
        yield sheet.title, [(n, cells) for n, cells in rows if any(c.value is not None for c in cells)]

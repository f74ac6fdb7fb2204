"""The rows of the tables, read strictly and typed.

Every error is a finding with file, row and column; reading goes on, so that one run reports them all.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from aigov_kg.cites import Cite, parse_cite
from aigov_kg.columns import Column, Description, Table
from aigov_kg.dates import Span, parse
from aigov_kg.errors import UsageError
from aigov_kg.findings import Finding, did_you_mean
from aigov_kg.resources import Home
from aigov_kg.vocabularies import Concept

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+")

Value = str | int | Decimal | bool | Span | Concept | Cite


@dataclass(frozen=True, slots=True)
class Row:
    """One row that was read; `values` holds a tuple for each column, empty where the cell is blank."""

    table: str
    file: str
    line: int
    id: str
    values: dict[str, tuple[Value, ...]]

    def one(self, column: str) -> Any:
        """Give the only value of a column, or None."""
        values = self.values.get(column, ())
        return values[0] if values else None


@dataclass(slots=True)
class Reading:
    """What was read: rows by id, in the order of the files, and the findings."""

    tables: Description
    rows: dict[str, Row] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def of(self, *tables: str) -> Iterator[Row]:
        """Give the rows of some tables."""
        return (row for row in self.rows.values() if row.table in tables)


def read_tables(home: Home, files: Sequence[Path] | None = None) -> Reading:
    """Read every table of `data/seed/`, or the given files, and check form and references.

    Raises:
        UsageError: there is no table at all, or `tables.toml` cannot be read.
    """
    reading = Reading(Description(home))
    paths = sorted(home.seed.glob("*.csv")) if files is None else list(files)
    if not paths:
        raise UsageError(f"{home.name(home.seed)} holds no tables (*.csv); nothing can be built from it")
    for path in paths:
        _read_file(reading, path)
    _check_references(reading)
    reading.findings.sort(key=Finding.sort_key)
    return reading


def _read_file(reading: Reading, path: Path) -> None:
    name, table = reading.tables.home.name(path), path.stem
    columns = reading.tables.columns.get(table)

    def found(row: int | None, column: str | None, message: str, fix: str, rule: str) -> None:
        reading.findings.append(Finding(name, row, column, message, fix, rule))

    if columns is None:
        near = did_you_mean(table, reading.tables.tables) or "data/tables.toml lists the tables"
        found(None, None, f"there is no table '{table}'", near, "unknown-table")
        return
    text = _decode(path, found)
    if text is None:
        return
    if text.startswith("\ufeff"):
        text = text.removeprefix("\ufeff")
    try:
        parsed = list(_records(text))
    except csv.Error as error:
        found(1, None, f"the file is not a table: {error}", "save it as CSV with UTF-8 and commas", "not-csv")
        return
    if not parsed:
        found(1, None, "the file is empty", f"begin it with the line {','.join(columns)}", "empty-table")
        return
    header = [cell.strip() for cell in parsed[0][1]]
    if not _check_header(header, columns, found):
        return
    if len(parsed) == 1:
        found(1, None, "the table has a heading and no rows", "add a row, or delete the file", "empty-table")
    for line, end, cells in ((start, end, cells) for start, cells, end in parsed[1:]):
        if end > line:
            found(line, None, "a cell holds a line break", "write the cell on one line", "line-break")
        elif len(cells) != len(header):
            what = f"the row has {len(cells)} cells and the heading {len(header)}"
            found(line, None, what, "check commas and quotation marks in this row", "cell-count")
        else:
            _read_row(reading, table, name, line, dict(zip(header, cells, strict=True)))


def _decode(path: Path, found: Any) -> str | None:
    try:
        data = path.read_bytes()
    except OSError as error:
        found(None, None, f"the file cannot be read: {error.strerror}", "check the path and its permissions", "io")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        found(row, None, "the file is not UTF-8 here", "save it as CSV with encoding UTF-8", "encoding")
        return None
    for row, line in enumerate(text.split("\n"), 1):
        if "\0" in line:
            found(row, None, "the file holds a NUL byte here", "save it as plain CSV text", "encoding")
            return None
    return text


def _records(text: str) -> Iterator[tuple[int, list[str], int]]:
    reader, last = csv.reader(io.StringIO(text, newline=""), strict=True), 0
    for cells in reader:
        if cells:
            yield last + 1, cells, reader.line_num
        last = reader.line_num


def _check_header(header: list[str], columns: dict[str, Column], found: Any) -> bool:
    sound = True
    for name in header:
        if name not in columns:
            near = did_you_mean(name, columns) or f"the columns are {', '.join(columns)}"
            found(1, name or "(blank)", f"there is no column '{name}'", near, "unknown-column")
            sound = False
        elif header.count(name) > 1:
            found(1, name, "the column stands twice", "delete one of them", "unknown-column")
            sound = False
    for name, column in columns.items():
        if column.required and name not in header:
            found(1, name, f"the column '{name}' is missing", "add it; every row needs it", "missing-column")
            sound = False
    return sound


def _read_row(reading: Reading, table: str, file: str, line: int, cells: dict[str, str]) -> None:
    columns, values, known = reading.tables.columns[table], {}, len(reading.findings)
    record = cells.get("id", "").strip()
    for name, column in columns.items():
        cell = cells.get(name, "").strip() or (column.default or "")
        parts = [p.strip() for p in cell.split("|") if p.strip()] if column.many else [cell] if cell else []
        typed: list[Value] = []
        for part in parts:
            try:
                typed.append(_value(reading.tables, reading.tables.tables[table], column, part))
            except ValueError as error:
                message, _, fix = str(error).partition("; ")
                fix = fix or column.help.rstrip(".")
                reading.findings.append(Finding(file, line, name, message, fix, f"{column.type}-form", record=record))
        if column.required and not parts:
            what = "this record has no source" if name == "cite" else f"'{name}' is blank"
            fix = f"fill it: {column.help.rstrip('.')}" + (f", as in {column.example}" if column.example else "")
            reading.findings.append(Finding(file, line, name, what, fix, "required", record=record))
        values[name] = tuple(typed)
    if record in reading.rows:
        other = reading.rows[record]
        what = f"the id '{record}' is used already, in {other.file}, row {other.line}"
        reading.findings.append(
            Finding(file, line, "id", what, "choose another id; ids are unique across all tables", "unique-id")
        )
    elif len(reading.findings) == known:
        reading.rows[record] = Row(table, file, line, record, values)
    elif SLUG.fullmatch(record):
        # A row with a fault still defines its id, so that rows that refer to it are not blamed.
        reading.rows[record] = Row(table, file, line, record, {n: v for n, v in values.items() if v})


def _value(tables: Description, table: Table, column: Column, text: str) -> Value:
    """Type one value; a ValueError says `what is wrong; what to do`."""
    if column.max_length and len(text) > column.max_length:
        raise ValueError(f"{len(text)} characters are too many; keep it within {column.max_length}")
    match column.type:
        case "slug" | "ref":
            if not SLUG.fullmatch(text):
                raise ValueError(f"'{text}' is not an id; use lower-case letters, digits and single hyphens")
        case "int" | "number":
            try:
                number = Decimal(text)
            except InvalidOperation as error:
                raise ValueError(f"'{text}' is not a number; write digits, with a point for decimals") from error
            if not number.is_finite() or (column.type == "int" and number != int(number)):
                raise ValueError(f"'{text}' is not a whole number; write digits only")
            return number if column.type == "number" else int(number)
        case "date":
            try:
                return parse(text)
            except ValueError as error:
                raise ValueError(f"{error}; use YYYY, YYYY-MM or YYYY-MM-DD") from error
        case "yes":
            if text != "yes":
                raise ValueError(f"'{text}' is not allowed here; write yes or leave the cell blank")
            return True
        case "url":
            if not _URL.fullmatch(text):
                raise ValueError(f"'{text}' is not a web address; begin it with https:// or http://")
        case "class":
            if text not in table.classes:
                near = did_you_mean(text, table.classes) or f"use one of {', '.join(table.classes)}"
                raise ValueError(f"there is no class '{text}' in this table; {near}")
        case "concept":
            concept = tables.vocabularies.find(column.allowed_schemes, text)
            if concept is None:
                allowed = tables.vocabularies.slugs(column.allowed_schemes)
                listed = ", ".join(allowed[:12]) + (" ..." if len(allowed) > 12 else "")
                near = did_you_mean(text, allowed) or f"use one of {listed}"
                raise ValueError(f"'{text}' is not in the scheme {' or '.join(column.allowed_schemes)}; {near}")
            return concept
        case "digest":
            if not re.fullmatch(r"[0-9a-f]{64}", text):
                raise ValueError(f"'{text}' is not a SHA-256; write its 64 hexadecimal digits")
        case "cite":
            return _cite(tables, text)
        case "text" if column.name == "lang" and not _LANGUAGE.fullmatch(text):
            raise ValueError(f"'{text}' is not a language tag; use one like en, de or zh-Hans")
    return text


def _cite(tables: Description, text: str) -> Cite:
    cite = parse_cite(text)
    sections = tables.sections.get(cite.document)
    if sections is None:
        near = did_you_mean(cite.document, tables.sections) or f"it has {', '.join(tables.sections)}"
        raise ValueError(f"'{cite.document}' is no document of data/sections.csv; {near}")
    if cite.section not in sections:
        near = did_you_mean(cite.section, sections) or "data/sections.csv lists its sections"
        raise ValueError(f"{cite.document} has no section '{cite.section}'; {near}")
    return cite


def _check_references(reading: Reading) -> None:
    rows, tables = reading.rows, reading.tables
    for row in rows.values():
        for name, column in tables.columns[row.table].items():
            if column.type == "cite":
                for cite in row.values.get(name, ()):
                    for target in (cite.document, cite.via) if isinstance(cite, Cite) else ():
                        if target:
                            _check_reference(reading, row, name, target, {"documents"})
            elif column.type == "ref":
                for value in row.values.get(name, ()):
                    _check_reference(reading, row, name, str(value), tables.targets(column))


def _check_reference(reading: Reading, row: Row, column: str, target: str, allowed: set[str]) -> None:
    other = reading.rows.get(target)
    if other is None:
        near = did_you_mean(target, (r.id for r in reading.of(*allowed)))
        fix = near or f"add a row for it to {' or '.join(sorted(allowed)) if len(allowed) < 5 else 'its table'}"
        what = f"'{target}' is used here, but no row defines it"
    elif other.table not in allowed:
        what = f"'{target}' is a row of {other.table}, which cannot stand here"
        fix = f"use an id of {', '.join(sorted(allowed))}"
    else:
        return
    reading.findings.append(Finding(row.file, row.line, column, what, fix, "reference", record=row.id))

"""The rows of the tables, read strictly and typed.

Every error is a finding with file, row and column; reading goes on, so that one run reports them all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from aigov_kg.cells import SLUG, CellError, Value, odd_designation, read_value
from aigov_kg.cites import Cite
from aigov_kg.columns import Column, Description
from aigov_kg.dates import Span
from aigov_kg.delimited import MAX_BYTES, Record, read_cells
from aigov_kg.errors import UsageError
from aigov_kg.findings import Finding, Severity, nearest
from aigov_kg.ledgers import left_ids
from aigov_kg.letters import harms, wrong_script
from aigov_kg.locators import Locators
from aigov_kg.rationale import WHY
from aigov_kg.references import check_references
from aigov_kg.resources import Home
from aigov_kg.shifted import comma, shifted
from aigov_kg.wording import odd_words

__all__ = ["SLUG", "Description", "Reading", "Row", "Value", "read_tables"]


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
    """What was read: rows by id, in the order of the files, and the findings.

    Attributes:
        unlisted: rows that cannot be found by their id, because it is taken, blank or not an id.
        misspelt: findings on references that are no ids, with the text and the tables that it may lead to.
        unread: tables of which nothing could be read, so that nothing can be said about references to them.
        broken: rows of which at most the id could be read.
    """

    tables: Description
    rows: dict[str, Row] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unlisted: list[Row] = field(default_factory=list)
    misspelt: list[tuple[Finding, str, set[str]]] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    broken: int = 0
    _by_table: dict[str, list[Row]] = field(default_factory=dict)

    def of(self, *tables: str) -> Iterator[Row]:
        """Give the rows of some tables."""
        return (row for table, rows in self._by_table.items() if table in tables for row in rows)

    def add(self, row: Row) -> None:
        """Take in a row whose id no other has."""
        self.rows[row.id] = row
        self._by_table.setdefault(row.table, []).append(row)


def read_tables(
    home: Home,
    files: Sequence[Path] | None = None,
    given: Mapping[str, tuple[str, bytes]] | None = None,
    tables: Description | None = None,
    over: bool = False,
    was: Mapping[str, str] | None = None,
) -> Reading:
    """Read every table of `data/seed/`, or the given files, and check form and references.

    Args:
        home: where the tables and their description lie.
        files: these files instead of those of `data/seed/`.
        given: tables that are not read from their file: table to the name shown and the bytes.
        tables: the description, where it was read already.
        over: the given rows come over those of the file: they stand in for rows of the same id, and the others stay.
        was: rows that there were before, id to table, so that one which is gone is told as such.

    Raises:
        UsageError: there is no table at all, or `tables.toml` cannot be read.
    """
    reading = Reading(tables or Description(home))
    paths = sorted(home.seed.glob("*.csv")) if files is None else list(files)
    odd = [p for p in home.seed.iterdir() if p.suffix.lower() == ".csv" and p.suffix != ".csv"] if files is None else []
    for path in sorted(odd):
        what, fix = "the file is not read, since its name does not end in .csv", f"name it {path.stem.lower()}.csv"
        reading.findings.append(Finding(home.name(path), None, None, what, fix, "unknown-table", WHY["unknown-table"]))
    given = dict(given or {})
    if not paths and not given:
        raise UsageError(f"{home.name(home.seed)} holds no tables (*.csv); nothing can be built from it")
    locators = Locators(reading.tables.sections)
    for path in paths:
        if path.stem in given and not over:
            name, data = given.pop(path.stem)
            _File(reading, locators, path.stem, name).read(data)
        else:
            replaced = _ids(given[path.stem][1]) if path.stem in given else ()
            _File(reading, locators, path.stem, home.name(path), replaced).read(path)
    for table, (name, data) in given.items():
        _File(reading, locators, table, name).read(data)
    check_references(reading, was or {}, left_ids(home))
    reading.findings.sort(key=Finding.sort_key)
    return reading


def _ids(data: bytes) -> set[str]:
    """Give the ids in the bytes of a table."""
    records = read_cells(data).records
    header = [cell.strip() for cell in records[0].cells] if records else []
    at = header.index("id") if "id" in header else len(header)
    return {record.cells[at].strip() for record in records[1:] if at < len(record.cells)}


_SUMS = frozenset({"total", "totals", "grand total", "sum", "sums", "count", "average", "合计", "总计"})


class _Found(Protocol):
    def __call__(self, row: int | None, column: str | None, message: str, fix: str, rule: str, **more: Any) -> None: ...


class _File:
    """Reads one file."""

    def __init__(
        self, reading: Reading, locators: Locators, table: str, name: str, replaced: Collection[str] = ()
    ) -> None:
        self.reading, self.locators, self.table, self.name = reading, locators, table, name
        self.replaced = replaced
        self.sound: dict[tuple[str, str], tuple[Value, ...]] = {}

    def found(self, row: int | None, column: str | None, message: str, fix: str, rule: str, **more: Any) -> None:
        why = WHY.get(rule, "")
        self.reading.findings.append(Finding(self.name, row, column, message, fix, rule, why, **more))

    def read(self, source: Path | bytes) -> None:
        columns = self.reading.tables.columns.get(self.table)
        if columns is None:
            near = nearest(self.table, self.reading.tables.tables)
            fix = (
                f"did you mean '{near}'?"
                if near
                else "delete the file if it is a copy; data/tables.toml lists the tables"
            )
            self.found(None, None, f"there is no table '{self.table[:80]}'", fix, "unknown-table", nearest=near)
            return
        self.reading.unread.add(self.table)
        data = self._bytes(source) if isinstance(source, Path) else source
        if data is None:
            return
        cells = read_cells(data)
        heads = [cell.strip() for cell in cells.records[0].cells] if cells.records else []
        for fault in cells.faults:
            column = heads[fault.cell] if fault.cell is not None and fault.cell < len(heads) else None
            self.found(fault.line, column, fault.message, fault.fix, fault.rule)
        if not cells.records:
            if not cells.faults:
                fix = f"begin it with the line {','.join(columns)}"
                self.found(1, None, "the file is empty", fix, "empty-table")
            return
        records = cells.records[1:]
        header = self._heading(heads, columns)
        if header is None:
            return
        if "id" in header:
            self.reading.unread.discard(self.table)
        if not records:
            self.found(1, None, "the table has a heading and no rows", "add a row, or delete the file", "empty-table")
        for record in records:
            if [cell.strip() for cell in record.cells] == heads:
                self.found(record.line, None, "the heading stands here again", "delete the row", "repeated-heading")
            else:
                self._record(record, header, record.line in cells.guessed)

    def _bytes(self, path: Path) -> bytes | None:
        try:
            if path.stat().st_size > MAX_BYTES:
                what = f"the file has more than the {MAX_BYTES:,} bytes that a table may have"
                self.found(None, None, what, "check that it is a table; split it if it is", "too-large")
                return None
            return path.read_bytes()
        except OSError as error:
            what = f"the file cannot be read: {error.strerror}"
            self.found(None, None, what, "check the path and its permissions", "io")
            return None

    def _heading(self, header: list[str], columns: dict[str, Column]) -> list[str | None] | None:
        """Give the column of each cell, None for a cell that is skipped; or None where no heading can be seen."""
        if len(header) > 4 * len(columns) + 20:
            what = f"the heading has {len(header):,} cells; this table has {len(columns)} columns"
            fix = f"begin the file with the line {','.join(columns)}"
            self.found(1, None, what, fix, "unknown-column")
            return None
        if not set(header) & set(columns):
            fix = f"begin the file with the line {','.join(columns)}"
            self.found(1, None, "the first line is not a heading of this table", fix, "unknown-column")
            return None
        used: list[str | None] = []
        for name in header:
            if name not in columns:
                near = nearest(name, [c for c in columns if c not in header])
                fix = f"did you mean '{near}'?" if near else f"the columns are {', '.join(columns)}"
                what = f"there is no column '{name[:80]}'" if name else "a column has no heading"
                self.found(1, name[:80] or "(blank)", what, fix, "unknown-column", nearest=near)
                # The column that was probably meant is read, so that its cells are checked in the same run.
                used.append(near if near not in used else None)
            elif name in used:
                self.found(1, name, f"the column '{name}' stands twice", "delete one of them", "unknown-column")
                used.append(None)
            else:
                used.append(name)
        for name, column in columns.items():
            if column.required and name not in used:
                what = f"the column '{name}' is missing"
                self.found(1, name, what, f"add it: {column.help.rstrip('.')}", "missing-column")
        return used

    def _record(self, record: Record, header: list[str | None], guessed: bool) -> None:
        if not any(cell.strip() for cell in record.cells):
            self.found(record.line, None, "the row is blank", "delete it", "blank-row")
            return
        if record.cells[0].strip().lower() in _SUMS and not any(c.strip(" 0123456789.,%-") for c in record.cells[1:]):
            what, fix = "the row is a sum of the others, and no fact of its own", "delete it"
            self.found(record.line, header[0], what, fix, "sum-row")
            return
        if not record.certain or len(record.cells) != len(header):
            self.reading.broken += 1
            slug = record.cells[header.index("id")].strip() if "id" in header[: len(record.cells)] else ""
            known = slug if SLUG.fullmatch(slug) else None
            if record.certain and re.match(r"<{7}|={7}|>{7}", record.cells[0]):
                what = f"'{record.cells[0][:20]}' is left over from joining two versions"
                fix = "keep the rows of one side or of both, and delete this line"
                self.found(record.line, None, what, fix, "merge-mark")
            elif record.certain and not guessed:
                what = f"the row has {len(record.cells)} cells and the heading {len(header)}"
                column, fix, near = comma(record.cells, header)
                if near is None:
                    column, where = shifted(self.reading.tables, self.table, record.cells, header)
                    fix = where + fix
                self.found(record.line, column, what, fix, "cell-count", record=known, nearest=near)
            if known:
                # A row with a fault still defines its id, so that rows that refer to it are not blamed.
                self._register(Row(self.table, self.name, record.line, known, {}))
            return
        broken = {header[i] for i in record.broken}
        self._row(record.line, {n: c for n, c in zip(header, record.cells, strict=True) if n and n not in broken})

    def _row(self, line: int, cells: dict[str, str]) -> None:
        tables = self.reading.tables
        table = tables.tables[self.table]
        values: dict[str, tuple[Value, ...]] = {}
        record = cells.get("id", "").strip()
        if record in self.replaced:
            return
        found = partial(self.found, record=record or None)
        for name, column in tables.columns[self.table].items():
            cell = cells.get(name, "").strip()
            if not cell and column.default is None and not column.required:
                values[name] = ()
                continue
            # Most cells repeat another one of their column, in which nothing was found.
            if (known := self.sound.get((name, cell))) is not None:
                values[name] = known
                continue
            before = len(self.reading.findings) + len(self.reading.misspelt)
            for harm in harms(cell) if cell else ():
                weight = Severity.VIOLATION if harm.serious else Severity.WARNING
                found(line, name, harm.message, harm.fix, harm.rule, severity=weight, nearest=harm.nearest)
            written, cell = cell, cell or (column.default or "")
            parts = [p.strip() for p in cell.split("|") if p.strip()] if column.many else [cell] if cell else []
            typed: list[Value] = []
            for part in parts:
                try:
                    value = read_value(tables, table, column, part)
                except CellError as error:
                    rule = error.rule or f"{column.type}-form"
                    found(line, name, error.message, error.fix, rule, nearest=error.nearest)
                    if column.type == "ref" and "|" not in (error.nearest or ""):
                        meant = next((h.nearest for h in harms(part) if h.nearest), part)
                        self.reading.misspelt.append((self.reading.findings.pop(), meant, tables.targets(column)))
                else:
                    typed.append(value)
                    self._look(value, column, line, found)
            if column.required and not parts and name in cells:
                what = "this record has no source" if name == "cite" else f"'{name}' is blank"
                fix = f"fill it: {column.help.rstrip('.')}" + (f", as in {column.example}" if column.example else "")
                found(line, name, what, fix, "required")
            if len(set(parts)) < len(parts):
                twice = next(p for p in parts if parts.count(p) > 1)
                fix = "delete the second one"
                found(line, name, f"'{twice[:80]}' stands twice", fix, "repeated-value", severity=Severity.WARNING)
            values[name] = tuple(typed)
            if before == len(self.reading.findings) + len(self.reading.misspelt):
                self.sound[name, written] = values[name]
        row = Row(self.table, self.name, line, record, values)
        if not SLUG.fullmatch(record):
            self.reading.unlisted.append(row)
        else:
            self._register(row)

    def _look(self, value: Value, column: Column, line: int, found: _Found) -> None:
        """Look at what a value says, beyond its form."""
        warn = partial(found, line, column.name, severity=Severity.WARNING)
        for word in odd_words(self.table, column, str(value)) if column.type == "text" else ():
            warn(word.message, word.fix, word.rule)
        if isinstance(value, Cite):
            for fault in self.locators.misplaced(value):
                weight = Severity.VIOLATION if fault.serious else Severity.WARNING
                found(line, column.name, fault.message, fault.fix, "cite-place", severity=weight)
        elif isinstance(value, Span):
            for day in dict.fromkeys(day.year for day in (value.earliest, value.latest) if day):
                if not 1800 <= day <= 2100:
                    what = f"the year {day} is far from the field's history"
                    found(line, column.name, what, "correct the year", "date-range")
        elif column.becomes == "skos:prefLabel" and (odd := wrong_script(str(value), column.lang)):
            warn(odd, "write it in the column of its language, or under aliases", "language")
        elif column.name == "designation" and (usual := odd_designation(str(value))):
            warn(f"'{value}' is not how it is written", f"write '{usual}'", "designation-form", nearest=usual)
        elif column.type == "field" and (meant := self._field(str(value))):
            fix, near = meant
            warn(f"'{value}' names no table and column", fix, "field-name", nearest=near)

    def _field(self, text: str) -> tuple[str, str | None] | None:
        """Give what to do about a text that names no table and column, and what it probably means; None if it does.

        Words in plain English, and columns of a table that a document prints, are left alone.
        """
        tables = self.reading.tables
        table, dot, column = text.rpartition(".")
        columns = tables.columns.get(table) or {n for held in tables.columns.values() for n in held} | set(
            tables.tables
        )
        roles = tables.vocabularies.slugs(["role"]) if dot else []
        near: str | None = None
        if dot and table not in tables.columns:
            if found := nearest(table, tables.tables):
                near = f"{found}.{column}"
            elif any(table.startswith(document) for document in self.locators.ledger):
                return None
        elif column in columns or column in roles:
            return None
        elif found := nearest(column, [*columns, *roles]):
            near = f"{table}{dot}{found}"
        if near or " " not in text:
            named = f"a column of {table}" if table in tables.columns else "a column, or table.column"
            return (f"did you mean '{near}'?" if near else f"write {named}, or leave field blank"), near
        return None

    def _register(self, row: Row) -> None:
        other = self.reading.rows.get(row.id)
        if other is None:
            self.reading.add(row)
            return
        self.reading.unlisted.append(row)
        if other.table != row.table:
            where = f"in {row.file}, row {row.line}"
            what, fix = f"the id '{row.id}' is used again, {where}", "choose another id for the newer of the two"
            mark = Finding(other.file, other.line, "id", what, fix, "unique-id", WHY["unique-id"], record=row.id)
            self.reading.findings.append(mark)
        what = f"the id '{row.id}' is used already, in {other.file}, row {other.line}"
        fix = "choose another id; ids are unique across all tables"
        if other.table == row.table and other.values == row.values:
            what, fix = f"it is {other.file}, row {other.line} ('{row.id}') once more", "delete one of the two lines"
        self.found(row.line, "id", what, fix, "unique-id", record=row.id)

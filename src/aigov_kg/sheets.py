"""Spreadsheets taken back into the tables: workbooks, and CSV files that a spreadsheet has saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aigov_kg.canonical import canonical, write
from aigov_kg.cells import SLUG
from aigov_kg.columns import Column, Description
from aigov_kg.delimited import read_cells
from aigov_kg.drafting import Draft
from aigov_kg.errors import UsageError
from aigov_kg.findings import nearest
from aigov_kg.meant import first_look
from aigov_kg.mending import mend
from aigov_kg.sections import take_lines
from aigov_kg.sheet_names import Names
from aigov_kg.workbook import SECTIONS, Found, read_book


@dataclass(slots=True)
class Taken:
    """What a spreadsheet changes, before it is written.

    Attributes:
        files: new bytes by path; only tables that change.
        repaired: what was undone, one sentence a cell, with its place in the spreadsheet.
        doubtful: what cannot be undone with certainty; there the table keeps what it has, if it has anything.
        changed: number of rows added or changed, by table.
        gone: ids that are in the table and not in the spreadsheet.
    """

    files: dict[Path, bytes] = field(default_factory=dict)
    repaired: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    changed: dict[str, int] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)


def take(tables: Description, name: str, data: bytes) -> Taken:
    """Compare a spreadsheet with the tables.

    Args:
        tables: the description of the tables.
        name: name of the file; that of a CSV file names its table.
        data: its bytes.

    Raises:
        UsageError: the file is no spreadsheet of these tables.
    """
    taken, names = Taken(), Names(tables)
    found = False
    taking: list[_Sheet] = []
    for sheet, rows in _sheets(tables, name, data, taken):
        table = sheet.strip().lower()
        if table == SECTIONS:
            found = True
            _take_sections(tables, rows, taken)
            continue
        if table not in tables.tables:
            near = nearest(table, tables.tables)
            said = f"did you mean '{near}'?" if near else "it was left out"
            taken.doubtful.append(f"{sheet}: there is no table of this name; {said}")
            continue
        found = True
        taking.append(_Sheet(tables, table, rows, taken, names))
    if not found:
        raise UsageError(f"{name} holds none of the tables; a sheet or a CSV file bears the name of its table")
    # Records name things, and things each other: ids and names of all things of the spreadsheet come first.
    read = [part for part in taking if part.read()]
    things = [part for part in read if tables.tables[part.table].kind == "thing"]
    for part in things:
        part.resolve(last=False)
        part.identify()
    for part in read:
        part.resolve()
        part.identify()
        part.take()
    return taken


_Rows = list[tuple[int, list[Found]]]


def _take_sections(tables: Description, rows: _Rows, taken: Taken) -> None:
    """Take the lines of the ledger of sections; one that is not in the spreadsheet stays."""
    header = [str(cell.value or "").strip() for cell in rows[0][1]] if rows else []
    given = [
        (f"{SECTIONS}:{number}", {n: _shown(cell.value) for n, cell in zip(header, cells, strict=False)})
        for number, cells in rows[1:]
    ]
    data, changed, told = take_lines(tables.home, ((place, line) for place, line in given if any(line.values())))
    taken.doubtful += told
    if changed:
        taken.files[tables.home.data / "sections.csv"] = data
        taken.changed[SECTIONS] = changed


def _shown(value: object) -> str:
    """Write a cell as text; a page number that became a number is none any more."""
    whole = isinstance(value, float) and value.is_integer()
    return "" if value is None else str(int(value) if whole and isinstance(value, float) else value).strip()


def _sheets(tables: Description, name: str, data: bytes, taken: Taken) -> Iterator[tuple[str, _Rows]]:
    if data.startswith(b"PK"):
        yield from read_book(data)
        return
    cells = read_cells(data)
    for fault in cells.faults:
        where = f"{name}:{fault.line}" if fault.line else name
        told = taken.repaired if fault.harmless or fault.line in cells.guessed else taken.doubtful
        told.append(f"{where}: {fault.message}")
    stem = Path(name).stem
    yield stem, [(r.line, [Found(c or None) for c in r.cells]) for r in cells.records]


class _Sheet:
    """One sheet beside its table."""

    def __init__(self, tables: Description, table: str, rows: _Rows, taken: Taken, names: Names) -> None:
        self.tables, self.table, self.rows, self.taken, self.names = tables, table, rows, taken, names
        self.columns = tables.columns[table]
        self.now: list[tuple[int, dict[str, str]]] = []
        self.unclear: dict[int, list[str]] = {}
        """What names nothing, by the number of the row; no id can be made of that."""
        self.path = tables.home.seed / f"{table}.csv"
        self.before = self.path.read_bytes() if self.path.is_file() else write(list(self.columns), [])
        records = read_cells(self.before).records
        header = [cell.strip() for cell in records[0].cells] if records else []
        self.held = {
            row["id"]: row for record in records[1:] if (row := dict(zip(header, record.cells, strict=False))).get("id")
        }

    def read(self) -> bool:
        """Read the rows, and undo what the spreadsheet did to their cells; tells whether there is anything to take."""
        if not self.rows:
            self.taken.doubtful.append(f"{self.table}: the sheet is empty; the table was left as it is")
            return False
        header = self._header()
        if "id" not in header:
            self.taken.doubtful.append(f"{self.table}: no column 'id' was found; the table was left as it is")
            return False
        self.now = [(n, self._row(n, dict(zip(header, found, strict=False)))) for n, found in self.rows[1:]]
        return True

    def identify(self) -> None:
        """Give an id to each row that has none, and tell what the rows of this sheet are called."""
        taken = {*self.held, *(row["id"] for _, row in self.now)}
        for number, row in self.now:
            if not row["id"] and (held := self._held_as(row)):
                # Taken already, when the spreadsheet was imported before.
                row["id"] = held
            elif not row["id"] and number not in self.unclear:
                row["id"] = self._propose(row, taken | self.names.given)
                if row["id"]:
                    said = f"the id was blank; '{row['id']}' was written, permanent once published; aigov-kg rename changes it"
                    self.taken.repaired.append(f"{self.table}:{number}:id: {said}")
                    taken.add(row["id"])
            if row["id"]:
                self.names.add(self.table, row)

    def resolve(self, last: bool = True) -> None:
        """Write ids where names stand that only one row has; `last` tells what names nothing, since no more will come."""
        for number, row in self.now:
            for name, column in self.columns.items():
                if column.type == "ref":
                    told = len(self.taken.doubtful)
                    row[name] = self._as_ids(number, column, row[name], last)
                    if len(self.taken.doubtful) > told:
                        row[name] = self.held.get(row["id"], {}).get(name) or row[name]

    def take(self) -> None:
        """Put the rows into the table; one without an id is left out, and it is told why."""
        order: list[dict[str, str]] = []
        for number, row in self.now:
            if row["id"]:
                order.append(row)
                continue
            cause = "; ".join(self.unclear.get(number, [])) or "none can be made of its cells"
            said = f"the id is blank, and none was proposed: {cause}; the row was left out"
            self.taken.doubtful.append(f"{self.table}:{number}:id: {said}")
        now = {row["id"] for row in order}
        if gone := [row_id for row_id in self.held if row_id not in now]:
            self.taken.gone[self.table] = gone
            order += [{name: self.held[row_id].get(name, "") for name in self.columns} for row_id in gone]
        same = [{name: row.get(name, "") for name in self.columns} for row in self.held.values()]
        changed = [row for row in order if row not in same]
        if not changed:
            return
        self.taken.changed[self.table] = len(changed)
        new = write(list(self.columns), [[row[name] for name in self.columns] for row in order])
        self.taken.files[self.path] = canonical(self.tables, self.table, new)

    def _held_as(self, row: dict[str, str]) -> str | None:
        """Give the id of a row that has the same cells."""
        cells = {name: row[name] for name in self.columns if name != "id"}
        if not any(cells.values()):
            return None
        return next((i for i, held in self.held.items() if all(held.get(n, "") == c for n, c in cells.items())), None)

    def _propose(self, row: dict[str, str], taken: set[str]) -> str:
        """Propose an id for a new row, as `aigov-kg new` does."""
        draft = Draft(self.names.reading, self.table)
        draft.cells.update(row)
        return draft.propose_id(taken)

    def _header(self) -> list[str]:
        header: list[str] = []
        for cell in self.rows[0][1]:
            text = str(cell.value or "").replace("\ufeff", "").strip()
            near = text if text in self.columns else nearest(text, self.columns) if text else None
            if text and near is None:
                self.taken.doubtful.append(f"{self.table}:1: there is no column '{text[:60]}'; it was left out")
            elif text and near != text:
                self.taken.repaired.append(f"{self.table}:1: the heading '{text[:60]}' was read as '{near}'")
            header.append(near or "")
        return header

    def _row(self, number: int, found: dict[str, Found]) -> dict[str, str]:
        slug = str(found["id"].value or "").strip() if "id" in found else ""
        held = self.held.get(slug, {})
        row: dict[str, str] = {}
        for name, column in self.columns.items():
            if name not in found:
                # A column that the sheet does not have keeps what the table has.
                row[name] = held.get(name, "")
                continue
            result = mend(column, found[name], held.get(name, ""))
            row[name] = result.text
            if result.said:
                told = self.taken.repaired if result.certain else self.taken.doubtful
                told.append(f"{self.table}:{number}:{name}: {result.said}")
        if row["id"] and not SLUG.fullmatch(row["id"]):
            self.taken.doubtful.append(f"{self.table}:{number}:id: '{row['id'][:60]}' is not an id")
        return row

    def _as_ids(self, number: int, column: Column, text: str, last: bool) -> str:
        """Write ids where names stand, as a sheet of a curator's own tends to hold; tell what names nothing."""
        parts = [part.strip() for part in text.split("|")] if column.many else [text]
        meant: list[str] = []
        for part in parts:
            place = f"{self.table}:{number}:{column.name}"
            targets = self.tables.targets(column)
            named = set() if not part or SLUG.fullmatch(part) else self.names.ids(part, targets)
            meant.append(next(iter(named)) if len(named) == 1 else part)
            if meant[-1] != part:
                self.taken.repaired.append(f"{place}: '{part[:60]}' was written as {meant[-1]}")
            elif last and part and not SLUG.fullmatch(part):
                several = f"is the name of {' and of '.join(sorted(named))}; write the id of one of them"
                near = None if named else self.names.near(part, targets)
                look = f"did you mean '{near}'?" if near else first_look(self.tables, part, targets)
                nothing = f"names no row; {look}"
                self.taken.doubtful.append(f"{place}: '{part[:60]}' {several if named else nothing}")
                self.unclear.setdefault(number, []).append(f"'{part[:60]}' under {column.name} is not an id")
        return "|".join(meant)


def without(tables: Description, taken: Taken) -> None:
    """Leave out the rows that the spreadsheet does not have."""
    for table, gone in taken.gone.items():
        path = tables.home.seed / f"{table}.csv"
        records = read_cells(taken.files.get(path) or path.read_bytes()).records
        kept = [r.cells for r in records[1:] if r.cells[0] not in set(gone)]
        taken.files[path] = write(records[0].cells, kept)

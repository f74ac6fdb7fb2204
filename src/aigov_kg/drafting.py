"""A new row: which cells it needs, the id that is proposed for it, and its place in the table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from aigov_kg.canonical import Refused, canonical, write
from aigov_kg.cells import SLUG, CellError, Value, read_value
from aigov_kg.cites import Cite
from aigov_kg.columns import Column, Description
from aigov_kg.errors import UsageError
from aigov_kg.findings import nearest
from aigov_kg.ids import of_ends, of_thing, slug, without_legal_form
from aigov_kg.locators import Locators
from aigov_kg.meant import Meant, first_look
from aigov_kg.proposals import most_used
from aigov_kg.tables import Reading

_LONGEST = 60
_TAKEN = "choose another id; if this row was added already, correct it in its table, or take it back with git checkout -- data"
_SPELT = {"person": "persons", "body": "bodies", "funding-flow": "funding", "committee": "bodies"}


def find_table(tables: Description, kind: str) -> str:
    """Find a table by its name, or by the word for one of its rows: `listings`, `listing`.

    Raises:
        UsageError: there is no such table; the message names the nearest.
    """
    words: dict[str, str] = {name: name for name in tables.tables}
    words |= {t.word: name for name, t in tables.tables.items() if t.word}
    words |= {name.removesuffix("s"): name for name in tables.tables if name.endswith("s")} | _SPELT
    if kind not in words:
        near = nearest(kind, words)
        said = f"did you mean '{near}'?" if near else f"there are {', '.join(tables.tables)}"
        raise UsageError(f"there is no kind '{kind}'; {said}")
    return words[kind]


@dataclass(frozen=True, slots=True)
class Answer:
    """A cell as somebody typed it: what is wrong with it, what to do, and the value that was probably meant."""

    fault: str = ""
    fix: str = ""
    nearest: str | None = None


class Draft:
    """A row in the making."""

    def __init__(self, reading: Reading, table: str, meant: Meant | None = None) -> None:
        """Begin a row of a table; `meant` may be shared by several, since it takes long to read all names."""
        self.reading, self.table = reading, table
        self.tables = reading.tables
        self.columns = reading.tables.columns[table]
        self.cells: dict[str, str] = dict.fromkeys(self.columns, "")
        self.meant = meant or Meant(reading)
        self._locators = Locators(self.tables.sections)

    def look_at(self, column: Column, text: str) -> Answer:
        """Say what is wrong with a cell, by the rules that the check has."""
        parts = [p.strip() for p in text.split("|") if p.strip()] if column.many else [text.strip()]
        used = partial(most_used, self.reading.of(self.table), column.name)
        for part in parts if text.strip() else []:
            try:
                value = read_value(self.tables, self.tables.tables[self.table], column, part, used)
            except CellError as error:
                if column.type == "cite" and self._without_parts(document := self._cites(part)):
                    new = f"aigov-kg new section --document {document} --key KEY --heading HEADING"
                    return Answer(f"'{document}' has no parts yet", f"add those that are cited first: {new}")
                if column.type == "ref":
                    # What would be an id in form is no proposal, only one that a row has.
                    allowed = self.tables.targets(column)
                    known = self.meant.row(part, allowed, error.nearest)
                    look = first_look(self.tables, part, allowed)
                    fix = f"did you mean '{known}'?" if known else f"no row is called so; {look}"
                    return Answer(error.message, fix, known)
                return Answer(error.message, error.fix, error.nearest)
            if unknown := self._unknown(column, value):
                return unknown
            for fault in self._locators.misplaced(value) if isinstance(value, Cite) else ():
                if fault.serious:
                    return Answer(fault.message, fault.fix)
        if column.required and not any(parts):
            return Answer(f"'{column.name}' is blank", f"fill it: {column.help.rstrip('.')}")
        return Answer()

    def _unknown(self, column: Column, value: Value) -> Answer | None:
        if isinstance(value, Cite):
            targets, allowed = [t for t in (value.document, value.via) if t], {"documents"}
        elif column.type == "ref":
            targets, allowed = [str(value)], self.tables.targets(column)
        elif column.type == "slug" and str(value) in self.reading.rows:
            taken = self.reading.rows[str(value)]
            return Answer(f"the id '{value}' is used already, in {taken.file}, row {taken.line}", _TAKEN)
        else:
            return None
        for target in targets:
            if target == self._itself():
                continue
            row = self.reading.rows.get(target)
            if row is None:
                near = self.meant.row(target, allowed)
                fix = f"did you mean '{near}'?" if near else first_look(self.tables, target, allowed)
                return Answer(f"no row defines '{target}'", fix, near)
            if row.table not in allowed:
                fix = column.instead.get(row.table) or f"use an id of {', '.join(sorted(allowed))}"
                return Answer(f"'{target}' is a row of {row.table}", fix)
        return None

    def _itself(self) -> str:
        """Give the id of a document that is cited and has sections but no row, if the draft can be that row."""
        if self.table != "documents":
            return self.cells["id"]
        cited = (self._cites(cite) for cite in self.cells["cite"].split("|"))
        bare = [d for d in (*cited, *self.tables.sections) if d in self.tables.sections and d not in self.reading.rows]
        return self.cells["id"] or next(iter(bare), "")

    def _without_parts(self, document: str) -> bool:
        """Tell whether a document has a row, or is the draft, and no part that could be cited."""
        known = document in self.reading.rows or (self.table == "documents" and document == self.cells["id"])
        return bool(document) and known and document not in self.tables.sections

    @staticmethod
    def _cites(cite: str) -> str:
        return cite.strip().removeprefix("!").partition(":")[0]

    def known(self, column: Column) -> list[str]:
        """Give the values that a cell may hold, where they can be listed."""
        match column.type:
            case "concept":
                return self.tables.vocabularies.slugs(column.allowed_schemes)
            case "class":
                return list(self.tables.tables[self.table].classes)
            case "ref":
                return sorted(row.id for row in self.reading.of(*self.tables.targets(column)))
            case "cite":
                return [f"{document}:{key}" for document, keys in self.tables.sections.items() for key in keys]
            case "yes":
                return ["yes"]
        return []

    def propose_id(self, taken: Collection[str] = ()) -> str:
        """Propose an id that is free: for a record who and what, for a thing its designation, acronym or name."""
        if self.table == "documents" and (itself := self._itself()):
            base = itself
        elif self.tables.tables[self.table].kind == "thing":
            base = of_thing(self.table, self.cells)
            bare = without_legal_form(base) if self.table == "organisations" else base
            return self._free([bare, *self._varied(base)], taken)
        else:
            refs = [c.name for c in self.columns.values() if c.type == "ref" and self.cells[c.name]][:2]
            base = of_ends([self.cells[name].partition("|")[0] for name in refs])
        return self._free(self._varied(base), taken)

    def _varied(self, base: str) -> list[str]:
        candidates = [base]
        for name in ("role", "reached", "trait", "kind", "category"):
            if value := self.cells.get(name):
                candidates.append(f"{base}-{slug(value)}")
        years = [
            m[0] for name in ("start", "date", "issued", "end") if (m := re.search(r"\d{4}", self.cells.get(name, "")))
        ]
        candidates += [f"{c}-{years[0]}" for c in list(candidates)] if years else []
        return [*candidates, *(f"{base}-{n}" for n in range(2, 100))]

    def _free(self, candidates: Iterable[str], taken: Collection[str]) -> str:
        shortened = (_short(candidate) for candidate in candidates)
        return next((c for c in shortened if SLUG.fullmatch(c) and c not in self.reading.rows and c not in taken), "")

    def row(self) -> list[str]:
        """Give the cells in the order of the columns."""
        return [self.cells[name] for name in self.columns]


def _short(text: str) -> str:
    while len(text) > _LONGEST:
        text = text.rpartition("-")[0] if "-" in text else text[:_LONGEST]
    return text.strip("-")


def insert(tables: Description, table: str, data: bytes | None, cells: Mapping[str, str]) -> tuple[bytes, int]:
    """Put a row in its place in the bytes of a table, and leave every other byte as it is.

    Returns:
        The new bytes, and the line of the row.

    Raises:
        UsageError: the table cannot be written without losing something.
    """
    columns = list(tables.columns[table])
    row = write(columns, [[cells[name] for name in columns]]).split(b"\n", 1)[1]
    if data is None:
        return write(columns, []) + row, 2
    try:
        if canonical(tables, table, data) != data:
            raise UsageError(
                f"{table}.csv is not in canonical form, so a row has no place in it; run aigov-kg fmt first"
            )
    except Refused as error:
        raise UsageError(f"{table}.csv, row {error.fault.line}: {error.fault.message}; mend it first") from error
    heading, *lines = data.splitlines(keepends=True)
    new = cells["id"].encode()
    at = next((i for i, line in enumerate(lines) if line.partition(b",")[0].strip(b'"') > new), len(lines))
    return b"".join([heading, *lines[:at], row, *lines[at:]]), at + 2

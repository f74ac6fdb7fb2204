"""References: whether each id in a cell is that of a row, and if not, which one was probably meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.names import name_key
from aigov_kg.nearest import Nearest
from aigov_kg.rationale import WHY

if TYPE_CHECKING:
    from aigov_kg.tables import Reading, Row

_FEW = 5


class _References:
    """Knows which ids there are, and which of them an unknown one probably means."""

    def __init__(self, reading: Reading, was: Mapping[str, str], left: Mapping[str, tuple[str, str]]) -> None:
        self.reading, self.was, self.left = reading, was, left
        self.near: dict[frozenset[str], Nearest] = {}
        self.named: dict[str, list[Row]] | None = None

    def check(self, row: Row, column: str, target: str, allowed: set[str], instead: Mapping[str, str]) -> None:
        other = self.reading.rows.get(target)
        if other is None and self.reading.unread & allowed:
            return
        if other is None:
            moved, why = self.left.get(target, ("", ""))
            gone = target in self.was or target in self.left
            near = moved or (None if gone else self._nearest(target, allowed))
            tables = " or ".join(sorted(allowed)) if len(allowed) < _FEW else "its table"
            fix = f"did you mean '{near}'?" if near else f"add a row for it to {tables}"
            elsewhere = [] if gone or near else self._column_of(row, column, target)
            if elsewhere:
                fix = f"it is a value of {' or '.join(elsewhere)}: put it there, and an id of {tables} here"
            if target in self.left:
                fix = f"it was renamed; write '{moved}'" if moved else f"it was withdrawn ({why}); leave it out"
            elif target in self.was:
                fix = f"it was a row of {self.was[target]}: put that back, or use aigov-kg rename, which changes every reference"
            what = f"'{target}' is used here, but no row defines it"
        elif other.table not in allowed:
            if any(r.id == target and r.table in allowed for r in self.reading.unlisted):
                return
            near = None
            what = f"'{target}' is a row of {other.table}, which cannot stand here"
            fix = instead.get(other.table) or f"use an id of {', '.join(sorted(allowed))}"
        else:
            return
        rule = "reference"
        self.reading.findings.append(
            Finding(row.file, row.line, column, what, fix, rule, WHY[rule], record=row.id or None, nearest=near)
        )

    def _column_of(self, row: Row, column: str, text: str) -> list[str]:
        """Give the other columns of the row's table in which a text is a value: two cells may have changed places."""
        tables = self.reading.tables
        columns = tables.columns[row.table].items()
        return [n for n, c in columns if n != column and text in tables.vocabularies.slugs(c.allowed_schemes)]

    def meant(self, finding: Finding, text: str, allowed: set[str]) -> Finding:
        """Name the row that a reference which is no id probably means."""
        if self.reading.unread & allowed:
            return replace(finding, nearest=None)
        rows = self.reading.rows
        for near in (text, finding.nearest):
            if near in rows and rows[near].table in allowed:
                break
        else:
            near = self._nearest(text, allowed) or (
                self._nearest(finding.nearest, allowed) if finding.nearest else None
            )
        return replace(finding, fix=f"did you mean '{near}'?" if near else finding.fix, nearest=near)

    def _nearest(self, target: str, allowed: set[str]) -> str | None:
        # What is about anything is rather about a thing than about another record.
        things = {table for table in allowed if self.reading.tables.tables[table].kind == "thing"}
        for tables in (things, allowed - things):
            key = frozenset(tables)
            if key not in self.near:
                self.near[key] = Nearest(r.id for r in self.reading.of(*tables))
            if found := self.near[key].find(target):
                return found
        if self.named is None:
            self.named = {}
            for row in self.reading.rows.values():
                for name in ("name_en", "name_zh", "name", "title_en", "designation", "aliases"):
                    for value in row.values.get(name, ()):
                        self.named.setdefault(name_key(str(value)), []).append(row)
        fitting = {r.id for r in self.named.get(name_key(target), ()) if r.table in allowed}
        return fitting.pop() if len(fitting) == 1 else None


def check_references(reading: Reading, was: Mapping[str, str], left: Mapping[str, tuple[str, str]]) -> None:
    """Add a finding for each reference that leads to no row, or to a row of a table that cannot stand there."""
    references = _References(reading, was, left)
    reading.findings += (references.meant(*misspelt) for misspelt in reading.misspelt)
    for row in [*reading.rows.values(), *reading.unlisted]:
        for name, column in reading.tables.columns[row.table].items():
            if column.type == "cite":
                for cite in row.values.get(name, ()):
                    for target in (cite.document, cite.via) if isinstance(cite, Cite) else ():
                        if target:
                            references.check(row, name, target, {"documents"}, {})
            elif column.type == "ref":
                for value in row.values.get(name, ()):
                    references.check(row, name, str(value), reading.tables.targets(column), column.instead)

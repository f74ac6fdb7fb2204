"""References: whether each id in a cell is that of a row, and if not, which one was probably meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from aigov_kg.cells import NOTHING
from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.meant import Meant, first_look
from aigov_kg.rationale import WHY

if TYPE_CHECKING:
    from aigov_kg.tables import Reading, Row

_FEW = 5


class _References:
    """Knows which ids there are, and which of them an unknown one probably means."""

    def __init__(self, reading: Reading, was: Mapping[str, str], left: Mapping[str, tuple[str, str]]) -> None:
        self.reading, self.was, self.left = reading, was, left
        self.known = Meant(reading)

    def check(self, row: Row, column: str, target: str, allowed: set[str], instead: Mapping[str, str]) -> None:
        other = self.reading.rows.get(target)
        if other is None and self.reading.unread & allowed:
            return
        if other is None:
            moved, why = self.left.get(target, ("", ""))
            gone = target in self.was or target in self.left
            near = moved or (None if gone else self.known.row(target, allowed))
            tables = " or ".join(sorted(allowed)) if len(allowed) < _FEW else "its table"
            beside = None if gone else self._in_text(row, column, allowed)
            near = beside[0] if beside else near
            fix = f"did you mean '{near}'?" if near else first_look(self.reading.tables, target, allowed)
            fix = beside[1] if beside else fix
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
            near, swapped = self._exchange(row, column, other.table, allowed)
            what = f"'{target}' is a row of {other.table}, which cannot stand here"
            fix = swapped or instead.get(other.table) or f"use an id of {', '.join(sorted(allowed))}"
        else:
            return
        rule = "reference"
        self.reading.findings.append(
            Finding(row.file, row.line, column, what, fix, rule, WHY[rule], record=row.id or None, nearest=near)
        )

    def _exchange(self, row: Row, column: str, table: str, allowed: set[str]) -> tuple[str | None, str | None]:
        """Give the value of another column with which a reference changed places, and what to do about it."""
        tables = self.reading.tables
        for name, other in tables.columns[row.table].items():
            if name == column or other.type != "ref" or table not in tables.targets(other):
                continue
            held = self.reading.rows.get(str(row.one(name)))
            # Where the other cell may hold what it holds, it is not out of place.
            if held is not None and held.table in allowed and held.table not in tables.targets(other):
                return held.id, f"{column} and {name} have changed places: exchange the two cells"
        return None, None

    def _in_text(self, row: Row, column: str, allowed: set[str]) -> tuple[str, str] | None:
        """Give the id that stands in a column of text of the row, where it is one of the rows that are meant here."""
        for name, other in self.reading.tables.columns[row.table].items():
            text = str(row.one(name) or "") if other.type == "text" else ""
            if (held := self.reading.rows.get(text)) is not None and held.table in allowed and held is not row:
                return held.id, f"{column} and {name} have changed places: exchange the two cells"
        return None

    def _column_of(self, row: Row, column: str, text: str) -> list[str]:
        """Give the other columns of the row's table in which a text is a value: two cells may have changed places."""
        tables = self.reading.tables
        columns = tables.columns[row.table].items()
        return [n for n, c in columns if n != column and text in tables.vocabularies.slugs(c.allowed_schemes)]

    def meant(self, finding: Finding, text: str, allowed: set[str]) -> Finding:
        """Name the row that a reference which is no id probably means."""
        if self.reading.unread & allowed:
            return replace(finding, nearest=None)
        near = self.known.row(text, allowed, finding.nearest)
        row = self.reading.rows.get(finding.record or "")
        if row is not None and (beside := self._in_text(row, finding.column or "", allowed)):
            return replace(finding, fix=beside[1], nearest=beside[0])
        if near or self.listed(text):
            fix = f"did you mean '{near}'?" if near else finding.fix
        else:
            fix = f"no row is called so; {first_look(self.reading.tables, text, allowed)}"
        return replace(finding, fix=fix, nearest=near)

    @staticmethod
    def listed(text: str) -> bool:
        """Tell whether a text is several values, or none, rather than a name."""
        return bool(re.search(r"[|;]", text)) or bool(NOTHING.fullmatch(text))


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

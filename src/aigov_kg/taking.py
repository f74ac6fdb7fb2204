"""What a cell of a file of facts says in other words than the tables: a label for a concept, a name for an id.

Only what can mean one thing is taken; what is merely near stays a fault, with a proposal.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property
from typing import Final

from aigov_kg.cells import CellError, read_value
from aigov_kg.columns import Column
from aigov_kg.ids import bare_designation
from aigov_kg.meant import Meant
from aigov_kg.names import name_key
from aigov_kg.tables import Reading
from aigov_kg.words import has_all

_FORMS: Final = frozenset({"date", "int", "number", "yes", "url", "digest"})
"""Types whose proposals are the same value in another form."""
_PART: Final = re.compile(r"[0-9]-[0-9]{1,2}(?![0-9])")
"""The number of a part: ISO/IEC 24392 is the series, and 24392-2 one of its parts."""
_NUMBERS: Final = {("listings", "instrument"): ("documents", "reference")}
"""Columns of text that hold the number of a row elsewhere, by which it may also be called."""


class Taking:
    """Finds the value that a part of a cell means beyond doubt."""

    def __init__(self, reading: Reading, new: Collection[str]) -> None:
        """Take the rows, with the things of the file among them; `new` are the ids of these."""
        self.reading, self.tables, self.new = reading, reading.tables, set(new)
        self.meant = Meant(reading)

    def value(self, table: str, column: Column, text: str) -> str:
        """Give the value that a text means, or the text itself where it is one or means none."""
        described = self.tables.tables[table]
        if column.type == "class":
            return next((c for c in described.classes if name_key(c) == name_key(text)), text)
        if column.type == "concept" and not self.tables.vocabularies.find(column.allowed_schemes, text):
            called = self.tables.vocabularies.called(column.allowed_schemes, text)
            return called.slug if called else text
        if column.type == "ref":
            return self.row(text, self.tables.targets(column)) or text
        if (table, column.name) == ("work-items", "designation"):
            return bare_designation(text)
        if (table, column.name) in _NUMBERS:
            return self._number(*_NUMBERS[table, column.name], text)
        try:
            read_value(self.tables, described, column, text)
        except CellError as error:
            return error.nearest if column.type in _FORMS and error.nearest else text
        return text

    def row(self, text: str, allowed: Collection[str]) -> str | None:
        """Give the id of the one row that a text names: by id, name or designation, or by words of a name of its own."""
        rows = self.reading.rows
        for candidate in (text, text.lower()):
            if candidate in rows and rows[candidate].table in allowed:
                return candidate
        return self.meant.called(text, allowed) or self.meant.designated(text, allowed) or self._of_file(text, allowed)

    def _of_file(self, text: str, allowed: Collection[str]) -> str | None:
        """Give the one new thing whose name has all words of a text, unless some other row has them too."""
        if text == text.lower():
            # An id was meant, and which one the thing is to have is not for us to choose.
            return None
        held = {
            row
            for row, name in self._names
            if has_all(text, name) and self.reading.rows[row].table in allowed and not _is_part(name, text)
        }
        return held.pop() if len(held) == 1 and held <= self.new else None

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        return [(row.id, name) for named in self.meant.named.values() for row, name in named]

    def _number(self, table: str, column: str, text: str) -> str:
        """Give the number of the row that a text is the number of, spelt otherwise, or the name."""
        key = name_key(text)
        numbers = {str(n) for row in self.reading.of(table) if (n := row.one(column)) and name_key(str(n)) == key}
        if len(numbers) == 1:
            return numbers.pop()
        row = self.meant.called(text, {table})
        # The name of a list is not that of the notice which puts somebody on it.
        fitting = row and str(self.reading.rows[row].one("class")) == "LegalInstrument"
        return str(self.reading.rows[row].one(column) or text) if row and fitting else text


def _is_part(name: str, text: str) -> bool:
    """Tell whether a name is that of a part of what a text with a number designates."""
    return any(c.isdigit() for c in text) and len(_PART.findall(name)) > len(_PART.findall(text))

"""What the rows of the tables and those of a spreadsheet are called, so that a name can stand where an id is wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from aigov_kg.columns import Description
from aigov_kg.findings import nearest
from aigov_kg.ids import slug
from aigov_kg.meant import Meant
from aigov_kg.tables import Reading, read_tables
from aigov_kg.words import fold

_CALLED: Final = {"skos:prefLabel", "skos:altLabel", "designation"}


def digits(text: str) -> str:
    """Give the digits of a text: another number is another thing."""
    return "".join(c for c in text if c.isdigit())


class Names:
    """What rows are called: those of the tables, and the things of the spreadsheet.

    The tables are read when the first name is looked up, or the first id proposed.
    """

    def __init__(self, tables: Description) -> None:
        """Take the description of the tables."""
        self.tables = tables
        self.given: set[str] = set()
        """Ids of the spreadsheet."""
        self.new: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def add(self, table: str, row: Mapping[str, str]) -> None:
        """Take in what a row of the spreadsheet is called."""
        self.given.add(row["id"])
        for column in self.tables.columns[table].values():
            if column.becomes in _CALLED:
                for name in row[column.name].split("|") if column.many else [row[column.name]]:
                    if key := fold(name):
                        self.new[key].add((table, row["id"]))

    @cached_property
    def reading(self) -> Reading:
        """The tables as they are."""
        return read_tables(self.tables.home, tables=self.tables)

    @cached_property
    def meant(self) -> Meant:
        """What a text in the place of an id probably means, by the tables as they are."""
        return Meant(self.reading)

    @cached_property
    def rows(self) -> Mapping[str, set[tuple[str, str]]]:
        """Table and id of the rows of the tables, by what they are called."""
        named: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in self.reading.rows.values():
            for column in self.tables.columns[row.table].values():
                if column.becomes in _CALLED:
                    for value in row.values.get(column.name, ()):
                        named[fold(str(value))].add((row.table, row.id))
        return named

    def near(self, name: str, among: set[str]) -> str | None:
        """Give the id that a name probably means which no row of some tables bears: of the tables, or new."""
        if found := self.meant.row(name, among, slug(name)):
            return found
        new = {row for rows in self.new.values() for table, row in rows if table in among}
        return nearest(slug(name), (row for row in sorted(new) if digits(row) == digits(name)))

    def ids(self, name: str, among: set[str]) -> set[str]:
        """Give the ids of the rows of some tables that bear a name."""
        key = fold(name)
        return {row for table, row in {*self.new.get(key, ()), *self.rows.get(key, ())} if table in among}

"""Which row a text means that is no id of one: by its name, by the words of a designation, or by a near id.

A number is never guessed: what has a designation is proposed only for a text all of whose numbers it has, since another
number is another standard or group.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Final

from aigov_kg.columns import Description, Table
from aigov_kg.ids import bare_designation
from aigov_kg.names import designates, name_key, short_forms
from aigov_kg.nearest import Nearest
from aigov_kg.words import has_all

if TYPE_CHECKING:
    from aigov_kg.tables import Reading, Row

_NAMED: Final = ("name_en", "name_zh", "name", "title_en", "designation", "aliases")
_NUMBER: Final = re.compile(r"[0-9]+")
_JOINED: Final = re.compile(r"['\u2019]s\b|\b(?:the|of|in|at|under|within)\b", re.I)
_KINDS: Final = {"bodies": "body", "persons": "person", "funding": "funding"}
_FEW: Final = 5


class Meant:
    """Finds the row that a text probably means, among those of some tables."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._near: dict[frozenset[str], Nearest] = {}

    def row(self, text: str, allowed: Collection[str], guess: str | None = None) -> str | None:
        """Give the id of the one row that a text probably means; `guess` is its form as an id, where it has none."""
        rows = self.reading.rows
        for candidate in (text, guess):
            if candidate and candidate in rows and rows[candidate].table in allowed:
                return candidate
        for found in (self.called(text, allowed), self.designated(text, allowed)):
            if found:
                return found
        return self._nearest(text, allowed) or (self._nearest(guess, allowed) if guess else None)

    def called(self, text: str, allowed: Collection[str]) -> str | None:
        """Give the id of the one row that bears a name."""
        keys = dict.fromkeys((name_key(text), name_key(bare_designation(text))))
        fitting = {row.id for key in keys for row, _ in self.named.get(key, ()) if row.table in allowed}
        if not fitting and "bodies" in allowed:
            fitting = set(self.placed(text))
        return fitting.pop() if len(fitting) == 1 else None

    def placed(self, text: str) -> set[str]:
        """Give the bodies that are called so together with one of those above them."""
        return self.below.get(name_key(_JOINED.sub(" ", text)), set())

    @cached_property
    def below(self) -> dict[str, set[str]]:
        """Bodies by their names with one of those above, in either order: ITU-T Study Group 16, of Study Group 16."""
        above = defaultdict(
            set, {row.id: {str(v) for v in row.values.get("parent", ())} for row in self.reading.of("bodies")}
        )
        for row in self.reading.of("controls"):
            above[str(row.one("controlled"))].add(str(row.one("controller")))
        held: dict[str, set[str]] = defaultdict(set)
        for row in self.reading.of("bodies"):
            parents = (self.reading.rows[one] for one in above[row.id] if one in self.reading.rows)
            for one, other in product({n for parent in parents for n in called(parent)}, called(row)):
                for name in (f"{one} {other}", f"{other} {one}"):
                    held[name_key(_JOINED.sub(" ", name))].add(row.id)
        return held

    def designated(self, text: str, allowed: Collection[str]) -> str | None:
        """Give the one row whose designation has a text for its end, word for word: SC 42/WG 3, of JTC 1/SC 42/WG 3."""
        key = name_key(text)
        if not key or not _NUMBER.search(text):
            return None
        fitting = {
            row.id
            for row in self.reading.of(*allowed)
            for name in (*row.values.get("designation", ()), *row.values.get("aliases", ()))
            if name_key(str(name)).endswith(key) and has_all(text, str(name))
        }
        return fitting.pop() if len(fitting) == 1 else None

    @cached_property
    def named(self) -> dict[str, list[tuple[Row, str]]]:
        """Rows with their names, by the key of the name."""
        named: dict[str, list[tuple[Row, str]]] = defaultdict(list)
        held = [(row, name) for row in self.reading.rows.values() for name in called(row)]
        for row, name in held:
            named[name_key(name)].append((row, name))
        # A name itself comes before one of which something is left out.
        known = {name for _, name in held}
        short: dict[str, list[tuple[Row, str]]] = defaultdict(list)
        for row, name in held:
            for bare in short_forms(name, known):
                if name_key(bare) not in named:
                    short[name_key(bare)].append((row, name))
        return {**named, **short}

    def names(self, allowed: Collection[str]) -> list[str]:
        """Give the names of the rows of some tables."""
        return [name for named in self.named.values() for row, name in named if row.table in allowed]

    def _nearest(self, text: str, allowed: Collection[str]) -> str | None:
        # What is about anything is rather about a thing than about another record.
        things = {table for table in allowed if self.reading.tables.tables[table].kind == "thing"}
        for tables in (things, set(allowed) - things):
            key = frozenset(tables)
            if key not in self._near:
                rows = list(self.reading.of(*tables))
                self._near[key] = Nearest((r.id for r in rows), {r.id: n for r in rows if (n := _numbers(r))})
            if found := self._near[key].find(text):
                return found
        return None


def called(row: Row) -> list[str]:
    """Give the names of a row."""
    return [str(value) for column in _NAMED for value in row.values.get(column, ())]


def _numbers(row: Row) -> Counter[str] | None:
    """Give the numbers of a row that has a designation."""
    designation = row.one("designation")
    return Counter(_NUMBER.findall(row.id)) | Counter(_NUMBER.findall(str(designation))) if designation else None


def first_look(tables: Description, text: str, allowed: Collection[str]) -> str:
    """Say what is to be done about a thing that no row is: look under which name it stands, and add it if it does not."""
    if "documents" in allowed and len(allowed) == 1:
        return "add it first with aigov-kg new document"
    shown = text.replace('"', "")[:60]
    kinds = list(kinds_of(tables, text, allowed))
    if len(kinds) > _FEW:
        return f'look first: aigov-kg search "{shown}"; then add a row for it'
    added = f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else "".join(kinds)
    return f'look first: aigov-kg search "{shown}"; if it is not there, add it with aigov-kg new {added}'


def kinds_of(tables: Description, text: str, allowed: Collection[str]) -> Iterator[str]:
    """Give the words by which `aigov-kg new` knows some tables; things come alone, since records are not looked up."""
    held = {name: table for name, table in tables.tables.items() if name in allowed}
    things = {name: table for name, table in held.items() if table.kind == "thing"}
    if designates(text):
        things = {name: table for name, table in things.items() if "designation" in tables.columns[name]} or things
    for name, table in (things or held).items():
        yield word_of(name, table)


def word_of(name: str, table: Table) -> str:
    """Give the word by which `aigov-kg new` and a file of facts know a row of a table."""
    return table.word or _KINDS.get(name) or name.removesuffix("s")

"""What the id of a row names beside its cells: another work item, body, party or country than the row is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row, Value

_RULE: Final = "thing-of-id"
_COLUMNS: Final = {
    "milestones": ("subject",),
    "names": ("subject",),
    "characterisations": ("subject",),
    "policy-statements": ("holder",),
    "participations": ("actor", "object"),
    "actions": ("actor",),
    "listings": ("party", "list"),
    "controls": ("controller", "controlled"),
    "tenures": ("holder", "body"),
    "memberships": ("member", "body"),
    "liaisons": ("from", "to"),
    "successions": ("from", "to"),
    "funding": ("payer",),
    "statistics": ("actor", "body"),
}
_PAIRS: Final = frozenset({"liaisons", "listings", "controls", "memberships", "successions"})
"""Tables whose ids are made of both sides, so that neither is left out."""
_THINGS: Final = ("jurisdictions", "organisations", "bodies", "persons", "work-items", "documents", "events")
_NAMES: Final = ("name_en", "name", "title_en", "title_orig", "designation", "reference", "aliases", "code")
_ABOVE: Final = ("country", "part_of", "parent", "jurisdiction", "organiser")
_OURS: Final = frozenset({"id", "cite", "note", "quote", "text", "wording", "name"})
"""Columns that say more than what the id is made of."""
_WORD: Final = re.compile(r"[a-z0-9]+")
_NUMBERED: Final = re.compile(r"(?!.*(?:19|20)[0-9]{2})[a-z]{0,3}[0-9]{1,5}")
"""Words that stand for one thing: sc42, 24372; not a year, nor 5g."""
_IDLE: Final = frozenset({"in", "is", "it", "no", "at", "be", "by", "to", "as", "me", "my", "so", "am"})
"""Codes of countries that are words too."""
_JOINING: Final = frozenset({"of", "and", "for", "the", "in", "on"})
_STEM = 5


def other_things(reading: Reading) -> Iterator[Finding]:
    """Give the rows whose id names a thing that stands in none of their cells, where it does not name theirs."""
    ids = _Ids(reading)
    for row in reading.of(*_COLUMNS):
        yield from ids.against(row)


class _Ids:
    """The ends of ids by which other ids name a thing: tr-24372 and 24372 for iso-iec-tr-24372."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known: dict[str, set[str]] = {}
        self._values: dict[str, set[str]] = {}
        self._words_of_ids: set[str] = set()
        self._ends: dict[str, set[str]] = defaultdict(set)
        for row in reading.of(*_THINGS):
            parts = row.id.split("-")
            self._words_of_ids.update(parts)
            for begin in range(len(parts)):
                end = "-".join(parts[begin:])
                if begin == 0 or begin < len(parts) - 1 or (len(end) > 2 and _NUMBERED.fullmatch(end)):
                    self._ends[end].add(row.id)

    def against(self, row: Row) -> Iterator[Finding]:
        parts = row.id.split("-")
        held = {v for name, values in row.values.items() if name not in _OURS for v in values if isinstance(v, str)}
        cited = {d for c in row.values.get("cite", ()) if isinstance(c, Cite) for d in (c.document, c.via) if d}
        told = {word for thing in held | cited for word in thing.split("-")}
        runs = _runs(parts) if any(word in self._words_of_ids and word not in told for word in parts) else []
        new = [run for run in runs if run in self._ends and not told.issuperset(run.split("-"))]
        named = [run for run in new if not self._ends[run] & held]
        if not named and row.table not in _PAIRS:
            return
        # What else stands in a row is named by its id; its title may name anything.
        whole = _COLUMNS[row.table]
        cells = {c: self._words(values, c in whole) for c, values in row.values.items() if c not in _OURS and values}
        for column in _COLUMNS[row.table]:
            values = row.values.get(column, ())
            if len(values) == 1 and (about := self._reading.rows.get(str(values[0]))) and about.table in _THINGS:
                found = next((f for run in named if (f := self._other(row, column, about, run, runs, cells))), None)
                found = found or self._unnamed(row, column, about, cells)
                if found:
                    yield found
                    return

    def _other(
        self, row: Row, column: str, about: Row, run: str, runs: list[str], cells: dict[str, set[str]]
    ) -> Finding | None:
        """Tell that the id names another thing, if nothing in the row bears out the words by which it does."""
        targets = self._reading.tables.targets(self._reading.tables.columns[row.table][column])
        things = [thing for thing in sorted(self._ends[run], key=len) if self._reading.rows[thing].table in targets]
        words, own = set(run.split("-")), set().union(*cells.values())
        new = {word for word in words - own if not any(word[:_STEM] == o[:_STEM] for o in own if len(word) >= _STEM)}
        if not things or not new or run in _IDLE or (run == "de" and "facto" in row.id):
            return None
        others = set().union(*(held for name, held in cells.items() if name != column))
        shared = set(row.id.split("-")) & cells[column] - others
        numbered = any(_NUMBERED.fullmatch(word) for word in new)
        # An id that names its own thing may name others too, unless it is one of more exact number: jtc1, jtc1-sc42.
        if (about.id in runs and not run.startswith(f"{about.id}-")) or (shared and not numbered):
            return None
        if not shared <= words.union(*(self._of(thing) for thing in things)):
            return None
        meant = things[0] if len(things) == 1 or things[0] == run else None
        what = (
            f"the id of the row has {run}{f' ({meant})' if meant and meant != run else ''}, and {column} is {about.id}"
        )
        fix = f"write {meant}" if meant else f"write the one that is meant, such as {things[0]}"
        return warning(row, column, what, f"{fix}, or give the row another id with aigov-kg rename", _RULE, meant)

    def _unnamed(self, row: Row, column: str, about: Row, cells: dict[str, set[str]]) -> Finding | None:
        """Tell that the id of a tie names one side, and another thing in the place of the other: ec, and ETSI in the cell."""
        parts = set(row.id.split("-"))
        sides = [name for name in _COLUMNS[row.table] if name in cells]
        if row.table not in _PAIRS or len(sides) < 2 or _share(parts, cells[column]):
            return None
        other = next(name for name in sides if name != column)
        left = parts - set().union(*cells.values())
        targets = self._reading.tables.targets(self._reading.tables.columns[row.table][column])
        things = [thing for thing in self._reading.of(*targets) if left & self._short(thing) - _IDLE]
        if not things or not _share(parts, cells[other]):
            return None
        meant = things[0].id if len(things) == 1 else None
        what = f"the id of the row names its {other}, and by no word {about.id}, its {column}"
        fix = f"write {meant}" if meant else "correct the cell"
        return warning(row, column, what, f"{fix}, or give the row another id with aigov-kg rename", _RULE, meant)

    def _short(self, thing: Row) -> set[str]:
        """Give what a thing is called in short: its one-word id, acronyms, and the first letters of its names."""
        names = [str(name).lower() for column in _NAMES for name in thing.values.get(column, ())]
        parts = [[word for word in _WORD.findall(name) if word not in _JOINING] for name in names]
        initials = {"".join(word[0] for word in words) for words in parts if len(words) > 1}
        return {thing.id, *(name for name in names if name.isalnum())} | initials

    def _words(self, values: tuple[Value, ...], whole: bool) -> set[str]:
        return set().union(*(self._of_value(value, whole) for value in values))

    def _of_value(self, value: Value, whole: bool) -> set[str]:
        """Give the words of a value, and if `whole` of the names of its thing and of what this belongs to."""
        key = value if isinstance(value, str) else getattr(value, "slug", None)
        if key is None:
            return set(_WORD.findall(str(value)))
        thing = self._reading.rows.get(key) if whole and isinstance(value, str) else None
        if thing is None or thing.table not in _THINGS:
            return {*_WORD.findall(key.lower()), *_WORD.findall(getattr(value, "label", "").lower())}
        if key not in self._values:
            higher = [str(v) for column in _ABOVE for v in thing.values.get(column, ())]
            self._values[key] = set(_WORD.findall(key)).union(*(self._of(one) for one in (key, *higher)))
        return self._values[key]

    def _of(self, thing: str) -> set[str]:
        """Give the words of the id and the names of a thing, joined too, and the first letters of each name."""
        if thing not in self._known:
            row = self._reading.rows.get(thing)
            names = [str(v) for column in _NAMES for v in row.values.get(column, ())] if row is not None else []
            words = set(_WORD.findall(thing))
            for name in names:
                parts = _WORD.findall(name.lower())
                words.update(parts, {"".join(parts), "".join(part[0] for part in parts)})
            self._known[thing] = words
        return self._known[thing]


def _runs(parts: list[str]) -> list[str]:
    """Give the words of an id that stand together, the longest first."""
    return ["-".join(parts[a : a + n]) for n in range(len(parts), 0, -1) for a in range(len(parts) - n + 1)]


def _share(parts: set[str], words: set[str]) -> bool:
    return bool(parts & words) or any(p[:_STEM] == w[:_STEM] for p in parts if len(p) >= _STEM for w in words)

"""What to write instead of a value that a vocabulary does not have: the one that was meant, or those that there are.

A value is proposed only where a word of it fits the name of the other, or else what the other means; what it means is told
with it, since only the reader of the source can tell whether it is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, NamedTuple

from aigov_kg.findings import nearest
from aigov_kg.names import spelt
from aigov_kg.words import telling

if TYPE_CHECKING:
    from aigov_kg.columns import Column, Description, Table
    from aigov_kg.tables import Row

_LISTED: Final = 16
_ALIKE: Final = 0.75
_SLIP: Final = 0.9
"""From here on, two texts differ by a slip of the hand."""
_ROOT: Final = 4
_COMMON: Final = 3
"""A word tells values apart that at most one in so many of them has."""


class Option(NamedTuple):
    """A value that a cell may hold: how it is called, and what it means."""

    names: str
    meaning: str


def options(tables: Description, table: Table, column: Column) -> dict[str, Option]:
    """Give what a cell of concepts or classes may hold."""
    if column.type == "class":
        meanings = tables.classes
        held = {c: Option(c, meanings.get(c, "")) for c in table.classes}
        if table.unsaid:
            held[table.unsaid] = Option(table.unsaid, f"{meanings.get(table.unsaid, '')}; where no source says more")
        return held
    concepts = [c for s in column.allowed_schemes for c in tables.vocabularies.schemes.get(s, {}).values()]
    return {c.slug: Option(f"{c.slug} {c.label}", c.definition) for c in concepts}


def most_used(rows: Iterable[Row], column: str) -> list[str]:
    """Give the values of a column, those of most rows first."""
    held = Counter(getattr(v, "slug", str(v)) for row in rows for v in row.values.get(column, ()))
    return [value for value, _ in held.most_common()]


def propose(text: str, held: Mapping[str, Option], listing: str, first: Callable[[], Sequence[str]]) -> tuple[str, str]:
    """Say what to write instead of a text, and which value is spelt like it, if one is.

    Args:
        text: what stands in the cell.
        held: the values that the cell may hold.
        listing: the command that lists them.
        first: gives those that come first in a list.
    """
    near, scores = nearest(text, held), _scores(telling(spelt(text)), held)
    if near and (scores[near] > 1 or (" " not in near + text and _alike(text, near) >= _SLIP)):
        return _meant(near, held[near]), near
    best = [*scores.most_common(2), ("", 0), ("", 0)][:2]
    if best[0][1] > best[1][1]:
        return _meant(best[0][0], held[best[0][0]]), ""
    values = list(dict.fromkeys([*(v for v in first() if v in held), *held]))
    if len(values) <= _LISTED:
        return f"use one of {', '.join(values)}", ""
    return f"use one of {', '.join(values[:_LISTED])} ... ({len(values)} in all: {listing})", ""


def _meant(value: str, option: Option) -> str:
    meaning = option.meaning.rstrip(".")
    return f"did you mean '{value}'?" + (f" It means: {meaning}" if meaning else "")


def _scores(words: Iterable[str], held: Mapping[str, Option]) -> Counter[str]:
    """Count for each value the words that it has: two for one in its name, one for one in what it means.

    A word that many values have tells none of them from the others.
    """
    scores: Counter[str] = Counter()
    for word in words:
        named = [value for value, option in held.items() if _named(word, option)]
        fitting = named or [v for v, option in held.items() if any(_one(word, w) for w in _words(option.meaning))]
        if len(fitting) <= max(1, len(held) // _COMMON):
            scores.update(dict.fromkeys(fitting, 2 if named else 1))
    return scores


def _named(word: str, option: Option) -> bool:
    return any(_one(word, w) or _alike(word, w) >= _ALIKE for w in _words(option.names))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio()


def _one(word: str, other: str) -> bool:
    """Tell whether two words have one root: research, researcher."""
    short, long = sorted((word.removesuffix("s"), other.removesuffix("s")), key=len)
    return short == long or (len(short) >= _ROOT and long.startswith(short))


def _words(text: str) -> Iterator[str]:
    yield from telling(spelt(text).replace("-", " "))

"""Short titles: two works or events of one day and place, of which one has the title of the other in fewer words.

A note cites `Artificial Intelligence Sector Deal` where the imprint has `Industrial Strategy. AI Sector Deal`: words in another
order, without the subtitle, or with an abbreviation written out. Words alone prove nothing, so the date must agree, and the
note that is cited, the place or the jurisdiction.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from aigov_kg.cites import Cite
from aigov_kg.dates import Span
from aigov_kg.tables import Reading, Row

_DATED: Final = {"documents": "issued", "events": "date"}
_NAMES: Final = ("title_en", "name_en", "aliases")
_SMALL: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "on",
        "in",
        "for",
        "and",
        "to",
        "with",
        "by",
        "at",
        "from",
        "between",
        "or",
        "as",
        "its",
        "is",
        "s",
        "about",
    ]
)
_WORD: Final = re.compile(r"[^\W_]+")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_FEWEST: Final = {"documents": 3, "events": 2}
"""Telling words that the shorter title must have: events have short ones, and a place or kind in common besides."""
_ACRONYM: Final = 5


@dataclass(frozen=True, slots=True)
class _Titled:
    """A row with the telling words of its title, and those of all its names."""

    row: Row
    title: str
    column: str
    words: frozenset[str]
    known: frozenset[str]
    names: list[str]


def short_titles(reading: Reading) -> Iterator[tuple[str, str, list[Row]]]:
    """Give pairs of rows with why they are probably one, and the column that shows it."""
    for table, dated in _DATED.items():
        groups: dict[Hashable, list[_Titled]] = defaultdict(list)
        for row in reading.of(table):
            if (one := _titled(row)) and isinstance(row.one(dated), Span):
                for key in _keys(row):
                    groups[key].append(one)
        for group in groups.values():
            for a, b in combinations(group, 2):
                if not _one_day(a.row, b.row, dated) or _told_apart(a.row, b.row):
                    continue
                short, long = sorted((a, b), key=lambda t: len(t.words))
                if len(short.words) >= _FEWEST[table] and (_within(short, long) or _within(long, short)):
                    reason = (
                        f"'{short.title[:60]}' has the telling words of '{long.title[:80]}', and both are of one date"
                    )
                    yield reason, b.column, [a.row, b.row]


def _titled(row: Row) -> _Titled | None:
    column = next((name for name in _NAMES if row.values.get(name)), None)
    if column is None:
        return None
    title = str(row.values[column][0])
    names = [str(v) for name in _NAMES for v in row.values.get(name, ())]
    known = frozenset(word for name in names for word in _telling(name))
    return _Titled(row, title, column, _telling(title), known, names)


def _initials(names: list[str]) -> dict[str, frozenset[str]]:
    """Give the words that stand together in names, by their initials."""
    found: dict[str, frozenset[str]] = {}
    for words in map(_words, names):
        for size in range(2, _ACRONYM + 1):
            for start in range(len(words) - size + 1):
                run = words[start : start + size]
                found["".join(word[0] for word in run)] = frozenset(run)
    return found


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _telling(text: str) -> frozenset[str]:
    """Give the words that tell a title from others; the year is compared as a date."""
    return frozenset(w for w in _words(text) if w not in _SMALL and not _YEAR.fullmatch(w))


def _keys(row: Row) -> Iterator[Hashable]:
    """Give what two rows must share: a note or, of events, a section of a source, a place or a jurisdiction."""
    for cite in row.values.get("cite", ()):
        if isinstance(cite, Cite):
            note = dict(cite.locators).get("footnote")
            if note or row.table == "events":
                yield cite.document, note or cite.section, row.one("kind")
    for column in ("place", "jurisdiction"):
        if held := row.one(column) if row.table in _DATED and column in row.values else None:
            yield str(held)


def _one_day(one: Row, other: Row, dated: str) -> bool:
    spans = [row.one(dated) for row in (one, other)]
    return all(
        isinstance(a, Span) and isinstance(b, Span) and not (a.latest and b.earliest and a.latest < b.earliest)
        for a, b in (spans, spans[::-1])
    )


def _told_apart(one: Row, other: Row) -> bool:
    """Tell whether two rows bear different numbers or addresses, or are of different classes."""
    return any(
        one.one(name) and other.one(name) and one.one(name) != other.one(name)
        for name in ("reference", "sha256", "class", "kind", "part_of")
    )


def _within(short: _Titled, long: _Titled) -> bool:
    """Tell whether all telling words of a title stand in the names of another row, abbreviated or written out."""
    missing = short.words - long.known
    # Where hardly a word is the same, no abbreviation makes it so.
    if missing and len(missing) <= _ACRONYM and short.words & long.known:
        missing -= _initials(long.names).keys()
        written_out = _initials([short.title]) if missing else {}
        for acronym in long.known & written_out.keys():
            missing -= written_out[acronym]
    return not missing

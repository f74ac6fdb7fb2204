"""Quotations that break off inside a word: set up by the Internatio, or sanctioned by the Unit."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE: Final = "quote-cut"
_BEFORE: Final = re.compile(r"[A-Za-z]+(?= $)")
_LAST: Final = re.compile(r"(?<![^\s\"'\u201c(])[A-Za-z]{2,}$")
_WORD: Final = re.compile(r"[a-z]+")
_NAMED: Final = re.compile(r"\b([A-Za-z]+) (?=([A-Z][a-z]+))")
"""A capitalised word behind another word."""
_ENDINGS: Final = frozenset(
    {"s", "es", "d", "ed", "er", "ers", "or", "ors", "ing", "ings", "ly", "y", "al", "ally", "ic", "ical", "ment", "ments",
     "ness", "able", "ful", "less", "ism", "ist", "ists", "ity", "ship", "ships", "ive", "wise", "ward", "like", "n", "en"}
)  # fmt: skip
"""What a whole word may take on."""
_OFTEN: Final = 2
"""How often the longer word must stand in the tables."""
_ALWAYS: Final = 5
"""How often the longer name must stand behind the word before it: by the United, and nowhere by the Unit."""


def cut_quotes(reading: Reading) -> Iterator[Finding]:
    """Give the quotations whose last word stands nowhere else and only begins words that do."""
    ends = [
        (row, match[0])
        for row in reading.rows.values()
        if (quote := row.one("quote")) and (match := _LAST.search(str(quote)))
    ]
    if not ends:
        return
    text = "\n".join(set(_texts(reading)))
    known = Counter(_WORD.findall(text.lower()))
    words = sorted(known)
    named: dict[str, Counter[str]] = defaultdict(Counter)
    befores = {match[0] for row, end in ends if end[0].isupper() and (match := _before(row, end))}
    for before, name in _NAMED.findall(text) if befores else ():
        if before in befores:
            named[before][name] += 1
    for row, end in ends:
        whole = _whole(end.lower(), known, words) or _name(row, end, named)
        if whole:
            what = f"the quotation ends in '{end}', which stands nowhere else in its place and begins '{whole}'"
            yield warning(row, "quote", what, "quote the whole word, or put ... behind it", _RULE)


def _whole(word: str, known: Counter[str], words: list[str]) -> str | None:
    """Give the word that one begins which stands nowhere else."""
    if known[word] > 1:
        return None
    first = bisect_right(words, word)
    longer = {other: known[other] for other in takewhile(lambda other: other.startswith(word), words[first:])}
    # A rare word that others are made from is whole: believe, beside believed.
    made = any(other[len(word) :] in _ENDINGS for other in longer)
    often = sum(longer.values()) >= _OFTEN
    return max(longer, key=lambda other: longer[other]) if often and not made else None


def _name(row: Row, end: str, named: dict[str, Counter[str]]) -> str | None:
    """Give the name that stands whole behind the same word everywhere else: by the United, and nowhere by the Unit."""
    before = _before(row, end)
    names = named.get(before[0], Counter()) if before and end[0].isupper() else Counter()
    longer = [n for n in names if n.startswith(end) and n != end and n[len(end) :] not in _ENDINGS - {"ed"}]
    return longer[0] if longer and names[end] <= 1 and sum(names[name] for name in longer) >= _ALWAYS else None


def _before(row: Row, end: str) -> re.Match[str] | None:
    return _BEFORE.search(str(row.one("quote"))[: -len(end)])


def _texts(reading: Reading) -> Iterator[str]:
    for table, columns in reading.tables.columns.items():
        names = [name for name, column in columns.items() if column.type == "text" and name != "id"]
        for row in reading.of(table):
            for name in names:
                if name in row.values:
                    yield from map(str, row.values[name])

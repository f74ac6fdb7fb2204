"""Quotations that are one sentence but for a letter or some words: two rows quote it, and one of them is altered."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE = "quote-differs"
_SHORTEST = 5
_MOST = 20
"""Sentences that begin or end alike and are compared; of more, so many are alike on purpose."""
_EDGE = re.compile(r"^[^\w]+|[^\w]+$")


_WHOLE = 8
"""Words of a sentence of one place that two rows have but for one or two."""
_ALTERED = 2
_BEGIN = 3


def differing_quotes(reading: Reading) -> Iterator[Finding]:
    """Give the quotations that differ in one letter of one word from another of the same document."""
    rows: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in reading.rows.values():
        if quote := row.one("quote"):
            words = tuple(_EDGE.sub("", word) for word in str(quote).split())
            if len(words) >= _SHORTEST:
                rows[words].append(row)
    told: set[str] = set()
    for finding in _letters_differ(rows):
        told.add(finding.record or "")
        yield finding
    yield from _words_differ(rows, told)


def _letters_differ(rows: dict[tuple[str, ...], list[Row]]) -> Iterator[Finding]:
    halves: dict[tuple[object, ...], list[tuple[str, ...]]] = defaultdict(list)
    for words in rows:
        middle = len(words) // 2
        halves[len(words), "first", words[:middle]].append(words)
        halves[len(words), "last", words[middle:]].append(words)
    counts: Counter[str] | None = None
    for alike in halves.values():
        for one, other in combinations(alike, 2) if len(alike) <= _MOST else ():
            pair = _slip(one, other)
            if pair is None or not _documents(rows[one]) & _documents(rows[other]):
                continue
            if counts is None:
                counts = Counter(word for words, held in rows.items() for word in words for _ in held)
            # The rarer word is mostly the slip; of two that are as rare, that of the later row.
            wrong, right, slip, word = (other, one, pair[1], pair[0])
            if counts[pair[0]] < counts[pair[1]]:
                wrong, right, slip, word = one, other, pair[0], pair[1]
            first = rows[right][0]
            for row in rows[wrong]:
                what = f"it has {slip} where '{first.id}' ({first.file}, row {first.line}) quotes the same with {word}"
                meant = str(row.one("quote")).replace(slip, word)
                yield warning(row, "quote", what, "quote the source letter for letter in both rows", _RULE, meant)


def _words_differ(rows: dict[tuple[str, ...], list[Row]], told: set[str]) -> Iterator[Finding]:
    """Tell the sentences of one place that agree in all but one or two words; each row that may be the altered one."""
    ends: dict[tuple[object, ...], list[tuple[str, ...]]] = defaultdict(list)
    for words, held in rows.items():
        if len(words) >= _WHOLE:
            for place in {place for row in held for place in _places(row)}:
                ends[place, "first", words[:_BEGIN]].append(words)
                ends[place, "last", words[-_BEGIN:]].append(words)
    compared: set[frozenset[tuple[str, ...]]] = set()
    for alike in ends.values():
        for one, other in combinations(alike, 2) if len(alike) <= _MOST else ():
            pair = frozenset((one, other))
            if pair in compared or (odd := _altered(one, other)) is None:
                continue
            compared.add(pair)
            sides = [(one, other, odd[0], odd[1]), (other, one, odd[1], odd[0])]
            for own, right, slip, word in sides:
                # Of two wordings, that of fewer rows is mostly the altered one; of as many, either may be.
                if len(rows[own]) > len(rows[right]) or any(row.id in told for row in rows[own] + rows[right]):
                    continue
                first = rows[right][0]
                for row in rows[own]:
                    what = f"it has '{slip}' where '{first.id}' ({first.file}, row {first.line}) quotes the same with '{word}'"
                    fix = "look the sentence up in the source, and quote it letter for letter in both rows"
                    yield warning(row, "quote", what, fix, _RULE, str(first.one("quote")))


def _places(row: Row) -> Iterator[tuple[object, ...]]:
    for cite in row.values.get("cite", ()):
        if isinstance(cite, Cite):
            yield cite.document, cite.section, dict(cite.locators).get("page")


def _altered(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, str] | None:
    """Give the words in which two sentences differ in one place, where all the others are the same."""
    begin = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest = min(len(one), len(other)) - begin
    end = next((i for i in range(rest) if one[-1 - i] != other[-1 - i]), rest)
    ours, theirs = one[begin : len(one) - end], other[begin : len(other) - end]
    # A quotation that goes on, or begins before the other, is no altered one.
    if not end or not begin or max(len(ours), len(theirs)) > _ALTERED:
        return None
    return " ".join(ours), " ".join(theirs)


def _slip(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, str] | None:
    """Give the one pair of words in which two sentences differ, if it differs by one or two letters and no digit."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(pairs) != 1:
        return None
    a, b = pairs[0]
    if min(len(a), len(b)) < 4 or any(c.isdigit() for c in a + b) or a.casefold() == b.casefold():
        return None
    return pairs[0] if near_words(a, b) else None


def near_words(a: str, b: str) -> bool:
    """Tell whether two words differ in one letter, or in two that changed places."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    # An s at the end makes a plural, which another sentence may well have.
    if {a, b} == {"", "s"}:
        return False
    return a[1:] == b[1:] or a == b[1:] or a[1:] == b or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _documents(rows: list[Row]) -> set[str]:
    return {c.document for row in rows for c in row.values.get("cite", ()) if isinstance(c, Cite)}

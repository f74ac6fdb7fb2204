"""Deeds beside their own words and beside those of others: support where an objection stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE, _OTHER = "stance-of-words", "stance-of-same-words"
_WHOLE = 5
"""Words from which on a sentence within another is the same."""
_SAID = {
    "oppose": re.compile(
        r"\b(?:contrary to|object(?:s|ed|ing)? to|objections?|reject(?:s|ed|ing|ion)?|against|oppos(?:e[sd]?|ing|ition)"
        r"|refus(?:e[sd]?|ing|al)|denounc(?:e[sd]?|ing)|condemn(?:s|ed|ing)?|voted not to)\b",
        re.I,
    ),
    "support": re.compile(
        r"\b(?:welcom(?:e[sd]?|ing)|support(?:s|ed|ing)?|endors(?:e[sd]?|ing|ement)|in favou?r of|applaud(?:s|ed|ing)?)\b",
        re.I,
    ),
}
_DENIED = re.compile(r"\b(?:not|no|never|nor|without|withdr[ae]wn?|withdrew|lack of)(?: \w+)? $|n't $", re.I)
"""Words that turn what follows into its opposite: did not oppose, without support."""


def against_stances(reading: Reading) -> Iterator[Finding]:
    """Give the actions whose words are plainly for what the row has them against, and those that differ over the same words."""
    taken: list[tuple[Row, str, list[str]]] = []
    for row in reading.of("actions"):
        stance = row.one("stance")
        if stance is None or stance.slug not in _SAID:
            continue
        yield from _against(row, stance.slug)
        texts = [str(row.one(column)).casefold() for column in ("text", "quote") if row.one(column)]
        taken.append((row, stance.slug, [text for text in texts if len(text.split()) >= _WHOLE]))
    for (row, own, texts), (other, theirs, words) in permutations(taken, 2):
        # Of a deed against another row, what is against the one may be for the other.
        if own != theirs and _about(row) == _about(other) and any(t in w or w in t for t in texts for w in words):
            what = f"'{other.id}' ({other.file}, row {other.line}) has the same words, and its stance is {theirs}"
            yield warning(row, "stance", what, f"write {theirs}, or correct the other row", _OTHER, theirs)


def _about(row: Row) -> set[str]:
    return {str(value) for value in row.values.get("about", ())}


def _against(row: Row, own: str) -> Iterator[Finding]:
    words = " ; ".join(str(row.one(column)) for column in ("text", "quote") if row.one(column))
    other = next(slug for slug in _SAID if slug != own)
    said = next(_SAID[other].finditer(words), None)
    # Words of both kinds, or a denial, leave open who is for what.
    if said and not _SAID[own].search(words) and not _DENIED.search(words[: said.start()]):
        what = f"the row's own words have '{said[0]}', and its stance is {own}"
        yield warning(row, "stance", what, f"write {other}, or quote the words that bear it out", _RULE, other)

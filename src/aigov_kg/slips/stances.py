"""Deeds beside their own words: a stance of support where the words object, and one of opposition where they welcome."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE = "stance-of-words"
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
    """Give the actions whose words are plainly for what the row has them against, or the other way round."""
    for row in reading.of("actions"):
        stance = row.one("stance")
        if stance is not None and stance.slug in _SAID:
            yield from _against(row, stance.slug)


def _against(row: Row, own: str) -> Iterator[Finding]:
    words = " ; ".join(str(row.one(column)) for column in ("text", "quote") if row.one(column))
    other = next(slug for slug in _SAID if slug != own)
    said = next(_SAID[other].finditer(words), None)
    # Words of both kinds, or a denial, leave open who is for what.
    if said and not _SAID[own].search(words) and not _DENIED.search(words[: said.start()]):
        what = f"the row's own words have '{said[0]}', and its stance is {own}"
        yield warning(row, "stance", what, f"write {other}, or quote the words that bear it out", _RULE, other)

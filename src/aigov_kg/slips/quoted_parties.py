"""Listings beside their own quotation: whether the quotation names who is listed, or a group of which it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aigov_kg.findings import Finding, Severity
from aigov_kg.rationale import WHY
from aigov_kg.tables import Reading, Row
from aigov_kg.words import fold

_RULE: Final = "quote-without-party"
_NAMES: Final = ("name_en", "name_zh", "name", "designation", "aliases")
_LIST: Final = re.compile(r"\b(?:[A-Z][\w.-]* )+List\b")
_STANDS_FOR: Final = re.compile(
    r"\b(?:compan(?:y|ies)|firms?|entit(?:y|ies)|organi[sz]ations?|institut(?:es?|ions?)|universit(?:y|ies)|parties"
    r"|laborator(?:y|ies)|subsidiar(?:y|ies)|affiliates?|manufacturers?|persons?|individuals?|officials?|champions?"
    r"|it|its|they|them|their|he|his|she|her|others?|another|both|which|who)\b",
    re.I,
)
"""What a sentence may put in the place of a name, for one or for several."""
_GENERIC: Final = frozenset(
    {"the", "of", "and", "for", "co", "company", "corp", "corporation", "inc", "incorporated", "ltd", "limited", "llc", "gmbh",
     "plc", "group", "holding", "holdings", "china", "chinese", "national", "international", "technology", "technologies",
     "systems", "institute", "university", "research", "science", "academy"}
)  # fmt: skip
"""Words of many names, by which none can be told."""
_SHORTEST = 3


def unnamed_parties(reading: Reading) -> Iterator[Finding]:
    """Give the listings whose quotation may be about somebody else."""
    for row in reading.of("listings"):
        party, quote = reading.rows.get(str(row.one("party"))), str(row.one("quote") or "")
        if not quote or party is None or not party.values:
            continue
        # The Entity List names no entity.
        if _named(row, party, fold(quote)) or _STANDS_FOR.search(_LIST.sub(" ", quote)):
            continue
        what = f"the quotation names neither '{party.id}' nor a group of which it may be one"
        fix = "quote the words that name it, or look whether the party is the one that the source means"
        yield Finding(row.file, row.line, "quote", what, fix, _RULE, WHY[_RULE], Severity.INFO, record=row.id or None)


def _named(row: Row, party: Row, quote: str) -> bool:
    """Tell whether a quotation holds a name of the party or a telling word of one."""
    names = [str(v) for column in _NAMES for v in party.values.get(column, ())]
    names += [party.id, str(row.one("listed_name") or "")]
    words = {word for name in names for word in re.findall(r"[^\W_]+", name.casefold())} - _GENERIC
    # Chinese is written without spaces, and a name of two signs is a whole one.
    telling = {fold(word) for word in words if len(word) >= _SHORTEST or not word.isascii()}
    whole = {fold(name) for name in names if len(fold(name)) > 1}
    return any(name in quote for name in telling | whole)

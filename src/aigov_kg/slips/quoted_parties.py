"""Sensitive rows beside their own quotation: whether it names whom the row is about, or a group of which it is one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from aigov_kg.findings import Finding, Severity
from aigov_kg.rationale import WHY
from aigov_kg.slips.name_finder import Names
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row
from aigov_kg.words import fold

_RULE: Final = "quote-without-party"
_OTHER: Final = "quote-of-another"
_PARTIES: Final = {"listings": ("party",), "characterisations": ("subject",), "controls": ("controller", "controlled")}
_GROUP: Final = "ActorGroup"
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
    """Give the listings, ties and characterisations whose quotation is about somebody else, or may be."""
    names = _organisations(reading)
    finder = Names(names, hyphen_ends=False)
    for row in reading.of(*_PARTIES):
        quote = str(row.one("quote") or "")
        parties = [reading.rows.get(str(row.one(column))) for column in _PARTIES[row.table]]
        known = [party for party in parties if party is not None and party.values]
        if not quote or len(known) < len(parties) or any(names_party(row, party, fold(quote)) for party in known):
            continue
        called = " nor ".join(f"'{party.id}'" for party in known)
        mentioned = {str(value) for values in row.values.values() for value in values}
        other = next((name for name, party in finder.all(quote) if party not in mentioned), None)
        if other and known[0].table == "organisations":
            if _may_be_meant(quote, other, {party.one("class") for party in known}, reading.rows[names[other]]):
                continue
            what = f"the quotation names {other} ('{names[other]}'), and not {called.replace(' nor ', ' or ')}"
            yield warning(row, "quote", what, "quote the words that are about this one, or correct who it is", _OTHER)
        # The Entity List names no entity.
        elif row.table == "listings" and not _STANDS_FOR.search(_LIST.sub(" ", quote)):
            what = f"the quotation names neither {called} nor a group of which it may be one"
            fix = "quote the words that name it, or look whether the party is the one that the source means"
            yield Finding(
                row.file, row.line, "quote", what, fix, _RULE, WHY[_RULE], Severity.INFO, record=row.id or None
            )


def _may_be_meant(quote: str, other: str, classes: Collection[object], named: Row) -> bool:
    """Tell whether a word of a quotation may stand for the party, though only another one is named.

    A word before the name cannot stand for it; one behind it is taken to, unless the two are of different classes: what
    the Council says of "its support" it says of the firm that it listed.
    """
    before, _, after = _LIST.sub(" ", quote).partition(other)
    unlike = named.one("class") not in classes
    return bool(_STANDS_FOR.search(before) or (unlike and _STANDS_FOR.search(after)))


def _organisations(reading: Reading) -> dict[str, str]:
    """Give the names of organisations, each with its id; a group of several stands for any of them."""
    return {
        str(name): row.id
        for row in reading.of("organisations")
        if row.one("class") != _GROUP
        for column in ("name_en", "name_zh", "aliases")
        for name in row.values.get(column, ())
        if len(str(name)) >= _SHORTEST
    }


def names_party(row: Row, party: Row, quote: str) -> bool:
    """Tell whether a quotation holds a name of the party or a telling word of one."""
    names = [str(v) for column in _NAMES for v in party.values.get(column, ())]
    names += [party.id, str(row.one("listed_name") or "")]
    words = {word for name in names for word in re.findall(r"[^\W_]+", name.casefold())} - _GENERIC
    # Chinese is written without spaces, and a name of two signs is a whole one.
    telling = {fold(word) for word in words if len(word) >= _SHORTEST or not word.isascii()}
    whole = {fold(name) for name in names if len(fold(name)) > 1}
    return any(name in quote for name in telling | whole)

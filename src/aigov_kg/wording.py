"""The words of a text cell: words that stand for nothing, several persons, other languages, judgements of our own.

What stands in quotation marks is a source's, and in brackets mostly the printed form of a name; both are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aigov_kg.columns import Column

_NOTHING = re.compile(r"nan|null|none|nil|n/?a|n\.a\.|tbd|todo|unknown|not known|[-?.]+", re.I)
_SEVERAL = re.compile(r" (?:and|und|et|&) |[;/\u3001]")
_OWN = frozenset({"text", "condition", "reason", "scope", "note"})
_SENSITIVE = frozenset({"listings", "characterisations"})
_OTHERS = re.compile(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|\([^()]*\)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(r"[a-z]{2,}")
_JUDGING = re.compile(
    r"\b(?:(?:is|are|was|were|been|being) (?:\w+ly )?(?:sanctioned|banned|punished|convicted|blacklisted)"
    r"|crim(?:e|es|inal\w*)|guilty|culprits?|blacklist\w*|notorious\w*|infamous\w*|nefarious\w*|shameful\w*|rogue|evil)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Odd:
    """What is odd about the words of a cell."""

    message: str
    fix: str
    rule: str


def odd_words(table: str, column: Column, text: str) -> Iterator[Odd]:
    """Give what is odd about the words of a text cell."""
    if _NOTHING.fullmatch(text):
        yield Odd(f"'{text}' stands for nothing", "leave the cell blank", "placeholder")
    if table == "persons" and column.becomes == "skos:prefLabel" and _SEVERAL.search(text):
        yield Odd(f"'{text}' names more than one person", "give each a row of their own", "several-persons")
    if column.name not in _OWN:
        return
    own = _OTHERS.sub(" ", text)
    if len(_HAN.findall(own)) > 3 * len(_ENGLISH.findall(own)):
        yield Odd("our own words are in Chinese", "write English, and put Chinese names in brackets", "own-words")
    if table in _SENSITIVE and (word := _JUDGING.search(own)):
        fix = "write who names whom on which list, or put the words of the source in quotation marks"
        yield Odd(f"'{word.group()}' is a judgement in our own words", fix, "neutral-words")

"""The words of a text cell: words that stand for nothing, several persons, other languages, judgements of our own.

What stands in quotation marks is a source's, and in brackets mostly the printed form of a name; both are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aigov_kg.cells import NOTHING
from aigov_kg.columns import Column

_PRIVATE = re.compile(
    r"\b(?:tel(?:ephone)?|phone|mobile|cell|fax)\b[^a-z]{0,12}\d[\d ()/.-]{5,}"
    r"|\+\d{1,3}[ (.-]?\d[\d ().-]{6,}\d"
    r"|\b(?:passport|identity card|id card|national id|social security)\b.{0,12}\d{4,}"
    r"|\b(?:home|private) address\b"
    r"|\b(?:[Bb]orn|b\.) (?:(?:on|in) )?(?:\d{1,2}\.? )?(?:[A-Z][a-z]+ )?(?:\d{1,2}, )?(?:1[89]|20)\d\d\b"
    r"|\bdate of birth\b|\b[Aa]ged? \d\d\b|\b\d\d years old\b"
    r"|\b(?:married|divorced|widowed|religion|green card)\b",
)
_PERHAPS = re.compile(r"\d\d| address|married|divorced|widowed|religion|green card|birth")
"""What all of these hold; it is looked for first, since most texts have none of it."""
_UNFINISHED = re.compile(r"\b(?:TODO|FIXME|TBD|XXX)\b")
_TRADITIONAL = frozenset(
    "訊電網術國際標準學會員業協發長東門開關與個們來對時說機經濟區華衛視雲認證義務產實驗資訓練評"
    "測議題員處廳織構廣類級號歐亞聯漢語譯龍馬軍創辦圖書館報紙術導師為爾氣車輛運輸動轉變應該後"
)
_LOST = re.compile(r"[?\s]{2,}")
_SEVERAL = re.compile(r" (?:and|und|et|&) |[;/\u3001]")
_NUMBERED = frozenset({"reference", "number", "instrument", "designation"})
_DECIMAL = re.compile(r"[0-9]+\.0")
_OWN = frozenset({"text", "condition", "reason", "scope", "note"})
_SENSITIVE = frozenset({"listings", "characterisations", "controls", "actions", "organisations", "persons"})
_OTHERS = re.compile(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|\([^()]*\)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(r"[a-z]{2,}")
_JUDGING = re.compile(
    r"\b(?:(?:is|are|was|were|been|being) (?:\w+ly )?(?:sanctioned|banned|punished|convicted|blacklisted)"
    r"|crim(?:e|es|inal\w*)|guilty|culprits?|blacklist\w*|notorious\w*|infamous\w*|nefarious\w*|shameful\w*|rogue|evil"
    r"|spy|spies|puppets?|rightly|wrongly|unfairly|obviously|so-called|regime|shady|dubious|malign|copycats?|thugs?)\b",
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
    if NOTHING.fullmatch(text) and not _LOST.fullmatch(text):
        yield Odd(f"'{text}' stands for nothing", "leave the cell blank", "placeholder")
    if _PERHAPS.search(text) and (private := _PRIVATE.search(text)):
        fix = "delete it; of persons only public role, affiliation and term are recorded"
        yield Odd(f"'{private.group()[:60]}' looks like private data of a person", fix, "private-data")
    if unfinished := _UNFINISHED.search(text):
        yield Odd(f"'{unfinished.group()}' is a note to oneself", "do it, or leave it out", "unfinished")
    if column.name in _NUMBERED and _DECIMAL.fullmatch(text):
        what = f"'{text}' is what a spreadsheet makes of '{text[:-2]}'"
        yield Odd(what, f"write {text[:-2]}, and give the column the format text", "spreadsheet-number")
    if column.lang == "zh-Hans" and (odd := [c for c in text if c in _TRADITIONAL]):
        what = f"'{''.join(odd)}' {'is a' if len(odd) == 1 else 'are'} traditional character{'s'[: len(odd) > 1]}"
        fix = "write the name in simplified characters, and keep the printed form under aliases"
        yield Odd(what, fix, "traditional-script")
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

"""Numbers in a sentence, in digits and spelled out from one to twenty."""

from __future__ import annotations

import re
from decimal import Decimal

SPELLED = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_ANY = "|".join(SPELLED)
_SPELLED = re.compile(
    rf"(?<![-\w])(?:{_ANY})\b(?!-|[ ](?:{_ANY}|hundred|thousand|million|billion|trillion|dozen)\b)", re.I
)


def spelled(text: str) -> set[Decimal]:
    """Give the numbers from one to twenty that stand alone in words: not those of five-year, twenty-one, one million."""
    return {Decimal(SPELLED.index(word.lower()) + 1) for word in _SPELLED.findall(text)}


def without_spelled(text: str) -> str:
    """Give a text without the words that `spelled` reads."""
    return _SPELLED.sub(" ", text)

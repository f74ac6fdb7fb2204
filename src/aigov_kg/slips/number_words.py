"""Numbers in a sentence: spelled out from one to twenty, in dozens, and as parts of a whole."""

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

_DOZENS = re.compile(rf"\b(?:(half)(?:[ -]an?)?|an?|({_ANY}))[ -]dozen\b(?!s)", re.I)
_DOZEN = 12
_OF = re.compile(
    rf"(?<![\w.,-])({_ANY}|[0-9]{{1,3}}) (?:out )?of (?:the |its |all |these |those |their )(?:\w+ )?({_ANY}|[0-9]{{1,3}})\b(?![.,-][0-9])",
    re.I,
)


def spelled(text: str) -> set[Decimal]:
    """Give the numbers from one to twenty that stand alone in words, and dozens: not five-year, twenty-one, one million."""
    if "dozen" not in text:
        return {_of_word(word) for word in _SPELLED.findall(text)}
    dozens = {_dozens(half, number) for half, number in _DOZENS.findall(text)}
    return dozens | {_of_word(word) for word in _SPELLED.findall(_DOZENS.sub(" ", text))}


def without_spelled(text: str) -> str:
    """Give a text without the words that `spelled` reads."""
    return _SPELLED.sub(" ", _DOZENS.sub(" ", text) if "dozen" in text else text)


def parts(text: str) -> list[tuple[Decimal, Decimal]]:
    """Give the parts that a text names with their wholes, in digits or words: two of the three."""
    return [(_of_word(part), _of_word(whole)) for part, whole in _OF.findall(text)] if " of " in text else []


def _of_word(word: str) -> Decimal:
    return Decimal(word) if word.isdigit() else Decimal(SPELLED.index(word.lower()) + 1)


def _dozens(half: str, number: str) -> Decimal:
    return Decimal(_DOZEN // 2) if half else Decimal(_DOZEN) * (_of_word(number) if number else 1)

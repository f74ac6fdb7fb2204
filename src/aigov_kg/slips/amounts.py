"""Amounts beside their own words: 3 trillion that stands as 3 billion, and yuan that stand as dollars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from aigov_kg.findings import Finding
from aigov_kg.slips.number_words import SPELLED
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE = "against-quotation"
_COLUMNS = {"policy-statements": "quantity", "funding": "amount", "statistics": "value"}
_UNITS = {"policy-statements": "unit", "funding": "currency", "statistics": "unit"}
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "mn": 6, "bn": 9, "tn": 12}
_SCALED = re.compile(
    rf"(?<![\w.,])(\d[\d,]*(?:\.\d+)?|an?|{'|'.join(SPELLED)})[ -]?((?:(?:{'|'.join(_SCALES)})\b[ -]?)+)", re.I
)
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MONEY = {
    "cny": re.compile(r"\b(?:RMB|CNY|renminbi|yuan)\b|元", re.I),
    "usd": re.compile(
        r"\b(?:USD|US dollars?)\b|(?:US|U\.S\.) ?\$|(?<![A-Z])\$(?= ?\d)|(?<!Hong Kong )\bdollars?\b", re.I
    ),
    "eur": re.compile(r"\b(?:EUR|euros?)\b|€", re.I),
}
_OTHER_DOLLARS = re.compile(r"\b(?:Hong Kong|Canadian|Australian|Singapore|Taiwan|New Zealand|HKD|CAD|AUD|SGD)\b")


def against_amounts(reading: Reading) -> Iterator[Finding]:
    """Give the amounts whose number or whose currency the row's own quotation or text has otherwise."""
    for row in reading.of(*_COLUMNS):
        words = " ; ".join(str(row.one(name)) for name in ("quote", "text") if row.one(name))
        if words:
            yield from _scale(row, _COLUMNS[row.table], words)
            yield from _currency(row, _UNITS[row.table], words)


def _scale(row: Row, column: str, words: str) -> Iterator[Finding]:
    """Tell a number whose digits the words have with another hundred, thousand, million, billion or trillion."""
    own = row.one(column)
    if own is None or not own:
        return
    printed = {match[0].strip(): _number(match) for match in _SCALED.finditer(words)}
    value, bare = Decimal(str(own)), _SCALED.sub(" ", words)
    if not printed or value in printed.values() or _has(bare, value):
        return
    alike = [
        (t, n) for t, n in printed.items() if n.normalize().as_tuple().digits == value.normalize().as_tuple().digits
    ]
    # Of one sum of money alone it is certain that the cell means it.
    money = getattr(row.one(_UNITS[row.table]), "slug", None) in _MONEY
    meant = alike or (list(printed.items()) if money and len(printed) == 1 and not re.search(r"[0-9]{3}", bare) else [])
    if meant:
        text, number = meant[0]
        written = f"{number.normalize():f}"
        what = f"the row's own words have {text}, and the cell {value:,f}"
        yield warning(row, column, what, f"write {written}, or quote the words that bear it out", _RULE, written)


def _has(words: str, value: Decimal) -> bool:
    """Tell whether words have a number, in digits or written out."""
    if any(Decimal(text.replace(",", "")) == value for text in _DIGITS.findall(words)):
        return True
    written = SPELLED[int(value) - 1] if value == int(value) and 0 < value <= len(SPELLED) else None
    return bool(written and re.search(rf"\b{written}\b", words, re.I))


def _number(match: re.Match[str]) -> Decimal:
    digits, word = match[1].replace(",", ""), match[1].lower()
    number = (
        Decimal(SPELLED.index(word) + 1) if word in SPELLED else Decimal(1) if word in {"a", "an"} else Decimal(digits)
    )
    for scale in re.findall(r"[a-z]+", match[2].lower()):
        number = number.scaleb(_SCALES[scale])
    return number


def _currency(row: Row, column: str, words: str) -> Iterator[Finding]:
    """Tell a currency of which the words have another, and not the one in the cell."""
    own = row.one(column)
    if own is None or own.slug not in _MONEY or _OTHER_DOLLARS.search(words):
        return
    told = {slug: found[0] for slug, pattern in _MONEY.items() if (found := pattern.search(words))}
    if told and own.slug not in told:
        meant, text = next(iter(told.items()))
        what = f"the row's own words have {text}, and the cell {own.slug}"
        fix = f"write {meant}, or quote the words that bear it out"
        yield warning(row, column, what, fix, _RULE, meant if len(told) == 1 else None)

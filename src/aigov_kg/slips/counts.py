"""Counts beside the words and figures that bear them out: seats beside their quotation, items beside a statistic."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from aigov_kg.findings import Finding
from aigov_kg.slips.number_words import SPELLED, parts, spelled
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_WORDS, _STATISTIC = "against-quotation", "count-of-statistic"
_SEATED = ("tenures", "participations")
_BOTH = re.compile(r"\bboth\b", re.I)
_SINGLE = re.compile(
    r"\b(?:single|an? (?:\w+ )?(?:co-)?(?:chair|convenor|editor|secretary|representative|author))\b", re.I
)
_DIGITS = re.compile(r"(?<![\w.-])[0-9]{1,3}(?![\w-]|\.[0-9])")
_NOTED = re.compile(r"\b(?:note|page|table|Table|Page|Note|section|figure|SC|WG|SG|Group|Question)s? [0-9][0-9, and]*")
_SPELLED = 20
_SAID_OF_MUCH = 2
_EXCEPTED = re.compile(r"\b(?:but|except|besides|other than|more than|at least|over)\b")
"""What makes a number in words another one than that which is counted."""
_NUMBER = "|".join(("both", *SPELLED))
_PRINTED = re.compile(r"(?<![\w-])[0-9][0-9.,]*(?![\w-])")
"""A number in digits that is no part of a name: 5G, IMT-2020."""
_SHARES = {"percent", "percentage-point"}
_NARROWED = ("actor", "role", "match", "category", "numerator")
"""Columns of a statistic on some of the items; one without them is on all."""
_ITEMS = {"work-item", "standard", "recommendation", "question", "deliverable", "publication"}


def odd_counts(reading: Reading) -> Iterator[Finding]:
    """Give the counts of seats and of items that their own words, or a statistic, have otherwise."""
    yield from _of_seats(reading)
    totals: dict[str, list[Row]] = defaultdict(list)
    for row in reading.of("statistics"):
        yield from _of_values(row)
        aggregate, measure = (getattr(row.one(name), "slug", "") for name in ("aggregate", "measure"))
        narrowed = any(row.values.get(name) for name in _NARROWED)
        if measure in _ITEMS and not narrowed and aggregate == "total":
            for item in row.values.get("object", ()):
                totals[str(item)].append(row)
    for row in reading.of("work-items"):
        if (count := row.one("item_count")) is not None:
            yield from _of_items(row, int(count), totals[row.id])


def _of_seats(reading: Reading) -> Iterator[Finding]:
    """Tell a count of seats that is not among the numbers of its quotation, or of its note where there is none."""
    sharing: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in reading.of(*_SEATED):
        sharing[row.table, str(row.one("quote") or row.id)].append(row)
    for row in reading.of(*_SEATED):
        count, quote = row.one("count"), str(row.one("quote") or "")
        words = quote or _NOTED.sub(" ", str(row.one("note") or ""))
        if count is None or not words:
            continue
        own, told = Decimal(int(count)), _numbers(words)
        printed = {Decimal(n) for n in _DIGITS.findall(words)}
        # One sentence may tell seats that stand in a row each: both officers, two of the groups.
        together = sharing[row.table, quote] if quote else [row]
        summed = Decimal(sum(int(other.one("count") or 1) for other in together))
        # So high a number is printed in digits.
        told |= printed if own > _SPELLED else set()
        # Of two of the three, it is the two that sit there; the three are all the seats.
        for part, whole in parts(words):
            told, printed = (told - {whole}) | {part}, printed - {whole}
        if not told or own in told | printed or (len(together) > 1 and summed in told):
            continue
        if own == 1 and (_SINGLE.search(words) or len(together) > 1):
            continue
        listed = ", ".join(str(n) for n in sorted(told))
        where = "quotation" if quote else "note"
        meant = listed if len(told) == 1 else None
        fix = f"write {meant}" if meant else "correct the cell"
        what = f"the {where} has {listed}, and not {own}"
        yield warning(row, "count", what, f"{fix}, or quote the words that bear it out", _WORDS, meant)


def _numbers(words: str) -> set[Decimal]:
    return spelled(words) | ({Decimal(2)} if _BOTH.search(words) else set())


def _of_values(row: Row) -> Iterator[Finding]:
    """Tell a value that is not the only number of the quotation, which has it in words: four, and 14."""
    value, quote = row.one("value"), str(row.one("quote") or "")
    yield from _of_parts(row, quote)
    if value is None or not value or _PRINTED.search(quote) or _EXCEPTED.search(quote):
        return
    told, counted = _numbers(quote), _counted(row, quote)
    # One and two are said of many things beside what is counted.
    meant = counted or (told if max(told, default=0) > _SAID_OF_MUCH else set())
    if len(meant) == 1 and (counted or len(told) == 1) and Decimal(str(value)) not in told:
        (number,) = meant
        what = f"the quotation has {number} in words, and the value is {value}"
        yield warning(row, "value", what, f"write {number}, or quote the words that bear it out", _WORDS, str(number))


def _counted(row: Row, quote: str) -> set[Decimal]:
    """Give the numbers that a quotation says of what the row counts: two parallel Focus Groups."""
    unit = str(getattr(row.one("unit"), "slug", "percent"))
    if unit in _SHARES or not (told := _numbers(quote)):
        return set()
    named = re.escape(unit).replace(r"\-", "[- ]").removesuffix("y")
    said = rf"\b({_NUMBER})(?: (?!of\b|and\b|or\b)[\w-]+){{0,2}}? {named}(?:s|es|y|ies)?\b"
    return {n for word in re.findall(said, quote, re.I) for n in _numbers(word)} & told


def _of_parts(row: Row, quote: str) -> Iterator[Finding]:
    """Tell a count that is neither the part nor the whole of the two of the three that its quotation has."""
    told = {number for pair in parts(quote) for number in pair}
    printed = {Decimal(n) for n in _DIGITS.findall(quote)}
    counted = ("numerator",) if getattr(row.one("unit"), "slug", "") == "percent" else ("value", "numerator")
    for column in counted if told else ():
        own = row.one(column)
        if own is not None and Decimal(str(own)) not in told | printed | spelled(quote):
            part, whole = parts(quote)[0]
            what = f"the quotation has {part} of {whole}, and the {column} is {own}"
            fix = f"write {part}, or quote the words that bear it out"
            yield warning(row, column, what, fix, _WORDS, str(part))


def _of_items(row: Row, count: int, totals: list[Row]) -> Iterator[Finding]:
    """Tell a number of items that no total of them has, or that is not the number with which the title begins."""
    values = {int(value): total for total in totals if (value := total.one("value")) is not None}
    if values and count not in values:
        value, total = next(iter(values.items()))
        what = f"item_count is {count}, and the total '{total.id}' ({total.file}, row {total.line}) is {value}"
        fix = f"write {value}, or correct the statistic"
        yield warning(row, "item_count", what, fix, _STATISTIC, str(value))
        return
    title = str(row.one("title_en") or "")
    told = spelled(" ".join(title.split()[:3]))
    if len(told) == 1 and Decimal(count) not in told:
        (number,) = told
        what = f"item_count is {count}, and the title begins with {number} in words"
        yield warning(row, "item_count", what, f"write {number}, or correct the title", _STATISTIC, str(number))

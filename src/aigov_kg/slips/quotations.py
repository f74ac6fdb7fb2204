"""Rows beside their own quotation: a value or a date of which the quotation gives another."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from decimal import Decimal

from aigov_kg.dates import Span, parse
from aigov_kg.findings import Finding
from aigov_kg.slips.number_words import spelled, without_spelled
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE = "against-quotation"
_NUMBERS = ("value", "value_max", "numerator", "denominator", "share_percent", "amount", "quantity")
_COUNTED = frozenset({"statistics", "controls", "funding", "policy-statements"})
_STATED = "policy-statements"
_DATES = ("start", "end", "date", "until", "due")
_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_DATED = re.compile(rf"\b({'|'.join(_MONTHS)})(?: \d{{1,2}},?| of)? ((?:19|20)\d\d)\b", re.I)
_MONTH = "|".join(_MONTHS)
_DAY = rf"(?:(?:\d{{1,2}} )?(?:{_MONTH})(?: \d{{1,2}},?)? )?(?:19|20)\d\d"
_RANGE = re.compile(
    rf"(between |from )?\b({_DAY}|{_MONTH})(\s?[-\u2013\u2014]\s?| to | until | till | through | and )({_DAY})\b"
    r"(?!\S*(?: \w+)? (?:[Ss]tudy|[Ww]ork) [Pp]eriod)",
    re.I,
)
_RANGED = frozenset({"tenures", "memberships", "participations", "liaisons", "controls", "funding"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONE_YEAR = re.compile(r"(?<![\w./-])(?:19|20)\d\d(?![\w/]|-\d)")
"""A year that is no part of a number, a range or a name."""
_NUMBER = re.compile(r"(?<![\w.-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w|-\d)|(?<![\w.-])\d+(?:\.\d+)?(?!\w|-\d)")
_WORDS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|dozen|hundred|thousand"
    r"|million|billion|trillion|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|majority|minority|single|both|twice|double)\w*",
    re.I,
)


def against_quotations(reading: Reading) -> Iterator[Finding]:
    """Give the rows whose quotation has a number or a month, and not the one that the row has."""
    for row in reading.of(*reading.tables.tables):
        quote = row.one("quote")
        # What a document asks for is mostly told in our own words.
        words = quote or (row.one("text") if row.table == _STATED else None)
        if words and row.table in _COUNTED:
            yield from _numbers(row, str(words), "quotation" if quote else "text")
        if not quote:
            continue
        if _YEAR.search(str(quote)):
            ranged = list(_range(row, str(quote))) if row.table in _RANGED else []
            yield from ranged or [*_dates(row, str(quote))] or _years(reading, row, str(quote))


def _numbers(row: Row, words: str, where: str) -> Iterator[Finding]:
    bare = _DATED.sub(" ", words)
    printed = {Decimal(text.replace(",", "")) for text in _NUMBER.findall(bare)} - {
        Decimal(y) for y in _YEAR.findall(bare)
    }
    # One of them, all but four: of a statistic, words alone do not say what it counts.
    if printed or row.table == _STATED:
        printed |= spelled(bare)
    own = {abs(Decimal(str(v))) for name in _NUMBERS for v in row.values.get(name, ())}
    if printed and own and not printed & own and not _WORDS.search(without_spelled(bare)):
        column = next(name for name in _NUMBERS if row.values.get(name))
        listed = ", ".join(str(n) for n in sorted(printed)[:4])
        what = f"the {where} has {listed}, and not {', '.join(str(n) for n in sorted(own))}"
        yield _finding(row, column, what, listed if len(printed) == len(own) == 1 else None)


def _dates(row: Row, quote: str) -> Iterator[Finding]:
    told = {(int(year), _MONTHS[month.lower()]) for month, year in _DATED.findall(quote)}
    if not told:
        return
    spans = [(name, v) for name in _DATES for v in row.values.get(name, ()) if isinstance(v, Span)]
    exact = [
        (n, s)
        for n, s in spans
        if s.earliest and s.latest and (s.earliest.year, s.earliest.month) == (s.latest.year, s.latest.month)
    ]
    if exact and not any(
        s.earliest and s.latest and s.earliest.timetuple()[:2] <= month <= s.latest.timetuple()[:2]
        for _, s in spans
        for month in told
    ):
        # A month belongs to the cell that has its year or its month, rather than to one that has neither.
        name, span = next((cell for cell in exact if _alike(cell[1], told)), exact[0])
        months = ", ".join(f"{calendar.month_name[m]} {y}" for y, m in sorted(told))
        meant = next(f"{y}-{m:02}" for y, m in told) if len(told) == 1 else None
        yield _finding(row, name, f"the quotation has {months}, and not {span.text}", meant)


def _years(reading: Reading, row: Row, quote: str) -> Iterator[Finding]:
    """Tell a date where the quotation has one year alone, and no date of the row or of its period is in that year."""
    told = {int(year) for year in _LONE_YEAR.findall(quote)}
    own = [(name, v) for name in _DATES for v in row.values.get(name, ()) if isinstance(v, Span)]
    # A statistic may compare with another year, or begin after it.
    if len(told) != 1 or not own or row.table == "statistics":
        return
    (year,) = told
    periods = [reading.rows[str(p)] for p in row.values.get("period", ()) if str(p) in reading.rows]
    spans = [v for one in (row, *periods) for values in one.values.values() for v in values if isinstance(v, Span)]
    if not any(s.earliest is None or s.latest is None or s.earliest.year <= year <= s.latest.year for s in spans):
        name, span = own[0]
        yield _finding(row, name, f"the quotation has {year}, and not {span.text}", str(year))


def _alike(span: Span, told: set[tuple[int, int]]) -> bool:
    """Tell whether a date has the year or the month of one of the months."""
    return any(span.earliest and (span.earliest.year == y or span.earliest.month == m) for y, m in told)


def _range(row: Row, quote: str) -> Iterator[Finding]:
    """Tell a start or an end that is not that of the one range of dates in the quotation."""
    ranges = [m for m in _RANGE.finditer(quote) if m[3] != " and " or (m[1] or "").lower() == "between "]
    if len(ranges) != 1:
        return
    first, last = ranges[0][2], ranges[0][4]
    # July to September 2020: both months are of that year.
    first = first if _YEAR.search(first) else f"{first} {last[-4:]}"
    for column, text in (("start", first), ("end", last)):
        span, printed = row.one(column), parse(_written(text))
        if not isinstance(span, Span) or not printed.earliest or not printed.latest:
            continue
        before = span.latest is not None and span.latest < printed.earliest
        if before or (span.earliest is not None and span.earliest > printed.latest):
            what = f"the quotation has {ranges[0][0].strip()}, and not {span.text} as its {column}"
            fix = f"write {printed.text}, or quote the words that bear it out"
            yield warning(row, column, what, fix, _RULE, printed.text)


def _written(text: str) -> str:
    """Write a printed date, a year or a month with its year and perhaps a day, as a cell has it."""
    month = next((number for word in text.split() if (number := _MONTHS.get(word.lower()))), None)
    year = int(text[-4:])
    if month is None:
        return str(year)
    day = next((int(word) for word in re.findall(r"\b\d{1,2}\b", text)), 0)
    exact = 1 <= day <= calendar.monthrange(year, month)[1]
    return f"{year}-{month:02}-{day:02}" if exact else f"{year}-{month:02}"


def _finding(row: Row, column: str, what: str, meant: str | None = None) -> Finding:
    fix = f"write {meant}" if meant else "correct the cell"
    return warning(row, column, what, f"{fix}, or quote the words that bear it out", _RULE, meant)

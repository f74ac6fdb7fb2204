"""Dates beside the row's own wording and note: rolled out in January 2021, and a date in another month or on one day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from aigov_kg.cites import Cite
from aigov_kg.dates import Span
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE = "date-of-words"
_COLUMNS = ("wording", "note", "text", "quote")
_DATES = ("date", "start", "end", "until", "due", "issued", "attested")
_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTH = "|".join(_MONTHS)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DAY = r"[0-9]{1,2}"
_FIRST = re.compile(r"[0-9]{4}-[0-9]{2}-01")
_DAY_EXACT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OF_DAY = re.compile(r"\bday\b", re.I)
_OWN_WORDS = ("quote", "wording")
"""Columns with the words of the source itself."""
_TOLD = re.compile(
    rf"\b(?:({_DAY})(?:(?: and | to | or |\s?[-\u2013]\s?)({_DAY}))? )?({_MONTH})(?: ({_DAY})(?:\s?[-\u2013]\s?({_DAY}))?,?)?(?: of)?"
    r",? ((?:19|20)[0-9]{2})\b"
    r"|\b((?:19|20)[0-9]{2})-([0-9]{2})(?:-([0-9]{2}))?\b",
    re.I,
)


def against_words(reading: Reading) -> Iterator[Finding]:
    """Give the rows with a date that their own words have with the month or day otherwise."""
    for row in reading.of(*reading.tables.tables):
        spans = [(name, v) for name in _DATES for v in row.values.get(name, ()) if isinstance(v, Span)]
        if not spans:
            continue
        for column in _COLUMNS:
            # Of what another text says, the note has the day of that text.
            if column == "note" and row.table == "policy-statements":
                continue
            words = str(row.one(column) or "")
            if _YEAR.search(words) and (
                found := _against(row, spans, words, column)
                or _first(row, spans, words, column)
                or _too_exact(reading, row, spans, words, column)
            ):
                yield found
                break


def _against(row: Row, spans: list[tuple[str, Span]], words: str, column: str) -> Finding | None:
    """Tell an exact date that no date in the words bears out, where one of them has its digits but for a slip."""
    told = [day for match in _TOLD.finditer(words) for day in _read(match)]
    held = [(s.earliest, s.latest) for _, s in spans]
    for name, span in spans:
        if name == "attested" or not span.earliest or not span.latest or not re.fullmatch(r"[0-9-]{7,10}", span.text):
            continue
        if any(first <= span.latest and last >= span.earliest for first, last, _ in told):
            continue
        for first, last, text in told:
            borne = any((a is None or a <= last) and (b is None or b >= first) for a, b in held)
            if not borne and (meant := _slip(span, first, last)):
                what = f"the {_CALLED[column]} has {text.strip()}, and {name} is {span.text}"
                return warning(row, name, what, f"write {meant}, or correct the {_CALLED[column]}", _RULE, meant)
    return None


def dates_told(words: str) -> list[tuple[date, date]]:
    """Give first and last day of each date that a text has, in words or as in a cell."""
    return [(first, last) for match in _TOLD.finditer(words) for first, last, _ in _read(match)]


def _first(row: Row, spans: list[tuple[str, Span]], words: str, column: str) -> Finding | None:
    """Tell the first day of a month that the words have without a day: spreadsheets write it for November 2016."""
    if column == "note" or not any(_FIRST.fullmatch(span.text) for _, span in spans):
        return None
    told = [day for match in _TOLD.finditer(words) for day in _read(match)]
    for name, span in spans:
        first = span.earliest
        if name == "attested" or first is None or not _FIRST.fullmatch(span.text):
            continue
        begin = [(last, text) for day, last, text in told if day == first]
        if begin and all(last > first for last, _ in begin):
            meant = span.text[: len("2016-11")]
            what = f"the {_CALLED[column]} has {begin[0][1].strip()} without a day, and {name} is {span.text}"
            return warning(row, name, what, f"write {meant}, or quote the words that name the day", _RULE, meant)
    return None


def _too_exact(reading: Reading, row: Row, spans: list[tuple[str, Span]], words: str, column: str) -> Finding | None:
    """Tell a day of a month of which the words name no day, where nothing else about the row has the day."""
    if column not in _OWN_WORDS:
        return None
    told = [day for match in _TOLD.finditer(words) for day in _read(match)]
    for name, span in spans:
        day = span.earliest
        if name == "attested" or day is None or not _DAY_EXACT.fullmatch(span.text):
            continue
        wide = [(first, last, text) for first, last, text in told if first <= day <= last]
        if wide and all(last > first for first, last, _ in wide) and not _known(reading, row, name, day):
            meant, text = span.text[: len("2016-11")], wide[0][2].strip()
            what = f"the {_CALLED[column]} has {text} without this day, and {name} is {span.text}"
            fix = f"write {meant}, or quote the words that name the day or say in note where it stands"
            return warning(row, name, what, fix, _RULE, meant)
    return None


def _known(reading: Reading, row: Row, name: str, day: date) -> bool:
    """Tell whether a day is that of something that the row leads to, or stands in another cell; or its sources are unread."""
    if not row.values.get("cite"):
        return True
    cells = [v for column, values in row.values.items() if column != name for v in values]
    near = [part for v in cells for part in ((v.document, v.via) if isinstance(v, Cite) else (str(v),))]
    others = (other for part in near if (other := reading.rows.get(part or "")) is not None and other is not row)
    spans = [v for other in others for values in other.values.values() for v in values if isinstance(v, Span)]
    note = str(row.one("note") or "")
    own = [v for v in cells if isinstance(v, Span)]
    said = any(first == last == day for m in _TOLD.finditer(note) for first, last, _ in _read(m))
    return said or bool(_OF_DAY.search(note)) or any(s.earliest == s.latest == day for s in [*spans, *own])


_CALLED = {"wording": "wording", "note": "note", "text": "text", "quote": "quotation"}


def _slip(span: Span, first: date, last: date) -> str | None:
    """Give the date of the words, as exact as the cell, where the cell has it with two parts or digits exchanged."""
    exact = len(span.text) > len("2020-01")
    one_day = first == last
    if exact and not one_day and (first.year, first.month) == (last.year, last.month) and last.day - first.day < 20:
        meant = f"[{first}..{last}]"
    elif exact and one_day:
        meant = first.isoformat()
    else:
        meant = f"{first:%Y-%m}"
    own, told = span.text[:4], f"{first:%Y}"
    if own != told:
        # Of another year, the same month and day, or the digits of the year in another order, make a slip.
        return meant if sorted(own) == sorted(told) and span.text[4:7] == f"{first:-%m}" else None
    digits = sorted(span.text.replace("-", ""))
    alike = [sorted(f"{day:%Y%m%d}"[: len(digits)]) for day in (first, last)]
    near = sum(a != b for a, b in zip(span.text, f"{first.isoformat()}"[: len(span.text)], strict=False)) == 1
    return meant if digits in alike or near else None


def _read(match: re.Match[str]) -> Iterator[tuple[date, date, str]]:
    """Give first and last day of a date in words, or written as in a cell."""
    if match[7]:
        year, month, days = int(match[7]), int(match[8]), [match[9]]
    else:
        year, month, days = int(match[6]), _MONTHS[match[3].lower()], [match[1], match[2], match[4], match[5]]
    named = [int(day) for day in days if day]
    if not 1 <= month <= 12 or any(not 1 <= day <= calendar.monthrange(year, month)[1] for day in named):
        return
    named = named or [1, calendar.monthrange(year, month)[1]]
    yield date(year, month, min(named)), date(year, month, max(named)), match[0]

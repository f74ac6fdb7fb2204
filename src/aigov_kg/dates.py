"""Dates as exact as their source: the text that was typed, and the first and last day that it allows.

The forms are those of EDTF levels 0 and 1 (Library of Congress, Extended Date/Time Format) that the sources need:
`2019`, `2019-05`, `2019-10-09`, `2019~` (about), `..` (open), `[..2020-06]` (not after) and `[2023-11..]` (not before).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)")
_BOUNDED = re.compile(r"\[([^\[\].]*)\.\.([^\[\].]*)\]")


@dataclass(frozen=True, slots=True)
class Span:
    """A date text with its bounds; a bound that the text leaves open is None."""

    text: str
    earliest: date | None
    latest: date | None


def parse(text: str) -> Span:
    """Read a date text.

    `2019~` allows one unit of its own precision on either side, so that nothing about it is certain to the day.

    Raises:
        ValueError: with what is wrong and the forms that are allowed.
    """
    if text == "..":
        return Span(text, None, None)
    if bounded := _BOUNDED.fullmatch(text):
        first, last = bounded.groups()
        if not first and not last:
            raise ValueError(f"'{text}' has no bound")
        earliest = _plain(first, text)[0] if first else None
        latest = _plain(last, text)[1] if last else None
        if earliest and latest and earliest > latest:
            raise ValueError(f"'{text}' ends before it starts")
        return Span(text, earliest, latest)
    return Span(text, *_plain(text, text))


def _plain(part: str, whole: str) -> tuple[date, date]:
    match = _PLAIN.fullmatch(part)
    if not match:
        raise ValueError(f"'{whole}' is not a date")
    year, month, day, about = match.groups()
    try:
        if day:
            first = last = date(int(year), int(month), int(day))
            slack = 1
        elif month:
            slack = calendar.monthrange(int(year), int(month))[1]
            first, last = date(int(year), int(month), 1), date(int(year), int(month), slack)
        else:
            first, last = date(int(year), 1, 1), date(int(year), 12, 31)
            slack = 365
        if about:
            first, last = first - timedelta(days=slack), last + timedelta(days=slack)
    except (ValueError, IndexError, OverflowError) as error:
        raise ValueError(f"'{whole}' is not a date of the calendar") from error
    return first, last

"""Days that the address of a document holds: 20180402, 06082020, 2021/0412; `issued` with their digits otherwise is a slip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from aigov_kg.dates import Span
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading

_RULE = "date-of-url"
_EIGHT = re.compile(r"(?<![0-9])(?:[0-9]{8}(?![0-9])|(?:19|20)[0-9]{6}(?=[0-9]{4,6}(?![0-9])))")
"""Eight digits, or the first eight of a day with its time; those behind such a day (20180402120211) are its copy."""
_PARTED = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[/_-]?([0-9]{2})[/_-]([0-9]{2})(?![0-9])|"
                     r"(?<![0-9])((?:19|20)[0-9]{2})/([0-9]{2})([0-9]{2})(?![0-9])")  # fmt: skip
_DAY_FIRST = re.compile(r"\.(?:eu|int|de|fr|uk|fi|it|es|nl|be|at|ch|se|no|dk|pl|ie|pt|au|nz|in|br|ru)$")
"""Hosts of which eight digits that end in a year may begin with the day."""


def days_of_urls(reading: Reading) -> Iterator[Finding]:
    """Give the documents issued on a day whose digits the address has in another order."""
    for row in reading.of("documents"):
        issued, url = row.one("issued"), str(row.one("url") or "")
        if not isinstance(issued, Span) or not url or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", issued.text):
            continue
        days = list(dict.fromkeys(_days(url)))
        # Another day is mostly that of the upload; the same digits in another order are a slip.
        other = [(day, text) for day, text in days if sorted(f"{day:%Y%m%d}") == sorted(issued.text.replace("-", ""))]
        if other and not any(day.isoformat() == issued.text for day, _ in days):
            day, text = other[0]
            what = f"the address has {text}, and issued is {issued.text}, with the same digits in another order"
            yield warning(
                row, "issued", what, f"write {day.isoformat()}, or correct the address", _RULE, day.isoformat()
            )


def _days(url: str) -> Iterator[tuple[date, str]]:
    """Give the days in an address, with the text of each."""
    parts = urlsplit(url)
    rest = url.partition(parts.netloc)[2]
    for found in _PARTED.finditer(rest):
        year, month, day = (group for group in found.groups() if group)
        yield from _day(year, month, day, found[0])
    for found in _EIGHT.finditer(rest):
        text = found[0]
        if text.startswith(("19", "20")):
            yield from _day(text[:4], text[4:6], text[6:], text)
        elif text[4:6] in {"19", "20"}:
            first, second, year = text[:2], text[2:4], text[4:]
            month_first = list(_day(year, first, second, text))
            yield from month_first
            if not month_first or _DAY_FIRST.search(parts.hostname or ""):
                yield from _day(year, second, first, text)


def _day(year: str, month: str, day: str, text: str) -> Iterator[tuple[date, str]]:
    try:
        yield date(int(year), int(month), int(day)), text
    except ValueError:
        return

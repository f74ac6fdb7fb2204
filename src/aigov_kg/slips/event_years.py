"""Events beside the years in their ids and names: a summit of 2005 is not held in 2015."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aigov_kg.dates import Span
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE: Final = "date-of-id"
_YEAR: Final = re.compile(r"(?<![\w./])(?:19[5-9][0-9]|20[0-4][0-9])(?![\w/])")
_ROUND, _AHEAD = 5, 2
"""Plans, and what is held on them, are named by a year to come that is aimed at: 2025, 2030, 2035."""


def years_of_events(reading: Reading) -> Iterator[Finding]:
    """Give the events whose id or name has a year in which they are not dated, and no note that has the year of the date."""
    for row in reading.of("events"):
        date = row.one("date")
        if not isinstance(date, Span):
            continue
        for where, text in (("id", row.id), ("name", str(row.one("name_en") or ""))):
            years = [int(year) for year in _YEAR.findall(text)]
            if years and not any(_may_be(row, date, year) for year in years):
                what = f"the {where} of the row has {years[0]}, and its date is {date.text}"
                fix = f"correct date or the {where}, or say in note that it was held in another year"
                yield warning(row, "date", what, fix, _RULE)
                break


def _may_be(row: Row, date: Span, year: int) -> bool:
    first = date.earliest.year if date.earliest else year
    last = date.latest.year if date.latest else year
    aimed_at = year % _ROUND == 0 and last < year - _AHEAD
    noted = any(str(held) in str(row.one("note") or "") for held in (first, last))
    return first <= year <= last or aimed_at or noted

"""Persons with two employers at one time: staff of one firm while they act for another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from typing import Final

from aigov_kg.dates import Span
from aigov_kg.findings import Finding
from aigov_kg.slips.mentions import above
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE: Final = "two-employers"
_HOLDERS: Final = {"tenures": "holder", "participations": "actor", "memberships": "member"}
_FOR: Final = "on_behalf_of"
_STAFF: Final = "staff"


def two_employers(reading: Reading) -> Iterator[Finding]:
    """Give the seats, works and memberships in which a person is surely with two organisations that are not one."""
    held: dict[str, list[tuple[Row, str, str, list[tuple[date, date]]]]] = defaultdict(list)
    for table, column in _HOLDERS.items():
        for row in reading.of(table):
            person = reading.rows.get(str(row.one(column)))
            if person is None or person.table != "persons":
                continue
            staff = getattr(row.one("category"), "slug", "") == _STAFF
            cells = [(_FOR, row.one(_FOR)), *([("body", row.one("body"))] if staff else [])]
            for cell, employer in cells:
                if employer is not None and (days := _certain(row)):
                    held[person.id].append((row, cell, str(employer), days))
    joined = {frozenset((str(r.one("controller")), str(r.one("controlled")))) for r in reading.of("controls")}
    for who, rows in held.items():
        for (row, cell, one, days), (by, _, two, theirs) in permutations(rows, 2):
            same = one == two or one in above(reading, {two}) or two in above(reading, {one})
            day = next((max(a, c) for a, b in days for c, d in theirs if max(a, c) <= min(b, d)), None)
            if row is not by and not same and frozenset((one, two)) not in joined and day is not None:
                what = f"on {day} {who} is with {one}, and by '{by.id}' ({by.file}, row {by.line}) with {two}"
                fix = "correct the employer or the dates of one of them, or write affiliated where both are meant"
                yield warning(row, cell, what, fix, _RULE)


def _certain(row: Row) -> list[tuple[date, date]]:
    """Give the days on which a row surely holds: those that a source attests to the day, and all from start to end."""
    days = [
        (span.earliest, span.latest)
        for span in row.values.get("attested", ())
        if isinstance(span, Span) and span.earliest is not None and span.earliest == span.latest
    ]
    start, end = row.one("start"), row.one("end")
    if isinstance(start, Span) and isinstance(end, Span) and start.latest and end.earliest:
        days += [(start.latest, end.earliest)] if start.latest <= end.earliest else []
    return [(first, last) for first, last in days if first and last]

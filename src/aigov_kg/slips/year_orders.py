"""Documents that follow one another, by the years in their ids: what revises a document of 2020 is not of 2019."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aigov_kg.dates import Span
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE = "years-of-ids"
_LATER = {"revises", "responds-to", "results-from", "supplements", "based-on", "carries-out"}
"""Kinds of relation whose first side comes after the second."""
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def turned_relations(reading: Reading) -> Iterator[Finding]:
    """Give the relations whose later document is by its id the older of the two, where a day of issue is not known."""
    for row in reading.of("document-relations"):
        kind = row.one("kind")
        first, second = (reading.rows.get(str(row.one(side))) for side in ("from", "to"))
        if kind is None or kind.slug not in _LATER or first is None or second is None:
            continue
        # A programme or a standard may have the year in its name that it is aimed at.
        if first.table != "documents" or second.table != "documents":
            continue
        # Of two with a day each, the rule relation-order tells it.
        if first.one("issued") and second.one("issued"):
            continue
        ours, theirs = _year(first), _year(second)
        if ours is not None and theirs is not None and ours < theirs:
            what = f"{first.id} {kind.label} {second.id}, and is of {ours}, before {theirs}"
            fix = "exchange from and to, or correct the year of one of them"
            yield warning(row, "from", what, fix, _RULE, second.id)


def _year(row: Row) -> int | None:
    """Give the year of issue, or else the only one in the id."""
    issued = row.one("issued")
    if isinstance(issued, Span) and issued.earliest:
        return issued.earliest.year
    years = set(_YEAR.findall(row.id))
    return int(years.pop()) if len(years) == 1 else None

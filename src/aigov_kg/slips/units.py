"""Units beside the row's own quotation: percent of a whole where it has percentage points, and the reverse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE: Final = "unit-of-words"
_VALUES: Final = {"statistics": ("value", "value_max"), "policy-statements": ("quantity",)}
_UNIT: Final = re.compile(
    r"(?<![\w.,])([0-9][0-9,]*(?:\.[0-9]+)?)(?:[- ](percentage[- ]points?)\b| ?(%|per ?cent\b))(?! points?\b)", re.I
)


def odd_units(reading: Reading) -> Iterator[Finding]:
    """Give the rows in percent whose quotation has percentage points right after the value, and the reverse."""
    for row in reading.of(*_VALUES):
        yield from _other(row, str(row.one("quote") or ""))


def _other(row: Row, quote: str) -> Iterator[Finding]:
    own = getattr(row.one("unit"), "slug", None)
    if own not in {"percent", "percentage-point"} or not quote:
        return
    values = {abs(Decimal(str(v))) for name in _VALUES[row.table] for v in row.values.get(name, ())}
    told = {
        "percentage-point" if match[2] else "percent": match[0]
        for match in _UNIT.finditer(quote)
        if Decimal(match[1].replace(",", "")) in values
    }
    if told and own not in told:
        meant, words = next(iter(told.items()))
        what = f"the quotation has {words}, and the unit is {own}"
        yield warning(row, "unit", what, f"write {meant}, or quote the words that bear it out", _RULE, meant)

"""First values: cells that were blank, or less exact, and are filled with what the row bears out by itself.

A date that the row's own quotation or the event of the row has contradicts nothing, nor does a place within the one
that stood there, where the row names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from aigov_kg.columns import Column
from aigov_kg.dates import Span
from aigov_kg.slips.mentions import above
from aigov_kg.slips.worded_dates import dates_told
from aigov_kg.tables import Reading, Row

_WORDS: Final = ("quote", "wording", "place")
"""Columns with words of the source itself."""
_NAMES: Final = ("name_en", "name_zh", "aliases")
_IN_YEAR: Final = re.compile(r"\b(?:in|since|from|until|by|during) ((?:19|20)[0-9]{2})(?![\w-])")
_LAST: Final = ("end", "until", "due")
"""Dates with which something ends."""
_END, _KIND, _ENDED = "end", "end_kind", "ended"


def borne_out(
    reading: Reading, row: Row, changed: Mapping[str, tuple[str, str]], columns: Mapping[str, Column]
) -> set[str]:
    """Give the changed columns of a row of which the new value is borne out by the row itself.

    Args:
        changed: what the columns held, and what they hold.
    """
    found = {
        name
        for name, (old, new) in changed.items()
        if (columns[name].type == "date" and not old and _dated(reading, row, name))
        or (columns[name].type == "ref" and old and new and _within(reading, row, old, new))
    }
    if _END in found and changed.get(_KIND) == ("", _ENDED):
        found.add(_KIND)
    return found


def _dated(reading: Reading, row: Row, name: str) -> bool:
    """Tell whether the quotation has a date, as exact as the cell, or the event that the row is about.

    Of two dates, the first is no end and the second no beginning.
    """
    span = row.one(name)
    if not isinstance(span, Span):
        return False
    said = " ; ".join(str(row.one(words) or "") for words in _WORDS)
    days = dates_told(said) + [(date(int(y), 1, 1), date(int(y), 12, 31)) for y in _IN_YEAR.findall(said)]
    things = (reading.rows.get(str(v)) for values in row.values.values() for v in values)
    dates = (d for thing in things if thing and thing.table == "events" for d in thing.values.get("date", ()))
    days += [(d.earliest, d.latest) for d in dates if isinstance(d, Span) and d.earliest and d.latest]
    return bool(days) and (span.earliest, span.latest) == (max(days) if name in _LAST else min(days))


def _within(reading: Reading, row: Row, old: str, new: str) -> bool:
    """Tell whether a place lies in the one that stood there, and the row names it."""
    thing = reading.rows.get(new)
    if thing is None or thing.table != "jurisdictions" or old not in above(reading, {new}, ("part_of",)):
        return False
    words = " ; ".join(str(row.one(name) or "") for name in _WORDS)
    names = (str(v) for name in _NAMES for v in thing.values.get(name, ()))
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) for name in names)

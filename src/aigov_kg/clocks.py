"""The two clocks: what held in the world on a day, and what sources had said by a day.

A start or an end that no source gives is unbounded, so an undated record is possible on every day. It is certain on a day
only where its bounds, or days on which a source attests it, leave no doubt. A day of attestation is never a start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

CLOCKS = ("as_of", "known_by")
CERTAIN, POSSIBLE = "certain", "possible"

ABSENT = {
    "as_of": "all times: what held once and what holds now stand side by side",
    "known_by": "all documents of this release, whenever they were issued",
}
"""What it means that a clock was not set."""
Bounds = tuple[str | None, str | None]
"""First and last day that a date text allows, as ISO text."""


def standing(start: Bounds, end: Bounds, seen: Sequence[str], day: str | None, *, once: bool = False) -> str | None:
    """Tell how surely a record held on a day: certain, possible, or None where it certainly did not.

    Args:
        start, end: bounds of its dates.
        seen: days on which a source attests it.
        day: ISO text; without one a record is certain where its start is known.
        once: it happened once, and holds from then on.
    """
    first, first_by = start
    last, last_by = end
    if day is None:
        return CERTAIN if first or first_by else POSSIBLE
    if first and first > day:
        return None
    if not once and last_by and last_by < day:
        return None
    begun = (first_by or min(seen, default="9999")) <= day
    lasts = once or max([last or "", *seen]) >= day
    return CERTAIN if begun and lasts else POSSIBLE


def unset(**clocks: str | None) -> dict[str, str]:
    """Give for each clock that was not set what that means."""
    return {name: ABSENT[name] for name, day in clocks.items() if day is None}


def known(citations: Iterable[Mapping[str, Any]], documents: Mapping[str, Mapping[str, Any]], day: str) -> bool:
    """Tell whether a supporting document, or the dated source that it cites, was issued by a day.

    The day that the evidence speaks for does not count: a page read in 2021 and cited in 2022 was said in 2022.
    """
    return any(issued(citation, documents, day) for citation in citations if not citation.get("contradicts"))


def issued(citation: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]], day: str) -> bool:
    """Tell whether the document of a citation, or the dated source that it cites, was issued by a day."""
    days = (documents.get(citation.get(name) or "", {}).get("issued_by") for name in ("document", "via"))
    return any(found and found <= day for found in days)

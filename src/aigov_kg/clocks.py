"""The two clocks: what held in the world on a day, and what sources had said by a day.

A start or an end that no source gives is unbounded, so an undated record is possible on every day. It is certain on a day
only where its bounds, or days on which a source attests it, leave no doubt. A day of attestation is never a start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

CLOCKS = ("as_of", "known_by")
CERTAIN, POSSIBLE, STATED = "certain", "possible", "stated, dates not given"

ABSENT = {
    "as_of": "all times: what held once and what holds now stand side by side",
    "known_by": "all documents of this release, whenever they were issued",
}
"""What it means that a clock was not set."""
ONCE = frozenset({"milestone", "succession", "document-relation", "action", "name", "note", "policy-statement"})
"""Kinds of record that happened once, and hold from then on."""
Bounds = tuple[str | None, str | None]
"""First and last day that a date text allows, as ISO text."""


def standing(
    start: Bounds, end: Bounds, seen: Sequence[str], day: str | None, *, once: bool = False, life: Bounds = (None, None)
) -> str | None:
    """Tell how surely a record held on a day: certain, possible, or None where it certainly did not.

    Args:
        start, end: bounds of its dates.
        seen: days on which a source attests it.
        day: ISO text; without one a record is certain where its start is known, else it is merely stated.
        once: it happened once, and holds from then on.
        life: when all that it is about was there; it bounds what is not certain by itself.
    """
    first, first_by = start
    last, last_by = end
    if day is None:
        return CERTAIN if first or first_by else STATED
    if first and first > day:
        return None
    if not once and last_by and last_by < day:
        return None
    begun = (first_by or min(seen, default="9999")) <= day
    lasts = once or max([last or "", *seen]) >= day
    if begun and lasts:
        return CERTAIN
    from_, until = life
    return None if (from_ and day < from_) or (until and until < day) else POSSIBLE


def unset(**clocks: str | None) -> dict[str, str]:
    """Give for each clock that was not set what that means."""
    return {name: ABSENT[name] for name, day in clocks.items() if day is None}


_PLACE = ("document", "section", "page", "footnote", "figure", "table", "tableRow", "anchor")


def known_since(
    citations: Iterable[Mapping[str, Any]],
    issued_by: Callable[[str], str | None],
    *,
    judged: bool = False,
    happened: str = "",
) -> str | None:
    """Give the day by which a source had said what some citations bear out; None where none of them is dated.

    A document says it when it is issued, and so does the one dated source that it cites for it. Where one place cites
    several, the statement is put together from them: then it is the citing document that says it. So it is where the source
    that it cites contradicts it, and where that source is older than what it is to have told.

    The day that the evidence speaks for does not count: a page read in 2021 and cited in 2022 was said in 2022.

    Args:
        issued_by: gives the last day on which a document can have been issued.
        judged: it is the citing document's own judgement, for which what it cites is the ground.
        happened: the first day on which all can have happened that is stated; ISO text.
    """
    places: dict[tuple[str | None, ...], set[str]] = {}
    citations = list(citations)
    denied = {citation.get("via") for citation in citations if citation.get("contradicts")}
    for citation in citations:
        if not citation.get("contradicts"):
            places.setdefault(tuple(citation.get(name) for name in _PLACE), set()).update(
                {citation["via"]} if citation.get("via") else ()
            )
    days: list[str] = []
    for (document, *_), cited in places.items():
        relayed = [] if len(cited) > 1 or judged else [day for source in cited - denied if (day := issued_by(source))]
        own = issued_by(document) if document else None
        days += [*(day for day in relayed if happened <= day), *([own] if own else ())]
    # What happened after a document was issued is in another one.
    return min((day for day in days if happened <= day), default=max(days, default=None))


def known(rests_on: Mapping[str, Any], day: str) -> bool:
    """Tell whether a source had said something by a day, from what it rests on (`aigov_kg.evidence`)."""
    since = rests_on.get("known_since")
    return since is not None and since <= day


def issued(citation: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]], day: str) -> bool:
    """Tell whether the document of a citation, or the dated source that it cites, was issued by a day."""
    days = (documents.get(citation.get(name) or "", {}).get("issued_by") for name in ("document", "via"))
    return any(found and found <= day for found in days)

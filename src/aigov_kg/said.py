"""The day by which each record had been said, written beside it as `knownSince`; see `aigov_kg.clocks.known_since`."""

from __future__ import annotations

from collections.abc import Mapping

from aigov_kg.clocks import known_since
from aigov_kg.lifetimes import Facts, one

_RELAYED = {"reports", "claims"}
_HAPPENED = ("startEarliest", "dateEarliest", "endEarliest")


def said(facts: Facts) -> dict[str, str]:
    """Give the day of each record of which one is known."""
    found = {record: day for record, cells in facts.items() if "support" in cells and (day := _day(cells, facts))}
    # That sources disagree is known once all of their sides are.
    for record, cells in facts.items():
        if "Conflict" in cells.get("type", ()) and record in found:
            if day := _last([found[record], *(found.get(side) for side in cells.get("records", ()))]):
                found[record] = day
            else:
                del found[record]
    return found


def _day(cells: Mapping[str, list[str]], facts: Facts) -> str | None:
    def issued(document: str) -> str | None:
        return one(facts.get(document, {}), "issuedLatest")

    citations = [
        {"contradicts": name == "contradictedBy"} | {key: values[0] for key, values in facts.get(place, {}).items()}
        for name in ("support", "contradictedBy")
        for place in cells.get(name, ())
    ]
    types = cells.get("type", ())
    if "Note" in types:
        # A note is a remark on what documents print, so that what these cite is beside the point. What it compares must all
        # be there; that something is not stated is so from the first document that could have stated it.
        days = [issued(str(citation["document"])) for citation in citations]
        return min((day for day in days if day), default=None) if "Gap" in types else _last(days)
    # Who passes on what another says relays it; a characterisation, an inference or what a document itself holds is its own.
    modality = (one(cells, "modality") or "").rpartition("/")[2]
    own = {str(citation.get("document")) for citation in citations} <= set(cells.get("policyDocument", ()))
    judged = modality == "infers" or ((own or "Characterisation" in types) and modality not in _RELAYED)
    happened = max((day for name in _HAPPENED for day in cells.get(name, ())), default="")
    return known_since(citations, issued, judged=judged, happened=happened)


def _last(days: list[str | None]) -> str | None:
    """Give the last of the days; None where one of them is not known."""
    known = [day for day in days if day]
    return max(known) if days and len(known) == len(days) else None

"""Lasting: until when a record without an end of its own can have held, where its parties tell nothing.

Leading or drafting an item ends at the latest when it is done: published, approved, refused, given up or closed, by its first
such milestone. Contributing to a document or drafting it ends with its issue. A number of seats that is printed for a day,
while another one is printed for another day, holds on that day. No bound holds against a day that the record itself has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from aigov_kg.lifetimes import Facts, days_of, slug

_DONE = {"60.60", "approved", "not-approved", "discontinued", "published", "closed"}
_LEADING = {"leader", "proposer", "proposal-lead", "project-lead", "lead-editor", "lead-developer"}
_DRAFTING = {"editor", "co-editor", "developer", "co-developer", "drafter"}


def lasting(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Give the bounds of records, each with the property that takes it."""
    done = _done(facts)
    numbers = _numbers(facts)
    for record, cells in facts.items():
        types, roles = cells.get("type", ()), {slug(role) for role in cells.get("role", ())}
        seen = days_of(cells)
        if "Participation" in types and not {"endText", "period"} & cells.keys():
            ends = [_end(item, roles, facts, done) for item in cells.get("object", ())]
            if ends and all(ends) and max(seen, default="") <= max(ends):
                yield record, "lifeLatest", max(ends)
        elif "Tenure" in types and seen and not {"startText", "endText", "period"} & cells.keys():
            others = {number for number, when in numbers[_seat(cells)] if not set(when) & set(seen)}
            if "count" in cells and others - set(cells["count"]):
                yield record, "lifeEarliest", min(seen)
                yield record, "lifeLatest", max([*cells.get("attestedOnLatest", ()), *seen])


def _done(facts: Facts) -> dict[str, str]:
    """Give the last day by which the work on each item was done."""
    days: dict[str, list[str]] = defaultdict(list)
    for cells in facts.values():
        if "Milestone" in cells.get("type", ()) and set(map(slug, cells.get("reached", ()))) & _DONE:
            for item in cells.get("subject", ()) if "dateText" in cells else ():
                days[item] += cells.get("dateLatest", ["9999-12-31"])
    items = {thing for thing, cells in facts.items() if {"WorkItem", "ItemSet"} & set(cells.get("type", ()))}
    return {item: min(found) for item, found in days.items() if item in items and min(found) < "9999-12-31"}


def _end(work: str, roles: set[str], facts: Facts, done: Mapping[str, str]) -> str:
    """Give the last day on which a work can have been worked on in these roles; an empty text where nothing tells."""
    if work in done:
        return done[work] if roles <= _LEADING | _DRAFTING else ""
    return min(facts.get(work, {}).get("issuedLatest", [""])) if roles <= _DRAFTING | {"contributor"} else ""


def _numbers(facts: Facts) -> dict[tuple[str, ...], list[tuple[str, list[str]]]]:
    """Give what is counted of the seats of each holder and role in a body, with the days for which it is."""
    found: dict[tuple[str, ...], list[tuple[str, list[str]]]] = defaultdict(list)
    for cells in facts.values():
        if "Statistic" in cells.get("type", ()) and any(a.endswith("/count") for a in cells.get("aggregate", ())):
            days = days_of(cells)
            for number in cells.get("value", ()) if days else ():
                found[_seat({**cells, "holder": cells.get("actor", [])})].append((number, days))
    return found


def _seat(cells: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Give what makes two numbers ones of the same seats."""
    places = sorted({*cells.get("body", ()), *cells.get("within", ())})
    return (*sorted(cells.get("holder", ())), *sorted(cells.get("role", ())), *places)

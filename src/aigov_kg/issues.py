"""Issues: the first day on which each document can have been issued.

A document without a day of its own is no older than the newest work that it revises, follows or answers, nor than what it
assesses; all else that it says may speak of what is still to come.
"""

from __future__ import annotations

from collections import defaultdict

from aigov_kg.lifetimes import Facts, one, slug

_PROGRAMME = "part-of-programme"


def issues(facts: Facts) -> dict[str, str]:
    """Give the first day of each document for which one is known, and that of events."""
    before: dict[str, set[str]] = defaultdict(set)
    for cells in facts.values():
        types, kinds = cells.get("type", ()), set(map(slug, cells.get("kind", ())))
        if "DocumentRelation" in types and _PROGRAMME not in kinds:
            for later in cells.get("fromWork", ()):
                before[later].update(cells.get("toWork", ()))
        elif "PolicyStatement" in types and kinds == {"assessment"}:
            for paper in cells.get("policyDocument", ()):
                before[paper].update(cells.get("about", ()))
    found = {
        thing: day
        for thing, cells in facts.items()
        if (day := one(cells, "dateEarliest" if "Event" in cells.get("type", ()) else "issuedEarliest"))
    }
    dated = set(found)
    # One that is known by another may be what bounds a third.
    for _ in range(len(before)):
        more = {
            paper: max(days)
            for paper, works in before.items()
            if paper not in dated and (days := [found[work] for work in works if work in found and work != paper])
        }
        if more.items() <= found.items():
            break
        found |= more
    return found

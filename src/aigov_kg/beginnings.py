"""Beginnings: the first day on which an item can have been proposed, and that on which others can have worked on it.

Work on an item begins no earlier than its proposal, or where none is recorded, than its approval as a work item; no earlier
than the bodies that are responsible for it, or those whose work they carried on, except for one that has had it only since a
day of its own; than the family that it is part of; and than what it supplements, revises or replaces, which a document is when it is issued. A publication alone
bounds nothing from below. What only is known to have been by a day gives no bound, and no bound holds against a record that
has the item earlier. So it is with a document that revises an earlier one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from aigov_kg.lifetimes import Facts, days_of, one, slug

_PROPOSED = {"proposed", "10.00"}
_APPROVED = {"formation-approved", "10.99", "20.00", "under-study"}
_CARRIED_ON = {"renamed", "merged", "converted", "absorbed", "projects-taken-over"}
"""Kinds of succession after which the items of the predecessor are those of the successor."""
_AFTER = {"supplements", "revises", "replaces"}
_ITEMS = {"WorkItem", "ItemSet"}


class Beginnings:
    """What bounds the items of a release from below.

    Args:
        bounds: the `lifeEarliest` of records.
        begins: the first days of bodies.
    """

    def __init__(self, facts: Facts, bounds: Mapping[tuple[str, str], str], begins: Mapping[str, str]) -> None:
        self._facts, self._begins = facts, begins
        self._proposals: dict[str, list[str]] = defaultdict(list)
        self._approvals: dict[str, list[str]] = defaultdict(list)
        self._seen: dict[str, str] = {}
        self._bodies: dict[str, set[str]] = defaultdict(set)
        self._earlier: dict[str, set[str]] = defaultdict(set)
        self._before: dict[str, set[str]] = defaultdict(set)
        for record, cells in facts.items():
            self._read(cells, bounds.get((record, "lifeEarliest"), ""))
        self.items = [thing for thing, cells in facts.items() if _ITEMS & set(cells.get("type", ()))]

    def _read(self, cells: Mapping[str, list[str]], bound: str) -> None:
        types, kinds = cells.get("type", ()), set(map(slug, cells.get("kind", ())))
        stages = set(map(slug, cells.get("reached", ())))
        # A day by which it had been gives none on which it began.
        day = max(own, bound) if (own := one(cells, "dateEarliest") or "") or bound else ""
        begun = set(cells.get("subject", ())) if stages & (_PROPOSED | _APPROVED) else set()
        begun |= set(cells.get("about", ())) if "proposal" in kinds else set()
        for item in begun:
            (self._approvals if stages & _APPROVED else self._proposals)[item].append(day)
        for item in {*cells.get("subject", ()), *cells.get("object", ())} - begun:
            self._seen[item] = min([self._seen.get(item, "9999"), *days_of(cells)])
        if "Participation" in types and "responsible-body" in map(slug, cells.get("role", ())):
            # Where a body has had it only since a day, it may have begun elsewhere.
            for item in cells.get("object", ()) if "startText" not in cells else ():
                self._bodies[item].update(cells.get("actor", ()))
        elif "Succession" in types and kinds & _CARRIED_ON:
            for body in cells.get("successor", ()):
                self._before[body].update(cells.get("predecessor", ()))
        elif "DocumentRelation" in types and kinds & _AFTER:
            for item in cells.get("fromWork", ()):
                self._earlier[item].update(cells.get("toWork", ()))

    def proposed(self, item: str, seen: frozenset[str] = frozenset()) -> str:
        """Give the first day on which an item can have been proposed; an empty text where nothing tells."""
        if item in seen:
            return ""
        seen |= {item}
        cells = self._facts.get(item, {})
        days = [
            _earliest(self._proposals.get(item, ())),
            _earliest(self._work(body) for body in self._bodies.get(item, ())),
            _earliest(self.proposed(family, seen) for family in cells.get("partOf", ())),
            *(max(self.proposed(other, seen), self._issued(other)) for other in self._earlier.get(item, ())),
        ]
        return max((day for day in days if self._fits(item, day)), default="")

    def worked_on(self, item: str) -> str:
        """Give the first day on which others than those who propose an item can have worked on it, or an empty text."""
        approved = "" if self._proposals.get(item) else _earliest(self._approvals.get(item, ()))
        return max(self.proposed(item), approved if self._fits(item, approved) else "")

    def _issued(self, document: str) -> str:
        return one(self._facts.get(document, {}), "issuedEarliest") or ""

    def _fits(self, item: str, day: str) -> bool:
        return day <= self._seen.get(item, "9999")

    def _work(self, body: str, seen: frozenset[str] = frozenset()) -> str:
        """Give the first day of a body or of those whose work it carried on."""
        if body in seen:
            return ""
        others: Collection[str] = self._before.get(body, ())
        return _earliest([self._begins.get(body, ""), *(self._work(other, seen | {body}) for other in others)])


def _earliest(days: Iterable[str]) -> str:
    """Give the earliest of the days; an empty text where there is none or one of them is not known."""
    return min(days, default="")

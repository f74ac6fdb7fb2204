"""Ends that were only planned: the last that a source says is that something is to end then.

Such an end bounds when a record may have held, and makes none certain: until then only the days do on which a source attests
it. So it has a last day and no first one in a release, where all that asks for certainty looks for the first.

A number is not held from some day of its years to another: it is that of all of them. So its bounds are their first and last day.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from aigov_kg import namespaces as ns

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]

_SCHEDULED = ns.VOCAB + "end-kind/scheduled"
_READ = {ns.AIGOV + name for name in ("endEarliest", "endKind", "support", "document", "issuedLatest")}
_WHOLE = ("startText", "startEarliest", "startLatest", "endText", "endEarliest", "endLatest")
_DATES = {ns.AIGOV + name for name in _WHOLE}
_PLAIN = re.compile(r"[\d-]+")


def planned(accepted: Iterable[Triple]) -> set[Triple]:
    """Give the first days of ends that are scheduled, or lie after the day on which the last of their documents was issued."""
    cells: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    ends: list[Triple] = []
    for triple in accepted:
        subject, prop, value = triple
        if prop.value in _READ:
            name = prop.value.removeprefix(ns.AIGOV)
            cells[subject.value][name].append(value.value)
            if name == "endEarliest":
                ends.append(triple)

    def seen_by(record: str) -> str:
        """Give the day after which none of the documents can have seen it; no bound where one is undated."""
        documents = {paper for place in cells[record]["support"] for paper in cells[place]["document"]}
        return max((max(cells[paper]["issuedLatest"], default="9999") for paper in documents), default="9999")

    return {end for end in ends if _SCHEDULED in cells[end[0].value]["endKind"] or end[2].value > seen_by(end[0].value)}


def settled(accepted: set[Triple]) -> set[Triple]:
    """Give the records without ends that were only planned, and with numbers that cover all of their years.

    A number covers no more of its last year than the documents can have seen, nor more than it did where a date is only bounded.
    """
    rest = accepted - planned(accepted)
    old, new = _covered(rest)
    late = planned(rest | new) & new
    unseen = {(number, prop) for number, prop, _ in late}
    return rest - {triple for triple in old if triple[:2] not in unseen} | (new - late)


def _covered(accepted: Iterable[Triple]) -> tuple[set[Triple], set[Triple]]:
    """Give for each number of whole years, months or days the bounds that go, and those that take their place."""
    numbers: set[ox.NamedNode] = set()
    cells: dict[ox.NamedNode, dict[str, Triple]] = defaultdict(dict)
    for triple in accepted:
        if triple[1].value in _DATES:
            cells[triple[0]][triple[1].value.removeprefix(ns.AIGOV)] = triple
        elif triple[1].value == ns.TYPE and triple[2].value == ns.AIGOV + "Statistic":
            numbers.add(triple[0])
    old: set[Triple] = set()
    new: set[Triple] = set()
    for number in numbers & cells.keys():
        dates = cells[number]
        if set(_WHOLE) <= dates.keys() and all(
            _PLAIN.fullmatch(dates[text][2].value) for text in ("startText", "endText")
        ):
            for name, bound in (("startLatest", "startEarliest"), ("endEarliest", "endLatest")):
                old.add(dates[name])
                new.add((number, dates[name][1], dates[bound][2]))
    return old - new, new

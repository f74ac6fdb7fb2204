"""Ends that were only planned: the last that a source says is that something is to end then.

Such an end bounds when a record may have held, and makes none certain: until then only the days do on which a source attests
it. So it has a last day and no first one in a release, where all that asks for certainty looks for the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from aigov_kg import namespaces as ns

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]

_SCHEDULED = ns.VOCAB + "end-kind/scheduled"
_READ = {ns.AIGOV + name for name in ("endEarliest", "endKind", "support", "document", "issuedLatest")}


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

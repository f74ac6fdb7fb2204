"""Evidence: what a record rests on, and where a citation leads to.

It is read from the index of the release (`aigov_kg.index`), since every answer needs it for every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aigov_kg import namespaces as ns
from aigov_kg.clocks import issued
from aigov_kg.names import spelt

USUAL: Final = {"modality": "states", "status": "accepted"}
"""Value of what is said of nearly every record, and is shown only where it is another."""

BOUNDS: Final = {"not_before": "not before", "not_after": "not after"}
"""The days between which a record can have held where no source states its start or end, and how they are told."""


def evidence(nodes: Iterable[str], names: Mapping[str, Any], known_by: str | None = None) -> dict[str, dict[str, Any]]:
    """Find what records and things rest on, by IRI: basis, modality, status, bounds, quotation and citations.

    Args:
        nodes: IRIs; those that cite nothing are left out.
        names: the name index of the release.
        known_by: only citations of what was issued by this day, or of a dated source of then; `later_citations` is the
            number of the others.
    """
    index: Mapping[str, dict[str, Any]] = names.get("evidence", {})
    found = {iri: index.get(iri.removeprefix(ns.ID)) for iri in nodes}
    return {iri: _titled(rests_on, names, known_by) for iri, rests_on in found.items() if rests_on}


def _titled(rests_on: Mapping[str, Any], names: Mapping[str, Any], known_by: str | None) -> dict[str, Any]:
    entities = names["entities"]
    citations = [
        {**citation, "title": entities.get(citation["document"], {}).get("label", citation["document"])}
        for citation in rests_on["citations"]
        if known_by is None or issued(citation, entities, known_by)
    ]
    later = len(rests_on["citations"]) - len(citations)
    if known_by is not None:
        # That what bounds the record was known by then, the bounds do not tell.
        rests_on = {name: value for name, value in rests_on.items() if name not in BOUNDS}
    return {**rests_on, "citations": citations, **({"later_citations": later} if later else {})}


def unusual(rests_on: Iterable[Mapping[str, Any]], name: str) -> list[str]:
    """Give how firmly the sources speak, or how records stand, where it is not as that of nearly all is."""
    return sorted({found[name] for found in rests_on if found.get(name, USUAL[name]) != USUAL[name]})


def bound(rests_on: Mapping[str, Mapping[str, Any]], name: str) -> str:
    """Give a bound of the records of a row, by id; beside other records, with the kind of which it is."""
    alone = sum(not record.startswith("note/") for record in rests_on) == 1
    found = ((record.partition("/")[0], says[name]) for record, says in rests_on.items() if name in says)
    return ", ".join(dict.fromkeys(day if alone else f"{spelt(kind)} {day}" for kind, day in found))


def left_out(rests_on: Iterable[Mapping[str, Any]]) -> str:
    """Say how many citations are later than the day by which something was to be known; an empty text where none is."""
    count = sum(found.get("later_citations", 0) for found in rests_on)
    return f"{count} later citation{' is' if count == 1 else 's are'} left out" if count else ""


def locator(citation: Mapping[str, Any]) -> str:
    """Write where a citation leads to, for a person."""
    parts = [
        f"p. {citation['page']}" if "page" in citation else "",
        f"Table {citation['table']}" if "table" in citation else "",
        f"row “{citation['tableRow']}”" if "tableRow" in citation else "",
        f"Figure {citation['figure']}" if "figure" in citation else "",
        f"note {citation['footnote']}" if "footnote" in citation else "",
    ]
    place = ", ".join(part for part in parts if part) or f"section {citation['section']}"
    return f"{citation['document']}, {place}" + (f" (citing {citation['via']})" if citation.get("via") else "")

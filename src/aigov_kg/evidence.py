"""Evidence: what a record rests on, and where a citation leads to.

It is read from the index of the release (`aigov_kg.index`), since every answer needs it for every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aigov_kg import namespaces as ns


def evidence(nodes: Iterable[str], names: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Find what records and things rest on, by IRI: basis, modality, status, quotation and citations.

    Args:
        nodes: IRIs; those that cite nothing are left out.
        names: the name index of the release.
    """
    index: Mapping[str, dict[str, Any]] = names.get("evidence", {})
    found = {iri: index.get(iri.removeprefix(ns.ID)) for iri in nodes}
    return {iri: _titled(rests_on, names) for iri, rests_on in found.items() if rests_on}


def _titled(rests_on: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    entities = names["entities"]
    citations = [
        {**citation, "title": entities.get(citation["document"], {}).get("label", citation["document"])}
        for citation in rests_on["citations"]
    ]
    return {**rests_on, "citations": citations}


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

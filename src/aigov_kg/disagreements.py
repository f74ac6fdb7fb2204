"""Conflicts and gaps: where sources disagree, with both sides, and what they do not say."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import Any, Literal

from aigov_kg import namespaces as ns
from aigov_kg.answers import evidence
from aigov_kg.store import Answer, Request

_NOTES = """
SELECT ?note ?property ?value WHERE {
  GRAPH graph:accepted { ?note a aigov:%s ; ?property ?value }
} ORDER BY ?note ?property ?value
"""

_TEXTS = ("field", "text", "preferred", "reason", "decidedText")


def notes(
    kind: Literal["Conflict", "Gap"], names: Mapping[str, Any], about: str | None = None
) -> Generator[Request, Answer, list[dict[str, Any]]]:
    """Give the conflicts or the gaps, of one entity or record or of all; rival records come with their sources."""
    answer = yield Request(ns.sparql_prefixes() + _NOTES % kind, trusted=True)
    found: dict[str, dict[str, list[str]]] = {}
    for row in json.loads(answer.body)["results"]["bindings"]:
        name = row["property"]["value"].removeprefix(ns.AIGOV)
        found.setdefault(row["note"]["value"], {}).setdefault(name, []).append(row["value"]["value"])
    if about is not None:
        iri = ns.ID + about
        found = {n: c for n, c in found.items() if iri in {*c.get("about", []), *c.get("records", [])}}
    rivals = {record for cells in found.values() for record in cells.get("records", [])}
    sources = yield from evidence(sorted({*found, *rivals}), names)
    shown = []
    for iri, cells in found.items():
        entry: dict[str, Any] = {"id": iri.removeprefix(ns.ID), "iri": iri}
        entry["about"] = [_named(value, names) for value in cells.get("about", [])]
        entry.update({name.removesuffix("Text"): cells[name][0] for name in _TEXTS if name in cells})
        if kind == "Conflict":
            entry["sides"] = [
                {"record": record.removeprefix(ns.ID), "evidence": sources.get(record, {})}
                for record in cells.get("records", [])
            ]
            entry["values"] = cells.get("values", [])
            entry["resolution"] = "preferred" if "preferred" in cells else "open"
        entry["evidence"] = sources.get(iri, {})
        shown.append(entry)
    return shown


def _named(iri: str, names: Mapping[str, Any]) -> dict[str, str]:
    slug = iri.removeprefix(ns.ID)
    return {"id": slug, "label": names["entities"].get(slug, {}).get("label", slug)}

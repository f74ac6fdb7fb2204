"""Published figures, and beside each what its own parts give: the quotient, and the sum of the parts of a total."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from decimal import Decimal
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.clocks import known, standing
from aigov_kg.evidence import evidence
from aigov_kg.store import Answer, Request

_PLAIN = ("value", "valueMax", "numerator", "denominator", "rank", "condition")
_CONCEPTS = ("measure", "aggregate", "unit", "itemState", "match", "category", "comparator", "direction", "countedBy")
_ENTITIES = ("body", "object", "actor", "series", "period", "total")

_STATISTICS = """
SELECT ?record ?property ?value WHERE {
  GRAPH graph:accepted { ?record a aigov:Statistic ; ?property ?value }
} ORDER BY ?record ?property ?value
"""


def statistics(
    names: Mapping[str, Any], wanted: Mapping[str, str | None], as_of: str | None = None, known_by: str | None = None
) -> Generator[Request, Answer, list[dict[str, Any]]]:
    """Give the published figures.

    Args:
        wanted: `measure`, `body`, `actor`, `topic`, `role`, `period`, `series`: an id each; None does not narrow.
        as_of: only figures whose period may hold this day.
        known_by: only figures that a source had published by this day.
    """
    answer = yield Request(ns.sparql_prefixes() + _STATISTICS, trusted=True)
    raw: dict[str, dict[str, list[str]]] = {}
    for row in json.loads(answer.body)["results"]["bindings"]:
        name = row["property"]["value"].removeprefix(ns.AIGOV)
        raw.setdefault(row["record"]["value"], {}).setdefault(name, []).append(row["value"]["value"])
    parts: dict[str, list[str]] = {}
    for record, cells in raw.items():
        for total in cells.get("total", []):
            parts.setdefault(total, []).append(record)
    chosen = {iri: cells for iri, cells in raw.items() if _fits(cells, wanted, as_of)}
    sources = evidence(chosen, names)
    figures = []
    for iri, cells in chosen.items():
        rests_on = sources.get(iri, {})
        if known_by is None or known(rests_on.get("citations", []), names["entities"], known_by):
            computed = _recomputed(cells, [raw[p] for p in parts.get(iri, [])])
            figures.append({**_figure(iri, cells, names), **computed, "evidence": rests_on})
    return figures


def _fits(cells: Mapping[str, list[str]], wanted: Mapping[str, str | None], as_of: str | None) -> bool:
    for name, slug in wanted.items():
        if slug is not None and slug not in {v.rpartition("/")[2] for v in cells.get(name, [])}:
            return False

    def bound(name: str) -> str | None:
        return next(iter(cells.get(name, [])), None)

    if as_of is None:
        return True
    start, end = (bound("startEarliest"), bound("startLatest")), (bound("endEarliest"), bound("endLatest"))
    return standing(start, end, cells.get("attestedOnEarliest", []), as_of) is not None


def _figure(iri: str, cells: Mapping[str, list[str]], names: Mapping[str, Any]) -> dict[str, Any]:
    figure: dict[str, Any] = {"id": iri.removeprefix(ns.ID), "iri": iri}
    for name in _CONCEPTS:
        if name in cells:
            scheme, _, slug = cells[name][0].removeprefix(ns.VOCAB).partition("/")
            figure[name] = {"id": slug, "label": names["concepts"].get(scheme, {}).get(slug, slug)}
    for name in _ENTITIES:
        if name in cells:
            slug = cells[name][0].removeprefix(ns.ID)
            figure[name] = {"id": slug, "label": names["entities"].get(slug, {}).get("label", slug)}
    for name in ("role", "topic"):
        if name in cells:
            figure[name] = [value.rpartition("/")[2] for value in cells[name]]
    for name in _PLAIN:
        if name in cells:
            figure[name] = cells[name][0] if name == "condition" else float(cells[name][0])
    figure["from"] = next(iter(cells.get("startText", [])), None)
    figure["to"] = next(iter(cells.get("endText", [])), None)
    return figure


def _recomputed(cells: Mapping[str, list[str]], parts: list[Mapping[str, list[str]]]) -> dict[str, Any]:
    """Give what the parts give: numerator by denominator for a share, the sum of the parts for a total."""
    value = Decimal(cells["value"][0]) if "value" in cells else None
    result: dict[str, Any] = {}
    if "numerator" in cells and "denominator" in cells and Decimal(cells["denominator"][0]) != 0:
        quotient = Decimal(cells["numerator"][0]) / Decimal(cells["denominator"][0])
        percent = cells.get("unit", [""])[0].endswith("/percent")
        computed = quotient * 100 if percent else quotient
        result["recomputed"] = {"value": round(float(computed), 4), "how": "numerator / denominator"}
    elif parts and all("value" in part for part in parts):
        computed = sum((Decimal(part["value"][0]) for part in parts), Decimal(0))
        result["recomputed"] = {"value": float(computed), "how": f"sum of {len(parts)} recorded parts"}
    if result and value is not None:
        result["recomputed"]["difference"] = round(float(computed - value), 4)
    return result

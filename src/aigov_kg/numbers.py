"""Published figures, and beside each what its own parts give: the quotient of a share, the sum of a divided whole."""

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
_COUNTED = ("count", "total")
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
    sources = evidence(chosen, names, known_by)
    figures = []
    for iri, cells in chosen.items():
        rests_on = sources.get(iri, {})
        if known_by is None or known(rests_on, known_by):
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
    life = (bound("lifeEarliest"), bound("lifeLatest"))
    return standing(start, end, cells.get("attestedOnEarliest", []), as_of, life=life) is not None


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
    """Give what the recorded parts of a figure give, and whether it agrees with the figure as printed.

    A share is set against numerator by denominator, a count against its numerator where that is another number. A whole
    is set against the sum of its parts where the data mark them as a division of it: others overlap, or leave some out.
    """
    value = _number(cells, "value")
    numerator, denominator = _number(cells, "numerator"), _number(cells, "denominator")
    counted = _slug(cells, "aggregate") in _COUNTED and _slug(cells, "unit") != "percent"
    marked = [part for part in parts if part.get("inPartition") == ["true"]]
    if not counted and numerator is not None and denominator:
        quotient = numerator / denominator
        computed = quotient * 100 if _slug(cells, "unit") == "percent" else quotient
        how = "numerator / denominator"
    elif counted and numerator is not None and numerator != value:
        computed, how = numerator, "numerator"
    elif len(marked) > 1 and all(_addable(part, cells) for part in marked):
        computed = sum((Decimal(part["value"][0]) for part in marked), Decimal(0))
        how = f"sum of the {len(marked)} parts that make it up"
    else:
        return {}
    recomputed: dict[str, Any] = {"value": round(float(computed), 4), "how": how}
    if value is not None:
        recomputed["difference"] = round(float(computed - value), 4)
        recomputed["agrees"] = _agrees(computed, value, _number(cells, "valueMax"), _slug(cells, "comparator"))
    return {"recomputed": recomputed}


def _addable(part: Mapping[str, list[str]], whole: Mapping[str, list[str]]) -> bool:
    """Say whether a part is an exact count of what the whole counts."""
    alike = all(part.get(name) == whole.get(name) for name in ("measure", "unit"))
    return (
        alike
        and "value" in part
        and not {"comparator", "valueMax"} & part.keys()
        and _slug(part, "aggregate") in _COUNTED
    )


def _agrees(computed: Decimal, value: Decimal, upper: Decimal | None, comparator: str | None) -> bool:
    """Say whether a number is what is printed: to its last digit, within its range, or on its side of a bound."""
    bounds = {
        "less-than": computed < value,
        "more-than": computed > value,
        "at-most": computed <= value,
        "at-least": computed >= value,
    }
    if comparator in bounds:
        return bounds[comparator]
    # Half a unit of the last printed digit, and a little for sources that cut digits off; twice that for "about".
    room = Decimal(1).scaleb(int(value.as_tuple().exponent)) * Decimal("1.02" if comparator == "about" else "0.51")
    return value - room <= computed <= (value if upper is None else upper) + room


def _number(cells: Mapping[str, list[str]], name: str) -> Decimal | None:
    return Decimal(cells[name][0]) if name in cells else None


def _slug(cells: Mapping[str, list[str]], name: str) -> str | None:
    return cells[name][0].rpartition("/")[2] if name in cells else None

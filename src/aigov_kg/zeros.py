"""Published zeros: a source's own no about the things that were asked for, or about one of several of which they are asked."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.clocks import known, standing
from aigov_kg.evidence import evidence, locator
from aigov_kg.questions import Question
from aigov_kg.store import Answer, Request

_ZEROS = """
SELECT ?record ?property ?value ?seat WHERE {
  GRAPH graph:accepted {
    ?record a aigov:Statistic ; aigov:value ?zero ; %s . FILTER(?zero = 0)
    ?record ?property ?value .
  }
  OPTIONAL { ?value aigov:isSeat ?seat }
} ORDER BY ?record ?property ?value
"""


def published_zeros(
    question: Question, used: Mapping[str, str], asked: Mapping[str, str], names: Mapping[str, Any]
) -> Generator[Request, Answer, list[dict[str, Any]]]:
    """Find published zeros about the things that were asked for.

    A zero about just these answers the question if the question names its measure, or if it counts the very role that was
    asked for. One that is about another thing beside them, as of one country in a body, is told and answers nothing.
    """
    if not asked or not question.none_by:
        return []
    things = [f"aigov:actor|aigov:body|aigov:object <{ns.ID}{slug}>" for slug in asked.values()]
    answer = yield Request(ns.sparql_prefixes() + _ZEROS % " ; ".join(things), trusted=True)
    cells: dict[str, dict[str, list[str]]] = {}
    seats: set[str] = set()
    for row in json.loads(answer.body)["results"]["bindings"]:
        name = row["property"]["value"].removeprefix(ns.AIGOV)
        cells.setdefault(row["record"]["value"], {}).setdefault(name, []).append(row["value"]["value"])
        seats |= {row["record"]["value"]} if "seat" in row else set()
    on_seats = "aigov:Tenure" in question.query
    wanted = {used[p.name] for p in question.parameters if p.type == "concept" and p.name in used}
    fitting: dict[str, bool] = {}
    for iri, cell in cells.items():
        about = {v.removeprefix(ns.ID) for name in ("actor", "body", "object") for v in cell.get(name, ())}
        counted = {v.rpartition("/")[2] for name in ("measure", "role") for v in cell.get(name, ())}
        start, end, life = (
            (_first(cell, f"{at}Earliest"), _first(cell, f"{at}Latest")) for at in ("start", "end", "life")
        )
        held = standing(start, end, cell.get("attestedOnEarliest", []), used.get("as_of"), life=life)
        answers = bool(wanted or counted & set(question.none_by))
        if not held or not wanted <= counted:
            continue
        if about == set(asked.values()):
            fitting[iri] = answers
        elif answers or (on_seats and iri in seats):
            fitting[iri] = False
    day = used.get("known_by")
    sources = evidence(fitting, names, day)
    return [
        _zero(iri, cells[iri], sources.get(iri, {}), decisive, asked, names)
        for iri, decisive in fitting.items()
        if day is None or known(sources.get(iri, {}), day)
    ]


def _zero(
    iri: str,
    cell: Mapping[str, list[str]],
    rests_on: Mapping[str, Any],
    decisive: bool,
    asked: Mapping[str, str],
    names: Mapping[str, Any],
) -> dict[str, Any]:
    measure = cell["measure"][0].rpartition("/")[2]
    label = names["concepts"].get("measure", {}).get(measure, measure)
    condition = f", {cell['condition'][0]}" if "condition" in cell else ""
    slug = iri.removeprefix(ns.ID)
    about = (v.removeprefix(ns.ID) for name in ("actor", "body", "object") for v in cell.get(name, ()))
    others = [names["entities"].get(thing, {}).get("label", thing) for thing in about if thing not in asked.values()]
    whose = f" of {', '.join(others)}" if others else ""
    return {
        "id": slug,
        "href": f"/api/v1/statements/{slug}",
        "text": f"{label}{whose}: 0{condition}",
        "places": [locator(c) for c in rests_on.get("citations", ()) if not c["contradicts"]],
        "evidence": rests_on,
        "decisive": decisive,
    }


def _first(cell: Mapping[str, list[str]], name: str) -> str | None:
    return next(iter(cell.get(name, ())), None)

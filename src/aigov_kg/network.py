"""The network: what each kind of record joins, as dated edges between things.

An edge is a record. A jurisdiction or a topic that two things share is no edge; a record that names a jurisdiction as an
actor is.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from aigov_kg import namespaces as ns
from aigov_kg.clocks import standing
from aigov_kg.store import Answer, Request


@dataclass(frozen=True, slots=True)
class Relation:
    """How a class of record joins two things: its two properties, the concept that names it, and a sentence."""

    word: str
    source: str
    target: str
    concept: str | None
    sentence: str


RELATIONS = (
    Relation("tenure", "holder", "body", "role", "{source} was {concept} of {target}"),
    Relation("tenure", "holder", "within", "role", "{source} was {concept} in a group within {target}"),
    Relation("participation", "actor", "object", "role", "{source} was {concept} of {target}"),
    Relation("membership", "member", "body", "category", "{source} belonged to {target}"),
    Relation("liaison", "liaisonFrom", "liaisonTo", "kind", "{source} was in {concept} with {target}"),
    Relation("listing", "listedParty", "onList", None, "{source} was named on {target}"),
    Relation("control", "controller", "controlled", "kind", "{target} stood below {source} ({concept})"),
    Relation("succession", "predecessor", "successor", "kind", "{target} followed {source} ({concept})"),
    Relation("document-relation", "fromWork", "toWork", "kind", "{source} comes from {target} ({concept})"),
    Relation("milestone", "subject", "by", "reached", "{target} decided on {source}: {concept}"),
    Relation("action", "actor", "about", "kind", "{source} acted on {target} ({concept})"),
    Relation("action", "actor", "recipient", "kind", "{source} addressed {target} ({concept})"),
)
KINDS = tuple(dict.fromkeys(relation.word for relation in RELATIONS))

_CLASSES = {
    "tenure": "Tenure",
    "participation": "Participation",
    "membership": "Membership",
    "liaison": "Liaison",
    "listing": "Listing",
    "control": "ControlLink",
    "succession": "Succession",
    "document-relation": "DocumentRelation",
    "milestone": "Milestone",
    "action": "Action",
}

_ONCE = {"succession", "document-relation", "milestone", "action"}

_EDGES = """
SELECT ?record ?source ?target ?concept ?from ?fromBy ?until ?untilBy ?seen WHERE {
  GRAPH graph:accepted {
    ?record a aigov:%s ; aigov:%s ?source ; aigov:%s ?target .
    %s
    OPTIONAL { ?record aigov:%sEarliest ?from } OPTIONAL { ?record aigov:%sLatest ?fromBy }
    OPTIONAL { ?record aigov:%sEarliest ?until } OPTIONAL { ?record aigov:%sLatest ?untilBy }
    OPTIONAL { ?record aigov:attestedOnEarliest ?seen }
  }
} ORDER BY ?record ?source ?target ?seen
"""


def edges() -> Generator[Request, Answer, nx.MultiDiGraph[str]]:
    """Read the network of a release; each edge carries its record, relation, concept and the bounds of its dates."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for relation in RELATIONS:
        concept = f"OPTIONAL {{ ?record aigov:{relation.concept} ?concept }}" if relation.concept else ""
        point = relation.word in _ONCE
        start, end = ("date", "date") if point else ("start", "end")
        text = _EDGES % (
            _CLASSES[relation.word], relation.source, relation.target, concept, start, start, end, end,
        )  # fmt: skip
        answer = yield Request(ns.sparql_prefixes() + text, trusted=True)
        for row in json.loads(answer.body)["results"]["bindings"]:
            cells = {name: cell["value"] for name, cell in row.items()}
            source, target = (cells[end].removeprefix(ns.ID) for end in ("source", "target"))
            key = f"{cells['record']} {relation.target}"
            if graph.has_edge(source, target, key):
                # The record attests several days; one edge keeps them all.
                graph.edges[source, target, key]["seen"].append(cells["seen"])
            elif source != target:
                graph.add_edge(
                    source,
                    target,
                    key=key,
                    record=cells["record"],
                    relation=relation,
                    concept=cells.get("concept"),
                    start=(cells.get("from"), cells.get("fromBy")),
                    end=(cells.get("until"), cells.get("untilBy")),
                    seen=[cells["seen"]] if "seen" in cells else [],
                )
    return graph


def holds(edge: Mapping[str, Any], day: str | None) -> str | None:
    """Tell whether an edge held on a day (ISO text): certain, possible, or None where it certainly did not.

    What happened once holds from then on; see `aigov_kg.clocks`.
    """
    return standing(edge["start"], edge["end"], edge["seen"], day, once=edge["relation"].word in _ONCE)


def sentence(source: str, target: str, edge: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    """Write an edge as a sentence with its dates, without a full stop."""
    entities, concepts = names["entities"], names["concepts"]
    concept = ""
    if edge["concept"]:
        scheme, _, slug = edge["concept"].removeprefix(ns.VOCAB).partition("/")
        concept = concepts.get(scheme, {}).get(slug, slug)
    label = {end: entities.get(end, {}).get("label", end) for end in (source, target)}
    relation: Relation = edge["relation"]
    text = relation.sentence.format(source=label[source], target=label[target], concept=concept)
    return text + _dates(edge)


def _dates(edge: Mapping[str, Any]) -> str:
    start, end = (_span(*edge["start"]), _span(*edge["end"]))
    if edge["relation"].word in _ONCE:
        return f" ({start})" if start else " (date not stated)"
    if start or end:
        return f" ({start or 'start not stated'} to {end or 'end not stated'})"
    return f" (dates not stated; attested {', '.join(edge['seen'])})" if edge["seen"] else " (dates not stated)"


def _span(first: str | None, last: str | None) -> str:
    """Write bounds as briefly as they allow: a day, a month, a year, or a range."""
    if first is None or last is None:
        return f"by {last}" if last else f"from {first}" if first else ""
    if first == last:
        return first
    if first[:7] == last[:7]:
        return first[:7]
    return (
        first[:4]
        if first[:4] == last[:4] and first.endswith("-01-01") and last.endswith("-12-31")
        else f"{first}..{last}"
    )

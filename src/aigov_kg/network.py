"""The network: what each kind of record joins, as dated edges between things.

An edge is a record. A jurisdiction or a topic that two things share is no edge; a record that names a jurisdiction as an
actor is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from aigov_kg import namespaces as ns
from aigov_kg.clocks import standing
from aigov_kg.lookup import with_article
from aigov_kg.store import Answer, Request


@dataclass(frozen=True, slots=True)
class Relation:
    """How a class of record joins two things: its two properties, the concept that names it, and a sentence.

    The general sentence takes the label of the `concept`, or `one` of it, with its article. A sentence of `by_concept` (by
    slug) is used where the label is no noun that the general one can take, or the plain verb is shorter. A verb that has
    a time stands as `[is|was]`.
    """

    word: str
    source: str
    target: str
    concept: str | None
    sentence: str
    by_concept: Mapping[str, str] = field(default_factory=dict)


_LIAISON = {
    "agreement": "{source} [has|had] an agreement with {target}",
    "administrative-support": "{source} [gives|gave] administrative support to {target}",
    "mirror": "{source} [mirrors|mirrored] {target}",
}
_CONTROL = {
    "part-of": "{target} [is|was] part of {source}",
    "owns": "{source} [owns|owned] {target}",
    "subsidiary": "{target} [is|was] a subsidiary of {source}",
    "directly-under": "{target} [stands|stood] directly under {source}",
    "oversight": "{source} [oversees|oversaw] {target}",
    "unknown": "{source} [controls|controlled] {target} in a way that is not stated",
}
_SUCCESSION = {
    "renamed": "{source} was renamed {target}",
    "absorbed": "{source} was absorbed into {target}",
    "merged": "{source} was merged into {target}",
    "split": "{target} was split off from {source}",
    "converted": "{source} was converted into {target}",
    "projects-taken-over": "{target} took over projects of {source}",
}
_DOCUMENT = {
    "replaces": "{source} replaces {target}",
    "revises": "{source} revises {target}",
    "supplements": "{source} supplements {target}",
    "part-of-programme": "{source} is part of the programme {target}",
    "carries-out": "{source} carries out {target}",
    "responds-to": "{source} responds to {target}",
    "based-on": "{source} is based on {target}",
    "requested-by": "{source} was requested by {target}",
    "results-from": "{source} results from {target}",
    "transposed-from": "{source} was transposed from {target}",
    "text-of": "{source} is the text of {target}",
}
_ACTION = {
    "comment": "{source} commented on {target}",
    "endorsement": "{source} endorsed {target}",
    "input": "{source} gave input to {target}",
    "objection": "{source} objected to {target}",
    "presentation": "{source} gave a presentation on {target}",
    "recognition": "{source} recognised {target}",
    "recommitment": "{source} renewed a commitment that concerns {target}",
    "refusal": "{source} refused {target}",
    "rename": "{source} renamed {target}",
    "sanction": "{source} imposed a sanction on {target}",
    "suspension": "{source} suspended {target}",
}

RELATIONS = (
    Relation("tenure", "holder", "body", "role", "{source} [is|was] {concept} of {target}"),
    Relation("tenure", "holder", "within", "role", "{source} [is|was] {concept} in a group within {target}"),
    Relation("participation", "actor", "object", "role", "{source} [is|was] {concept} of {target}"),
    Relation("membership", "member", "body", "category", "{source} [belongs|belonged] to {target}"),
    Relation("liaison", "liaisonFrom", "liaisonTo", "kind", "{source} [is|was] in {concept} with {target}", _LIAISON),
    Relation("listing", "listedParty", "onList", None, "{source} [is|was] named on {target}"),
    Relation(
        "control", "controller", "controlled", "kind", "{target} [stands|stood] below {source} ({concept})", _CONTROL
    ),
    Relation("funding", "payer", "payee", "kind", "{source} [funds|funded] {target} ({concept})"),
    Relation("funding", "payer", "fundingScheme", "kind", "{source} [pays|paid] under {target} ({concept})"),
    Relation("succession", "predecessor", "successor", "kind", "{target} followed {source} ({concept})", _SUCCESSION),
    Relation("document-relation", "fromWork", "toWork", "kind", "{source} is {concept} {target}", _DOCUMENT),
    Relation("milestone", "subject", "by", "reached", "{target} decided on {source}: {concept}"),
    Relation("action", "actor", "about", "kind", "{source} made {one} that concerns {target}", _ACTION),
    Relation("action", "actor", "recipient", "kind", "{source} addressed {one} to {target}"),
)
KINDS = tuple(dict.fromkeys(relation.word for relation in RELATIONS))

_CLASSES = {
    "tenure": "Tenure",
    "participation": "Participation",
    "membership": "Membership",
    "liaison": "Liaison",
    "listing": "Listing",
    "control": "ControlLink",
    "funding": "FundingFlow",
    "succession": "Succession",
    "document-relation": "DocumentRelation",
    "milestone": "Milestone",
    "action": "Action",
}

_VERB = re.compile(r"\[(\w+)\|(\w+)\]")
_ONCE = {"succession", "document-relation", "milestone", "action"}

_HEDGES = {"infers": ", as is inferred", "claims": ", as is claimed", "reports": ", as is reported"}

LENGTHS = {
    "membership": 1.5, "liaison": 1.5, "funding": 1.5, "participation": 2, "document-relation": 3, "milestone": 8, "action": 8, "listing": 8,
}  # fmt: skip
"""How long a hop is, where a link of control, a seat or a succession is 1 long: an act ties two things least."""

_EDGES = """
SELECT ?record ?source ?target ?concept ?from ?fromBy ?until ?untilBy ?fromText ?untilText ?endKind ?seen ?seenText
       ?thereFrom ?thereUntil ?said ?sourceUntil ?targetUntil ?modality ?period ?sameSeen ?sameSaid ?effectTo ?effectText WHERE {
  GRAPH graph:accepted {
    ?record a aigov:%s ; aigov:%s ?source ; aigov:%s ?target .
    %s
    OPTIONAL { ?record aigov:%sEarliest ?from } OPTIONAL { ?record aigov:%sLatest ?fromBy }
    OPTIONAL { ?record aigov:%sEarliest ?until } OPTIONAL { ?record aigov:%sLatest ?untilBy }
    OPTIONAL { ?record aigov:%sText ?fromText } OPTIONAL { ?record aigov:%sText ?untilText }
    OPTIONAL { ?record aigov:endKind ?endKind } OPTIONAL { ?record aigov:knownSince ?said }
    OPTIONAL { ?source aigov:lifeLatest ?sourceUntil } OPTIONAL { ?target aigov:lifeLatest ?targetUntil }
    OPTIONAL { ?record aigov:lifeEarliest ?thereFrom } OPTIONAL { ?record aigov:lifeLatest ?thereUntil }
    OPTIONAL { ?record aigov:modality ?modality } OPTIONAL { ?record aigov:period ?period }
    OPTIONAL { ?record aigov:untilText ?effectText } OPTIONAL { ?record aigov:untilLatest ?effectTo }
    OPTIONAL { ?record aigov:attestedOnEarliest ?seen } OPTIONAL { ?record aigov:attestedOnText ?seenText }
    OPTIONAL { ?record aigov:sameTie ?same . ?same aigov:startLatest|aigov:attestedOnEarliest ?sameSeen ; aigov:knownSince ?sameSaid }
  }
} ORDER BY ?record ?source ?target ?seen ?seenText ?sameSeen
"""


def edges() -> Generator[Request, Answer, nx.MultiDiGraph[str]]:
    """Read the network of a release.

    Each edge carries its record, relation, concept, the bounds of its dates, the dates `written` as the source has them, the id
    of its study period, the day until which an act has `effect`,
    the day by which a source had `said` it, and the days on which a record `beside` it has the same tie, each with the day
    by which that was said.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for relation in RELATIONS:
        concept = f"OPTIONAL {{ ?record aigov:{relation.concept} ?concept }}" if relation.concept else ""
        point = relation.word in _ONCE
        start, end = ("date", "date") if point else ("start", "end")
        text = _EDGES % (
            _CLASSES[relation.word], relation.source, relation.target, concept, start, start, end, end, start, end,
        )  # fmt: skip
        answer = yield Request(ns.sparql_prefixes() + text, trusted=True)
        for row in json.loads(answer.body)["results"]["bindings"]:
            cells = {name: cell["value"] for name, cell in row.items()}
            source, target = (cells[end].removeprefix(ns.ID) for end in ("source", "target"))
            key = f"{cells['record']} {relation.target}"
            if source == target:
                continue
            if not graph.has_edge(source, target, key):
                graph.add_edge(
                    source,
                    target,
                    key=key,
                    record=cells["record"],
                    relation=relation,
                    concept=cells.get("concept"),
                    start=(cells.get("from"), cells.get("fromBy")),
                    end=(cells.get("until"), cells.get("untilBy")),
                    written=(cells.get("fromText"), cells.get("untilText")),
                    end_kind=cells.get("endKind", "").rpartition("/")[2],
                    modality=cells.get("modality", "").rpartition("/")[2],
                    period=cells.get("period", "").removeprefix(ns.ID),
                    seen=[],
                    attested=[],
                    beside=[],
                    said=cells.get("said"),
                    life=(cells.get("thereFrom"), cells.get("thereUntil")),
                    gone=min(
                        (cells[end] for end in ("sourceUntil", "targetUntil", "effectTo") if end in cells), default=None
                    ),
                    effect=cells.get("effectText"),
                )
            # The record may attest several days; one edge keeps them all.
            edge = graph.edges[source, target, key]
            for name, cell in (("seen", "seen"), ("attested", "seenText")):
                if cell in cells and cells[cell] not in edge[name]:
                    edge[name].append(cells[cell])
            if "sameSeen" in cells:
                edge["beside"].append((cells["sameSeen"], cells["sameSaid"]))
    return graph


def holds(edge: Mapping[str, Any], day: str | None, known_by: str | None = None) -> str | None:
    """Tell whether an edge held on a day (ISO text): certain, possible, or None where it certainly did not.

    What happened once holds from then on; see `aigov_kg.clocks`. An edge of which no source had spoken by `known_by`
    did not hold either, as far as was known.
    """
    if known_by is not None and (edge["said"] is None or edge["said"] > known_by):
        return None
    # What was done stays done, but it ties nobody to a body that is gone, or when its effect is over; a succession leads on.
    if day and edge["gone"] and edge["gone"] < day and edge["relation"].word in {"action", "milestone"}:
        return None
    seen = [attested for attested in edge["seen"] if known_by is None or attested <= known_by]
    seen += [held for held, said in edge["beside"] if known_by is None or max(held, said) <= known_by]
    once = edge["relation"].word in _ONCE
    return standing(edge["start"], edge["end"], seen, day, once=once, life=edge["life"])


def sentence(
    source: str, target: str, edge: Mapping[str, Any], names: Mapping[str, Any], known_by: str | None = None
) -> str:
    """Write an edge as a sentence with its dates, without a full stop; days after `known_by` nobody had attested yet."""
    entities, concepts = names["entities"], names["concepts"]
    relation: Relation = edge["relation"]
    concept, form = "", relation.sentence
    if edge["concept"]:
        scheme, _, slug = edge["concept"].removeprefix(ns.VOCAB).partition("/")
        concept = concepts.get(scheme, {}).get(slug, slug)
        form = relation.by_concept.get(slug, form)
    label = {end: entities.get(end, {}).get("label", end) for end in (source, target)}
    form = _VERB.sub(_tense(edge), form)
    said = form.format(source=label[source], target=label[target], concept=concept, one=with_article(concept))
    period = entities.get(edge["period"], {}).get("label", "")
    return said + _dates(edge, known_by, period) + _HEDGES.get(edge["modality"], "")


def _tense(edge: Mapping[str, Any]) -> str:
    """Choose the form of a verb: present while it goes on, past where it ended, else both, since no source says."""
    if edge["end_kind"] == "ongoing" and not edge["written"][1]:
        return r"\1"
    return r"\2" if edge["end_kind"] == "ended" else r"\1 or \2"


def _dates(edge: Mapping[str, Any], known_by: str | None, period: str) -> str:
    """Write the dates or the study period as the source has them; what no source states is said to be so."""
    start, end = (_read(text) if text else "" for text in edge["written"])
    if edge["relation"].word in _ONCE:
        if not start and all(edge["start"]):
            # What takes the place of another is dated by its own begin.
            return " (date not stated; what followed began between {} and {})".format(*edge["start"])
        effect = f", in effect until {_read(edge['effect'])}" if edge["effect"] else ""
        return f" ({start or 'date not stated'}{effect})"
    if edge["end_kind"] == "ongoing" and not end:
        told = f"{start or 'start not stated'}, ongoing"
    elif start or end:
        told = f"{start or 'start not stated'} to {end or 'end not stated'}"
    else:
        told = period or "dates not stated"
    if edge["end_kind"] == "scheduled":
        told += " as planned"
    days = [day for day in edge["attested"] if known_by is None or day.strip("[]~.") <= known_by]
    # A day on which it was seen tells nothing more where both ends are known.
    seen = "" if start and end else ", ".join(sorted(_read(day) for day in days))
    return f" ({told}; attested {seen})" if seen else f" ({told})"


def _read(text: str) -> str:
    """Put the signs of a date text, as in [..2021-08], 2019~ or .. (open), into words."""
    first, bounded, last = text.strip("[]").partition("..")
    if not bounded:
        return f"about {text[:-1]}" if text.endswith("~") else text
    return (
        f"between {first} and {last}" if first and last else f"by {last}" if last else f"{first} or later" * bool(first)
    )

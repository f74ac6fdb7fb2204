"""Descriptions: what the graph says about one entity or one record, in and out, each with its sources.

The two clocks apply to records: `as_of` drops what certainly did not hold on a day and says of the rest how surely it
held; `known_by` drops what no source had said by a day, and citations of what was issued later. With either, inferred
links are left out, since they have no dates; `left_out` says so.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.clocks import ONCE, known, standing, unset
from aigov_kg.disagreements import telling, told, touching
from aigov_kg.evidence import evidence
from aigov_kg.names import spelt
from aigov_kg.store import Answer, Request

_FACTS = """
SELECT ?graph ?property ?value WHERE {
  VALUES ?entity { <%s> }
  GRAPH ?graph { ?entity ?property ?value }
  FILTER(?property NOT IN (aigov:nameKey, aigov:lifeEarliest, aigov:lifeLatest, aigov:knownSince))
} ORDER BY ?graph ?property ?value
"""

_RECORDS = """
SELECT DISTINCT ?record ?as ?property ?value WHERE {
  VALUES ?entity { <%s> }
  GRAPH graph:accepted { ?record ?as ?entity . ?record ?property ?value }
  FILTER(?as NOT IN (aigov:document, aigov:via) && STRSTARTS(STR(?record), STR(id:)))
  FILTER EXISTS { GRAPH graph:accepted { ?record aigov:status ?status } }
} ORDER BY ?record ?property ?value
"""

_BOOKKEEPING = (
    "rdf:type", "rdfs:label", "aigov:support", "aigov:contradictedBy", "aigov:modality", "aigov:status", "aigov:quote",
    "aigov:lifeEarliest", "aigov:lifeLatest", "aigov:knownSince",
)  # fmt: skip
_DATES = ("start", "end", "date", "due", "until", "decided", "issued", "attestedOn")
_NAMES = (("skos:prefLabel", "preferred"), ("aigov:designation", "designation"), ("skos:altLabel", "alias"))
_ORDER = (
    "tenure", "succession", "milestone", "listing", "control", "membership", "liaison", "participation",
    "document-relation", "action", "funding", "policy-statement", "characterisation", "statistic", "name", "note",
)  # fmt: skip
"""Kinds of records, those first that say what something is and who is in it, and last what is said about it."""
_IDENTIFIERS = ("designation", "code", "reference", "url", "sha256")
Steps = Generator[Request, Answer, dict[str, Any]]


def describe(
    slug: str, names: Mapping[str, Any], version: str, as_of: str | None = None, known_by: str | None = None
) -> Steps:
    """Gather the facts about an entity or a record: its own properties, what is inferred, the records that name it."""
    iri = ns.ID + slug
    answer = yield Request(ns.sparql_prefixes() + _FACTS % iri, trusted=True)
    facts: dict[str, dict[str, list[Any]]] = {"asserted": {}, "inferred": {}, "rejected": {}}
    for row in json.loads(answer.body)["results"]["bindings"]:
        kind = {ns.INFERRED: "inferred", ns.REJECTED: "rejected"}.get(row["graph"]["value"], "asserted")
        facts[kind].setdefault(ns.shorten(row["property"]["value"]), []).append(_show(row["value"], names))
    answer = yield Request(ns.sparql_prefixes() + _RECORDS % iri, trusted=True)
    records = _records(json.loads(answer.body)["results"]["bindings"], names)
    nodes = " ".join(f"<{node}>" for node in (iri, *records))
    query = f"{ns.sparql_prefixes()}SELECT DISTINCT ?note WHERE {{ {touching('Conflict', nodes)} }}"
    answer = yield Request(query, trusted=True)
    found = [row["note"]["value"] for row in json.loads(answer.body)["results"]["bindings"]]
    conflicts = telling((yield from told(found, {iri, *records}, names)), [iri], names)
    cited = dict.fromkeys([iri, *records, *(ns.ID + note["id"] for note in conflicts)])
    sources = evidence(cited, names, known_by)
    left_out: list[str] = []
    if known_by:
        if facts["asserted"] and not known(sources.get(iri, {}), known_by):
            facts["asserted"] = {}
            left_out.append(f"its own facts, of which no source had spoken by {known_by}")
        conflicts = [note for note in conflicts if sources.get(ns.ID + note["id"], {}).get("citations")]
    if (as_of or known_by) and facts["inferred"]:
        facts["inferred"] = {}
        left_out.append("inferred links, which have no dates")
    touched: dict[str, list[str]] = {}
    for note in conflicts:
        for touch in note["touches"]:
            touched.setdefault(touch, []).append(note["id"])
    grouped: dict[str, list[dict[str, Any]]] = {}
    for record_iri, record in records.items():
        identifier = record_iri.removeprefix(ns.ID)
        word = identifier.partition("/")[0]
        certainty = standing(*_bounds(record["properties"]), as_of, once=word in ONCE, life=_life(record["properties"]))
        rests_on = sources.get(record_iri, {})
        if certainty is None:
            continue
        if known_by and not known(rests_on, known_by):
            continue
        shown = {"id": identifier, "iri": record_iri, **record, "certainty": certainty, "evidence": rests_on}
        if identifier in touched:
            shown["conflicts"] = touched[identifier]
        for name in _BOOKKEEPING:
            shown["properties"].pop(name, None)
        grouped.setdefault(word, []).append(shown)
    for members in grouped.values():
        members.sort(key=lambda r: (_first_day(r["properties"]), r["id"]))
    entity = names["entities"].get(slug, {})
    said = facts["asserted"] or facts["rejected"]
    return {
        "id": slug,
        "iri": iri,
        "label": entity.get("label") or str(next(iter(said.get("rdfs:label", [])), slug)),
        "class": entity.get("class") or next((c["id"].removeprefix("aigov:") for c in said.get("rdf:type", [])), None),
        "names": _names(said, grouped.get("name", []), iri),
        "identifiers": {name: said[f"aigov:{name}"] for name in _IDENTIFIERS if f"aigov:{name}" in said},
        "version": version,
        "as_of": as_of,
        "known_by": known_by,
        "defaults": unset(as_of=as_of, known_by=known_by),
        "left_out": left_out,
        "facts": said,
        "rejected": bool(facts["rejected"]) and not facts["asserted"],
        "inferred": facts["inferred"],
        "records": dict(sorted(grouped.items(), key=lambda of: _place(of[0]))),
        "conflicts": [{**note, "evidence": sources.get(ns.ID + note["id"], {})} for note in conflicts],
        "evidence": sources.get(iri, {}),
    }


def history(description: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the dated facts of a description in order of time, undated ones last.

    The dates of the entity itself come under its class: when an event was held, a document came out, a period began.
    """
    own = spelt(description["class"]) if description["class"] else "thing"
    events = _dated(description["facts"], ("start", "issued", "date", "end"), own, description["id"])
    for word, members in description["records"].items():
        for record in members:
            dated = _dated(record["properties"], ("start", "date", "end"), word, record["id"])
            events += dated or [
                {"date": None, "earliest": None, "what": "undated", "kind": word, "record": record["id"]}
            ]
    return sorted(events, key=lambda e: (e["earliest"] or ("9998" if e["date"] else "9999"), e["record"], e["what"]))


def _dated(properties: Mapping[str, list[Any]], names: Sequence[str], kind: str, slug: str) -> list[dict[str, Any]]:
    return [
        {
            "date": text[0],
            "earliest": properties.get(f"aigov:{name}Earliest", [None])[0],
            "what": name,
            "kind": kind,
            "record": slug,
        }
        for name in names
        if (text := properties.get(f"aigov:{name}Text"))
    ]


def _records(bindings: list[dict[str, Any]], names: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    records: dict[str, dict[str, Any]] = {}
    for row in bindings:
        record = records.setdefault(row["record"]["value"], {"as": [], "properties": {}})
        if (position := ns.shorten(row["as"]["value"])) not in record["as"]:
            record["as"].append(position)
        values = record["properties"].setdefault(ns.shorten(row["property"]["value"]), [])
        if (shown := _show(row["value"], names)) not in values:
            values.append(shown)
    return records


def _names(facts: Mapping[str, list[Any]], recorded: list[dict[str, Any]], iri: str) -> list[dict[str, Any]]:
    """Give every name with its language and kind; one that a record gives comes with the record and its dates."""
    found: list[dict[str, Any]] = []
    for prop, kind in _NAMES:
        for value in facts.get(prop, []):
            plain = value if isinstance(value, dict) else {"text": value}
            found.append({"text": plain["text"], "lang": plain.get("lang", "und"), "kind": kind})
    for record in recorded:
        properties = record["properties"]
        if any(subject["iri"] == iri for subject in properties.get("aigov:subject", [])):
            start, end = (next(iter(properties.get(f"aigov:{d}Text", [])), None) for d in ("start", "end"))
            lang = next(iter(properties.get("aigov:lang", [])), "und")
            kind = next((k["id"] for k in properties.get("aigov:kind", [])), "recorded")
            for value in properties.get("skos:prefLabel", []):
                text = value["text"] if isinstance(value, dict) else value
                known_as = {"text": text, "lang": lang, "kind": kind, "record": record["id"]}
                found.append(known_as | {k: v for k, v in (("from", start), ("to", end)) if v})
    return found


def _bounds(properties: Mapping[str, list[Any]]) -> tuple[Any, Any, Any]:
    def bound(*choices: str) -> str | None:
        return next((properties[f"aigov:{c}"][0] for c in choices if f"aigov:{c}" in properties), None)

    return (
        (bound("startEarliest", "dateEarliest"), bound("startLatest", "dateLatest")),
        (bound("endEarliest"), bound("endLatest")),
        properties.get("aigov:attestedOnEarliest", []),
    )


def _life(properties: Mapping[str, list[Any]]) -> tuple[str | None, str | None]:
    """Give between which days all that a record is about was there."""
    first, last = (next(iter(properties.get(f"aigov:life{end}", [])), None) for end in ("Earliest", "Latest"))
    return first, last


def _first_day(properties: Mapping[str, list[Any]]) -> str:
    days = [properties[f"aigov:{d}Earliest"][0] for d in _DATES if f"aigov:{d}Earliest" in properties]
    return min(days, default="9999")


def _place(kind: str) -> tuple[int, str]:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER), kind


def _show(cell: dict[str, str], names: Mapping[str, Any]) -> Any:
    value = cell["value"]
    if cell["type"] != "uri":
        return {"text": value, "lang": cell["xml:lang"]} if "xml:lang" in cell else value
    if value.startswith(ns.VOCAB):
        scheme, _, slug = value.removeprefix(ns.VOCAB).partition("/")
        return {"id": slug, "label": names["concepts"].get(scheme, {}).get(slug, slug), "iri": value}
    if value.startswith(ns.ID):
        slug = value.removeprefix(ns.ID)
        return {"id": slug, "label": names["entities"].get(slug, {}).get("label", slug), "iri": value}
    return {"id": ns.shorten(value), "label": ns.shorten(value), "iri": value}

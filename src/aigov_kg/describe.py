"""Descriptions: what the graph says about one entity or one record, in and out, each with its sources.

The two clocks apply to records: `as_of` drops what certainly did not hold on a day and says of the rest how surely it
held; `known_by` drops what no source had said by a day.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.answers import evidence
from aigov_kg.clocks import known, standing
from aigov_kg.store import Answer, Request

_FACTS = """
SELECT ?graph ?property ?value WHERE {
  VALUES ?entity { <%s> }
  GRAPH ?graph { ?entity ?property ?value }
  FILTER(?property != aigov:nameKey)
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

_CONFLICTS = """
SELECT ?record ?conflict WHERE {
  VALUES ?record { %s }
  ?conflict a aigov:Conflict ; aigov:records ?record .
} ORDER BY ?record ?conflict
"""

_ONCE = {"milestone", "succession", "document-relation", "action", "name", "note", "policy-statement"}
_BOOKKEEPING = ("rdf:type", "aigov:support", "aigov:contradictedBy", "aigov:modality", "aigov:status", "aigov:quote")
_DATES = ("start", "end", "date", "due", "until", "decided", "issued", "attestedOn")
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
    sources = yield from evidence([iri, *records], names)
    conflicts = yield from _conflicts(records)
    grouped: dict[str, list[dict[str, Any]]] = {}
    for record_iri, record in records.items():
        identifier = record_iri.removeprefix(ns.ID)
        word = identifier.partition("/")[0]
        certainty = standing(*_bounds(record["properties"]), as_of, once=word in _ONCE)
        rests_on = sources.get(record_iri, {})
        if certainty is None:
            continue
        if known_by and not known(rests_on.get("citations", []), names["entities"], known_by):
            continue
        shown = {"id": identifier, "iri": record_iri, **record, "certainty": certainty, "evidence": rests_on}
        if record_iri in conflicts:
            shown["conflicts"] = conflicts[record_iri]
        for name in _BOOKKEEPING:
            shown["properties"].pop(name, None)
        grouped.setdefault(word, []).append(shown)
    for members in grouped.values():
        members.sort(key=lambda r: (_first_day(r["properties"]), r["id"]))
    entity = names["entities"].get(slug, {})
    return {
        "id": slug,
        "iri": iri,
        "label": entity.get("label", slug),
        "class": entity.get("class"),
        "names": entity.get("names", []),
        "version": version,
        "as_of": as_of,
        "known_by": known_by,
        "facts": facts["asserted"] or facts["rejected"],
        "rejected": bool(facts["rejected"]) and not facts["asserted"],
        "inferred": facts["inferred"],
        "records": dict(sorted(grouped.items())),
        "evidence": sources.get(iri, {}),
    }


def history(description: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the dated facts of a description in order of time, undated ones last."""
    events = []
    for word, members in description["records"].items():
        for record in members:
            for date in ("start", "date", "end"):
                if text := record["properties"].get(f"aigov:{date}Text"):
                    day = record["properties"].get(f"aigov:{date}Earliest", [None])[0]
                    events.append(
                        {"date": text[0], "earliest": day, "what": date, "kind": word, "record": record["id"]}
                    )
            if not any(f"aigov:{date}Text" in record["properties"] for date in ("start", "date", "end")):
                events.append({"date": None, "earliest": None, "what": "undated", "kind": word, "record": record["id"]})
    return sorted(events, key=lambda e: (e["earliest"] or ("9998" if e["date"] else "9999"), e["record"], e["what"]))


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


def _conflicts(records: Mapping[str, Any]) -> Generator[Request, Answer, dict[str, list[str]]]:
    found: dict[str, list[str]] = {}
    if terms := " ".join(f"<{iri}>" for iri in records):
        answer = yield Request(ns.sparql_prefixes() + _CONFLICTS % terms, trusted=True)
        for row in json.loads(answer.body)["results"]["bindings"]:
            found.setdefault(row["record"]["value"], []).append(row["conflict"]["value"].removeprefix(ns.ID))
    return found


def _bounds(properties: Mapping[str, list[Any]]) -> tuple[Any, Any, Any]:
    def bound(*choices: str) -> str | None:
        return next((properties[f"aigov:{c}"][0] for c in choices if f"aigov:{c}" in properties), None)

    return (
        (bound("startEarliest", "dateEarliest"), bound("startLatest", "dateLatest")),
        (bound("endEarliest"), bound("endLatest")),
        properties.get("aigov:attestedOnEarliest", []),
    )


def _first_day(properties: Mapping[str, list[Any]]) -> str:
    days = [properties[f"aigov:{d}Earliest"][0] for d in _DATES if f"aigov:{d}Earliest" in properties]
    return min(days, default="9999")


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

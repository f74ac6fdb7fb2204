"""Descriptions: what the graph says about one entity, in and out, grouped by kind of record."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.answers import evidence
from aigov_kg.store import Answer, Request

_FACTS = """
SELECT ?graph ?property ?value WHERE {
  VALUES ?entity { <%s> }
  GRAPH ?graph { ?entity ?property ?value }
  FILTER(?property != aigov:nameKey && ?graph != graph:rejected)
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


def describe(slug: str, names: Mapping[str, Any], version: str) -> Generator[Request, Answer, dict[str, Any]]:
    """Gather the facts about an entity: its own properties, what is inferred, and the records that name it."""
    iri = ns.ID + slug
    answer = yield Request(ns.sparql_prefixes() + _FACTS % iri, trusted=True)
    facts: dict[str, dict[str, list[Any]]] = {"asserted": {}, "inferred": {}}
    for row in json.loads(answer.body)["results"]["bindings"]:
        kind = "inferred" if row["graph"]["value"] == ns.INFERRED else "asserted"
        values = facts[kind].setdefault(ns.shorten(row["property"]["value"]), [])
        values.append(_show(row["value"], names))
    answer = yield Request(ns.sparql_prefixes() + _RECORDS % iri, trusted=True)
    records: dict[str, dict[str, Any]] = {}
    for row in json.loads(answer.body)["results"]["bindings"]:
        record = records.setdefault(row["record"]["value"], {"as": [], "properties": {}})
        position = ns.shorten(row["as"]["value"])
        if position not in record["as"]:
            record["as"].append(position)
        values = record["properties"].setdefault(ns.shorten(row["property"]["value"]), [])
        if (shown := _show(row["value"], names)) not in values:
            values.append(shown)
    found = yield from evidence([iri, *records], names)
    grouped: dict[str, list[dict[str, Any]]] = {}
    for record_iri, record in records.items():
        for bookkeeping in ("rdf:type", "aigov:support", "aigov:contradictedBy"):
            record["properties"].pop(bookkeeping, None)
        word, _, record_slug = record_iri.removeprefix(ns.ID).partition("/")
        grouped.setdefault(word, []).append(
            {
                "id": f"{word}/{record_slug}",
                "iri": record_iri,
                **record,
                "evidence": found.get(record_iri, {}),
            }
        )
    entity = names["entities"].get(slug, {})
    return {
        "id": slug,
        "iri": iri,
        "label": entity.get("label", slug),
        "class": entity.get("class"),
        "names": entity.get("names", []),
        "version": version,
        "facts": facts["asserted"],
        "inferred": facts["inferred"],
        "records": dict(sorted(grouped.items())),
        "evidence": found.get(iri, {}),
    }


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

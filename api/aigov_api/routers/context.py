"""`/context.jsonld`: the context that turns the JSON of an entity or a record into triples (JSON-LD 1.1).

A name that the context does not define is left out by a JSON-LD processor, so that what is there for a reader (labels,
records, citations) stays out of the triples: these are `facts` and `inferred`, the same as in the RDF forms.
"""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Depends, Response

from aigov_api.conditional import tagged
from aigov_api.graph import Graph, GraphDep
from aigov_api.links import CONTEXT
from aigov_kg import namespaces as ns
from aigov_kg.store import Request as Query

router = APIRouter(tags=["Release"])

_TYPES = """
SELECT DISTINCT ?property ?type WHERE {
  ?thing ?property ?value . FILTER(isLiteral(?value)) BIND(DATATYPE(?value) AS ?type)
  FILTER(?type NOT IN (xsd:string, rdf:langString) && STRSTARTS(STR(?property), STR(aigov:)))
} ORDER BY ?property
"""
_KEPT = (b"context",)


@router.get(
    CONTEXT,
    operation_id="context",
    summary="The JSON-LD context of entities and records",
    dependencies=[Depends(tagged)],
    responses={200: {"description": "A JSON-LD context", "content": {"application/ld+json": {}}}},
)
async def context(graph: GraphDep, response: Response) -> Response:
    """Give the context by which `facts` and `inferred` of an entity or a record are triples."""
    if _KEPT not in graph.texts:
        graph.texts[_KEPT] = json.dumps(await _context(graph), indent=1).encode()
    return Response(graph.texts[_KEPT], 200, dict(response.headers), media_type="application/ld+json")


async def _context(graph: Graph) -> dict[str, Any]:
    answer = await graph.query(Query(ns.sparql_prefixes() + _TYPES, trusted=True))
    typed = {
        ns.shorten(row["property"]["value"]): {
            "@id": ns.shorten(row["property"]["value"]),
            "@type": ns.shorten(row["type"]["value"]),
        }
        for row in json.loads(answer.body)["results"]["bindings"]
    }
    # `id` is a name in the JSON, so it cannot be the prefix that it is elsewhere.
    prefixes = {prefix: iri for prefix, iri in ns.PREFIXES.items() if prefix != "id"}
    words = {"iri": "@id", "text": "@value", "lang": "@language", "facts": "@nest", "inferred": "@nest"}
    return {"@context": {"@version": 1.1, **prefixes, **words, **typed}}

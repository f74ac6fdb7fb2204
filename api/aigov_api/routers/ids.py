"""`/id/{path}`: every entity, record and citation at its own address, as JSON or RDF."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from aigov_api import links
from aigov_api.errors import Problem
from aigov_api.graph import Graph, GraphDep
from aigov_api.negotiation import GRAPHS, SUFFIXES, choose, media_type
from aigov_api.pages import render
from aigov_api.schemas import problems
from aigov_kg.describe import describe
from aigov_kg.evidence import locator
from aigov_kg.findings import did_you_mean
from aigov_kg.namespaces import AIGOV, BASE, ID, VOCAB
from aigov_kg.store import Request as Query

router = APIRouter(tags=["Entities"])

_PATH = re.compile(r"[a-z0-9][a-z0-9.-]*(?:/[a-z0-9][a-z0-9.-]*)?")
_DERIVED = ", ".join(f"<{AIGOV}{name}>" for name in ("nameKey", "lifeEarliest", "lifeLatest", "knownSince"))
_FACTS = f"CONSTRUCT {{{{ <{{iri}}> ?p ?o }}}} WHERE {{{{ <{{iri}}> ?p ?o FILTER(?p NOT IN ({_DERIVED})) }}}}"
_HIDDEN = ("rdf:type", "rdfs:label", "skos:prefLabel", "skos:altLabel", "aigov:support", "aigov:contradictedBy", "aigov:citesInOrder",
           "aigov:valuesInOrder", "aigov:status", "aigov:modality", "aigov:quote")  # fmt: skip
_MOST = 100
_FORMS = ("application/json", "text/html", *(types[0] for types in GRAPHS.values()))


@router.get(
    "/id/{path:path}",
    operation_id="dereference",
    summary="What the graph says about an entity or a record, at its own address",
    responses={
        200: {"description": "The facts", "content": {media: {} for media in _FORMS}},
        304: {"description": "The client has the answer already"},
        308: {"description": "The id was renamed; Location has the new address"},
        **problems(400, 404, 406, 410, 422, 503, 504),
    },
)
async def dereference(
    path: Annotated[
        str, Path(description="Id of an entity or path of a record, with or without a suffix.", examples=["iflytek"])
    ],
    request: Request,
    graph: GraphDep,
) -> Response:
    """Give what the graph says: JSON or RDF, by Accept or by suffix (.json .ttl .nt .jsonld .rdf .nq .trig).

    Bodies name things by their canonical IRIs, whatever the host. JSON is JSON-LD by the context in the Link header.
    """
    stem, dot, suffix = path.rpartition(".")
    form = SUFFIXES.get(suffix) if dot else None
    slug = stem if form else path
    if not _PATH.fullmatch(slug):
        raise Problem("not-found", f"nothing has the id '{slug[:80]}'")
    if left := graph.names.get("redirects", {}).get(slug):
        if left["to"] is None:
            raise Problem("gone", f"'{slug}' was withdrawn on {left['date']}: {left['reason']}")
        target = f"/id/{left['to']}" + (f".{suffix}" if form else "")
        return Response(status_code=308, headers={"Location": target, "Link": links.link(ID + left["to"], "canonical")})
    accept = request.headers.get("accept")
    # Last, so that a client which takes anything gets JSON and only one that asks for it gets a page.
    form = form or choose(accept, {"json": ("application/json",), **GRAPHS, "html": ("text/html",)})
    if form is None:
        raise Problem("not-acceptable", "accept application/json, text/html or an RDF media type")
    kind = graph.names["entities"].get(slug, {}).get("class")
    headers = {"Vary": "Accept", "ETag": graph.etag(slug, form), "Link": links.thing(slug, kind)}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if form in {"json", "html"}:
        facts = await graph.run(describe(slug, graph.names, graph.version))
        if not facts["facts"]:
            raise _nothing(graph, slug)
        return JSONResponse(facts, headers=headers) if form == "json" else _page(graph, facts, headers)
    answer = await graph.query(Query(_FACTS.format(iri=ID + slug), None, form, trusted=True))
    if ID.encode() not in answer.body:
        raise _nothing(graph, slug)
    return Response(answer.body, 200, headers, media_type=media_type(form))


def _page(graph: Graph, facts: dict[str, Any], headers: dict[str, str]) -> Response:
    """Show a thing or a record to a person."""
    page = render(
        "thing.html",
        graph,
        facts=facts,
        hidden=_HIDDEN,
        most=_MOST,
        locator=locator,
        href=lambda iri: iri.removeprefix(BASE.rstrip("/")) if iri.startswith((ID, VOCAB)) else iri,
        word=lambda name: _word(name.partition(":")[2], graph),
    )
    page.headers.update(headers)
    return page


def _word(name: str, graph: Graph) -> str:
    """Give the label of a property; a date as it was written goes by the name of the date."""
    plain = name.removesuffix("Text")
    known: dict[str, Any] = graph.terms.get("terms", {})
    return str(known.get(plain, {}).get("label", plain)) if plain == name else plain


def _nothing(graph: Graph, slug: str) -> Problem:
    """Say that there is nothing, and what is called so."""
    near = did_you_mean(slug, graph.names["entities"]) if "/" not in slug else ""
    return Problem("not-found", f"nothing has the id '{slug[:80]}'" + (f"; {near}" if near else ""))

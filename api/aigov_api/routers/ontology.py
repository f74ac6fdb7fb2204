"""`/ontology` and `/vocab`: every term and concept at the path of its IRI, as a page or as RDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from aigov_api.errors import Problem
from aigov_api.graph import Graph, GraphDep
from aigov_api.negotiation import GRAPHS, SUFFIXES, choose, media_type
from aigov_api.pages import render
from aigov_api.terms import Reader
from aigov_kg import namespaces as ns
from aigov_kg.snapshot import TERMS
from aigov_kg.store import Request as Query

router = APIRouter(tags=["Ontology"])

Page = tuple[str, Callable[[], dict[str, Any]]]
"""A template, and the function that gives its values."""

_readers: WeakKeyDictionary[Graph, Reader] = WeakKeyDictionary()

_OFFERS = {"html": ("text/html", "application/xhtml+xml"), **GRAPHS}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The page, or the triples", "content": {"text/html": {}, "text/turtle": {}}},
    **{c: {"description": "Problem document", "content": {"application/problem+json": {}}} for c in (404, 406)},
}

# A term with what hangs on it by blank nodes: the lists of its chains, and the restriction that it stands above.
_TERMS = """CONSTRUCT { ?s ?p ?o } WHERE { GRAPH graph:ontology {
  { %s } UNION { VALUES ?root { <%s> } }
  { ?root (owl:propertyChainAxiom/rdf:rest*)? ?s } UNION { ?s rdfs:subClassOf ?root FILTER(ISBLANK(?s)) }
  ?s ?p ?o FILTER(?s = ?root || ISBLANK(?s))
} }"""
_WHOLE = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH graph:%s { ?s ?p ?o } }"
_SCHEME = """CONSTRUCT { ?s ?p ?o } WHERE { GRAPH graph:vocab {
  ?s ?p ?o FILTER(?s = <%s> || STRSTARTS(STR(?s), "%s/"))
} }"""
_CONCEPT = "CONSTRUCT { <%s> ?p ?o } WHERE { GRAPH graph:vocab { <%s> ?p ?o } }"


@router.get("/ontology", operation_id="ontology", responses=_RESPONSES)
@router.head("/ontology", include_in_schema=False)
async def ontology(request: Request, graph: GraphDep) -> Response:
    """Give the ontology: a page, or all its triples, by Accept; with a suffix (/ontology.ttl) that form."""
    return await _ontology(request, graph, choose(request.headers.get("accept"), _OFFERS))


@router.get("/ontology.{suffix}", include_in_schema=False)
@router.head("/ontology.{suffix}", include_in_schema=False)
async def ontology_file(suffix: str, request: Request, graph: GraphDep) -> Response:
    """Give the ontology in the form that a suffix names."""
    return await _ontology(request, graph, _form(suffix))


@router.get("/ontology/{path:path}", operation_id="term", responses=_RESPONSES)
@router.head("/ontology/{path:path}", include_in_schema=False)
async def term(path: Annotated[str, Path(examples=["Listing"])], request: Request, graph: GraphDep) -> Response:
    """Give a class, a property or a module of the ontology, by its name; a version's number may stand before it."""
    reader, (name, form) = _reader(graph), _split(path, request)
    version, _, rest = name.partition("/")
    if version == reader.content["ontology"]["version"]:
        name = rest
    if not name:
        return await _ontology(request, graph, form)
    if name == "mappings":
        return await _mappings(request, graph, reader, form)
    if name in reader.modules:
        iri = reader.modules[name]["iri"]
        query, page = _TERMS % (f"?root rdfs:isDefinedBy <{iri}>", iri), ("module.html", partial(reader.module, name))
    elif name in reader.terms:
        iri = reader.terms[name]["iri"]
        query, page = _TERMS % ("FILTER(false)", iri), ("term.html", partial(reader.term, name))
    else:
        raise Problem("not-found", f"the ontology has no term, module or version '{name[:80]}'; /ontology lists them")
    return await _answer(request, graph, form, iri, query, page)


@router.get("/vocab", operation_id="vocabularies", responses=_RESPONSES)
@router.head("/vocab", include_in_schema=False)
async def vocabularies(request: Request, graph: GraphDep) -> Response:
    """Give all concept schemes: a page, or all their triples, by Accept; with a suffix (/vocab.ttl) that form."""
    return await _vocabularies(request, graph, choose(request.headers.get("accept"), _OFFERS))


@router.get("/vocab.{suffix}", include_in_schema=False)
@router.head("/vocab.{suffix}", include_in_schema=False)
async def vocabularies_file(suffix: str, request: Request, graph: GraphDep) -> Response:
    """Give all concept schemes in the form that a suffix names."""
    return await _vocabularies(request, graph, _form(suffix))


@router.get("/vocab/{path:path}", operation_id="concept", responses=_RESPONSES)
@router.head("/vocab/{path:path}", include_in_schema=False)
async def concept(
    path: Annotated[str, Path(examples=["role/convenor"])], request: Request, graph: GraphDep
) -> Response:
    """Give a concept scheme, or one concept of it: a page, or RDF by Accept or suffix."""
    reader, (name, form) = _reader(graph), _split(path, request)
    iri = ns.VOCAB + name
    if name in reader.schemes:
        query, page = _SCHEME % (iri, iri), ("scheme.html", partial(reader.scheme, name))
    elif name in reader.concepts:
        query, page = _CONCEPT % (iri, iri), ("concept.html", partial(reader.concept, name))
    else:
        raise Problem("not-found", f"there is no concept scheme and no concept '{name[:80]}'; /vocab lists them")
    return await _answer(request, graph, form, iri, query, page)


def _reader(graph: Graph) -> Reader:
    if not graph.terms:
        raise Problem("not-found", "given files are served; the ontology comes with a release")
    if graph not in _readers:
        _readers[graph] = Reader(graph.terms)
    return _readers[graph]


def _split(path: str, request: Request) -> tuple[str, str | None]:
    """Take the suffix off a path where it names a form; a concept's own slug may hold a dot."""
    stem, dot, suffix = path.rpartition(".")
    if dot and SUFFIXES.get(suffix) in GRAPHS:
        return stem, SUFFIXES[suffix]
    return path, choose(request.headers.get("accept"), _OFFERS)


def _form(suffix: str) -> str:
    if SUFFIXES.get(suffix) not in GRAPHS:
        raise Problem("not-found", f"there is no form '.{suffix[:20]}'; use one of .ttl, .rdf, .jsonld, .nt")
    return SUFFIXES[suffix]


async def _ontology(request: Request, graph: Graph, form: str | None) -> Response:
    page = "ontology.html", _reader(graph).ontology
    return await _answer(request, graph, form, ns.ONTOLOGY, _WHOLE % "ontology", page)


async def _vocabularies(request: Request, graph: Graph, form: str | None) -> Response:
    page = "vocabularies.html", _reader(graph).vocabularies
    return await _answer(request, graph, form, ns.VOCAB, _WHOLE % "vocab", page)


async def _mappings(request: Request, graph: Graph, reader: Reader, form: str | None) -> Response:
    iri = f"{ns.ONTOLOGY}/mappings"
    if form == "turtle":
        # Loaded on demand, so it is no graph of the release; its one form is the file itself.
        return FileResponse(graph.home.mappings, media_type=media_type("turtle"))
    if form != "html":
        raise Problem("not-acceptable", "the mappings are given as text/html and text/turtle")
    return await _answer(request, graph, form, iri, "", ("mappings.html", reader.mappings))


async def _answer(request: Request, graph: Graph, form: str | None, iri: str, query: str, page: Page) -> Response:
    if form is None:
        raise Problem("not-acceptable", "accept text/html or an RDF media type")
    digest = graph.snapshot.manifest["files"][TERMS]["sha256"] if graph.snapshot else ""
    headers = {
        "Vary": "Accept",
        "ETag": graph.etag(iri, form, digest),
        "Link": f'<{iri}>; rel="canonical"',
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if form == "html":
        # A page takes tens of milliseconds to make and never changes while a release is served.
        pages = _reader(graph).pages
        if iri not in pages:
            template, values = page
            pages[iri] = bytes(render(template, graph, **values()).body)
        return Response(pages[iri], 200, headers, media_type="text/html; charset=utf-8")
    answer = await graph.query(Query(ns.sparql_prefixes() + query, None, form, trusted=True))
    return Response(answer.body, 200, headers, media_type=media_type(form))

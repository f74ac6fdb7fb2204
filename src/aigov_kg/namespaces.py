"""The IRIs of the project: base, prefixes, and the names of the graphs."""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/aigov-kg/"
AIGOV: Final = BASE + "ontology#"
ONTOLOGY: Final = BASE + "ontology"
ID: Final = BASE + "id/"
VOCAB: Final = BASE + "vocab/"
GRAPH: Final = BASE + "graph/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"

PREFIXES: Final[dict[str, str]] = {
    "aigov": AIGOV,
    "id": ID,
    "voc": VOCAB,
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "sh": "http://www.w3.org/ns/shacl#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
}

ACCEPTED: Final = GRAPH + "accepted"
REJECTED: Final = GRAPH + "rejected"
INFERRED: Final = GRAPH + "inferred"
VOCABULARIES: Final = GRAPH + "vocab"
ONTOLOGY_GRAPH: Final = GRAPH + "ontology"

DEFAULT_GRAPHS: Final = (ACCEPTED, INFERRED, VOCABULARIES, ONTOLOGY_GRAPH)
"""The graphs whose union a query sees when it names none; rejected records stay out of it."""

TYPE: Final = RDF + "type"


def expand(name: str) -> str:
    """Give the IRI of a CURIE; a name without a prefix is a term of the ontology.

    Raises:
        KeyError: the prefix is not one of `PREFIXES`.
    """
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon else AIGOV + name


def shorten(iri: str) -> str:
    """Give the CURIE of an IRI, or the IRI itself where no prefix fits; the longest prefix wins."""
    best = max((p for p in PREFIXES if iri.startswith(PREFIXES[p])), key=lambda p: len(PREFIXES[p]), default="")
    return f"{best}:{iri[len(PREFIXES[best]) :]}" if best else iri


def sparql_prefixes() -> str:
    """Give the prologue that declares every prefix."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())

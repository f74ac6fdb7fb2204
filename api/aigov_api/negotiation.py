"""Media types: what a client accepts, and the best that this service has (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aigov_api.errors import Problem

RESULTS = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
"""Representations of SELECT and ASK results, preferred first; the first media type of each is the one sent."""

GRAPHS = {
    "turtle": ("text/turtle", "application/x-turtle"),
    "jsonld": ("application/ld+json", "application/json"),
    "ntriples": ("application/n-triples", "text/plain"),
    "rdfxml": ("application/rdf+xml", "application/xml", "text/xml"),
    "nquads": ("application/n-quads",),
    "trig": ("application/trig",),
}
"""Representations of graphs."""

SUFFIXES = {
    "ttl": "turtle",
    "nt": "ntriples",
    "jsonld": "jsonld",
    "rdf": "rdfxml",
    "nq": "nquads",
    "trig": "trig",
    "json": "json",
}

_ALIASES = {
    "n3": "turtle",
    "rdf": "rdfxml",
    "rdf+xml": "rdfxml",
    "json-ld": "jsonld",
    "n-triples": "ntriples",
    **SUFFIXES,
}

_MOST_RANGES = 64


def named(asked: Sequence[str], offers: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """Choose the first representation that is asked for by name and offered; None where there is none.

    A name may be one of `offers`, another one in use (SPARQLWrapper sends `n3` and `rdf+xml`), or a media type. Of a
    graph, `xml` is RDF/XML and `json` JSON-LD.
    """
    for value in asked:
        wanted = value.partition(",")[0].strip().lower()
        for name, types in offers.items():
            also = {"xml": "rdfxml", "json": "jsonld"}.get(wanted, _ALIASES.get(wanted))
            if wanted in {name, *types} or (wanted not in offers and also == name):
                return name, types[0]
    return None


def choose(accept: str | None, offers: Mapping[str, Sequence[str]]) -> str | None:
    """Choose a representation for an Accept header; None where nothing fits.

    The highest quality wins, and of equal ones the first offer. A header that is absent accepts anything.

    Raises:
        Problem: the header lists more media ranges than anyone needs.
    """
    chosen = negotiate(accept, offers)
    return chosen[0] if chosen else None


def negotiate(accept: str | None, offers: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """Choose a representation and the media type to send it with: the preferred one among those that the client takes.

    Raises:
        Problem: the header lists more media ranges than anyone needs.
    """
    if accept is None or not accept.strip():
        name = next(iter(offers))
        return name, offers[name][0]
    ranges = _ranges(accept)
    named = {media for media, _ in ranges}
    best, best_quality = None, 0.0
    for name, types in offers.items():
        for media in types:
            # A lesser name of a representation is meant only where it is written out.
            if media != types[0] and media not in named:
                continue
            quality = _quality(media, ranges)
            if quality > best_quality:
                best, best_quality = (name, media), quality
    return best


def _ranges(accept: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    parts = accept.split(",")
    if len(parts) > _MOST_RANGES:
        raise Problem("bad-request", f"Accept lists more than {_MOST_RANGES} media ranges")
    for part in parts:
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = min(1.0, max(0.0, float(parameter[2:])))
                except ValueError:
                    quality = 0.0
        found.append((media, quality))
    return found


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Give the quality by the most specific range that fits."""
    kind = media.partition("/")[0]
    for wanted in (media, f"{kind}/*", "*/*"):
        fitting = [quality for name, quality in ranges if name == wanted]
        if fitting:
            return max(fitting)
    return 0.0


def media_type(name: str) -> str:
    """Give the media type that a representation is sent with."""
    media = {**{n: t[0] for n, t in GRAPHS.items()}, **{n: t[0] for n, t in RESULTS.items()}}[name]
    return with_charset(media)


def with_charset(media: str) -> str:
    """Name the encoding where a media type of text would leave it open."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media

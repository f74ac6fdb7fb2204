"""Media types: what a client accepts, and the best that this service has (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

_MOST_RANGES = 64


def choose(accept: str | None, offers: Mapping[str, Sequence[str]]) -> str | None:
    """Choose a representation for an Accept header; None where nothing fits.

    The highest quality wins, and of equal ones the first offer. A header that is absent accepts anything.
    """
    if accept is None or not accept.strip():
        return next(iter(offers))
    ranges = _ranges(accept)
    best, best_quality = None, 0.0
    for name, types in offers.items():
        quality = max(_quality(media, ranges) for media in types)
        if quality > best_quality:
            best, best_quality = name, quality
    return best


def _ranges(accept: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for part in accept.split(",")[:_MOST_RANGES]:
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
    return f"{media}; charset=utf-8" if media.startswith("text/") else media

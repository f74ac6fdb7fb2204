"""The concept schemes as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.usage import Usage

Facts = Mapping[str, Mapping[str, list[Any]]]

_LINKS = {
    "broader": ("broader",),
    "related": ("related",),
    "matches": ("exactMatch", "closeMatch", "broadMatch"),
}
_TERMS = ns.PREFIXES["dcterms"]


def describe_schemes(facts: Facts, usage: Usage) -> tuple[dict[str, Any], dict[str, Any]]:
    """Describe the schemes by slug, and their concepts by `scheme/slug`."""
    schemes: dict[str, Any] = {}
    concepts: dict[str, Any] = {}
    for iri, own in facts.items():
        types = {value.value for value in own[ns.TYPE]}
        slug = iri.removeprefix(ns.VOCAB)
        if ns.SKOS + "ConceptScheme" in types:
            schemes[slug] = {
                "iri": iri,
                "title": _first(own[_TERMS + "title"]),
                "description": _first(own[_TERMS + "description"]),
                "sources": [value.value for value in own[_TERMS + "source"]],
                "tops": [value.value.removeprefix(ns.VOCAB) for value in own[ns.SKOS + "hasTopConcept"]],
                "concepts": [],
                "properties": [],
            }
        elif ns.SKOS + "Concept" in types:
            concepts[slug] = _concept(iri, own) | usage.of(iri)
    for slug, concept in sorted(concepts.items()):
        if concept["scheme"] in schemes:
            schemes[concept["scheme"]]["concepts"].append(slug)
        for broader in concept["broader"]:
            if broader in concepts:
                concepts[broader]["narrower"].append(slug)
    return dict(sorted(schemes.items())), dict(sorted(concepts.items()))


def _concept(iri: str, own: Mapping[str, list[Any]]) -> dict[str, Any]:
    return {
        "iri": iri,
        "slug": _first(own[ns.SKOS + "notation"]) or iri.rpartition("/")[2],
        "scheme": _first(own[ns.SKOS + "inScheme"]).removeprefix(ns.VOCAB),
        "label": next((v.value for v in own[ns.SKOS + "prefLabel"] if v.language == "en"), iri.rpartition("/")[2]),
        "labels": _by_language(own[ns.SKOS + "prefLabel"]),
        "other_labels": _by_language(own[ns.SKOS + "altLabel"]),
        "definition": _first(own[ns.SKOS + "definition"]),
        "notes": [value.value for value in own[ns.SKOS + "scopeNote"]],
        "sources": [value.value for value in own[_TERMS + "source"]],
        "flags": _flags(own),
        "assigns": [value.value.removeprefix(ns.AIGOV) for value in own[ns.AIGOV + "assignsClass"]],
        "narrower": [],
    } | {
        name: [value.value.removeprefix(ns.VOCAB) for link in links for value in own[ns.SKOS + link]]
        for name, links in _LINKS.items()
    }


def _flags(own: Mapping[str, list[Any]]) -> dict[str, str]:
    """Give what the ontology's own properties say of a concept: property to value."""
    return {
        predicate.removeprefix(ns.AIGOV): ", ".join(
            value.value.removeprefix(ns.VOCAB) if isinstance(value, ox.NamedNode) else value.value for value in values
        )
        for predicate, values in sorted(own.items())
        if predicate.startswith(ns.AIGOV) and predicate != ns.AIGOV + "assignsClass"
    }


def _by_language(values: list[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value in values:
        found.setdefault(value.language or "", []).append(value.value)
    # English first, then the others by tag.
    return dict(sorted(found.items(), key=lambda pair: (pair[0] != "en", pair[0])))


def _first(values: list[Any]) -> str:
    return values[0].value if values else ""

"""Concept schemes: which slugs a cell may hold, and what a concept says about the record that uses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from aigov_kg.errors import OntologyError
from aigov_kg.namespaces import AIGOV, SKOS, VOCAB

_IN_SCHEME = ox.NamedNode(SKOS + "inScheme")
_LABEL = ox.NamedNode(SKOS + "prefLabel")
_ASSIGNS = ox.NamedNode(AIGOV + "assignsClass")


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept as a table sees it.

    Attributes:
        flags: local names of the boolean properties that are true of it.
        assigns: local name of the class that the loader gives to a record that uses it, or None.
    """

    scheme: str
    slug: str
    iri: str
    label: str
    flags: frozenset[str]
    assigns: str | None


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """All concept schemes: scheme slug, then concept slug, to the concept."""

    schemes: dict[str, dict[str, Concept]]

    def find(self, schemes: Iterable[str], slug: str) -> Concept | None:
        """Find a concept by slug in the first of the schemes that has it."""
        return next((c for s in schemes if (c := self.schemes.get(s, {}).get(slug))), None)

    def slugs(self, schemes: Iterable[str]) -> list[str]:
        """Give every slug that the schemes allow."""
        return [slug for scheme in schemes for slug in self.schemes.get(scheme, {})]


def read_vocabularies(files: Iterable[Path]) -> Vocabularies:
    """Read concept schemes from Turtle files.

    Raises:
        OntologyError: a file is not Turtle.
    """
    store = ox.Store()
    for path in files:
        try:
            store.load(path=str(path), format=ox.RdfFormat.TURTLE)
        except (SyntaxError, OSError) as error:
            raise OntologyError(f"{path} is not Turtle: {error}") from error
    schemes: dict[str, dict[str, Concept]] = {}
    for quad in sorted(store.quads_for_pattern(None, _IN_SCHEME, None, None), key=str):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            concept = _concept(store, quad.subject, quad.object.value.removeprefix(VOCAB))
            schemes.setdefault(concept.scheme, {})[concept.slug] = concept
    return Vocabularies(schemes)


def _concept(store: ox.Store, node: ox.NamedNode, scheme: str) -> Concept:
    slug = node.value.removeprefix(f"{VOCAB}{scheme}/")
    label, flags, assigns = slug, set(), None
    for quad in store.quads_for_pattern(node, None, None, None):
        value = quad.object
        if quad.predicate == _LABEL and isinstance(value, ox.Literal) and value.language == "en":
            label = value.value
        elif quad.predicate == _ASSIGNS and isinstance(value, ox.NamedNode):
            assigns = value.value.removeprefix(AIGOV)
        elif isinstance(value, ox.Literal) and value.value == "true" and quad.predicate.value.startswith(AIGOV):
            flags.add(quad.predicate.value.removeprefix(AIGOV))
    return Concept(scheme, slug, node.value, label, frozenset(flags), assigns)

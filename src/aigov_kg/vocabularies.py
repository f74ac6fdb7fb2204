"""Concept schemes: which slugs a cell may hold, and what a concept says about the record that uses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from aigov_kg.errors import OntologyError
from aigov_kg.namespaces import AIGOV, SKOS, TYPE, VOCAB
from aigov_kg.words import fold

_IN_SCHEME = ox.NamedNode(SKOS + "inScheme")
_TYPE, _CONCEPT = ox.NamedNode(TYPE), ox.NamedNode(SKOS + "Concept")
_LABEL = ox.NamedNode(SKOS + "prefLabel")
_NAMES = (_LABEL, ox.NamedNode(SKOS + "altLabel"))
_DEFINITION = ox.NamedNode(SKOS + "definition")
_EXAMPLE = ox.NamedNode(SKOS + "example")
_ASSIGNS = ox.NamedNode(AIGOV + "assignsClass")


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept as a table sees it.

    Attributes:
        names: keys of its labels in every language (`words.fold`).
        flags: local names of the boolean properties that are true of it.
        assigns: local name of the class that the loader gives to a record that uses it, or None.
    """

    scheme: str
    slug: str
    iri: str
    label: str
    definition: str
    names: frozenset[str]
    flags: frozenset[str]
    assigns: str | None


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """All concept schemes: scheme slug, then concept slug, to the concept."""

    schemes: dict[str, dict[str, Concept]]

    def find(self, schemes: Iterable[str], slug: str) -> Concept | None:
        """Find a concept by slug in the first of the schemes that has it."""
        return next((c for s in schemes if (c := self.schemes.get(s, {}).get(slug))), None)

    def called(self, schemes: Iterable[str], name: str) -> Concept | None:
        """Find the one concept of the schemes that has a label which reads like a name."""
        key = fold(name)
        found = [c for s in schemes for c in self.schemes.get(s, {}).values() if key and key in c.names]
        return found[0] if len(found) == 1 else None

    def slugs(self, schemes: Iterable[str]) -> list[str]:
        """Give every slug that the schemes allow."""
        return [slug for scheme in schemes for slug in self.schemes.get(scheme, {})]


def read_vocabularies(files: Iterable[Path]) -> Vocabularies:
    """Read concept schemes from Turtle files.

    Raises:
        OntologyError: a file is not Turtle.
    """
    store = _store(files)
    schemes: dict[str, dict[str, Concept]] = {}
    for quad in sorted(store.quads_for_pattern(None, _IN_SCHEME, None, None), key=str):
        # A collection stands in a scheme too, as a heading over concepts; no record may use it.
        known = ox.Quad(quad.subject, _TYPE, _CONCEPT) in store
        if known and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            concept = _concept(store, quad.subject, quad.object.value.removeprefix(VOCAB))
            schemes.setdefault(concept.scheme, {})[concept.slug] = concept
    return Vocabularies(schemes)


def read_classes(files: Iterable[Path]) -> dict[str, str]:
    """Read what each class of the ontology means, by its local name, with examples.

    Raises:
        OntologyError: a file is not Turtle.
    """
    store, held = _store(files), dict[str, str]()
    for predicate, before in ((_DEFINITION, ""), (_EXAMPLE, "; for example ")):
        for quad in store.quads_for_pattern(None, predicate, None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                name = quad.subject.value.removeprefix(AIGOV)
                held[name] = held.get(name, "") + before + quad.object.value
    return held


def _store(files: Iterable[Path]) -> ox.Store:
    store = ox.Store()
    for path in files:
        try:
            store.load(path=str(path), format=ox.RdfFormat.TURTLE)
        except (SyntaxError, OSError) as error:
            raise OntologyError(f"{path} is not Turtle: {error}") from error
    return store


def _concept(store: ox.Store, node: ox.NamedNode, scheme: str) -> Concept:
    slug = node.value.removeprefix(f"{VOCAB}{scheme}/")
    label, definition, names, flags, assigns = slug, "", {fold(slug)}, set(), None
    for quad in store.quads_for_pattern(node, None, None, None):
        value = quad.object
        if quad.predicate in _NAMES and isinstance(value, ox.Literal):
            names.add(fold(value.value))
        if quad.predicate == _LABEL and isinstance(value, ox.Literal) and value.language == "en":
            label = value.value
        elif quad.predicate == _DEFINITION and isinstance(value, ox.Literal) and value.language == "en":
            definition = value.value
        elif quad.predicate == _ASSIGNS and isinstance(value, ox.NamedNode):
            assigns = value.value.removeprefix(AIGOV)
        elif isinstance(value, ox.Literal) and value.value == "true" and quad.predicate.value.startswith(AIGOV):
            flags.add(quad.predicate.value.removeprefix(AIGOV))
    return Concept(scheme, slug, node.value, label, definition, frozenset(names), frozenset(flags), assigns)

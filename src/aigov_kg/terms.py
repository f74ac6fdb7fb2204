"""The ontology as its pages show it: every term with its text, its place among the others, its use and its shapes.

Made when a release is built, so that the process that serves the pages needs no engine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.columns import Description
from aigov_kg.errors import OntologyError
from aigov_kg.load import Loaded
from aigov_kg.resources import Home
from aigov_kg.rules import RuleSet
from aigov_kg.schemes import describe_schemes
from aigov_kg.usage import measure_usage

Facts = dict[str, dict[str, list[Any]]]
"""Subject, then predicate, to the values; subjects are IRIs or labels of blank nodes."""

_KINDS = {
    ns.OWL + "Class": "class",
    ns.OWL + "ObjectProperty": "object property",
    ns.OWL + "DatatypeProperty": "datatype property",
    ns.OWL + "AnnotationProperty": "annotation property",
}
_MODULE = ns.ONTOLOGY + "/"
_DCTERMS, _SCHEMA, _SH = ns.PREFIXES["dcterms"], "https://schema.org/", ns.PREFIXES["sh"]
_RELATIONS = {
    ns.RDFS + "subClassOf": "is a",
    ns.RDFS + "subPropertyOf": "is a",
    ns.SKOS + "closeMatch": "is close to",
    ns.SKOS + "exactMatch": "is the same as",
    ns.SKOS + "broadMatch": "is narrower than",
}


def describe_terms(loaded: Loaded, tables: Description, rules: RuleSet) -> dict[str, Any]:
    """Describe the ontology, its modules and terms, and the concept schemes.

    Returns:
        `ontology`, `modules`, `terms` by local name, and `schemes` and `concepts` by the last part of their IRIs.
    """
    facts = gather(loaded.graphs[ns.ONTOLOGY_GRAPH])
    usage = measure_usage(loaded.graphs[ns.ACCEPTED], loaded.graphs[ns.INFERRED])
    terms = {
        iri.removeprefix(ns.AIGOV): _term(iri, facts, rules) | usage.of(iri)
        for iri in sorted(facts)
        if iri.startswith(ns.AIGOV)
    }
    _add_subterms(terms)
    _add_columns(terms, tables)
    _add_shapes(terms, tables.home)
    _add_mappings(terms, tables.home)
    schemes, concepts = describe_schemes(gather(loaded.graphs[ns.VOCABULARIES]), usage)
    for name, term in terms.items():
        for scheme in term["schemes"]:
            if scheme in schemes:
                schemes[scheme]["properties"].append(name)
    return {
        "ontology": _header(facts[ns.ONTOLOGY]),
        "modules": _modules(facts, terms),
        "terms": terms,
        "schemes": schemes,
        "concepts": concepts,
        "labels": _labels(loaded, [*terms.values(), *concepts.values()]),
    }


def gather(triples: Iterable[tuple[Any, Any, Any]]) -> Facts:
    """Sort triples by subject and predicate; values are in a fixed order."""
    facts: Facts = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in sorted(triples, key=str):
        facts[getattr(subject, "value", str(subject))][predicate.value].append(value)
    return facts


def _term(iri: str, facts: Facts, rules: RuleSet) -> dict[str, Any]:
    own = facts[iri]
    types = {value.value for value in own[ns.TYPE]}
    derived = [rule for rule in rules.rules if rule.head.term == iri]
    return {
        "iri": iri,
        "kind": next((kind for type_, kind in _KINDS.items() if type_ in types), "term"),
        "label": _one(own[ns.RDFS + "label"]),
        "definition": _one(own[ns.SKOS + "definition"]),
        "notes": [note.value for note in own[ns.SKOS + "scopeNote"]],
        "status": _one(own[ns.PREFIXES["vs"] + "term_status"]),
        "module": _one(own[ns.RDFS + "isDefinedBy"]).removeprefix(_MODULE),
        "sources": [source.value for source in own[_DCTERMS + "source"]],
        "deprecated": _one(own[ns.OWL + "deprecated"]) == "true",
        "replaced_by": [name(value) for value in own[_DCTERMS + "isReplacedBy"]],
        "super": [name(v) for p in ("subClassOf", "subPropertyOf") for v in own[ns.RDFS + p]],
        "disjoint": sorted(name_of(other) for pair in rules.disjoint if iri in pair for other in pair if other != iri),
        "domain": [name(value) for value in own[ns.RDFS + "domain"]],
        "domain_includes": [name(value) for value in own[_SCHEMA + "domainIncludes"]],
        "range": [name(value) for value in own[ns.RDFS + "range"]],
        "range_includes": [name(value) for value in own[_SCHEMA + "rangeIncludes"]],
        "inverse": sorted({name_of(r.body[0].term) for r in derived if r.axiom == "inverse"}),
        "chains": [[name_of(atom.term) for atom in r.body] for r in derived if r.axiom == "property chain"],
        "conditions": [[name_of(atom.term) for atom in r.body] for r in derived if r.axiom == "some values from"],
        "transitive": ns.OWL + "TransitiveProperty" in types,
        "symmetric": ns.OWL + "SymmetricProperty" in types,
        "acyclic": iri in rules.acyclic,
        "schemes": [value.value.removeprefix(ns.VOCAB) for value in own[ns.AIGOV + "usesScheme"]],
        "sub": [],
        "columns": [],
        "shapes": [],
        "mappings": [],
    }


def name_of(iri: str) -> str:
    """Give the local name of one of our terms, or the CURIE of another."""
    return iri.removeprefix(ns.AIGOV) if iri.startswith(ns.AIGOV) else ns.shorten(iri)


def name(value: Any) -> str:
    """Give the name of a node."""
    return name_of(value.value)


def _one(values: list[Any]) -> str:
    return values[0].value if values else ""


def _header(own: Mapping[str, list[Any]]) -> dict[str, Any]:
    return {
        "iri": ns.ONTOLOGY,
        "title": _one(own[_DCTERMS + "title"]),
        "description": _one(own[_DCTERMS + "description"]),
        "version": _one(own[ns.OWL + "versionInfo"]),
        "version_iri": _one(own[ns.OWL + "versionIRI"]),
        "prior_version": _one(own[ns.OWL + "priorVersion"]),
        "licence": _one(own[_DCTERMS + "license"]),
        "creators": [value.value for value in own[_DCTERMS + "creator"]],
    }


def _modules(facts: Facts, terms: Mapping[str, Any]) -> dict[str, Any]:
    return {
        iri.removeprefix(_MODULE): {
            "iri": iri,
            "title": _one(own[_DCTERMS + "title"]).partition(": ")[2],
            "description": _one(own[_DCTERMS + "description"]),
            "imports": [value.value.removeprefix(_MODULE) for value in own[ns.OWL + "imports"]],
            "terms": [name for name, term in terms.items() if term["module"] == iri.removeprefix(_MODULE)],
        }
        for iri, own in facts.items()
        if iri.startswith(_MODULE)
    }


def _add_subterms(terms: dict[str, Any]) -> None:
    for name, term in terms.items():
        for upper in term["super"]:
            if upper in terms:
                terms[upper]["sub"].append(name)


def _add_columns(terms: dict[str, Any], tables: Description) -> None:
    """Name the cells of the tables that write each term."""
    for table, columns in tables.columns.items():
        described = tables.tables[table]
        for column in columns.values():
            for written in _written(ns.expand(column.becomes or ""), column.type):
                if written in terms:
                    terms[written]["columns"].append(f"{table}.{column.name}")
        for class_ in (described.class_, *described.classes, *(s.class_ for s in described.subclasses)):
            if class_ and table not in terms[class_]["columns"]:
                terms[class_]["columns"].append(table)
        for emitted in (*(e.property for e in described.emits), *described.in_order.values()):
            terms[emitted]["columns"].append(f"{table} (by the loader)")


def _written(iri: str, kind: str) -> Iterator[str]:
    if iri.startswith(ns.AIGOV):
        own = iri.removeprefix(ns.AIGOV)
        yield from ([own + suffix for suffix in ("Text", "Earliest", "Latest")] if kind == "date" else [own])


def _add_shapes(terms: dict[str, Any], home: Home) -> None:
    """Name the shapes that speak of each term, in their own triples or in their queries."""
    for path in home.shape_files():
        facts = gather(_read(home, path))
        for iri, own in facts.items():
            if not own[_SH + "severity"] or not own[ns.RDFS + "label"]:
                continue
            shape = {
                "name": iri.rpartition("/")[2],
                "label": _one(own[ns.RDFS + "label"]),
                "why": _one(own[_SH + "description"]),
                "severity": _one(own[_SH + "severity"]).removeprefix(_SH),
                "file": f"shapes/{path.name}",
            }
            for name in sorted(set(_spoken_of(iri, facts, set()))):
                if name in terms:
                    terms[name]["shapes"].append(shape)


def _spoken_of(subject: str, facts: Facts, seen: set[str]) -> Iterator[str]:
    seen.add(subject)
    for values in list(facts[subject].values()):
        for value in values:
            if isinstance(value, ox.Literal):
                yield from re.findall(r"\baigov:(\w+)", value.value)
            elif value.value.startswith(ns.AIGOV):
                yield value.value.removeprefix(ns.AIGOV)
            elif isinstance(value, ox.BlankNode) and value.value not in seen:
                yield from _spoken_of(value.value, facts, seen)


def _add_mappings(terms: dict[str, Any], home: Home) -> None:
    """Say how each term stands to terms of other vocabularies."""
    if not home.mappings.is_file():
        return
    parser = ox.parse(path=str(home.mappings), format=ox.RdfFormat.TURTLE)
    triples = [(q.subject, q.predicate, q.object) for q in parser]
    prefixes = {iri: prefix for prefix, iri in parser.prefixes.items()}
    for subject, predicate, value in sorted(triples, key=str):
        own, relation = name(subject) if isinstance(subject, ox.NamedNode) else "", _RELATIONS.get(predicate.value)
        if own in terms and relation and isinstance(value, ox.NamedNode):
            base = max((iri for iri in prefixes if value.value.startswith(iri)), key=len, default="")
            short = f"{prefixes[base]}:{value.value.removeprefix(base)}" if base else value.value
            terms[own]["mappings"].append({"relation": relation, "to": short, "iri": value.value})


def _read(home: Home, path: Path) -> list[tuple[Any, Any, Any]]:
    try:
        quads = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        return [(q.subject, q.predicate, q.object) for q in quads]
    except (SyntaxError, OSError) as error:
        raise OntologyError(f"{home.name(path)} is not Turtle: {error}") from error


def _labels(loaded: Loaded, described: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Give the labels of the things that examples name."""
    named = {
        iri
        for term in described
        if "example" in term
        for shown in (term["example"], *term["example"].get("facts", []))
        for iri in (shown["subject"], shown.get("object", ""))
        if iri.startswith(ns.ID)
    }
    labels: dict[str, tuple[int, str]] = {}
    for subject, predicate, value in loaded.graphs[ns.ACCEPTED]:
        if subject.value in named and isinstance(value, ox.Literal):
            rank = 0 if predicate.value == ns.AIGOV + "designation" else 1 if value.language == "en" else 2
            if predicate.value in {ns.AIGOV + "designation", ns.SKOS + "prefLabel"}:
                labels[subject.value] = min(labels.get(subject.value, (9, "")), (rank, value.value))
    return {iri: label for iri, (_, label) in sorted(labels.items())}

"""The content of a release: tables read, loaded, validated as they were typed, and reasoned over, in that order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.axioms import compile_rules
from aigov_kg.columns import Description
from aigov_kg.contradictions import find_contradictions
from aigov_kg.emissions import emissions
from aigov_kg.errors import DataError
from aigov_kg.findings import as_json, stops
from aigov_kg.index import name_index
from aigov_kg.load import Loaded, Triple, load, node, write_derived
from aigov_kg.reason import infer
from aigov_kg.resources import Home
from aigov_kg.rules import RuleSet
from aigov_kg.tables import read_tables
from aigov_kg.terms import describe_terms
from aigov_kg.validate import validate


@dataclass(frozen=True, slots=True)
class Release:
    """What a snapshot is made of.

    Attributes:
        lines: the dump, as N-Quads.
        names: the name index.
        rules: the rules that the inferred graph comes from.
        terms: the ontology and the vocabularies, as their pages show them.
        findings: what the checks had to say that did not stop the build.
    """

    lines: set[str]
    names: dict[str, Any]
    rules: dict[str, Any]
    terms: dict[str, Any]
    findings: str


def assemble(home: Home, progress: Callable[[str], None], reasoner: str = "rules") -> Release:
    """Go from tables to the content of a release.

    Raises:
        DataError: the tables hold findings that stop the build, or contradict the ontology.
        OntologyError: an axiom is not supported.
    """
    progress("reading the tables")
    reading = read_tables(home)
    if stops(reading.findings):
        raise DataError(reading.findings)
    progress(f"loading {len(reading.rows)} rows")
    loaded = load(reading, lives=False)
    progress("validating")
    findings = validate(loaded, home)
    if stops(findings):
        raise DataError([*reading.findings, *findings])
    progress("reasoning")
    write_derived(loaded)
    rules = rule_set(loaded, reading.tables)
    loaded.graphs[ns.INFERRED] = inferred = entail(loaded, rules, reasoner)
    if contradictions := find_contradictions(loaded, inferred, rules):
        raise DataError(contradictions)
    lines = {line for graph, triples in loaded.graphs.items() for line in _lines(triples, graph)}
    return Release(
        lines,
        name_index(reading, loaded),
        rules.as_json(),
        describe_terms(loaded, reading.tables, rules),
        as_json([*reading.findings, *findings]),
    )


def count_inferred(home: Home, progress: Callable[[str], None], reasoner: str) -> dict[str, Any]:
    """Reason over the accepted records and count what it adds, by class and property; nothing is written.

    Returns:
        `reasoner`, the numbers of `accepted` and `inferred` triples, and `terms`: for each class and property that was
        inferred the number of its triples and the rules that conclude it, most frequent first.

    Raises:
        DataError: the tables hold findings that stop a build, or contradict the ontology.
        OntologyError: an axiom is not supported.
    """
    progress("reading the tables")
    reading = read_tables(home)
    if stops(reading.findings):
        raise DataError(reading.findings)
    loaded = load(reading)
    progress("reasoning")
    rules = rule_set(loaded, reading.tables)
    inferred = entail(loaded, rules, reasoner)
    if contradictions := find_contradictions(loaded, inferred, rules):
        raise DataError(contradictions)
    counts = Counter(o.value if p.value == ns.TYPE else p.value for _, p, o in inferred)
    return {
        "reasoner": reasoner,
        "accepted": len(loaded.graphs[ns.ACCEPTED]),
        "inferred": len(inferred),
        "terms": [
            {"term": ns.shorten(t), "inferred": n, "rules": [str(r) for r in rules.rules if r.head.term == t]}
            for t, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
    }


def rule_set(loaded: Loaded, tables: Description) -> RuleSet:
    """Compile the ontology, and add how the loader writes triples from records.

    Raises:
        OntologyError: an axiom is not supported.
    """
    return compile_rules(loaded.graphs[ns.ONTOLOGY_GRAPH]).with_emissions(emissions(tables))


def entail(loaded: Loaded, rules: RuleSet, reasoner: str) -> set[Triple]:
    """Give what follows from ontology and accepted records, by the compiled rules or by owlrl, and is not yet said."""
    accepted = loaded.graphs[ns.ACCEPTED]
    if reasoner == "owlrl":
        from aigov_kg.oracle import infer_owlrl

        inferred = infer_owlrl(accepted, loaded.graphs[ns.ONTOLOGY_GRAPH])
    else:
        inferred = infer(accepted, rules)
    return inferred - loaded.graphs[ns.VOCABULARIES]


def _lines(triples: Iterable[Triple], graph: str) -> list[str]:
    """Write N-Quads with stable labels for the few blank nodes of the ontology (class expressions and lists)."""
    name = node(graph)
    plain = [t for t in triples if not any(isinstance(term, ox.BlankNode) for term in t)]
    rest = [t for t in triples if any(isinstance(term, ox.BlankNode) for term in t)]
    lines = [f"{s} {p} {o} {name} .\n" for s, p, o in plain]
    if rest:
        dataset = ox.Dataset(ox.Quad(s, p, o) for s, p, o in rest)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines += [f"{q.subject} {q.predicate} {q.object} {name} .\n" for q in dataset]
    return lines

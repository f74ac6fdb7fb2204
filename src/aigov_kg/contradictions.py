"""Contradictions: what cannot all be true, told as findings at the rows that it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.findings import Finding
from aigov_kg.load import Loaded, Triple, node
from aigov_kg.rules import RuleSet
from aigov_kg.tables import Row

if TYPE_CHECKING:
    from aigov_kg.store import Answer, Request

_NO_NAMES: dict[str, dict[str, str]] = {"entities": {}, "concepts": {}}


def find_contradictions(loaded: Loaded, inferred: set[Triple], rules: RuleSet) -> list[Finding]:
    """Look for members of disjoint classes, and for things that stand to themselves in an acyclic property."""
    found = [*_disjoint(loaded, inferred, rules), *_cycles(loaded, inferred, rules)]
    if not found:
        return []
    witness = _Witness(loaded, inferred, rules)
    findings: dict[tuple[str, ...], Finding] = {}
    for triples, message, fix, rule in found:
        rows = witness.rows(triples)
        # One cycle shows at each of its members; it rests on the same rows each time.
        findings.setdefault((rule, *sorted(f"{r.file}:{r.line}" for r in rows)), _finding(rows, message, fix, rule))
    return sorted(findings.values(), key=Finding.sort_key)


_Found = tuple[list[tuple[str, str, str]], str, str, str]


def _disjoint(loaded: Loaded, inferred: set[Triple], rules: RuleSet) -> Iterator[_Found]:
    members: dict[str, set[str]] = defaultdict(set)
    for triples in (loaded.graphs[ns.ACCEPTED], inferred):
        for s, p, o in triples:
            if p.value == ns.TYPE:
                members[o.value].add(s.value)
    # The narrowest pair tells most; a pair of superclasses has the same members again.
    told: set[str] = set()
    for one, other in sorted(rules.disjoint, key=lambda pair: len(members[pair[0]]) + len(members[pair[1]])):
        for iri in sorted((members[one] & members[other]) - told):
            told.add(iri)
            both = f"{ns.shorten(one)} and {ns.shorten(other)}"
            yield (
                [(iri, ns.TYPE, one), (iri, ns.TYPE, other)],
                f"'{iri.removeprefix(ns.ID)}' would be both {both}, which have no member in common",
                "correct its class, or the record that refers to it",
                "disjoint-classes",
            )


def _cycles(loaded: Loaded, inferred: set[Triple], rules: RuleSet) -> Iterator[_Found]:
    for triples in (loaded.graphs[ns.ACCEPTED], inferred):
        for s, p, o in sorted((t for t in triples if t[0] == t[2] and t[1].value in rules.acyclic), key=str):
            yield (
                [(s.value, p.value, o.value)],
                f"'{s.value.removeprefix(ns.ID)}' would stand in {ns.shorten(p.value)} to itself",
                "correct one of the records of this cycle",
                "cycle",
            )


def _finding(rows: list[Row], message: str, fix: str, rule: str) -> Finding:
    places = ", ".join(f"{row.file} row {row.line}" for row in rows)
    first = rows[0] if rows else None
    return Finding(
        file=first.file if first else "ontology",
        row=first.line if first else None,
        column=None,
        message=f"{message}; it follows from {places}",
        fix=fix,
        rule=rule,
        why="What contradicts the ontology cannot all be true, and everything would follow from it.",
        record=first.id if first else None,
    )


class _Witness:
    """Finds the rows that triples rest on, by their explanation."""

    def __init__(self, loaded: Loaded, inferred: set[Triple], rules: RuleSet) -> None:
        self.loaded, self.rules, self.store = loaded, rules, ox.Store()
        self.store.bulk_extend(loaded.quads())
        self.store.bulk_extend(ox.Quad(s, p, o, node(ns.INFERRED)) for s, p, o in inferred)

    def rows(self, triples: list[tuple[str, str, str]]) -> list[Row]:
        # These bring the client of the workers along, which nothing else of a check needs.
        from aigov_kg.answers import run
        from aigov_kg.explain import explain

        found: dict[str, Row] = {}
        for s, p, o in triples:
            proof = run(explain((f"<{s}>", f"<{p}>", f"<{o}>"), self.rules, _NO_NAMES, ""), self._query)
            for step in proof["steps"]:
                for record in step.get("records", []):
                    if row := self.loaded.origins.get(record["iri"]):
                        found[row.id] = row
        return list(found.values())

    def _query(self, request: Request) -> Answer:
        from aigov_kg.store import Answer

        found = self.store.query(request.query, default_graph=[node(g) for g in ns.DEFAULT_GRAPHS])
        assert isinstance(found, ox.QuerySolutions)
        return Answer("select", "json", found.serialize(format=ox.QueryResultsFormat.JSON) or b"")

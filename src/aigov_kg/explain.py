"""Explanations: why the graph holds a triple, from the rules that infer it down to the records and their citations.

The search goes backward from the triple. Each round asks, in one request, which premises each rule has for the inferred
triples met so far; it ends with the round in which everything rests on asserted triples, so the proof is among the
shallowest. Like `aigov_kg.answers`, the functions are generators that yield a request and are sent the answer.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.curies import Triple
from aigov_kg.evidence import evidence
from aigov_kg.rules import Atom, Rule, RuleSet
from aigov_kg.store import Answer, Request
from aigov_kg.values import literal

_ROUNDS, _GOALS, _WAYS = 24, 400, 20
_HELD = """
SELECT ?graph WHERE {{
  VALUES ?graph {{ graph:accepted graph:inferred graph:vocab graph:ontology graph:rejected }}
  GRAPH ?graph {{ {triple} }}
}}
"""
_ORDER = ("accepted", "vocab", "ontology", "inferred", "rejected")


@dataclass(frozen=True, slots=True)
class Way:
    """One application of a rule: what it infers the triple from."""

    rule: Rule
    premises: tuple[Triple, ...]


@dataclass(slots=True)
class Search:
    """What the search has found: triples that are asserted, and the ways to each inferred one."""

    asserted: set[Triple] = field(default_factory=set)
    ways: dict[Triple, list[Way]] = field(default_factory=dict)

    def best(self) -> dict[Triple, Way]:
        """Give for each inferred triple that rests on asserted ones the way with the fewest steps."""
        cost = dict.fromkeys(self.asserted, 1)
        best: dict[Triple, Way] = {}
        changed = True
        while changed:
            changed = False
            for goal, ways in self.ways.items():
                for way in ways:
                    if all(p in cost for p in way.premises):
                        steps = 1 + sum(cost[p] for p in way.premises)
                        if goal not in cost or steps < cost[goal]:
                            cost[goal], best[goal], changed = steps, way, True
        return best


def explain(
    triple: Triple, rules: RuleSet, names: Mapping[str, Any], version: str
) -> Generator[Request, Answer, dict[str, Any]]:
    """Explain a triple.

    Returns:
        `verdict` (asserted, inferred, rejected or not entailed), and `steps` from the asserted triples to the one that
        was asked for: each with its statement, the records it is asserted by, or the rule and the steps it follows from.
        `other_ways` counts further ways to infer it that the search met. `evidence` maps each record to its citations.
    """
    answer = yield Request(ns.sparql_prefixes() + _HELD.format(triple=" ".join(triple)), trusted=True)
    held = {b["graph"]["value"].removeprefix(ns.GRAPH) for b in json.loads(answer.body)["results"]["bindings"]}
    graph = next((g for g in _ORDER if g in held), "")
    result: dict[str, Any] = {
        "statement": _statement(triple, names),
        "verdict": {"": "not entailed", "inferred": "inferred", "rejected": "rejected"}.get(graph, "asserted"),
        "graph": graph or None,
        "version": version,
        "steps": [],
        "other_ways": 0,
        "evidence": {},
    }
    if graph in ("", "rejected"):
        return result
    search = Search({triple} if graph != "inferred" else set())
    if graph == "inferred":
        yield from _prove([triple], rules, search)
    best = search.best()
    order = _proof(triple, best)
    leaves = [t for t in order if t in search.asserted]
    records = yield from _records(leaves, rules)
    number = {t: i for i, t in enumerate(order, 1)}
    result["other_ways"] = sum(
        way != best[triple]
        and all(p in search.asserted or p in best for p in way.premises)
        # A way that goes by the triple itself is no further reason for it.
        and not any(triple in _proof(p, best) for p in way.premises)
        for way in search.ways.get(triple, [])
    )
    for t in order:
        step: dict[str, Any] = {"number": number[t], "statement": _statement(t, names)}
        if t in search.asserted:
            step["records"] = [_shown(iri, names) for iri in records.get(t, [])]
        else:
            step |= {"axiom": best[t].rule.axiom, "rule": str(best[t].rule)}
            step["from"] = [number[p] for p in best[t].premises]
        result["steps"].append(step)
    used = dict.fromkeys(iri for t in leaves for iri in records.get(t, []))
    found = evidence(used, names)
    result["evidence"] = {_id(iri): found[iri] for iri in used if iri in found}
    return result


def records_behind(triples: Sequence[Triple], rules: RuleSet) -> Generator[Request, Answer, dict[Triple, list[str]]]:
    """Find the records that inferred triples rest on, for all of them in the same requests."""
    search = Search()
    yield from _prove(triples, rules, search)
    best = search.best()
    leaves = {t: [leaf for leaf in _proof(t, best) if leaf in search.asserted] for t in triples if t in best}
    records = yield from _records(list(dict.fromkeys(leaf for found in leaves.values() for leaf in found)), rules)
    return {t: list(dict.fromkeys(r for leaf in found for r in records.get(leaf, []))) for t, found in leaves.items()}


def _prove(roots: Sequence[Triple], rules: RuleSet, search: Search) -> Generator[Request, Answer, None]:
    """Go back from triples, round by round, until they rest on asserted ones."""
    todo = list(roots)
    for _ in range(_ROUNDS):
        tried = [(goal, rule, names) for goal in todo[:_GOALS] for rule, names in _fitting(goal, rules.rules)]
        search.ways |= {goal: [] for goal in todo[:_GOALS]}
        branches = [_branch(i, rule, names) for i, (_, rule, names) in enumerate(tried)]
        if not branches:
            return
        answer = yield Request(
            f"{ns.sparql_prefixes()}SELECT ?n ?v ?g0 ?g1 WHERE {{ {' UNION '.join(branches)} }}", trusted=True
        )
        todo = []
        for row in json.loads(answer.body)["results"]["bindings"]:
            goal, rule, names = tried[int(row["n"]["value"])]
            bound = {**names, **({_free(rule, names): _term(row["v"])} if "v" in row else {})}
            premises = tuple(_instance(atom, bound) for atom in rule.body)
            for i, premise in enumerate(premises):
                if row[f"g{i}"]["value"] != ns.INFERRED:
                    search.asserted.add(premise)
                elif premise not in search.ways and premise not in todo:
                    todo.append(premise)
            search.ways[goal].append(Way(rule, premises))
        best = search.best()
        if all(root in best for root in roots):
            return


def _fitting(goal: Triple, rules: Iterable[Rule]) -> Iterable[tuple[Rule, dict[str, str]]]:
    """Give the rules whose head is the goal, with the terms of their variables."""
    subject, predicate, value = goal
    for rule in rules:
        head = rule.head
        if head.object is None:
            if predicate == f"<{ns.TYPE}>" and value == f"<{head.term}>":
                yield rule, {head.subject: subject}
        elif predicate == f"<{head.term}>":
            yield rule, {head.subject: subject, head.object: value}


def _branch(number: int, rule: Rule, names: Mapping[str, str]) -> str:
    """Write the question which premises a rule has; asserted ones come first."""
    patterns = []
    for i, atom in enumerate(rule.body):
        triple = " ".join(_instance(atom, {**names, _free(rule, names): "?v"}))
        patterns.append(f"VALUES ?g{i} {{ graph:accepted graph:inferred }} GRAPH ?g{i} {{ {triple} }}")
    graphs = " ".join(f"?g{i}" for i in range(len(rule.body)))
    return (
        f"{{ SELECT ({number} AS ?n) ?v {graphs} WHERE {{ {' '.join(patterns)} }} ORDER BY {graphs} ?v LIMIT {_WAYS} }}"
    )


def _free(rule: Rule, names: Mapping[str, str]) -> str:
    """Give the variable of a rule's body that its head leaves open; each rule has at most one."""
    used = {v for atom in rule.body for v in (atom.subject, atom.object) if v}
    return next(iter(used - set(names)), "")


def _instance(atom: Atom, terms: Mapping[str, str]) -> Triple:
    if atom.object is None:
        return terms[atom.subject], f"<{ns.TYPE}>", f"<{atom.term}>"
    return terms[atom.subject], f"<{atom.term}>", terms[atom.object]


def _proof(triple: Triple, best: Mapping[Triple, Way]) -> list[Triple]:
    """Give the triples of a proof, premises before what follows from them."""
    order: dict[Triple, None] = {}

    def visit(t: Triple) -> None:
        if t not in order:
            for premise in best[t].premises if t in best else ():
                visit(premise)
            order[t] = None

    visit(triple)
    return list(order)


def _records(leaves: list[Triple], rules: RuleSet) -> Generator[Request, Answer, dict[Triple, list[str]]]:
    """Find the records or things that state each asserted triple: those it was emitted from, else its subject."""
    found: dict[Triple, list[str]] = {}
    branches: list[str] = []
    for i, (subject, predicate, value) in enumerate(leaves):
        for emission in rules.emissions:
            if predicate == f"<{emission.property}>":
                branches.append(f"{{ VALUES (?n ?x ?y) {{ ({i} {subject} {value}) }} {emission.pattern} }}")
    if branches:
        query = f"SELECT DISTINCT ?n ?record WHERE {{ {' UNION '.join(branches)} }} ORDER BY ?n ?record"
        answer = yield Request(ns.sparql_prefixes() + query, trusted=True)
        for row in json.loads(answer.body)["results"]["bindings"]:
            found.setdefault(leaves[int(row["n"]["value"])], []).append(row["record"]["value"])
    for leaf in leaves:
        if leaf not in found and leaf[0].startswith(f"<{ns.ID}"):
            found[leaf] = [leaf[0].strip("<>")]
    return found


def _term(cell: Mapping[str, str]) -> str:
    if cell["type"] == "uri":
        return f"<{cell['value']}>"
    return literal(cell["value"], cell.get("datatype", "")) + (f"@{cell['xml:lang']}" if "xml:lang" in cell else "")


def _statement(triple: Triple, names: Mapping[str, Any]) -> dict[str, Any]:
    return {
        part: _shown(term.strip("<>"), names) if term.startswith("<") else term
        for part, term in zip(("subject", "predicate", "object"), triple, strict=True)
    }


def _shown(iri: str, names: Mapping[str, Any]) -> dict[str, str]:
    if iri.startswith(ns.VOCAB):
        scheme, _, slug = iri.removeprefix(ns.VOCAB).partition("/")
        return {"id": ns.shorten(iri), "label": names["concepts"].get(scheme, {}).get(slug, slug), "iri": iri}
    slug = _id(iri)
    return {"id": slug, "label": names["entities"].get(slug, {}).get("label", slug), "iri": iri}


def _id(iri: str) -> str:
    return iri.removeprefix(ns.ID) if iri.startswith(ns.ID) else ns.shorten(iri)

"""Inferred triples: the closure of the accepted records under the rules of the ontology.

Rules with one atom in the body are closed beforehand, so that each class and property needs one update that writes
all that follows from it. Rules with two atoms (chains, transitive properties, existential restrictions) come after,
in the order of their dependencies; only rules that depend on each other are repeated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import networkx as nx
import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.errors import OntologyError
from aigov_kg.load import Triple, node
from aigov_kg.rules import Atom, Rule, RuleSet, compile_rules

_ACCEPTED, _INFERRED = node(ns.ACCEPTED), node(ns.INFERRED)
_USING = f"USING <{ns.ACCEPTED}> USING <{ns.INFERRED}>"


def infer(accepted: Iterable[Triple], ontology: Iterable[Triple]) -> set[Triple]:
    """Give the triples that follow from the accepted ones and are not among them.

    Raises:
        OntologyError: an axiom is not supported, or the data contradicts the ontology.
    """
    rules = compile_rules(ontology)
    store = ox.Store()
    store.bulk_extend(ox.Quad(s, p, o, _ACCEPTED) for s, p, o in accepted)
    materialise(store, rules)
    store.update(
        f"DELETE {{ GRAPH <{ns.INFERRED}> {{ ?s ?p ?o }} }} "
        f"WHERE {{ GRAPH <{ns.INFERRED}> {{ ?s ?p ?o }} GRAPH <{ns.ACCEPTED}> {{ ?s ?p ?o }} }}"
    )
    check_disjoint(store, rules)
    return {(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, _INFERRED)}  # type: ignore[misc]


def materialise(store: ox.Store, rules: RuleSet) -> None:
    """Write into the inferred graph all that the rules entail."""
    for update, repeat in updates(rules.rules):
        before = -1
        while len(store) != before:
            before = len(store)
            for text in update:
                store.update(text)
            if not repeat:
                break


def updates(rules: Iterable[Rule]) -> Iterator[tuple[list[str], bool]]:
    """Give groups of SPARQL updates in order, each with whether it must be repeated until nothing is new."""
    rules = list(rules)
    closure = _closure([r for r in rules if len(r.body) == 1])
    yield [_update([body], closure[body]) for body in sorted(closure, key=str) if _canonical(body)], False
    joins = [r for r in rules if len(r.body) == 2]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(joins)))
    for i, rule in enumerate(joins):
        written = {atom.term for atom in _heads(rule, closure)}
        for j, other in enumerate(joins):
            if written & {atom.term for atom in other.body}:
                graph.add_edge(i, j)
    order = nx.condensation(graph)
    for component in nx.lexicographical_topological_sort(order):
        members = sorted(order.nodes[component]["members"])
        texts = [_join(joins[i], closure) for i in members]
        alone = len(members) == 1 and (joins[members[0]].axiom == "transitive" or not graph.has_edge(*members * 2))
        yield texts, not alone


def check_disjoint(store: ox.Store, rules: RuleSet) -> None:
    """Refuse data in which something belongs to two disjoint classes.

    Raises:
        OntologyError: names what it is and the two classes.
    """
    for one, other in rules.disjoint:
        found = store.query(
            f"SELECT DISTINCT ?x WHERE {{ ?x a <{one}> . ?x a <{other}> }} LIMIT 5",
            default_graph=[_ACCEPTED, _INFERRED],
        )
        if names := [row["x"].value for row in found]:  # type: ignore[union-attr]
            raise OntologyError(
                f"{', '.join(ns.shorten(n) for n in names)} would be both {ns.shorten(one)} and {ns.shorten(other)}, "
                "which have no member in common; correct the class, or the record that refers to it"
            )


def _canonical(atom: Atom) -> bool:
    return atom.subject == "x"


def _closure(rules: list[Rule]) -> dict[Atom, list[Atom]]:
    """Map each atom, and its mirror image, to all atoms that one-atom rules derive from it."""
    step: dict[tuple[str, bool], list[Rule]] = defaultdict(list)
    for rule in rules:
        step[rule.body[0].term, rule.body[0].object is None].append(rule)
    closed: dict[Atom, list[Atom]] = {}
    starts = {rule.body[0] for rule in rules}
    for start in starts | {Atom(a.term, "y", "x") for a in starts if a.object}:
        found, todo = {start}, [start]
        while todo:
            atom = todo.pop()
            for rule in step[atom.term, atom.object is None]:
                renamed = {rule.body[0].subject: atom.subject, rule.body[0].object: atom.object}
                head = rule.head
                new = Atom(head.term, str(renamed[head.subject]), renamed[head.object] if head.object else None)
                if new not in found:
                    found.add(new)
                    todo.append(new)
        closed[start] = sorted(found - {start}, key=str)
    return closed


def _heads(rule: Rule, closure: dict[Atom, list[Atom]]) -> list[Atom]:
    """Give the head of a rule and all that follows from it, in the variables of the rule."""
    head = rule.head
    names = {"x": head.subject, "y": head.object}
    follow = closure.get(Atom(head.term, "x", "y" if head.object else None), [])
    return [
        head,
        *(Atom(a.term, str(names[a.subject]), names[a.object] if a.object else None) for a in follow),
    ]


def _update(body: list[Atom], heads: list[Atom]) -> str:
    where = " ".join(atom.pattern() for atom in body)
    insert = " ".join(atom.pattern() for atom in heads)
    return f"INSERT {{ GRAPH <{ns.INFERRED}> {{ {insert} }} }} {_USING} WHERE {{ {where} }}"


def _join(rule: Rule, closure: dict[Atom, list[Atom]]) -> str:
    if rule.axiom == "transitive":
        insert = " ".join(atom.pattern() for atom in _heads(rule, closure))
        path = f"?x <{rule.head.term}>+ ?z ."
        return f"INSERT {{ GRAPH <{ns.INFERRED}> {{ {insert} }} }} {_USING} WHERE {{ {path} }}"
    return _update(list(rule.body), _heads(rule, closure))

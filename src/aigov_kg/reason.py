"""Inferred triples: the closure of the accepted records under the rules of the ontology.

Rules with one atom in the body are closed beforehand, so that each class and property needs one update that writes
all that follows from it. Rules with two atoms (chains, transitive properties, existential restrictions) come after,
in the order of their dependencies; only rules that depend on each other are repeated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.load import Triple, node
from aigov_kg.rules import Atom, Rule, RuleSet

_ACCEPTED, _INFERRED = node(ns.ACCEPTED), node(ns.INFERRED)


def infer(accepted: Iterable[Triple], rules: RuleSet) -> set[Triple]:
    """Give the triples that follow from the accepted ones and are not among them."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(s, p, o, _ACCEPTED) for s, p, o in accepted)
    materialise(store, rules)
    return {(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, _INFERRED)}  # type: ignore[misc]


def materialise(store: ox.Store, rules: RuleSet) -> None:
    """Write into the inferred graph of a store all that the rules entail and its accepted graph does not hold."""
    asserted = {rule.head.term for rule in rules.rules if _is_asserted(store, rule.head)}
    for texts, repeat in updates(rules.rules, asserted):
        before = None
        # Counting takes as long as an update, so only groups that repeat are counted.
        while before is None or (repeat and len(store) != before):
            before = len(store) if repeat else 0
            for text in texts:
                store.update(text)


def _is_asserted(store: ox.Store, atom: Atom) -> bool:
    predicate, value = (node(ns.TYPE), node(atom.term)) if atom.object is None else (node(atom.term), None)
    return any(True for _ in store.quads_for_pattern(None, predicate, value, _ACCEPTED))


def updates(rules: Iterable[Rule], asserted: Collection[str] = ()) -> Iterator[tuple[list[str], bool]]:
    """Give groups of SPARQL updates in order, each with whether it must be repeated until nothing is new.

    Heads whose term is among the `asserted` ones are looked up in the accepted graph, so that nothing is written twice.
    """
    rules = list(rules)
    closure = _closure([r for r in rules if len(r.body) == 1])
    # The closure is complete, so the first group need not look at what it has written itself.
    first = [body for body in sorted(closure, key=str) if body.subject == "x"]
    using = f"USING <{ns.ACCEPTED}>"
    yield [t for b in first for t in _texts(b.pattern(), closure[b], asserted, using)], False
    joins = [r for r in rules if len(r.body) == 2]
    # Only where there is something to reason over: it takes a while to import.
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(joins)))
    for i, rule in enumerate(joins):
        written = {atom.term for atom in _heads(rule, closure)}
        for j, other in enumerate(joins):
            if written & {atom.term for atom in other.body}:
                graph.add_edge(i, j)
    order = nx.condensation(graph)
    for component in nx.lexicographical_topological_sort(order):
        members = sorted(order.nodes[component]["members"])
        texts = [t for i in members for t in _texts(_body(joins[i]), _heads(joins[i], closure), asserted)]
        alone = len(members) == 1 and (
            joins[members[0]].axiom == "transitive" or not graph.has_edge(members[0], members[0])
        )
        yield texts, not alone


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
                body = rule.body[0]
                names = {body.subject: atom.subject, **({body.object: atom.object} if body.object else {})}
                new = rule.head.rename(names)  # type: ignore[arg-type]
                if new not in found:
                    found.add(new)
                    todo.append(new)
        closed[start] = sorted(found - {start}, key=str)
    return closed


def _heads(rule: Rule, closure: dict[Atom, list[Atom]]) -> list[Atom]:
    """Give the head of a rule and all that follows from it, in the variables of the rule."""
    head = rule.head
    names = {"x": head.subject, "y": head.object or ""}
    follow = closure.get(Atom(head.term, "x", "y" if head.object else None), [])
    return [head, *(atom.rename(names) for atom in follow)]


def _body(rule: Rule) -> str:
    if rule.axiom == "transitive":
        return f"?x <{rule.head.term}>+ ?z ."
    return " ".join(atom.pattern() for atom in rule.body)


_BOTH = f"USING <{ns.ACCEPTED}> USING <{ns.INFERRED}>"


def _texts(where: str, heads: list[Atom], asserted: Collection[str], using: str = _BOTH) -> Iterator[str]:
    """Write the updates of one body: one for all heads that nobody asserts, one each for the others."""
    if new := " ".join(atom.pattern() for atom in heads if atom.term not in asserted):
        yield f"INSERT {{ GRAPH <{ns.INFERRED}> {{ {new} }} }} {using} WHERE {{ {where} }}"
    for head in (atom.pattern() for atom in heads if atom.term in asserted):
        known = f"FILTER NOT EXISTS {{ GRAPH <{ns.ACCEPTED}> {{ {head} }} }}"
        named = f"{using} USING NAMED <{ns.ACCEPTED}>"
        yield f"INSERT {{ GRAPH <{ns.INFERRED}> {{ {head} }} }} {named} WHERE {{ {where} {known} }}"

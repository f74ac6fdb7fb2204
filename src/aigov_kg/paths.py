"""Paths: how two things are connected, as hops with dates and sources, and as sentences.

Shortest simple paths in order of weight (Yen, "Finding the K Shortest Loopless Paths in a Network", 1971, as networkx
has it). What ties two things, such as control, a seat or a membership, makes a short hop, having a role on one work item
a longer one, and that one acted upon or named the other a long one. To pass through something lengthens a path by what
it is connected to: that two things have a large organisation in common says little. Two things are not connected by
having a country or a restriction list in common, unless the caller lets a path pass there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from math import log2
from typing import Any

import networkx as nx

from aigov_kg import namespaces as ns
from aigov_kg.clocks import CERTAIN, POSSIBLE, STATED, unset
from aigov_kg.errors import UsageError
from aigov_kg.evidence import evidence
from aigov_kg.network import KINDS, LENGTHS, holds, sentence

MOST_HOPS, MOST_PATHS = 6, 10
SHARED = {"country": "Jurisdiction", "list": "RestrictionList"}
"""What two things may merely share, and the class of it: a path passes there only where the caller names it."""
_TRIED = 200
_THROUGH, _LARGE = 0.5, 15
"""How much longer a path is for each doubling of what its middle is connected to; from how many links on that is said."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which edges count: of some relations (all where empty), on a day, as known by a day, surely or possibly.

    `via` are the words of `SHARED` at which a path may pass.
    """

    kinds: frozenset[str] = frozenset()
    as_of: str | None = None
    known_by: str | None = None
    certain: bool = False
    via: frozenset[str] = frozenset()

    def standing(self, edge: Mapping[str, Any]) -> str | None:
        """Tell how surely an edge counts, or None where it does not."""
        if self.kinds and edge["relation"].word not in self.kinds:
            return None
        found = holds(edge, self.as_of, self.known_by)
        return None if self.certain and found != CERTAIN else found


def find_paths(
    network: nx.MultiDiGraph[str],
    start: str,
    goal: str,
    names: Mapping[str, Any],
    *,
    as_of: str | None = None,
    known_by: str | None = None,
    kinds: Iterable[str] = (),
    certain: bool = False,
    via: Iterable[str] = (),
    hops: int = 4,
    most: int = 3,
) -> dict[str, Any]:
    """Find the best connections of two entities.

    Args:
        network: as `aigov_kg.network.edges` reads it.
        as_of: only records that may have held on this day.
        known_by: only records of which a source had spoken by this day.
        kinds: only these relations; all where empty.
        certain: only records that certainly held.
        via: `country`, `list`: what two things may share to be connected. A list is named too by the relation `listing`.
        hops, most: longest path and number of paths; at most `MOST_HOPS` and `MOST_PATHS`.

    Raises:
        UsageError: an unknown kind or `via`, a limit out of range, or both ends the same.
    """
    kinds, via = frozenset(kinds), frozenset(via)
    wanted = Wanted(kinds, as_of, known_by, certain, via | ({"list"} if "listing" in kinds else set()))
    if odd := via - set(SHARED):
        raise UsageError(f"there is no way via '{min(odd)[:60]}'; use {', '.join(SHARED)}")
    if unknown := wanted.kinds - set(KINDS):
        raise UsageError(f"there is no relation '{min(unknown)[:60]}'; use {', '.join(KINDS)}")
    if not 1 <= hops <= MOST_HOPS or not 1 <= most <= MOST_PATHS:
        raise UsageError(f"hops must be 1 to {MOST_HOPS} and the number of paths 1 to {MOST_PATHS}")
    if start == goal:
        raise UsageError("both ends are the same thing; name two")
    found = _search(_simple(network, wanted, names, start, goal), start, goal, hops, most)
    paths = [[_hop(network, a, b, names, wanted) for a, b in pairwise(p)] for p in found]
    records = {hop["iri"] for path in paths for hop in path}
    sources = evidence(sorted(records), names, known_by)
    for path in paths:
        for hop in path:
            hop["evidence"] = sources.get(hop["iri"], {})
    answer: dict[str, Any] = {
        "from": start,
        "to": goal,
        "as_of": as_of,
        "known_by": known_by,
        "certainty": CERTAIN if certain else POSSIBLE,
        "defaults": unset(as_of=as_of, known_by=known_by),
        "relations": sorted(wanted.kinds) or list(KINDS),
        "via": sorted(wanted.via),
        "found": bool(paths),
        "paths": [
            {
                "length": len(path),
                "certainty": next(c for c in (POSSIBLE, STATED, CERTAIN) if c in {h["certainty"] for h in path}),
                "sentences": [h["sentence"] + "." for h in path],
                "only_through": _only_through(network, names, nodes, path),
                "hops": path,
            }
            for path, nodes in zip(paths, found, strict=True)
        ],
    }
    if not paths:
        answer["nearest"] = _misses(network, start, goal, names, wanted, hops)
    elif shorter := _shorter(network, start, goal, names, wanted, min(len(nodes) for nodes in found) - 2):
        answer["nearest"] = shorter
    return answer


def _simple(
    network: nx.MultiDiGraph[str], wanted: Wanted, names: Mapping[str, Any], start: str, goal: str
) -> nx.Graph[str]:
    """Give the undirected graph of the edges that count, weighted by what they say and by what passes through their ends."""
    entities = names["entities"]
    closed = {class_ for word, class_ in SHARED.items() if word not in wanted.via}

    def passable(node: str) -> bool:
        return node in (start, goal) or entities.get(node, {}).get("class") not in closed

    def passing(node: str) -> float:
        return 0 if node in (start, goal) else _THROUGH * log2(1 + network.degree(node)) / 2

    graph: nx.Graph[str] = nx.Graph()
    for source, target, edge in network.edges(data=True):
        if wanted.standing(edge) and passable(source) and passable(target):
            weight = LENGTHS.get(edge["relation"].word, 1) + passing(source) + passing(target)
            if not graph.has_edge(source, target) or weight < graph.edges[source, target]["weight"]:
                graph.add_edge(source, target, weight=weight)
    return graph


def _search(graph: nx.Graph[str], start: str, goal: str, hops: int, most: int) -> list[list[str]]:
    if start not in graph or goal not in graph:
        return []
    near = nx.single_source_shortest_path_length(graph, start, cutoff=hops)
    if goal not in near:
        return []
    # Nodes that lie on no path short enough are left out, which bounds the search.
    back = nx.single_source_shortest_path_length(graph, goal, cutoff=hops)
    inside = graph.subgraph([n for n, d in near.items() if d + back.get(n, hops + 1) <= hops])
    tried = islice(nx.shortest_simple_paths(inside, start, goal, weight="weight"), _TRIED)
    return list(islice((path for path in tried if len(path) <= hops + 1), most))


def _only_through(
    network: nx.MultiDiGraph[str], names: Mapping[str, Any], nodes: list[str], path: list[dict[str, Any]]
) -> list[str]:
    """Tell of each thing with very many links that two others on a path merely have in common, as members of one body."""
    told = []
    for node, before, after in zip(nodes[1:-1], path, path[1:], strict=False):
        if network.degree(node) >= _LARGE and before["to"] == after["to"] == node:
            label = names["entities"].get(node, {}).get("label", node)
            told.append(f"only through {label}, which has {network.degree(node)} links")
    return told


def _hop(network: nx.MultiDiGraph[str], a: str, b: str, names: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    """Describe the best record between two neighbours: what ties them most, then certain before possible."""
    candidates = [
        (source, target, edge, standing)
        for source, target, edge in _between(network, a, b)
        if (standing := wanted.standing(edge))
    ]
    source, target, edge, standing = min(
        candidates, key=lambda c: (LENGTHS.get(c[2]["relation"].word, 1), c[3], c[2]["record"])
    )
    hop = {
        "from": source,
        "to": target,
        "relation": edge["relation"].word,
        "certainty": standing,
        "start": _bounds(edge["start"], edge["written"][0]),
        "end": _bounds(edge["end"], edge["written"][1]),
        "sentence": sentence(source, target, edge, names, wanted.known_by),
        "record": edge["record"].removeprefix(ns.ID),
        "iri": edge["record"],
        "others": len(candidates) - 1,
    }
    if not any(edge["written"]) and (dated := _dated(network, source, target, edge, names, wanted)):
        hop["dated"] = dated
    return hop


def _dated(
    network: nx.MultiDiGraph[str],
    source: str,
    target: str,
    undated: Mapping[str, Any],
    names: Mapping[str, Any],
    wanted: Wanted,
) -> list[dict[str, str]]:
    """Find the records that join the same two in the same relation and have dates, whether they held on the day or not."""
    return [
        {
            "record": edge["record"].removeprefix(ns.ID),
            "sentence": sentence(source, target, edge, names, wanted.known_by),
        }
        for edge in (network.get_edge_data(source, target) or {}).values()
        if edge["relation"] is undated["relation"] and any(edge["written"]) and holds(edge, None, wanted.known_by)
    ]


def _bounds(days: tuple[str | None, str | None], written: str | None) -> dict[str, str | None]:
    return {"written": written, "earliest": days[0], "latest": days[1]}


def _shorter(
    network: nx.MultiDiGraph[str], start: str, goal: str, names: Mapping[str, Any], wanted: Wanted, hops: int
) -> list[str]:
    """Say which shorter path than those found there would be if records had held on the day."""
    looser = replace(wanted, as_of=None)
    if hops < 1 or looser == wanted:
        return []
    found = _search(_simple(network, looser, names, start, goal), start, goal, hops, 3)
    # A path of fewer hops that does hold is not among the best, for what it goes through; nothing is missing there.
    return [
        f"There would be a shorter path if this had held on {wanted.as_of}: {missing}."
        for path in found
        if (missing := _missing(network, path, names, wanted, looser))
    ]


def _missing(
    network: nx.MultiDiGraph[str], path: list[str], names: Mapping[str, Any], wanted: Wanted, looser: Wanted
) -> str:
    """Tell for each hop that does not count the record that would carry it."""
    ends = [(a, b) for a, b in pairwise(path) if not any(wanted.standing(e) for _, _, e in _between(network, a, b))]
    return "; ".join(_hop(network, a, b, names, looser)["sentence"] for a, b in ends)


def _misses(
    network: nx.MultiDiGraph[str], start: str, goal: str, names: Mapping[str, Any], wanted: Wanted, hops: int
) -> list[str]:
    """Say what would have to be true for a path to exist: one condition is dropped at a time, the narrowest first."""
    label = {end: names["entities"].get(end, {}).get("label", end) for end in (start, goal)}
    alone = [label[end] for end in (start, goal) if end not in network]
    if alone:
        return [
            f"Of the relations looked through ({', '.join(KINDS)}), none joins {name} to anything." for name in alone
        ]

    def without(looser: Wanted, reach: int = hops) -> list[list[str]]:
        return _search(_simple(network, looser, names, start, goal), start, goal, reach, 3)

    def missing(path: list[str], looser: Wanted) -> str:
        return _missing(network, path, names, wanted, looser)

    said: list[str] = []
    conditions = (
        (replace(wanted, certain=False), "were certain"),
        (replace(wanted, as_of=None), f"had held on {wanted.as_of}"),
        (replace(wanted, known_by=None), f"had been said by {wanted.known_by}"),
    )
    for looser, what in conditions:
        if looser != wanted:
            said += [f"There would be a path if this {what}: {missing(p, looser)}." for p in without(looser)]
    free = replace(wanted, kinds=frozenset())
    if not said and wanted.kinds and (other := without(free)):
        used = {_hop(network, a, b, names, free)["relation"] for a, b in pairwise(other[0])}
        said.append(f"There is a path if these relations count too: {', '.join(sorted(used - wanted.kinds))}.")
    if not said and hops < MOST_HOPS and (longer := without(wanted, MOST_HOPS)):
        said.append(
            f"There is a path, but of {len(longer[0]) - 1} hops, which says little; the search went to {hops}; "
            f"--hops {len(longer[0]) - 1} (hops={len(longer[0]) - 1}) shows it."
        )
    if not said and wanted != Wanted() and (any_ := without(Wanted())):
        said.append(f"There is a path only if none of the conditions is set; it lacks: {missing(any_[0], Wanted())}.")
    if not said and (shared := without(replace(wanted, via=frozenset(SHARED)), 2)):
        told = "; ".join(_hop(network, a, b, names, wanted)["sentence"] for a, b in pairwise(shared[0]))
        said.append(f"They only have something in common: {told}.")
    for looser, what in () if said else conditions:
        shared = without(replace(looser, via=frozenset(SHARED)), 2) if looser != wanted else []
        said += [f"They would have something in common if this {what}: {missing(p, looser)}." for p in shared]
    return list(dict.fromkeys(said)) or [
        f"No path of at most {hops} hops joins {label[start]} and {label[goal]}; looked through: "
        f"{', '.join(sorted(wanted.kinds) or KINDS)}."
    ]


def _between(network: nx.MultiDiGraph[str], a: str, b: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    return [
        (source, target, edge)
        for source, target in ((a, b), (b, a))
        for edge in (network.get_edge_data(source, target) or {}).values()
    ]

"""Paths: how two things are connected, as hops with dates and sources, and as sentences.

Shortest simple paths in order of weight (Yen, "Finding the K Shortest Loopless Paths in a Network", 1971, as networkx
has it). A hop through something that very much is connected to, such as a large organisation, weighs more than one
through something particular, since it says less.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from itertools import islice, pairwise
from math import log2
from typing import Any

import networkx as nx

from aigov_kg import namespaces as ns
from aigov_kg.answers import evidence
from aigov_kg.errors import UsageError
from aigov_kg.network import KINDS, holds, sentence
from aigov_kg.store import Answer, Request

MOST_HOPS, MOST_PATHS = 6, 10
_TRIED = 200


def find_paths(
    network: nx.MultiDiGraph[str],
    start: str,
    goal: str,
    names: Mapping[str, Any],
    *,
    as_of: str | None = None,
    kinds: Iterable[str] = (),
    hops: int = 4,
    most: int = 3,
) -> Generator[Request, Answer, dict[str, Any]]:
    """Find the best connections of two entities.

    Args:
        network: as `aigov_kg.network.edges` reads it.
        as_of: only records that may have held on this day.
        kinds: only these relations; all where empty.
        hops, most: longest path and number of paths; at most `MOST_HOPS` and `MOST_PATHS`.

    Raises:
        UsageError: an unknown kind, a limit out of range, or both ends the same.
    """
    wanted = set(kinds)
    if unknown := wanted - set(KINDS):
        raise UsageError(f"there is no relation '{min(unknown)}'; use {', '.join(KINDS)}")
    if not 1 <= hops <= MOST_HOPS or not 1 <= most <= MOST_PATHS:
        raise UsageError(f"hops must be 1 to {MOST_HOPS} and the number of paths 1 to {MOST_PATHS}")
    if start == goal:
        raise UsageError("both ends are the same thing; name two")
    found = _search(_simple(network, wanted, as_of, _passable(names, start, goal)), start, goal, hops, most)
    paths = [[_hop(network, a, b, names, wanted, as_of) for a, b in pairwise(p)] for p in found]
    records = {hop["iri"] for path in paths for hop in path}
    sources = yield from evidence(sorted(records), names)
    for path in paths:
        for hop in path:
            hop["evidence"] = sources.get(hop["iri"], {})
    answer: dict[str, Any] = {
        "from": start,
        "to": goal,
        "as_of": as_of,
        "relations": sorted(wanted) or list(KINDS),
        "found": bool(paths),
        "paths": [
            {"length": len(path), "sentences": [h["sentence"] + "." for h in path], "hops": path} for path in paths
        ],
    }
    if not paths:
        answer["nearest"] = _misses(network, start, goal, names, wanted, as_of, hops)
    return answer


def _passable(names: Mapping[str, Any], *ends: str) -> Callable[[str], bool]:
    """Tell what a path may touch: that two things have to do with one country does not connect them."""
    entities = names["entities"]
    return lambda node: node in ends or entities.get(node, {}).get("class") != "Jurisdiction"


def _simple(
    network: nx.MultiDiGraph[str], kinds: set[str], day: str | None, passable: Callable[[str], bool]
) -> nx.Graph[str]:
    """Give the undirected graph of the edges that count, weighted by how much passes through their ends."""
    graph: nx.Graph[str] = nx.Graph()
    for source, target, edge in network.edges(data=True):
        counts = (not kinds or edge["relation"].word in kinds) and holds(edge, day)
        if counts and passable(source) and passable(target):
            weight = 1 + 0.25 * log2(1 + min(network.degree(source), network.degree(target)))
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


def _hop(
    network: nx.MultiDiGraph[str], a: str, b: str, names: Mapping[str, Any], kinds: set[str], day: str | None
) -> dict[str, Any]:
    """Describe the best record between two neighbours: a certain one before a possible one."""
    candidates = [
        (source, target, edge, standing)
        for source, target in ((a, b), (b, a))
        for edge in (network.get_edge_data(source, target) or {}).values()
        if (not kinds or edge["relation"].word in kinds) and (standing := holds(edge, day))
    ]
    source, target, edge, standing = min(candidates, key=lambda c: (c[3], c[2]["record"]))
    return {
        "from": source,
        "to": target,
        "relation": edge["relation"].word,
        "certainty": standing,
        "sentence": sentence(source, target, edge, names),
        "record": edge["record"].removeprefix(ns.ID),
        "iri": edge["record"],
        "others": len(candidates) - 1,
    }


def _misses(
    network: nx.MultiDiGraph[str],
    start: str,
    goal: str,
    names: Mapping[str, Any],
    kinds: set[str],
    day: str | None,
    hops: int,
) -> list[str]:
    """Say what would have to be true for a path to exist."""
    label = {end: names["entities"].get(end, {}).get("label", end) for end in (start, goal)}
    alone = [label[end] for end in (start, goal) if end not in network]
    if alone:
        return [f"No record in this release joins {name} to anything." for name in alone]
    said: list[str] = []
    passable = _passable(names, start, goal)
    if day is not None:
        for path in _search(_simple(network, kinds, None, passable), start, goal, hops, 3):
            broken = [
                sentence(s, t, edge, names)
                for a, b in pairwise(path)
                for s, t, edge in _between(network, a, b, kinds)
                if holds(edge, day) is None
            ]
            if broken:
                said.append(f"There would be a path if this had held on {day}: {'; '.join(dict.fromkeys(broken))}.")
    if not said and kinds and (other := _search(_simple(network, set(), day, passable), start, goal, hops, 1)):
        used = [
            _hop(network, a, b, names, set(), day)["relation"] for a, b in zip(other[0], other[0][1:], strict=False)
        ]
        said.append(f"There is a path if these relations count too: {', '.join(sorted(set(used) - kinds))}.")
    if (
        not said
        and hops < MOST_HOPS
        and (longer := _search(_simple(network, kinds, day, passable), start, goal, MOST_HOPS, 1))
    ):
        said.append(f"There is a path of {len(longer[0]) - 1} hops; the search went to {hops}.")
    return list(dict.fromkeys(said)) or [
        f"No path of at most {hops} hops joins {label[start]} and {label[goal]} in this release."
    ]


def _between(
    network: nx.MultiDiGraph[str], a: str, b: str, kinds: set[str]
) -> list[tuple[str, str, Mapping[str, Any]]]:
    return [
        (source, target, edge)
        for source, target in ((a, b), (b, a))
        for edge in (network.get_edge_data(source, target) or {}).values()
        if not kinds or edge["relation"].word in kinds
    ]

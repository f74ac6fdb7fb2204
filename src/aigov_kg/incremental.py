"""SHACL on what has changed: nodes that were found clean before, in the same surroundings, are not looked at again.

Shapes with a class or a property as target see a node, its properties and the classes of what these lead to. A node
whose own statements and whose neighbours' statements have the same digest as before, under the same shapes, ontology
and concept schemes, therefore gives the same result. Only digests of clean nodes are kept; a node with a finding is
looked at each time. Where a shape sees further (an inverse path, a nested shape), all nodes are looked at.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib import SH

from aigov_kg import namespaces as ns
from aigov_kg.findings import Finding
from aigov_kg.load import Loaded, Triple
from aigov_kg.resources import VERSION, Home
from aigov_kg.setrules import Places
from aigov_kg.validate import run_shapes, to_rdflib

_FAR = (SH.inversePath, SH.node, SH.qualifiedValueShape, SH.zeroOrMorePath, SH.oneOrMorePath, SH.sparql)
_BROAD = 0.5


class Clean:
    """The digests of nodes that were found clean, kept in a file beside the snapshots; `path` None keeps nothing."""

    def __init__(self, path: Path | None, base: str) -> None:
        self.path, self.base = path, base
        self.digests: set[str] = set()
        if path is not None:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                held = json.loads(path.read_text(encoding="utf-8"))
                if held["base"] == base:
                    self.digests = set(held["clean"])

    def keep(self, digests: set[str]) -> None:
        """Keep these digests and no others; a place that cannot be written is no fault."""
        if self.path is None or digests == self.digests:
            return
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self.path.with_name(f".{self.path.name}-{os.getpid()}")
            temporary.write_text(json.dumps({"base": self.base, "clean": sorted(digests)}), encoding="utf-8")
            temporary.replace(self.path)


def basis(loaded: Loaded, home: Home) -> str:
    """Give the digest of all that bears on every node alike: shapes, ontology, concept schemes, this package."""
    digest = hashlib.sha256(VERSION.encode())
    for path in (*home.shape_files(), *home.ontology_files(), *home.vocabulary_files()):
        digest.update(f"\0{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run_changed(shapes: rdflib.Graph, loaded: Loaded, places: Places, clean: Clean) -> Iterator[Finding]:
    """Run the shapes on the nodes that are not known to be clean."""
    nodes = _Nodes(loaded)
    digests = nodes.digests()
    dirty = {node for node, digest in digests.items() if digest not in clean.digests}
    if not dirty or not len(shapes):
        clean.keep(set(digests.values()))
        return
    if len(dirty) > _BROAD * len(digests) or any(True for far in _FAR for _ in shapes.subject_objects(far)):
        found = list(run_shapes(shapes, loaded, places))
    else:
        terms = (loaded.graphs[g] for g in (ns.ONTOLOGY_GRAPH, ns.VOCABULARIES))
        data = to_rdflib([*nodes.around(dirty), *(t for graph in terms for t in graph)])
        found = list(run_shapes(shapes, loaded, places, data=data, focus=sorted(n.value for n in dirty)))
    yield from found
    # Where a finding stands at a citation or a value, the row is known and not the node; so all of the row's nodes count.
    rows = {(finding.file, finding.row) for finding in found}
    unclean = {n for n in dirty if rows & nodes.rows(n)}
    clean.keep({digest for node, digest in digests.items() if node not in unclean})


class _Nodes:
    """The nodes of the asserted data with what they say."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.own: dict[ox.NamedNode, list[Triple]] = defaultdict(list)
        self.users: dict[ox.NamedNode, set[tuple[str, int]]] = defaultdict(set)
        for name in (ns.ACCEPTED, ns.REJECTED):
            for triple in loaded.graphs[name]:
                self.own[triple[0]].append(triple)
        for subject, triples in self.own.items():
            if row := loaded.origins.get(subject.value):
                place = (row.file, row.line)
                self.users[subject].add(place)
                for _, _, value in triples:
                    if isinstance(value, ox.NamedNode) and value.value not in loaded.origins and value in self.own:
                        self.users[value].add(place)

    def rows(self, node: ox.NamedNode) -> set[tuple[str, int | None]]:
        return {(file, line) for file, line in self.users[node]}

    def digests(self) -> dict[ox.NamedNode, str]:
        own = {
            node: hashlib.blake2b("\n".join(sorted(f"{p}{o}" for _, p, o in triples)).encode(), digest_size=12).digest()
            for node, triples in self.own.items()
        }
        surroundings: dict[ox.NamedNode, str] = {}
        for node, triples in self.own.items():
            digest = hashlib.blake2b(node.value.encode() + own[node], digest_size=12)
            for near in sorted({own[o] for _, _, o in triples if isinstance(o, ox.NamedNode) and o in own}):
                digest.update(near)
            surroundings[node] = digest.hexdigest()
        return surroundings

    def around(self, nodes: set[ox.NamedNode]) -> set[Triple]:
        held = {triple for node in nodes for triple in self.own[node]}
        near = {o for _, _, o in held if isinstance(o, ox.NamedNode)} - nodes
        return held | {triple for node in near for triple in self.own.get(node, ())}

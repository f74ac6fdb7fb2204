"""Validation of what has changed: what was found before, from the same statements, is not worked out again.

A shape with a class or a property as target sees a node, its properties and the classes of what these lead to. A node
whose own statements and whose neighbours' statements have the same digest as before therefore gives the same result.
Only digests of clean nodes are kept; a node with a finding is looked at each time. Where a shape sees further (an
inverse path, a nested shape), all nodes are looked at.

A rule over the whole graph depends on the statements whose properties its query names. While these have the same
digest, its solutions are those of before; a query with a variable for a property depends on everything.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib import SH

from aigov_kg import namespaces as ns
from aigov_kg.findings import Finding
from aigov_kg.load import Loaded, Triple
from aigov_kg.resources import VERSION, Home
from aigov_kg.setrules import Places, SetRule, compared, solve, tell
from aigov_kg.validate import run_shapes, to_rdflib

_FAR = (SH.inversePath, SH.node, SH.qualifiedValueShape, SH.zeroOrMorePath, SH.oneOrMorePath, SH.sparql)
_BROAD = 0.5
_WHOLE = 1 << 64
_REJECTED = 0x5BD1E995
_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|#.*|<[^<>\s]*>|[?$]\w+|[A-Za-z][\w-]*:[\w.-]*\w|[A-Za-z]+|[^\s\w]")
_PROJECTED = re.compile(r"SELECT\b.*?\bWHERE\b|\b(?:GROUP|ORDER)\s+BY\b[^{}]*|\bVALUES\s*\([^)]*\)", re.S)


class Memory:
    """What earlier runs found, kept in a file beside the snapshots; a `path` of None keeps nothing."""

    def __init__(self, path: Path | None, base: str) -> None:
        self.path, self.base = path, base
        self.clean: set[str] = set()
        self.solved: dict[str, dict[str, Any]] = {}
        self.before = ""
        if path is not None:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                text = path.read_text(encoding="utf-8")
                held = json.loads(text)
                if held["base"] == base:
                    self.before, self.clean, self.solved = text, set(held["clean"]), held["solved"]

    def keep(self) -> None:
        """Write what is known now; a place that cannot be written is no fault."""
        text = json.dumps({"base": self.base, "clean": sorted(self.clean), "solved": self.solved}, sort_keys=True)
        if self.path is None or text == self.before:
            return
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self.path.with_name(f".{self.path.name}-{os.getpid()}")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(self.path)


def basis(home: Home) -> str:
    """Give the digest of all that bears on every node alike: shapes, ontology, concept schemes, this package."""
    digest = hashlib.sha256(f"{VERSION} {ox.__version__}".encode())
    for path in (*home.shape_files(), *home.ontology_files(), *home.vocabulary_files()):
        digest.update(f"\0{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Statements:
    """The statements of the asserted data with their digests, by node and by property."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.own: dict[ox.NamedNode, list[Triple]] = defaultdict(list)
        self.digest: dict[ox.NamedNode, int] = defaultdict(int)
        self.by_property: dict[str, int] = defaultdict(int)
        for name, mark in ((ns.ACCEPTED, 0), (ns.REJECTED, _REJECTED)):
            for triple in loaded.graphs[name]:
                subject, prop, value = triple
                # The hash of a term is the same in every process (SipHash with a fixed key), unlike that of a string.
                digest = hash(triple) ^ mark
                # The sum does not depend on the order of a set.
                self.own[subject].append(triple)
                self.digest[subject] = (self.digest[subject] + digest) % _WHOLE
                if name == ns.ACCEPTED:
                    for key in (prop.value, f"{ns.TYPE} {value}") if prop.value == ns.TYPE else (prop.value,):
                        self.by_property[key] = (self.by_property[key] + digest) % _WHOLE

    def surroundings(self) -> dict[ox.NamedNode, str]:
        """Give the digest of each node with its neighbours."""
        found: dict[ox.NamedNode, str] = {}
        for node, triples in self.own.items():
            near = sum({self.digest[o] for _, _, o in triples if isinstance(o, ox.NamedNode) and o in self.own})
            found[node] = f"{self.digest[node]:016x}{near % _WHOLE:016x}"
        return found

    def key(self, properties: Iterable[str] | None, also: str = "") -> str:
        """Give the digest of the statements with some properties, or with any of them, and of a text."""
        digest = hashlib.blake2b(also.encode(), digest_size=16)
        for prop in sorted(self.by_property if properties is None else set(properties)):
            digest.update(f"{prop} {self.by_property.get(prop, 0):x}\n".encode())
        return digest.hexdigest()

    def around(self, nodes: set[ox.NamedNode]) -> set[Triple]:
        """Give the statements of nodes and of their neighbours."""
        held = {triple for node in nodes for triple in self.own[node]}
        near = {o for _, _, o in held if isinstance(o, ox.NamedNode)} - nodes
        return held | {triple for node in near for triple in self.own.get(node, ())}

    def rows(self, nodes: set[ox.NamedNode]) -> dict[ox.NamedNode, set[tuple[str, int | None]]]:
        """Give the places of some nodes: their own row, or for citations the rows that use them."""
        places: dict[ox.NamedNode, set[tuple[str, int | None]]] = defaultdict(set)
        for subject, triples in self.own.items():
            if row := self.loaded.origins.get(subject.value):
                used = (o for _, _, o in triples if isinstance(o, ox.NamedNode) and o.value not in self.loaded.origins)
                for node in (subject, *used):
                    if node in nodes:
                        places[node].add((row.file, row.line))
        return places


def run_changed(
    shapes: rdflib.Graph, loaded: Loaded, places: Places, statements: Statements, memory: Memory
) -> Iterator[Finding]:
    """Run the shapes on the nodes that are not known to be clean."""
    surroundings = statements.surroundings()
    dirty = {node for node, digest in surroundings.items() if digest not in memory.clean}
    found: list[Finding] = []
    if dirty and len(shapes):
        if len(dirty) > _BROAD * len(surroundings) or any(True for far in _FAR for _ in shapes.subject_objects(far)):
            found = list(run_shapes(shapes, loaded, places))
        else:
            around = statements.around(dirty)
            data = to_rdflib([*around, *_terms(loaded, {value for _, _, value in around})])
            found = list(run_shapes(shapes, loaded, places, data=data, focus=sorted(n.value for n in dirty)))
    at = {(finding.file, finding.row) for finding in found}
    unclean = {node for node, rows in statements.rows(dirty).items() if rows & at} if at else set()
    memory.clean = {digest for node, digest in surroundings.items() if node not in unclean}
    yield from found


def _terms(loaded: Loaded, used: set[ox.NamedNode | ox.Literal]) -> Iterator[Triple]:
    """Give what a shape can see of the ontology and the concept schemes: superclasses, and the concepts that are used."""
    yield from (t for t in loaded.graphs[ns.ONTOLOGY_GRAPH] if t[1].value == ns.RDFS + "subClassOf")
    yield from (t for t in loaded.graphs[ns.VOCABULARIES] if t[0] in used)


def run_affected(
    rules: Iterable[SetRule], loaded: Loaded, places: Places, statements: Statements, memory: Memory
) -> Iterator[Finding]:
    """Run the rules over the whole graph whose statements have changed, and repeat what the others said."""
    named = [(rule, named_properties(rule.query)) for rule in rules]
    keys = {rule.name: statements.key(properties, rule.query) for rule, properties in named}
    held = {name: found for name, found in memory.solved.items() if found["key"] == keys.get(name)}
    affected = [(rule, properties) for rule, properties in named if rule.name not in held]
    if affected:
        sets = [properties for _, properties in affected]
        # A class is named together with rdf:type.
        seen = None if None in sets else {name.partition(" ")[0] for names in sets for name in names or ()}
        store = compared(loaded, seen)
        held |= {r.name: {"key": keys[r.name], "solutions": solve(r, store)} for r, _ in affected}
    for rule, _ in named:
        yield from tell(rule, held[rule.name]["solutions"], places)
    memory.solved |= {rule.name: held[rule.name] for rule, _ in named}


@lru_cache(1024)
def named_properties(query: str) -> frozenset[str] | None:
    """Give the properties that a query names, classes as `rdf:type` and their IRI; None where it may see any.

    A variable for a property must have one meaning in the whole query.
    """
    prefixes = dict(re.findall(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", query))
    body = _PROJECTED.sub(" { ", re.sub(r"PREFIX\s+[\w-]*:\s*<[^>]*>", "", query))
    tokens = [t for t in _TOKEN.findall(body) if not t.startswith("#")]
    named: set[str] = set()
    for before, token, after in zip(["{", *tokens], tokens, [*tokens[1:], "}"], strict=False):
        if token[0] in "?$":
            starts = before[0] in "?$;<]" or ":" in before
            ends = after[0] in "?$\"'<" or (":" in after and after[0].isalpha())
            # A variable for a property that a filter narrows to named ones sees no others.
            if starts and ends and not re.search(rf"FILTER\s*\(\s*\{token}\s+IN\s*\(", body):
                return None
        elif token == "!" and (":" in after or after in "(^" or after == "a"):
            # A negated path sees every property but those named; a negated bracket of a filter is taken for one.
            return None
        elif token == "a":
            narrow = ":" in after and after[0].isalpha()
            named.add(f"{ns.TYPE} <{_expand(after, prefixes)}>" if narrow else ns.TYPE)
        elif token[0] == "<":
            named.add(token[1:-1])
        elif ":" in token and token[0].isalpha():
            named.add(_expand(token, prefixes))
    return frozenset(named)


def _expand(name: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return prefixes.get(prefix, prefix + ":") + local

"""What a change does to the graph: statements, inferred links and answers, before and after, told in sentences."""

from __future__ import annotations

import io
import json
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.errors import SnapshotError, UsageError
from aigov_kg.findings import stops
from aigov_kg.index import name_index
from aigov_kg.load import Triple, load, node
from aigov_kg.questions import read_questions
from aigov_kg.release import entail, rule_set
from aigov_kg.resources import Home, find_home, snapshots_folder
from aigov_kg.revision import archive
from aigov_kg.snapshot import DUMP, snapshots, verify
from aigov_kg.tables import read_tables

_COMPARED = (ns.ACCEPTED, ns.REJECTED, ns.INFERRED)
_IN_TREE = ("data", "ontology", "shapes", "queries")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two things that are compared.

    Attributes:
        title: what it is.
        graphs: graph IRI to triples.
        names: the name index.
        faults: findings that would stop a build of it.
    """

    title: str
    graphs: dict[str, set[Triple]]
    names: dict[str, Any]
    faults: int = 0

    def store(self) -> ox.Store:
        """Give the graphs that a query sees when it names none, in a store."""
        store = ox.Store()
        store.bulk_extend(ox.Quad(*t, node(g)) for g in ns.DEFAULT_GRAPHS for t in self.graphs.get(g, ()))
        return store


@dataclass(slots=True)
class Difference:
    """Two sides compared: statements by graph, added and removed, and the answers that change."""

    before: Side
    after: Side
    added: dict[str, set[Triple]] = field(default_factory=dict)
    removed: dict[str, set[Triple]] = field(default_factory=dict)
    questions: list[dict[str, Any]] = field(default_factory=list)

    def asserted(self, which: dict[str, set[Triple]]) -> set[Triple]:
        """Give the asserted ones of the added or the removed statements."""
        return which[ns.ACCEPTED] | which[ns.REJECTED]


def tables_side(home: Home, title: str) -> Side:
    """Load and reason over the tables of a folder; rows with faults are left out as far as they are faulty.

    Raises:
        UsageError: there are no tables, or their description cannot be read.
        OntologyError: an axiom is not supported.
    """
    reading = read_tables(home)
    loaded = load(reading)
    loaded.graphs[ns.INFERRED] = entail(loaded, rule_set(loaded, reading.tables), "rules")
    return Side(
        title, loaded.graphs, name_index(reading, loaded), len(reading.findings) if stops(reading.findings) else 0
    )


def older_side(home: Home, revision: str) -> Side:
    """Give what a git revision or a snapshot holds.

    Raises:
        UsageError: there is neither a snapshot nor a revision of that name.
    """
    for path in snapshots(snapshots_folder(home)):
        if path.name == revision or (len(revision) >= 6 and revision in path.name):
            return _snapshot_side(path)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive(home, revision, _IN_TREE))) as files:
            files.extractall(folder, filter="data")
        return tables_side(find_home(folder), f"revision {revision}")


def _snapshot_side(path: Path) -> Side:
    try:
        snapshot = verify(path)
    except SnapshotError as error:
        raise UsageError(str(error)) from error
    graphs: dict[str, set[Triple]] = defaultdict(set)
    for quad in ox.parse(path=str(path / DUMP), format=ox.RdfFormat.N_QUADS):
        graphs[str(quad.graph_name.value)].add((quad.subject, quad.predicate, quad.object))
    return Side(f"snapshot {snapshot.version}", dict(graphs), snapshot.names())


def compare(before: Side, after: Side) -> Difference:
    """Compare two sides, graph by graph."""
    difference = Difference(before, after)
    for graph in _COMPARED:
        old, new = before.graphs.get(graph, set()), after.graphs.get(graph, set())
        difference.added[graph], difference.removed[graph] = new - old, old - new
    return difference


def compare_answers(
    difference: Difference, home: Home, progress: Callable[[str], None] = lambda _: None
) -> list[dict[str, Any]]:
    """Ask every question that needs no parameter of both sides, and give those whose rows change."""
    stores = difference.before.store(), difference.after.store()
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [node(graph) for graph in ns.DEFAULT_GRAPHS]
    changed: list[dict[str, Any]] = []
    for question in read_questions(home.queries).values():
        if any(p.required and p.default is None for p in question.parameters):
            continue
        progress(f"asking {question.name}")
        text, _ = question.bind({}, difference.after.names)
        rows = [_rows(store.query(ns.sparql_prefixes() + text, default_graph=default)) for store in stores]
        gained, lost = rows[1] - rows[0], rows[0] - rows[1]
        if gained or lost:
            changed.append(
                {
                    "question": question.name,
                    "gained": gained.total(),
                    "lost": lost.total(),
                    "added": [json.loads(row) for row in sorted(gained.elements())],
                    "removed": [json.loads(row) for row in sorted(lost.elements())],
                }
            )
    difference.questions = changed
    return changed


def _rows(result: Any) -> Counter[str]:
    names = [variable.value for variable in result.variables]
    return Counter(
        json.dumps(
            {n: ns.shorten(term.value) for n in names if (term := solution[n]) is not None},
            ensure_ascii=False,
            sort_keys=True,
        )
        for solution in result
    )


def as_object(difference: Difference, sentences: Iterable[str]) -> dict[str, Any]:
    """Give a difference as plain values, with every added and removed statement as N-Quads."""

    def lines(which: dict[str, set[Triple]]) -> Iterator[str]:
        for graph in _COMPARED:
            yield from sorted(f"{s} {p} {o} <{graph}> ." for s, p, o in which[graph])

    return {
        "before": difference.before.title,
        "after": difference.after.title,
        "counts": counts(difference),
        "sentences": list(sentences),
        "questions": difference.questions,
        "added": list(lines(difference.added)),
        "removed": list(lines(difference.removed)),
    }


def counts(difference: Difference) -> dict[str, int]:
    """Count asserted statements and inferred ones, added and removed, and the records that changed."""
    added, removed = difference.asserted(difference.added), difference.asserted(difference.removed)
    return {
        "added": len(added),
        "removed": len(removed),
        "inferred_added": len(difference.added[ns.INFERRED]),
        "inferred_removed": len(difference.removed[ns.INFERRED]),
    }

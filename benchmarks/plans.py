"""Check the plan of every question on a large graph: the release beside invented records, and their closure.

    python benchmarks/plans.py [--triples 1000000] [--limit 20] [QUESTION ...]

Prints for each question the rows and CPU seconds without parameters (where none is required) and with the examples of
its header; a query that takes longer than the limit is stopped and marked. A misplaced OPTIONAL shows as a factor of
hundreds, so the figures are for comparing questions with each other, not for comparing machines.
"""

from __future__ import annotations

import argparse
import os
import signal
import time
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox
from generate import generate

from aigov_kg import namespaces as ns
from aigov_kg.axioms import compile_rules
from aigov_kg.questions import Question, read_questions
from aigov_kg.reason import materialise
from aigov_kg.resources import find_home
from aigov_kg.snapshot import DUMP, open_or_build


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--limit", type=float, default=20.0, help="CPU seconds of one query")
    parser.add_argument("questions", nargs="*", metavar="QUESTION")
    args = parser.parse_args()
    home = find_home()
    snapshot = open_or_build(home)
    store = ox.Store()
    store.bulk_load(path=str(snapshot.path / DUMP), format=ox.RdfFormat.N_QUADS)
    store.bulk_load("".join(generate(args.triples, 1)).encode(), format=ox.RdfFormat.N_QUADS)
    ontology = [
        (q.subject, q.predicate, q.object)
        for q in store.quads_for_pattern(None, None, None, ox.NamedNode(ns.ONTOLOGY_GRAPH))
    ]
    materialise(store, compile_rules(ontology))
    for graph in ns.DEFAULT_GRAPHS:  # as workers do
        store.update(f"ADD <{graph}> TO DEFAULT")
    print(f"{sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))} statements")
    names = snapshot.names()
    for question in read_questions(home.queries).values():
        if not args.questions or question.name in args.questions:
            for given in question.examples():
                measure(store, question, given, names, args.limit)


def measure(store: ox.Store, question: Question, given: dict[str, str], names: Mapping[str, Any], limit: float) -> None:
    """Measure a question, and what it looks up beside its rows; each in a process of its own, so that it can be stopped."""
    label = f"{question.name} {' '.join(f'{k}={v}' for k, v in given.items())}".strip()
    one(store, question.bind(given, names)[0], label, limit)
    for beside in question.beside:
        one(store, question.bind(given, names, question.prologue + beside.query)[0], f"{label}: {beside.says}", limit)


def one(store: ox.Store, text: str, label: str, limit: float) -> None:
    """Run one text in a process of its own, and print what it took."""
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, limit)
        before = time.process_time()
        solutions = store.query(ns.sparql_prefixes() + text)
        rows = sum(1 for _ in solutions) if not isinstance(solutions, ox.QueryBoolean) else int(bool(solutions))
        print(f"{time.process_time() - before:8.3f} s {rows:8} rows  {label}", flush=True)
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        print(f"  > {limit:4.0f} s      -- rows  {label}", flush=True)


if __name__ == "__main__":
    main()

"""Measure the compiled rules on a generated graph: statements per CPU second.

    python benchmarks/reason.py --triples 1000000
    python benchmarks/reason.py --seed-data
    python benchmarks/reason.py --triples 10000 --owlrl

Only the rules count: the graph is generated and loaded before the clock starts. CPU seconds are those of the process,
all threads together; `statements` are the accepted ones that the rules read. With `--owlrl` the reference reasoner runs
on the same graph without its literals, and the derived triples are compared. `--seed-data` takes the curated tables.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Sequence

import pyoxigraph as ox
from generate import generate

from aigov_kg import namespaces as ns
from aigov_kg.axioms import compile_rules
from aigov_kg.load import load, read_turtle
from aigov_kg.oracle import close
from aigov_kg.reason import materialise, updates
from aigov_kg.resources import Home, find_home
from aigov_kg.rules import Rule
from aigov_kg.tables import read_tables


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seed-data", action="store_true", help="the curated tables instead of a generated graph")
    parser.add_argument("--owlrl", action="store_true", help="run owlrl beside the rules, and compare")
    parser.add_argument("--updates", action="store_true", help="list the slowest updates")
    args = parser.parse_args()
    home = find_home()
    ontology = read_turtle(home, home.ontology_files())
    rules = compile_rules(ontology)
    store = seed_store(home) if args.seed_data else generated_store(args.triples, args.seed)
    accepted = list(store.quads_for_pattern(None, None, None, ox.NamedNode(ns.ACCEPTED)))
    if args.updates:
        slowest(store, rules.rules)
        return
    begun = time.process_time()
    materialise(store, rules)
    seconds = time.process_time() - begun
    inferred = {q.triple for q in store.quads_for_pattern(None, None, None, ox.NamedNode(ns.INFERRED))}
    rate = len(accepted) / seconds
    print(
        f"rules: {len(accepted)} accepted statements, {len(inferred)} inferred, {seconds:.2f} CPU s: {rate:,.0f} a second"
    )
    if args.owlrl:
        begun = time.process_time()
        same = close([tuple(q.triple) for q in accepted], ontology).triples
        seconds, differ = time.process_time() - begun, len(same ^ {tuple(t) for t in inferred})
        print(
            f"owlrl: {len(same)} inferred, {seconds:.2f} CPU s: {len(accepted) / seconds:,.0f} a second; {differ} differ"
        )


def generated_store(triples: int, seed: int) -> ox.Store:
    begun = time.process_time()
    data = "".join(generate(triples, seed)).encode()
    generated = time.process_time() - begun
    begun = time.process_time()
    store = ox.Store()
    store.bulk_load(io.BytesIO(data), format=ox.RdfFormat.N_QUADS)
    loaded = time.process_time() - begun
    print(f"{len(store)} statements generated in {generated:.1f} CPU s, loaded in {loaded:.1f} CPU s")
    return store


def seed_store(home: Home) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(load(read_tables(home)).quads())
    return store


def slowest(store: ox.Store, rules: Sequence[Rule]) -> None:
    found = []
    for texts, _ in updates(rules):
        for text in texts:
            begun, before = time.process_time(), len(store)
            store.update(text)
            found.append((time.process_time() - begun, len(store) - before, text))
    print(f"{sum(f[0] for f in found):.2f} CPU s in {len(found)} updates")
    for seconds, new, text in sorted(found, reverse=True)[:15]:
        print(f"{seconds:7.3f} s {new:8d} new  {text.replace(ns.AIGOV, ':')[:200]}")


if __name__ == "__main__":
    main()

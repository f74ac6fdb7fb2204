"""Measure the compiled rules on a generated graph: statements per CPU second.

    python benchmarks/reason.py --triples 1000000

Only the rules count: the graph is generated and loaded before the clock starts. CPU seconds are those of the process,
all threads together; `statements` are the accepted ones that the rules read.
"""

from __future__ import annotations

import argparse
import io
import time

import pyoxigraph as ox
from generate import generate

from aigov_kg import namespaces as ns
from aigov_kg.axioms import compile_rules
from aigov_kg.load import read_turtle
from aigov_kg.reason import materialise, updates
from aigov_kg.resources import find_home


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--updates", action="store_true", help="list the slowest updates")
    args = parser.parse_args()
    home = find_home()
    rules = compile_rules(read_turtle(home, home.ontology_files()))
    begun = time.process_time()
    data = "".join(generate(args.triples, args.seed)).encode()
    generated = time.process_time() - begun
    begun = time.process_time()
    store = ox.Store()
    store.bulk_load(io.BytesIO(data), format=ox.RdfFormat.N_QUADS)
    loaded = time.process_time() - begun
    accepted = sum(1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode(ns.ACCEPTED)))
    print(f"{len(store)} statements generated in {generated:.1f} CPU s, loaded in {loaded:.1f} CPU s")
    if args.updates:
        slowest(store, rules.rules)
        return
    begun = time.process_time()
    materialise(store, rules)
    seconds = time.process_time() - begun
    inferred = sum(1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode(ns.INFERRED)))
    print(f"{accepted} accepted statements, {inferred} inferred, {seconds:.2f} CPU s: {accepted / seconds:,.0f} a second")


def slowest(store, rules) -> None:
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

"""How long a curator waits: the check after one changed row, beside a full check and a full pySHACL run.

    .venv/bin/python benchmarks/check.py [--runs 3] [--no-pyshacl]

A row is changed in one table after the other, so that the rules of each have something to look at. pySHACL runs the same shapes over the same statements, those rules included that `aigov-kg check` runs as set queries;
it finds less, since form, references, duplicates, formatting and the ledgers are no matter of shapes. Each figure is
the least of the runs, in seconds of CPU and of the clock, with the start of the process.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aigov_kg.canonical import write

ROOT = Path(__file__).parent.parent
PYSHACL = """
import pyshacl
from aigov_kg.load import load
from aigov_kg.resources import find_home
from aigov_kg.tables import read_tables
from aigov_kg.validate import read_shapes, to_rdflib
home = find_home()
loaded = load(read_tables(home))
data = to_rdflib(t for graph in loaded.graphs.values() for t in graph)
_, report, _ = pyshacl.validate(data, shacl_graph=read_shapes(home), inplace=True)
"""


def measure(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Run a command and give the CPU seconds of it and all its children, and the seconds of the clock."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    clock = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


CHANGES = {
    "participations": ("attested", "2021-{:02d}"),
    "organisations": ("note", "Looked at in month {} of the year"),
    "documents": ("note", "Looked at in month {} of the year"),
    "policy-statements": ("note", "Looked at in month {} of the year"),
    "statistics": ("attested", "2021-{:02d}"),
    "listings": ("attested", "2021-{:02d}"),
}
"""Of each table that is tried, a column, and what is written into it."""


def change_a_row(home: Path, table: str, number: int) -> Path:
    """Change one cell of one row of a table; gives its file."""
    path = home / "data" / "seed" / f"{table}.csv"
    column, value = CHANGES[table]
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    rows[number % len(rows)][heading.index(column)] = value.format(number % 12 + 1)
    path.write_bytes(write(heading, rows))
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-pyshacl", action="store_true", help="leave out the run that takes minutes")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        shutil.copytree(ROOT / "data", home / "data")
        for name in ("ontology", "shapes", "queries"):
            (home / name).symlink_to(ROOT / name)
        env = {**os.environ, "AIGOV_KG_HOME": str(home), "AIGOV_KG_SNAPSHOTS": str(Path(folder) / "snapshots")}
        check = [sys.executable, "-m", "aigov_kg", "check"]
        rows = sum(path.read_bytes().count(b"\n") - 1 for path in (home / "data" / "seed").glob("*.csv"))
        measure(check, env)
        figures: dict[str, list[tuple[float, float]]] = {}
        for number in range(args.runs):
            for table in CHANGES:
                file = change_a_row(home, table, 40 + number)
                figures.setdefault(f"check, a row of {table}", []).append(measure([*check, str(file)], env))
            figures.setdefault("check, nothing changed", []).append(measure(check, env))
            figures.setdefault("check, everything anew", []).append(measure([*check, "--anew"], env))
            if not args.no_pyshacl:
                figures.setdefault("pySHACL, all shapes", []).append(measure([sys.executable, "-c", PYSHACL], env))
    print(
        f"{rows} rows, {args.runs} runs, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n\n{'':34}{'CPU s':>8}{'clock s':>9}"
    )
    for name, measured in figures.items():
        print(f"{name:34}{min(c for c, _ in measured):8.2f}{min(t for _, t in measured):9.2f}")


if __name__ == "__main__":
    main()

"""How much the engine does for an answer: the rows that pass through all steps of its plan, over the whole seed.

A pattern that the planner joins over all records, and not record by record, costs a hundred times what it should and
shows nowhere else. Rows are counted and not time, so the test says the same on every machine.
"""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg.questions import read_questions
from aigov_kg.snapshot import DUMP, Snapshot, open_current

QUESTIONS = read_questions(Path(__file__).parent.parent.parent / "queries")
MOST = 60_000
"""Rows; the seed has some 80,000 statements, and the dearest answer goes through two thirds of this."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def snapshot(seed_folder: Path) -> Snapshot:
    found = open_current(seed_folder)
    assert found
    return found


@pytest.fixture(scope="module")
def folder(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a store as workers hold it: all default graphs in one."""
    place = tmp_path_factory.mktemp("store")
    store = ox.Store(str(place / "db"))
    store.bulk_load(path=str(snapshot.path / DUMP), format=ox.RdfFormat.N_QUADS)
    for graph in ns.DEFAULT_GRAPHS:
        store.update(f"ADD SILENT <{graph}> TO DEFAULT")
    store.flush()
    del store
    return place


def rows(step: dict[str, Any]) -> int:
    return (step.get("number of results") or 0) + sum(rows(inner) for inner in step.get("children", ()))


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_no_answer_goes_through_all_records_many_times(name: str, snapshot: Snapshot, folder: Path):
    names = snapshot.names()
    question = QUESTIONS[name]
    # The clock that each has; it stands in more places of a query than any other parameter.
    clock = {p.name: p.example for p in question.parameters if p.name == "known_by"}
    for given in (question.needed, question.needed | clock) if clock else (question.needed,):
        text, _ = question.bind(given, names)
        (folder / "query.rq").write_text(ns.sparql_prefixes() + text)
        # The engine's own command tells the plan, which its Python package does not.
        subprocess.run(
            [
                str(Path(sysconfig.get_path("scripts")) / "oxigraph"), "query", "--stats",
                "--location", str(folder / "db"), "--query-file", str(folder / "query.rq"),
                "--results-file", str(folder / "out.csv"), "--explain-file", str(folder / "plan.json"),
            ],
            check=True,
        )  # fmt: skip
        plan = json.loads((folder / "plan.json").read_text())["plan"]
        assert rows(plan) < MOST, given

"""What opening a release costs: nothing is started or imported that a question does not need."""

import subprocess
import sys
from pathlib import Path

import pytest

from aigov_kg import library, snapshot
from aigov_kg.errors import UsageError
from aigov_kg.questions import read_questions

QUERIES = Path(__file__).parent.parent.parent / "queries"


def test_a_misspelt_name_is_told_before_the_graph_is_loaded(seed_folder, monkeypatch):
    started = []
    monkeypatch.setattr(library, "Store", lambda *_: started.append(1))
    with library.open_snapshot(snapshot.current(seed_folder)) as graph:
        for call in (
            lambda: graph.ask("who-was-on-a-list", party="huawi"),
            lambda: graph.describe("iflytec"),
            lambda: graph.paths("huawei", "iflytec"),
        ):
            with pytest.raises(UsageError):
                call()
    assert started == []


def test_a_question_of_the_catalogue_imports_neither_networks_nor_the_guard_of_queries():
    code = (
        "import sys, aigov_kg.library, aigov_kg.asking; "
        "print([m for m in ('networkx', 'aigov_kg.admission', 'aigov_kg.tokens') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_question_whose_file_is_the_same_is_read_once(tmp_path):
    first, again = read_questions(QUERIES), read_questions(QUERIES)
    assert all(again[name] is question for name, question in first.items())
    text = (QUERIES / "who-belongs-to.rq").read_text(encoding="utf-8")
    (tmp_path / "who-belongs-to.rq").write_text(text + "# changed\n", encoding="utf-8")
    assert read_questions(tmp_path)["who-belongs-to"].query != first["who-belongs-to"].query

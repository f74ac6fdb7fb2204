"""Fixtures of the curator's tests. `base/` is a small world with a row or two in every table, in which the check finds
nothing; a test works on a copy of it. What does not change between copies (ontology, vocabularies, shapes) is linked."""

from __future__ import annotations

import csv
import functools
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyshacl.shapes_graph import ShapesGraph

from aigov_kg import check as checking
from aigov_kg import columns, tables, validate, vocabularies
from aigov_kg import load as loading
from aigov_kg.canonical import write
from aigov_kg.resources import Home
from aigov_kg.setrules import SetRule

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TODAY = date(2026, 1, 1)
TEN = "".join(f"p{i},Person {i},,,,report:intro:p2,\n" for i in range(10))


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Give a copy of the small world, with snapshots in a folder of its own."""
    monkeypatch.setenv("AIGOV_KG_SNAPSHOTS", str(tmp_path / "snapshots"))
    return copy_base(tmp_path / "home")


def copy_base(root: Path, data: Path = HERE / "base") -> Home:
    """Copy the small world, or the data of the project, into a folder."""
    shutil.copytree(data, root / "data")
    for name in ("ontology", "shapes", "queries"):
        (root / name).symlink_to(ROOT / name)
    if not (root / "data" / "tables.toml").exists():
        shutil.copy(ROOT / "data" / "tables.toml", root / "data" / "tables.toml")
    return Home(root)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, read_checks_once: Callable[[Home], Any]) -> None:
    """Read ontology, vocabularies and shapes once for all tests of a process; they are the same files each time."""
    monkeypatch.setattr(loading, "read_turtle", lambda home, files: set(_read_turtle(tuple(map(Path.resolve, files)))))
    monkeypatch.setattr(columns, "read_vocabularies", lambda files: _vocabularies(tuple(map(Path.resolve, files))))
    monkeypatch.setattr(checking, "read_checks", read_checks_once)


@pytest.fixture(scope="session")
def read_checks_once() -> Iterator[Callable[[Home], Any]]:
    """Give a reader of shapes that reads files once; what it gives is the same at the end as at first."""
    held: dict[tuple[Path, ...], tuple[tuple[SetRule, ...], rdflib.Graph, set[Any]]] = {}

    def read(home: Home) -> tuple[list[SetRule], rdflib.Graph]:
        files = tuple(map(Path.resolve, home.shape_files()))
        if files not in held:
            rules, shapes = validate.read_checks(home)
            for triple in ShapesGraph.system_triples:  # pySHACL would add them
                shapes.add(triple)
            held[files] = tuple(rules), shapes, set(shapes)
        return list(held[files][0]), held[files][1]

    yield read
    assert all(set(shapes) == first for _, shapes, first in held.values())


_turtle, _concepts = loading.read_turtle, vocabularies.read_vocabularies
_read_turtle = functools.cache(lambda files: _turtle(Home(ROOT), list(files)))
_vocabularies = functools.cache(lambda files: _concepts(files))


def line_of(home: Home, table: str, row_id: str) -> int:
    """Give the line of the row with an id."""
    reading = tables.read_tables(home)
    found = [row.line for row in [*reading.rows.values(), *reading.unlisted] if (row.table, row.id) == (table, row_id)]
    assert found, f"{table}.csv has no row {row_id}"
    return found[-1]


@pytest.fixture
def committed(base: Home, quick: None) -> Home:
    """Give the small world as a git repository, with ten more persons."""
    path = base.seed / "persons.csv"
    path.write_text(path.read_text(encoding="utf-8") + TEN, encoding="utf-8")
    git = ["git", "-C", str(base.root), "-c", "user.name=t", "-c", "user.email=t@t.example"]
    for arguments in (["init", "-q"], ["add", "data"], ["commit", "-q", "-m", "base"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    return base


def rows(home: Home, table: str) -> list[list[str]]:
    """Give the cells of a table, its heading first."""
    path = home.seed / f"{table}.csv"
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def put(home: Home, table: str, cells: list[list[str]]) -> None:
    """Write a table."""
    (home.seed / f"{table}.csv").write_bytes(write(cells[0], cells[1:]))

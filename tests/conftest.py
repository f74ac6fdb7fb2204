"""Fixtures. Policy: a test uses the smallest tables that show its point; `make_home` writes them into a folder of
their own, with the ontology, the vocabularies and the shapes of the project. Tests of the release itself use the
snapshot of the whole seed, which is built once for all of them (`seed_folder`)."""

from __future__ import annotations

import csv
import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from aigov_kg import library
from aigov_kg.cli import main
from aigov_kg.resources import Home
from aigov_kg.settings import Settings
from aigov_kg.store import Store

ROOT = Path(__file__).parent.parent

# Services of the tests get nothing ready ahead, unless a test is about that.
os.environ.setdefault("AIGOV_KG_QUIET", "100000")

SECTIONS = "document,key,kind,heading,pages,notes\nreport,s1,section,One,1-10,\nreport,s2,section,Two,11-20,\nother,s1,section,One,,\n"

DOCUMENTS = [
    {"id": "report", "class": "Publication", "title_en": "Report", "issued": "2022-08", "cite": "report:s1"},
    {"id": "other", "class": "Publication", "title_en": "Other report", "issued": "2021", "cite": "other:s1"},
]

Rows = dict[str, list[dict[str, str]]]


@pytest.fixture
def make_home(tmp_path: Path) -> Callable[..., Home]:
    """Give a function that writes tables (table name to rows) and gives the home that holds them."""

    def make(tables: Rows, folder: str = "home") -> Home:
        root = tmp_path / folder
        (root / "data" / "seed").mkdir(parents=True, exist_ok=True)
        for name in ("ontology", "shapes", "queries"):
            if not (root / name).exists():
                (root / name).symlink_to(ROOT / name)
        (root / "data" / "tables.toml").write_bytes((ROOT / "data" / "tables.toml").read_bytes())
        (root / "data" / "sections.csv").write_text(SECTIONS, encoding="utf-8")
        for table, rows in {"documents": DOCUMENTS, **tables}.items():
            write_table(root / "data" / "seed" / f"{table}.csv", rows)
        return Home(root)

    return make


@pytest.fixture
def documents() -> Callable[..., list[dict[str, str]]]:
    """Give a function that puts rows beside the documents that tests cite."""
    return lambda *rows: [*DOCUMENTS, *rows]


def write_table(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows as CSV, with the columns that occur in them."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def seed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that holds the snapshot of the whole seed; one for all test processes."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    folder = folder / "snapshots"
    # The build holds a lock and gives the same snapshot every time, so a second process finds it made.
    run_cli("build", env={"AIGOV_KG_SNAPSHOTS": str(folder)}, check=True) if not (folder / "current").exists() else None
    return folder


@pytest.fixture(scope="session")
def cli() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give a function that runs the command line as a person would."""
    return run_cli


@pytest.fixture(scope="session")
def serve() -> Callable[..., Any]:
    """Give a context manager that runs `aigov-kg serve` on a free port."""
    return serving


@pytest.fixture(scope="session")
def seed_service(seed_folder: Path) -> Iterator[str]:
    """Give the address of a service for the whole seed."""
    with serving(env={"AIGOV_KG_SNAPSHOTS": str(seed_folder)}) as (address, _):
        yield address


READING = {"ask", "describe", "dictionary", "explain", "path", "query", "search"}


def run_cli(*arguments: str, env: dict[str, str] | None = None, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line: a verb that only reads within this process, all else as a person would."""
    given = {"COLUMNS": "120", **(env or {})}
    if arguments[:1] and arguments[0] in READING and not options:
        return _within(arguments, given)
    return subprocess.run(
        [sys.executable, "-m", "aigov_kg", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **given},
        timeout=120,
        **options,
    )


def _within(arguments: Sequence[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, env),
        mock.patch.object(library, "Store", _kept),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main(arguments)
    return subprocess.CompletedProcess(arguments, int(end.value.code or 0), out.getvalue(), err.getvalue())


class Kept(Store):
    """A store that commands of this process share: to load a release takes longer than most of them."""

    def close(self) -> None:
        """Stay."""

    def end(self) -> None:
        """End the processes."""
        super().close()


_stores: dict[str, Kept] = {}


def _kept(files: Sequence[Path], settings: Settings) -> Kept:
    key = f"{[(str(file), file.stat().st_mtime_ns) for file in files]} {settings}"
    if key not in _stores:
        while len(_stores) > 1:
            _stores.pop(next(iter(_stores))).end()
        _stores[key] = Kept(files, settings)
    return _stores[key]


@pytest.fixture(scope="session", autouse=True)
def _stores_end() -> Iterator[None]:
    yield
    for store in _stores.values():
        store.end()


@contextmanager
def serving(*arguments: str, env: dict[str, str] | None = None) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run `aigov-kg serve` on a free port; gives its address and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "aigov_kg", "serve", "--port", str(port), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if " statements at " in line:
                break
        else:
            raise AssertionError(f"the service did not start: {process.stderr.read() if process.stderr else ''}")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.communicate(timeout=20)

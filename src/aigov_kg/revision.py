"""A revision of the project in git: its files, and the rows that its tables held."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from aigov_kg.delimited import read_cells
from aigov_kg.errors import UsageError
from aigov_kg.resources import Home

Given = Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Held:
    """A table as it was: its bytes, its heading, and its rows by id."""

    data: bytes
    header: list[str]
    rows: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Changed:
    """A table as it was and as it is; `file` is the name that is shown, and of a table that is gone nothing is held."""

    file: str
    old: Held
    new: Held


def archive(home: Home, revision: str, names: Collection[str]) -> bytes:
    """Give the files of a revision below some folders of the home, as a tar, without touching the working tree.

    Raises:
        UsageError: there is no such revision, or the home is no working tree of git.
    """
    if revision.startswith("-"):
        raise UsageError(f"'{revision}' is no revision")
    try:
        top = _git(home.root, "rev-parse", "--show-prefix").decode().strip()
        tree = f"{revision}:{top}" if top else revision
        held = _git(home.root, "ls-tree", "--name-only", tree).decode().split()
        return _git(home.root, "archive", "--format=tar", tree, *(name for name in names if name in held))
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None)
        told = said.decode(errors="replace").strip() if isinstance(said, bytes) else str(error)
        raise UsageError(f"'{revision}' is neither a snapshot nor a git revision of {home.root}: {told}") from error


def changes_since(home: Home, revision: str, given: Given) -> dict[str, Changed]:
    """Give the tables of a revision that are other than they are now, by name.

    Args:
        given: tables that stand in for those of `data/seed/`: table to the name shown and the bytes.

    Raises:
        UsageError: there is no such revision, or the home is no working tree of git.
    """
    found: dict[str, Changed] = {}
    with tarfile.open(fileobj=io.BytesIO(archive(home, revision, ["data"]))) as files:
        for member in files:
            path = PurePosixPath(member.name)
            if path.parent.name != "seed" or path.suffix != ".csv" or not member.isfile():
                continue
            file = files.extractfile(member)
            data = file.read() if file else b""
            name, now = given.get(path.stem) or _own(home, path.stem)
            if now != data:
                found[path.stem] = Changed(name, held(data), held(now))
    return found


def changes_of(home: Home, given: Given) -> dict[str, Changed]:
    """Give the tables that stand in for those of `data/seed/` and are other than these, by name."""
    found = {}
    for table, (name, data) in given.items():
        old = _own(home, table)[1]
        if old and old != data:
            found[table] = Changed(name, held(old), held(data))
    return found


def _own(home: Home, table: str) -> tuple[str, bytes]:
    path = home.seed / f"{table}.csv"
    return home.name(path), path.read_bytes() if path.is_file() else b""


def file_at(home: Home, revision: str, path: Path) -> bytes:
    """Give the bytes of one file of the home at a revision.

    Raises:
        UsageError: there is no such file at this revision, or the home is no working tree of git.
    """
    try:
        # A path that begins with ./ is looked for below the folder in which git runs.
        return _git(home.root, "show", f"{revision}:./{path.relative_to(home.root).as_posix()}")
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise UsageError(f"{path} is not there at '{revision}'") from error


def held(data: bytes) -> Held:
    """Read the bytes of a table; rows that are not whole are left out."""
    records = read_cells(data).records
    header = [cell.strip() for cell in records[0].cells] if records else []
    rows = (
        dict(zip(header, (c.strip() for c in r.cells), strict=True)) for r in records[1:] if len(r.cells) == len(header)
    )
    return Held(data, header, {row["id"]: row for row in rows if row.get("id")})


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout

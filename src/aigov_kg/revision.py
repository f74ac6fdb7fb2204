"""A revision of the project in git: its files, and the rows that its tables held."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from aigov_kg.delimited import read_cells
from aigov_kg.errors import UsageError
from aigov_kg.resources import Home


@dataclass(frozen=True, slots=True)
class Held:
    """A table as it was: its bytes, its heading, and its rows by id."""

    data: bytes
    header: list[str]
    rows: dict[str, dict[str, str]]


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


def tables_at(home: Home, revision: str) -> dict[str, Held]:
    """Give the tables of a revision that are other than they are now, by name.

    Raises:
        UsageError: there is no such revision, or the home is no working tree of git.
    """
    found: dict[str, Held] = {}
    with tarfile.open(fileobj=io.BytesIO(archive(home, revision, ["data"]))) as files:
        for member in files:
            path = PurePosixPath(member.name)
            if path.parent.name != "seed" or path.suffix != ".csv" or not member.isfile():
                continue
            file = files.extractfile(member)
            data = file.read() if file else b""
            now = home.seed / path.name
            if not now.is_file() or now.read_bytes() != data:
                found[path.stem] = held(data)
    return found


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

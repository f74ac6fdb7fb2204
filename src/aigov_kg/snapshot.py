"""Snapshots: a release of the graph as a sealed folder, and the pointer to the current one.

A snapshot holds `dump.nq` (every graph, sorted N-Quads), `names.json` (names for search and parameters), `rules.json`
(what the inferred graph comes from), `terms.json` (the ontology and vocabularies as their pages show them),
`findings.json` and `manifest.json` (counts, sizes, SHA-256 of each file). It is written beside the others, checked, and
only then named by the pointer, in one rename; so the pointer always names a snapshot that was whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.errors import DataError, OntologyError, SnapshotError
from aigov_kg.resources import VERSION, Home, snapshots_folder

DUMP, NAMES, RULES, TERMS, FINDINGS, MANIFEST, POINTER = (
    "dump.nq",
    "names.json",
    "rules.json",
    "terms.json",
    "findings.json",
    "manifest.json",
    "current",
)
FORMAT = 5
KEPT = 5
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A sealed release: its folder and its manifest."""

    path: Path
    manifest: dict[str, Any]

    @property
    def version(self) -> str:
        """Version of the release: that of the package and the first 12 digits of the dump's SHA-256."""
        return str(self.manifest["version"])

    @property
    def statements(self) -> int:
        """Number of quads in the dump."""
        return int(self.manifest["statements"])

    def names(self) -> dict[str, Any]:
        """Read the name index."""
        return self._read(NAMES)

    def rules(self) -> dict[str, Any]:
        """Read the rules, as `aigov_kg.rules.read_rules` takes them."""
        return self._read(RULES)

    def terms(self) -> dict[str, Any]:
        """Read the content of the pages of the ontology and the vocabularies."""
        return self._read(TERMS)

    def _read(self, name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.path / name).read_text(encoding="utf-8"))
        return loaded


def build(home: Home, progress: Progress = lambda _: None, reasoner: str = "rules") -> Snapshot:
    """Build a snapshot from the tables, seal it and make it current; equal inputs give the same snapshot.

    Raises:
        DataError: the tables hold findings that stop the build, or contradict the ontology.
        OntologyError: an axiom is not supported.
        SnapshotError: the folder cannot be written.
    """
    # These bring the engine along, which a process that only opens snapshots must not load.
    from aigov_kg.release import assemble

    release = assemble(home, progress, reasoner)
    progress("writing the snapshot")
    lines = sorted(release.lines)
    dump = "".join(lines).encode()
    files = {
        DUMP: dump,
        NAMES: _json(release.names),
        RULES: _json(release.rules),
        TERMS: _json(release.terms),
        FINDINGS: release.findings.encode(),
    }
    digest = hashlib.sha256(dump).hexdigest()
    counts = Counter(line.rsplit(" ", 2)[1].strip("<>") for line in lines)
    manifest = {
        "format": FORMAT,
        "version": f"{VERSION}+{digest[:12]}",
        "package": VERSION,
        "inputs": home.inputs_digest(),
        "statements": len(lines),
        "graphs": {graph: counts[graph] for graph in sorted(counts)},
        "files": {n: {"bytes": len(b), "sha256": hashlib.sha256(b).hexdigest()} for n, b in files.items()},
    }
    return publish(snapshots_folder(home), files, manifest)


def verify(path: Path) -> Snapshot:
    """Check every file of a snapshot against its manifest.

    Raises:
        SnapshotError: what is missing or differs.
    """
    try:
        text = (path / MANIFEST).read_bytes()
        manifest = json.loads(text)
        listed = manifest["files"]
        if manifest["format"] != FORMAT or manifest["statements"] <= 0 or DUMP not in listed:
            raise SnapshotError(f"{path / MANIFEST} describes no snapshot that this version can read")
        if _json(manifest) != text or _seal(manifest) != manifest["seal"] or any("/" in name for name in listed):
            raise SnapshotError(f"{path / MANIFEST} is damaged: it is not the file that was sealed")
        for name, facts in listed.items():
            data = (path / name).read_bytes()
            if len(data) != facts["bytes"] or hashlib.sha256(data).hexdigest() != facts["sha256"]:
                raise SnapshotError(f"{path / name} is damaged: it is not the file that was sealed")
            if name == DUMP and data.count(b"\n") != manifest["statements"]:
                raise SnapshotError(f"{path / name} does not hold the {manifest['statements']} statements it should")
    except OSError as error:
        raise SnapshotError(f"{error.filename or path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(f"{path / MANIFEST} is damaged: {error}") from error
    return Snapshot(path, manifest)


def snapshots(folder: Path) -> list[Path]:
    """Give the kept snapshots, newest first."""
    held = [p for p in folder.glob("*+*") if p.is_dir() and not p.name.startswith(".")] if folder.is_dir() else []
    return sorted(held, key=lambda p: p.stat().st_mtime_ns, reverse=True)


def current(folder: Path) -> Path | None:
    """Give the snapshot that the pointer names, or None where there is no pointer."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    return folder / name if name and "/" not in name else None


def open_current(folder: Path, progress: Progress = lambda _: None) -> Snapshot | None:
    """Open the current snapshot, or the newest other one that verifies; None where there is none at all.

    Raises:
        SnapshotError: there are snapshots, and none of them verifies.
    """
    pointed = current(folder)
    candidates = [p for p in (pointed, *snapshots(folder)) if p is not None]
    if not candidates:
        return None
    faults: list[str] = []
    for path in dict.fromkeys(candidates):
        try:
            found = verify(path)
        except SnapshotError as error:
            faults.append(str(error))
            progress(f"{error}; trying an earlier snapshot")
        else:
            return found
    raise SnapshotError(f"{faults[0]}; build anew with: aigov-kg build")


def open_or_build(home: Home, progress: Progress = lambda _: None) -> Snapshot:
    """Open the current snapshot; build one where there is none, none verifies, or the tables changed."""
    folder = snapshots_folder(home)
    try:
        found = open_current(folder, progress)
    except SnapshotError as error:
        progress(f"{error}; building anew")
        found = None
    if found and found.manifest.get("inputs") == home.inputs_digest() and found.path == current(folder):
        return found
    return build(home, progress)


def open_to_serve(home: Home, progress: Progress = lambda _: None) -> Snapshot:
    """Open the current snapshot or build one; where that fails, open the last good one, so that a service can go on.

    Raises:
        DataError, OntologyError, SnapshotError: why there is none, where no earlier snapshot is whole either.
    """
    try:
        return open_or_build(home, progress)
    except (DataError, OntologyError, SnapshotError) as error:
        try:
            found = open_current(snapshots_folder(home))
        except SnapshotError:
            found = None
        if found is None:
            raise
        progress(f"{error}; until then the last good release is served, {found.version}")
        return found


def point(folder: Path, snapshot: Snapshot) -> None:
    """Make a snapshot the current one, in one rename."""
    temporary = folder / f".{POINTER}-{os.getpid()}"
    try:
        _write(temporary, f"{snapshot.path.name}\n".encode())
        temporary.replace(folder / POINTER)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(folder)


def publish(folder: Path, files: dict[str, bytes], manifest: dict[str, Any]) -> Snapshot:
    """Seal a snapshot and make it the current one; what went before stays whole, whatever step fails.

    Raises:
        SnapshotError: the folder cannot be written.
    """
    manifest = {**manifest, "seal": _seal(manifest)}
    target = folder / manifest["version"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _lock(folder):
            for left in folder.glob(".tmp-*"):
                shutil.rmtree(left, ignore_errors=True)
            if not _same(target, manifest):
                temporary = folder / f".tmp-{os.getpid()}"
                try:
                    temporary.mkdir()
                    for name, data in {**files, MANIFEST: _json(manifest)}.items():
                        _write(temporary / name, data)
                    _sync(temporary)
                    verify(temporary)
                    if target.exists():
                        target.rename(folder / f".tmp-{os.getpid()}-damaged")
                    temporary.rename(target)
                    _sync(folder)
                finally:
                    for left in folder.glob(".tmp-*"):
                        shutil.rmtree(left, ignore_errors=True)
            snapshot = verify(target)
            point(folder, snapshot)
            _evict(folder, snapshot)
    except OSError as error:
        place = error.filename or folder
        now = current(folder)
        state = f"the current snapshot is {now.name}" if now else "there is no current snapshot"
        raise SnapshotError(f"{place} cannot be written: {error.strerror}; {state}") from error
    return snapshot


def _seal(manifest: dict[str, Any]) -> str:
    """Give the SHA-256 of a manifest, apart from the seal itself."""
    return hashlib.sha256(_json({name: value for name, value in manifest.items() if name != "seal"})).hexdigest()


def _same(target: Path, manifest: dict[str, Any]) -> bool:
    try:
        return verify(target).manifest == manifest
    except SnapshotError:
        return False


def _evict(folder: Path, snapshot: Snapshot) -> None:
    for path in [p for p in snapshots(folder) if p != snapshot.path][KEPT - 1 :]:
        if not (path / "tagged").exists():
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def graph_counts(snapshot: Snapshot) -> dict[str, int]:
    """Give the number of statements of each graph, by the last part of its name."""
    return {graph.removeprefix(ns.GRAPH): n for graph, n in snapshot.manifest["graphs"].items()}

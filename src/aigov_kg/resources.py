"""Where the files of a release lie: ontology, shapes, data, queries, and the snapshots built from them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from aigov_kg.errors import UsageError

VERSION = version("aigov-kg")
DOCUMENTS = "AIGOV_KG_DOCUMENTS"
"""Name of the variable that names the folder of the documents."""


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that holds `ontology/`, `shapes/`, `data/` and `queries/`."""

    root: Path

    @property
    def ontology(self) -> Path:
        """Folder of the ontology: `aigov.ttl`, `modules/`, `vocabularies/`."""
        return self.root / "ontology"

    @property
    def shapes(self) -> Path:
        """Folder of the SHACL shapes."""
        return self.root / "shapes"

    @property
    def data(self) -> Path:
        """Folder of `tables.toml`, `sections.csv` and `seed/`."""
        return self.root / "data"

    @property
    def seed(self) -> Path:
        """Folder of the tables."""
        return self.data / "seed"

    @property
    def queries(self) -> Path:
        """Folder of the question catalogue."""
        return self.root / "queries"

    def ontology_files(self) -> list[Path]:
        """Give the header and the modules of the ontology."""
        return [self.ontology / "aigov.ttl", *sorted((self.ontology / "modules").glob("*.ttl"))]

    def vocabulary_files(self) -> list[Path]:
        """Give the files of the concept schemes."""
        return sorted((self.ontology / "vocabularies").glob("*.ttl"))

    @property
    def mappings(self) -> Path:
        """File that says how our terms stand to those of other vocabularies; loaded on demand."""
        return self.ontology / "mappings.ttl"

    def shape_files(self) -> list[Path]:
        """Give the shapes that apply to the data."""
        return [path for path in sorted(self.shapes.glob("*.ttl")) if path.name != "ontology.ttl"]

    def name(self, path: Path) -> str:
        """Give a path as a person would write it: below the home, or as it is."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return str(path)

    def inputs(self) -> Iterator[Path]:
        """Give every file that a snapshot depends on, in a fixed order."""
        yield from self.ontology_files()
        yield from self.vocabulary_files()
        yield from self.shape_files()
        yield from [self.mappings] if self.mappings.is_file() else []
        yield from sorted(p for p in self.data.glob("*") if p.suffix in {".toml", ".csv"})
        yield from sorted(self.seed.glob("*.csv"))

    def inputs_digest(self) -> str:
        """Give the SHA-256 over names and bytes of all inputs and the version of the package."""
        digest = hashlib.sha256(VERSION.encode())
        for path in self.inputs():
            digest.update(f"\0{self.name(path)}\0".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()


def find_home(root: str | Path | None = None) -> Home:
    """Find the files: the given folder, else `AIGOV_KG_HOME`, else those in the wheel, else the checkout.

    Raises:
        UsageError: the folder is not one of aigov-kg.
    """
    package = Path(__file__).parent
    asked = root or os.environ.get("AIGOV_KG_HOME")
    candidates = [Path(asked)] if asked else [package / "_bundle", package.parent.parent]
    for candidate in candidates:
        if (candidate / "ontology").is_dir() and (candidate / "data" / "tables.toml").is_file():
            return Home(candidate)
    raise UsageError(
        f"{candidates[-1]} holds no ontology/ and data/tables.toml; name the folder of a checkout with AIGOV_KG_HOME"
    )


def tables_here(home: Home, folder: Path) -> Path | None:
    """Give the tables in which a person stands, where they are others than those of the home that is read."""
    if os.environ.get("AIGOV_KG_HOME"):
        return None
    for above in (folder, *folder.parents):
        if (above / "data" / "seed").is_dir():
            seed = (above / "data" / "seed").resolve()
            return None if seed == home.seed.resolve() else seed
    return None


def snapshots_folder(home: Home) -> Path:
    """Give the folder of the snapshots: `AIGOV_KG_SNAPSHOTS`, else in the checkout, else the user's data folder."""
    if asked := os.environ.get("AIGOV_KG_SNAPSHOTS"):
        return Path(asked)
    if (home.root / "pyproject.toml").is_file():
        return home.root / ".aigov-kg"
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "aigov-kg"

"""A file of facts that is run a second time: its document is in the tables already, and rows cite it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aigov_kg.cites import Cite
from aigov_kg.tables import Reading, Row
from aigov_kg.toml_parts import Part


def added_before(parts: Sequence[Part], reading: Reading) -> tuple[Part, str, str, str] | None:
    """Give part, column, what is wrong and what to do, where the document of a file, of the same title, was added already."""
    for part in parts:
        row = _same(part, reading) if part.kind in {"document", "documents"} else None
        if row is None:
            continue
        citing = [r for r in reading.rows.values() if r is not row and _cites(r.values.get("cite", ()), row.id)]
        if citing:
            rows = "1 row cites" if len(citing) == 1 else f"{len(citing)} rows cite"
            what = f"the id '{row.id}' is used already, in {row.file}, row {row.line}, and {rows} it: this file was added already"
            fix = (
                "to correct what was added, change it in its table, or take all back with git restore data and run this again; "
                f'for further facts leave out what is there, and write cite = "{row.id}:text" at the top'
            )
            return part, "id", what, fix
    return None


def _same(part: Part, reading: Reading) -> Row | None:
    """Give the document in the tables that a part describes: of its id, or of its year where it has none, and its title."""
    year = re.search(r"[0-9]{4}", part.cells.get("issued", ""))
    for row in reading.of("documents"):
        issued = getattr(row.one("issued"), "text", "")
        same = row.id == part.cells["id"] if "id" in part.cells else bool(year and issued.startswith(year[0]))
        if same and row.one("title_en") and row.one("title_en") == part.cells.get("title_en"):
            return row
    return None


def _cites(cites: Sequence[object], document: str) -> bool:
    return any(isinstance(cite, Cite) and cite.document == document for cite in cites)

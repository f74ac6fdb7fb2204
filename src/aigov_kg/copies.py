"""Copies: records that say letter for letter what another record says, under another id."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from aigov_kg.findings import Finding, Severity
from aigov_kg.rationale import WHY
from aigov_kg.tables import Reading, Row

_RULE = "copied-row"
_OWN = {"id", "cite", "note"}
"""Columns in which two rows on one fact may differ."""


def copied_rows(reading: Reading) -> Iterator[Finding]:
    """Give the records whose cells are those of an earlier row, unless a note keeps the two apart."""
    apart = {
        frozenset(pair)
        for note in reading.of("notes")
        if (kind := note.one("kind")) is not None and kind.slug == "distinct"
        for pair in combinations(map(str, note.values.get("about", ())), 2)
    }
    first: dict[tuple[object, ...], Row] = {}
    for row in reading.rows.values():
        if reading.tables.tables[row.table].kind != "record":
            continue
        cells = tuple(values for name, values in row.values.items() if name not in _OWN)
        other = first.setdefault((row.table, cells), row) if any(cells) else row
        if other is not row and frozenset((row.id, other.id)) not in apart:
            what = f"it has the cells of '{other.id}' ({other.file}, row {other.line}), all but id, cite and note"
            fix = "join the two and their citations, or correct the cell that should differ"
            yield Finding(
                row.file,
                row.line,
                None,
                what,
                fix,
                _RULE,
                WHY[_RULE],
                Severity.WARNING,
                record=row.id,
                nearest=other.id,
            )

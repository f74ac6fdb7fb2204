"""Copies: records that say what another record says, under another id: letter for letter, or of one seat at one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from aigov_kg.cites import Cite
from aigov_kg.dates import Span
from aigov_kg.findings import Finding, Severity
from aigov_kg.rationale import WHY
from aigov_kg.tables import Reading, Row

_RULE = "copied-row"
_OWN = {"id", "cite", "note"}
"""Columns in which two rows on one fact may differ."""
_SEATS = ("tenures", "participations", "memberships")
_PARTIES = ("holder", "actor", "member", "role", "category", "body", "within", "object")
_TOLD = {*_OWN, *_PARTIES, "quote", "attested", "start", "end", "end_kind", "modality"}
"""Columns that do not tell two seats apart; dates do where they lie apart."""


def copied_rows(reading: Reading) -> Iterator[Finding]:
    """Give the records whose cells are those of an earlier row, unless a note keeps the two apart."""
    apart = {
        frozenset(pair)
        for note in reading.of("notes")
        if (kind := note.one("kind")) is not None and kind.slug == "distinct"
        for pair in combinations(map(str, note.values.get("about", ())), 2)
    }
    first: dict[tuple[object, ...], Row] = {}
    copied: set[str] = set()
    for row in reading.rows.values():
        if reading.tables.tables[row.table].kind != "record":
            continue
        cells = tuple(values for name, values in row.values.items() if name not in _OWN)
        other = first.setdefault((row.table, cells), row) if any(cells) else row
        if other is not row and frozenset((row.id, other.id)) not in apart:
            copied.add(row.id)
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
    yield from _seats(reading, apart, copied)


def _seats(reading: Reading, apart: set[frozenset[str]], copied: set[str]) -> Iterator[Finding]:
    """Give the seats that one place bears out twice: same holder, role and body, at dates that do not tell them apart."""
    held: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in reading.of(*_SEATS):
        parties = tuple(tuple(row.values.get(name, ())) for name in _PARTIES)
        for place in {
            (c.document, c.section, c.locators, c.via) for c in row.values.get("cite", ()) if isinstance(c, Cite)
        }:
            held[row.table, parties, place].append(row)
    told: set[frozenset[str]] = set()
    for rows in held.values():
        for one, other in combinations(rows, 2):
            pair = frozenset((one.id, other.id))
            if pair in apart | told or other.id in copied or _differ(one, other):
                continue
            told.add(pair)
            where = f"'{one.id}' ({one.file}, row {one.line})"
            what = f"it looks like a duplicate of {where}: one place is cited for the same parties, and no date or cell differs"
            fix = "join the two and their quotations, or fill the cell that tells them apart"
            rule = "likely-duplicate"
            yield Finding(other.file, other.line, "id", what, fix, rule, WHY[rule], Severity.WARNING, other.id, one.id)


def _differ(one: Row, other: Row) -> bool:
    """Tell whether two rows have a cell, filled in both, that tells them apart, or dates that lie apart."""
    if any(
        a and b and a != b for name, a in one.values.items() if name not in _TOLD for b in (other.values.get(name),)
    ):
        return True
    return any(
        isinstance(end := a.one("end"), Span)
        and isinstance(start := b.one("start"), Span)
        and end.latest is not None
        and start.earliest is not None
        and end.latest < start.earliest
        for a, b in ((one, other), (other, one))
    )

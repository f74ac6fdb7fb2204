"""Losses: what the tables had at an earlier revision and have no more, where that looks like an accident.

A row without which an address would stop answering; cells of a column that are blank now; and cells that kept their
values and lost their rows, because a column was sorted or shifted alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from aigov_kg.findings import Finding, Severity
from aigov_kg.rationale import WHY
from aigov_kg.redirects import Redirect
from aigov_kg.revision import Changed, Held
from aigov_kg.tables import Reading

_FEW = 5
_HALF = 0.5
_FIFTH = 0.2
_SHIFTED = 2
_ALTERED = 2
_MANY = 200

_Found = Callable[..., Finding]


def losses(
    reading: Reading, revision: str, changes: Mapping[str, Changed], redirects: Mapping[str, Redirect]
) -> Iterator[Finding]:
    """Give what looks lost.

    Args:
        revision: how the earlier state is called.
        changes: the tables that have changed since.
        redirects: where the ids went that were renamed since.
    """
    columns = reading.tables.columns
    for table, change in changes.items():
        old, new = change.old, change.new
        if table not in columns or not new.data:
            continue
        found: _Found = partial(_finding, change.file, revision)
        if moved := _heading_alone(old, new):
            yield found(1, moved, "headings", "heading-moved", Severity.VIOLATION)
            continue
        if table not in reading.unread:
            yield from _gone(reading, table, change, redirects)
        for column in columns[table]:
            if column != "id" and column in old.header and column in new.header:
                yield from _column(column, old, new, found)


def _finding(
    file: str, revision: str, row: int | None, column: str, what: str, rule: str, severity: Severity
) -> Finding:
    back = f"take it back from the revision (git diff {revision} -- {file} shows it)"
    message, fix = {
        "headings": (
            f"only the heading has changed since {revision}: its names stand in another order, so every cell has moved",
            "put the heading back; aigov-kg fmt moves columns together with their cells",
        ),
        "emptied": (f"most cells of '{column}' that were filled at {revision} are blank", back),
        "moved": (
            f"the cells of '{column}' stand in other rows than at {revision}, as if the column was sorted or shifted alone",
            f"{back}, and sort whole rows only",
        ),
    }[what]
    return Finding(file, row, column, message, fix, rule, WHY[rule], severity)


def _heading_alone(old: Held, new: Held) -> str | None:
    """Give the first heading that stands elsewhere, where nothing but the order of the headings has changed."""
    if old.header == new.header or sorted(old.header) != sorted(new.header):
        return None
    if old.data.partition(b"\n")[2] != new.data.partition(b"\n")[2]:
        return None
    return next(b for a, b in zip(old.header, new.header, strict=True) if a != b)


def successors(change: Changed, ids: Mapping[str, str]) -> dict[str, str]:
    """Give for the rows of a table that was changed the ids under which they stand now.

    A row without its id is known by a redirect, or by all its cells but one or two.

    Args:
        ids: old id to new id, of those that were renamed.
    """
    old, new = change.old.rows, change.new.rows
    found = {row_id: row_id for row_id in old if row_id in new}
    fresh = {row_id: row for row_id, row in new.items() if row_id not in old}
    for gone in old.keys() - new.keys():
        if (renamed := ids.get(gone)) in fresh:
            found[gone] = renamed
        elif len(fresh) <= _MANY:
            unlike = {row_id: _unlike(old[gone], row) for row_id, row in fresh.items()}
            nearest = min(unlike, key=lambda row_id: (unlike[row_id], row_id), default=gone)
            if unlike.get(nearest, _ALTERED + 1) <= _ALTERED:
                found[gone] = nearest
    return found


def _unlike(one: Mapping[str, str], other: Mapping[str, str]) -> int:
    """Count the cells in which two rows differ; half of what they have must be the same."""
    differing = [name for name, cell in one.items() if name != "id" and cell != other.get(name, "")]
    same = sum(bool(cell) for name, cell in one.items() if name != "id" and name not in differing)
    return len(differing) if same > len(differing) else len(one)


def _gone(reading: Reading, table: str, change: Changed, redirects: Mapping[str, object]) -> Iterator[Finding]:
    word = reading.tables.tables[table].word
    listed = {row.id for row in reading.unlisted}
    now = successors(change, {})
    for gone in change.old.rows.keys() - reading.rows.keys() - listed:
        if (f"{word}/{gone}" if word else gone) in redirects:
            continue
        what = f"the row '{gone}' was there at the last revision and is gone, and its address would stop answering"
        fix = f"put it back, or run aigov-kg rename {gone} NEW, or aigov-kg rename {gone} --withdraw --reason WHY"
        if renamed := now.get(gone):
            fix = f"it is '{renamed}' now: run aigov-kg rename {gone} {renamed}, which records that"
        yield Finding(change.file, None, "id", what, fix, "id-gone", WHY["id-gone"], Severity.WARNING, record=gone)


def _column(column: str, old: Held, new: Held, found: _Found) -> Iterator[Finding]:
    both = old.rows.keys() & new.rows.keys()
    before, now = {i: old.rows[i].get(column, "") for i in both}, {i: new.rows[i].get(column, "") for i in both}
    filled = [i for i in both if before[i]]
    if len(filled) >= _FEW and sum(bool(now[i]) for i in filled) < _HALF * len(filled):
        yield found(None, column, "emptied", "column-emptied", Severity.WARNING)
        return
    changed = [i for i in both if before[i] != now[i]]
    if len(changed) < max(_FEW, _FIFTH * len(both)):
        return
    missing = Counter(before.values()) - Counter(now.values())
    if missing.total() <= _SHIFTED:
        yield found(None, column, "moved", "column-moved", Severity.VIOLATION)

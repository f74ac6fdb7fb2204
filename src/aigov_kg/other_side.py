"""The other side: what is told at a row that stayed, a sum or an order, is told at the one row that changed too.

A total is right more often than the part that was typed today. Where several of the rows concerned have changed, or the
row itself, nothing shows which of them is wrong, and the finding stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.revision import Changed
from aigov_kg.tables import Reading, Row

_CELLS: Final = {
    "partition-sum": ("value", "partition", "total"),
    "parts-within-total": ("value", "total"),
    "part-within-total": ("value", "total"),
    "milestone-order": ("reached", "date", "subject"),
    "lifecycle-order": ("reached", "date", "subject"),
    "rank-order": ("value", "rank"),
    "dated-as-event": ("date",),
    "filled-gap": ("field", "about"),
}
"""Rules that compare rows, and the cells that they compare."""
_WORD: Final = re.compile(r"[\w-]+")


def at_changed_rows(
    found: Iterable[Finding], reading: Reading, changes: Mapping[str, Changed], since: str
) -> Iterator[Finding]:
    """Give all findings, and those on a sum or an order again at the only row concerned that is new or has changed."""
    for finding in found:
        yield finding
        row = reading.rows.get(finding.record or "")
        if row is None or finding.rule not in _CELLS:
            continue
        concerned = {row.id, *(w for w in _WORD.findall(finding.message) if w in reading.rows)}
        news = [i for i in sorted(concerned) if _is_new(reading.rows[i], changes)]
        if len(news) != 1 or news[0] == row.id:
            continue
        (one,) = news
        change = changes[reading.rows[one].table]
        old, new = change.old.rows, change.new.rows
        was, now = old.get(one, {}), new[one]
        cells = [name for name in _CELLS[finding.rule] if now.get(name) and now[name] != was.get(name)]
        if not cells:
            continue
        first = "only this row is new" if one not in old else f"only this row has changed since {since}"
        where = f"'{row.id}' ({row.file}, row {row.line})"
        what = f"{first}, and with the {cells[0]} {now[cells[0]]} it does not fit {where}: {finding.message}"
        fix = "look at this cell first, and then at the other rows"
        other = reading.rows[one]
        yield replace(
            finding, file=other.file, row=other.line, column=cells[0], message=what, fix=fix, record=one, nearest=None
        )


def _is_new(row: Row, changes: Mapping[str, Changed]) -> bool:
    change = changes.get(row.table)
    return change is not None and row.id in change.new.rows and change.new.rows[row.id] != change.old.rows.get(row.id)

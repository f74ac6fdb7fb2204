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
from aigov_kg.tables import Reading

_CELLS: Final = {
    "partition-sum": ("value", "partition", "total"),
    "parts-within-total": ("value", "total"),
    "part-within-total": ("value", "total"),
    "milestone-order": ("reached", "date", "subject"),
    "lifecycle-order": ("reached", "date", "subject"),
}
"""Rules that compare rows of one table, and the cells that they compare."""
_WORD: Final = re.compile(r"[\w-]+")


def at_changed_rows(
    found: Iterable[Finding], reading: Reading, changes: Mapping[str, Changed], since: str
) -> Iterator[Finding]:
    """Give all findings, and those on a sum or an order again at the only row concerned that is new or has changed."""
    for finding in found:
        yield finding
        row = reading.rows.get(finding.record or "")
        change = changes.get(row.table) if row else None
        if row is None or change is None or finding.rule not in _CELLS:
            continue
        old, new = change.old.rows, change.new.rows
        concerned = {row.id, *(w for w in _WORD.findall(finding.message) if w in reading.rows)}
        news = [i for i in sorted(concerned) if i in new and new[i] != old.get(i)]
        if len(news) != 1 or news[0] == row.id:
            continue
        (one,) = news
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

"""Outliers: an order that several pairs of rows break is told at the one row without which the others are in order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.tables import Reading

_RULE: Final = "rank-order"
_SAME_PLACE: Final = "rank-once"
_WORD: Final = re.compile(r"[\w-]+")


def at_odd_ones(found: Iterable[Finding], reading: Reading) -> list[Finding]:
    """Give all findings, those of a row that is out of order with several others at that row alone."""
    found = list(found)
    beside: dict[str, set[str]] = defaultdict(set)
    for finding in found:
        if finding.rule == _RULE and finding.record:
            for other in (w for w in _WORD.findall(finding.message) if w in reading.rows and w != finding.record):
                beside[finding.record].add(other)
                beside[other].add(finding.record)
    # A row that all pairs around it have in common is the odd one: its partners are in no other pair.
    odd = {row for row, others in beside.items() if len(others) > 1 and all(beside[o] == {row} for o in others)}
    shared = {f.record for f in found if f.rule == _SAME_PLACE}
    kept, told = [], set()
    for finding in found:
        blamed = next((w for w in (finding.record, *_WORD.findall(finding.message)) if w in odd), None)
        if finding.rule != _RULE or blamed is None:
            kept.append(finding)
        elif blamed not in told:
            told.add(blamed)
            kept.append(_at(finding, reading, blamed, sorted(beside[blamed]), blamed in shared))
    return kept


def _at(finding: Finding, reading: Reading, blamed: str, others: list[str], shared: bool) -> Finding:
    row = reading.rows[blamed]
    column = "rank" if shared else "value"
    what = (
        f"rank {row.one('rank')} with {row.one('value')} is out of order with {len(others)} other rows, such as"
        f" '{others[0]}' ({row.file}, row {reading.rows[others[0]].line}), which are in order without it"
    )
    fix = "correct this number or this rank"
    return replace(finding, row=row.line, column=column, message=what, fix=fix, record=blamed, nearest=None)

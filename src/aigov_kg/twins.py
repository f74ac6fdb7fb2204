"""Twins: what is told of two rows, or of the rows of a circle, stands at the row that came last, once and in plain words.

Of two rows that say one thing, the one that was there before is mostly right, wherever it stands in its file. So a finding
on a row that has not changed moves to the new one that it names; where neither is new, it stays at the later row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.names import name_key
from aigov_kg.revision import Changed
from aigov_kg.tables import Reading, Row

_NAMED_ALIKE: Final = frozenset({"actor-once", "work-once"})
_PAIRED: Final = _NAMED_ALIKE | {
    "record-once",
    "milestone-once",
    "listing-once",
    "listing-maybe-once",
    "statistic-once",
    "same-url",
    "identifier-shared",
    "likely-duplicate",
    "copied-row",
}
"""Rules on two rows of which each says of the other what that says of it."""
_MUTUAL: Final = frozenset({"stance-of-same-words"})
"""Rules on two rows of which one is wrong: the new one, if only one is new."""
_CIRCLES: Final = frozenset(
    {"parent-cycle", "part-of-cycle", "control-cycle", "control-of-another", "succession-cycle"}
)
_ENDS: Final = {"controls": ("controlled", "controller"), "successions": ("to", "from")}
_ABOVE: Final = ("part_of", "parent")
_NAMES: Final = ("designation", "name_en", "title_en", "name", "name_zh", "aliases")
_Place = tuple[str, str | None]
_WORD: Final = re.compile(r"[\w-]+")


def at_new_rows(found: Iterable[Finding], reading: Reading, changes: Mapping[str, Changed]) -> list[Finding]:
    """Give the findings, those on two rows or on a circle at the row that is new, and two likenesses of a pair as one."""
    news: dict[_Place, int] = {
        (change.file, row_id): 2 if row_id not in change.old.rows else 1
        for change in changes.values()
        for row_id, row in change.new.rows.items()
        if change.old.rows.get(row_id) != row
    }
    kept = [_at_new(finding, reading, news) for finding in _circles(list(found), reading, news)]
    kept = [f for f in kept if f.rule not in _MUTUAL or not _only_other_new(f, reading, news)]
    # One likeness of two rows, by an equal name, tells more than that their names are nearly equal.
    named = {frozenset((f.record, f.nearest)) for f in kept if f.rule in _NAMED_ALIKE}
    return [f for f in kept if f.rule != "likely-duplicate" or frozenset((f.record, f.nearest)) not in named]


def _at_new(finding: Finding, reading: Reading, news: Mapping[_Place, int]) -> Finding:
    row = reading.rows.get(finding.record or "")
    if finding.rule not in _PAIRED or row is None:
        return finding
    near = (w for w in _WORD.findall(finding.message) if w in reading.rows and w != row.id)
    other = next((reading.rows[w] for w in near if reading.rows[w].table == row.table), None)
    if other is None:
        return finding
    if news.get((other.file, other.id), 0) > news.get((row.file, row.id), 0):
        said = finding.message.replace(f"{other.file}, row {other.line}", f"{row.file}, row {row.line}")
        said = re.sub(rf"(?<![\w-]){re.escape(other.id)}(?![\w-])", row.id, said)
        nearest = row.id if finding.nearest == other.id else finding.nearest
        finding = replace(finding, file=other.file, row=other.line, record=other.id, message=said, nearest=nearest)
        row, other = other, row
    return _plainly(finding, row, other) if finding.rule in _NAMED_ALIKE else finding


def _only_other_new(finding: Finding, reading: Reading, news: Mapping[_Place, int]) -> bool:
    others = {w for w in _WORD.findall(finding.message) if w in reading.rows and w != finding.record}
    return (finding.file, finding.record) not in news and any((reading.rows[w].file, w) in news for w in others)


def _plainly(finding: Finding, row: Row, other: Row) -> Finding:
    """Name the column and the two spellings of a name that two rows share."""
    theirs = {name_key(str(v)): str(v) for column in reversed(_NAMES) for v in other.values.get(column, ())}
    for column in _NAMES:
        for value in map(str, row.values.get(column, ())):
            if name := theirs.get(name_key(value)):
                spelt = "" if name == value else f", written '{name[:60]}' there"
                where = f"'{other.id}' ({other.file}, row {other.line})"
                said = f"'{value[:60]}' is a name or number of {where} too{spelt}"
                return replace(finding, column=column, message=said, nearest=other.id)
    return finding


def _circles(found: list[Finding], reading: Reading, news: Mapping[_Place, int]) -> Iterator[Finding]:
    """Tell a circle at the new tie that closes it, and not at the rows that were there."""
    ties: dict[str, list[tuple[Row, str, str]]] = defaultdict(list)
    for row in (reading.rows[i] for _, i in news if i in reading.rows):
        for below, column, above in _ties(row):
            ties[below].append((row, column, above))
    circles = [f for f in found if f.rule in _CIRCLES]
    old = [f for f in circles if (f.file, f.record) not in news]
    members = {word for f in circles for word in (f.record or "", *_WORD.findall(f.message)) if word in reading.rows}
    closing = [
        (row, column, below, above) for below in members for row, column, above in ties[below] if above in members
    ]
    told = {f.record for f in circles if f not in old}
    yield from (f for f in found if not closing or f not in old)
    for row, column, below, above in sorted(closing, key=lambda tie: (tie[0].file, tie[0].line, tie[2])):
        if old and row.id not in told:
            told.add(row.id)
            what = f"it puts {above} above {below}, which stands above {above} by what was there: a circle"
            fix = f"exchange {below} and {above}, correct one of them, or end the earlier tie in controls"
            yield replace(old[0], file=row.file, row=row.line, column=column, record=row.id, message=what, fix=fix)


def _ties(row: Row) -> Iterator[tuple[str, str, str]]:
    """Give what is below, the column, and what is above, for each tie that a row states."""
    if ends := _ENDS.get(row.table):
        yield from ((str(a), ends[1], str(b)) for a in row.values.get(ends[0], ()) for b in row.values.get(ends[1], ()))
    yield from ((row.id, column, str(v)) for column in _ABOVE for v in row.values.get(column, ()))

"""Restated: cells that say something else than at an earlier revision, on the same evidence.

A statement that changes while the place cited and the quotation stay was wrong before or is wrong now, and only the
passage tells which. So is a citation or a quotation that is replaced while the statement stays. What is added, a citation
beside the others or a first quotation, is no replacement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding, Severity
from aigov_kg.rationale import WHY
from aigov_kg.redirects import Redirect
from aigov_kg.revision import Changed
from aigov_kg.tables import Reading, Row

_RULE = "restated"
_EVIDENCE = ("cite", "quote")
_SILENT = {"id", "note"}
_TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHOWN, _AROUND = 60, 15


def restated(
    reading: Reading,
    revision: str,
    changes: Mapping[str, Changed],
    redirects: Mapping[str, Redirect],
    told: Iterable[Finding],
) -> Iterator[Finding]:
    """Give the cells that were changed and whose evidence was not.

    Args:
        revision: how the earlier state is called.
        changes: the tables that have changed since.
        redirects: ids that were renamed since; what only leads to the new one says the same.
        told: findings there are; a cell of which a rule says what is wrong is not told again.
    """
    seen = {(f.file, f.row, f.column) for f in told if f.severity is not Severity.INFO}
    ids = {old.rpartition("/")[2]: (r.new or old).rpartition("/")[2] for old, r in redirects.items()}
    for table, change in changes.items():
        names = set(change.old.header) & set(change.new.header) - _SILENT
        for row_id in sorted(change.old.rows.keys() & change.new.rows.keys()):
            row, old, new = reading.rows.get(row_id), change.old.rows[row_id], change.new.rows[row_id]
            if row is None or row.table != table or (row.file, row.line, None) in seen:
                continue
            changed = {n for n in names if old[n] != new[n] and _parts(old[n], ids) != _parts(new[n], {})}
            for name in sorted(_alone(changed, old, new)):
                # A column that lies as a whole in other rows is told once.
                if not seen & {(row.file, row.line, name), (row.file, None, name)}:
                    yield _finding(row, name, old[name], new[name], revision)


def _parts(cell: str, ids: Mapping[str, str]) -> set[str]:
    """Give what a cell lists, in no order, with ids that were renamed under their new name."""
    named = _TOKEN.sub(lambda m: ids.get(m.group(), m.group()), cell) if ids else cell
    return {part.strip() for part in named.split("|")}


def _alone(changed: set[str], old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    """Give the changed cells that changed without what they rest on, or without what rests on them."""
    evidence = changed.intersection(_EVIDENCE)
    facts = changed.difference(_EVIDENCE)
    if facts:
        return set() if evidence else facts
    return {name for name in evidence if old[name] and not _parts(old[name], {}) < _parts(new[name], {})}


def _finding(row: Row, column: str, old: str, new: str, revision: str) -> Finding:
    was, now = _differing(old, new)
    stays = "what it stands for stays" if column in _EVIDENCE else "the citation stays"
    message = f"'{column}' was {was} at {revision} and is {now}, while {stays}"
    cite = next((c.text for c in row.values.get("cite", ()) if isinstance(c, Cite)), None)
    place = f"look at the place cited (aigov-kg cite '{cite}')" if cite else "look it up in the source"
    fix = f"{place}, and put the cell back if it does not say so; once it is committed this is not told again"
    return Finding(row.file, row.line, column, message, fix, _RULE, WHY[_RULE], Severity.WARNING, row.id, old or None)


def _differing(old: str, new: str) -> tuple[str, str]:
    """Show two cells, long ones around the place where they differ."""
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    begin = max(0, start - _AROUND) if max(len(old), len(new)) > _SHOWN else 0

    def shown(text: str) -> str:
        before, behind = "..." * (begin > 0), "..." * (len(text) > begin + _SHOWN)
        return f"'{before}{text[begin : begin + _SHOWN]}{behind}'" if text else "blank"

    return shown(old), shown(new)

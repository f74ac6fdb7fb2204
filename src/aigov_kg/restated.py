"""Restated: cells that say something else than at an earlier revision, on the same evidence.

A statement that changes while the place cited stays was wrong before or is wrong now, and only the passage tells which.
So is a citation or a quotation that is replaced while the statement stays. New evidence is a citation that the row did
not have and that no rule holds for wrong; what is only added, a further alias or a first quotation, takes nothing back.
Words of our own that keep what tells, numbers, names and denials, and a quotation that is a part of the earlier one, are
worth a look and no warning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from aigov_kg.cites import Cite
from aigov_kg.columns import Column
from aigov_kg.findings import Finding, Severity
from aigov_kg.first_values import borne_out
from aigov_kg.losses import successors
from aigov_kg.rationale import WHY
from aigov_kg.redirects import Redirect
from aigov_kg.revision import Changed
from aigov_kg.rewording import is_part, says_the_same, small_words
from aigov_kg.tables import Reading, Row

_RULE = "restated"
_CITE, _QUOTE = "cite", "quote"
_PROOF = {_CITE, _QUOTE, "id", "note"}
_SILENT = {"id", "note", "status"}
"""Columns of our own, which no passage decides."""
_OUR_WORDS = frozenset({"text", "condition", "reason", "scope", "purpose"})
"""Columns of text in which we tell in our own words what a source says."""
_SELF_PROVEN = {"url", "digest"}
"""Types of which a first value can be followed and compared by itself."""
_TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHOWN, _AROUND = 60, 15


def restated(
    reading: Reading,
    revision: str,
    changes: Mapping[str, Changed],
    redirects: Mapping[str, Redirect],
    told: Iterable[Finding],
) -> Iterator[Finding]:
    """Give all findings: those there are, with what their cell was before, and the cells changed on the same evidence.

    Args:
        revision: how the earlier state is called.
        changes: the tables that have changed since.
        redirects: ids that were renamed since; what only leads to the new one says the same.
        told: findings there are; a cell of which a rule says what is wrong is not told again.
    """
    ids = {old.rpartition("/")[2]: (r.new or old).rpartition("/")[2] for old, r in redirects.items()}
    told = list(told)
    odd_cites = {(f.file, f.row) for f in told if f.column == _CITE and f.severity is not Severity.INFO}
    now = {table: successors(change, ids) for table, change in changes.items()}
    # A row that bears another id without a redirect is told as such, and what leads to it only follows.
    ids |= {old: new for rows in now.values() for old, new in rows.items() if old != new}
    swapped: dict[tuple[str, int | None], set[str]] = defaultdict(set)
    was: dict[tuple[str, int | None, str | None], str] = {}
    alone: dict[tuple[str, int | None, str | None], Row] = {}
    for table, change in changes.items():
        columns = reading.tables.columns.get(table, {})
        names = set(change.old.header) & set(change.new.header) & columns.keys() - _SILENT
        for old_id, new_id in now[table].items():
            row, old, new = reading.rows.get(new_id), change.old.rows[old_id], change.new.rows[new_id]
            if row is None or row.table != table:
                continue
            changed = {n for n in names if old[n] != new[n] and _parts(old[n], ids) != _parts(new[n], {})}
            was |= {(row.file, row.line, name): old[name] for name in changed}
            for one, other in combinations(sorted(changed), 2):
                if (old[one], old[other]) == (new[other], new[one]):
                    swapped[row.file, row.line] |= {one, other}
            added = {n for n in changed if _adds(old[n], new[n], columns[n])}
            added |= borne_out(reading, row, {n: (old[n], new[n]) for n in changed - added}, columns)
            proven = (row.file, row.line) not in odd_cites and changed > {_CITE}
            if not proven or _parts(new.get(_CITE, ""), {}) <= _parts(old.get(_CITE, ""), ids):
                alone |= {(row.file, row.line, name): row for name in changed - added}
    seen: set[tuple[str, int | None, str | None]] = set()
    for finding in told:
        place = (finding.file, finding.row, finding.column)
        if finding.severity is not Severity.INFO:
            seen.add(place)
            if before := was.get(place):
                pair = swapped[place[:2]]
                also = (
                    f"; {' and '.join(sorted(pair))} have changed places since"
                    if place[2] in pair and "places" not in finding.fix
                    else ""
                )
                finding = replace(finding, fix=f"{finding.fix}; at {revision} it was '{before[:_SHOWN]}'{also}")
        yield finding
    untold: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for file, line, column in sorted(alone.keys() - seen):
        # A column that lies as a whole in other rows is told once.
        if column is not None and (file, None, column) not in seen:
            untold[file, line].append(column)
    lower: set[str] = set()
    for (file, line), places in untold.items():
        row = alone[file, line, places[0]]
        new = changes[row.table].new.rows[row.id]
        cells = {column: (was[file, line, column], new[column]) for column in places}
        types = reading.tables.columns[row.table]
        ours = {column for column in cells if column in _OUR_WORDS and types[column].type == "text"}
        if ours and not lower:
            told_by_us = (str(v) for r in reading.rows.values() for n in _OUR_WORDS for v in r.values.get(n, ()))
            lower = small_words(list(told_by_us))
        held = " ".join(text for column, text in new.items() if column not in _PROOF)
        alike = all(
            says_the_same(before, after, lower) if column in ours else column == _QUOTE and is_part(before, after, held)
            for column, (before, after) in cells.items()
        )
        pair = swapped[file, line]
        odd = (file, line) in odd_cites and (file, line, _CITE) in was
        yield _finding(row, cells, revision, Severity.INFO if alike else Severity.WARNING, odd, pair)


def _parts(cell: str, ids: Mapping[str, str]) -> set[str]:
    """Give what a cell lists, in no order, with ids that were renamed under their new name."""
    named = _TOKEN.sub(lambda m: ids.get(m.group(), m.group()), cell) if ids else cell
    return {part.strip() for part in named.split("|") if part.strip()}


def _adds(old: str, new: str, column: Column) -> bool:
    """Tell whether a cell only has more than before: a further value of several, a first quotation or address."""
    if column.many:
        return _parts(old, {}) < _parts(new, {})
    return not old and (column.name == _QUOTE or column.type in _SELF_PROVEN)


def _finding(
    row: Row, cells: Mapping[str, tuple[str, str]], revision: str, severity: Severity, odd: bool, pair: set[str]
) -> Finding:
    """Tell the changed cells of one row, at the first of them."""
    changed = []
    if pair & cells.keys():
        changed.append(f"{' and '.join(repr(name) for name in sorted(pair))} have changed places")
    for column, (old, new) in cells.items():
        was, now = _differing(old, new)
        changed.append(f"'{column}' was {was} and is {now}{_cut(column, old, new)}")
    first, (old, _) = next(iter(cells.items()))
    stays = "what it stands for stays" if set(cells) <= {_CITE, _QUOTE} else "no citation is new"
    stays = "what it cites now is itself told" if odd else stays
    message = f"since {revision} {', '.join(changed)}, while {stays}"
    cite = next((c.text for c in row.values.get(_CITE, ()) if isinstance(c, Cite)), None)
    place = f"look at the place cited (aigov-kg cite '{cite}')" if cite else "look it up in the source"
    fix = f"{place}, and put back what it does not say; once it is committed this is not told again"
    return Finding(row.file, row.line, first, message, fix, _RULE, WHY[_RULE], severity, row.id, old or None)


def _cut(column: str, old: str, new: str) -> str:
    """Tell a quotation that is the earlier one up to the middle of a word."""
    rest = re.match(r"\w+", old[len(new) :]) if column == _QUOTE and new and old.startswith(new) else None
    begun = re.search(r"\w+$", new)
    return f", which breaks off inside the word '{begun[0]}{rest[0]}'" if rest and begun else ""


def _differing(old: str, new: str) -> tuple[str, str]:
    """Show two cells, long ones around the place where they differ."""
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    begin = max(0, start - _AROUND) if max(len(old), len(new)) > _SHOWN else 0

    def shown(text: str) -> str:
        before, behind = "..." * (begin > 0), "..." * (len(text) > begin + _SHOWN)
        return f"'{before}{text[begin : begin + _SHOWN]}{behind}'" if text else "blank"

    return shown(old), shown(new)

"""Redirects: ids that were renamed, merged or withdrawn, and go on answering (`data/redirects.csv`).

`old` and `new` are what stands after `/id/`: `iflytek` for a thing, `listing/iflytek-bis-2019` for a record. A blank
`new` says that the old one was withdrawn, and the reason says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aigov_kg.dates import parse
from aigov_kg.findings import Finding, nearest
from aigov_kg.ledgers import Entry, read_ledger
from aigov_kg.rationale import WHY
from aigov_kg.resources import Home
from aigov_kg.tables import Reading, Row

COLUMNS = ("old", "new", "date", "reason")
_PATH = re.compile(r"(?:[a-z-]+/)?[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where an old id leads; `new` is None where it was withdrawn."""

    old: str
    new: str | None
    date: str
    reason: str


def path_of(reading: Reading, row_id: str) -> str:
    """Give what stands after `/id/` for the row with this id."""
    word = reading.tables.tables[reading.rows[row_id].table].word
    return f"{word}/{row_id}" if word else row_id


def read_redirects(reading: Reading) -> tuple[dict[str, Redirect], list[Finding]]:
    """Read the redirects by old path, each led to its last target, and what is wrong with them."""
    home: Home = reading.tables.home
    ledger = read_ledger(home, home.data / "redirects.csv", COLUMNS, "redirect")
    live = {path_of(reading, row_id): row for row_id, row in reading.rows.items()}
    steps: dict[str, str | None] = {}
    redirects: dict[str, Redirect] = {}
    for entry in ledger.entries:
        old, new = entry["old"], entry["new"] or None
        for column, path in (("old", old), ("new", new or "x")):
            if not _PATH.fullmatch(path):
                what = f"'{path[:80]}' is not what stands after /id/"
                ledger.found(entry.line, column, what, "write an id, or word/id for a record")
        if old in live and new is None:
            # The row is the newer of the two, and the one that is to go.
            ledger.findings.append(_withdrawn(live[old], entry))
        elif old in live:
            fix = "delete the redirect, or rename the row"
            ledger.found(entry.line, "old", f"'{old}' is redirected and is the id of a row too", fix)
        elif old in steps:
            ledger.found(entry.line, "old", f"'{old}' is redirected twice", "keep the later row only")
        try:
            parse(entry["date"])
        except ValueError as error:
            ledger.found(entry.line, "date", str(error), "write the day as YYYY-MM-DD")
        if not entry["reason"]:
            ledger.found(entry.line, "reason", "'reason' is blank", "say why: renamed, merged, withdrawn")
        steps[old] = new
        redirects[old] = Redirect(old, new, entry["date"], entry["reason"])
    for entry in ledger.entries:
        old = entry["old"]
        end = _end(old, steps)
        if end == old:
            ledger.found(entry.line, "new", f"'{old}' leads back to itself", "let the last id be one of a row")
            redirects.pop(old, None)
        elif end is not None and end not in live and not reading.unread:
            near = nearest(end, live)
            fix = f"did you mean '{near}'?" if near else "leave new blank, if it was withdrawn"
            ledger.found(entry.line, "new", f"'{end}' is no id of a row", fix, nearest=near)
            redirects.pop(old, None)
        elif old in redirects:
            redirects[old] = Redirect(old, end, redirects[old].date, redirects[old].reason)
    return redirects, ledger.findings


def _withdrawn(row: Row, entry: Entry) -> Finding:
    reason = entry["reason"].rstrip(".") or "no reason is given"
    what = f"the id '{row.id}' was withdrawn on {entry['date']}: {reason}"
    fix = "say it elsewhere, or choose another id; one that was published is never used again"
    return Finding(row.file, row.line, "id", what, fix, "redirect", WHY["redirect"], record=row.id)


def _end(path: str, steps: Mapping[str, str | None]) -> str | None:
    """Follow redirects to the last path; a circle ends where it began."""
    seen = {path}
    at = steps[path]
    while at is not None and at in steps:
        if at in seen:
            return path
        seen.add(at)
        at = steps[at]
    return at

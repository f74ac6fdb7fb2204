"""Waivers: warnings that somebody looked at and let stand, for a reason and for a time (`data/waivers.csv`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from aigov_kg.findings import Finding, Severity, nearest
from aigov_kg.ledgers import Entry, read_ledger
from aigov_kg.rationale import WHY
from aigov_kg.resources import Home

COLUMNS = ("shape", "record", "reason", "expires")
_SHAPE = re.compile(r"(?m)^shape:([\w-]+) a sh:")


@dataclass(frozen=True, slots=True)
class Waived:
    """Findings without those that are waived, the waived ones, and what is wrong with the waivers themselves."""

    findings: list[Finding]
    waived: list[Finding]
    faults: list[Finding]


def apply_waivers(
    home: Home, findings: Iterable[Finding], today: date, records: Collection[str] | None, seen_all: bool
) -> Waived:
    """Leave out the warnings that a waiver covers.

    Args:
        home: where `data/waivers.csv` lies.
        findings: all findings of a run.
        today: the day on which a waiver must not have expired.
        records: ids that there are; None where a table cannot be read.
        seen_all: the run looked at everything, so that a waiver which nothing needs can be called unused.
    """
    ledger = read_ledger(home, home.data / "waivers.csv", COLUMNS, "waiver-form")
    waivers: dict[tuple[str, str], Entry] = {}
    for entry in ledger.entries:
        blank = [name for name in COLUMNS if not entry[name]]
        if blank:
            ledger.found(entry.line, blank[0], f"'{blank[0]}' is blank", "fill it, or delete the row")
            continue
        try:
            expires = date.fromisoformat(entry["expires"])
        except ValueError:
            what = f"'{entry['expires']}' is not a day"
            ledger.found(entry.line, "expires", what, "write the last day of the waiver as YYYY-MM-DD")
            continue
        if records is not None and entry["record"] not in records:
            near = nearest(entry["record"], records)
            fix = f"did you mean '{near}'?" if near else "delete the row, if the record is gone"
            ledger.found(entry.line, "record", f"there is no row '{entry['record']}'", fix, nearest=near)
            continue
        if expires < today:
            what = f"the waiver expired on {expires}"
            fix = "look again: mend the row, or give the waiver a new day and a reason that still holds"
            ledger.found(entry.line, "expires", what, fix, "waiver-expired", Severity.WARNING)
            continue
        if (entry["shape"], entry["record"]) in waivers:
            ledger.found(entry.line, None, "the waiver stands twice", "delete one of the rows")
            continue
        waivers[entry["shape"], entry["record"]] = entry
    kept: list[Finding] = []
    waived: list[Finding] = []
    used: set[tuple[str, str]] = set()
    for finding in findings:
        key = (finding.rule, finding.record or "")
        if key in waivers and finding.severity is not Severity.VIOLATION:
            used.add(key)
            waived.append(finding)
        else:
            kept.append(finding)
            if key in waivers:
                used.add(key)
                what = f"{finding.rule} is a violation, which cannot be waived"
                ledger.found(waivers[key].line, "shape", what, "mend the row and delete the waiver")
    if seen_all:
        rules = (
            {*WHY, *_SHAPE.findall("".join(path.read_text("utf-8") for path in home.shape_files()))}
            if waivers.keys() - used
            else set()
        )
        for key in waivers.keys() - used:
            if key[0] not in rules:
                near = nearest(key[0], rules)
                fix = f"did you mean '{near}'?" if near else "write the name that --format json gives as rule"
                ledger.found(waivers[key].line, "shape", f"there is no rule '{key[0]}'", fix, nearest=near)
                continue
            what, fix = f"nothing breaks the rule '{key[0]}' in the row '{key[1]}'", "delete the waiver"
            ledger.found(waivers[key].line, "shape", what, fix, "waiver-unused", Severity.WARNING)
    return Waived(kept, waived, ledger.findings)

"""The ledger of coverage: for each section of the sources, how many rows cite it, and why none do (`data/coverage.csv`).

A citation counts for the section that it names, and for the table, figure or group of notes that its locators name.
"""

from __future__ import annotations

from collections import Counter

from aigov_kg.cites import Cite
from aigov_kg.delimited import read_cells
from aigov_kg.errors import UsageError
from aigov_kg.findings import Finding, Severity
from aigov_kg.ledgers import Entry, Ledger, read_ledger, write_ledger
from aigov_kg.locators import pages
from aigov_kg.resources import Home
from aigov_kg.revision import file_at
from aigov_kg.tables import Reading, read_tables

COLUMNS = ("document", "key", "records", "reason")
_FEW = 5
"""Counts that are told one by one."""


def count(reading: Reading) -> Counter[tuple[str, str]]:
    """Count the rows that cite each section, table, figure and group of notes, by document and key."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in [*reading.rows.values(), *reading.unlisted]:
        named: set[tuple[str, str]] = set()
        for cite in row.values.get("cite", ()):
            if isinstance(cite, Cite):
                named.add((cite.document, cite.section))
                named.update((cite.document, key) for key in _keys(reading, cite))
        counts.update(named)
    return counts


def _keys(reading: Reading, cite: Cite) -> list[str]:
    sections = reading.tables.sections[cite.document]
    keys: list[str] = []
    for name, value in cite.locators:
        if name in {"table", "figure"}:
            keys.append(("t" if name == "table" else "fig") + value)
        elif name == "footnote" and value.isdigit():
            ranges = ((s.key, pages(s.notes)) for s in sections.values() if s.kind == "notes")
            keys += [key for key, span in ranges if span and span[0] <= int(value) <= span[1]]
    return [key for key in keys if key in sections]


def _read(reading: Reading) -> Ledger:
    home = reading.tables.home
    return read_ledger(home, home.data / "coverage.csv", COLUMNS, "coverage")


def write_coverage(reading: Reading) -> int:
    """Write the ledger anew: counts as they are, reasons as they were; gives the number of sections."""
    reasons = {(e["document"], e["key"]): e["reason"] for e in _read(reading).entries}
    counts = count(reading)
    rows = [
        [document, key, str(counts[document, key]), reasons.get((document, key), "")]
        for document, sections in reading.tables.sections.items()
        for key in sections
    ]
    write_ledger(reading.tables.home.data / "coverage.csv", COLUMNS, rows)
    return len(rows)


def refresh_coverage(home: Home) -> None:
    """Write the counts anew after rows were added, where there is a ledger."""
    if (home.data / "coverage.csv").is_file():
        write_coverage(read_tables(home))


def uncovered(reading: Reading, earlier: str | None = None) -> list[Finding]:
    """Give the sections that have neither rows nor a reason, and what is wrong with the ledger itself.

    Args:
        earlier: a revision of git; a count that was right there and is wrong now was overtyped.
    """
    home = reading.tables.home
    if not (home.data / "coverage.csv").is_file() or reading.unread:
        return []
    ledger = _read(reading)
    counts = count(reading)
    known = {(document, key) for document, sections in reading.tables.sections.items() for key in sections}
    seen: set[tuple[str, str]] = set()
    stale: list[Entry] = []
    for entry in ledger.entries:
        place = (entry["document"], entry["key"])
        seen.add(place)
        if place not in known:
            what = f"{place[0]} has no section '{place[1]}'"
            ledger.found(entry.line, "key", what, "run aigov-kg coverage --write")
        elif not counts[place] and not entry["reason"]:
            what = f"no row cites section '{place[1]}' of {place[0]}, and no reason is given"
            ledger.found(entry.line, "reason", what, "record what it says, or say why nothing is recorded")
        if not entry["records"].isdigit():
            what = f"'{entry['records'][:40]}' is not a number"
            ledger.found(entry.line, "records", what, "run aigov-kg coverage --write")
        elif entry["records"] != str(counts[place]):
            stale.append(entry)
    for document, key in sorted(known - seen):
        if counts[document, key]:
            what = f"the ledger has no line for section '{key}' of {document}"
            ledger.found(None, "key", what, "run aigov-kg coverage --write", severity=Severity.INFO)
        else:
            what = f"no row cites section '{key}' of {document}, and the ledger gives no reason"
            fix = "record what it says, or run aigov-kg coverage --write and say why nothing is recorded"
            ledger.found(None, "reason", what, fix)
    _tell_stale(ledger, stale, counts, home, earlier)
    return ledger.findings


def _tell_stale(
    ledger: Ledger, stale: list[Entry], counts: Counter[tuple[str, str]], home: Home, earlier: str | None
) -> None:
    """Tell counts that are not those of the tables.

    Rows that were added or taken out change them, and the next `fmt` writes them anew: that stops nobody. A count that
    the last version of the ledger had right was changed by itself.
    """
    right = _counted_at(home, earlier) if stale and earlier else {}
    overtyped = [e for e in stale if right.get((e["document"], e["key"])) == str(counts[e["document"], e["key"]])]
    aged = [e for e in stale if e not in overtyped]
    fix = "run aigov-kg coverage --write"
    for entry in overtyped if len(overtyped) <= _FEW else ():
        count = str(counts[entry["document"], entry["key"]])
        what = f"{entry['records']} rows stand here for section '{entry['key']}', and {count} cite it"
        ledger.found(entry.line, "records", what, fix, severity=Severity.WARNING, nearest=count)
    for entry in aged if len(aged) <= _FEW else ():
        count = str(counts[entry["document"], entry["key"]])
        what = f"{entry['records']} rows stand here for section '{entry['key']}', and {count} cite it by now"
        ledger.found(entry.line, "records", what, fix, severity=Severity.INFO, nearest=count)
    if many := sum(len(entries) for entries in (overtyped, aged) if len(entries) > _FEW):
        ledger.found(None, "records", f"{many} counts are not those of the tables", fix, severity=Severity.INFO)


def _counted_at(home: Home, revision: str) -> dict[tuple[str, str], str]:
    """Give the counts that the ledger had at a revision; none where there is no git to ask."""
    try:
        records = read_cells(file_at(home, revision, home.data / "coverage.csv")).records
    except UsageError:
        return {}
    rows = [record.cells for record in records if len(record.cells) == len(COLUMNS)]
    return {(document, key): count for document, key, count, _ in rows}

"""Ledgers: the small tables of `data/` beside the facts, such as waivers and redirects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aigov_kg.canonical import write
from aigov_kg.delimited import read_cells
from aigov_kg.errors import UsageError
from aigov_kg.findings import Finding, Severity
from aigov_kg.rationale import WHY
from aigov_kg.resources import Home


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a ledger: its line and its cells by heading."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(slots=True)
class Ledger:
    """A ledger as it was read; `rule` is the rule that faults in its form break."""

    file: str
    rule: str
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def found(
        self,
        row: int | None,
        column: str | None,
        message: str,
        fix: str,
        rule: str = "",
        severity: Severity = Severity.VIOLATION,
        nearest: str | None = None,
    ) -> None:
        """Add a finding at a place of the ledger."""
        rule = rule or self.rule
        why = WHY.get(rule, "")
        self.findings.append(Finding(self.file, row, column, message, fix, rule, why, severity, nearest=nearest))


def read_ledger(home: Home, path: Path, columns: Sequence[str], rule: str, data: bytes | None = None) -> Ledger:
    """Read a ledger, or `data` that stands in for it; a file that is not there is an empty one."""
    ledger = Ledger(home.name(path), rule)
    if data is None and not path.is_file():
        return ledger
    cells = read_cells(path.read_bytes() if data is None else data)
    for fault in cells.faults:
        ledger.found(fault.line, None, fault.message, fault.fix)
    if not cells.records:
        if not cells.faults:
            ledger.found(1, None, "the file is empty", f"begin it with the line {','.join(columns)}")
        return ledger
    heading, *records = cells.records
    header = [cell.strip() for cell in heading.cells]
    if header != list(columns):
        ledger.found(1, None, "the heading is not that of this ledger", f"write {','.join(columns)}")
        return ledger
    for record in records:
        if not any(cell.strip() for cell in record.cells):
            continue
        if len(record.cells) != len(header):
            what = f"the row has {len(record.cells)} cells and the heading {len(header)}"
            ledger.found(record.line, None, what, "check commas and quotation marks in this row")
            continue
        stripped = [cell.strip() for cell in record.cells]
        ledger.entries.append(Entry(record.line, dict(zip(header, stripped, strict=True))))
    return ledger


def left_ids(home: Home) -> dict[str, tuple[str, str]]:
    """Give the ids that were left: the one that took its place, blank where it was withdrawn, and the reason."""
    entries = read_ledger(home, home.data / "redirects.csv", ("old", "new", "date", "reason"), "redirect").entries
    return {e["old"].rpartition("/")[2]: (e["new"].rpartition("/")[2], e["reason"]) for e in entries}


def missing_ledgers(home: Home) -> Iterator[Finding]:
    """Give the ledgers that are gone."""
    for name in ("waivers", "redirects", "coverage"):
        path = home.data / f"{name}.csv"
        if not path.is_file():
            fix = "take it from the last version; a ledger without entries is its heading alone"
            why = WHY["ledger-missing"]
            yield Finding(
                home.name(path), None, None, "the file is not there", fix, "ledger-missing", why, Severity.WARNING
            )


def write_ledger(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a ledger in its canonical form."""
    replace_file(path, write(columns, rows))


def replace_file(path: Path, data: bytes) -> None:
    """Write a file in one rename, so that it is never half written.

    Raises:
        UsageError: it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error

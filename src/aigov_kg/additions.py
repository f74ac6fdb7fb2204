"""Rows that are added together: their places in the tables, what the check says of them, and all or nothing written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from aigov_kg.check import Report, check
from aigov_kg.columns import Description
from aigov_kg.coverage import write_coverage
from aigov_kg.drafting import Draft, insert
from aigov_kg.errors import UsageError
from aigov_kg.findings import Finding, Severity
from aigov_kg.ledgers import replace_file
from aigov_kg.tables import Reading

_FEW: Final = 3
Files = dict[Path, tuple[bytes | None, bytes]]
"""The bytes of each file that changes, before and after; None where there is no file yet."""


def arrange(tables: Description, drafts: Iterable[Draft]) -> Files:
    """Put each row at its place, and the ledger of sections that stands in for the one on disk beside them.

    Raises:
        UsageError: a table cannot be written without losing something.
    """
    files: Files = {}
    if tables.ledger is not None:
        path = tables.home.data / "sections.csv"
        files[path] = (_held(path), tables.ledger)
    for draft in drafts:
        path = tables.home.seed / f"{draft.table}.csv"
        before, now = files.get(path) or (_held(path), _held(path))
        files[path] = (before, insert(tables, draft.table, now, draft.cells)[0])
    return files


def brought(tables: Description, files: Files, ids: Collection[str], told: Callable[[str], None]) -> Report:
    """Check the tables with the new rows, and give what these bring about, which may stand at other rows.

    The tables as they were are checked only where something is said of other rows, to leave out what was so before.
    """
    home, today = tables.home, date.today()
    given = {path.stem: (home.name(path), data) for path, (_, data) in files.items() if path.parent == home.seed}
    report = check(home, today, given, told, tables=tables)
    kept = [f for f in report.findings if f.rule != "coverage" and (f.record in ids or f.severity is not Severity.INFO)]
    if any(f.record not in ids for f in kept):
        # What is known of the tables with the new rows is kept for the next check, since they will be so then.
        known = {f.known_by for f in check(home, today, progress=told, keep=False).findings}
        kept = [f for f in kept if f.known_by not in known]
    return replace(report, findings=kept)


def write_all(files: Files, reading: Reading) -> None:
    """Write every file, or none, and count the coverage of the sections anew, where there is a ledger of it.

    Args:
        reading: the tables with the new rows, as they were checked.

    Raises:
        UsageError: a file cannot be written, or was changed since it was read.
    """
    for path, (before, _) in files.items():
        if _held(path) != before:
            raise UsageError(f"{reading.tables.home.name(path)} was changed meanwhile; run the command again")
    done: dict[Path, bytes | None] = {}
    try:
        for path, (before, after) in files.items():
            replace_file(path, after)
            done[path] = before
    except UsageError:
        _restore(done)
        raise
    if (reading.tables.home.data / "coverage.csv").is_file():
        write_coverage(reading)


def _restore(files: Mapping[Path, bytes | None]) -> None:
    for path, before in files.items():
        if before is None:
            path.unlink()
        else:
            replace_file(path, before)


def place_of(data: bytes, row_id: str) -> tuple[int, str]:
    """Give number and text of the line that holds a row."""
    begin = f"{row_id},".encode()
    return next((n, line.decode()) for n, line in enumerate(data.splitlines(), 1) if line.startswith(begin))


def questions_of(drafts: Iterable[Draft]) -> list[str]:
    """Give the commands that show new records: the change in sentences, and the questions whose answers they stand in."""
    calls = {"to see it: aigov-kg diff": None}
    for draft in drafts:
        table = draft.tables.tables[draft.table]
        leads = {c: draft.reading.rows.get(draft.cells[c]) for c in table.shown_if}
        options = {name: draft.cells[column] for name, column in table.shown_by.items() if name != "question"}
        if options and all(row and row.table == table.shown_if[c] for c, row in leads.items()):
            # What somebody does for a firm is an answer about the firm too.
            principals = [who for who in draft.cells.get("on_behalf_of", "").split("|") if who]
            for given in (options, *(dict.fromkeys(options, who) for who in principals if len(options) == 1)):
                said = " ".join(f"--{name} {value}" for name, value in given.items())
                calls[f"           aigov-kg ask {table.shown_by['question']} {said}"] = None
    return list(calls)


def with_warnings(warnings: Sequence[Finding], once: Collection[int]) -> str:
    """Say that rows were written with warnings, and how these are mended; `once` are those that only this command has."""
    told = "; ".join(f"{f.file}:{f.row}:{f.column or ''}: {f.message}" for f in warnings[:_FEW])
    more = f"; and {len(warnings) - _FEW} more" if len(warnings) > _FEW else ""
    later = " (aigov-kg check will tell it too)" if any(id(f) not in once for f in warnings) else ""
    count = f"{len(warnings)} warning{'s' if len(warnings) != 1 else ''}"
    return f"written, with {count}: {told}{more}{later}; to mend: git restore data, correct the file, and run it again"


def _held(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None

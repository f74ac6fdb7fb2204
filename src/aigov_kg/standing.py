"""What the check has to say of a file of facts some of whose values do not fit: all that does not hang on them.

Cells that do not fit, or that name a row which is left out, are taken as blank; a row that needs them is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import copy
from typing import Final

from aigov_kg.additions import arrange, brought
from aigov_kg.columns import Column, Description
from aigov_kg.drafting import Draft
from aigov_kg.findings import Finding, Severity

_OF_NOTES: Final = {"about"}


def of_the_rest(
    tables: Description, rows: Collection[tuple[Draft, Collection[str]]], told: Callable[[str], None]
) -> list[Finding]:
    """Check what stands in spite of the faults: each row with the columns in which there are some.

    Only what is said of a cell that is as it was written is given, or of a row all of whose cells are.
    """
    left: set[str] = set()
    blank: dict[str, set[str]] = {}
    while True:
        out = set()
        for draft, faulty in rows:
            row = draft.cells["id"]
            names = blank[row] = {n for n, c in draft.columns.items() if n in faulty or _leads(draft, c, left)}
            required = {name for name in names if draft.columns[name].required}
            # What a note must hold does not hang on what it is about.
            if not row or required - (_OF_NOTES if draft.table == "notes" else set()):
                out.add(row)
        if out <= left:
            break
        left |= out
    kept = []
    for draft, _ in rows:
        if (row := draft.cells["id"]) and row not in left:
            kept.append(copied := copy(draft))
            copied.cells = draft.cells | dict.fromkeys(blank[row], "")
            if draft.table == "notes" and "about" in blank[row]:
                copied.cells["about"] = next(row.id for row in draft.reading.of("documents"))
    if not kept:
        return []
    report = brought(tables, arrange(tables, kept), {draft.cells["id"] for draft in kept}, told)
    return [
        finding
        for finding in report.findings
        if finding.severity is not Severity.INFO
        and (away := blank.get(finding.record or "")) is not None
        and (finding.column not in away if finding.column else not away)
    ]


def _leads(draft: Draft, column: Column, left: set[str]) -> bool:
    """Tell whether a cell names a row that is left out."""
    # A row without an id is left out too, and a blank cell does not name it.
    texts = [text for text in draft.cells[column.name].split("|") if text]
    if column.type == "cite":
        texts = [text.removeprefix("!").partition(":")[0] for text in texts]
    return column.type in {"ref", "cite"} and not left.isdisjoint(texts)

"""A file of facts: rows of several tables in one TOML file, with ids proposed and each cell looked at.

A part `[[listing]]` is a row, `[[section]]` a part of a document. Rows may name each other by their ids, in any order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aigov_kg import sections
from aigov_kg.columns import Description
from aigov_kg.drafting import Draft, find_table
from aigov_kg.errors import UsageError
from aigov_kg.findings import Finding, nearest
from aigov_kg.resources import Home
from aigov_kg.tables import Reading, Row, read_tables
from aigov_kg.toml_parts import Part, read_parts

_SECTIONS = ("section", "sections")
_GIVEN = frozenset({"kind", "cite"})
"""What a part for a section may hold, and still be blank: what the starter fills in, and the cite of the file."""


@dataclass(slots=True)
class Facts:
    """What was read.

    Attributes:
        path: the file.
        tables: the description, with the new sections.
        rows: each row with its part of the file.
        sections: the new sections, as citations write them.
        proposed: ids that were not given.
        findings: what is wrong, with the line.
    """

    path: Path
    tables: Description
    rows: list[tuple[Draft, Part]] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def fault(self, part: Part, column: str | None, what: str, fix: str, near: str | None = None) -> None:
        """Add what is wrong with a part."""
        line = part.lines.get(column or "", part.line)
        self.findings.append(Finding(str(self.path), line, column, what, fix, "facts-file", nearest=near))

    def at_its_line(self, finding: Finding) -> Finding:
        """Give a finding on a row of the file as one at its line there."""
        for draft, part in self.rows:
            if draft.cells["id"] == finding.record:
                line = part.lines.get(finding.column or "", part.line)
                return replace(finding, file=str(self.path), row=line)
        return finding


def read_facts(home: Home, path: Path) -> Facts:
    """Read a file of facts; a cell that does not fit is a finding with its line.

    Raises:
        UsageError: the file cannot be read, or is not TOML.
    """
    facts = Facts(path, Description(home))
    parts = list(read_parts(path, facts.fault))
    _add_sections(facts, [part for part in parts if part.kind in _SECTIONS and part.cells.keys() - _GIVEN])
    reading = read_tables(home, tables=facts.tables)
    for part in parts:
        if part.kind not in _SECTIONS:
            _add_row(facts, reading, part)
    # Ids of records are made of those of things.
    facts.rows.sort(key=lambda row: facts.tables.tables[row[0].table].kind != "thing")
    for draft, part in facts.rows:
        _identify(facts, reading, draft, part)
    for draft, part in facts.rows:
        for column in draft.columns.values():
            if column.name != "id" and (answer := draft.look_at(column, draft.cells[column.name])).fault:
                facts.fault(part, column.name, answer.fault, answer.fix, answer.nearest)
    return facts


def _add_sections(facts: Facts, parts: Sequence[Part]) -> None:
    home = facts.tables.home
    held = sections.lines(home) if parts else []
    for part in parts:
        cells = {name: part.cells.pop(name, "") for name in sections.COLUMNS}
        cells["kind"] = cells["kind"] or "section"
        for name in part.cells.keys() - {"cite"}:
            facts.fault(part, name, f"a section has no '{name}'", f"it has {', '.join(sections.COLUMNS)}")
        faults = sections.put(held, cells)
        for column, what, fix, near in faults:
            facts.fault(part, column, what, fix, near)
        facts.sections += [] if faults else [f"{cells['document']}:{cells['key']}"]
    if facts.sections:
        facts.tables = Description(home, sections.written(held))


def _add_row(facts: Facts, reading: Reading, part: Part) -> None:
    try:
        draft = Draft(reading, find_table(facts.tables, part.kind))
    except UsageError as error:
        what, _, fix = str(error).partition("; ")
        return facts.fault(part, None, what, fix)
    facts.rows.append((draft, part))
    for name, text in part.cells.items():
        if name == "file" and draft.table == "documents":
            path = facts.path.parent / text
            try:
                draft.cells["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                facts.fault(
                    part, name, f"{path} cannot be read: {error.strerror}", "name a file from the folder of this one"
                )
        elif name in draft.columns:
            draft.cells[name] = text
        else:
            near = nearest(name, draft.columns)
            fix = f"did you mean '{near}'?" if near else f"the columns are {', '.join(draft.columns)}"
            facts.fault(part, name, f"{draft.table} have no column '{name}'", fix, near)
    return None


def _identify(facts: Facts, reading: Reading, draft: Draft, part: Part) -> None:
    """Give an id to a row that has none, and let other rows name it."""
    cells = draft.cells
    if not cells["id"] and (proposed := draft.propose_id()):
        cells["id"] = proposed
        facts.proposed.append(proposed)
    answer = draft.look_at(draft.columns["id"], cells["id"])
    if answer.fault:
        return facts.fault(part, "id", answer.fault, answer.fix)
    reading.rows[cells["id"]] = Row(draft.table, str(facts.path), part.line or 1, cells["id"], {})
    return None

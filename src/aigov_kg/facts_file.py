"""A file of facts: rows of several tables in one TOML file, with ids proposed and each cell looked at.

A part `[[listing]]` is a row, `[[section]]` a part of a document. Rows may name each other by their ids, in any order.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from aigov_kg import sections
from aigov_kg.borne_out import doubtful, missing, text_at_hand
from aigov_kg.columns import Column, Description
from aigov_kg.drafting import Answer, Draft, find_table
from aigov_kg.employers import unnamed_employers
from aigov_kg.errors import UsageError
from aigov_kg.findings import Finding, Severity, nearest
from aigov_kg.ids import slug
from aigov_kg.resources import Home
from aigov_kg.run_again import added_before
from aigov_kg.tables import Reading, Row, read_tables
from aigov_kg.taking import Taking
from aigov_kg.toml_parts import Part, read_parts
from aigov_kg.unknown import advise, known_body
from aigov_kg.unsaid import SECTIONS, attest, complete, gap, like_others, unstated

_BY_NOTE = re.compile(r"(?:write )?a row in notes with kind gap and field [\w.]+(?: about this row)?")
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
        taken: line, and what was taken there for what.
        findings: what is wrong, with the line.
        faulty: each part with a column in which something is.
        warnings: what may stand, and is more likely a slip.
        texts: each new document whose text was given, with its bytes.
        uncompared: how many quotations are from a document whose text is not at hand, by document.
    """

    path: Path
    tables: Description
    rows: list[tuple[Draft, Part]] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
    taken: list[tuple[int, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    faulty: list[tuple[Part, str | None]] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    texts: list[tuple[Draft, bytes]] = field(default_factory=list)
    uncompared: Counter[str] = field(default_factory=Counter)

    def told(self, part: Part, column: str, what: str) -> None:
        """Add what was taken for what, where it was not said before."""
        line, name = _place(part, column)
        if not any(said.endswith(f":{name}: {what}") for _, said in self.taken):
            self.taken.append((line or 1, f"{self.path}:{line or 1}:{name}: {what}"))

    def fault(self, part: Part, column: str | None, what: str, fix: str, near: str | None = None) -> None:
        """Add what is wrong with a part."""
        self.findings.append(self._finding(part, column, what, fix, near))
        self.faulty.append((part, column))

    def warn(self, part: Part, column: str, what: str, fix: str) -> None:
        """Add what may stand, and is more likely a slip."""
        self.warnings.append(replace(self._finding(part, column, what, fix), severity=Severity.WARNING))

    def _finding(self, part: Part, column: str | None, what: str, fix: str, near: str | None = None) -> Finding:
        line, name = _place(part, column or "")
        return Finding(str(self.path), line, name or None, what, fix, "facts-file", nearest=near)

    def with_faults(self) -> list[tuple[Draft, set[str]]]:
        """Give each row with the columns in which something is wrong."""
        return [(d, {c for p, c in self.faulty if p is part and c in d.columns}) for d, part in self.rows]

    def at_its_line(self, finding: Finding) -> Finding:
        """Give a finding on a row of the file as one at its line there."""
        for draft, part in self.rows:
            if draft.cells["id"] == finding.record:
                line, name = _place(part, finding.column or "")
                fix = _BY_NOTE.sub(f'write {finding.column} = "not stated"', finding.fix)
                return replace(finding, file=str(self.path), row=line, column=name or None, fix=fix)
        return finding


def _place(part: Part, column: str) -> tuple[int | None, str]:
    """Give line and name of a cell in the file; a part that was made of a field of another stands where that does."""
    made_of = next((name for name, line in part.lines.items() if line == part.line), column)
    return (part.lines[column], column) if column in part.lines else (part.line, made_of)


def read_facts(home: Home, path: Path, folder: str | None = None) -> Facts:
    """Read a file of facts; a cell that does not fit is a finding with its line.

    Args:
        folder: where the texts of documents lie that the graph has; without one, they may lie beside the file.

    Raises:
        UsageError: the file cannot be read, or is not TOML.
    """
    facts = Facts(path, Description(home))
    parts = list(read_parts(path, facts.fault))
    # A part of which nothing was filled in has only what the starter and the top of the file give it.
    parts = [part for part in parts if part.kind not in SECTIONS or part.cells.keys() - _GIVEN]
    reading = read_tables(home, tables=facts.tables)
    parts = complete(parts, reading, lambda name: _actor(name, parts, reading), facts.told)
    if added := added_before(parts, reading):
        # All else that could be said would follow from this.
        facts.fault(*added)
        facts.taken.clear()
        return facts
    _add_sections(facts, [part for part in parts if part.kind in SECTIONS])
    reading.tables = facts.tables
    for part in parts:
        if part.kind not in SECTIONS:
            _add_row(facts, reading, part)
    _settle(facts, reading)
    for draft, part in facts.rows:
        for column in draft.columns.values():
            if column.name != "id" and (answer := draft.look_at(column, draft.cells[column.name])).fault:
                fix = _of_file(facts, draft, column, answer) if draft.cells[column.name] else answer.fix
                facts.fault(part, column.name, answer.fault, fix, answer.nearest)
    if not facts.findings:
        for draft, part in facts.rows:
            if not draft.cells["id"]:
                facts.fault(part, "id", "no id can be made of the cells", 'write one of your own: id = "..."')
    _warn_of_employers(facts, reading)
    _compare(facts, reading, folder)
    return facts


def _compare(facts: Facts, reading: Reading, folder: str | None) -> None:
    """Compare the quotations with the texts of the documents that they are taken from, and with how firmly it is said."""
    texts: dict[str, str] = {}
    for document, data in facts.texts:
        # What is no text, a PDF say, is compared by whoever reads it.
        with suppress(UnicodeDecodeError):
            texts[document.cells["id"]] = data.decode("utf-8")
    for draft, part in facts.rows:
        cited = {cite.removeprefix("!").partition(":")[0] for cite in draft.cells["cite"].split("|")}
        source, text = cited.pop(), ""
        if not cited and draft.cells.get("quote"):
            if source not in texts:
                texts[source] = text_at_hand(reading, source, Path(folder or facts.path.parent), bool(folder))
            text = texts[source]
            facts.uncompared[source] += not text
        if text and (told := missing(draft, text)):
            facts.fault(part, *told)
        for doubt in doubtful(draft, text):
            facts.warn(part, *doubt)


def _warn_of_employers(facts: Facts, reading: Reading) -> None:
    parts = {id(draft): part for draft, part in facts.rows}
    # Where it is not stated, that was asked already.
    for draft, employer in unnamed_employers([draft for draft, _ in facts.rows], reading):
        if parts[id(draft)].cells.get("on_behalf_of"):
            continue
        who = draft.cells.get("actor") or draft.cells.get("holder")
        what = f"{who} belongs to {employer}, and nothing says for whom {who} acts here"
        fix = (
            f'if it is for {employer}, write on_behalf_of = "{employer}"; if the document does not say, "not stated"; '
            "if it says that it is not, leave it"
        )
        facts.warn(parts[id(draft)], "on_behalf_of", what, fix)


def _actor(name: str, parts: Sequence[Part], reading: Reading) -> str:
    """Give the id that an actor has or will have."""
    if row := Taking(reading, ()).row(name, {"organisations", "persons"}):
        return row
    for part in parts:
        if part.kind in {"organisation", "organisations"} and name in {part.cells.get("id"), part.cells.get("name_en")}:
            draft = Draft(reading, "organisations")
            draft.cells |= {key: text for key, text in part.cells.items() if key in draft.columns}
            return draft.cells["id"] or draft.propose_id()
    return slug(name)


def _settle(facts: Facts, reading: Reading) -> None:
    """Give every row its id, and every cell the value that it means; rows that others stand for are added."""
    rows, gaps = facts.rows, list[tuple[Draft, Part, str]]()
    # Ids of records are made of those of things.
    rows.sort(key=lambda row: facts.tables.tables[row[0].table].kind != "thing")
    things = [row for row in rows if facts.tables.tables[row[0].table].kind == "thing"]
    taking = Taking(reading, ())
    for draft, part in rows:
        for name, value in unstated(draft):
            if value:
                facts.told(part, name, f"it is taken as {value}, which says that the source does not give it")
            else:
                gaps.append((draft, part, name))
        for name, value in like_others(draft, taking.meant):
            facts.told(part, name, f"'{value}', as of others with such a designation")
        _take(facts, taking, draft, part, refs=False)
    for draft, part in things:
        # Whoever chooses an id has been asked.
        if not draft.cells["id"] and (known := known_body(draft, taking.meant)):
            name, other = known
            fix = f'leave this part out, since "{name}" will do for it; if it is another, give this one an id = "..."'
            facts.fault(part, None, f"there is '{other}', which is called {name}", fix, other)
        _identify(facts, reading, draft, part)
    taking = Taking(reading, {draft.cells["id"] for draft, _ in things})
    for draft, part in rows:
        draft.meant = taking.meant
        _take(facts, taking, draft, part, refs=True)
        if day := attest(draft, [thing for thing, _ in things if thing.table == "documents"], reading):
            facts.told(part, "end_kind", f"it is ongoing on {day}, the day of the document, and that is attested")
    for draft, part in rows[len(things) :]:
        _identify(facts, reading, draft, part)
    for draft, part, name in gaps:
        if not draft.cells["id"]:
            continue
        rows.append((note := gap(draft, name, reading), replace(part, lines={})))
        _identify(facts, reading, *rows[-1])
        said = f"left blank, and a note says that the source does not give it ({note.cells['id']})"
        facts.told(part, name, said)


def _take(facts: Facts, taking: Taking, draft: Draft, part: Part, refs: bool) -> None:
    """Write the values that cells mean: ids for names, or slugs and dates for other forms of them."""
    for name, column in draft.columns.items():
        if (column.type == "ref") != refs or not draft.cells[name]:
            continue
        texts = [text.strip() for text in draft.cells[name].split("|")] if column.many else [draft.cells[name]]
        values = [taking.value(draft.table, column, text) for text in texts]
        for text, value in zip(texts, values, strict=True):
            if value not in {text, slug(text)}:
                facts.told(part, name, f"'{text}' is taken as {value}")
        draft.cells[name] = "|".join(values)


def _of_file(facts: Facts, draft: Draft, column: Column, answer: Answer) -> str:
    """Say what to do about a reference, as it is done in this file: how a thing gets the id, or how it is added."""
    said = answer.fault.partition("'")[2].partition("'")[0]
    if column.type != "ref" or not said:
        return answer.fix
    allowed = facts.tables.targets(column)
    for other, part in facts.rows:
        own = other.cells["id"]
        if other.table in allowed and own in facts.proposed and f"-{said}-" in f"-{own}-":
            return f'add id = "{said}" to the [[{part.kind}]] at line {part.line}, or write {own}'
    return advise(draft, column, said, answer)


def _add_sections(facts: Facts, parts: Sequence[Part]) -> None:
    home = facts.tables.home
    held = sections.lines(home) if parts else []
    for part in parts:
        part.cells.pop("page", None)
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
                data = path.read_bytes()
                draft.cells["sha256"] = hashlib.sha256(data).hexdigest()
                facts.texts.append((draft, data))
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
    cells["id"] = cells["id"] or draft.propose_id()
    # That of a note on what is not stated stands where that is told.
    if cells["id"] and "id" not in part.lines and (part.lines or draft.table != "notes"):
        facts.proposed.append(cells["id"])
    if not cells["id"]:
        # It is told what is wrong with the cells of which it is made.
        return None
    answer = draft.look_at(draft.columns["id"], cells["id"])
    if answer.fault:
        return facts.fault(part, "id", answer.fault, answer.fix)
    texts = {name: column.many for name, column in draft.columns.items() if column.type in {"text", "class"}}
    values = {n: tuple(cells[n].split("|")) if many else (cells[n],) for n, many in texts.items() if cells[n]}
    reading.add(Row(draft.table, str(facts.path), part.line or 1, cells["id"], dict(values)))
    return None

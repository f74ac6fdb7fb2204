"""Consequences: what is found only because of a fault that is told elsewhere, and is left out or gathered there.

A cell that cannot be read has no meaning to be judged; a designation with a slip is no number of its type; and where the
day of issue of one document is wrong, every row that cites it seems to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from aigov_kg.cells import Value
from aigov_kg.cites import Cite
from aigov_kg.findings import Finding, Severity
from aigov_kg.tables import Reading

_FOLLOWING = {
    "designation-of-id": {"designation-below-parent", "type-as-designated"},
    "class-of-name": {"ministry-class", "level-of-firm"},
    "country-of-actor": {"counted-country", "counted-as-seated"},
    "actor-once": {"designation-below-parent"},
    "years-of-ids": {"relation-order"},
    "role-of-id": {"single-seat", "single-seat-attested", "single-seat-count"},
    "date-of-url": {"own-source-not-older", "relation-order"},
    "date-of-words": {"dated-as-event", "relation-order", "edition-of-item", "edition-before-approval"},
    "against-quotation": {"dated-as-event", "edition-of-item", "edition-before-approval"},
    "date-of-id": {"period-as-named", "dated-as-event", "own-source-not-older"},
    "thing-of-id": {"tenure-in-body-life", "actor-alive"},
    "body-of-words": {"tenure-in-body-life", "actor-alive"},
    "stance-of-words": {"stance-of-same-words"},
}
"""Rules that compare two rows, by the rule that tells which of the two has the slip."""
_COMPARE_DATES = {"own-source-not-older"}
"""Rules that tell a citation by the dates of its row, one of which may be unreadable."""
_BEFORE: Final = {"dated-before-sources", "evidence-before-issue"}
_MANY: Final = 20
"""Rows that must disagree with the day of issue of one document; of so many, not each has a slip of its own."""


class Faults:
    """The cells and rows in which the reading found a fault; what the shapes say about them only follows from it."""

    def __init__(self, reading: Reading) -> None:
        self.columns: dict[tuple[str, int | None], set[str | None]] = defaultdict(set)
        for finding in reading.findings:
            if finding.severity is Severity.VIOLATION:
                # A row with a cell too many or too few has a column for none of them.
                column = None if finding.rule == "cell-count" else finding.column
                self.columns[finding.file, finding.row].add(column)
        self.dates = {n for columns in reading.tables.columns.values() for n, c in columns.items() if c.type == "date"}
        self.headings = {(f.file, f.nearest or f.column) for f in reading.findings if f.row == 1}
        self.reading = reading
        self.unloaded = {row.id for row in reading.rows.values() if not row.values}
        """Rows of which only the id could be read: what leads to them finds nothing there."""

    def misread(self, finding: Finding) -> bool:
        """Tell whether a finding judges the very cell of which the form is at fault."""
        return finding.column is not None and finding.column in self.columns.get((finding.file, finding.row), ())

    def explain(self, finding: Finding) -> bool:
        """Tell whether a finding only follows from a fault that was told."""
        if (finding.file, finding.column) in self.headings:
            return True
        if self.unloaded and finding.column and (row := self.reading.rows.get(finding.record or "")):
            leads = {str(part) for v in row.values.get(finding.column, ()) for part in _ids_of(v)}
            if leads & self.unloaded:
                return True
        faulty = self.columns.get((finding.file, finding.row))
        if faulty and finding.rule in _COMPARE_DATES and faulty & self.dates:
            return True
        return faulty is not None and (None in faulty or finding.column in faulty or finding.column is None)


def _ids_of(value: Value) -> tuple[object, ...]:
    """Give the ids that a value leads to, if it leads anywhere."""
    return (value.document, value.via) if isinstance(value, Cite) else (value,)


def without_following(found: Iterable[Finding]) -> list[Finding]:
    """Leave out what follows from a slip whose cause is told, of other rows or cells."""
    kept = list(found)
    for cause, rules in _FOLLOWING.items():
        records = {f.record for f in kept if f.rule == cause}
        kept = [f for f in kept if f.rule not in rules or not records or not _names_any(f, records)]
    return kept


def _names_any(finding: Finding, records: set[str | None]) -> bool:
    """Tell whether a finding is on one of some records, or names it."""
    return finding.record in records or any(word.strip(",'") in records for word in finding.message.split())


def gathered(found: list[Finding], reading: Reading) -> list[Finding]:
    """Tell a day of issue once that most rows which cite the document contradict, and not each of them."""
    blamed: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        row = reading.rows.get(finding.record or "")
        if row is None or finding.rule not in _BEFORE:
            continue
        cited = {cite.document for cite in row.values.get("cite", ()) if isinstance(cite, Cite)}
        # Of several sources, the finding names the one whose day it is about.
        about = cited if len(cited) == 1 else {word for word in cited if f"{word} was issued" in finding.message}
        for word in about:
            blamed[word].append(finding)
    for name, findings in blamed.items():
        source = reading.rows.get(name)
        if len(findings) < _MANY or source is None or source.table != "documents":
            continue
        first = min(findings, key=Finding.sort_key)
        rows = len({f.record for f in findings})
        what = f"{rows} rows that cite it tell of later days, as {first.file}, row {first.row}"
        fix, left = "correct the day of issue", set(findings)
        told = Finding(source.file, source.line, "issued", what, fix, first.rule, first.why, Severity.WARNING, name)
        found = [*(f for f in found if f not in left), told]
    return found

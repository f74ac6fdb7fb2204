"""Findings: what a check has to say about a place in the tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs; the values are the local names of the SHACL severities."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found.

    Attributes:
        file: path of the file, as it was given or relative to the project.
        row: line of the file, counted from 1; None where the whole file is meant.
        column: heading of the column; None where the whole row is meant.
        message: what is wrong, one sentence without a full stop.
        fix: what to do, one sentence without a full stop.
        rule: name of the rule, the same for every finding of its kind.
        why: the reason of the rule.
        record: id of the row, where it has one.
        nearest: the valid value that was probably meant, letter for letter; None where none is near.
    """

    file: str
    row: int | None
    column: str | None
    message: str
    fix: str
    rule: str
    why: str = ""
    severity: Severity = Severity.VIOLATION
    record: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.row, self.column) if part is not None)
        mark = "" if self.severity is Severity.VIOLATION else f"{self.severity.value.lower()}: "
        return f"{place}: {mark}{self.message}; {self.fix}"

    @property
    def known_by(self) -> tuple[str, str | None, str | None, str]:
        """What stays the same of a finding when rows move."""
        return (self.file, self.record, self.column, self.message)

    def sort_key(self) -> tuple[str, int, str, str]:
        """Order by place, so that the same tables give the same report."""
        return (self.file, self.row or 0, self.column or "", self.message)


def stops(findings: Iterable[Finding]) -> bool:
    """Tell whether any of the findings stops a build."""
    return any(finding.severity is Severity.VIOLATION for finding in findings)


def as_json(findings: Iterable[Finding]) -> str:
    """Write findings as a JSON array, one object per line, in order of place."""
    rows = [json.dumps(asdict(f), ensure_ascii=False) for f in sorted(findings, key=Finding.sort_key)]
    return "[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the nearest known word, or None where none is near; case does not count."""
    words = list(known)
    lower = {w.lower(): w for w in reversed(words)}
    near = get_close_matches(word[:200].lower(), list(lower), n=1, cutoff=0.7)
    return lower[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Name the nearest known word as `did you mean 'x'?`, or give an empty string where none is near."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else ""

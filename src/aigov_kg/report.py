"""Reports of a check: text for a person, JSON, SARIF 2.1.0 (OASIS) for editors, commands for a GitHub workflow."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rich.console import Console
from rich.text import Text

from aigov_kg.delimited import read_cells
from aigov_kg.findings import Finding, Severity
from aigov_kg.resources import VERSION, Home

SHOWN, SHOWN_INFO = 10, 3
if TYPE_CHECKING:
    from aigov_kg.check import Report

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_STYLES = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: ""}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def counts(findings: list[Finding]) -> dict[str, int]:
    """Count findings by severity."""
    found = Counter(f.severity for f in findings)
    return {severity.value: found[severity] for severity in Severity}


def print_text(report: Report, console: Console, everything: bool = False, notes: bool = True) -> None:
    """Print a report: the findings, what could not be checked, and how many there are of each severity.

    Args:
        everything: show all of many alike.
        notes: show findings of severity Info too.
    """
    shown = [f for f in report.findings if notes or everything or f.severity is not Severity.INFO]
    print_findings(shown, console, everything)
    for sentence in report.left_out:
        console.print(Text(f"\n{sentence}", style="yellow"), soft_wrap=True)
    kinds = ", ".join(f"{number:,} {name}" for name, number in counts(report.findings).items())
    waived = f", {len(report.waived)} waived" if report.waived else ""
    console.print(Text(f"\n{report.rows:,} rows; {kinds}{waived}", style="bold"))
    if len(shown) < len(report.findings):
        own = sum((f.file, f.record) in report.changed for f in report.findings if f.severity is Severity.INFO)
        yours = f", {own} of it on rows changed since {report.since}" if report.since else ""
        console.print(Text(f"Info is what is worth a look and stops nothing{yours}; --all shows it", style="dim"))


def print_findings(findings: Iterable[Finding], console: Console, everything: bool = False) -> None:
    """Print findings grouped by file, the reason of each rule once a file; of many alike only the first."""
    for file, in_file in groupby(sorted(findings, key=Finding.sort_key), key=lambda f: f.file):
        console.print(Text(f"\n{file}", style="bold"))
        told: Counter[str] = Counter()
        last: dict[str, Finding] = {}
        for finding in in_file:
            told[finding.rule] += 1
            last[finding.rule] = finding
            if everything or told[finding.rule] <= _shown(finding):
                console.print(Text(f"  {finding}", style=_STYLES[finding.severity]), soft_wrap=True)
                if finding.why and told[finding.rule] == 1:
                    console.print(Text(f"      why: {finding.why}", style="dim"), soft_wrap=True)
        for rule, number in told.items():
            if number > _shown(last[rule]) and not everything:
                row = f", the last in row {last[rule].row}" if last[rule].row else ""
                more = f"  ... and {number - _shown(last[rule]):,} more of rule {rule}{row}; --all shows them"
                console.print(Text(more, style="dim"), soft_wrap=True)


def _shown(finding: Finding) -> int:
    return SHOWN_INFO if finding.severity is Severity.INFO else SHOWN


def as_object(report: Report) -> dict[str, Any]:
    """Give a report as plain values."""
    return {
        "rows": report.rows,
        "counts": counts(report.findings),
        "waived": len(report.waived),
        "left_out": report.left_out,
        "findings": [asdict(f) for f in report.findings],
    }


def as_json(report: Report) -> str:
    """Write a report as JSON, one finding a line."""
    body = as_object(report)
    lines = [json.dumps(f, ensure_ascii=False) for f in body.pop("findings")]
    head = json.dumps(body, ensure_ascii=False, indent=1)[:-2]
    findings = "[\n" + ",\n".join(f"  {line}" for line in lines) + "\n ]" if lines else "[]"
    return f'{head},\n "findings": {findings}\n}}\n'


class Positions:
    """Where a cell begins in its line, counted in characters from 1."""

    def __init__(self, home: Home, given: Mapping[str, tuple[str, bytes]]) -> None:
        self._home, self._given = home, dict(given.values())
        self._files: dict[str, tuple[dict[int, str], list[str]]] = {}

    def of(self, finding: Finding) -> tuple[int, int] | None:
        """Give first and last column of the cell, the last one not included; None where it cannot be told."""
        if finding.row is None or finding.column is None:
            return None
        lines, header = self._read(finding.file)
        line = lines.get(finding.row)
        if line is None or finding.column not in header:
            return None
        at, start, quoted, cell = header.index(finding.column), 0, False, 0
        for i, character in enumerate(line):
            if character == '"':
                quoted = not quoted
            elif character == "," and not quoted:
                if cell == at:
                    return start + 1, max(i, start + 1) + 1
                cell, start = cell + 1, i + 1
        return (start + 1, max(len(line), start + 1) + 1) if cell == at else None

    def _read(self, file: str) -> tuple[dict[int, str], list[str]]:
        if file not in self._files:
            data = self._given.get(file)
            if data is None:
                path = self._home.root / file if not Path(file).is_absolute() else Path(file)
                data = path.read_bytes() if path.is_file() else b""
            records = read_cells(data).records[:1]
            text = data.decode("utf-8", "replace").removeprefix("\ufeff")
            lines = {n: line.rstrip("\r") for n, line in enumerate(text.split("\n"), 1)}
            self._files[file] = (lines, [c.strip() for c in records[0].cells] if records else [])
        return self._files[file]


def as_sarif(report: Report, positions: Positions) -> str:
    """Write a report as SARIF 2.1.0; waived findings are there as suppressed ones."""
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    for finding, waived in [*((f, False) for f in report.findings), *((f, True) for f in report.waived)]:
        described: dict[str, Any] = {"id": finding.rule}
        if finding.why:
            described |= {"shortDescription": {"text": finding.why}, "help": {"text": finding.why}}
        rules.setdefault(finding.rule, described)
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.file)}}
        if finding.row is not None:
            place["region"] = {"startLine": finding.row}
            if span := positions.of(finding):
                place["region"] |= {"startColumn": span[0], "endColumn": span[1]}
        column = f"{finding.column}: " if finding.column else ""
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": list(rules).index(finding.rule),
            "level": _LEVELS[finding.severity],
            "message": {"text": f"{column}{finding.message}; {finding.fix}"},
            "locations": [{"physicalLocation": place}],
        }
        properties = {"column": finding.column, "record": finding.record, "nearest": finding.nearest}
        if held := {name: value for name, value in properties.items() if value is not None}:
            result["properties"] = held
        if waived:
            result["suppressions"] = [{"kind": "external", "justification": "data/waivers.csv"}]
        results.append(result)
    driver = {"name": "aigov-kg", "version": VERSION.partition("+")[0], "rules": list(rules.values())}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _uri(file: str) -> str:
    return Path(file).as_uri() if Path(file).is_absolute() else quote(file)


def as_commands(report: Report, positions: Positions) -> Iterator[str]:
    """Write findings as commands of a GitHub workflow, which shows them at their lines; notes are counted only."""
    for finding in report.findings:
        if finding.severity is Severity.INFO:
            continue
        place = {"file": finding.file, "line": finding.row}
        if span := positions.of(finding):
            place |= {"col": span[0], "endColumn": span[1] - 1}
        place["title"] = f"{finding.column or 'row'}: {finding.rule}"
        shown = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value is not None)
        why = f" Why: {finding.why}" if finding.why else ""
        said = f"{finding.message}; {finding.fix}.{why}"
        yield f"::{_COMMANDS[finding.severity]} {shown}::{_data(said)}"
    kinds = ", ".join(f"{number:,} {name}" for name, number in counts(report.findings).items())
    yield f"::notice title=aigov-kg check::{_data(f'{report.rows:,} rows; {kinds}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

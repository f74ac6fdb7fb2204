"""Deliberate mistakes in copies of the tables: each is found at its place with its mend, and none hides another."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path

import pytest

from aigov_kg.canonical import write
from aigov_kg.check import check
from aigov_kg.findings import Finding
from aigov_kg.resources import Home

from .conftest import HERE, TODAY, copy_base

MISTAKES = tomllib.loads((HERE / "mistakes.toml").read_text(encoding="utf-8"))["mistake"]


def path_of(home: Home, table: str) -> Path:
    return (home.seed / (table if table.endswith(".csv") else f"{table}.csv")).resolve()


def make(home: Home, mistake: dict) -> None:
    path = path_of(home, mistake["table"])
    if "gone" in mistake:
        path.unlink()
    elif "whole" in mistake:
        path.write_text(mistake["whole"], encoding="utf-8")
    elif "hex" in mistake:
        path.write_bytes(bytes.fromhex(mistake["hex"]))
    elif "append" in mistake:
        path.write_bytes(path.read_bytes() + mistake["append"].encode() + b"\n")
    elif "edit" in mistake:
        text = path.read_text(encoding="utf-8")
        for old, new in mistake["edit"]:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    else:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        at = next(i for i, row in enumerate(rows) if row[0] == (mistake.get("delete") or mistake["set"]["id"]))
        if "delete" in mistake:
            del rows[at]
        for column, value in mistake.get("set", {}).items():
            if column != "id":
                rows[at][rows[0].index(column.removesuffix("="))] = value
        path.write_bytes(write(rows[0], rows[1:]))


def row_of(home: Home, finds: dict, table: str) -> int | None:
    if "id" not in finds:
        return finds.get("row")
    lines = path_of(home, finds.get("file", table)).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if line.startswith(f"{finds['id']},"))


def matches(home: Home, finding: Finding, mistake: dict) -> bool:
    finds = mistake["finds"]
    file = home.name(path_of(home, finds.get("file", mistake["table"])))
    row = row_of(home, finds, mistake["table"])
    return (
        finding.file == file
        and finding.rule == finds["rule"]
        and (row is None or finding.row == row)
        and ("column" not in finds or finding.column == finds["column"])
        and finds.get("says", "") in finding.message
        and finds.get("fix", "") in finding.fix
        and ("nearest" not in finds or finding.nearest == finds["nearest"])
        and finding.severity.value == finds.get("severity", "Violation")
        and bool(finding.why)
    )


def test_the_small_world_has_no_findings(base, quick):
    report = check(base, TODAY, remember=False)
    assert [str(f) for f in report.findings] == []
    assert report.rows == 46


@pytest.mark.parametrize("mistake", MISTAKES, ids=[m["name"] for m in MISTAKES])
def test_a_mistake_is_found_at_its_place_with_its_mend(base, quick, mistake):
    make(base, mistake)
    report = check(base, TODAY, remember=False)
    assert any(matches(base, f, mistake) for f in report.findings), [
        (f.file, f.row, f.column, f.rule, f.message, f.fix, f.nearest, f.severity.value) for f in report.findings
    ]


def apart(mistakes: list[dict]) -> list[dict]:
    """Give the mistakes that can be made together: one a row, and none that replaces a whole file."""
    chosen, taken = [], set()
    for mistake in mistakes:
        if "set" not in mistake or "id=" in mistake["set"] or mistake["finds"]["rule"] in MEANT_ALONE:
            continue
        place = (mistake["table"], mistake["set"]["id"])
        if place not in taken:
            taken.add(place)
            chosen.append(mistake)
    return chosen


# Cells that no longer fit are left out of what is compared, so a rule that compares them can have nothing to say.
MEANT_ALONE = {"milestone-order", "single-seat", "parent-cycle", "likely-duplicate", "look-alike"}


def test_mistakes_made_together_are_all_found_in_one_run(base, quick):
    together = apart(MISTAKES)
    assert len(together) > 20
    for mistake in together:
        make(base, mistake)
    report = check(base, TODAY, remember=False)
    missed = [m["name"] for m in together if not any(matches(base, f, m) for f in report.findings)]
    assert missed == []


def test_a_fault_of_a_ledger_does_not_hide_behind_those_of_the_tables(base, quick):
    waiver, cell = (next(m for m in MISTAKES if m["name"] == n) for n in ("a waiver without a reason", "a formula"))
    make(base, waiver)
    make(base, cell)
    report = check(base, TODAY, remember=False)
    assert [any(matches(base, f, m) for f in report.findings) for m in (waiver, cell)] == [True, True]


def test_what_follows_from_a_fault_is_not_told_again(base, quick):
    make(base, {"table": "listings", "set": {"id": "acme-entity-list-2019", "cite": ""}})
    report = check(base, TODAY, remember=False)
    assert [(f.column, f.rule) for f in report.findings] == [("cite", "required")]


def test_sections_that_only_a_broken_row_cites_are_not_told(base, quick):
    path = path_of(base, "listings")
    path.write_bytes(path.read_bytes().rstrip(b"\n") + b",more\n")
    sections = base.data / "sections.csv"
    sections.write_bytes(sections.read_bytes() + b"report,s9,section,Ninth,30-31,\n")
    report = check(base, TODAY, remember=False)
    assert [f.rule for f in report.findings] == ["cell-count"]
    assert report.left_out == ["coverage was not compared, since a row cannot be read; it is once that is mended"]


def test_an_unreadable_table_is_told_once_and_not_for_each_reference_to_it(base, quick):
    path_of(base, "organisations").write_bytes(b"\x00\x01\x02" * 1000)
    report = check(base, TODAY, remember=False)
    assert [(f.file, f.rule) for f in report.findings] == [("data/seed/organisations.csv", "encoding")]
    assert report.left_out == ["rules that compare records were not run, since organisations.csv cannot be read"]


def test_findings_are_the_same_whether_all_is_looked_at_or_only_what_changed(base, quick, tmp_path):
    check(base, TODAY)
    other = copy_base(tmp_path / "other")
    for mistake in apart(MISTAKES):
        for home in (base, other):
            make(home, mistake)
        partly = check(base, TODAY).findings
        assert partly == check(other, TODAY, remember=False).findings, mistake["name"]


def test_a_row_that_cannot_be_read_is_not_held_against_those_that_lead_to_it(base, quick):
    make(
        base,
        {
            "table": "documents",
            "edit": [["entity-list,RestrictionList,export-control,", "entity-list,RestrictionList,,export-control,"]],
        },
    )
    report = check(base, TODAY, remember=False)
    assert [(f.file, f.rule) for f in report.findings if f.rule != "coverage"] == [
        ("data/seed/documents.csv", "cell-count")
    ]

"""Slips that take several tables to show, and what looks like a slip and is none."""

from __future__ import annotations

import subprocess

import pytest

from aigov_kg.check import check
from aigov_kg.resources import Home

from .conftest import TODAY
from .test_mistakes import make


def found(home: Home, rule: str, **options: str) -> list[tuple[str, str | None, str | None, str, str]]:
    report = check(home, TODAY, remember=False, **options)
    return [
        (f.file.rpartition("/")[2], f.record, f.column, f.message, f.severity.value)
        for f in report.findings
        if f.rule == rule
    ]


def alter(home: Home, table: str, **cells: str) -> None:
    make(home, {"table": table, "set": cells})


def add(home: Home, table: str, *lines: str) -> None:
    make(home, {"table": table, "append": "\n".join(lines)})


def cite_notes(home: Home) -> None:
    """Let two rows find the notice in note 25, which another document is cited for in note 26."""
    add(
        home,
        "documents",
        "law-2018,LegalInstrument,,Law on standards,,,,us,,2018,,,,,,report:defense:p14:fn26,",
        "notice-2018,LegalInstrument,,Earlier addition,,,,us,,2018,,,,,,report:defense:p14:fn25>notice-2019,",
    )
    alter(home, "documents", id="notice-2019", cite="report:defense:p14:fn25")
    alter(home, "tenures", id="acme-sg13-vice-chair", cite="report:defense:p14:fn26>law-2018")


def test_a_source_that_stands_in_another_note_is_told_with_the_one_that_is_meant(base, quick):
    cite_notes(base)
    assert found(base, "via-of-another-note") == []
    alter(base, "controls", id="acme-acme-labs", cite="report:defense:p14:fn25>law-2018")
    ((file, row, column, message, severity),) = found(base, "via-of-another-note")
    assert (file, row, column, severity) == ("controls.csv", "acme-acme-labs", "cite", "Warning")
    assert message == "note 25 of report is notice-2019 in 2 other rows, and law-2018 is its note 26"


def test_a_note_that_names_two_works_is_left_alone(base, quick):
    cite_notes(base)
    alter(base, "documents", id="law-2018", cite="report:defense:p14:fn26|report:defense:p14:fn25")
    alter(base, "controls", id="acme-acme-labs", cite="report:defense:p14:fn25>law-2018")
    assert found(base, "via-of-another-note") == []


def test_an_unreadable_range_of_pages_leaves_the_other_sections_to_be_compared(base, quick):
    make(base, {"table": "../sections.csv", "edit": [["Introduction,1-10,", "Introduction,01-Oct,"]]})
    alter(base, "controls", id="acme-acme-labs", cite="report:defense:p43|report:intro:p2")
    told = found(base, "cite-place")
    assert [(row, message) for _, row, _, message, _ in told] == [
        ("acme-acme-labs", "page 43 is not among the pages of 'defense' (11-20)")
    ]


def test_a_count_that_the_last_version_had_right_is_a_warning_and_one_that_rows_changed_is_not(base, quick):
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(base.root), *who, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", "data")
    git("commit", "-qm", "tables")
    alter(base, "controls", id="acme-acme-labs", cite="report:defense:p14")
    told = found(base, "coverage", earlier="HEAD")
    assert [severity for *_, severity in told] == ["Info", "Info"]
    alter(base, "controls", id="acme-acme-labs", cite="report:intro:p2")
    make(base, {"table": "../coverage.csv", "edit": [["report,t1,3,", "report,t1,13,"]]})
    ((file, _, column, message, severity),) = found(base, "coverage", earlier="HEAD")
    assert (file, column, severity) == ("coverage.csv", "records", "Warning")
    assert message == "13 rows stand here for section 't1', and 3 cite it"


@pytest.mark.parametrize(
    ("table", "cells", "rule"),
    [
        ("persons", {"id": "jane-doe", "name": "Li Li", "name_zh": "李丽"}, "name-order"),
        ("persons", {"id": "jane-doe", "aliases": "Иван Петров|И. Петров"}, "look-alike"),
        ("work-items", {"id": "tr-24372", "aliases": "α version of the report|Χρήστος Α."}, "look-alike"),
        ("characterisations", {"id": "acme-offers-ai", "quote": "Х"}, "look-alike"),
        ("tenures", {"id": "jane-doe-wg5-convenor", "role": "co-convenor"}, "role-of-id"),
        ("listings", {"id": "acme-entity-list-2019", "instrument": "84 FR 54002"}, "instrument-of-source"),
        ("funding", {"id": "us-bis-funds-globex", "quote": "up to 30,000 Hong Kong dollars"}, "against-quotation"),
        ("funding", {"id": "us-bis-funds-globex", "quote": "30,000 of 2 million dollars"}, "against-quotation"),
        ("funding", {"id": "us-bis-funds-globex", "quote": "30 thousand dollars, or 200,000 RMB"}, "against-quotation"),
        (
            "notes",
            {"id": "wg5-secretary-gap", "kind": "misprint", "values": "a|b", "reason": "b fits"},
            "values-uncited",
        ),
        ("tenures", {"id": "jane-doe-wg5-convenor", "quote": "in the 2016-2018 Study Period"}, "against-quotation"),
        (
            "tenures",
            {"id": "jane-doe-wg5-convenor", "quote": "rose from 5 in 2015 to 7 in 2017"},
            "against-quotation",
        ),
        ("bodies", {"id": "jtc1-sc42-wg5", "aliases": "WG 5|SC 42/WG 5"}, "designation-of-id"),
    ],
)
def test_what_is_no_slip_is_left_alone(base, quick, table, cells, rule):
    alter(base, table, **cells)
    assert found(base, rule) == []


@pytest.mark.parametrize(
    "text",
    [
        "The United States was passed by China",
        "China has not passed the United States",
        "China, in contrast to the United States, is said to trail Europe",
        "Whether China passed the United States is open",
        "Huawei passed the United States in speech recognition",
        "The United States passed China, as China had passed the United States before",
    ],
)
def test_a_comparison_that_fits_or_is_not_plain_is_left_alone(base, quick, text):
    alter(base, "characterisations", id="acme-offers-ai", subject="us", trait="ahead-in", related="cn", text=text)
    assert found(base, "direction-of-words") == []


@pytest.mark.parametrize(
    ("table", "cells", "rule"),
    [
        (
            "policy-statements",
            {"id": "report-start-with-committees", "quantity": "5", "unit": "employee", "text": "five of them"},
            "against-quotation",
        ),
        (
            "policy-statements",
            {"id": "report-start-with-committees", "quantity": "3", "unit": "employee", "text": "a five-year plan"},
            "against-quotation",
        ),
        ("statistics", {"id": "itu-t-contributions-cn", "quote": "One of them led the rest"}, "against-quotation"),
        ("work-items", {"id": "tr-24372", "designation": "ISO/IEC TR 24372:2021"}, "edition-before-approval"),
        (
            "names",
            {"id": "tr-24372-working-name", "kind": "designation", "name": "ISO/IEC TR 23472", "end": "2019"},
            "number-of-subject",
        ),
        ("names", {"id": "tr-24372-working-name", "name": "ISO/IEC TR 23472"}, "number-of-subject"),
        ("actions", {"id": "sg13-suspends-ip", "text": "Supported by few, it was rejected"}, "stance-of-words"),
        ("actions", {"id": "sg13-suspends-ip", "text": "Did not support the item"}, "stance-of-words"),
        (
            "tenures",
            {
                "id": "acme-sg13-vice-chair",
                "country": "us",
                "counted_by": "not-stated",
                "quote": "for the United States, China and others",
            },
            "country-of-words",
        ),
        (
            "statistics",
            {"id": "itu-t-contributions-cn", "actor": "us", "quote": "contributions of the United States"},
            "actor-of-id",
        ),
    ],
)
def test_words_and_ids_that_leave_it_open_are_left_alone(base, quick, table, cells, rule):
    alter(base, table, **cells)
    assert found(base, rule) == []


def test_two_bodies_whose_ids_differ_in_their_number_are_not_to_be_joined(base, quick):
    add(base, "bodies", "jtc1-sc42-wg4,WorkingGroup,wg,ISO/IEC JTC 1/SC 42/WG 5,,,,jtc1-sc42,,,report:intro:p2,")
    assert found(base, "actor-once") == []
    ((_, row, column, _, _),) = found(base, "designation-of-id")
    assert (row, column) == ("jtc1-sc42-wg4", "designation")

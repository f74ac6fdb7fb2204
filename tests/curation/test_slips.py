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


def test_a_note_on_a_page_where_it_cannot_be_is_told(base, quick):
    places = ["p12:fn20", "p13:fn21", "p13:fn22", "p14:fn23", "p14:fn25"]
    add(base, "persons", *(f"z{i},Zed {i},,,,report:defense:{place}," for i, place in enumerate(places)))
    assert found(base, "note-on-page") == []
    alter(base, "controls", id="acme-acme-labs", cite="report:defense:p12:fn25")
    ((file, row, column, message, severity),) = found(base, "note-on-page")
    assert (file, row, column, severity) == ("controls.csv", "acme-acme-labs", "cite", "Warning")
    assert message == "note 25 of report stands on page 12 here, and on page 14 in other rows"


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
        (
            "milestones",
            {"id": "tr-24372-published", "date": "2021-12-15", "note": "The day is in the list"},
            "date-of-words",
        ),
        ("listings", {"id": "acme-entity-list-2019", "start": "2019-10-09"}, "date-of-words"),
        ("events", {"id": "sc42-plenary-2019", "date": "2018-10", "note": "Held in 2018 already"}, "date-of-id"),
        ("events", {"id": "sc42-plenary-2019", "date": "[2018-10..]"}, "date-of-id"),
        ("events", {"id": "sc42-plenary-2019", "name_en": "SC 42 plenary on Vision 2035"}, "date-of-id"),
        ("periods", {"id": "itu-t-2017-2020", "end": "[2020..2021]"}, "date-of-id"),
        ("tenures", {"id": "jane-doe-wg5-convenor", "quote": "with a Chinese counterpart"}, "country-of-words"),
        ("tenures", {"id": "jane-doe-wg5-convenor", "quote": "of a firm, as China Mobile was"}, "country-of-words"),
        ("tenures", {"id": "jane-doe-wg5-convenor", "quote": "American, and not Chinese"}, "country-of-words"),
        (
            "funding",
            {"id": "us-bis-funds-globex", "quote": "funded by the Bureau of Industry and Security for Globex"},
            "direction-of-words",
        ),
        (
            "funding",
            {"id": "us-bis-funds-globex", "quote": "Globex was funded by the Bureau of Industry and Security"},
            "direction-of-words",
        ),
        (
            "funding",
            {
                "id": "us-bis-funds-globex",
                "quote": "Globex gave its results to the Bureau of Industry and Security, which paid for them",
            },
            "direction-of-words",
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
        (
            "statistics",
            {"id": "itu-t-contributions-cn", "quote": "Two of the groups had Contributions"},
            "against-quotation",
        ),
        ("tenures", {"id": "acme-sg13-vice-chair", "role": "secretary", "quote": "led by Acme"}, "role-of-words"),
        (
            "names",
            {"id": "tr-24372-working-name", "subject": "itu-t", "name": "UIT", "kind": "acronym"},
            "acronym-of-id",
        ),
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


@pytest.mark.parametrize(
    ("table", "cells", "rule"),
    [
        ("organisations", {"id": "acme-labs", "class": "PublicBody"}, "class-of-name"),
        ("organisations", {"id": "acme-labs", "name_en": "Acme Institute", "class": "Organisation"}, "class-of-name"),
        ("organisations", {"id": "acme", "name_en": "Research branch of Acme Corporation"}, "class-of-name"),
        (
            "organisations",
            {"id": "globex", "name_en": "Globex Institute", "note": "The nearest class"},
            "class-of-name",
        ),
        ("organisations", {"id": "acme-labs", "name_en": "Globex Research Institute"}, "class-of-name"),
        ("organisations", {"id": "acme-labs", "part_of": "acme"}, "country-of-actor"),
        (
            "organisations",
            {"id": "globex", "note": "Chinese entity FALSE; the page has Chinese readers"},
            "country-of-actor",
        ),
        ("organisations", {"id": "acme", "part_of": "globex", "note": "Called a Chinese AI firm"}, "country-of-actor"),
        ("bodies", {"id": "sac-tc28", "designation": "TC 28", "name_en": "Committee 28"}, "designation-and-name"),
        ("bodies", {"id": "jtc1-sc42", "designation": "SC 42"}, "designation-of-id"),
        ("work-items", {"id": "tr-24372", "designation": "ISO/IEC TR 24372:2021"}, "designation-of-id"),
        ("work-items", {"id": "tr-24372", "designation": "ISO/IEC TR 24372:2021"}, "edition-of-item"),
        ("work-items", {"id": "tr-24372", "designation": "ISO/IEC TR 24372:2020"}, "edition-of-item"),
        ("persons", {"id": "jane-doe", "name": "J. Doe", "aliases": "Jane Doe"}, "name-of-id"),
        ("persons", {"id": "jane-doe", "name": "Jané Q. Döe", "aliases": "Jane Doe"}, "name-of-id"),
        ("organisations", {"id": "acme-labs", "name_en": "Acme Labz and Laboratories"}, "name-of-id"),
        ("persons", {"id": "jane-doe", "aliases": "Doe, J."}, "name-order"),
        ("persons", {"id": "jane-doe", "name": "J. Doe", "aliases": "Jane Doe"}, "name-order"),
        ("tenures", {"id": "acme-sg13-vice-chair", "quote": "two of the three Vice-Chairs"}, "against-quotation"),
        ("tenures", {"id": "acme-sg13-vice-chair", "quote": "both are of Acme"}, "against-quotation"),
        ("tenures", {"id": "acme-sg13-vice-chair", "count": "3", "quote": "its Vice-Chairs"}, "against-quotation"),
        ("documents", {"id": "notice-2019", "url": "https://example.org/2019/10/11/a"}, "date-of-url"),
        ("documents", {"id": "notice-2019", "url": "https://example.eu/notice-09102019.pdf"}, "date-of-url"),
        ("documents", {"id": "notice-2019", "url": "https://example.org/20199910/19102009"}, "date-of-url"),
        ("events", {"id": "sc42-plenary-2019", "note": "The call was sent in March 2018"}, "date-of-words"),
        ("events", {"id": "sc42-plenary-2019", "note": "Page 3 prints October 2019 and August 2019"}, "date-of-words"),
        (
            "milestones",
            {"id": "tr-24372-approved", "wording": "proposed in May 2018, approved on 3 May 2019"},
            "date-of-words",
        ),
        ("tenures", {"id": "acme-sg13-vice-chair", "holder": "jane-doe", "on_behalf_of": "acme"}, "sides-of-id"),
        ("events", {"id": "sc42-plenary-2019", "kind": "launch", "name_en": "Kick-off meeting"}, "kind-of-name"),
        (
            "statistics",
            {"id": "itu-t-contributions-cn", "value": "30", "quote": "three of thirty contributions, ten of them late"},
            "against-quotation",
        ),
    ],
)
def test_names_countries_counts_and_dates_that_fit_or_leave_it_open_are_left_alone(base, quick, table, cells, rule):
    alter(base, table, **cells)
    assert found(base, rule) == []


def test_a_number_of_items_is_held_against_the_total_and_against_a_number_in_words(base, quick):
    item, words = (f"{name},ItemSet,,,%s,,,,,,%s,some,report:intro:p2," for name in ("all-items", "ten-items"))
    add(base, "work-items", item % ("Items of the plan", 84), words % ("Ten standards released", 9))
    total = "all-items-total,standard,total,standard,itu-t,all-items,,,%s,,,,,48,,,,,,,,,,,,,,,,,,report:intro:p2,"
    add(base, "statistics", total % "cn")
    assert [row for _, row, *_ in found(base, "count-of-statistic")] == ["ten-items"]
    make(base, {"table": "statistics", "edit": [[total % "cn", total % ""]]})
    messages = [message for *_, message, _ in found(base, "count-of-statistic")]
    assert messages == [
        "item_count is 84, and the total 'all-items-total' (data/seed/statistics.csv, row 5) is 48",
        "item_count is 9, and the title begins with 10 in words",
    ]


def test_a_revision_of_a_later_document_is_told_by_the_years_in_the_ids(base, quick):
    plan = "plan-%s,PolicyDocument,,Plan of %s,,,,us,,,,,,,,report:intro:p2,"
    add(base, "documents", plan % (2020, 2020), plan % (2021, 2021))
    add(base, "document-relations", "plan-revised,plan-2021,revises,plan-2020,,,,,,report:intro:p2,")
    assert found(base, "years-of-ids") == []
    alter(base, "document-relations", id="plan-revised", **{"from": "plan-2020", "to": "plan-2021"})
    ((_, row, column, message, _),) = found(base, "years-of-ids")
    assert (row, column, message) == (
        "plan-revised",
        "from",
        "plan-2020 revises plan-2021, and is of 2020, before 2021",
    )


def test_seats_that_are_counted_elsewhere_tell_the_country_of_a_firm(base, quick):
    alter(base, "tenures", id="acme-sg13-vice-chair", holder="globex", country="cn", counted_by="not-stated")
    assert found(base, "country-of-actor") == []
    alter(base, "participations", id="acme-tr-24372", actor="globex", country="cn", counted_by="not-stated")
    ((_, row, _, message, _),) = found(base, "country-of-actor")
    assert row == "globex"
    assert message.startswith("the cell has us, and its 2 seats are counted under cn")


def test_statements_of_which_one_number_is_missing_or_stands_twice_in_two_lists_are_left_alone(base, quick):
    line = "%s,recommendation,report,,%s,,%s,,participation,,,,,,,%s,,,,,report:intro:p2,"
    part = "report-start-with-committees"
    rows = [("first", 1, part), ("fourth", 4, part), ("second", 2, part), ("other", 2, "")]
    add(base, "policy-statements", *(line % (name, number, of, f"Do it {name}") for name, number, of in rows))
    assert found(base, "number-of-siblings") == []


def test_a_second_holder_of_a_seat_is_not_told_where_the_role_of_one_has_a_slip(base, quick):
    row = "%s-wg5-%s,%s,%s,jtc1-sc42-wg5,,,,,,,,,2022-01,,ongoing,,2022-06,,,,report:intro:p2,"
    add(base, "tenures", row % ("jane-doe", "secretary", "jane-doe", "convenor"))
    assert [r for _, r, *_ in found(base, "role-of-id")] == ["jane-doe-wg5-secretary"]
    assert found(base, "single-seat") == []


def test_a_list_that_an_instrument_makes_nowhere_else_is_told(base, quick):
    listing = "{0},globex,{1},,84 FR 54002,not-stated,,2019,,unknown,,2022-08,Globex was added,,,report:defense:p14,"
    add(base, "listings", *(listing.format(f"globex-{n}", "us-bis-entity-list") for n in (1, 2)))
    alter(base, "listings", id="acme-entity-list-2019", instrument="84 FR 54002", list="report")
    ((file, row, column, message, _),) = found(base, "list-of-instrument")
    assert (file, row, column) == ("listings.csv", "acme-entity-list-2019", "list")
    assert message.startswith("by 84 FR 54002 'globex' is on us-bis-entity-list")


def test_a_day_of_issue_that_many_rows_contradict_is_told_once(base, quick):
    add(base, "milestones", *(f"acme-{n},acme,active,,,,,2021,,,,,report:intro:p2," for n in range(20)))
    assert found(base, "dated-before-sources") == []
    alter(base, "documents", id="report", issued="2012-08")
    ((file, row, column, message, severity),) = found(base, "dated-before-sources")
    assert (file, row, column, severity) == ("documents.csv", "report", "issued", "Warning")
    assert "rows that cite it tell of later days" in message


STATEMENT = "other-%s,recommendation,report,,,,%s,,participation,,,,,,,Take part in more committees,,,,,%s:intro:p2,"


def other_source(home: Home) -> None:
    add(home, "../sections.csv", "study,intro,section,Introduction,1-10,")
    add(home, "documents", "study,Publication,,Study of committees,,,,,,2021,,,,,,study:intro:p1,")


def test_a_statement_that_would_be_part_of_one_in_another_source_is_told(base, quick):
    other_source(base)
    whole = "report-start-with-committees"
    add(base, "policy-statements", STATEMENT % ("a", whole, "report"), STATEMENT % ("b", "", "study"))
    assert found(base, "part-of-another-source") == []
    alter(base, "policy-statements", id="other-b", part_of=whole)
    alter(base, "policy-statements", id="other-a", cite="study:intro:p2")
    told = found(base, "part-of-another-source")
    assert [(row, column, severity) for _, row, column, _, severity in told] == [
        ("other-a", "part_of", "Warning"),
        ("other-b", "part_of", "Warning"),
    ]
    assert told[0][3] == f"'{whole}' rests on report, and this row on study"


def test_a_city_in_the_name_tells_the_country_of_an_organisation(base, quick):
    add(base, "jurisdictions", "cn-hefei,city,Hefei,,,,cn,report:intro:p2,")
    add(
        base,
        "organisations",
        "hefei-tech,AcademicOrganisation,Hefei University of Technology,,,cn,,,,,report:intro:p2,",
    )
    assert found(base, "country-of-actor") == []
    alter(base, "organisations", id="hefei-tech", country="us")
    alter(base, "organisations", id="globex", name_en="Globex (Hefei) Electronics Co.")
    told = found(base, "country-of-actor")
    assert [row for _, row, *_ in told] == ["globex", "hefei-tech"]
    assert told[1][3] == "the cell has us, and the name is 'Hefei University of Technology'"
    alter(base, "organisations", id="globex", name_en="Globex China (United States) of Hefei")
    assert [row for _, row, *_ in found(base, "country-of-actor")] == ["hefei-tech"]


def test_an_id_that_names_the_order_behind_the_source_is_left_alone(base, quick):
    row = "acme-notice-2019,acme,entity-list,,2019-22210,human-rights,,2019-10-09,,ongoing,,2022-06,"
    row += "Acme was added to the Entity List in October 2019,,,report:defense:p14:fn25%s,"
    make(base, {"table": "listings", "delete": "acme-entity-list-2019"})
    add(base, "listings", row % ">notice-2019")
    assert found(base, "thing-of-id") == []


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ('Acme supported the "New IP" proposal', []),
        ("Acme commented on the proposal", []),
        ("Acme made a new proposal", ["the quotation has 'proposal', and the kind is endorsement"]),
    ],
)
def test_the_verb_says_what_a_deed_is_and_not_what_it_is_done_to(base, quick, quote, expected):
    line = f'acme-on-item,acme,endorsement,tr-24372,,support,,,,On the item,,2020,"{quote.replace(chr(34), chr(34) * 2)}",,,report:intro:p2,'
    add(base, "actions", line)
    assert [message for _, row, _, message, _ in found(base, "kind-of-words") if row == "acme-on-item"] == expected


@pytest.mark.parametrize(
    ("table", "row", "cells"),
    [
        ("characterisations", "acme-offers-ai", {"quote": "Acme offers work on committee"}),
        ("characterisations", "acme-offers-ai", {"quote": "Acme offers speech recognition and computat..."}),
        (
            "tenures",
            "li-wei-wg5-convenor",
            {"start": "2022-01-01", "quote": "from January 1, 2022, not just January 2022"},
        ),
        (
            "tenures",
            "jane-doe-wg5-convenor",
            {"quote": "the convenor of ISO/IEC JTC 1/SC 42/WG 5 sits in SAC/TC 28 too"},
        ),
        ("participations", "acme-tr-24372", {"quote": "Acme is the leader of the report"}),
        ("statistics", "itu-t-share-cn", {"quote": "42 percent, which is 5 percentage points more"}),
        ("actions", "sg13-suspends-ip", {"reference": "1.0.2"}),
    ],
)
def test_what_agrees_with_its_own_words_is_left_alone(base, quick, table, row, cells):
    rules = {"quote-cut", "date-of-words", "body-of-words", "role-of-words", "unit-of-words", "spreadsheet-number"}
    alter(base, table, id=row, **cells)
    assert [f.message for f in check(base, TODAY, remember=False).findings if f.rule in rules] == []


def test_a_name_that_stands_whole_elsewhere_is_told_where_it_is_cut(base, quick):
    line = "acme-offers-{0},acme,offers,,ai,,Offers unit {0},,,,,,Acme offers unit {0} in the {1},,,report:intro:p2,"
    add(base, "characterisations", *(line.format(n, "United States") for n in range(5)))
    assert found(base, "quote-cut") == []
    add(base, "characterisations", line.format("last", "Unit"))
    ((_, row, column, message, _),) = found(base, "quote-cut")
    assert (row, column) == ("acme-offers-last", "quote")
    assert message == "the quotation ends in 'Unit', which stands nowhere else in its place and begins 'United'"


def test_a_wrong_place_of_one_event_makes_no_slip_of_another(base, quick):
    event = "{0},meeting,Meeting,,,{1},{2},,,2018-10,,report:intro:p2,"
    add(base, "events", event.format("meeting-cn", "Beijing", "cn"), event.format("meeting-us", "cn", "us"))
    assert [(row, column) for _, row, column, *_ in found(base, "place-of-event")] == [("meeting-us", "place")]

"""Sensitive statements that cite a whole section, and documents whose quotations nobody can compare."""

from __future__ import annotations

import pytest

from .test_slips import alter, found

LISTING = "acme-entity-list-2019"


@pytest.mark.parametrize(
    "cite", ["report:defense", "report:defense|report:intro", "report:notes-1-50", "!report:defense"]
)
def test_a_listing_that_cites_whole_sections_is_told(base, quick, cite):
    alter(base, "listings", id=LISTING, cite=cite)
    ((file, row, column, message, severity),) = found(base, "cite-without-place")
    assert (file, row, column, severity) == ("listings.csv", LISTING, "cite", "Warning")
    assert "names no place, and its section has more than one page" in message


@pytest.mark.parametrize("cite", ["report:defense:p14", "report:defense|report:intro:p2", "report:t1", "report:fig1"])
def test_a_place_once_or_a_section_of_one_page_is_enough(base, quick, cite):
    alter(base, "listings", id=LISTING, cite=cite)
    assert found(base, "cite-without-place") == []


def test_ties_are_looked_at_too_and_other_records_are_not(base, quick):
    alter(base, "controls", id="acme-acme-labs", cite="report:defense")
    alter(base, "participations", id="acme-tr-24372", cite="report:intro")
    assert [row for _, row, *_ in found(base, "cite-without-place")] == ["acme-acme-labs"]


def test_a_text_that_shows_no_pages_is_left_alone(base, quick):
    alter(base, "listings", id=LISTING, cite="report:defense")
    (base.data / "passages.toml").write_text('[report]\nnote = "{number} "\n', encoding="utf-8")
    assert found(base, "cite-without-place") == []


def test_quotations_of_a_document_without_a_digest_are_told_once(base, quick):
    assert found(base, "quotes-without-digest") == []
    alter(base, "documents", id="report", sha256="")
    ((file, row, column, message, severity),) = found(base, "quotes-without-digest")
    assert (file, row, column, severity) == ("documents.csv", "report", "sha256", "Info")
    assert "without its sha256 nobody can compare the words" in message


@pytest.mark.parametrize(
    "quote",
    [
        "ACME was added to the Entity List",
        "28 companies were put on the Entity List",
        "科大讯飞被列入名单",
        "it was listed in 2019",
    ],
)
def test_a_quotation_that_names_the_party_or_stands_for_it_is_left_alone(base, quick, quote):
    alter(base, "listings", id=LISTING, quote=quote)
    assert found(base, "quote-without-party") == []


def test_a_quotation_of_a_listing_on_nobody_is_told(base, quick):
    alter(base, "listings", id=LISTING, quote="added to the Entity List in October 2019")
    ((file, row, column, message, severity),) = found(base, "quote-without-party")
    assert (file, row, column, severity) == ("listings.csv", LISTING, "quote", "Info")
    assert message == "the quotation names neither 'acme' nor a group of which it may be one"


@pytest.mark.parametrize(
    ("table", "row_id", "party"),
    [("listings", LISTING, "acme"), ("characterisations", "acme-offers-ai", "acme")],
)
def test_a_quotation_on_somebody_else_is_told(base, quick, table, row_id, party):
    alter(base, table, id=row_id, quote="Globex was added to the Entity List")
    ((file, row, column, message, severity),) = found(base, "quote-of-another")
    assert (file, row, column, severity) == (f"{table}.csv", row_id, "quote", "Warning")
    assert message == f"the quotation names Globex ('globex'), and not '{party}'"


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        # A word before the name stands for somebody else; one behind it for a firm only where an office is named.
        ("The company supplies Globex", False),
        ("The Commerce Office named its support of the army as the ground", False),
        ("Globex named its support of the army as the ground", True),
    ],
)
def test_a_word_in_the_place_of_the_name_may_be_the_party(base, quick, quote, told):
    path = base.seed / "organisations.csv"
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("globex,"))
    office = line.replace("globex", "office").replace("Globex", "Commerce Office").replace("Company", "PublicBody")
    path.write_text(path.read_text(encoding="utf-8") + office + "\n", encoding="utf-8")
    alter(base, "listings", id=LISTING, quote=quote)
    assert bool(found(base, "quote-of-another")) == told

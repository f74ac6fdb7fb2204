"""Since when something had been said."""

import pytest

from aigov_kg.said import said

PAPERS = {
    "early": {"issuedLatest": ["2019-05-20"]},
    "brief": {"issuedLatest": ["2021-08-31"]},
    "report": {"issuedLatest": ["2022-08-31"]},
    "page": {},
}
REPORT, BRIEF, PAGE = {"document": ["report"]}, {"document": ["brief"]}, {"document": ["page"]}
RELAYED = {"document": ["report"], "footnote": ["1"], "via": ["early"]}


def day(types, support, against=(), **cells):
    """Give the day of a record that rests on some citations, which get names of their own."""
    places = {f"place-{n}": place for n, place in enumerate([*support, *against])}
    names = list(places)
    record = {"type": types, "support": names[: len(support)], "contradictedBy": names[len(support) :], **cells}
    sides = {"old": {"type": ["Milestone"], "support": ["b"]}, "new": {"type": ["Milestone"], "support": ["r"]}}
    none = {"undated": {"type": ["Milestone"], "support": ["p"]}, "b": BRIEF, "r": REPORT, "p": PAGE}
    return said({**PAPERS, **places, **sides, **none, "record": record}).get("record")


@pytest.mark.parametrize("kind", ["Conflict", "Ambiguity", "Caution", "Distinction"])
def test_what_a_note_compares_must_all_be_there(kind):
    assert day(["Note", kind], [BRIEF, REPORT]) == "2022-08-31"
    assert day(["Note", kind], [BRIEF], against=[REPORT]) == "2022-08-31"
    assert day(["Note", kind], [BRIEF, PAGE]) is None


@pytest.mark.parametrize("kind", ["Conflict", "Caution", "Gap"])
def test_a_note_is_no_older_than_the_document_that_it_speaks_of(kind):
    assert day(["Note", kind], [RELAYED]) == "2022-08-31"


def test_a_silence_is_there_from_the_first_document_that_is_silent():
    assert day(["Note", "Gap"], [REPORT, BRIEF, PAGE]) == "2021-08-31"


@pytest.mark.parametrize(("rivals", "since"), [(["old", "new"], "2022-08-31"), (["old", "undated"], None)])
def test_a_conflict_waits_for_its_rivals(rivals, since):
    assert day(["Note", "Conflict"], [BRIEF], records=rivals) == since


def test_what_the_cited_source_contradicts_is_the_report_s_own():
    assert day(["Milestone"], [RELAYED]) == "2019-05-20"
    assert day(["Milestone"], [RELAYED], against=[{"document": ["report"], "via": ["early"]}]) == "2022-08-31"
    assert day(["Milestone"], [RELAYED], against=[BRIEF]) == "2019-05-20"


def test_what_a_document_holds_is_its_own_whatever_it_cites_for_it():
    assert day(["PolicyStatement"], [RELAYED], policyDocument=["report"]) == "2022-08-31"
    assert day(["PolicyStatement"], [RELAYED], policyDocument=["early"]) == "2019-05-20"


@pytest.mark.parametrize("name", ["startEarliest", "dateEarliest", "endEarliest"])
def test_nobody_tells_what_has_not_happened_yet(name):
    assert day(["Statistic"], [RELAYED], **{name: ["2019-05-20"]}) == "2019-05-20"
    assert day(["Statistic"], [RELAYED], **{name: ["2022-08-01"]}) == "2022-08-31"
    assert day(["Statistic"], [BRIEF, REPORT], **{name: ["2022-08-01"]}) == "2022-08-31"

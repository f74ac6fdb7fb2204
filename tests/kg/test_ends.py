"""Which ends nobody can have seen."""

import pytest

from aigov_kg import namespaces as ns
from aigov_kg.load import load
from aigov_kg.tables import read_tables


@pytest.mark.parametrize(
    ("end", "kind", "bounded"),
    [("2021", "ended", True), ("2022-08", "scheduled", False), ("2022-12", "scheduled", False), ("2023", "", False)],
)
def test_an_end_that_no_document_saw_makes_nothing_certain(make_home, end, kind, bounded):
    seat = {
        "id": "seat",
        "holder": "xx",
        "role": "chair",
        "body": "group",
        "start": "2016",
        "end": end,
        "end_kind": kind,
    }
    rows = {
        "jurisdictions": [{"id": "xx", "kind": "country", "name_en": "Exland", "code": "XX"}],
        "bodies": [{"id": "group", "class": "Committee", "kind": "sc", "designation": "SC 1"}],
        "tenures": [seat],
        "documents": [{"id": "report", "class": "Publication", "title_en": "Report", "issued": "2022-08"}],
    }
    home = make_home({table: [{"cite": "report:s1:p3", **row} for row in found] for table, found in rows.items()})
    reading = read_tables(home)
    assert reading.findings == [], [str(f) for f in reading.findings]
    names = {
        prop.value.removeprefix(ns.AIGOV)
        for subject, prop, _ in load(reading).graphs[ns.ACCEPTED]
        if subject.value.endswith("tenure/seat")
    }
    assert ("endEarliest" in names) is bounded
    assert {"endLatest", "endText"} <= names
    typed = {prop.value for _, prop, _ in load(reading, lives=False).graphs[ns.ACCEPTED]}
    assert ns.AIGOV + "endEarliest" in typed, "what the shapes look at is what was typed"


@pytest.mark.parametrize(
    ("start", "end", "bounds"),
    [
        ("2021", "2021", ("2021-01-01", "2021-12-31")),
        ("2017", "2022", ("2017-01-01", "2022-01-01")),
        ("2017", "[2020..2021]", ("2017-12-31", "2020-01-01")),
        ("2012-12", "2012-12", ("2012-12-01", "2012-12-31")),
    ],
)
def test_a_number_of_whole_years_is_that_of_each_of_their_days(make_home, start, end, bounds):
    number = {
        "id": "n",
        "measure": "contribution",
        "aggregate": "count",
        "unit": "contribution",
        "actor": "xx",
        "value": "5",
    }
    rows = {
        "jurisdictions": [{"id": "xx", "kind": "country", "name_en": "Exland", "code": "XX"}],
        "statistics": [{**number, "start": start, "end": end}],
        "documents": [{"id": "report", "class": "Publication", "title_en": "Report", "issued": "2022-08"}],
    }
    home = make_home({table: [{"cite": "report:s1:p3", **row} for row in found] for table, found in rows.items()})
    reading = read_tables(home)
    assert reading.findings == [], [str(f) for f in reading.findings]
    cells = {
        prop.value.removeprefix(ns.AIGOV): value.value
        for subject, prop, value in load(reading).graphs[ns.ACCEPTED]
        if subject.value.endswith("statistic/n")
    }
    assert (cells["startLatest"], cells["endEarliest"]) == bounds

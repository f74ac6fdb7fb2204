"""Why a row is only possible: the bound that is missing, or the date that is not exact enough."""

import json

import pytest

from aigov_kg.doubts import reason

DAY = "2021-06-30"


@pytest.mark.parametrize(
    ("dates", "why"),
    [
        ({}, "no date stated"),
        ({"period": ["x"]}, "only the period is stated"),
        ({"startText": ["2019"], "startLatest": ["2019-12-31"]}, "end not stated"),
        ({"endText": ["2022"], "endEarliest": ["2022-01-01"]}, "start not stated"),
        ({"startText": ["2021"], "startLatest": ["2021-12-31"], "endEarliest": ["2022-01-01"]}, "start only 2021"),
        ({"attestedOnText": ["2022-08"], "attestedOnEarliest": ["2022-08-01"], "attestedOnLatest": ["2022-08-31"]},
         "start not stated, attested 2022-08"),
        ({"startLatest": ["2019-12-31"], "endEarliest": ["2022-01-01"]}, ""),
        ({"startLatest": ["2019-12-31"], "endText": ["2022"], "endKind": ["vocab/end-kind/scheduled"]},
         "end only scheduled for 2022"),
    ],
)  # fmt: skip
def test_the_bound_that_leaves_it_open_is_named(dates, why):
    assert reason(dates, DAY) == why


def test_what_happened_once_needs_no_end():
    assert reason({"dateText": ["2021"], "dateLatest": ["2021-12-31"]}, DAY, once=True) == "dated only 2021"
    assert reason({"dateText": ["2020"], "dateLatest": ["2020-12-31"]}, DAY, once=True) == ""


def test_a_possible_row_says_why_on_screen_and_in_json(cli, seed_folder):
    env = {"AIGOV_KG_SNAPSHOTS": str(seed_folder)}
    asked = ("ask", "listed-firms-leading-work-items", "--as-of", "2020-01-01")
    assert "possible (listing: start not stated, attested 2022-08; role: no date stated)" in cli(*asked, env=env).stdout
    rows = json.loads(cli(*asked, "--format", "json", env=env).stdout)["rows"]
    assert all(row["why_possible"] for row in rows if row["certainty"] == "possible")
    assert not any(r["why_possible"] for r in rows if r["certainty"] != "possible")

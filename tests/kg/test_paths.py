"""How two things are connected, on a day; expected paths were worked out by hand from the rows below.

firm ──lead 2019-05──> item <──responsible── group ──part of── committee ──part of── org
agency ──oversees── institute ──drafter── item        old committee ──(2017)──> committee
chair (2015-01 to 2016-12) of committee               lonely: joined to nothing
firm and rival have the country in common, which is no connection
trader and agency are on one restriction list, which is none either
forum acted on club (an input), and was in liaison with it
trader ──named on── list; trader ──comment on── paper <──comment── rival; trader ──member──> club <──member── rival
"""

import pyoxigraph as ox
import pytest

from aigov_kg import answers
from aigov_kg.errors import UsageError
from aigov_kg.index import name_index
from aigov_kg.load import load
from aigov_kg.network import edges
from aigov_kg.paths import find_paths
from aigov_kg.store import Answer
from aigov_kg.tables import read_tables

C = "report:s1:p3"
TABLES = {
    "jurisdictions": [{"id": "xx", "kind": "country", "name_en": "Exland", "code": "XX", "cite": C}],
    "organisations": [
        {"id": "org", "class": "StandardsOrganisation", "name_en": "Org", "country": "", "cite": C},
        {"id": "firm", "class": "Company", "name_en": "Firm", "country": "xx", "cite": C},
        {"id": "rival", "class": "Company", "name_en": "Rival", "country": "xx", "cite": C},
        {"id": "agency", "class": "PublicBody", "name_en": "Agency", "country": "", "cite": C},
        {"id": "institute", "class": "AcademicOrganisation", "name_en": "Institute", "country": "", "cite": C},
        {"id": "trader", "class": "Company", "name_en": "Trader", "country": "", "cite": C},
        {"id": "club", "class": "StandardsConsortium", "name_en": "Club", "country": "", "cite": C},
        {"id": "forum", "class": "StandardsConsortium", "name_en": "Forum", "country": "", "cite": C},
        {"id": "lonely", "class": "Company", "name_en": "Lonely", "country": "", "cite": C},
    ],
    "bodies": [
        {"id": "committee", "class": "Committee", "kind": "sc", "designation": "SC 1", "parent": "org", "cite": C},
        {"id": "old", "class": "Committee", "kind": "sc", "designation": "SC 0", "parent": "", "cite": C},
        {"id": "group", "class": "WorkingGroup", "kind": "wg", "designation": "SC 1/WG 1", "parent": "committee", "cite": C},
    ],
    "documents": [
        {"id": "report", "class": "Publication", "title_en": "Report", "issued": "2022-08", "cite": C},
        {"id": "list", "class": "RestrictionList", "title_en": "The List", "issued": "", "cite": C},
        {"id": "paper", "class": "Publication", "title_en": "The Paper", "issued": "", "cite": C},
    ],
    "listings": [
        {"id": "trader-list", "party": "trader", "list": "list", "start": "2019-10", "end_kind": "ongoing", "attested": "2022-06", "quote": "q", "cite": C},
        {"id": "agency-list", "party": "agency", "list": "list", "start": "", "end_kind": "", "attested": "", "quote": "q", "cite": C},
    ],
    "liaisons": [{"id": "forum-club", "from": "forum", "to": "club", "kind": "liaison", "attested": "[..2021-08]", "cite": C}],
    "memberships": [
        {"id": "trader-club", "member": "trader", "body": "club", "start": "2015", "end": "2025-03", "end_kind": "scheduled", "cite": C},
        {"id": "rival-club", "member": "rival", "body": "club", "start": "2016~", "end": "", "end_kind": "ongoing", "cite": C},
    ],
    "actions": [
        {"id": "forum-input", "actor": "forum", "kind": "input", "about": "club", "date": "2020-05", "text": "x", "cite": C},
        {"id": "trader-comment", "actor": "trader", "kind": "comment", "about": "paper", "date": "", "text": "x", "cite": C},
        {"id": "rival-comment", "actor": "rival", "kind": "comment", "about": "paper", "date": "", "text": "x", "cite": C},
    ],
    "persons": [{"id": "chair", "name": "A. Chair", "cite": C}],
    "work-items": [{"id": "item", "class": "WorkItem", "designation": "TR 1", "body": "group", "cite": C}],
    "participations": [
        {"id": "firm-item", "actor": "firm", "role": "proposal-lead", "object": "item", "start": "2019-05", "end": "", "cite": C},
        {"id": "institute-item", "actor": "institute", "role": "drafter", "object": "item", "start": "", "end": "", "cite": C},
    ],
    "tenures": [
        {"id": "chair-committee", "holder": "chair", "role": "chair", "body": "committee", "start": "2015-01", "end": "2016-12", "end_kind": "ended", "cite": C},
        {"id": "xx-seat", "holder": "xx", "role": "secretariat", "body": "committee", "start": "", "end": "", "end_kind": "", "cite": C},
        {"id": "xx-old", "holder": "xx", "role": "secretariat", "body": "old", "start": "", "end": "", "end_kind": "", "cite": C},
    ],
    "controls": [{"id": "agency-institute", "controller": "agency", "controlled": "institute", "kind": "oversight", "quote": "overseen", "cite": C}],
    "successions": [{"id": "old-committee", "from": "old", "to": "committee", "kind": "superseded", "date": "2017", "modality": "infers", "cite": C}],
}  # fmt: skip


@pytest.fixture
def ask(make_home):
    return asking(make_home(TABLES))


def asking(home):
    reading = read_tables(home)
    assert reading.findings == [], [str(f) for f in reading.findings]
    loaded = load(reading)
    store = ox.Store()
    store.extend(loaded.quads())
    names = name_index(reading, loaded)

    def query(request):
        graph = [ox.NamedNode("https://w3id.org/aigov-kg/graph/accepted")]
        result = store.query(request.query, default_graph=graph)
        return Answer("select", "json", result.serialize(format=ox.QueryResultsFormat.JSON))

    network = answers.run(edges(), query)

    def go(start, goal, **options):
        return find_paths(network, start, goal, names, **options)

    return go


def records(answer):
    return [[hop["record"] for hop in path["hops"]] for path in answer["paths"]]


@pytest.mark.parametrize(
    ("start", "goal", "options", "expected"),
    [
        ("firm", "item", {}, [["participation/firm-item"]]),
        ("item", "firm", {}, [["participation/firm-item"]]),
        ("agency", "item", {}, [["control/agency-institute", "participation/institute-item"]]),
        ("agency", "firm", {}, [["control/agency-institute", "participation/institute-item", "participation/firm-item"]]),
        ("firm", "group", {}, [["participation/firm-item", "participation/item-responsible-body-group"]]),
        ("group", "org", {}, [["control/group-part-of-committee", "control/committee-part-of-org"]]),
        ("firm", "org", {}, [["participation/firm-item", "participation/item-responsible-body-group", "control/group-part-of-committee", "control/committee-part-of-org"]]),
        ("old", "committee", {}, [["succession/old-committee"]]),
        ("old", "committee", {"as_of": "2018-01-01"}, [["succession/old-committee"]]),
        ("old", "committee", {"as_of": "2016-12-31"}, []),
        ("chair", "committee", {"as_of": "2016-06-01"}, [["tenure/chair-committee"]]),
        ("chair", "committee", {"as_of": "2017-01-01"}, []),
        ("firm", "item", {"as_of": "2019-04-30"}, []),
        ("firm", "item", {"as_of": "2019-05-15"}, [["participation/firm-item"]]),
        ("firm", "org", {"hops": 3}, []),
        ("agency", "firm", {"kinds": ["control"]}, []),
        ("firm", "institute", {"kinds": ["participation"]}, [["participation/firm-item", "participation/institute-item"]]),
        ("firm", "rival", {}, []),
        ("firm", "lonely", {}, []),
        ("xx", "committee", {}, [["tenure/xx-seat"]]),
        ("forum", "club", {}, [["liaison/forum-club"]]),
        ("forum", "club", {"kinds": ["action"]}, [["action/forum-input"]]),
        ("trader", "rival", {}, [["membership/trader-club", "membership/rival-club"]]),
        ("trader", "agency", {}, []),
        ("trader", "list", {}, [["listing/trader-list"]]),
        ("trader", "agency", {"via": ["list"]}, [["listing/trader-list", "listing/agency-list"]]),
        ("trader", "agency", {"kinds": ["listing"]}, [["listing/trader-list", "listing/agency-list"]]),
        ("committee", "old", {"kinds": ["tenure"]}, []),
        ("committee", "old", {"kinds": ["tenure"], "via": ["country"]}, [["tenure/xx-seat", "tenure/xx-old"]]),
    ],
)  # fmt: skip
def test_connections_worked_out_by_hand(ask, start, goal, options, expected):
    answer = ask(start, goal, **options)
    assert records(answer)[:1] == expected
    assert answer["found"] == bool(expected)
    assert bool(answer.get("nearest")) == (not expected)


def test_a_hop_is_a_sentence_with_dates_certainty_and_source(ask):
    (path,) = ask("firm", "item", as_of="2019-06-01")["paths"]
    assert path["sentences"] == ["Firm is or was proposal lead of TR 1 (2019-05 to end not stated)."]
    assert path["hops"][0]["start"] == {"written": "2019-05", "earliest": "2019-05-01", "latest": "2019-05-31"}
    (hop,) = path["hops"]
    assert hop["certainty"] == "possible"
    assert hop["evidence"]["citations"][0]["page"] == "3"


@pytest.mark.parametrize(
    ("start", "goal", "options", "expected"),
    [
        ("trader", "list", {}, "Trader is named on The List (2019-10, ongoing; attested 2022-06)."),
        ("trader", "club", {}, "Trader belongs or belonged to Club (2015 to 2025-03 as planned)."),
        ("rival", "club", {}, "Rival belongs to Club (about 2016, ongoing)."),
        ("forum", "club", {}, "Forum is or was in liaison with Club (dates not stated; attested by 2021-08)."),
        ("forum", "club", {"kinds": ["action"]}, "Forum gave input to Club (2020-05)."),
        ("trader", "paper", {}, "Trader commented on The Paper (date not stated)."),
        ("group", "committee", {}, "SC 1/WG 1 is or was part of SC 1 (dates not stated)."),
        ("agency", "institute", {}, "Agency oversees or oversaw Institute (dates not stated)."),
        ("old", "committee", {}, "SC 1 followed SC 0 (superseded) (2017), as is inferred."),
    ],
)
def test_a_sentence_names_the_relation_and_has_the_dates_as_recorded(ask, start, goal, options, expected):
    assert ask(start, goal, **options)["paths"][0]["sentences"] == [expected]


def test_what_two_things_merely_share_is_told_where_there_is_no_path(ask):
    (told,) = ask("trader", "agency")["nearest"]
    assert told.startswith("They only have something in common: Trader is named on The List")


def test_a_common_thing_that_did_not_hold_on_the_day_is_named_with_its_date(ask):
    assert ask("trader", "agency", as_of="2019-06-01")["nearest"] == [
        "They would have something in common if this had held on 2019-06-01: "
        "Trader is named on The List (2019-10, ongoing; attested 2022-06)."
    ]


@pytest.mark.parametrize(("day", "found"), [(None, True), ("2020-06-01", True), ("2022-04-01", False)])
def test_an_act_is_shown_with_the_end_of_its_effect_and_ties_nobody_after_it(make_home, day, found):
    ban = {"id": "ban", "actor": "forum", "kind": "suspension", "about": "paper", "date": "2020-05", "until": "2022-03", "text": "x", "cite": C}  # fmt: skip
    answer = asking(make_home({**TABLES, "actions": [ban]}))("forum", "paper", as_of=day, hops=1)
    assert answer["found"] == found
    assert "Forum suspended The Paper (2020-05, in effect until 2022-03)" in str(answer)


def test_acts_tie_two_things_less_than_roles_and_a_body_that_many_belong_to_is_told(make_home):
    many = [f"m{n}" for n in range(20)]
    tables = {
        **TABLES,
        "organisations": [
            *TABLES["organisations"],
            *({"id": m, "class": "Company", "name_en": m.upper(), "country": "", "cite": C} for m in many),
        ],
        "memberships": [{"id": f"{m}-club", "member": m, "body": "club", "cite": C} for m in many],
        "actions": [{"id": "a", "actor": "m0", "kind": "request", "about": "org", "recipient": "m1", "date": "", "text": "x", "cite": C}],
    }  # fmt: skip
    ask = asking(make_home(tables))
    assert ask("m0", "org", kinds=["action"])["paths"][0]["sentences"] == [
        "M0 made a request that concerns Org (date not stated)."
    ]
    (path,) = ask("m2", "m3", most=1)["paths"]
    assert path["only_through"] == ["only through Club, which has 21 links"]
    (first, second) = ask("m0", "m1", most=2)["paths"]
    assert first["hops"][0]["relation"] == "membership"
    assert second["sentences"] == ["M0 addressed a request to M1 (date not stated)."]
    assert second["only_through"] == []


def test_a_closed_interval_is_certain_within_its_bounds(ask):
    assert ask("chair", "committee", as_of="2016-06-01")["paths"][0]["hops"][0]["certainty"] == "certain"
    assert ask("chair", "committee", as_of="2015-01-10")["paths"][0]["hops"][0]["certainty"] == "possible"


def test_the_nearest_misses_say_what_would_have_to_be_true(ask):
    assert ask("chair", "committee", as_of="2017-01-01")["nearest"] == [
        "There would be a path if this had held on 2017-01-01: A. Chair was chair of SC 1 (2015-01 to 2016-12)."
    ]
    assert "relations count too: participation" in ask("agency", "firm", kinds=["control"])["nearest"][0]
    assert ask("firm", "org", hops=3)["nearest"] == [
        "There is a path, but of 4 hops, which says little; the search went to 3; --hops 4 (hops=4) shows it."
    ]
    assert ask("firm", "lonely")["nearest"] == [
        "Of the relations looked through (tenure, participation, membership, liaison, listing, control, funding, "
        "succession, document-relation, milestone, action), none joins Lonely to anything."
    ]


@pytest.mark.parametrize(
    "options", [{"kinds": ["friendship"]}, {"via": ["topic"]}, {"hops": 7}, {"hops": 0}, {"most": 11}]
)
def test_limits_and_relations_are_checked(ask, options):
    with pytest.raises(UsageError):
        ask("firm", "item", **options)


def test_both_ends_must_differ(ask):
    with pytest.raises(UsageError, match="name two"):
        ask("firm", "firm")


def with_lives(**more):
    rows = {
        "milestones": [
            {"id": "born", "subject": "committee", "reached": "established", "date": "2014", "cite": C},
            {"id": "over", "subject": "old", "reached": "dissolved", "date": "2019", "cite": C},
        ],
        "funding": [{"id": "grant", "payer": "agency", "payee": "lonely", "kind": "subsidy", "cite": C}],
    }
    return {**TABLES, **{name: [*TABLES.get(name, []), *found] for name, found in (rows | more).items()}}


@pytest.mark.parametrize(
    ("start", "goal", "day", "found"),
    [
        ("committee", "org", "2013-12-31", False),
        ("committee", "org", "2014-06-01", True),
        ("group", "committee", "2013-12-31", False),
        ("item", "group", "2013-12-31", False),
        ("xx", "old", "2019-06-01", True),
        ("xx", "old", "2020-01-01", False),
    ],
)
def test_no_hop_leads_to_a_body_that_was_not_there(make_home, start, goal, day, found):
    ask = asking(make_home(with_lives()))
    assert ask(start, goal, as_of=day, hops=1)["found"] == found


def test_what_a_source_dates_for_certain_is_kept_against_the_life_of_a_body(make_home):
    seat = {"id": "early", "holder": "xx", "role": "chair", "body": "committee", "start": "2012", "end": "2013", "end_kind": "ended", "cite": C}  # fmt: skip
    ask = asking(make_home(with_lives(tenures=[seat])))
    assert records(ask("xx", "committee", as_of="2012-12-31", hops=1)) == [["tenure/early"]]


@pytest.mark.parametrize(("day", "found"), [("2016-12-31", False), ("2018-06-01", True), ("2021-01-01", False)])
def test_a_record_of_a_study_period_holds_only_in_it_and_names_it(make_home, day, found):
    period = {
        "id": "term",
        "body": "org",
        "name_en": "Study Period 2017-2020",
        "start": "2017",
        "end": "2020",
        "cite": C,
    }
    seat = {"id": "term-seat", "holder": "rival", "role": "chair", "body": "committee", "period": "term", "cite": C}
    ask = asking(make_home(with_lives(periods=[period], tenures=[seat])))
    answer = ask("rival", "committee", as_of=day, hops=1)
    assert answer["found"] == found
    assert "Rival is or was chair of SC 1 (Study Period 2017-2020)" in str(answer)


@pytest.mark.parametrize(
    ("role", "day", "found"),
    [("leader", "2015-09-30", False), ("leader", "2015-10-01", True), ("proposer", "2014-06-01", True)],
)
def test_nobody_works_on_an_item_before_it_was_approved_and_who_proposed_it_may_have(make_home, role, day, found):
    lead = {"id": "lead", "actor": "rival", "role": role, "object": "fresh", "cite": C}
    item = {"id": "fresh", "class": "WorkItem", "title_en": "Fresh", "cite": C}
    approved = {"id": "fresh-approved", "subject": "fresh", "reached": "10.99", "date": "2015-10", "cite": C}
    lives = with_lives(participations=[lead], milestones=[approved])
    lives["work-items"] = [*lives.get("work-items", []), item]
    assert asking(make_home(lives))("rival", "fresh", as_of=day, hops=1)["found"] == found


@pytest.mark.parametrize(("day", "found"), [("2013-12-31", False), ("2014-06-01", True)])
def test_an_item_is_not_proposed_before_the_committee_that_has_it(make_home, day, found):
    act = {
        "id": "offer",
        "actor": "rival",
        "kind": "proposal",
        "about": "fresh",
        "date": "[..2018]",
        "text": "x",
        "cite": C,
    }
    lives = with_lives(actions=[act])
    item = {"id": "fresh", "class": "WorkItem", "title_en": "Fresh", "body": "committee", "cite": C}
    lives["work-items"] = [*lives.get("work-items", []), item]
    assert asking(make_home(lives))("rival", "fresh", as_of=day, hops=1)["found"] == found


def test_funding_joins_the_payer_and_who_is_paid(make_home):
    ask = asking(make_home(with_lives()))
    (path,) = ask("agency", "lonely")["paths"]
    assert path["sentences"] == ["Agency funds or funded Lonely (subsidy) (dates not stated)."]


def test_a_dated_record_of_the_same_two_is_pointed_to_even_if_it_did_not_hold(make_home):
    part = {
        "id": "agency-part",
        "controller": "agency",
        "controlled": "institute",
        "kind": "part-of",
        "start": "2018",
        "cite": C,
    }
    ask = asking(make_home(with_lives(controls=[part])))
    (hop,) = ask("agency", "institute", as_of="2015-06-01", most=1)["paths"][0]["hops"]
    assert hop["record"] == "control/agency-institute"
    assert [other["record"] for other in hop["dated"]] == ["control/agency-part"]


def test_records_of_one_tie_date_each_other(make_home):
    tie = {"controller": "agency", "controlled": "forum"}
    links = [
        {**tie, "id": "since", "kind": "part-of", "start": "2018", "cite": C},
        {**tie, "id": "seen", "kind": "directly-under", "attested": "2021", "quote": "q", "cite": C},
    ]
    ask = asking(make_home(with_lives(controls=links)))
    assert not ask("agency", "forum", as_of="2015-06-01", hops=1)["found"]
    assert ask("agency", "forum", as_of="2020-06-01", hops=1, certain=True)["found"]
    assert not ask("agency", "forum", as_of="2022-06-01", hops=1, certain=True)["found"]


@pytest.mark.parametrize(
    ("role", "day", "found"),
    [("issuer", "2021-12-31", False), ("issuer", "2022-08-31", True), ("contributor", "2021-12-31", True)],
)
def test_nobody_issues_a_document_before_its_day(make_home, role, day, found):
    part = {"id": "part", "actor": "agency", "role": role, "object": "report", "cite": C}
    ask = asking(make_home(with_lives(participations=[part])))
    assert ask("agency", "report", as_of=day, hops=1)["found"] == found


@pytest.mark.parametrize(
    ("role", "own", "day", "found"),
    [
        ("leader", {}, "2021-12-31", True),
        ("leader", {}, "2022-01-01", False),
        ("drafter", {}, "2022-01-01", False),
        ("maintainer", {}, "2022-01-01", True),
        ("leader", {"attested": "2022-03"}, "2022-02-01", True),
        ("leader", {"end": "2023"}, "2022-02-01", True),
    ],
)
def test_leading_or_drafting_an_item_ends_with_its_publication(make_home, role, own, day, found):
    part = {"id": "part", "actor": "rival", "role": role, "object": "item", "cite": C, **own}
    done = {"id": "done", "subject": "item", "reached": "published", "date": "2021-12", "cite": C}
    ask = asking(make_home(with_lives(participations=[part], milestones=[done])))
    assert ask("rival", "item", as_of=day, hops=1)["found"] == found


@pytest.mark.parametrize(
    ("role", "day", "found"),
    [
        ("contributor", "2017-12-31", False),
        ("contributor", "2018-06-01", True),
        ("contributor", "2022-08-31", True),
        ("contributor", "2022-09-01", False),
        ("author", "2022-09-01", True),
    ],
)
def test_contributing_to_an_edition_lies_between_the_edition_before_and_its_issue(make_home, role, day, found):
    part = {"id": "part", "actor": "agency", "role": role, "object": "report", "cite": C}
    first = {"id": "first", "class": "Publication", "title_en": "First", "issued": "2018", "cite": C}
    edition = {"id": "edition", "from": "report", "kind": "revises", "to": "first", "cite": C}
    tables = with_lives(participations=[part], documents=[first])
    ask = asking(make_home({**tables, "document-relations": [edition]}))
    assert ask("agency", "report", as_of=day, hops=1)["found"] == found


@pytest.mark.parametrize("by", ["revises", "assesses"])
@pytest.mark.parametrize(("day", "found"), [("2022-07-31", False), ("2022-08-31", True)])
def test_a_document_without_a_day_is_no_older_than_what_it_revises_or_assesses(make_home, by, day, found):
    issue = {"id": "issue", "actor": "agency", "role": "issuer", "object": "paper", "cite": C}
    link = {"id": "link", "from": "paper", "kind": "revises", "to": "report", "cite": C}
    said = {"id": "said", "kind": "assessment", "document": "paper", "about": "report", "text": "x", "cite": C}
    more = {"document-relations": [link]} if by == "revises" else {"policy-statements": [said]}
    ask = asking(make_home({**with_lives(participations=[issue]), **more}))
    assert ask("agency", "paper", as_of=day, hops=1)["found"] == found


@pytest.mark.parametrize(
    ("other", "day", "found"),
    [
        ("51", "2022-07-31", True),
        ("51", "2022-08-01", False),
        ("51", "2012-12-31", False),
        ("76", "2012-12-31", True),
    ],
)
def test_a_number_of_seats_of_a_day_does_not_hold_where_another_day_has_another(make_home, other, day, found):
    seats = {"id": "seats", "holder": "xx", "role": "secretariat", "within": "org", "stands_for": "unnamed-organisation", "count": "76", "attested": "2022-07", "cite": C}  # fmt: skip
    number = {"id": "then", "measure": "secretariat", "aggregate": "count", "unit": "secretariat", "body": "org", "actor": "xx", "role": "secretariat", "value": other, "start": "2012-12", "end": "2012-12", "cite": C}  # fmt: skip
    ask = asking(make_home(with_lives(tenures=[seats], statistics=[number])))
    assert ask("xx", "org", as_of=day, hops=1)["found"] == found


@pytest.mark.parametrize(("day", "found"), [("2019-12-31", False), ("2020-05-31", True)])
@pytest.mark.parametrize("table", ["participations", "actions"])
def test_nothing_is_done_at_an_event_before_its_day(make_home, table, day, found):
    rows = {
        "participations": {"actor": "agency", "role": "presenter", "object": "fair"},
        "actions": {"actor": "agency", "kind": "presentation", "about": "rival", "at": "fair", "text": "x"},
    }
    goal = "fair" if table == "participations" else "rival"
    more = {table: [{"id": "part", "cite": C, **rows[table]}]}
    fair = {"id": "fair", "kind": "summit", "name_en": "Fair", "date": "2020-05", "cite": C}
    ask = asking(make_home(with_lives(events=[fair], **more)))
    assert ask("agency", goal, as_of=day, hops=1)["found"] == found


def test_days_that_were_attested_later_are_not_known_yet(make_home):
    listed = {**TABLES["listings"][0], "id": "rival-list", "party": "rival", "cite": "other:s1:p1|report:s1:p3"}
    early = {"id": "other", "class": "Publication", "title_en": "Other", "issued": "2021", "cite": C}
    tables = with_lives(listings=[listed], documents=[early])
    ask = asking(make_home(tables))
    assert ask("rival", "list", known_by="2022-01-01")["paths"][0]["sentences"] == [
        "Rival is named on The List (2019-10, ongoing)."
    ]


def test_an_undated_record_is_stated_and_only_on_a_day_possible(ask):
    assert ask("agency", "institute")["paths"][0]["certainty"] == "stated, dates not given"
    assert ask("agency", "institute", as_of="2020-01-01")["paths"][0]["certainty"] == "possible"


def test_a_direct_link_that_had_ended_is_told_beside_a_detour(make_home):
    detour = [
        {"id": "chair-club", "member": "chair", "body": "group", "cite": C},
    ]
    ask = asking(make_home(with_lives(memberships=detour)))
    answer = ask("chair", "committee", as_of="2018-06-01")
    assert answer["found"]
    assert answer["nearest"] == [
        "There would be a shorter path if this had held on 2018-06-01: A. Chair was chair of SC 1 (2015-01 to 2016-12)."
    ]


@pytest.mark.parametrize(
    ("day", "certainty"), [("2013-12-31", None), ("2014-06-01", "possible"), ("2015-01-01", "certain")]
)
def test_an_undated_succession_by_a_new_body_is_dated_by_its_begin(make_home, day, certainty):
    link = {"id": "link", "from": "old", "to": "committee", "kind": "superseded", "cite": C}
    ask = asking(make_home({**with_lives(), "successions": [link]}))
    paths = ask("old", "committee", as_of=day, hops=1)["paths"]
    assert [path["certainty"] for path in paths] == ([certainty] if certainty else [])
    told = "(date not stated; what followed began between 2014-01-01 and 2014-12-31)"
    assert all(told in path["sentences"][0] for path in paths)


@pytest.mark.parametrize(("kind", "found"), [("superseded", False), ("renamed", True), ("split", True)])
def test_a_seat_leads_no_further_once_its_body_is_superseded(make_home, kind, found):
    link = {"id": "link", "from": "forum-group", "to": "committee", "kind": kind, "cite": C}
    group = {"id": "forum-group", "class": "Committee", "kind": "sc", "designation": "SC 9", "parent": "", "cite": C}
    seat = {"id": "seat", "holder": "agency", "role": "chair", "body": "forum-group", "cite": C}
    ask = asking(make_home(with_lives(successions=[link], bodies=[group], tenures=[seat])))
    assert ask("agency", "forum-group", as_of="2016-01-01", hops=1)["found"] == found


def test_a_shorter_way_that_holds_is_no_hint(make_home):
    """Two acts make two hops and weigh more than three ties, so that way is not among the best, and lacks nothing."""
    ties = [
        {"id": "firm-club", "member": "firm", "body": "club", "cite": C},
        {"id": "institute-club", "member": "institute", "body": "club", "cite": C},
        {"id": "institute-agency", "member": "institute", "body": "agency", "cite": C},
    ]
    acts = [
        {"id": f"{who}-talk", "actor": who, "kind": "comment", "about": "talk", "text": "x", "cite": C}
        for who in ("firm", "agency")
    ]
    talk = {"id": "talk", "class": "Publication", "title_en": "The Talk", "issued": "", "cite": C}
    ask = asking(make_home(with_lives(memberships=ties, actions=acts, documents=[talk])))
    answer = ask("firm", "agency", as_of="2018-06-01", most=1)
    assert [path["length"] for path in answer["paths"]] == [3]
    assert "nearest" not in answer

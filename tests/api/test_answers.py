"""The envelope of an answer: outcome, defaults, conflicts and gaps, and what rests on reasoning."""

import json
import re

import httpx2 as httpx
import pytest


@pytest.fixture(scope="module")
def get(seed_service):
    with httpx.Client(base_url=seed_service, timeout=60) as client:
        yield lambda path, **options: client.get(path, **options)


@pytest.fixture(scope="module")
def ask(get):
    def asked(question, **parameters):
        answer = get(f"/api/v1/questions/{question}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return asked


def test_every_parameter_and_what_its_absence_means_is_written(ask):
    body = ask("who-held-which-seat", body="jtc1-wg11", as_of="2020-09-15")
    assert body["parameters"] == {
        "body": "jtc1-wg11", "under": None, "role": None, "as_of": "2020-09-15", "known_by": None
    }  # fmt: skip
    assert set(body["defaults"]) == {"under", "role", "known_by"}
    assert body["defaults"]["known_by"].startswith("all documents of this release")
    tolerance = ask("which-percentages-do-not-recompute")
    assert tolerance["parameters"]["tolerance"] == "0.5"
    assert "0.5" in tolerance["defaults"]["tolerance"]


def test_every_question_takes_both_clocks_or_says_why_not(get):
    items = get("/api/v1/questions").json()["items"]
    for item in items:
        taken = {p["name"] for p in item["parameters"]}
        for clock in ("as_of", "known_by"):
            assert (clock in taken) != (clock in item["clocks"]), item["name"]
        assert item["asked"] and not any("{" in way for way in item["asked"])
    gaps = get("/api/v1/questions/what-is-not-stated", params={"as_of": "2020-01-01"})
    assert gaps.status_code == 422
    assert "does not apply" in gaps.json()["detail"]


def test_an_empty_answer_is_not_a_no(ask):
    body = ask("who-held-which-seat", body="din", as_of="1999-01-01")
    assert (body["outcome"], body["items"]) == ("not-stated", [])
    assert "not a no" in body["says"]


def test_an_empty_answer_says_what_the_sources_leave_out_and_what_there_is_at_other_times(ask):
    anytime = ask("which-items-were-led-while-listed", list="us-bis-entity-list")
    assert anytime["outcome"] == "answered" and anytime["without_clocks"] is None
    body = ask("which-items-were-led-while-listed", list="us-bis-entity-list", known_by="2001-01-01")
    assert body["items"] == [] and body["outcome"] == "not-stated"
    assert body["without_clocks"] == anytime["total"] > 0
    assert "known_by 2001-01-01" in body["says"]
    both = ask("which-bodies-have-both-actors", actor="huawei", other="iflytek")
    assert both["items"] == [] and [gap["id"] for gap in both["gaps"]] == ["note/western-nationals-seats-gap"]
    for gap in both["gaps"]:
        assert "huawei" in gap["touches"] and gap["text"]
        assert gap["href"].startswith("/api/v1/statements/note/")


def test_an_empty_answer_tells_only_notes_on_what_it_looks_at(ask):
    seats = ask("which-bodies-lie-under", body="jtc1-sc42-wg5")
    assert seats["items"] == [] and seats["gaps"] == [], "a note on its officers says nothing of bodies below it"
    assert ask("who-is-in-liaison-with", body="huawei")["gaps"] == []


def test_rows_that_only_say_what_is_left_out_are_not_an_answer(ask):
    body = ask("who-held-which-seat", body="jtc1-wg11", as_of="1999-01-01")
    assert body["items"] and all(row["not_stated"] for row in body["items"])
    assert body["outcome"] == "not-stated"
    assert ask("what-is-not-stated", about="jtc1-wg11")["outcome"] == "answered"


@pytest.mark.parametrize(
    ("body", "clocks", "said"),
    [
        (
            "itu-t-iot-gsi",
            {"as_of": "2016-06-01"},
            "IoT-GSI is recorded as ended or followed by another by 2015-12-31.",
        ),
        ("jtc1-wg11", {"as_of": "2014-06-01"}, "ISO/IEC JTC 1/WG 11 is not recorded before 2015-10-01."),
        ("jtc1-wg11", {"as_of": "2014-06-01", "known_by": "2014-12-31"}, None),
    ],
)
def test_an_empty_answer_says_that_a_body_was_gone_or_not_there_yet(ask, body, clocks, said):
    says = ask("who-held-which-seat", body=body, **clocks)["says"]
    assert said in says if said else "recorded" not in says


def test_what_is_left_out_about_the_officers_of_a_body_is_told_with_it(ask):
    empty = ask("which-seats-have-firms-headquartered-in", country="us", under="jtc1-wg11")
    assert empty["items"] == []
    assert "note/wg11-officers-organisation-gap" in {note["id"] for note in empty["gaps"]}
    elsewhere = ask("which-items-does-a-body-have", body="jtc1-wg11", as_of="2014-06-01")
    assert "note/wg11-officers-organisation-gap" not in {note["id"] for note in elsewhere["gaps"]}


def test_a_published_zero_is_a_no_and_names_its_source(ask):
    body = ask("which-seats-are-counted-under-a-country", country="cn", under="itu-t-fg-ssc", role="chair")
    assert (body["outcome"], body["items"]) == ("no", [])
    (zero,) = body["stated_none"]
    assert zero["evidence"]["citations"][0]["document"] == "exovera-2022"
    known = {"country": "cn", "under": "itu-t-fg-ssc", "role": "chair", "known_by": "2020-12-31"}
    early = ask("which-seats-are-counted-under-a-country", **known)
    assert (early["outcome"], early["stated_none"]) == ("not-stated", [])
    # Nothing was printed of its rapporteurs, whatever is printed of its chairs.
    other = ask("which-seats-are-counted-under-a-country", country="cn", under="itu-t-fg-ssc", role="rapporteur")
    assert (other["outcome"], other["stated_none"]) == ("not-stated", [])
    number = ask("which-numbers-are-published", body="itu-t-fg-imt-2020", actor="us", measure="representative")
    assert {row["value"] for row in number["items"]} == {0}
    assert number["outcome"] == "no"


def test_a_no_about_one_country_is_told_where_the_body_alone_was_asked_for(ask):
    body = ask("who-held-which-seat", body="itu-t-fg-ssc", role="chair")
    assert body["outcome"] == "not-stated" and body["items"] == []
    (zero,) = body["stated_none"]
    assert zero["id"] == "statistic/itu-t-fg-ssc-cn-chair-zero" and "China" in zero["text"] and zero["places"]
    assert zero["text"] in body["says"]
    every = {zero["id"] for zero in ask("who-held-which-seat", body="itu-t-fg-ssc")["stated_none"]}
    assert every >= {zero["id"], "statistic/cn-fg-ssc-key-leadership-zero"}
    assert ask("who-held-which-seat", body="itu-t-fg-ssc", role="secretary")["stated_none"] == []


def test_who_asks_for_a_chair_is_told_of_those_who_share_one_as_printed(ask):
    body = ask("who-held-which-seat", body="itu-t-fg-qit4n", role="chair")
    assert {item["role"]["id"] for item in body["items"] if item["role"]} == {"chair", "co-chair"}
    assert "role chair takes in co-chair" in body["remarks"]


def test_a_thing_that_is_not_there_is_a_problem_with_candidates(get):
    answer = get("/api/v1/questions/what-is-said-about-an-actor", params={"subject": "no such firm at all"})
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems#no-such-entity"
    near = get("/api/v1/questions/which-bodies-lie-under", params={"body": "SC 42/WG"}).json()
    assert "jtc1-sc42-wg5" in [c["id"] for c in near["candidates"]]
    assert all({"id", "label", "class", "iri"} <= set(c) for c in near["candidates"])
    missing = get("/api/v1/entities/jtc1-sc4")
    assert missing.status_code == 404
    assert "jtc1-sc42" in [c["id"] for c in missing.json()["candidates"]]


def test_an_answer_that_touches_a_conflict_is_flagged_and_links_to_it(ask, get):
    body = ask("which-stages-did-an-item-reach", item="new-ip")
    note = next(n for n in body["conflicts"] if n["id"] == "note/new-ip-first-proposal-conflict")
    assert "30 October 2018" in note["text"]
    assert get(note["href"]).status_code == 200
    touched = [row for row in body["items"] if note["id"] in row["conflicts"]]
    assert touched
    assert all({row["record"]["id"], "new-ip"} & set(note["touches"]) for row in touched)
    quiet = ask("which-bodies-lie-under", body="jtc1-sc42")
    assert quiet["conflicts"] == [] and all(row["conflicts"] == [] for row in quiet["items"])


def test_a_country_that_occurs_does_not_flag_an_answer(ask):
    body = ask("who-was-on-a-list", list="us-bis-entity-list", country="cn")
    for note in body["conflicts"]:
        assert set(note["touches"]) - {"cn", "us"} or {a["id"] for a in note["about"]} <= {"cn", "us"}


def test_what_rests_on_reasoning_names_the_link_and_the_records_behind_it(ask, get):
    body = ask("which-bodies-lie-under", body="jtc1")
    below = next(row for row in body["items"] if row["body"]["id"] == "jtc1-sc42-wg5")
    assert "jtc1-sc42-wg5 partOfBody jtc1" in below["inferred"]
    link = next(i for i in body["inferred"] if i["id"] == "jtc1-sc42-wg5 partOfBody jtc1")
    explained = get(link["explain"]).json()
    assert explained["verdict"] == "inferred"
    assert set(link["records"]) == set(explained["evidence"])
    assert len(link["records"]) >= 2, "one record for each step"
    child = next(row for row in body["items"] if row["body"]["id"] == "jtc1-sc42")
    assert child["inferred"] == [], "the record of the row states the link itself"
    for row in body["items"]:
        assert {e["basis"] for e in row["evidence"].values()} == {"asserted"}
    # The list itself is stated; only that somebody was ever on it is concluded, and nobody asks for that here.
    plain = ask("which-percentages-do-not-recompute")
    assert plain["inferred"] == [] and all(row["inferred"] == [] for row in plain["items"])


def test_each_record_of_a_row_leads_to_its_places(ask):
    body = ask("listed-firms-leading-work-items", list="us-bis-entity-list")
    for row in body["items"]:
        assert row["evidence"]
        for rests_on in row["evidence"].values():
            assert rests_on["modality"] in {"states", "reports", "claims", "infers"}
            assert all(c["document"] and c["section"] and c["cite"] for c in rests_on["citations"])
    assert any("quote" in e for row in body["items"] for e in row["evidence"].values())


def test_the_answer_is_as_the_openapi_document_describes_it(get):
    document = get("/openapi.json").json()
    schemas = document["components"]["schemas"]

    def check(value, schema, path):
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        if "anyOf" in schema:
            if value is None:
                assert any(s.get("type") == "null" for s in schema["anyOf"]), path
                return
            check(value, next(s for s in schema["anyOf"] if s.get("type") != "null"), path)
            return
        if "const" in schema:
            assert value == schema["const"], path
        if "enum" in schema:
            assert value in schema["enum"], (path, value)
        kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list, "null": type(None)}  # fmt: skip
        if kind := schema.get("type"):
            assert any(isinstance(value, kinds[k]) for k in ([kind] if isinstance(kind, str) else kind)), (path, value)
        if isinstance(value, dict):
            assert set(schema.get("required", ())) <= set(value), (path, sorted(value))
            if "properties" in schema and "additionalProperties" not in schema:
                assert set(value) <= set(schema["properties"]) or not schema["properties"], (path, sorted(value))
            for key, member in value.items():
                inner = schema.get("properties", {}).get(key) or schema.get("additionalProperties")
                if isinstance(inner, dict):
                    check(member, inner, f"{path}.{key}")
        if isinstance(value, list) and "items" in schema:
            for member in value[:20]:
                check(member, schema["items"], f"{path}[]")

    names = ["which-bodies-lie-under", "who-held-which-seat", "which-numbers-are-published", "what-do-sources-contradict",
             "listed-firms-leading-work-items", "which-seats-are-counted-under-a-country"]  # fmt: skip
    for name in names:
        operation = document["paths"][f"/api/v1/questions/{name}"]["get"]
        required = {p["name"]: p["example"] for p in operation["parameters"] if p.get("required")}
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        check(get(f"/api/v1/questions/{name}", params=required).json(), schema, name)


def test_the_command_line_says_the_same(cli, seed_folder, ask):
    env = {"AIGOV_KG_SNAPSHOTS": str(seed_folder)}
    given = {"country": "cn", "under": "itu-t-fg-ssc", "role": "chair"}
    body = ask("which-seats-are-counted-under-a-country", **given)
    options = [text for name, value in given.items() for text in (f"--{name}", value)]
    told = cli("ask", "which-seats-are-counted-under-a-country", *options, "--format", "json", env=env)
    said = json.loads(told.stdout)
    assert {k: said[k] for k in ("outcome", "says", "parameters", "defaults", "conflicts", "stated_none")} == {
        k: body[k] for k in ("outcome", "says", "parameters", "defaults", "conflicts", "stated_none")
    }
    plain = cli("ask", "which-seats-are-counted-under-a-country", *options, env=env).stdout
    assert re.sub(r"\s+", " ", body["says"]) in re.sub(r"\s+", " ", plain)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/v1/questions/who-held-which-seat?as_of=", "is empty"),
        ("/api/v1/questions/who-held-which-seat?as_of=0", "is not a day"),
        ("/api/v1/entities/iflytek?as_of=0", "YYYY-MM-DD"),
        ("/api/v1/statistics?known_by=86400", "YYYY-MM-DD"),
        ("/api/v1/paths?from=huawei&to=ietf&as_of=2020-13", "YYYY-MM-DD"),
    ],
)
def test_a_day_that_is_not_one_is_refused_and_never_passed_over(get, path, said):
    answer = get(path)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_a_row_that_tells_something_beside_what_is_left_out_is_an_answer(ask):
    body = ask("who-may-comment-but-not-vote")
    assert all(row["permitted"] and row["not_stated"] for row in body["items"])
    assert body["outcome"] == "answered"
    assert {row["certainty"] for row in body["items"]} == {"possible"}
    mixed = ask("who-was-on-a-list", party="iflytek")
    notes = [row for row in mixed["items"] if row["not_stated"]]
    left_out = len({row["not_stated"] for row in notes})
    said = f"{len(mixed['items']) - len(notes)} row, and {left_out} notes on what the sources leave out."
    assert (left_out > 1, mixed["says"]) == (True, said)


def test_a_check_that_finds_nothing_wrong_is_answered_by_that(ask, get):
    body = ask("which-percentages-do-not-recompute")
    assert (body["outcome"], body["items"], body["gaps"]) == ("none-found", [], [])
    assert body["says"].startswith("None found: ")
    strict = ask("which-percentages-do-not-recompute", tolerance="0")
    assert strict["outcome"] == ("answered" if strict["items"] else "none-found")
    schemas = get("/openapi.json").json()["paths"]["/api/v1/questions/which-percentages-do-not-recompute"]
    outcome = schemas["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["outcome"]
    assert "none-found" in outcome["enum"] and "none-found: The question looks for" in outcome["description"]


def test_what_is_left_out_about_something_else_does_not_stand_in_an_answer(ask):
    alone = ask("which-numbers-are-published", actor="huawei", topic="ethics")
    assert alone["items"] == [] and alone["outcome"] == "not-stated"
    assert all("huawei" in note["touches"] for note in alone["gaps"])
    beside = ask("which-numbers-are-published", body="itu-t", actor="huawei", topic="ethics")
    assert {row["body"]["id"] for row in beside["items"] if row["not_stated"]} == {"itu-t"}
    # A note on the country alone says nothing of the actor that was asked for beside it.
    empty = ask("who-was-on-a-list", party="din", country="cn")
    assert all("din" in {a["id"] for a in note["about"]} | set(note["touches"]) for note in empty["gaps"])


def test_an_inferred_link_has_a_sentence(ask):
    body = ask("which-bodies-lie-under", body="jtc1")
    texts = {link["id"]: link["text"] for link in body["inferred"]}
    assert texts["jtc1-sc42-wg5 partOfBody jtc1"] == "ISO/IEC JTC 1/SC 42/WG 5: part of body ISO/IEC JTC 1"


def test_everyday_names_are_hinted_at_and_not_taken(get):
    answer = get("/api/v1/questions/who-was-on-a-list", params={"actor": "iflytek"})
    assert answer.status_code == 422
    assert "did you mean 'party'?" in answer.json()["detail"]


def test_a_month_is_read_as_its_last_day_everywhere_and_said_to_be(get):
    month = get("/api/v1/questions/who-was-on-a-list", params={"as_of": "2020-08"}).json()
    assert month["parameters"]["as_of"] == "2020-08-31"
    assert month["remarks"][0] == "as_of: 2020-08 is read as its last day, 2020-08-31"
    assert get("/api/v1/entities/iflytek", params={"as_of": "2020"}).json()["as_of"] == "2020-12-31"
    assert (
        get("/api/v1/paths", params={"from": "huawei", "to": "ietf", "known_by": "2020"}).json()["known_by"]
        == "2020-12-31"
    )
    described = get("/openapi.json").json()["paths"]["/api/v1/paths"]["get"]["parameters"]
    assert any(p["name"] == "as_of" and "a year or a month means its last day" in p["description"] for p in described)


def test_pages_show_between_which_days_a_record_without_dates_can_have_held(get):
    assert ">not before 2020-06-01<" in get("/questions/who-held-which-seat", params={"body": "jtc1-wg14"}).text
    thing = get("/id/jtc1-wg14", headers={"Accept": "text/html"}, follow_redirects=True).text
    assert "not before 2020-06-01 · <a" in thing
    asked = {"body": "jtc1-wg14", "known_by": "2023"}
    assert "not before" not in get("/questions/who-held-which-seat", params=asked).text.replace("not before and", "")
    rows = get("/api/v1/questions/who-held-which-seat", params={"body": "jtc1-wg14"}).json()["items"]
    assert any(of.get("not_before") == "2020-06-01" for row in rows for of in row["evidence"].values())


def test_pages_show_how_a_record_stands(get):
    page = get("/questions/when-did-a-body-begin-and-end", params={"body": "itu-t-sg20"})
    assert (
        'title="how the source speaks, how the record stands, and between which days it can have held">disputed<'
        in page.text
    )
    assert "disputed · <a" in get("/id/itu-t-sg20", headers={"Accept": "text/html"}, follow_redirects=True).text

"""The REST API on the whole seed, as a program meets it."""

import json
from urllib.parse import quote

import httpx2 as httpx
import pytest


@pytest.fixture(scope="module")
def get(seed_service):
    with httpx.Client(base_url=seed_service, timeout=30) as client:
        yield lambda path, **options: client.get(path, **options)


@pytest.mark.parametrize(
    ("query", "first"),
    [("iflytek", "iflytek"), ("科大讯飞", "iflytek"), ("iFlyTek", "iflytek"), ("TR 24372", "iso-iec-tr-24372"), ("SC 42/WG 5", "jtc1-sc42-wg5")],
)  # fmt: skip
def test_an_entity_is_found_by_name_alias_chinese_name_and_designation(get, query, first):
    found = get("/api/v1/entities", params={"q": query}).json()
    assert first in [item["id"] for item in found["items"][:3]]


def test_filters_narrow_and_subclasses_count(get):
    firms = get("/api/v1/entities", params={"class": "Company", "country": "cn", "limit": 500}).json()
    assert {item["class"] for item in firms["items"]} == {"Company"}
    assert {item["country"] for item in firms["items"]} == {"cn"}
    actors = get("/api/v1/entities", params={"class": "Actor"}).json()
    assert actors["total"] > firms["total"]
    cited = get("/api/v1/entities", params={"source": "ifri-2024", "limit": 500}).json()
    assert all("ifri-2024" in item["sources"] for item in cited["items"])
    assert 0 < cited["total"] < actors["total"]


def test_pages_join_to_the_whole(get):
    whole = [
        item["id"] for item in get("/api/v1/entities", params={"class": "TechnicalBody", "limit": 500}).json()["items"]
    ]
    joined, cursor = [], None
    while True:
        page = get(
            "/api/v1/entities", params={"class": "TechnicalBody", "limit": 7, **({"cursor": cursor} if cursor else {})}
        ).json()
        joined += [item["id"] for item in page["items"]]
        if (cursor := page["cursor"]) is None:
            break
    assert joined == whole
    assert len(whole) == len(set(whole)) > 7


def test_the_two_clocks(get):
    def listings(**params):
        return [r["id"] for r in get("/api/v1/entities/iflytek/listings", params=params).json()["items"]]

    assert "listing/iflytek-bis-2019" in listings()
    assert "listing/iflytek-bis-2019" not in listings(as_of="2019-10-08")
    assert "listing/iflytek-bis-2019" in listings(as_of="2019-10-09")
    # SNV 2021 said it before Exovera 2022 did, and nobody in 2018.
    assert "listing/iflytek-bis-2019" in listings(known_by="2022-01-01")
    assert listings(known_by="2018-12-31") == []


def test_an_undated_listing_is_possible_on_every_day_and_not_stated_is_not_no(get):
    (listing,) = get("/api/v1/entities/sensetime/listings", params={"as_of": "2018-01-01"}).json()["items"]
    assert listing["certainty"] == "possible"
    assert not any(name.startswith("aigov:start") for name in listing["properties"])
    other = get("/api/v1/entities/din/listings")
    assert other.status_code == 200
    assert other.json()["listed"] == "not stated by the sources of this release"
    assert get("/api/v1/entities/no-such-firm/listings").status_code == 404


def test_an_entity_shows_dated_facts_in_both_directions_with_sources(get):
    body = get("/api/v1/entities/jtc1-wg11").json()
    assert {"tenure", "milestone"} <= set(body["records"])
    for members in body["records"].values():
        for record in members:
            assert record["evidence"]["citations"], record["id"]
    days = [e["earliest"] for e in get("/api/v1/entities/jtc1-wg11/history").json()["items"] if e["earliest"]]
    assert days == sorted(days)


def test_the_history_of_an_event_or_document_has_its_own_date(get):
    first = get("/api/v1/entities/ai-safety-summit-2023/history").json()["items"][0]
    assert (first["date"], first["what"], first["kind"], first["record"]) == (
        "2023-11", "date", "event", "ai-safety-summit-2023",
    )  # fmt: skip
    own = [e for e in get("/api/v1/entities/exovera-2022/history").json()["items"] if e["record"] == "exovera-2022"]
    assert [(e["date"], e["what"]) for e in own] == [("2022-08", "issued")]


def test_a_statement_can_be_cited_with_its_release(get):
    body = get("/api/v1/statements/listing/iflytek-bis-2019").json()
    cite = body["cite_as"]
    for text in (cite["text"], cite["bibtex"], json.dumps(cite["csl"])):
        assert body["version"] in text
        assert "listing/iflytek-bis-2019" in text
    assert "exovera-2022, p. 34, note 125" in cite["text"]
    assert get("/api/v1/statements/listing/no-such-listing").status_code == 404


def test_conflicts_show_both_sides_and_gaps_what_is_not_said(get):
    found = get("/api/v1/conflicts", params={"limit": 500}).json()["items"]
    assert len(found) >= 24
    for conflict in found:
        assert len(conflict["sides"]) >= 2 or len(conflict["values"]) >= 2
        assert conflict["resolution"] in {"preferred", "open"}
    gaps = get("/api/v1/gaps", params={"about": "sensetime"}).json()["items"]
    assert all("sensetime" in {about["id"] for about in gap["about"]} for gap in gaps)
    assert get("/api/v1/gaps").json()["total"] > 20


def test_a_published_share_stands_beside_its_quotient(get):
    items = get("/api/v1/statistics", params={"limit": 500, "measure": "contribution"}).json()["items"]
    shares = [i for i in items if "recomputed" in i and i["recomputed"]["how"].startswith("numerator")]
    assert shares
    for share in shares:
        expected = share["numerator"] / share["denominator"] * (100 if share["unit"]["id"] == "percent" else 1)
        assert share["recomputed"]["value"] == pytest.approx(expected, abs=1e-3)


def test_an_answer_counts_the_later_citations_that_it_leaves_out(get):
    where = "/api/v1/questions/who-was-on-a-list"
    body = get(where, params={"list": "us-bis-entity-list", "known_by": "2019-12-31"}).json()
    found = [e for item in body["items"] for e in item["evidence"].values()]
    assert sum(e.get("later_citations", 0) for e in found) >= 1
    assert any("left out" in said for said in body["remarks"])


def test_a_figure_of_a_study_period_is_told_only_of_days_in_it(get):
    def told(day):
        answer = get(
            "/api/v1/statistics", params={"measure": "chair", "period": "itu-t-2022-2024", "as_of": day}
        ).json()
        return [item["id"] for item in answer["items"]]

    assert "statistic/itu-t-chairs-cn-2022-2024" in told("2023-01-01")
    assert told("2015-01-01") == []


def test_only_what_can_be_recomputed_is(get):
    items, more = [], {"limit": 500}
    while more:
        body = get("/api/v1/statistics", params=more).json()
        items += body["items"]
        more = {"limit": 500, "cursor": body["cursor"]} if body["cursor"] else None
    figures = {item["id"].removeprefix("statistic/"): item for item in items}
    counts = [f for f in items if "recomputed" in f and f["aggregate"]["id"] in {"count", "total"}]
    assert all(f["recomputed"]["how"].startswith(("numerator", "sum of the")) for f in counts)
    assert all(f["recomputed"]["agrees"] for f in items if "recomputed" in f and "value" in f)
    # A count with its own number as numerator, and parts that overlap, leave some out, or are shares.
    for silent in (
        "jtc1-sc41-items-total",
        "itu-t-iot-contributions-total",
        "itu-t-5g-questions-2022-2024",
        "iso-secretariats-total-2012",
        "q11-15-work-items-total",
        "itu-t-qkd-contributions-cn",
        "itu-t-5g-questions-2022-2024-cn-editor-any",
    ):
        assert "recomputed" not in figures[silent], silent
    for whole, found in {
        "itu-t-members-cn-2022-07": 95,
        "itu-t-members-us-2022-07": 83,
        "itu-t-questions-2017-2021": 81,
        "jtc1-sc41-items-cn-leader": 5,
        "jtc1-sc42-items-cn-editor": 5,
    }.items():
        assert figures[whole]["recomputed"]["value"] == found
        assert figures[whole]["recomputed"]["difference"] == 0


def test_paths_are_sentences_with_sources(get):
    body = get("/api/v1/paths", params={"from": "Huawei", "to": "IETF"}).json()
    assert body["found"]
    assert all(sentence.endswith(".") for path in body["paths"] for sentence in path["sentences"])
    assert all(hop["evidence"]["citations"] for path in body["paths"] for hop in path["hops"])
    assert get("/api/v1/paths", params={"from": "huawei", "to": "huawei"}).status_code == 422
    assert get("/api/v1/paths", params={"from": "huawei", "to": "ietf", "max_hops": 9}).status_code == 422


def test_sources_coverage_and_validation_are_open(get):
    assert {s["id"] for s in get("/api/v1/sources").json()["items"]} >= {
        "exovera-2022",
        "snv-2021",
        "fiia-2024",
        "ifri-2024",
        "cesi-wp-2021",
    }
    assert get("/api/v1/coverage").json()["total"] > 100
    assert all(f["severity"] != "Violation" for f in get("/api/v1/validation").json()["items"])


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/nothing/here", 404, "not-found"),
        ("/api/v1/questions/no-such-question", 404, "not-found"),
        ("/api/v1/questions/listed-firms-leading-work-items?lst=x", 422, "invalid-parameter"),
        ("/api/v1/questions/listed-firms-leading-work-items?as_of=2020-13", 422, "invalid-parameter"),
        ("/api/v1/entities?limit=0", 422, "invalid-parameter"),
        ("/api/v1/entities?cursor=abc", 422, "invalid-parameter"),
        ("/api/v1/entities/iflytek?as_of=yesterday", 422, "invalid-parameter"),
        ("/id/no-such-thing", 404, "not-found"),
        ("/id/" + quote("../../etc/passwd", safe=""), 404, "not-found"),
        ("/sparql?query=ASK{}&as_of=2020-01-01", 400, "not-for-sparql"),
    ],
)
def test_every_error_is_a_problem_document(get, path, status, kind):
    answer = get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problems#{kind}"
    assert answer.json()["detail"]


def test_every_problem_type_is_documented(get):
    assert all(entry["meaning"] and entry["status"] >= 400 for entry in get("/problems").json().values())


@pytest.mark.parametrize(
    ("accept", "media"),
    [("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json"), ("application/rdf+xml", "application/rdf+xml"), ("application/json", "application/json")],
)  # fmt: skip
def test_an_entity_dereferences_by_accept_with_canonical_iris(get, accept, media):
    answer = get("/id/iflytek", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(media)
    assert "https://w3id.org/aigov-kg/id/iflytek" in answer.text or "id:iflytek" in answer.text
    assert "127.0.0.1" not in answer.text


def test_a_suffix_does_what_accept_does(get):
    assert get("/id/listing/iflytek-bis-2019.nt").headers["content-type"].startswith("application/n-triples")
    assert get("/id/iflytek.json").json()["id"] == "iflytek"


def test_an_unchanged_answer_is_not_sent_twice(get):
    for path in ("/id/iflytek", "/api/v1/questions/listed-firms-leading-work-items", "/sparql?query=ASK%7B%7D"):
        tag = get(path).headers["etag"]
        again = get(path, headers={"If-None-Match": tag})
        assert again.status_code == 304
        assert again.content == b""


def test_the_examples_of_the_openapi_document_are_answered(get):
    document = get("/openapi.json").json()
    asked = 0
    for path, item in document["paths"].items():
        operation = item.get("get")
        if not operation or path in {"/export", "/graph"}:
            continue
        parameters = operation.get("parameters", [])

        def example(p):
            return p.get("example") or next(
                iter((p.get("schema") or {}).get("examples") or p.get("examples") or []), None
            )

        url = path
        for parameter in parameters:
            if parameter["in"] == "path":
                value = example(parameter)
                assert value or "{path}" in path, (path, parameter["name"])
                url = url.replace("{" + parameter["name"] + "}", quote(str(value or "iflytek")))
        required = {p["name"]: example(p) for p in parameters if p["in"] == "query" and p.get("required")}
        assert all(v is not None for v in required.values()), (path, required)
        answer = get(url, params=required)
        assert answer.status_code == 200, (url, required, answer.text[:300])
        asked += 1
        for parameter in parameters:
            if parameter["in"] == "query" and example(parameter) is not None:
                answer = get(url, params={**required, parameter["name"]: example(parameter)})
                assert answer.status_code == 200, (url, parameter["name"], answer.text[:300])
                asked += 1
    assert asked > 30


def test_an_earlier_release_says_what_it_said(serve, cli, make_home, tmp_path):
    firm = {"id": "acme", "class": "Company", "name_en": "Acme", "cite": "report:s1"}
    home = make_home({"organisations": [firm]})
    env = {"AIGOV_KG_HOME": str(home.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "s")}
    cli("build", env=env)
    first = (tmp_path / "s" / "current").read_text().strip()
    make_home({"organisations": [{**firm, "name_en": "Acme Two"}]})
    with serve(env=env) as (address, _), httpx.Client(base_url=address, timeout=30) as client:
        now = client.get("/api/v1/entities/acme")
        then = client.get("/api/v1/entities/acme", params={"version": first})
        assert (now.json()["label"], then.json()["label"]) == ("Acme Two", "Acme")
        assert then.json()["version"] == then.headers["aigov-snapshot"] == first != now.json()["version"]
        gone = client.get("/api/v1/entities/acme", params={"version": "0.0.1+000000000000"})
        assert gone.status_code == 410
        assert gone.json()["type"] == "/problems#gone"
        assert client.get("/sparql", params={"query": "ASK{}", "version": first}).status_code == 400


@pytest.mark.parametrize(
    ("query", "first", "matched"),
    [
        ("Institute China Electronics", "cesi", "all words"),
        ("JTC 1/WG 11", "jtc1-wg11", "all words"),
        ("iFlytek facial recognition", "iflytek", "any word"),
        ("chairs of ITU-T SG 13", "itu-t-sg13", "any word"),
        ("who leads SC 42", "jtc1-sc42", "any word"),
        ("quantum key distribution group at ITU", "itu-t-fg-qit4n", "any word"),
    ],
)
def test_a_phrase_finds_what_holds_all_of_its_words_or_else_any(get, query, first, matched):
    body = get("/api/v1/entities", params={"q": query, "limit": 20}).json()
    assert body["matched"] == matched
    assert first in [item["id"] for item in body["items"]]


def test_the_words_narrow_with_the_filters_and_a_page_follows(get):
    params = {"q": "chinese smart city proposal", "class": "Company", "limit": 1}
    body = get("/api/v1/entities", params={**params, "class": "Publication"}).json()
    assert body["items"] and {item["class"] for item in body["items"]} == {"Publication"}
    assert get("/api/v1/entities").json()["matched"] is None
    assert get("/api/v1/entities", params={"q": "qwxyz"}).json()["total"] == 0
    described = get("/openapi.json").json()["paths"]["/api/v1/entities"]["get"]["description"]
    assert "any word" in described

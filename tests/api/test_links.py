"""Addresses: JSON-LD by its context, links, entity tags, pages of collections, clocks beyond the questions."""

import json
import re
from typing import get_args

import httpx2 as httpx
import pytest
import rdflib

from aigov_api.routers.paths import Relation
from aigov_kg import namespaces as ns
from aigov_kg.network import KINDS


@pytest.fixture(scope="module")
def get(seed_service):
    with httpx.Client(base_url=seed_service, timeout=60) as client:
        yield lambda path, **options: client.get(path, **options)


def links(answer):
    """Give the links of an answer by relation: lists of targets."""
    found = {}
    for target, rel in re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["link"]):
        found.setdefault(rel, []).append(target)
    return found


@pytest.mark.parametrize(
    "path",
    ["iflytek", "iso-iec-tr-24372", "exovera-2022", "listing/iflytek-bis-2019", "statistic/cn-fg-ssc-key-leadership-zero", "note/new-ip-first-proposal-conflict"],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_json_and_json_ld_say_the_same_as_turtle(get, path):
    turtle = rdflib.Graph().parse(data=get(f"/id/{path}.ttl").text, format="turtle")
    assert len(turtle) > 5
    expanded = rdflib.Graph().parse(data=get(f"/id/{path}.jsonld").text, format="json-ld")
    assert set(expanded) == set(turtle)
    plain = get(f"/id/{path}.json")
    (context,) = links(plain)["http://www.w3.org/ns/json-ld#context"]
    published = get(context)
    assert published.headers["content-type"] == "application/ld+json"
    by_context = rdflib.Graph().parse(data=json.dumps({**published.json(), **plain.json()}), format="json-ld")
    assert set(by_context) == set(turtle)


def test_the_entity_page_is_the_same_json(get):
    assert get("/api/v1/entities/iflytek").json() == get("/id/iflytek.json").json()


def test_every_link_of_a_thing_leads_somewhere(get):
    for path in ("/id/iflytek", "/api/v1/entities/jtc1-sc42", "/api/v1/statements/listing/iflytek-bis-2019"):
        found = links(get(path))
        assert found["canonical"] == found["cite-as"]
        assert found["canonical"][0].startswith(ns.ID)
        for target in found["alternate"] + found["describedby"]:
            assert get(target).status_code == 200, target


def test_an_answer_can_be_cited_with_its_release(get):
    answer = get("/api/v1/questions/which-bodies-lie-under", params={"body": "SC 42"})
    found = links(answer)
    again = get(found["cite-as"][0])
    assert again.json() == answer.json()
    assert "version=" in found["cite-as"][0]
    assert get(found["alternate"][0]).headers["content-type"].startswith("text/html")


def test_the_next_page_stands_in_the_header(get):
    first = get("/api/v1/entities", params={"class": "Company", "limit": 5})
    (target,) = links(first)["next"]
    second = get(target)
    assert [i["id"] for i in second.json()["items"]] == [
        i["id"] for i in get("/api/v1/entities", params={"class": "Company", "limit": 10}).json()["items"]
    ][5:]
    assert links(second)["first"]


@pytest.mark.parametrize(
    "path",
    ["/api/v1/entities?q=huawei", "/api/v1/entities/iflytek", "/api/v1/conflicts?limit=3", "/api/v1/sources", "/api/v1/questions",
     "/api/v1/paths?from=huawei&to=ietf", "/api/v1/statistics?limit=2", "/api/v1/coverage", "/context.jsonld",
     "/api/v1/explain?subject=iflytek&predicate=everListedOn&object=us-bis-entity-list"],
)  # fmt: skip
def test_every_read_has_an_entity_tag_and_answers_to_head(get, seed_service, path):
    first = get(path)
    again = get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    head = httpx.head(seed_service + path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    assert head.headers["content-length"] == first.headers["content-length"]


def test_a_problem_has_no_entity_tag_and_answers_to_head(get, seed_service):
    assert "etag" not in get("/api/v1/entities/no-such-thing").headers
    head = httpx.head(f"{seed_service}/api/v1/entities/no-such-thing")
    assert (head.status_code, head.content) == (404, b"")


def test_names_come_in_all_languages_with_identifiers(get):
    body = get("/api/v1/entities/iflytek").json()
    assert {"text": "科大讯飞", "lang": "zh-hans", "kind": "preferred"} in body["names"]
    assert get("/api/v1/entities/iso-iec-tr-24372").json()["identifiers"]["designation"] == ["ISO/IEC TR 24372:2021"]


def test_both_clocks_turn_figures_and_neighbours(get):
    def total(**params):
        return get("/api/v1/statistics", params={"limit": 1, **params}).json()

    assert total(known_by="2000-01-01")["total"] == 0
    assert 0 < total(known_by="2022-12-31")["total"] < total()["total"]
    assert set(total()["defaults"]) == {"as_of", "known_by"}
    assert total(known_by="2022-12-31")["known_by"] == "2022-12-31"

    def neighbours(**params):
        return get("/api/v1/entities/iflytek/neighbours", params=params).json()["total"]

    assert neighbours(known_by="2000-01-01") == 0 < neighbours(known_by="2022-12-31") <= neighbours()


def test_a_path_can_be_certain_and_says_what_would_have_to_be_true(get):
    def path(**params):
        return get("/api/v1/paths", params={"from": "iflytek", "to": "jtc1-sc42", **params}).json()

    assert path()["found"] and {p["certainty"] for p in path()["paths"]} == {"stated, dates not given"}
    certain = path(certainty="certain")
    assert not certain["found"]
    assert all("were certain" in miss for miss in certain["nearest"])
    early = path(known_by="2010-01-01")
    assert not early["found"] and "had been said by 2010-01-01" in early["nearest"][0]
    assert get("/api/v1/paths", params={"from": "huawei", "to": "ietf", "relation": "friendship"}).status_code == 422


def test_the_relations_of_a_path_are_those_of_the_network():
    assert get_args(Relation) == KINDS


def test_a_browser_gets_a_page_and_a_program_that_takes_anything_gets_json(get):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for path in ("iflytek", "listing/iflytek-bis-2019", "note/new-ip-first-proposal-conflict"):
        page = get(f"/id/{path}", headers={"Accept": browser})
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "exovera-2022, " in page.text and "<script" not in page.text
        assert get(f"/id/{path}", headers={"Accept": "*/*"}).headers["content-type"] == "application/json"
    assert "added to the U.S. Entity List" in get("/id/iflytek", headers={"Accept": browser}).text


@pytest.mark.parametrize(
    "path",
    ["/questions", "/docs", "/questions/what-must-be-said", "/questions/which-bodies-lie-under?body=SC+42/WG",
     "/questions/which-seats-are-counted-under-a-country?country=cn&under=itu-t-fg-ssc&role=chair", "/questions/which-bodies-lie-under?body=jtc1"],
)  # fmt: skip
def test_a_page_shows_what_the_answer_says_and_fetches_nothing(get, path):
    page = get(path)
    assert page.status_code == 200
    assert not re.search(r"<(script|img|iframe)|https?://(?!w3id\.org)[^\"]*\.(js|css)", page.text)
    if "?" in path or "must" in path:
        body = get("/api/v1" + path).json()
        assert (body["says"] if "says" in body else body["candidates"][0]["label"]) in page.text.replace("&#39;", "'")
    if "must" in path:
        assert "Here are the first 200" in page.text

"""The query form: what a person with a browser gets at `/sparql`, with and without scripts."""

import json
import re
import shutil
import subprocess
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from aigov_api import examples

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Page(HTMLParser):
    """Gathers the elements of a page with their attributes, and the text of textareas and examples."""

    def __init__(self, text):
        super().__init__()
        self.found, self.texts, self.inside = [], {"textarea": "", "pre": ""}, ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside in self.texts:
            self.texts[self.inside] += data

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def client(connect, seed_service):
    return connect(seed_service)


@pytest.fixture(scope="module")
def page(client):
    got = client.send("GET", "/sparql", BROWSER)
    assert got.status == 200
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    return got, Page(got.body.decode())


def test_everything_comes_from_this_service_and_no_script_stands_in_the_page(client, page):
    got, shown = page
    policy = got.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'self'(;|$)", policy)
    assert "connect-src 'self'" in policy
    (script,) = shown.all("script")
    assert not [name for _, attributes in shown.found for name in attributes if name.startswith("on")]
    for _, attributes in shown.found:
        for name in ("src", "href", "action"):
            assert attributes.get(name, "/").startswith(("/", "#")), attributes
    assert client.send("GET", script["src"]).headers["content-type"] == "text/javascript; charset=utf-8"


def test_the_script_is_confirmed_and_takes_no_other_path(client):
    got = client.send("GET", "/static/sparql.js")
    assert client.send("GET", "/static/sparql.js", {"If-None-Match": got.headers["etag"]}).status == 304
    assert client.send("HEAD", "/static/sparql.js").body == b""
    for path in ("/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd",
                 "/static/sparql.js%00", "/static\\sparql.js", "//static/sparql.js"):  # fmt: skip
        refused = client.send("GET", path)
        assert (refused.status, refused.problem) == (404, "not-found"), path


def test_without_a_script_the_form_asks_and_the_answer_is_shown(client, page):
    _, shown = page
    (form,) = shown.all("form")
    assert (form["method"], form["action"]) == ("get", "/sparql")
    query = shown.texts["textarea"].removeprefix("\n")
    assert query == next(iter(examples.RELEASE.values()))
    got = client.send("GET", f"/sparql?query={quote(query)}&format=json", BROWSER)
    assert got.json["results"]["bindings"]


def test_each_limit_is_on_the_page(client, page):
    text = unescape(page[0].body.decode())
    for name, limit in client.send("GET", "/limits").json.items():
        assert limit["meaning"] in text, name
        assert f"<td>{limit['value']}</td>" in text, name


@pytest.mark.parametrize("title", examples.RELEASE)
def test_each_example_for_a_release_finds_something(client, title):
    check(client, examples.RELEASE[title])


@pytest.mark.parametrize("title", examples.FILES)
def test_each_example_for_files_finds_something(connect, serve, tmp_path, title):
    path = tmp_path / "one.ttl"
    path.write_text("<urn:s> a <urn:C> .\n")
    with serve("--data", str(path)) as (address, _):
        shown = connect(address).send("GET", "/sparql", BROWSER)
        assert json.loads(Page(shown.body.decode()).all("form")[0]["data-prefixes"]) == {}
        check(connect(address), examples.FILES[title])


def check(client, query):
    got = client.post(query, "application/sparql-results+json, text/turtle;q=0.9")
    assert got.status == 200, got.body
    assert "aigov-notes" not in got.headers
    assert got.json["results"]["bindings"] if "json" in got.headers["content-type"] else b" a " in got.body


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("SELECT ?list { ?list a aigov:RestrictionList } ORDER BY ?list LIMIT 1", ['href="/id/', "1 row in", "Download"]),
        ("ASK { id:iflytek ?p ?o }", [">Yes<"]),
        ("SELECT ('<b>&amp;</b>' AS ?x) (IRI('javascript:alert(1)') AS ?y) {}", ["<td>&lt;b&gt;&amp;amp;&lt;/b&gt;</td>", "<td>javascript:alert(1)</td>"]),
        ("SELECT * { ?x a aigv:Listing }", ["did you mean 'aigov'?"]),
        ("SELECT * { ?x a aigov:Listings }", ["Note: the ontology has no term aigov:Listings", "No rows"]),
        ("DESCRIBE id:iflytek", ["A graph", "skos:prefLabel"]),
    ],
)  # fmt: skip
def test_in_a_browser(client, tmp_path, query, seen):
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--virtual-time-budget=10000", "--dump-dom"]  # fmt: skip
    done = subprocess.run(
        [*command, f"{client.address}/sparql#query={quote(query)}"], capture_output=True, text=True, timeout=90, check=True
    )  # fmt: skip
    result = done.stdout[done.stdout.index('id="result"') :]
    for text in seen:
        assert text in result, result[:1_500]

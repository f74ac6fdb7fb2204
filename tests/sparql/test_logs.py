"""Logs: one JSON object a line whatever a request holds, and nothing in them that identifies or unlocks."""

import json
from urllib.parse import quote

import pytest

CANARY = "canary-7f3a91"
EVIL = [
    "ASK {} # \r\n{\"outcome\": \"forged\"}",
    "ASK {} # \x1b[31mred\x1b[0m \x07 \x00",
    "ASK {} # \u2028 \u202e \ufeff \U0001f600",
    "ASK { # \n\n\n } }",
    "ASK { ?s ?p \"\\u000a\" }",
    "x" * 5_000,
]  # fmt: skip


@pytest.fixture(scope="module")
def logged(serve, connect, invented, tmp_path_factory):
    """Send what should not come through to the log, and give the lines."""
    path = tmp_path_factory.mktemp("logs") / "queries.log"
    with serve("--data", str(invented), env={"AIGOV_KG_QUERY_LOG": str(path), "AIGOV_KG_DEADLINE": "1"}) as (
        address,
        process,
    ):
        client = connect(address)
        headers = {
            "Authorization": f"Bearer {CANARY}",
            "Cookie": CANARY,
            "User-Agent": f"{CANARY} \x1b[31m",
            "X-Forwarded-For": CANARY,
        }
        for query in EVIL:
            client.send("GET", f"/sparql?query={quote(query)}", headers)
            client.post(query)
        client.get("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }")
        client.send("GET", f"/nowhere/{quote(chr(13) + chr(10) + CANARY)}")
        process.terminate()
        _, errors = process.communicate(timeout=20)
    return path.read_text(encoding="utf-8"), errors


def test_each_query_is_one_line_of_json(logged):
    text, _ = logged
    lines = [json.loads(line) for line in text.splitlines()]
    assert all(line.keys() == {"query", "text", "outcome", "bytes", "ms", "release"} for line in lines)
    assert text.isascii()
    assert not any(c in text for c in "\x1b\x07\r")
    assert all(len(line["text"]) <= 200 for line in lines)
    outcomes = [line["outcome"] for line in lines]
    assert "forged" not in outcomes
    assert {"ok", "sparql-syntax", "query-timeout"} <= set(outcomes)
    assert EVIL[0] in [line["text"] for line in lines]


def test_no_header_and_no_address_is_logged(logged):
    text, errors = logged
    assert CANARY not in text
    assert CANARY not in errors
    assert "127.0.0.1" not in text
    assert errors == ""

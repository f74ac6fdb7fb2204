"""The question catalogue, asked of the whole seed: no answer holds rows that a reader cannot tell apart."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg.questions import Question, read_questions
from aigov_kg.snapshot import DUMP, open_current

QUESTIONS = read_questions(Path(__file__).parent.parent.parent / "queries")


@pytest.fixture(scope="module")
def release(seed_folder: Path) -> tuple[ox.Store, dict[str, Any]]:
    found = open_current(seed_folder)
    assert found
    store = ox.Store()
    store.bulk_load(path=str(found.path / DUMP), format=ox.RdfFormat.N_QUADS)
    return store, found.names()


def ask(store: ox.Store, question: Question, given: dict[str, str], names: dict[str, Any]) -> list[dict[str, str]]:
    query, _ = question.bind(given, names)
    found = store.query(
        ns.sparql_prefixes() + query, default_graph=[ox.NamedNode(graph) for graph in ns.DEFAULT_GRAPHS]
    )
    rows = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON))["results"]["bindings"]  # type: ignore[union-attr]
    return [{name: cell["value"] for name, cell in row.items()} for row in rows]


def sources(store: ox.Store, row: dict[str, str], records: set[str]) -> frozenset[str]:
    cited = set()
    for name in records & row.keys():
        places = store.quads_for_pattern(ox.NamedNode(row[name]), ox.NamedNode(ns.AIGOV + "support"), None, None)
        cited |= {place.object.value for place in places}
    return frozenset(cited)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_rows_differ_in_more_than_their_numbers_and_records(name: str, release: tuple[ox.Store, dict[str, Any]]):
    store, names = release
    question = QUESTIONS[name]
    required = {p.name: p.example for p in question.parameters if p.required and p.default is None}
    bare = {c.name for c in question.columns if c.type in {"number", "record"}}
    records = {c.name for c in question.columns if c.type == "record"}
    for given in (required, {p.name: p.example for p in question.parameters}):
        alike = defaultdict(list)
        for row in ask(store, question, given, names):
            alike[tuple(row.get(c.name, "") for c in question.columns if c.name not in bare)].append(row)
        for rows in alike.values():
            cited = [sources(store, row, records) for row in rows]
            assert len(set(cited)) == len(rows), f"nothing tells these apart but number and record: {rows}"


def test_no_line_of_a_table_is_told_by_its_number_alone(release: tuple[ox.Store, dict[str, Any]]):
    store, names = release
    question = QUESTIONS["what-does-a-table-rank"]
    told = [c.name for c in question.columns if c.type not in {"number", "record"}]
    series = store.quads_for_pattern(None, ox.NamedNode(ns.AIGOV + "series"), None, None)
    tables = {quad.object.value.removeprefix(ns.ID) for quad in series}
    assert tables
    for table in tables:
        rows = ask(store, question, {"table": table}, names)
        assert len({tuple(row.get(name) for name in told) for row in rows}) == len(rows), table


@pytest.mark.parametrize("name", ["who-recommends-what", "what-does-a-document-say"])
def test_an_undated_document_says_nothing_before_what_it_assesses(name: str, release: tuple[ox.Store, dict[str, Any]]):
    store, names = release
    # The brief has no date, and judges an act that was proposed in 2021.
    given = {"document": "ifri-2024"}
    assert ask(store, QUESTIONS[name], given | {"as_of": "2024-12-31"}, names)
    assert not ask(store, QUESTIONS[name], given | {"as_of": "2020-12-31"}, names)


@pytest.mark.parametrize(
    ("name", "given", "told", "day"),
    [
        ("which-items-does-a-body-have", {"body": "itu-t-q5-16"}, "id/itu-t-q5-16-ai-items", "2016-12-31"),
        ("what-work-did-an-actor-do", {"actor": "cn"}, "id/itu-t-q5-16-ai-items", "2016-12-31"),
        ("which-items-does-a-body-have", {"body": "itu-t-sg11"}, "id/itu-t-sg11-5g-in-progress", "2016-12-31"),
        ("which-items-does-a-body-have", {"body": "itu-t-sg11"}, "id/itu-t-sg11-5g-in-progress", "2022-01-01"),
    ],
)
def test_sets_of_a_study_period_are_not_there_outside_of_it(
    name: str, given: dict[str, str], told: str, day: str, release: tuple[ox.Store, dict[str, Any]]
):
    store, names = release
    assert told in str(ask(store, QUESTIONS[name], given | {"as_of": "2019-06-01"}, names))
    assert told not in str(ask(store, QUESTIONS[name], given | {"as_of": day}, names))


def test_two_american_rapporteurs_are_none_from_another_country(release: tuple[ox.Store, dict[str, Any]]):
    store, names = release
    for day, certainty in (("2019-06-01", "certain"), ("2022-06-01", "possible")):
        rows = ask(store, QUESTIONS["which-questions-have-no-rapporteur-from"], {"country": "cn", "as_of": day}, names)
        (row,) = [row for row in rows if row["question"].endswith("itu-t-q11-15")]
        assert row["certainty"] == certainty


@pytest.mark.parametrize("work", ["tc260-2024-genai-security", "cn-genai-basic-security-requirements"])
def test_a_standard_and_its_text_lead_to_each_other(work: str, release: tuple[ox.Store, dict[str, Any]]):
    store, names = release
    rows = ask(store, QUESTIONS["how-are-documents-related"], {"work": work}, names)
    assert "document-relation/genai-text-of-requirements" in str(rows)

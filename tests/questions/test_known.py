"""What was known by a day, asked of the whole seed: an answer rests on nothing that was said later.

It must be the answer of a graph that holds nothing but what was known by the day: without the records that were known
later, without what follows from them, and without the later days on which sources attest the others.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg.dates import parse
from aigov_kg.questions import Question, read_questions
from aigov_kg.reason import materialise
from aigov_kg.rules import RuleSet, read_rules
from aigov_kg.snapshot import DUMP, open_current

QUESTIONS = {
    name: question
    for name, question in read_questions(Path(__file__).parent.parent.parent / "queries").items()
    if any(p.name == "known_by" for p in question.parameters)
}
JOINED = {
    "how-did-a-number-change", "how-do-two-actors-compare-in-numbers", "what-do-sources-contradict",
    "which-recommendations-do-two-documents-share", "which-seats-have-firms-with-a-parent-in",
    "which-seats-stayed-with-one-country",
}  # fmt: skip
"""Questions whose rows rest on what is known of something beside their records: a counterpart, a note, a parent."""
DAYS = ("2020-06-30", "2020-12-31", "2022-01-01", "2022-10-01")
ATTESTED = ns.AIGOV + "attestedOn"

pytestmark = pytest.mark.slow


class Graph:
    """A store, and what it says of the days on which its records became known."""

    def __init__(self, quads: Iterator[ox.Quad], names: dict[str, Any], rules: RuleSet) -> None:
        self.names, self.rules, self.store = names, rules, ox.Store()
        self.store.bulk_extend(quads)

    def pairs(self, name: str) -> Iterator[tuple[str, str]]:
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(ns.AIGOV + name), None, ox.NamedNode(ns.ACCEPTED)):
            yield quad.subject.value, quad.object.value  # type: ignore[union-attr]

    @cached_property
    def since(self) -> dict[str, str]:
        """The day since which each record is known; one that no dated document states is known by no day."""
        days = {record: "9999" for record, _ in self.pairs("support") if "/" in record.removeprefix(ns.ID)}
        return days | {thing: day for thing, day in self.pairs("knownSince") if thing in days}

    def later(self, day: str) -> set[str]:
        return {record for record, known in self.since.items() if known > day}

    def known_by(self, day: str) -> Graph:
        """Give a graph that holds only what was known by a day."""
        small = Graph(self._known_by(day), self.names, self.rules)
        materialise(small.store, self.rules)
        return small

    def _known_by(self, day: str) -> Iterator[ox.Quad]:
        later = self.later(day)
        seen: dict[str, set[str]] = defaultdict(set)
        for record, text in self.pairs("attestedOnText"):
            span = parse(text)
            if span.earliest is None or span.earliest.isoformat() <= day:
                seen[record] |= {text, str(span.earliest), str(span.latest)}
        for quad in self.store:
            subject, value = (getattr(term, "value", "") for term in (quad.subject, quad.object))
            if quad.graph_name.value == ns.INFERRED or subject in later or value in later:  # type: ignore[union-attr]
                continue
            if not quad.predicate.value.startswith(ATTESTED) or value in seen[subject]:
                yield quad


@pytest.fixture(scope="module")
def release(seed_folder: Path) -> Graph:
    found = open_current(seed_folder)
    assert found
    quads = ox.parse(path=str(found.path / DUMP), format=ox.RdfFormat.N_QUADS)
    return Graph(quads, found.names(), read_rules(found.rules()))


def test_nothing_is_known_before_the_documents_that_it_needs(release: Graph):
    """The graph of what was known goes by `knownSince`, so that this itself is held against the documents here."""
    cells: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in ("support", "contradictedBy", "document", "via", "issuedLatest", "records", "startEarliest"):
        for thing, value in release.pairs(name):
            cells[thing][name].append(value)
    for name in ("dateEarliest", "endEarliest"):
        for thing, value in release.pairs(name):
            cells[thing]["startEarliest"].append(value)
    classes = {ns.AIGOV + name for name in ("Note", "Gap")}
    kinds: dict[str, set[str]] = defaultdict(set)
    for quad in release.store.quads_for_pattern(None, ox.NamedNode(ns.TYPE), None, ox.NamedNode(ns.ACCEPTED)):
        if quad.object.value in classes:  # type: ignore[union-attr]
            kinds[quad.subject.value].add(quad.object.value.removeprefix(ns.AIGOV))  # type: ignore[union-attr]

    def issued(places: list[str], *names: str) -> list[str]:
        papers = [paper for place in places for name in names for paper in cells[place][name]]
        return [max(cells[paper]["issuedLatest"], default="9999") for paper in papers]

    for thing, since in release.since.items():
        own, against = cells[thing]["support"], cells[thing]["contradictedBy"]
        if "Note" in kinds[thing]:
            days = issued(own + against, "document")
            needed = min(days) if "Gap" in kinds[thing] else max(days)
            assert since >= max([needed, *(release.since[side] for side in cells[thing]["records"])]), thing
            continue
        denied = {paper for place in against for paper in cells[place]["via"]}
        told = [place for place in own if denied.isdisjoint(cells[place]["via"])]
        assert since >= min([*issued(own, "document"), *issued(told, "via")]), thing
        if (last := max(issued(own, "document"))) < "9999":
            assert since >= min(last, max(cells[thing]["startEarliest"], default="")), thing
            assert max(cells[thing]["startEarliest"], default="") <= last, f"{thing}: nobody has seen that"


@pytest.fixture(scope="module", params=DAYS)
def day(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def small(release: Graph, day: str) -> Graph:
    return release.known_by(day)


def ask(graph: Graph, question: Question, given: dict[str, str]) -> list[tuple[str, ...]]:
    query, _ = question.bind(given, graph.names)
    found = graph.store.query(
        ns.sparql_prefixes() + query, default_graph=[ox.NamedNode(name) for name in ns.DEFAULT_GRAPHS]
    )
    rows = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON))["results"]["bindings"]  # type: ignore[union-attr]
    return [tuple(row.get(column.name, {}).get("value", "") for column in question.columns) for row in rows]


def needed(question: Question) -> dict[str, str]:
    """Give the parameters without which a question cannot be asked."""
    return {p.name: p.example for p in question.parameters if p.required}


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_no_row_comes_before_all_documents(name: str, release: Graph):
    assert not ask(release, QUESTIONS[name], {**needed(QUESTIONS[name]), "known_by": "1990-01-01"})


@pytest.mark.parametrize("name", sorted(QUESTIONS.keys() - JOINED - {"what-was-known"}))
def test_what_was_known_later_does_not_decide_what_comes(name: str, day: str, release: Graph):
    question = QUESTIONS[name]
    places = [
        n for n, c in enumerate(question.columns) if c.type == "record" and c.name not in {"conflict", "dated_record"}
    ]
    for example in (needed(question), *question.examples()):
        given = {name: value for name, value in example.items() if name not in {"as_of", "known_by"}}
        full, then = (
            {tuple(row[place] for place in places) for row in ask(release, question, {**given, **clock})}
            for clock in ({}, {"known_by": day})
        )
        for records in full - then:
            # What stands for itself, and no record, is known by no day here.
            assert not any(records) or max(release.since.get(r, "9999") for r in records if r) > day, given


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_an_answer_is_that_of_a_graph_of_what_was_known(name: str, day: str, release: Graph, small: Graph):
    question = QUESTIONS[name]
    later = release.later(day)
    for example in question.examples():
        given = {**example, "known_by": day}
        found = ask(release, question, given)
        # Not even a note on what is not stated may be of a later day: it speaks of a document that was not there.
        assert not [row for row in found if not later.isdisjoint(row)], given
        expected = ask(small, question, given)
        assert sorted(found) == sorted(expected), given

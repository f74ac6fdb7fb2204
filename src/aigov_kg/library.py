"""From Python: a snapshot opened, and questions asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from aigov_kg import answers
from aigov_kg import namespaces as ns
from aigov_kg.curies import RECORD, read_triple
from aigov_kg.describe import describe
from aigov_kg.errors import SnapshotError, UnknownName, UsageError
from aigov_kg.evidence import evidence
from aigov_kg.explain import explain
from aigov_kg.findings import did_you_mean
from aigov_kg.lookup import find_entity
from aigov_kg.premises import Premises
from aigov_kg.questions import Question, read_questions
from aigov_kg.resources import Home, find_home
from aigov_kg.rules import read_rules
from aigov_kg.settings import Settings, read_settings
from aigov_kg.snapshot import DUMP, Snapshot, open_or_build, verify
from aigov_kg.store import Answer, Request, Store


class OpenSnapshot:
    """A snapshot that answers questions; close it, or use it in a `with` statement."""

    def __init__(self, snapshot: Snapshot, home: Home, settings: Settings) -> None:
        self.snapshot = snapshot
        self.questions: dict[str, Question] = read_questions(home.queries)
        self.names = snapshot.names()
        self.premises = Premises(read_rules(snapshot.rules()))
        self._settings, self._starting = settings, Lock()
        self._store: Store | None = None

    @property
    def version(self) -> str:
        """Version of the release."""
        return self.snapshot.version

    def ask(self, question: str, **parameters: str | None) -> answers.Result:
        """Ask a question of the catalogue.

        Raises:
            UsageError: the question or a parameter is unknown, or a value does not fit.
            QueryError: the query was stopped.
        """
        found = find_question(self.questions, question)
        steps = answers.ask(found, parameters, self.names, self.version, self.premises)
        result: answers.Result = answers.run(steps, self._run)
        return result

    def describe(self, entity: str, as_of: str | None = None, known_by: str | None = None) -> dict[str, Any]:
        """Gather what the graph says about an entity, found by id, designation or name, or about a record, by its id.

        Args:
            as_of: only what may have held on this day (YYYY-MM-DD).
            known_by: only what a source had said by this day.

        Raises:
            UsageError: nothing, or several things, are called so.
        """
        slug = self._find(entity.removeprefix(ns.ID))
        steps = describe(slug, self.names, self.version, as_of, known_by)
        result: dict[str, Any] = answers.run(steps, self._run)
        if not (result["facts"] or result["left_out"]):
            raise UnknownName(f"there is no record '{slug[:80]}' in this release; aigov-kg search finds things by name")
        return result

    def _find(self, text: str) -> str:
        try:
            return find_entity(text, self.names, [])
        except UnknownName:
            if not RECORD.fullmatch(text):
                raise
            return str(self.names["redirects"].get(text, {}).get("to") or text)

    def evidence(self, records: Iterable[str], known_by: str | None = None) -> dict[str, Any]:
        """Find what records rest on, given and told by their ids (`listing/iflytek-bis-2019`), as known by a day."""
        found = evidence((ns.ID + record for record in records), self.names, known_by)
        return {iri.removeprefix(ns.ID): rests_on for iri, rests_on in found.items()}

    def labels(self) -> dict[str, str]:
        """Give the label of each class and property of the ontology, by its CURIE."""
        return {f"aigov:{name}": str(term["label"]) for name, term in self.snapshot.terms()["terms"].items()}

    def paths(self, start: str, goal: str, **options: Any) -> dict[str, Any]:
        """Find how two entities are connected; options as in `aigov_kg.paths.find_paths`.

        Raises:
            UsageError: an end is not found, or an option does not fit.
        """
        # Only a search for paths needs the library of networks, which takes a while to import.
        from aigov_kg.network import edges
        from aigov_kg.paths import find_paths

        ends = find_entity(start, self.names, []), find_entity(goal, self.names, [])
        network = answers.run(edges(), self._run)
        return find_paths(network, ends[0], ends[1], self.names, **options)

    def explain(self, subject: str, predicate: str, value: str) -> dict[str, Any]:
        """Say why the graph holds a triple, given by ids, names, CURIEs or IRIs; see `aigov_kg.explain`.

        Raises:
            UsageError: a part names nothing.
        """
        triple = read_triple(subject, predicate, value, self.names)
        steps = explain(triple, self.premises.rules, self.names, self.version)
        result: dict[str, Any] = answers.run(steps, self._run)
        return result

    def query(self, sparql: str, results: str = "json", graph: str = "turtle") -> bytes:
        """Run a SPARQL query and give the serialised result.

        Raises:
            QueryError: refused, stopped, or wrong.
        """
        return self._run(Request(sparql, results, graph)).body

    def _run(self, request: Request) -> Answer:
        # The first query starts the processes that hold the graph: a misspelt name is told without them.
        with self._starting:
            if self._store is None:
                self._store = Store([self.snapshot.path / DUMP], self._settings)
        return self._store.query(request)

    def close(self) -> None:
        """End the processes that hold the graph."""
        if self._store is not None:
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


def open_snapshot(path: str | Path | None = None, home: str | Path | None = None) -> OpenSnapshot:
    """Open a snapshot: the folder given, else the current one, built first where the tables changed.

    Raises:
        SnapshotError: the snapshot is damaged.
        DataError: it must be built, and the tables hold findings that stop the build.
    """
    place = find_home(home)
    if path is not None and not Path(path).is_dir():
        raise SnapshotError(f"{path} is no folder of a snapshot")
    snapshot = verify(Path(path)) if path is not None else open_or_build(place)
    return OpenSnapshot(snapshot, place, read_settings())


def find_question(questions: dict[str, Question], name: str) -> Question:
    """Find a question by name.

    Raises:
        UsageError: there is none of that name.
    """
    if name not in questions:
        near = did_you_mean(name, questions) or "aigov-kg ask lists them"
        raise UsageError(f"there is no question '{name}'; {near}")
    return questions[name]

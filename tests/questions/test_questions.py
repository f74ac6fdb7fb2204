"""The question catalogue, asked of small graphs.

Each question has a folder: `graph.toml` holds rows in the form of the tables, `cases.toml` parameters with the rows that
must come, in their order, and rows that must not come, each with the reason. Things that many graphs need (countries,
firms, bodies, documents) stand once in `things.toml`; a graph takes those that its rows name. A row without `cite`
rests on `report`, issued in 2022-08.
"""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyoxigraph as ox
import pytest

from aigov_kg import answers
from aigov_kg import namespaces as ns
from aigov_kg.axioms import compile_rules
from aigov_kg.columns import Description
from aigov_kg.findings import stops
from aigov_kg.load import load
from aigov_kg.questions import Question, read_questions
from aigov_kg.reason import infer
from aigov_kg.release import name_index
from aigov_kg.resources import Home
from aigov_kg.rules import RuleSet
from aigov_kg.tables import read_tables

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
QUESTIONS = read_questions(ROOT / "queries")
FOLDERS = sorted(path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__"))
DATES = {"start", "end", "period", "date", "attested", "due"}

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Graph:
    """A small graph in a store, with the names that parameters are resolved by."""

    rows: Rows
    store: ox.Store
    names: dict[str, Any]

    def query(self, request: Any) -> Any:
        """Answer as a worker does: over the default graphs of a release."""
        found = self.store.query(
            request.query, prefixes=ns.PREFIXES, default_graph=[ox.NamedNode(g) for g in ns.DEFAULT_GRAPHS]
        )
        return SimpleNamespace(body=found.serialize(format=ox.QueryResultsFormat.JSON))  # type: ignore[union-attr]

    def ask(self, question: Question, parameters: dict[str, str]) -> list[dict[str, Any]]:
        """Ask a question and give its rows."""
        result = answers.run(answers.ask(question, parameters, self.names, "test"), self.query)
        rows: list[dict[str, Any]] = result.rows
        return rows


@cache
def rules() -> RuleSet:
    home = Home(ROOT)
    return compile_rules(t for path in home.ontology_files() for t in _turtle(path))


def _turtle(path: Path) -> Any:
    return ((q.subject, q.predicate, q.object) for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


@cache
def things() -> dict[str, tuple[str, dict[str, Any]]]:
    pool: Rows = tomllib.loads((HERE / "things.toml").read_text(encoding="utf-8"))
    return {row["id"]: (table, row) for table, rows in pool.items() for row in rows}


def complete(rows: Rows) -> Rows:
    """Add the things that rows name, and those that they name in turn."""
    all_rows = {table: list(entries) for table, entries in rows.items()}
    known = {row["id"] for entries in rows.values() for row in entries}
    wanted = [*(row for entries in rows.values() for row in entries), {"cite": "report:s1|other:s1"}]
    while wanted:
        row = wanted.pop()
        for name in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", " ".join(map(str, row.values()))):
            if name in things() and name not in known:
                table, thing = things()[name]
                known.add(name)
                all_rows.setdefault(table, []).append(thing)
                wanted.append(thing)
    return all_rows


@cache
def graph_of(name: str, folder: Path) -> Graph:
    """Read a small graph the way the data are read: tables, loading, reasoning."""
    rows = complete(tomllib.loads((HERE / name / "graph.toml").read_text(encoding="utf-8")))
    home = Home(folder)
    home.seed.mkdir(parents=True)
    (home.data / "tables.toml").symlink_to(ROOT / "data" / "tables.toml")
    (home.root / "ontology").symlink_to(ROOT / "ontology")
    documents = ("report", "other")
    lines = [f"{d},{s},section,Section {s},," for d in documents for s in ("s1", "s2")]
    (home.data / "sections.csv").write_text("document,key,kind,heading,pages,notes\n" + "\n".join(lines) + "\n")
    tables = Description(home)
    for table, entries in rows.items():
        with (home.seed / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(tables.columns[table]), lineterminator="\n")
            writer.writeheader()
            writer.writerows({"cite": "report:s1", **row} for row in entries)
    reading = read_tables(home, tables=tables)
    assert not stops(reading.findings), [str(f) for f in reading.findings]
    loaded = load(reading)
    loaded.graphs[ns.INFERRED] = infer(loaded.graphs[ns.ACCEPTED], rules())
    store = ox.Store()
    store.bulk_extend(loaded.quads())
    return Graph(rows, store, name_index(reading, loaded))


@pytest.fixture
def graph(name: str, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(name, tmp_path_factory.getbasetemp() / "questions" / name)


def cases_of(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads((HERE / name / "cases.toml").read_text(encoding="utf-8"))["cases"]
    return cases


def plain(value: Any) -> Any:
    return "" if value is None else value["id"] if isinstance(value, dict) else value


def test_every_question_has_a_folder_and_every_folder_a_question():
    assert sorted(QUESTIONS) == FOLDERS


@pytest.mark.parametrize("name", FOLDERS)
def test_answers(name: str, graph: Graph):
    question = QUESTIONS[name]
    for case in cases_of(name):
        rows = graph.ask(question, case.get("parameters", {}))
        cells = [[plain(row[c]) for c in case["columns"]] for row in rows]
        assert cells == case["rows"], case["why"]
        everything = [tuple(str(plain(row[c.name])) for c in question.columns) for row in rows]
        assert len(set(everything)) == len(rows), f"{case['why']}: a row comes twice"
        for absent in case.get("absent", []):
            wanted = {column: value for column, value in absent.items() if column != "why"}
            assert absent["why"] and wanted.keys() <= {c.name for c in question.columns}
            found = [row for row in rows if all(plain(row[c]) == v for c, v in wanted.items())]
            assert not found, f"{wanted} must not come: {absent['why']}"


@pytest.mark.parametrize("name", FOLDERS)
def test_records_bring_their_citations(name: str, graph: Graph):
    question = QUESTIONS[name]
    records = [c.name for c in question.columns if c.type == "record"]
    for case in cases_of(name):
        for row in graph.ask(question, case.get("parameters", {})):
            for column in records:
                # A rejected record lies outside the graphs that evidence is read from; its row holds the citation.
                if row[column] and name != "which-records-were-rejected":
                    assert row["evidence"][row[column]["id"]]["citations"], (column, row[column])


@pytest.mark.parametrize("name", FOLDERS)
def test_every_parameter_is_used_in_a_case(name: str):
    used = {parameter for case in cases_of(name) for parameter in case.get("parameters", {})}
    assert used == {p.name for p in QUESTIONS[name].parameters}


@pytest.mark.parametrize("name", [n for n in FOLDERS if any(p.name == "as_of" for p in QUESTIONS[n].parameters)])
def test_an_undated_record_is_kept_as_possible(name: str, graph: Graph):
    question = QUESTIONS[name]
    kept = [case for case in cases_of(name) if "keeps" in case]
    assert kept, "one case must name, in `keeps`, an undated record that as_of keeps"
    by_id = {row["id"]: row for rows in graph.rows.values() for row in rows}
    for case in kept:
        assert "as_of" in case["parameters"]
        record = case["keeps"].rpartition("/")[2]
        # A cell such as `parent` writes an undated record of its own, which no row holds.
        assert not DATES & by_id.get(record, {}).keys(), f"{record} is dated"
        rows = [
            row
            for row in graph.ask(question, case["parameters"])
            if any(isinstance(row[c.name], dict) and row[c.name]["id"] == case["keeps"] for c in question.columns)
        ]
        assert rows and {row["certainty"] for row in rows} == {"possible"}, case["why"]


@pytest.mark.parametrize("name", FOLDERS)
def test_the_header_examples_run(name: str, graph: Graph):
    question = QUESTIONS[name]
    stubs = {
        p.example: {"class": next(iter(p.classes), "Thing"), "label": p.example, "names": [p.example]}
        for p in question.parameters
        if p.type == "entity"
    }
    here = Graph(graph.rows, graph.store, {**graph.names, "entities": {**stubs, **graph.names["entities"]}})
    for given in [{p.name: p.example for p in question.parameters}, *question.examples()]:
        here.ask(question, given)


@pytest.mark.parametrize("name", FOLDERS)
def test_the_file_runs_as_it_stands(name: str, graph: Graph):
    """A person can paste the file into any SPARQL editor: it declares its prefixes and carries example values."""
    found = graph.store.query(QUESTIONS[name].query, use_default_graph_as_union=True)
    assert [v.value for v in found.variables] == [c.name for c in QUESTIONS[name].columns]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", FOLDERS)
def test_the_header_keeps_the_rules_of_the_catalogue(name: str):
    question = QUESTIONS[name]
    names = [c.name for c in question.columns]
    assert question.title.endswith("?")
    assert question.group != "other"
    assert any(c.type == "record" for c in question.columns), "evidence hangs on a record column"
    assert "as_of" not in {p.name for p in question.parameters} or "certainty" in names
    assert all(p.classes or p.name in {"thing", "subject", "about"} for p in question.parameters if p.type == "entity")
    assert "ORDER BY" in question.query and "SELECT DISTINCT" in question.query
    assert ("graph:rejected" in question.query) == (name == "which-records-were-rejected")
    taken = {p.name for p in question.parameters}
    for clock in ("as_of", "known_by"):
        assert (clock in taken) != (clock in question.clocks), f"{clock} is a parameter, or the header says why not"

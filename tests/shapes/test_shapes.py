"""Every shape on a case that it must find and on cases that it must leave alone, by the rows a curator would write.

A folder is named after its shape. `invalid*.toml` holds rows of tables and the one finding they must give; `valid*.toml`
holds rows that give none of that rule. `triples` adds RDF that no row can give, for shapes that guard data loaded
otherwise. Rows of `base.toml` are added where a case refers to them.
"""

from __future__ import annotations

import csv
import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDFS, SH

from aigov_kg import load as loading
from aigov_kg import namespaces as ns
from aigov_kg import setrules, tables, validate
from aigov_kg.columns import Description
from aigov_kg.findings import Finding
from aigov_kg.load import Loaded
from aigov_kg.resources import Home

HERE = Path(__file__).parent
CHECKOUT = Home(HERE.parent.parent)
BASE = tomllib.loads((HERE / "base.toml").read_text(encoding="utf-8"))
THINGS = {row["id"]: (table, row) for table, rows in BASE.items() if table not in {"sections", "cite"} for row in rows}
PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in ns.PREFIXES.items())

SHAPES = validate.read_shapes(CHECKOUT)
REPORTING = {str(shape).removeprefix(setrules.SHAPES): shape for shape in SHAPES.subjects(SH.message)}
LOCAL = validate.read_shapes(CHECKOUT)
RULES = {rule.name: rule for rule in setrules.take_rules(LOCAL)}

INVALID = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/invalid*.toml"))
VALID = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/valid*.toml"))


class Bench:
    """A home on which one case after another is read, loaded and checked."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = Home(root)
        self.home.seed.mkdir(parents=True)
        for folder in ("ontology", "shapes"):
            (root / folder).symlink_to(CHECKOUT.root / folder)
        (root / "data" / "tables.toml").symlink_to(CHECKOUT.data / "tables.toml")
        with (root / "data" / "sections.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["document", "key", "kind", "heading", "pages", "notes"])
            writer.writerows([document, key, "section", "Text", "1-9", ""] for document, key in BASE["sections"])
        # The description, the ontology and the vocabularies are the same for all cases; reading them takes longer
        # than all the rest.
        description = Description(self.home)
        monkeypatch.setattr(tables, "Description", lambda _: description)
        read_turtle = functools.cache(lambda files: loading_read(self.home, list(files)))
        loading_read = loading.read_turtle
        monkeypatch.setattr(loading, "read_turtle", lambda _, files: read_turtle(tuple(files)))
        self.terms: rdflib.Graph | None = None

    def load(self, case: dict[str, Any]) -> Loaded:
        """Write the rows of a case as tables, read them and load them; they must be sound in form."""
        for path in self.home.seed.glob("*.csv"):
            path.unlink()
        for table, rows in _complete(case).items():
            columns = list(dict.fromkeys(name for row in rows for name in row))
            with (self.home.seed / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        reading = tables.read_tables(self.home)
        assert not reading.findings, [str(finding) for finding in reading.findings]
        loaded = loading.load(reading, lives=False)
        for triple in ox.parse(PREFIXES + case.get("triples", ""), format=ox.RdfFormat.TURTLE):
            loaded.graphs[ns.ACCEPTED].add((triple.subject, triple.predicate, triple.object))  # type: ignore[arg-type]
        return loaded

    def find(self, rule: str, loaded: Loaded) -> list[Finding]:
        """Run one rule in the way in which validation runs it."""
        places = setrules.Places(loaded, self.home)
        if rule in RULES:
            return list(setrules.run_rules([RULES[rule]], loaded, places))
        # Shapes of one node need the classes, but neither labels nor concepts.
        return list(validate.run_shapes(_only(LOCAL, rule), loaded, places, [ns.ACCEPTED, ns.ONTOLOGY_GRAPH]))

    def find_in_shacl(self, rule: str, loaded: Loaded) -> list[Finding]:
        """Run one rule over the whole graph in pySHACL; what is the same for all cases is copied once."""
        places = setrules.Places(loaded, self.home)
        same = loaded.graphs[ns.VOCABULARIES] | loaded.graphs[ns.ONTOLOGY_GRAPH]
        if self.terms is None:
            self.terms = validate.to_rdflib(same)
        own = [t for t in validate.to_rdflib(loaded.graphs[ns.ACCEPTED]) if t not in self.terms]
        for triple in own:
            self.terms.add(triple)
        try:
            return list(validate.run_shapes(_only(SHAPES, rule), loaded, places, data=self.terms))
        finally:
            for triple in own:
                self.terms.remove(triple)
            assert len(self.terms) == len(same)


def _complete(case: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Add the things that the rows of a case refer to, and a source to rows without one."""
    rows = {table: [dict(row) for row in of] for table, of in case.items() if table not in {"finding", "triples"}}
    known = {row["id"] for of in rows.values() for row in of}
    todo = [row for of in rows.values() for row in of]
    while todo:
        row = todo.pop()
        row.setdefault("cite", BASE["cite"])
        cited = [
            part for cite in row["cite"].split("|") for part in (cite.strip("!").split(":")[0], *cite.split(">")[1:])
        ]
        for word in [*cited, *(part for cell in row.values() for part in cell.split("|"))]:
            if word in THINGS and word not in known:
                known.add(word)
                table, thing = THINGS[word]
                rows.setdefault(table, []).append(dict(thing))
                todo.append(rows[table][-1])
    return rows


def _only(shapes: rdflib.Graph, rule: str) -> rdflib.Graph:
    """Give one shape with the prefixes that its query uses."""
    graph, todo = rdflib.Graph(), [REPORTING[rule], rdflib.URIRef(ns.BASE + "shapes")]
    while todo:
        node = todo.pop()
        for predicate, value in shapes.predicate_objects(node):
            graph.add((node, predicate, value))
            if isinstance(value, rdflib.BNode):
                todo.append(value)
    return graph


def _read(path: str) -> dict[str, Any]:
    return tomllib.loads((HERE / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield Bench(tmp_path_factory.mktemp("home"), monkeypatch)


def test_every_shape_has_a_valid_and_an_invalid_case():
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(REPORTING)
    assert {case.split("/")[0] for case in INVALID} == {case.split("/")[0] for case in VALID} == folders


@pytest.mark.parametrize("rule", sorted(REPORTING))
def test_shape_tells_what_is_wrong_what_to_do_and_why(rule: str):
    shape = REPORTING[rule]
    message, separator, fix = str(SHAPES.value(shape, SH.message)).partition("; ")
    assert separator and message and fix and not fix.endswith(".") and ";" not in fix
    assert SHAPES.value(shape, SH.severity) in {SH.Violation, SH.Warning, SH.Info}
    assert str(SHAPES.value(shape, SH.description)).endswith(".")
    assert SHAPES.value(shape, RDFS.label)


@pytest.mark.parametrize("case", INVALID)
def test_invalid_rows_give_the_finding(bench: Bench, case: str):
    rule, told = case.split("/")[0], _read(case)
    found = bench.find(rule, bench.load(told))
    assert [(f.rule, f.file, f.row, f.column) for f in found] == [
        (rule, f"data/seed/{told['finding']['file']}", told["finding"]["row"], told["finding"].get("column"))
    ]
    # Every variable of the message is filled in, and no IRI is left for the curator to read.
    assert found[0].message and found[0].fix and not any(c in str(found[0]) for c in "{}")
    assert "http" not in f"{found[0].message} {found[0].fix}"
    assert found[0].why
    assert found[0].severity.value == str(SHAPES.value(REPORTING[rule], SH.severity)).rpartition("#")[2]


@pytest.mark.parametrize("case", VALID)
def test_valid_rows_give_no_finding(bench: Bench, case: str):
    found = bench.find(case.split("/")[0], bench.load(_read(case)))
    assert [str(finding) for finding in found] == []


@pytest.mark.parametrize("case", [case for case in INVALID if case.split("/")[0] in RULES])
def test_pyshacl_finds_what_the_set_query_finds(bench: Bench, case: str):
    rule, loaded = case.split("/")[0], bench.load(_read(case))
    assert bench.find_in_shacl(rule, loaded) == bench.find(rule, loaded)


def test_validation_runs_both_sorts_of_shape_and_orders_by_place(bench: Bench):
    rows = {
        "tenures": [
            {"id": "seat", "holder": "ann", "role": "chair"},
            {"id": "other-seat", "holder": "bob", "role": "convenor", "body": "sc42"},
        ],
        "listings": [{"id": "listed", "party": "acme", "list": "report", "quote": "named on it"}],
    }
    found = [f for f in validate.validate(bench.load(rows), bench.home) if f.severity.value != "Info"]
    assert [(f.file.rpartition("/")[2], f.row, f.column, f.rule) for f in found] == [
        ("listings.csv", 2, "instrument", "listing-instrument"),
        ("listings.csv", 2, "list", "listing-list"),
        ("listings.csv", 2, "reason", "listing-reason"),
        ("listings.csv", 2, "start", "listing-dated"),
        ("tenures.csv", 2, "body", "tenure-place"),
        ("tenures.csv", 3, "role", "role-body-kind"),
    ]
    wrong = next(f for f in found if f.rule == "listing-list")
    assert str(wrong) == (
        "data/seed/listings.csv:2:list: report is no restriction list; name the list, or correct the class of the document"
    )


def test_validation_copies_only_what_a_shape_can_see(bench: Bench):
    loaded = bench.load({"persons": [{"id": "ann", "name": "Ann Example"}], "organisations": [THINGS["acme"][1]]})
    new = ox.NamedNode("urn:example:new")
    ann, acme = ((ox.NamedNode(ns.ID + name), new, ox.Literal("x")) for name in ("ann", "acme"))
    triples = [*(triple for graph in loaded.graphs.values() for triple in graph), ann, acme]
    kept = set(validate.seen(LOCAL, triples))
    assert len(kept) < len(triples) / 2
    # No shape names the property; of persons a shape forbids all that it does not name.
    assert ann in kept and acme not in kept
    # A query may look at anything.
    assert validate.seen(SHAPES, triples) is triples
    # Left out is what makes no difference.
    places = setrules.Places(loaded, bench.home)
    whole = validate.run_shapes(LOCAL, loaded, places, data=validate.to_rdflib(triples))
    loaded.graphs[ns.ACCEPTED] |= {ann, acme}
    assert sorted(map(str, validate.run_shapes(LOCAL, loaded, places))) == sorted(map(str, whole)) != []


def test_shapes_name_only_terms_and_concepts_that_there_are(bench: Bench):
    loaded = bench.load({"persons": [{"id": "ann", "name": "Ann Example"}]})
    known = {
        s.value for g in (ns.ONTOLOGY_GRAPH, ns.VOCABULARIES) for s, _, _ in loaded.graphs[g] if hasattr(s, "value")
    }
    prefixes = {
        str(SHAPES.value(d, SH.prefix)): str(SHAPES.value(d, SH.namespace)) for d in SHAPES.objects(None, SH.declare)
    }
    used = {str(term) for triple in SHAPES for term in triple if isinstance(term, rdflib.URIRef)}
    for query in SHAPES.objects(None, SH.select):
        used |= set(re.findall(r"<([^<>\s]+)>", query))
        names = re.findall(r"(?<![\w<?$:-])([a-z][\w-]*):([\w.-]*\w)", re.sub(r'"[^"]*"|<[^<>\s]+>', "", query))
        used |= {prefixes[prefix] + name for prefix, name in names}
    ours = {iri for iri in used if iri.startswith((ns.AIGOV, ns.VOCAB)) and not iri.endswith(("#", "/"))}
    assert len(ours) > 200 and sorted(ours - known) == []


def test_a_semicolon_in_a_value_does_not_cut_the_message(bench: Bench):
    case = _read("preferred-among-rivals/invalid.toml")
    case["notes"][0]["preferred"] = "2017; or 2018"
    (found,) = bench.find("preferred-among-rivals", bench.load(case))
    assert found.message == "'2017; or 2018' is none of the rivals" and found.fix.startswith("write in preferred")


def test_rejected_records_are_checked_alone_and_not_against_accepted_ones(bench: Bench):
    seat = {"holder": "ann", "role": "chair", "body": "sc42"}
    rows = {"tenures": [{"id": "seat", **seat}, {"id": "rejected-seat", **seat, "status": "rejected", "count": "0"}]}
    rules = [f.rule for f in validate.validate(bench.load(rows), bench.home) if f.severity.value != "Info"]
    assert rules == ["count-positive"]

"""Rules over the whole graph: SHACL whose one target is the dataset, run as set queries on the embedded engine.

pySHACL runs a SELECT once for each focus node, which makes rules that compare records most of its time. Such a rule is
held as a node shape with the target `shape:dataset` and one `sh:sparql`, so that any SHACL engine can run it: once.
Here the same text runs on pyoxigraph over what is accepted, the concept schemes and the ontology; rejected records
contradict the accepted ones by intention. In a solution `?value` is the node that the finding is about, `?path` the
property that names its column, and every further variable may stand in the message as `{?name}`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib import SH

from aigov_kg import namespaces as ns
from aigov_kg.errors import OntologyError
from aigov_kg.findings import Finding, Severity
from aigov_kg.load import Loaded
from aigov_kg.resources import Home
from aigov_kg.tables import Row

SHAPES = ns.BASE + "shapes/"
DATASET = rdflib.URIRef(SHAPES + "dataset")
COMPARED = (ns.ACCEPTED, ns.VOCABULARIES, ns.ONTOLOGY_GRAPH)
"""The graphs that rules over the whole graph look at."""

_ROW_OF = re.compile(r"\bin the row of (https?://[^\s<>;,]+)")
"""Words with which a message sends a curator to another row; file and number of the row are added."""
_LONG_NAME = re.compile(re.escape(ns.BASE) + r"(?:(?:id|vocab)/(?:[a-z0-9-]+/)?|ontology#)([\w.-]*\w)")


@dataclass(frozen=True, slots=True)
class SetRule:
    """A rule over the whole graph.

    Attributes:
        name: local name of the shape.
        message: what is wrong, a semicolon, what to do; with `{?name}` for variables of the query.
        why: the reason of the rule.
        query: SELECT with its prologue.
    """

    name: str
    severity: Severity
    message: str
    why: str
    query: str


class Places:
    """Finds the row and the column that a node and a property of it come from."""

    def __init__(self, loaded: Loaded, home: Home) -> None:
        self._loaded, self._home = loaded, home
        self._users: dict[str, tuple[Row, str]] | None = None
        self._shorthands: dict[tuple[str, str], str] | None = None

    def finding(self, node: str, path: str | None, said: str, rule: str, why: str, severity: Severity) -> Finding:
        """Make the finding about a node; `said` is what is wrong, a semicolon, and what to do."""
        row, column = self._place(node, path)
        said = _ROW_OF.sub(self._with_row, said)
        # What to do holds no semicolon, but a value that is filled in before it may.
        message, _, fix = plain(said).rstrip(".").rpartition("; ")
        return Finding(
            file=row.file if row else node,
            row=row.line if row else None,
            column=column,
            message=message or fix or f"does not conform to {rule}",
            fix=fix if message else "see the description of the rule",
            rule=rule,
            why=why,
            severity=severity,
            record=row.id if row else None,
        )

    def _with_row(self, match: re.Match[str]) -> str:
        """Say where a row lies that a message sends a curator to."""
        row = self._loaded.origins.get(match[1])
        return f"{match[0]} ({row.file}, row {row.line})" if row else match[0]

    def _place(self, node: str, path: str | None) -> tuple[Row | None, str | None]:
        row = self._loaded.origins.get(node)
        if row is None:
            # A citation has no row of its own: the finding stands at a row that uses it.
            self._users = self._find_users() if self._users is None else self._users
            row, used_as = self._users.get(node, (None, ""))
            path = used_as or None
        if row is None or path is None:
            return row, None
        column = self._loaded.properties.get(path, {}).get(row.table)
        table = PurePosixPath(row.file).stem
        if column and table != row.table:
            # The record was written by one cell of another table, where its own columns do not exist.
            column = self._shorthand(table, row.table)
        return row, column

    def _find_users(self) -> dict[str, tuple[Row, str]]:
        users: dict[str, tuple[Row, str]] = {}
        for graph in (ns.ACCEPTED, ns.REJECTED):
            for subject, predicate, value in self._loaded.graphs[graph]:
                row = self._loaded.origins.get(subject.value)
                if row and isinstance(value, ox.NamedNode):
                    use, known = (row, predicate.value), users.get(value.value)
                    # The first row in the order of the files, so that equal tables give equal findings.
                    if known is None or (row.file, row.line, use[1]) < (known[0].file, known[0].line, known[1]):
                        users[value.value] = use
        return users

    def _shorthand(self, table: str, target: str) -> str | None:
        if self._shorthands is None:
            text = tomllib.loads((self._home.data / "tables.toml").read_text(encoding="utf-8"))
            self._shorthands = {
                (name, column["shorthand"]["table"]): column["name"]
                for name, described in text["tables"].items()
                for column in described["columns"]
                if "shorthand" in column
            }
        return self._shorthands.get((table, target))


def plain(text: str) -> str:
    """Write ids and slugs in a message as a curator knows them, without the IRI around them."""
    return _LONG_NAME.sub(r"\1", text)


def take_rules(shapes: rdflib.Graph) -> list[SetRule]:
    """Take the rules over the whole graph out of the shapes, in order of name.

    Raises:
        OntologyError: a rule lacks its query, message or severity.
    """
    declared = sorted(
        (str(shapes.value(d, SH.prefix)), str(shapes.value(d, SH.namespace))) for d in shapes.objects(None, SH.declare)
    )
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in declared)
    rules: list[SetRule] = []
    for shape in sorted(shapes.subjects(SH.targetNode, DATASET), key=str):
        name = str(shape).removeprefix(SHAPES)
        constraint = shapes.value(shape, SH.sparql)
        query, message = shapes.value(constraint, SH.select), shapes.value(shape, SH.message)
        severity = shapes.value(shape, SH.severity)
        if query is None or message is None or severity is None:
            raise OntologyError(f"the shape {name} needs sh:select, sh:message and sh:severity")
        why = shapes.value(shape, SH.description)
        level = Severity(str(severity).rpartition("#")[2])
        rules.append(SetRule(name, level, str(message), str(why or ""), prologue + str(query)))
        for part in (shape, constraint):
            shapes.remove((part, None, None))
    return rules


def run_rules(rules: Iterable[SetRule], loaded: Loaded, places: Places) -> Iterator[Finding]:
    """Run the rules over the accepted records.

    Raises:
        OntologyError: a query is not SPARQL.
    """
    store = compared(loaded)
    for rule in rules:
        yield from tell(rule, solve(rule, store), places)


def compared(loaded: Loaded, properties: Collection[str] | None = None) -> ox.Store:
    """Give what the rules look at, as the default graph of a store; with `properties`, only statements of these."""
    store = ox.Store()
    triples = (triple for graph in COMPARED for triple in loaded.graphs[graph])
    if properties is not None:
        # A word of a query that is no IRI names nothing.
        kept = {ox.NamedNode(name) for name in properties if "://" in name}
        triples = (triple for triple in triples if triple[1] in kept)
    store.bulk_extend(ox.Quad(s, p, o) for s, p, o in triples)
    return store


def solve(rule: SetRule, store: ox.Store) -> list[dict[str, str]]:
    """Give the solutions of a rule in a fixed order, each by name of variable.

    Raises:
        OntologyError: the query is not SPARQL.
    """
    try:
        solutions: Any = store.query(rule.query)
        names = [variable.value for variable in solutions.variables]
        found = {tuple(_text(term) for term in solution) for solution in solutions}
    except (SyntaxError, RuntimeError) as error:
        raise OntologyError(f"the query of the shape {rule.name} failed: {error}") from error
    return [
        {name: text for name, text in zip(names, texts, strict=True) if text is not None}
        for texts in sorted(found, key=str)
    ]


def tell(rule: SetRule, solutions: Iterable[dict[str, str]], places: Places) -> Iterator[Finding]:
    """Turn the solutions of a rule into findings."""
    for bound in solutions:
        said = rule.message
        for name, text in bound.items():
            said = said.replace(f"{{?{name}}}", text)
        # A group without members is one solution in which nothing is bound.
        if "value" in bound:
            yield places.finding(bound["value"], bound.get("path"), said, rule.name, rule.why, rule.severity)


def _text(term: Any) -> str | None:
    return None if term is None else str(term.value)

"""Records to RDF: every row becomes triples in the graph that its status names, with its citations.

Nothing here knows a table or a column by name: `data/tables.toml` says what each cell becomes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.captions import captions
from aigov_kg.cites import Cite
from aigov_kg.columns import Column, Condition
from aigov_kg.dates import Span
from aigov_kg.ends import settled
from aigov_kg.errors import OntologyError
from aigov_kg.lives import written_beside
from aigov_kg.names import name_key
from aigov_kg.redirects import read_redirects
from aigov_kg.resources import Home
from aigov_kg.tables import Reading, Row, Value
from aigov_kg.vocabularies import Concept

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]

_REJECTED = {"rejected", "superseded"}
_KEYED = {"jurisdictions", "organisations", "bodies", "persons", "work-items", "documents", "events"}
_nodes: dict[str, ox.NamedNode] = {}


def node(iri: str) -> ox.NamedNode:
    """Give the node of an IRI; the same object each time, since most IRIs recur."""
    found = _nodes.get(iri)
    if found is None:
        found = _nodes[iri] = ox.NamedNode(iri)
    return found


_TYPE = node(ns.TYPE)


@dataclass(slots=True)
class Loaded:
    """The asserted data: triples by graph, and the row that each subject came from.

    Attributes:
        graphs: graph IRI to triples; ontology and vocabularies included.
        origins: IRI of a thing or a record to its row.
        properties: IRI of a property to the columns that can write it, for each table.
    """

    graphs: dict[str, set[Triple]]
    origins: dict[str, Row]
    properties: dict[str, dict[str, str]] = field(default_factory=dict)

    def quads(self) -> Iterator[ox.Quad]:
        """Give everything as quads."""
        for graph, triples in self.graphs.items():
            name = node(graph)
            for subject, predicate, value in triples:
                yield ox.Quad(subject, predicate, value, name)


def load(reading: Reading, *, lives: bool = True) -> Loaded:
    """Turn rows into RDF, beside the ontology and the vocabularies.

    Args:
        lives: with what `write_derived` writes, as it is asked; the shapes look at what was typed.
    """
    home = reading.tables.home
    loaded = Loaded(
        {
            ns.ACCEPTED: set(),
            ns.REJECTED: set(),
            ns.ONTOLOGY_GRAPH: read_turtle(home, home.ontology_files()),
            ns.VOCABULARIES: read_turtle(home, home.vocabulary_files()),
        },
        {},
    )
    for table, columns in reading.tables.columns.items():
        for column in columns.values():
            if column.becomes:
                for name in _property_iris(column):
                    loaded.properties.setdefault(name, {})[table] = column.name
    _date_documents(reading)
    refined = _refined(loaded.graphs[ns.ONTOLOGY_GRAPH])
    for row in reading.rows.values():
        status = row.one("status")
        graph = ns.REJECTED if isinstance(status, Concept) and status.slug in _REJECTED else ns.ACCEPTED
        _Writer(reading, loaded, loaded.graphs[graph], row, refined).write()
    if lives:
        write_derived(loaded)
    for redirect in read_redirects(reading)[0].values():
        old = node(ns.ID + redirect.old)
        loaded.graphs[ns.ACCEPTED].add((old, node(ns.OWL + "deprecated"), ox.Literal(True)))
        if redirect.new:
            replaced = ns.expand("dcterms:isReplacedBy")
            loaded.graphs[ns.ACCEPTED].add((old, node(replaced), node(ns.ID + redirect.new)))
    return loaded


def write_derived(loaded: Loaded) -> None:
    """Write what no cell holds: the days that the clocks go by, without those that make nothing certain, and captions."""
    groups = {iri for iri, row in loaded.origins.items() if row.table == "bodies"}
    loaded.graphs[ns.ACCEPTED] = settled(loaded.graphs[ns.ACCEPTED])
    loaded.graphs[ns.ACCEPTED] |= written_beside(loaded.graphs[ns.ACCEPTED], groups)
    records = {iri for iri in loaded.origins if "/" in iri.removeprefix(ns.ID)}
    named = (loaded.graphs[ns.ACCEPTED], loaded.graphs[ns.VOCABULARIES])
    for graph in (ns.ACCEPTED, ns.REJECTED):
        loaded.graphs[graph] |= set(captions(records, loaded.graphs[graph], named))


def read_turtle(home: Home, files: list[Path]) -> set[Triple]:
    """Read Turtle files.

    Raises:
        OntologyError: a file is not Turtle.
    """
    triples: set[Triple] = set()
    for path in files:
        try:
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                triples.add((quad.subject, quad.predicate, quad.object))
        except (SyntaxError, OSError) as error:
            raise OntologyError(f"{home.name(path)} is not Turtle: {error}") from error
    return triples


def _refined(ontology: set[Triple]) -> set[tuple[str, str]]:
    """Give the pairs of a class and the class just above it."""
    above = ns.RDFS + "subClassOf"
    pairs = ((s.value, o.value) for s, p, o in ontology if p.value == above and isinstance(o, ox.NamedNode))
    return {(sub.removeprefix(ns.AIGOV), sup.removeprefix(ns.AIGOV)) for sub, sup in pairs}


def _date_documents(reading: Reading) -> None:
    """Date a document without imprint date by its earliest milestone of publication."""
    published: dict[str, list[Span]] = defaultdict(list)
    for row in reading.of("milestones"):
        reached, date = row.one("reached"), row.one("date")
        if isinstance(reached, Concept) and reached.slug == "published" and isinstance(date, Span) and date.latest:
            published[str(row.one("subject"))].append(date)
    for row in reading.of("documents"):
        if not row.values.get("issued") and (dates := published.get(row.id)):
            row.values["issued"] = (min(dates, key=lambda span: (span.latest, span.text)),)


def row_iri(reading: Reading, row_id: str) -> str:
    """Give the IRI of the thing or record with this id."""
    row = reading.rows.get(row_id)
    word = reading.tables.tables[row.table].word if row else None
    return f"{ns.ID}{word}/{row_id}" if word else ns.ID + row_id


def _property_iris(column: Column) -> list[str]:
    iri = ns.expand(column.becomes or "")
    return [iri + suffix for suffix in ("Text", "Earliest", "Latest")] if column.type == "date" else [iri]


class _Writer:
    """Writes one row."""

    def __init__(
        self, reading: Reading, loaded: Loaded, out: set[Triple], row: Row, refined: set[tuple[str, str]]
    ) -> None:
        self.reading, self.loaded, self.out, self.row, self.refined = reading, loaded, out, row, refined
        self.table = reading.tables.tables[row.table]
        self.iri = row_iri(reading, row.id)
        self.subject = node(self.iri)
        self.classes: set[str] = set()

    def write(self) -> None:
        self.loaded.origins[self.iri] = self.row
        if self.table.class_:
            self._class(self.table.class_)
        for name, column in self.reading.tables.columns[self.row.table].items():
            for value in self.row.values.get(name, ()):
                self._cell(column, value)
        for subclass in self.table.subclasses:
            if all(self._holds(condition) for condition in subclass.when):
                self._class(subclass.class_)
        for emit in self.table.emits:
            if all(self._holds(condition) for condition in emit.when):
                for value in self.row.values.get(emit.value, ()):
                    for subject in self.row.values.get(emit.subject, ()) if emit.subject else (self.row.id,):
                        self._add(self._reference(str(subject)), emit.property, self._reference(str(value)))
        for name, prop in self.table.in_order.items():
            if len(cells := self.row.values.get(name, ())) > 1:
                typed = "|".join(cell.text if isinstance(cell, Cite) else str(cell) for cell in cells)
                self._add(self.subject, prop, ox.Literal(typed))
        if self.row.table in _KEYED:
            self._keys()

    def _add(self, subject: ox.NamedNode, prop: str, value: ox.NamedNode | ox.Literal) -> None:
        self.out.add((subject, node(ns.expand(prop)), value))

    def _class(self, name: str) -> None:
        self.classes.add(name)
        self.out.add((self.subject, _TYPE, node(ns.AIGOV + name)))

    def _reference(self, row_id: str) -> ox.NamedNode:
        return node(row_iri(self.reading, row_id))

    def _cell(self, column: Column, value: Value) -> None:
        if column.type == "class":
            self._class(str(value))
        elif isinstance(value, Concept):
            # A scheme may serve several tables: a role makes a participation a Leadership, never a number.
            if value.assigns and (value.assigns, self.table.class_) in self.refined:
                self._class(value.assigns)
            self._add(self.subject, column.becomes or "", node(value.iri))
        elif isinstance(value, Cite):
            citation = write_citation(value, self.out)
            self._add(self.subject, "contradictedBy" if value.contradicts else column.becomes or "", citation)
        elif isinstance(value, Span):
            write_span(self.subject, column.becomes or "", value, self.out)
        elif column.type == "ref":
            if column.shorthand:
                self._shorthand(column, str(value))
            self._add(self.subject, column.becomes or "", self._reference(str(value)))
        elif column.becomes:
            self._add(self.subject, column.becomes, self._literal(column, value))

    def _literal(self, column: Column, value: Value) -> ox.Literal:
        if isinstance(value, bool):
            return ox.Literal(value)
        if isinstance(value, int):
            return ox.Literal(value)
        if isinstance(value, Decimal):
            return ox.Literal(format(value.normalize(), "f"), datatype=node(ns.XSD + "decimal"))
        text = str(value)
        if column.type == "url":
            return ox.Literal(text, datatype=node(ns.XSD + "anyURI"))
        if column.lang_from and (lang := self.row.one(column.lang_from)):
            return ox.Literal(text, language=lang)
        return ox.Literal(text, language=column.lang) if column.lang else ox.Literal(text)

    def _shorthand(self, column: Column, value: str) -> None:
        """Write the undated record that the cell stands for, with the sources of the row."""
        keys = dict(column.shorthand or {})
        target, own, other = keys.pop("table"), keys.pop("self"), keys.pop("value")
        table = self.reading.tables.tables[target]
        columns = self.reading.tables.columns[target]
        values: dict[str, tuple[Value, ...]] = {own: (self.row.id,), other: (value,)}
        slug = "-".join([self.row.id, *keys.values(), value])
        for name, cell in {**{n: c.default for n, c in columns.items() if c.default}, **keys}.items():
            concept = self.reading.tables.vocabularies.find(columns[name].allowed_schemes, cell or "")
            values[name] = (concept,) if concept else ()
        values["cite"] = self.row.values.get("cite", ())
        record = Row(target, self.row.file, self.row.line, slug, values)
        writer = _Writer(self.reading, self.loaded, self.out, record, self.refined)
        writer.iri = f"{ns.ID}{table.word}/{slug}"
        writer.subject = node(writer.iri)
        writer.write()

    def _holds(self, condition: Condition) -> bool:
        if condition.row_class:
            return condition.row_class in self.classes
        value = self.row.one(condition.column or "")
        if condition.filled is not None:
            return (value is not None) == condition.filled
        concept = value if isinstance(value, Concept) else None
        other = self.reading.rows.get(value) if isinstance(value, str) else None
        if condition.is_ is not None:
            return concept is not None and concept.slug == condition.is_
        if condition.is_not is not None:
            return concept is None or concept.slug not in condition.is_not
        if condition.flag:
            return concept is not None and condition.flag in concept.flags
        if condition.scheme:
            return concept is not None and concept.scheme == condition.scheme
        if condition.in_:
            return other is not None and other.table == condition.in_
        if other is None:
            return False
        table = self.reading.tables.tables[other.table]
        return condition.class_ in {table.class_, other.one(table.class_column or "")}

    def _keys(self) -> None:
        """Write the normalised names by which duplicates are looked for."""
        for column in ("name_en", "name_zh", "name", "title_en", "aliases", "designation"):
            for value in self.row.values.get(column, ()):
                if key := name_key(str(value)):
                    self._add(self.subject, "nameKey", ox.Literal(key))


def write_span(subject: ox.NamedNode, prop: str, span: Span, out: set[Triple]) -> None:
    """Write a date as its text and its first and last day."""
    iri = ns.expand(prop)
    out.add((subject, node(iri + "Text"), ox.Literal(span.text)))
    for suffix, day in (("Earliest", span.earliest), ("Latest", span.latest)):
        if day:
            out.add((subject, node(iri + suffix), _day(day)))


def _day(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=node(ns.XSD + "date"))


def write_citation(cite: Cite, out: set[Triple]) -> ox.NamedNode:
    """Write a citation and give its node."""
    citation = node(f"{ns.ID}cite/{cite.slug}")
    facts: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (ns.TYPE, node(ns.AIGOV + "Citation")),
        (ns.AIGOV + "citeText", ox.Literal(cite.text.removeprefix("!"))),
        (ns.AIGOV + "document", node(ns.ID + cite.document)),
        (ns.AIGOV + "section", ox.Literal(cite.section)),
        *((ns.AIGOV + name, ox.Literal(value)) for name, value in cite.locators),
    ]
    if cite.via:
        facts.append((ns.AIGOV + "via", node(ns.ID + cite.via)))
    if cite.as_of:
        write_span(citation, "evidenceAsOf", cite.as_of, out)
    out.update((citation, node(predicate), value) for predicate, value in facts)
    return citation

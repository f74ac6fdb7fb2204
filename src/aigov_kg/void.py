"""VoID and the SPARQL service description, generated from what is served.

Vocabularies: VoID (W3C Interest Group Note, 3 March 2011) and SPARQL 1.1 Service Description (W3C Recommendation,
21 March 2013). Limits, for which neither has a term, are written as schema.org property values.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aigov_kg import namespaces as ns
from aigov_kg.exchange import Answer, Request
from aigov_kg.values import literal

_PATIENCE: Final = 120.0
_PREFIXES: Final = """\
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <http://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_FORMATS: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG",
)  # fmt: skip

_GRAPHS: Final = "SELECT ?graph (COUNT(*) AS ?triples) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
_TOTAL: Final = (
    "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"
)
_PROPERTIES: Final = (
    "SELECT ?property (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) "
    "{ ?s ?property ?o } GROUP BY ?property ORDER BY ?property"
)
_CLASSES: Final = "SELECT ?class (COUNT(DISTINCT ?s) AS ?entities) { ?s a ?class } GROUP BY ?class ORDER BY ?class"
_CLASS_PROPERTIES: Final = (
    "SELECT ?class ?property (COUNT(*) AS ?triples) { ?s a ?class ; ?property ?o } "
    "GROUP BY ?class ?property ORDER BY ?class ?property"
)

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of the default graph and of each named graph; rows of names and numbers."""

    graphs: list[Row]
    total: Row
    properties: list[Row]
    classes: list[Row]
    class_properties: list[Row]


@dataclass(frozen=True, slots=True)
class Served:
    """What the descriptions say beyond the counts.

    Attributes:
        address: where the service is reached, without a slash at the end.
        limits: value and sentence of each setting, by name.
        release: a release of the project is served, which has a title, a licence and a dump; else given files.
    """

    address: str
    version: str
    limits: Mapping[str, tuple[Any, str]]
    release: bool


def count() -> Generator[Request, Answer, Statistics]:
    """Count what is served, in a worker."""
    found: list[list[Row]] = []
    for query in (_GRAPHS, _TOTAL, _PROPERTIES, _CLASSES, _CLASS_PROPERTIES):
        answer = yield Request(query, trusted=True, deadline=_PATIENCE)
        rows = json.loads(answer.body)["results"]["bindings"]
        # Blank nodes may stand as classes of an ontology's expressions; they have no name to be listed under.
        found.append(
            [
                {name: cell["value"] for name, cell in row.items()}
                for row in rows
                if all(cell["type"] != "bnode" for cell in row.values())
            ]
        )
    graphs, total, properties, classes, class_properties = found
    return Statistics(graphs, total[0], properties, classes, class_properties)


def void_document(statistics: Statistics, served: Served) -> str:
    """Write the VoID description as Turtle."""
    return _PREFIXES + "".join(_dataset(statistics, served))


def service_document(statistics: Statistics, served: Served) -> str:
    """Write the service description, with the VoID description of the default graph, as Turtle."""
    endpoint = f"<{served.address}/sparql>"
    lines = [
        _PREFIXES,
        f"{endpoint} a sd:Service ; sd:endpoint {endpoint} ; sd:supportedLanguage sd:SPARQL11Query ;\n",
        "  sd:feature sd:EmptyGraphs ; sd:defaultEntailmentRegime <http://www.w3.org/ns/entailment/Simple> ;\n",
        f"  sd:resultFormat {', '.join(f'formats:{name}' for name in _FORMATS)} ;\n",
        f"  sd:defaultDataset <{served.address}/sparql#dataset> .\n",
        f"<{served.address}/sparql#dataset> a sd:Dataset ; sd:defaultGraph <{served.address}/void#dataset> .\n",
        f"<{served.address}/void#dataset> a sd:Graph .\n",
        *_named(statistics, served),
        *_limits(served),
        *_dataset(statistics, served),
    ]
    return "".join(lines)


def _named(statistics: Statistics, served: Served) -> Iterable[str]:
    for row in statistics.graphs:
        name = row["graph"]
        yield (
            f"<{served.address}/sparql#dataset> sd:namedGraph [ a sd:NamedGraph ; sd:name <{name}> ; "
            f"sd:graph [ a sd:Graph, void:Dataset ; void:triples {row['triples']} ] ] .\n"
        )


def _limits(served: Served) -> Iterable[str]:
    for name, (value, sentence) in served.limits.items():
        yield (
            f"<{served.address}/sparql> schema:additionalProperty <{served.address}/sparql#{name}> .\n"
            f"<{served.address}/sparql#{name}> a schema:PropertyValue ; schema:propertyID {literal(name)} ; "
            f"schema:value {literal(str(value), ns.XSD + 'decimal')} ; schema:description {literal(sentence)} .\n"
        )


def _dataset(statistics: Statistics, served: Served) -> Iterable[str]:
    total = statistics.total
    yield f"<{served.address}/void> a void:DatasetDescription ; foaf:primaryTopic <{served.address}/void#dataset> .\n"
    yield f"<{served.address}/void#dataset> a void:Dataset ; dcterms:identifier {literal(served.version)} ;\n"
    if served.release:
        yield (
            '  dcterms:title "aigov-kg"@en ; '
            'dcterms:description "The actors of AI governance: who sits where, who leads which work, who is named on which list."@en ;\n'
            "  dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; "
            f"void:uriSpace {literal(ns.ID)} ; void:vocabulary <{ns.ONTOLOGY}> ; void:dataDump <{served.address}/export> ;\n"
        )
    yield (
        f"  void:sparqlEndpoint <{served.address}/sparql> ; void:triples {total['triples']} ;\n"
        f"  void:distinctSubjects {total['subjects']} ; void:distinctObjects {total['objects']} ;\n"
        f"  void:properties {len(statistics.properties)} ; void:classes {len(statistics.classes)} .\n"
    )
    for row in statistics.properties:
        yield (
            f"<{served.address}/void#dataset> void:propertyPartition [ void:property <{row['property']}> ; "
            f"void:triples {row['triples']} ; void:distinctSubjects {row['subjects']} ; "
            f"void:distinctObjects {row['objects']} ] .\n"
        )
    of_class: dict[str, list[str]] = {}
    for row in statistics.class_properties:
        of_class.setdefault(row["class"], []).append(
            f" ;\n  void:propertyPartition [ void:property <{row['property']}> ; void:triples {row['triples']} ]"
        )
    for row in statistics.classes:
        yield (
            f"<{served.address}/void#dataset> void:classPartition [ void:class <{row['class']}> ; "
            f"void:entities {row['entities']}{''.join(of_class.get(row['class'], ()))} ] .\n"
        )

"""The lint of the ontology: `shapes/ontology.ttl` over its text, the concept schemes, and the use of their terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import rdflib

from aigov_kg import namespaces as ns
from aigov_kg.findings import Finding
from aigov_kg.load import Loaded, Triple, node
from aigov_kg.setrules import SHAPES, SetRule, plain, solve, take_rules
from aigov_kg.tables import Reading

_USED, _NAMED = node(SHAPES + "usedBy"), node(SHAPES + "namedBy")
_DECLARED = re.compile(r"(?:PREFIX\s+|@prefix\s+|sh:prefix\s+\")([\w-]*)\"?:?\s*(?:;\s*sh:namespace\s+\"|<)([^>\"]+)")
_NAME = re.compile(r"(?<![\w:?$-])([A-Za-z][\w-]*):((?:\w|\\[/.-]|[.-](?=\w))+)")
_IRI = re.compile(r"<(" + re.escape(ns.BASE) + r"(?:ontology#|vocab/)[^>\s]+)>")


def lint(reading: Reading, loaded: Loaded) -> list[Finding]:
    """Run the rules for the ontology's own text; `loaded` holds the inferred graph too."""
    rules = read_rules(reading.tables.home.shapes / "ontology.ttl")
    store = linted(reading, loaded)
    return [finding for rule in rules for finding in _tell(rule, store)]


def read_rules(path: Path) -> list[SetRule]:
    """Read the rules."""
    shapes = rdflib.Graph()
    shapes.parse(path, format="turtle")
    return take_rules(shapes)


def linted(reading: Reading, loaded: Loaded) -> ox.Store:
    """Give what the rules look at: ontology, schemes, and who uses or names which term."""
    store = ox.Store()
    texts = (loaded.graphs[ns.ONTOLOGY_GRAPH], loaded.graphs[ns.VOCABULARIES])
    store.bulk_extend(ox.Quad(s, p, o) for triples in texts for s, p, o in triples)
    uses = {
        *((iri, _USED, "data/tables.toml") for iri in _by_tables(reading)),
        *(
            (iri, _USED, "the data")
            for graph in (ns.ACCEPTED, ns.REJECTED, ns.INFERRED)
            for iri in _in(loaded.graphs[graph])
        ),
        *((iri, _USED, "ontology/vocabularies") for iri in _in(texts[1])),
        *((p.value, _USED, "ontology/modules") for _, p, _ in texts[0] if p.value.startswith(ns.AIGOV)),
        *((iri, _NAMED, "ontology/modules") for iri in _in(texts[0])),
    }
    home = reading.tables.home
    for path in (*sorted(home.shapes.glob("*.ttl")), *sorted(home.queries.glob("*.rq"))):
        place = f"{path.parent.name}/{path.name}"
        uses |= {(iri, _NAMED, place) for iri in named_in(path.read_text(encoding="utf-8"))}
    store.bulk_extend(ox.Quad(node(iri), how, ox.Literal(by)) for iri, how, by in uses)
    return store


def named_in(text: str) -> Iterator[str]:
    """Give the IRIs of the terms and concepts that a Turtle or SPARQL text names."""
    prefixes = ns.PREFIXES | dict(_DECLARED.findall(text))
    # A comment may speak of anything; a # inside an IRI begins none.
    bare = re.sub(r"(?m)(?:^|\s)#.*$", "", text)
    spelt = set(_IRI.findall(bare))
    bare = re.sub(r"<[^<>\s]*>", " ", bare)
    names = {prefixes[p] + local.replace("\\", "") for p, local in _NAME.findall(bare) if p in prefixes}
    for iri in sorted(names | spelt):
        if iri.startswith((ns.AIGOV, ns.VOCAB)) and iri not in prefixes.values():
            yield iri


def _by_tables(reading: Reading) -> Iterator[str]:
    for name, table in reading.tables.tables.items():
        yield from (ns.AIGOV + c for c in (table.class_, *table.classes, *(s.class_ for s in table.subclasses)) if c)
        yield from (ns.expand(e.property) for e in table.emits)
        yield from (ns.expand(p) for p in table.in_order.values())
        for column in reading.tables.columns[name].values():
            iri = ns.expand(column.becomes or "")
            if iri.startswith(ns.AIGOV) and iri != ns.AIGOV:
                yield from ([iri + s for s in ("Text", "Earliest", "Latest")] if column.type == "date" else [iri])
            yield from (ns.VOCAB + scheme for scheme in column.allowed_schemes)


def _in(triples: Iterable[Triple]) -> Iterator[str]:
    for _, predicate, value in triples:
        if predicate.value.startswith(ns.AIGOV):
            yield predicate.value
        if isinstance(value, ox.NamedNode) and value.value.startswith((ns.AIGOV, ns.VOCAB)):
            yield value.value


def _tell(rule: SetRule, store: ox.Store) -> Iterator[Finding]:
    for bound in solve(rule, store):
        if "value" not in bound:
            continue
        said = rule.message
        for name, text in bound.items():
            said = said.replace(f"{{?{name}}}", ns.shorten(text))
        message, _, fix = plain(said).rpartition("; ")
        yield Finding(
            "ontology", None, None, message, fix, rule.name, rule.why, rule.severity, ns.shorten(bound["value"])
        )

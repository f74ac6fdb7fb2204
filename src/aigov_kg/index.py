"""The name index of a release: how things are found by name, class, country, topic and source without the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.cites import Cite
from aigov_kg.load import Loaded
from aigov_kg.redirects import read_redirects
from aigov_kg.tables import Reading, Row
from aigov_kg.vocabularies import Concept

_NAMES = ("name_en", "title_en", "name_zh", "title_zh", "title_orig", "name", "designation")
_SAID = {"modality": "modality", "status": "status", "quote": "quote", "known_since": "knownSince"}
_PLACED = {
    "cite": "citeText",
    "as_of": "evidenceAsOfText",
    **{n: n for n in ("document", "section", "page", "table", "tableRow", "figure", "footnote", "anchor", "via")},
}
_CITING = {
    **{ns.AIGOV + term: name for name, term in _PLACED.items()},
    **{ns.AIGOV + term: name for name, term in _SAID.items()},
    ns.AIGOV + "support": "for",
    ns.AIGOV + "contradictedBy": "against",
}
_BOUNDS = {"not_before": ("lifeEarliest", "startText"), "not_after": ("lifeLatest", "endText")}
"""What bounds a record by the life of what it is about, and what stands in its place where a source states it."""
_LASTING = {"tenure", "membership", "participation", "liaison", "control", "listing"}
"""Kinds of records that begin and end."""
_LABELS = ("designation", "name_en", "title_en", "name", "title_orig", "name_zh")


def name_index(reading: Reading, loaded: Loaded) -> dict[str, Any]:
    """Make the index.

    Returns:
        `entities` by id: `class`, `label`, `names`, `country`, `topics`, `sources` (documents with a statement about it),
        and for a document `issued` and `issued_by`; `concepts` by scheme and slug: their labels; `narrower`,
        by scheme and slug: the concepts anywhere below; `classes`: each
        class to its superclasses; `evidence`, by path below `/id/`: what the record or thing rests on; `terms`: the IRIs of the ontology; `vocabulary`: the properties and
        classes of others that are used; `redirects`: for each path below `/id/` that was
        left, `to` (the path that it leads to, None where it was withdrawn), `date` and `reason`.
    """
    entities = {
        row.id: _entity(reading, row)
        for row in reading.rows.values()
        if reading.tables.tables[row.table].kind == "thing"
    }
    for row in reading.of("names"):
        if target := entities.get(str(row.one("subject"))):
            target["names"] = list(dict.fromkeys([*target["names"], str(row.one("name"))]))
    for thing, documents in _sources(reading).items():
        if thing in entities:
            entities[thing]["sources"] = sorted(documents)
    concepts = {
        scheme: {slug: concept.label for slug, concept in sorted(members.items())}
        for scheme, members in sorted(reading.tables.vocabularies.schemes.items())
    }
    ontology = loaded.graphs[ns.ONTOLOGY_GRAPH]
    evidence = _evidence(loaded, {ns.ID + row.id for row in reading.of("documents")})
    terms = {s.value for s, _, _ in ontology if isinstance(s, ox.NamedNode) and s.value.startswith(ns.AIGOV)}
    return {
        "entities": dict(sorted(entities.items())),
        "concepts": concepts,
        "narrower": _narrower(loaded),
        "classes": _superclasses(loaded),
        "evidence": evidence,
        "terms": sorted(terms),
        "vocabulary": sorted(_vocabulary(loaded)),
        "redirects": {
            old: {"to": r.new, "date": r.date, "reason": r.reason}
            for old, r in sorted(read_redirects(reading)[0].items())
        },
    }


def _evidence(loaded: Loaded, documents: Collection[str]) -> dict[str, dict[str, Any]]:
    """Gather, for everything that cites a source: modality, status, quotation, and each citation with its locators."""
    held: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for graph in (ns.ACCEPTED, ns.REJECTED):
        for subject, prop, value in loaded.graphs.get(graph, ()):
            if prop.value in _CITING and isinstance(subject, ox.NamedNode):
                held[subject.value][_CITING[prop.value]].append(value.value)
    bounds = _bounds(loaded, documents)
    index: dict[str, dict[str, Any]] = {}
    for iri, cells in held.items():
        citations = [
            {"contradicts": against, **_citation(held[citation])}
            for against in (False, True)
            for citation in sorted(cells["against" if against else "for"], key=lambda c: held[c]["cite"])
        ]
        if citations:
            said = {n: cells[n][0].removeprefix(f"{ns.VOCAB}{n}/") for n in _SAID if n in cells}
            index[iri.removeprefix(ns.ID)] = {
                "basis": "asserted",
                **said,
                **bounds.get(iri, {}),
                "citations": citations,
            }
    return dict(sorted(index.items()))


def _bounds(loaded: Loaded, documents: Collection[str]) -> dict[str, dict[str, str]]:
    """Give between which days a record can have held, where no source states its start or its end, or a study period.

    Not of roles in documents: that nobody is the author of one before its day goes without saying.
    """
    read = {ns.AIGOV + name for names in (*_BOUNDS.values(), ("period", "object")) for name in names}
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, prop, value in loaded.graphs.get(ns.ACCEPTED, ()):
        if prop.value in read and isinstance(subject, ox.NamedNode):
            held[subject.value][prop.value.removeprefix(ns.AIGOV)] = value.value
    return {
        iri: {
            bound: cells[life]
            for bound, (life, stated) in _BOUNDS.items()
            if life in cells and stated not in cells and "period" not in cells
        }
        for iri, cells in held.items()
        if iri.removeprefix(ns.ID).partition("/")[0] in _LASTING and cells.get("object") not in documents
    }


def _citation(cells: dict[str, list[str]]) -> dict[str, str]:
    return {name: cells[name][0].removeprefix(ns.ID) for name in _PLACED if name in cells}


def _vocabulary(loaded: Loaded) -> set[str]:
    triples = [triple for graph in loaded.graphs.values() for triple in graph]
    used = {p.value for _, p, _ in triples}
    used |= {o.value for _, p, o in triples if p.value == ns.TYPE and isinstance(o, ox.NamedNode)}
    return {iri for iri in used if not iri.startswith(ns.AIGOV)}


def label_of(reading: Reading, row_id: str) -> str:
    """Give the name by which a thing is shown: designation, else English name, else what there is."""
    row = reading.rows.get(row_id)
    found = (row.one(column) for column in _LABELS) if row else ()
    return next((str(name) for name in found if name), row_id)


def _entity(reading: Reading, row: Row) -> dict[str, Any]:
    table = reading.tables.tables[row.table]
    names = [str(row.one(c)) for c in _NAMES if row.one(c)] + [str(alias) for alias in row.values.get("aliases", ())]
    entry: dict[str, Any] = {
        "class": table.class_ or row.one(table.class_column or ""),
        "label": label_of(reading, row.id),
        "names": list(dict.fromkeys(names)),
    }
    if country := row.one("country") or row.one("jurisdiction"):
        entry["country"] = str(country)
    if topics := [t.slug for t in row.values.get("topic", ()) if isinstance(t, Concept)]:
        entry["topics"] = topics
    if row.table == "documents" and (issued := row.one("issued")):
        entry["issued"] = issued.text
        entry["issued_by"] = issued.latest.isoformat() if issued.latest else None
    return entry


def _sources(reading: Reading) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in reading.rows.values():
        documents = {cite.document for cite in row.values.get("cite", ()) if isinstance(cite, Cite)}
        found[row.id] |= documents
        for name, column in reading.tables.columns[row.table].items():
            if column.type == "ref":
                for value in row.values.get(name, ()):
                    found[str(value)] |= documents
    return found


def _superclasses(loaded: Loaded) -> dict[str, list[str]]:
    above: dict[str, set[str]] = defaultdict(set)
    for s, p, o in loaded.graphs[ns.ONTOLOGY_GRAPH]:
        if p.value == ns.RDFS + "subClassOf" and isinstance(s, ox.NamedNode) and isinstance(o, ox.NamedNode):
            above[s.value.removeprefix(ns.AIGOV)].add(o.value.removeprefix(ns.AIGOV))
    return _closed(above)


def _narrower(loaded: Loaded) -> dict[str, dict[str, list[str]]]:
    below: dict[str, set[str]] = defaultdict(set)
    for s, p, o in loaded.graphs[ns.VOCABULARIES]:
        if p.value == ns.SKOS + "broader":
            below[o.value.removeprefix(ns.VOCAB)].add(s.value.removeprefix(ns.VOCAB))
    found: dict[str, dict[str, list[str]]] = {}
    for path, members in _closed(below).items():
        scheme, _, slug = path.partition("/")
        found.setdefault(scheme, {})[slug] = [member.partition("/")[2] for member in members]
    return found


def _closed(next_to: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """Give everything that can be reached from each, in alphabetical order."""
    closed: dict[str, list[str]] = {}
    for name in next_to:
        reached: set[str] = set()
        todo = [name]
        while todo:
            for further in next_to.get(todo.pop(), ()):
                if further not in reached:
                    reached.add(further)
                    todo.append(further)
        closed[name] = sorted(reached)
    return dict(sorted(closed.items()))

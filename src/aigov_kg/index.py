"""The name index of a release: how things are found by name, class, country, topic and source without the graph."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.cites import Cite
from aigov_kg.load import Loaded
from aigov_kg.redirects import read_redirects
from aigov_kg.tables import Reading, Row
from aigov_kg.vocabularies import Concept

_NAMES = ("name_en", "title_en", "name_zh", "title_zh", "title_orig", "name", "designation")
_LABELS = ("designation", "name_en", "title_en", "name", "title_orig", "name_zh")


def name_index(reading: Reading, loaded: Loaded) -> dict[str, Any]:
    """Make the index.

    Returns:
        `entities` by id: `class`, `label`, `names`, `country`, `topics`, `sources` (documents with a statement about it),
        and for a document `issued` and `issued_by`; `concepts` by scheme and slug: their labels; `classes`: each
        class to its superclasses; `terms`: the IRIs of the ontology; `redirects`: for each path below `/id/` that was
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
    terms = {s.value for s, _, _ in ontology if isinstance(s, ox.NamedNode) and s.value.startswith(ns.AIGOV)}
    return {
        "entities": dict(sorted(entities.items())),
        "concepts": concepts,
        "classes": _superclasses(loaded),
        "terms": sorted(terms),
        "redirects": {
            old: {"to": r.new, "date": r.date, "reason": r.reason}
            for old, r in sorted(read_redirects(reading)[0].items())
        },
    }


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
    closed: dict[str, list[str]] = {}
    for name in above:
        reached, todo = set(), [name]
        while todo:
            for upper in above.get(todo.pop(), ()):
                if upper not in reached:
                    reached.add(upper)
                    todo.append(upper)
        closed[name] = sorted(reached)
    return dict(sorted(closed.items()))

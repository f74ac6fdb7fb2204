"""The name index of a release: how things are found by name, class, country, topic and source without the graph."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.cites import Cite
from aigov_kg.load import Loaded
from aigov_kg.tables import Reading, Row
from aigov_kg.vocabularies import Concept

_NAMES = ("name_en", "title_en", "name_zh", "title_zh", "title_orig", "name", "designation")
_LABELS = ("designation", "name_en", "title_en", "name", "title_orig", "name_zh")


def name_index(reading: Reading, loaded: Loaded) -> dict[str, Any]:
    """Make the index.

    Returns:
        `entities` by id: `class`, `label`, `names`, `country`, `topics`, `sources` (documents with a statement about it),
        and for a document `issued` and `issued_by`; `concepts` by scheme and slug: their labels; `classes`: each
        class to its superclasses; `terms`: the IRIs of the ontology.
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
    }


def label_of(reading: Reading, row_id: str) -> str:
    """Give the name by which a thing is shown: designation, else English name, else what there is."""
    row = reading.rows.get(row_id)
    found = (row.one(column) for column in _LABELS) if row else ()
    return next((str(name) for name in found if name), row_id)


def find(
    names: Mapping[str, Any], query: str, wanted: Mapping[str, str | None]
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Find entities: how well the name fits (0 whole, 1 beginning, 2 within), id and entry.

    Args:
        query: part of a name, alias, designation or Chinese name; empty for all.
        wanted: `class` (superclasses count), `country`, `topic`, `source`; None does not narrow.
    """
    text = fold(query)
    classes = names.get("classes", {})
    for slug, entity in names["entities"].items():
        kind = wanted.get("class")
        if kind and kind != entity["class"] and kind not in classes.get(entity["class"], []):
            continue
        if (country := wanted.get("country")) and entity.get("country") != country:
            continue
        if (topic := wanted.get("topic")) and topic not in entity.get("topics", []):
            continue
        if (source := wanted.get("source")) and source not in entity.get("sources", []):
            continue
        ranks = [_rank(text, fold(name)) for name in (slug, *entity["names"])]
        if fitting := [rank for rank in ranks if rank is not None]:
            yield min(fitting), slug, entity


def fold(text: str) -> str:
    """Fold a name for comparison: compatibility form, lower case, letters and digits of any script only."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _rank(text: str, name: str) -> int | None:
    if text not in name:
        return None
    return 0 if text == name or not text else 1 if name.startswith(text) else 2


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

"""Conflicts and gaps: where sources disagree, with both sides, and what they do not say."""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from aigov_kg import namespaces as ns
from aigov_kg.evidence import evidence
from aigov_kg.store import Answer, Request

_NOTES = """
SELECT ?note ?property ?value WHERE {
  GRAPH graph:accepted { ?note a aigov:%s ; ?property ?value }
} ORDER BY ?note ?property ?value
"""

_PAIRS = """
SELECT DISTINCT ?note ?node WHERE {
  GRAPH graph:accepted { ?note a aigov:Conflict ; aigov:about|aigov:records ?node }
} ORDER BY ?note ?node
"""

_WORDS = """
SELECT ?note ?property ?value WHERE {
  VALUES ?note { %s } ?note ?property ?value
  FILTER(?property IN (aigov:about, aigov:records, aigov:text, aigov:field))
}
"""

_TEXTS = ("field", "text", "preferred", "reason", "decidedText")


def notes(
    kind: Literal["Conflict", "Gap"], names: Mapping[str, Any], about: str | None = None
) -> Generator[Request, Answer, list[dict[str, Any]]]:
    """Give the conflicts or the gaps, of one entity or record or of all; rival records come with their sources."""
    answer = yield Request(ns.sparql_prefixes() + _NOTES % kind, trusted=True)
    found: dict[str, dict[str, list[str]]] = {}
    for row in json.loads(answer.body)["results"]["bindings"]:
        name = row["property"]["value"].removeprefix(ns.AIGOV)
        found.setdefault(row["note"]["value"], {}).setdefault(name, []).append(row["value"]["value"])
    if about is not None:
        iri = ns.ID + about
        found = {n: c for n, c in found.items() if iri in {*c.get("about", []), *c.get("records", [])}}
    rivals = {record for cells in found.values() for record in cells.get("records", [])}
    sources = evidence(sorted({*found, *rivals}), names)
    shown = []
    for iri, cells in found.items():
        entry: dict[str, Any] = {"id": iri.removeprefix(ns.ID), "iri": iri}
        entry["about"] = [_named(value, names) for value in cells.get("about", [])]
        entry.update({name.removesuffix("Text"): cells[name][0] for name in _TEXTS if name in cells})
        if kind == "Conflict":
            entry["sides"] = [
                {"record": record.removeprefix(ns.ID), "evidence": sources.get(record, {})}
                for record in cells.get("records", [])
            ]
            entry["values"] = cells.get("values", [])
            entry["resolution"] = "preferred" if "preferred" in cells else "open"
        entry["evidence"] = sources.get(iri, {})
        shown.append(entry)
    return shown


def touching(kind: Literal["Conflict", "Gap"], nodes: str) -> str:
    """Give a graph pattern that binds ?note to the notes that are about `nodes`."""
    return f"VALUES ?node {{ {nodes} }} ?note aigov:about|aigov:records ?node . ?note a aigov:{kind} ."


def told(
    found: Iterable[str], nodes: Collection[str], names: Mapping[str, Any]
) -> Generator[Request, Answer, list[dict[str, Any]]]:
    """Write notes: id, address, what each is about and says, and what of `nodes` it touches."""
    if not (terms := " ".join(f"<{iri}>" for iri in sorted(set(found)))):
        return []
    answer = yield Request(ns.sparql_prefixes() + _WORDS % terms, trusted=True)
    cells: dict[str, dict[str, list[str]]] = {}
    for row in json.loads(answer.body)["results"]["bindings"]:
        name = row["property"]["value"].removeprefix(ns.AIGOV)
        cells.setdefault(row["note"]["value"], {}).setdefault(name, []).append(row["value"]["value"])
    notes = []
    for iri, cell in sorted(cells.items()):
        slug = iri.removeprefix(ns.ID)
        about = sorted(cell.get("about", []))
        notes.append({
            "id": slug, "href": f"/api/v1/statements/{slug}", "about": [_named(a, names) for a in about],
            "field": next(iter(cell.get("field", [])), None), "text": next(iter(cell.get("text", [])), ""),
            "touches": sorted({n.removeprefix(ns.ID) for n in (*about, *cell.get("records", [])) if n in nodes}),
        })  # fmt: skip
    return notes


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The conflicts of a release, by what they are about; there are few, so they are read once."""

    notes: dict[str, dict[str, Any]]
    about: dict[str, list[str]]

    def touching(self, nodes: Collection[str]) -> list[dict[str, Any]]:
        """Give the conflicts about `nodes` (IRIs), each with what of these it touches."""
        found: dict[str, list[str]] = {}
        for node in nodes:
            for iri in self.about.get(node, ()):
                found.setdefault(iri, []).append(node.removeprefix(ns.ID))
        return [{**self.notes[iri], "touches": sorted(touches)} for iri, touches in sorted(found.items())]


def read_conflicts(names: Mapping[str, Any]) -> Generator[Request, Answer, Conflicts]:
    """Read the conflicts of a release."""
    answer = yield Request(ns.sparql_prefixes() + _PAIRS, trusted=True)
    about: dict[str, list[str]] = {}
    for row in json.loads(answer.body)["results"]["bindings"]:
        about.setdefault(row["node"]["value"], []).append(row["note"]["value"])
    notes = yield from told({note for found in about.values() for note in found}, (), names)
    return Conflicts({ns.ID + note["id"]: note for note in notes}, about)


def telling(notes: Iterable[dict[str, Any]], asked: Iterable[str], names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep the notes that tell something about an answer.

    A note on a firm or a body that also names its country is no news wherever the country occurs; one that is about
    countries alone is, where a country was `asked` for (IRIs).
    """
    wanted = {iri.removeprefix(ns.ID) for iri in asked}

    def is_country(slug: str) -> bool:
        return bool(names["entities"].get(slug, {}).get("class") == "Jurisdiction")

    kept = []
    for note in notes:
        touches = [slug for slug in note["touches"] if not is_country(slug)]
        if touches or (wanted & set(note["touches"]) and all(is_country(about["id"]) for about in note["about"])):
            kept.append({**note, "touches": touches or note["touches"]})
    return kept


def _named(iri: str, names: Mapping[str, Any]) -> dict[str, str]:
    slug = iri.removeprefix(ns.ID)
    return {"id": slug, "label": names["entities"].get(slug, {}).get("label", slug)}

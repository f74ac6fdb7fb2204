"""A difference between two states of the graph in sentences: one for each thing or record that came, went or changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.columns import Column, Description
from aigov_kg.differences import Difference, Side
from aigov_kg.evidence import USUAL
from aigov_kg.load import Triple

_BETWEEN = {
    "onList": "on", "body": "of", "within": "in a group below", "object": "of", "liaisonTo": "with",
    "controlled": "of", "successor": "to", "toWork": "of", "about": "about", "recipient": "to", "payee": "to",
    "responsibleBody": "with", "countedCountry": "counted under", "onBehalfOf": "on behalf of", "organiser": "by",
    "listingReason": "for", "directParent": "in", "partOf": "in", "document": "in", "topic": "on",
}  # fmt: skip
_TITLES = (ns.SKOS + "prefLabel", ns.AIGOV + "designation")
_EVIDENCE = {ns.AIGOV + "support", ns.AIGOV + "contradictedBy"}
_TELLING = {"role", "kind", "reached", "trait", "measure", "aggregate", "degree", "listingReason"}
_CAPTION = ns.RDFS + "label"
_LONG = 100


class Teller:
    """Tells a difference."""

    def __init__(self, difference: Difference, tables: Description) -> None:
        self.difference, self.tables = difference, tables
        self.words = {table.word: name for name, table in tables.tables.items() if table.word}
        self.columns: dict[str, list[Column]] = {n: list(c.values()) for n, c in tables.columns.items()}
        self.inferred = self._by_end(difference.added), self._by_end(difference.removed)
        self.told: set[Triple] = set()
        self.cites = {
            s.value: o.value
            for side in (difference.before, difference.after)
            for s, p, o in side.graphs.get(ns.ACCEPTED, ())
            if p.value == ns.AIGOV + "citeText"
        }
        changed = {s for which in (difference.added, difference.removed) for s, _, _ in difference.asserted(which)}
        self.held: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for name in (ns.ACCEPTED, ns.REJECTED):
            for subject, prop, value in difference.after.graphs.get(name, ()):
                if subject in changed:
                    self.held[subject.value][prop.value].append(value)

    def sentences(self) -> Iterator[str]:
        """Give the sentences: what came, what went, what changed, and what else is inferred."""
        added = self._by_subject(self.difference.asserted(self.difference.added))
        removed = self._by_subject(self.difference.asserted(self.difference.removed))
        told: dict[str, str] = {}
        # Records come first, so that an inferred link is told with the record that brings it about.
        for iri in sorted(added.keys() | removed.keys(), key=lambda i: ("/" not in i.removeprefix(ns.ID), i)):
            new, old = added.get(iri, []), removed.get(iri, [])
            if any(p.value == ns.TYPE for _, p, _ in new) and not old:
                told[iri] = self._sentence(self.difference.after, iri, new, "new")
            elif any(p.value == ns.TYPE for _, p, _ in old) and not new:
                told[iri] = self._sentence(self.difference.before, iri, old, "no longer recorded:")
            else:
                told[iri] = self._change(iri, old, new)
        yield from (told[iri] for iri in sorted(told))
        yield from self._rest()

    @staticmethod
    def _by_subject(triples: set[Triple]) -> dict[str, list[Triple]]:
        found: dict[str, list[Triple]] = defaultdict(list)
        for triple in triples:
            # A citation is told with what it supports, and a caption changes with the names that it is made of.
            if not triple[0].value.startswith(ns.ID + "cite/") and triple[1].value != _CAPTION:
                found[triple[0].value].append(triple)
        return found

    @staticmethod
    def _by_end(which: dict[str, set[Triple]]) -> dict[str, list[Triple]]:
        found: dict[str, list[Triple]] = defaultdict(list)
        for triple in which[ns.INFERRED]:
            if triple[1].value != ns.TYPE and isinstance(triple[2], ox.NamedNode):
                found[triple[0].value].append(triple)
                found[triple[2].value].append(triple)
        return found

    def _sentence(self, side: Side, iri: str, triples: list[Triple], verb: str) -> str:
        """Tell a record by its first party and what it says; a thing by its name and class."""
        path = iri.removeprefix(ns.ID)
        word, slash, _ = path.partition("/")
        values: dict[str, list[Any]] = defaultdict(list)
        for _, prop, value in triples:
            values[prop.value].append(value)
        table = self.words.get(word) if slash else None
        if table is None:
            kind = self._label(side, min((v.value for v in values[ns.TYPE]), default=""))
            return f"{self._name(side, iri, values)}: {verb} {kind} ({path})" + self._consequences(iri, set())
        columns = [c for c in self.columns[table] if c.becomes]
        first = next((c for c in columns if c.type == "ref" and values[_iri(c)]), None)
        parts: list[str] = []
        for column in sorted(columns, key=lambda c: c.type != "concept"):
            told = column.type == "ref" or (column.type == "concept" and column.becomes in _TELLING)
            if column is not first and told:
                for value in sorted(values[_iri(column)], key=str):
                    if value.value.endswith("/not-stated"):
                        continue
                    between = _BETWEEN.get(column.becomes or "", "")
                    # Some kinds bring their preposition along: part of.
                    if parts and parts[-1].endswith(f" {between}"):
                        between = ""
                    parts.append(f"{between} {self._label(side, value.value)}".strip())
        parts += self._dates(values)
        if number := next(iter(values[ns.AIGOV + "value"]), None):
            parts.append(f"= {number.value}")
        if share := next(iter(values[ns.AIGOV + "sharePercent"]), None):
            parts.append(f"({share.value}%)")
        for name, joined in (("position", "as"), ("instrument", "by")):
            parts += [f"{joined} {value.value}" for value in values[ns.AIGOV + name]]
        if text := next(iter(values[ns.AIGOV + "text"] or values[ns.SKOS + "prefLabel"]), None):
            parts.append(f"“{_short(text.value)}”")
        # Whoever reviews a change must not take for a plain fact what a source only reports, or what is disputed.
        limits = [self._value(side, v) for name, usual in USUAL.items() for v in values[ns.AIGOV + name]
                  if not v.value.endswith(f"/{usual}")]  # fmt: skip
        parts += [f"({', '.join(limits)})"] if limits else []
        lead = self._label(side, sorted(values[_iri(first)], key=str)[0].value) if first else path
        said = f"{lead}: {verb} {word.replace('-', ' ')} {' '.join(parts)}".rstrip()
        parties = {value.value for column in columns if column.type == "ref" for value in values[_iri(column)]}
        came_from = self._cell_behind(side, table, path, values)
        return f"{said} ({came_from or path})" + self._consequences(iri, parties)

    def _cell_behind(self, side: Side, table: str, path: str, values: Mapping[str, list[Any]]) -> str:
        """Say of which cell a record is that has no row: it follows from a column that writes it beside its own row."""
        found: list[tuple[bool, str]] = []
        for name, columns in self.columns.items():
            for column in columns:
                keys = dict(column.shorthand or {})
                if keys.pop("table", None) != table:
                    continue
                ends = (_first(values, self.tables.columns[table][keys.pop(key)]) for key in ("self", "value"))
                row, value = (end.removeprefix(ns.ID) for end in ends)
                if path.partition("/")[2] == "-".join([row, *keys.values(), value]):
                    kind = str(side.names["entities"].get(row, {}).get("class", ""))
                    # Several tables have such a column; the class of the thing tells in which of them its row stands.
                    own = {*self.tables.tables[name].classes, self.tables.tables[name].class_}
                    if own & {kind, *side.names.get("classes", {}).get(kind, ())}:
                        found.append((kind not in own, f"follows from {name}.{column.name}"))
        return min(found, default=(True, ""))[1]

    def _consequences(self, iri: str, parties: set[str]) -> str:
        """Count the inferred links of a node, or between the parties of a record, that were not told yet."""
        said: list[str] = []
        for ends, verb in zip(self.inferred, ("appear", "disappear"), strict=True):
            between = (t for party in parties for t in ends.get(party, ()) if {t[0].value, t[2].value} <= parties)
            links = {*ends.get(iri, ()), *between} - self.told
            self.told |= links
            if links:
                said.append(f"1 inferred link {verb}s" if len(links) == 1 else f"{len(links)} inferred links {verb}")
        return f"; {', '.join(said)}" if said else ""

    def _change(self, iri: str, old: list[Triple], new: list[Triple]) -> str:
        before, after = self.difference.before, self.difference.after
        said: list[str] = []
        properties = sorted({p.value for _, p, _ in (*old, *new)})
        for prop in properties:
            if prop.endswith(("Earliest", "Latest", "nameKey", "knownSince", "citesInOrder")):
                continue
            gone = sorted(self._value(before, o) for _, p, o in old if p.value == prop)
            come = sorted(self._value(after, o) for _, p, o in new if p.value == prop)
            name = ns.shorten(prop).removeprefix("aigov:").removesuffix("Text")
            if prop in _EVIDENCE:
                said += [f"cites {value}" for value in come] + [f"no longer cites {value}" for value in gone]
            elif gone and come:
                said.append(f"{name} {', '.join(gone)} → {', '.join(come)}")
            else:
                said += [f"{name} {value} added" for value in come] + [f"{name} {value} removed" for value in gone]
        path = iri.removeprefix(ns.ID)
        word, slash, _ = path.partition("/")
        lead = self._lead(iri, self.words.get(word)) if slash else iri
        kind = f"{word.replace('-', ' ')} " if slash else ""
        told = f"{self._label(after, lead)}: {kind}{'; '.join(said) or 'changed'} ({path})"
        return told + self._consequences(iri, {lead})

    def _lead(self, iri: str, table: str | None) -> str:
        """Give the first party of a record, or the record where it has none."""
        held = self.held[iri]
        refs = (c for c in self.columns.get(table or "", ()) if c.becomes and c.type == "ref" and held[_iri(c)])
        return _first(held, next(refs, None)) or iri

    def _rest(self) -> Iterator[str]:
        for which, verb in ((self.difference.added, "appear"), (self.difference.removed, "disappear")):
            rest = [t for t in which[ns.INFERRED] if t not in self.told and t[1].value != ns.TYPE]
            if rest:
                yield f"{len(rest)} further inferred link{'s' if len(rest) != 1 else ''} {verb}"

    def _name(self, side: Side, iri: str, values: Mapping[str, list[Any]]) -> str:
        label = self._label(side, iri)
        if label != iri.removeprefix(ns.ID):
            return label
        return next((v.value for title in _TITLES for v in values.get(title, ())), label)

    def _label(self, side: Side, iri: str) -> str:
        if iri.startswith(ns.VOCAB):
            scheme, _, slug = iri.removeprefix(ns.VOCAB).partition("/")
            return str(side.names["concepts"].get(scheme, {}).get(slug, slug))
        if iri in self.cites:
            return self.cites[iri]
        if iri.startswith(ns.ID):
            slug = iri.removeprefix(ns.ID)
            return str(side.names["entities"].get(slug, {}).get("label", slug))
        return ns.shorten(iri).removeprefix("aigov:")

    def _value(self, side: Side, value: Any) -> str:
        if isinstance(value, ox.NamedNode):
            return self._label(side, value.value)
        return f"“{_short(value.value)}”" if " " in value.value else value.value

    def _dates(self, values: Mapping[str, list[Any]]) -> Iterator[str]:
        for prop, word in (("start", "from"), ("end", "until"), ("date", "on"), ("attestedOn", "attested")):
            for value in sorted(values.get(f"{ns.AIGOV}{prop}Text", []), key=str):
                yield f"{word} {value.value}"


def _iri(column: Column) -> str:
    return ns.expand(column.becomes or "")


def _first(values: Mapping[str, list[Any]], column: Column | None) -> str:
    found = sorted(values[_iri(column)], key=str) if column else []
    return str(found[0].value) if found else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 3] + "..."

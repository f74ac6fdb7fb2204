"""What in an answer rests on reasoning: inferred links between the things of a row, and the records behind each.

A query matches asserted and inferred triples alike. What a reader must be able to tell apart is a link that a record
states and one that a rule concludes, such as that a group lies somewhere below an organisation. So each property of the
query that a rule can conclude is looked up among the inferred triples, from every thing of the answer. Left out is what
a record says in other words: that a chair's seat is a seat, that whoever holds it is its agent, and the way back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from aigov_kg import namespaces as ns
from aigov_kg.curies import Triple
from aigov_kg.disagreements import Conflicts, read_conflicts
from aigov_kg.explain import records_behind
from aigov_kg.names import spelt
from aigov_kg.rules import RuleSet
from aigov_kg.store import Answer, Request

_PROVEN, _REMEMBERED = 40, 20_000
_TERM = re.compile(r"\baigov:(\w+)")
_OTHER_WORDS = {"inverse", "subclass", "subproperty", "domain", "range"}


@dataclass(slots=True)
class Premises:
    """What the answers of a release are read with.

    Attributes:
        rules: what the release is reasoned with.
        known: the records behind the inferred triples that were met so far.
        conflicts: the conflicts of the release, once somebody has asked; see `aigov_kg.disagreements`.
    """

    rules: RuleSet = field(default_factory=lambda: RuleSet(()))
    known: dict[Triple, list[str]] = field(default_factory=dict)
    conflicts: Conflicts | None = None
    heads: dict[str, bool] = field(init=False)

    def __post_init__(self) -> None:
        # True for a class, False for a property.
        heads = {r.head.term: r.head.object is None for r in self.rules.rules if r.axiom not in _OTHER_WORDS}
        self.heads = heads

    def touching(
        self, nodes: Collection[str], names: Mapping[str, Any]
    ) -> Generator[Request, Answer, list[dict[str, Any]]]:
        """Find the conflicts that are about `nodes` (IRIs)."""
        if self.conflicts is None:
            self.conflicts = yield from read_conflicts(names)
        return self.conflicts.touching(nodes)

    def followed(self, query: str) -> list[str]:
        """Give the terms of a query that a rule can conclude, in the order of the alphabet."""
        return sorted(_terms(query) & self.heads.keys())

    def links(self, query: str, nodes: Collection[str]) -> Generator[Request, Answer, dict[str, list[Triple]]]:
        """Find the inferred triples that start from `nodes` (IRIs) with a term that the query follows, by their start."""
        terms = self.followed(query)
        if not terms or not nodes:
            return {}
        values = f"VALUES ?node {{ {' '.join(f'<{iri}>' for iri in sorted(nodes))} }}"
        branches = [
            f"{values} GRAPH graph:inferred {{ ?node a ?other }} FILTER(?other = <{term}>) BIND(rdf:type AS ?link)"
            if self.heads[term]
            else f"{values} GRAPH graph:inferred {{ ?node <{term}> ?other }} BIND(<{term}> AS ?link)"
            for term in terms
        ]
        answer = yield Request(
            f"{ns.sparql_prefixes()}SELECT ?node ?link ?other WHERE {{ {{ {' } UNION { '.join(branches)} }} }} "
            "ORDER BY ?node ?link ?other",
            trusted=True,
        )
        found: dict[str, list[Triple]] = {}
        for row in json.loads(answer.body)["results"]["bindings"]:
            node, link, other = (row[name]["value"] for name in ("node", "link", "other"))
            found.setdefault(node, []).append((f"<{node}>", f"<{link}>", f"<{other}>"))
        return found

    def behind(self, triples: Iterable[Triple]) -> Generator[Request, Answer, dict[Triple, list[str]]]:
        """Find the records that inferred triples rest on, for the first ones; the others can be asked for one by one."""
        wanted = list(triples)[:_PROVEN]
        if new := [t for t in wanted if t not in self.known]:
            if len(self.known) > _REMEMBERED:
                self.known.clear()
            self.known |= yield from records_behind(new, self.rules)
        return {t: self.known[t] for t in wanted if t in self.known}


@lru_cache(256)
def _terms(query: str) -> frozenset[str]:
    return frozenset(ns.AIGOV + name for name in _TERM.findall(query))


def shown(triple: Triple, records: Mapping[Triple, list[str]], names: Mapping[str, Any]) -> dict[str, Any]:
    """Write an inferred triple for an answer: its id is what `aigov-kg explain` takes, its text what a person reads."""
    parts = [_word(term) for term in triple]
    subject, value = (str(names["entities"].get(slug, {}).get("label", slug)) for slug in (parts[0], parts[2]))
    is_class = parts[1] == "a"
    said = f" counts as {spelt(value).removesuffix(' actor')}" if is_class else f": {spelt(parts[1])} {value}"
    link: dict[str, Any] = {
        "id": " ".join(parts),
        "text": subject + said,
        **dict(zip(("subject", "predicate", "object"), (t.strip("<>") for t in triple), strict=True)),
        "explain": "/api/v1/explain?" + urlencode(dict(zip(("subject", "predicate", "object"), parts, strict=True))),
    }
    if triple in records:
        link["records"] = [iri.removeprefix(ns.ID) for iri in records[triple]]
    return link


def _word(term: str) -> str:
    iri = term.strip("<>")
    if iri == ns.TYPE:
        return "a"
    return iri.removeprefix(ns.AIGOV) if iri.startswith(ns.AIGOV) else iri.removeprefix(ns.ID)

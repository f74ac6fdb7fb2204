"""Captions: how a record is called in a few words, written beside it as `rdfs:label`: who, as what, in what, when.

A record has an address and no name. Whoever looks at a triple of it, in a query or in a browser of linked data, would
have to put one together from its properties; three questions of the catalogue did, and were the dearest for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from aigov_kg import namespaces as ns

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]

_ORDER: Final = (
    "actor holder member listedParty controller payer positionHolder predecessor fromWork liaisonFrom subject",
    "role reached measure kind trait category",
    "object body within onList controlled toWork successor liaisonTo onBehalfOf by about topic payee",
    "basis condition purpose",
    "comparator",
    "value valueMax amount",
    "unit currency",
)
"""The properties that a caption is made of before its dates, from first to last."""
_DATES = {ns.AIGOV + name: word for name, word in (
    ("dateText", ""), ("startText", ""), ("endText", "to "), ("attestedOnText", "attested ")
)}  # fmt: skip
_RANK = {ns.AIGOV + name: rank for rank, names in enumerate(_ORDER) for name in names.split()}
_UPWARD = {ns.AIGOV + "controlled": 0, ns.AIGOV + "controller": 2}
"""A part, an office or a subsidiary is said to be of what holds it; whoever oversees comes first."""
_KIND, _OVERSIGHT = ns.AIGOV + "kind", ns.VOCAB + "control-kind/oversight"
_DESIGNATION, _NAME = ns.AIGOV + "designation", ns.SKOS + "prefLabel"
_FIRST = ("en", "und")
_LABEL = ox.NamedNode(ns.RDFS + "label")
_BETWEEN = " · "


def captions(
    records: Iterable[str], statements: Iterable[Triple], named: Iterable[Iterable[Triple]]
) -> Iterator[Triple]:
    """Give the caption of each record.

    Args:
        records: IRIs of the records.
        statements: triples, theirs among them.
        named: graphs in which the things that they lead to have designations and names.
    """
    own: dict[str, list[Triple]] = {iri: [] for iri in records}
    for triple in statements:
        if triple[0].value in own:
            own[triple[0].value].append(triple)
    labels = _labels(named)
    for iri, triples in own.items():
        kinds = {value.value for _, prop, value in triples if prop.value == _KIND}
        upward = _UPWARD if kinds and _OVERSIGHT not in kinds else {}
        parts = {
            (upward.get(prop.value, _RANK[prop.value]), _said(value, labels))
            for _, prop, value in triples
            if prop.value in _RANK
        }
        said = [part for _, part in sorted(parts)]
        if when := _when(triples):
            said.append(when)
        if said:
            yield ox.NamedNode(iri), _LABEL, ox.Literal(_BETWEEN.join(said))


def _when(triples: Iterable[Triple]) -> str:
    """Tell the dates of a record; when it was attested only where it has no others."""
    dates: dict[str, set[str]] = defaultdict(set)
    for _, prop, value in triples:
        if prop.value in _DATES:
            dates[_DATES[prop.value]].add(value.value)
    if len(dates) > 1:
        dates.pop("attested ", None)
    return " ".join(word + ", ".join(sorted(dates[word])) for word in ("", "to ", "attested ") if word in dates)


def _labels(named: Iterable[Iterable[Triple]]) -> dict[str, str]:
    """Give the designation of each thing, or its name: in English, without a language, in any other."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for graph in named:
        for subject, prop, value in graph:
            if prop.value == _NAME and isinstance(value, ox.Literal):
                language = value.language or ""
                rank = _FIRST.index(language) if language in _FIRST else len(_FIRST)
            elif prop.value == _DESIGNATION:
                rank = -1
            else:
                continue
            names = found[subject.value]
            names[rank] = min(value.value, names.get(rank, value.value))
    return {iri: names[min(names)] for iri, names in found.items()}


def _said(value: ox.NamedNode | ox.Literal, labels: dict[str, str]) -> str:
    if isinstance(value, ox.Literal):
        return value.value
    return labels.get(value.value, value.value.removeprefix(ns.ID))

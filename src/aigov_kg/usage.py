"""Usage: how often a release uses each class, property and concept, and one example of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.load import Triple

Key = tuple[int, str, str, str]

_FACTS = 8
_UNSHOWN = {
    *(ns.TYPE, ns.RDFS + "label", ns.SKOS + "note", ns.SKOS + "prefLabel", ns.SKOS + "altLabel"),
    *(
        ns.AIGOV + n
        for n in (
            "support",
            "contradictedBy",
            "status",
            "modality",
            "nameKey",
            "knownSince",
            "quote",
            "sha256",
            "terms",
        )
    ),
}


@dataclass(slots=True)
class Usage:
    """Counts by IRI, in the accepted and the inferred graph, and the triple that shows each best.

    Best is the one whose subject says most, so that an example leads to something worth reading.
    """

    asserted: Counter[str] = field(default_factory=Counter)
    inferred: Counter[str] = field(default_factory=Counter)
    examples: dict[str, tuple[Key, Triple]] = field(default_factory=dict)
    facts: dict[str, list[Triple]] = field(default_factory=dict)

    def of(self, iri: str) -> dict[str, Any]:
        """Give the counts and the example of a term; the example of a class comes with what is stated of it."""
        counts = {"asserted": self.asserted[iri], "inferred": self.inferred[iri]}
        if iri not in self.examples:
            return counts
        triple = self.examples[iri][1]
        example = _example(triple)
        if triple[1].value == ns.TYPE:
            example["facts"] = [
                _example(fact) for fact in sorted(self.facts.get(triple[0].value, []), key=str)[:_FACTS]
            ]
        return counts | {"example": example}


def measure_usage(accepted: Iterable[Triple], inferred: Iterable[Triple]) -> Usage:
    """Count what each class has as members, each property as triples, and how often each concept is named."""
    accepted = list(accepted)
    weight = Counter(subject.value for subject, _, _ in accepted)
    usage = Usage()
    for triple in accepted:
        # The bounds of a date say again what its text says.
        if triple[1].value not in _UNSHOWN and not triple[1].value.endswith(("Earliest", "Latest")):
            usage.facts.setdefault(triple[0].value, []).append(triple)
    # An asserted example is better than an inferred one, however much its subject says.
    for triples, counts, rank in ((accepted, usage.asserted, 0), (inferred, usage.inferred, 1 << 30)):
        for triple in triples:
            subject, predicate, value = triple
            used = [predicate.value]
            if isinstance(value, ox.NamedNode) and (predicate.value == ns.TYPE or value.value.startswith(ns.VOCAB)):
                used.append(value.value)
            key = (rank - weight[subject.value], subject.value, predicate.value, str(value))
            for iri in used:
                counts[iri] += 1
                if iri not in usage.examples or key < usage.examples[iri][0]:
                    usage.examples[iri] = (key, triple)
    return usage


def _example(triple: Triple) -> dict[str, Any]:
    subject, predicate, value = triple
    shown: dict[str, Any] = {"subject": subject.value, "predicate": predicate.value}
    if isinstance(value, ox.NamedNode):
        return shown | {"object": value.value}
    return shown | {"text": value.value, **({"lang": value.language} if value.language else {})}

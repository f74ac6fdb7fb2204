"""Rules: what entails what, as atoms over variables, in the form in which a release carries them (`rules.json`).

Nothing here needs the engine, so that a service can explain an inferred edge without it. `aigov_kg.axioms` compiles the
rules from the ontology, `aigov_kg.emissions` adds how the loader writes triples from records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aigov_kg import namespaces as ns


@dataclass(frozen=True, slots=True)
class Atom:
    """A pattern over variables: `term(subject, object)`, or membership of the class `term` where object is None."""

    term: str
    subject: str
    object: str | None = None

    def pattern(self) -> str:
        """Give the atom as a SPARQL triple pattern."""
        if self.object is None:
            return f"?{self.subject} a <{self.term}> ."
        return f"?{self.subject} <{self.term}> ?{self.object} ."

    def rename(self, names: Mapping[str, str]) -> Atom:
        """Give the atom with its variables renamed."""
        return replace(self, subject=names[self.subject], object=names[self.object] if self.object else None)


@dataclass(frozen=True, slots=True)
class Rule:
    """`body` (one or two atoms) entails `head`; `axiom` is the kind of axiom that it comes from."""

    axiom: str
    body: tuple[Atom, ...]
    head: Atom

    def __str__(self) -> str:
        first, head = ns.shorten(self.body[0].term), ns.shorten(self.head.term)
        second = ns.shorten(self.body[1].term) if len(self.body) > 1 else ""
        match self.axiom:
            case "subclass":
                return f"every {first} is a {head}"
            case "subproperty":
                return f"whoever stands in {first} stands in {head}"
            case "inverse":
                return f"{head} is the inverse of {first}"
            case "domain":
                return f"whatever has {first} is a {head}"
            case "range":
                return f"whatever {first} leads to is a {head}"
            case "symmetric":
                return f"{head} holds both ways"
            case "transitive":
                return f"{head} is transitive"
            case "property chain":
                return f"{first} and then {second} make {head}"
        return f"whatever has {first} to a {second or 'thing'} is a {head}"


@dataclass(frozen=True, slots=True)
class Emission:
    """How the loader writes a triple beside a record: `pattern` finds the records behind `?x property ?y`."""

    property: str
    pattern: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What a release is reasoned with.

    Attributes:
        rules: the compiled axioms.
        disjoint: pairs of classes that share no member.
        acyclic: properties in which nothing may stand to itself.
        emissions: triples that the loader writes from records.
    """

    rules: tuple[Rule, ...]
    disjoint: tuple[tuple[str, str], ...] = ()
    acyclic: tuple[str, ...] = ()
    emissions: tuple[Emission, ...] = ()

    def with_emissions(self, emissions: Iterable[Emission]) -> RuleSet:
        """Give the same rules with the emissions of the loader."""
        return replace(self, emissions=tuple(emissions))

    def as_json(self) -> dict[str, Any]:
        """Give the rules as JSON; the order is fixed."""
        return {
            "rules": [
                {"axiom": r.axiom, "body": [_atom_json(a) for a in r.body], "head": _atom_json(r.head)}
                for r in self.rules
            ],
            "disjoint": [list(pair) for pair in self.disjoint],
            "acyclic": list(self.acyclic),
            "emissions": [{"property": e.property, "pattern": e.pattern} for e in self.emissions],
        }


def read_rules(value: Mapping[str, Any]) -> RuleSet:
    """Read rules from JSON as `RuleSet.as_json` writes it."""
    return RuleSet(
        tuple(Rule(r["axiom"], tuple(Atom(*a) for a in r["body"]), Atom(*r["head"])) for r in value["rules"]),
        tuple((one, other) for one, other in value["disjoint"]),
        tuple(value["acyclic"]),
        tuple(Emission(e["property"], e["pattern"]) for e in value["emissions"]),
    )


def _atom_json(atom: Atom) -> list[str]:
    return [atom.term, atom.subject, *([atom.object] if atom.object else [])]

"""Lives and first mentions: the days that the clocks go by and that no cell holds, written beside each record.

A record cannot hold while a body that it is about was not there. `lifeEarliest` and `lifeLatest` of a body come from its
milestones; those of a record are the narrowest of its parties. `knownSince` is the day by which a source had said it, see
`aigov_kg.clocks.known_since`. Questions, paths and descriptions all read these, so that they cannot differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.clocks import known_since

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]
Facts = Mapping[str, Mapping[str, list[str]]]
"""Values by subject and by local name of the property."""

_APPROVED = "formation-approved"
_BEGINS = {_APPROVED, "established", "launched"}
_ENDS = {"closed", "dissolved"}
_PARTIES = {
    "Tenure": ("holder", "onBehalfOf", "body", "within"),
    "Participation": ("actor", "onBehalfOf", "object"),
    "Membership": ("member", "body"),
    "Liaison": ("liaisonFrom", "liaisonTo"),
    "Listing": ("listedParty",),
    "ControlLink": ("controller", "controlled"),
    "Succession": ("predecessor", "successor"),
    "FundingFlow": ("payer", "payee"),
    # A body is decided on before it is there; only who decides must be.
    "Milestone": ("by",),
    "Action": ("actor", "recipient", "about"),
}
_ONCE = {"Succession", "Milestone", "Action"}
_READ = {
    *(name for names in _PARTIES.values() for name in names),
    *("type", "subject", "reached", "kind", "dateEarliest", "dateLatest", "startText", "endText"),
    *(
        "support",
        "document",
        "via",
        "section",
        "page",
        "footnote",
        "table",
        "tableRow",
        "figure",
        "anchor",
        "issuedLatest",
    ),
    *("startEarliest", "attestedOnEarliest", "partOf", "role"),
}


def written_beside(accepted: Iterable[Triple], groups: set[str]) -> set[Triple]:
    """Give the derived days of accepted records and bodies.

    Args:
        groups: IRIs of the bodies, which cannot be older than the body that they are part of.
    """
    facts = _facts(accepted)
    begins, ends = _lives(facts)
    _inherit(facts, begins, groups)
    found: dict[tuple[str, str], str] = {}
    for name, lives in (("lifeEarliest", begins), ("lifeLatest", ends)):
        found |= {(body, name): day for body, day in lives.items()}
    for record, cells in facts.items():
        for class_ in _PARTIES.keys() & cells.get("type", ()):
            parties = _PARTIES[class_]
            if any(kind.endswith("/proposal") for kind in cells.get("kind", ())):
                # What is proposed may be the body itself.
                parties = tuple(name for name in parties if name != "about")
            if day := _bound(cells, parties, begins, among=min, of_all=max):
                found[record, "lifeEarliest"] = day
            # What happened once stays so when its parties are gone.
            if class_ not in _ONCE and (day := _bound(cells, parties, ends, among=max, of_all=min)):
                found[record, "lifeLatest"] = day
        if "support" in cells and (day := _known(cells, facts)):
            found[record, "knownSince"] = day
    date = ox.NamedNode(ns.XSD + "date")
    return {
        (ox.NamedNode(subject), ox.NamedNode(ns.AIGOV + name), ox.Literal(day, datatype=date))
        for (subject, name), day in found.items()
    }


def _facts(accepted: Iterable[Triple]) -> Facts:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, prop, value in accepted:
        name = "type" if prop.value == ns.TYPE else prop.value.removeprefix(ns.AIGOV)
        if name in _READ and isinstance(subject, ox.NamedNode):
            found[subject.value][name].append(value.value.removeprefix(ns.AIGOV) if name == "type" else value.value)
    return {subject: dict(cells) for subject, cells in found.items()}


def _lives(facts: Facts) -> tuple[dict[str, str], dict[str, str]]:
    """Give the first day on which a thing can have begun and the last on which it can have ended, where all are dated."""
    born: dict[str, dict[bool, list[str | None]]] = defaultdict(lambda: defaultdict(list))
    born_by: dict[str, str] = {}
    gone: dict[str, list[str | None]] = defaultdict(list)
    for cells in facts.values():
        for reached in cells.get("reached", ()):
            slug = reached.rpartition("/")[2]
            for thing in cells.get("subject", ()):
                latest = _first(cells, "dateLatest")
                if slug in _BEGINS:
                    born[thing][slug == _APPROVED].append(_first(cells, "dateEarliest"))
                    born_by[thing] = max(born_by.get(thing, ""), latest or "")
                elif slug in _ENDS:
                    gone[thing].append(latest)
    # Nothing is there before the decision on it, of which one may know the month where the other has the year.
    begins = {
        thing: max(min(d for d in days if d) for days in ways.values())
        for thing, ways in born.items()
        if all(day for days in ways.values() for day in days)
    }
    ends = {thing: max(d for d in days if d) for thing, days in gone.items() if all(days)}
    # What began again after its end has no end yet.
    return begins, {thing: day for thing, day in ends.items() if born_by.get(thing, "") <= day}


def _inherit(facts: Facts, begins: dict[str, str], groups: set[str]) -> None:
    """Give a group without a dated begin that of the body that it is part of, and a set of items that of its body.

    Not where the link has a begin of its own, or a record has the group earlier: then it was elsewhere before.
    """
    above: dict[str, set[str]] = defaultdict(set)
    moved: set[str] = set()
    seen: dict[str, str] = {}
    groups = groups | {subject for subject, cells in facts.items() if "ItemSet" in cells.get("type", ())}
    for subject, cells in facts.items():
        types = cells.get("type", [])
        if "ControlLink" in types and any(kind.endswith("/part-of") for kind in cells.get("kind", ())):
            for part in cells.get("controlled", ()):
                above[part].update(cells.get("controller", ()))
                if "startText" in cells or "endText" in cells:
                    moved.add(part)
        elif "ItemSet" in types:
            above[subject].update(cells.get("partOf", ()))
        elif "Participation" in types and any(role.endswith("/responsible-body") for role in cells.get("role", ())):
            for items in set(cells.get("object", ())) & groups:
                above[items].update(cells.get("actor", ()))
        days = [*cells.get("startEarliest", ()), *cells.get("dateEarliest", ()), *cells.get("attestedOnEarliest", ())]
        for class_ in _PARTIES.keys() & set(types) if days else ():
            for name in _PARTIES[class_]:
                for party in cells.get(name, ()):
                    seen[party] = min([seen.get(party, "9999"), *days])
    below = [
        part for part in sorted(above) if above[part] and part in groups and part not in begins and part not in moved
    ]
    # From above to below: a group of a group takes what that one took.
    for _ in range(len(below)):
        taken = {
            part: min(begins[whole] for whole in above[part])
            for part in below
            if part not in begins and all(whole in begins and whole in groups for whole in above[part])
        }
        taken = {part: day for part, day in taken.items() if seen.get(part, "9999") >= day}
        if not taken:
            return
        begins.update(taken)


def _bound(
    cells: Mapping[str, list[str]],
    parties: Iterable[str],
    lives: Mapping[str, str],
    among: Callable[[Iterable[str]], str],
    of_all: Callable[[Iterable[str]], str],
) -> str | None:
    """Bound a record by its parties: of several in one place, one that lives is enough."""
    days = []
    for name in parties:
        things = cells.get(name, ())
        if things and all(thing in lives for thing in things):
            days.append(among(lives[thing] for thing in things))
    return of_all(days) if days else None


def _known(cells: Mapping[str, list[str]], facts: Facts) -> str | None:
    citations = [
        {name: values[0] for name, values in facts.get(place, {}).items()} for place in cells.get("support", ())
    ]
    return known_since(citations, lambda document: _first(facts.get(document, {}), "issuedLatest"))


def _first(cells: Mapping[str, list[str]], name: str) -> str | None:
    return next(iter(cells.get(name, ())), None)

"""Lives and first mentions: the days that the clocks go by and that no cell holds, written beside each record.

A record cannot hold while a body that it is about was not there. `lifeEarliest` and `lifeLatest` of a body come from its
milestones; those of a record are the narrowest of its parties. `knownSince` is the day by which a source had said it, see
`aigov_kg.clocks.known_since`. Questions, paths and descriptions all read these, so that they cannot differ.

Two more things bound an undated record from below. Nobody issued, wrote or published a document, or took part in an event,
before its day; drafting, contributing and hosting go before it and are not bounded. And where another record of the same
standing tie (`sameTie`: the same control, membership or seat of the same parties) is dated, the tie began with that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

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
_BY_WHAT_IS_THERE = {
    "author",
    "issuer",
    "co-issuer",
    "publisher",
    "translator",
    "maintainer",
    "party",
    "signatory",
    "adherent",
}
"""Roles that nobody has in a document before it is issued."""
_AT_THE_EVENT = {"participant", "presenter", "contributor"}
_TIES = {
    "ControlLink": ("controller", "controlled", "kind"),
    "Membership": ("member", "onBehalfOf", "body", "category", "position"),
    "Tenure": ("holder", "onBehalfOf", "body", "within", "role"),
}
"""What the records of one standing tie have in common."""
_KIND = ns.VOCAB + "control-kind/"
_AS_GOOD_AS = {_KIND + "directly-under": _KIND + "part-of"}
"""Kinds that say one thing in two words: where an organisation stands. Who owns a part may come to own it all later."""
_OTHERWISE = {"endText", "period", "contradictedBy", "standsFor"}
"""What keeps the dates of one record from speaking for another."""
_RELAYED = {"reports", "claims"}
_READ = {
    *(name for names in _PARTIES.values() for name in names),
    *(name for names in _TIES.values() for name in names),
    *_OTHERWISE,
    "type", "subject", "reached", "dateEarliest", "dateLatest", "startText", "startEarliest", "attestedOnEarliest",
    "partOf", "at", "fromWork", "modality", "records", "issuedEarliest", "issuedLatest", "support", "document", "via",
    "section", "page", "footnote", "table", "tableRow", "figure", "anchor",
}  # fmt: skip


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
        if day := _made(cells, facts):
            found[record, "lifeEarliest"] = max(day, found.get((record, "lifeEarliest"), ""))
        if "support" in cells and (day := _known(cells, facts)):
            found[record, "knownSince"] = day
    # That sources disagree is known once all of their sides are.
    for record, cells in facts.items():
        sides = [found.get((side, "knownSince"), "") for side in cells.get("records", ())]
        if "Conflict" in cells.get("type", ()) and (record, "knownSince") in found:
            found[record, "knownSince"] = max([found[record, "knownSince"], *sides])
    same: set[Triple] = set()
    for records, began in _ties(facts):
        for record in records:
            if "startText" not in facts[record]:
                found[record, "lifeEarliest"] = max(began, found.get((record, "lifeEarliest"), ""))
            same |= {
                (ox.NamedNode(record), ox.NamedNode(ns.AIGOV + "sameTie"), ox.NamedNode(other))
                for other in records
                if other != record
            }
    date = ox.NamedNode(ns.XSD + "date")
    return same | {
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


def _made(cells: Mapping[str, list[str]], facts: Facts) -> str | None:
    """Give the first day of the document or the event without which a record cannot be; None where none is dated."""
    types, roles = cells.get("type", ()), {role.rpartition("/")[2] for role in cells.get("role", ())}
    days = []
    if "Participation" in types:
        for thing in (facts.get(name, {}) for name in cells.get("object", ())):
            days += [_first(thing, "issuedEarliest")] if roles & _BY_WHAT_IS_THERE else []
            days += (
                [_first(thing, "dateEarliest")] if roles & _AT_THE_EVENT and "Event" in thing.get("type", ()) else []
            )
    elif "DocumentRelation" in types:
        days += [_first(facts.get(work, {}), "issuedEarliest") for work in cells.get("fromWork", ())]
    elif _ONCE & set(types):
        days += [_first(facts.get(event, {}), "dateEarliest") for event in cells.get("at", ())]
    return max((day for day in days if day), default=None)


def _ties(facts: Facts) -> Iterator[tuple[list[str], str]]:
    """Give the records of each standing tie of which some are dated and some are not, with the day of its begin.

    Not where one of them says otherwise: a day of attestation before that, an end, a period, a source against it. Nor where a
    seat is one of several that are only counted.
    """
    ties: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for record, cells in facts.items():
        for class_ in _TIES.keys() & cells.get("type", ()):
            parts = (" ".join(sorted(cells.get(name, ()))) for name in _TIES[class_])
            ties[class_, *(_AS_GOOD_AS.get(part, part) for part in parts)].append(record)
    for records in ties.values():
        all_cells = [facts[record] for record in records]
        begins = [_first(cells, "startEarliest") or "" for cells in all_cells if "startText" in cells]
        if not all(begins) or not 0 < len(begins) < len(records):
            continue
        seen = [day for cells in all_cells for day in cells.get("attestedOnEarliest", ())]
        if min([*seen, min(begins)]) == min(begins) and not any(_OTHERWISE & cells.keys() for cells in all_cells):
            yield sorted(records), min(begins)


def _known(cells: Mapping[str, list[str]], facts: Facts) -> str | None:
    citations = [
        {name: values[0] for name, values in facts.get(place, {}).items()} for place in cells.get("support", ())
    ]
    # Who passes on what another says relays it; a characterisation or an inference is the document's own.
    modality = (_first(cells, "modality") or "").rpartition("/")[2]
    judged = modality == "infers" or ("Characterisation" in cells.get("type", ()) and modality not in _RELAYED)
    return known_since(citations, lambda document: _first(facts.get(document, {}), "issuedLatest"), judged=judged)


def _first(cells: Mapping[str, list[str]], name: str) -> str | None:
    return next(iter(cells.get(name, ())), None)

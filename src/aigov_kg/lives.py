"""Lives and first mentions: the days that the clocks go by and that no cell holds, written beside each record.

A record cannot hold while a body that it is about was not there, nor outside of the study period that it has in the place of
dates. `lifeEarliest` and `lifeLatest` of a body come from its
milestones, its successors and the body above it (`aigov_kg.lifetimes`); those of a record are the narrowest of its parties.
`knownSince` is the day by which a source had said it, see `aigov_kg.said`. Questions, paths and descriptions all read these, so
that they cannot differ.

Three more things bound an undated record from below. Nobody issued, wrote or published a document, took part in an event or was its
host, before its day (`aigov_kg.issues`); drafting and contributing to a document go before it and are not bounded. Nothing is said in a document
before its day, of a body or counted in it before it begins, or related to a document that is not there yet. Nobody had a role in
an item, or acted on it, before it can have begun (`aigov_kg.beginnings`). And where another record of the same
standing tie (`sameTie`: the same control, membership or seat of the same parties) is dated, the tie began with that one.
What ends such a record is in `aigov_kg.lasting`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.beginnings import Beginnings
from aigov_kg.issues import issues
from aigov_kg.lasting import lasting
from aigov_kg.lifetimes import ENDS, PARTIES, Facts, lifetimes, one, slug
from aigov_kg.said import said

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]
_ONCE = {"Succession", "Milestone", "Action"}
_SAID: dict[str, tuple[str, ...]] = {"Statistic": ("body",), "Characterisation": ("subject", "related")}
"""What must have begun for something to be said or counted of it; it may be said when it is over."""
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
_AT_THE_EVENT = {"participant", "presenter", "contributor", "host"}
_WORKS = ("fromWork", "toWork")
_PROPOSING = {"proposer", "proposal-lead", "supporting-member", "responsible-body"}
"""Roles in an item that go before its approval; all others are in the work on it."""
_BEFOREHAND = {"proposed", "10.00", "10.99", "formation-approved", "planned"}
"""Stages that a thing may reach before it is there."""
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
_READ = {
    *(name for names in PARTIES.values() for name in names),
    *(name for names in _TIES.values() for name in names),
    *_OTHERWISE,
    "type", "subject", "organiser", "dateText", "reached", "dateEarliest", "dateLatest", "startText", "startEarliest", "endEarliest", "endLatest",
    "attestedOnEarliest", "attestedOnLatest", "count", "aggregate", "value",
    "partOf", "at", *_WORKS, "policyDocument", "related", "modality", "records", "issuedEarliest", "issuedLatest", "support", "document", "via",
    "section", "page", "footnote", "table", "tableRow", "figure", "anchor",
}  # fmt: skip


def written_beside(accepted: Iterable[Triple], groups: set[str]) -> set[Triple]:
    """Give the derived days of accepted records and bodies.

    Args:
        groups: IRIs of the bodies, which cannot be older than the body that they are part of.
    """
    facts = _facts(accepted)
    begins, ends, followed = lifetimes(facts, groups)
    issued = issues(facts)
    found: dict[tuple[str, str], str] = {}
    for record, (earliest, latest) in followed.items():
        found |= {(record, "dateEarliest"): earliest, (record, "dateLatest"): latest}
    for name, lives in (("lifeEarliest", begins), ("lifeLatest", ends)):
        found |= {(body, name): day for body, day in lives.items()}
    for record, cells in facts.items():
        for class_ in PARTIES.keys() & cells.get("type", ()):
            parties = PARTIES[class_]
            if any(kind.endswith("/proposal") for kind in cells.get("kind", ())):
                # What is proposed may be the body itself.
                parties = tuple(name for name in parties if name != "about")
            if day := _bound(cells, parties, begins, among=min, of_all=max):
                found[record, "lifeEarliest"] = day
            # What happened once stays so when its parties are gone.
            if class_ not in _ONCE and (day := _bound(cells, parties, ends, among=max, of_all=min)):
                found[record, "lifeLatest"] = day
        days: list[str | None] = [_bound(cells, names, begins, among=min, of_all=max) for names in _about(cells)]
        if day := max((d for d in (*days, _made(cells, facts, begins, issued)) if d), default=None):
            found[record, "lifeEarliest"] = max(day, found.get((record, "lifeEarliest"), ""))
    for record, name, day in (*_of_period(facts), *lasting(facts)):
        found[record, name] = (max if name == "lifeEarliest" else min)(day, found.get((record, name), day))
    items = Beginnings(facts, found, begins)
    found |= {(item, "lifeEarliest"): day for item in items.items if (day := items.worked_on(item))}
    for record, cells in facts.items():
        if day := _of_item(cells, items):
            found[record, "lifeEarliest"] = max(day, found.get((record, "lifeEarliest"), ""))
    for record, name, day in _of_subject(facts, found):
        found[record, name] = max(day, found.get((record, name), ""))
    found |= {(record, "knownSince"): day for record, day in said(facts).items()}
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


def _of_subject(facts: Facts, found: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str, str]]:
    """Give the bounds of what befell a thing: not before it can have begun, but for its proposal and the decision on it."""
    for record, cells in facts.items():
        if "Milestone" in cells.get("type", ()) and not _BEFOREHAND & set(map(slug, cells.get("reached", ()))):
            day = max((found.get((thing, "lifeEarliest"), "") for thing in cells.get("subject", ())), default="")
            if day and day <= min(cells.get("dateLatest", [day])):
                yield record, "lifeEarliest", day


def _facts(accepted: Iterable[Triple]) -> Facts:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, prop, value in accepted:
        name = "type" if prop.value == ns.TYPE else prop.value.removeprefix(ns.AIGOV)
        if name in _READ and isinstance(subject, ox.NamedNode):
            found[subject.value][name].append(value.value.removeprefix(ns.AIGOV) if name == "type" else value.value)
    return {subject: dict(cells) for subject, cells in found.items()}


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


def _about(cells: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    """Give the properties by which a record names what must have begun before: to be spoken of, or to end."""
    types = cells.get("type", ())
    ended = "Milestone" in types and {slug(stage) for stage in cells.get("reached", ())} <= ENDS
    return [*(_SAID[name] for name in _SAID if name in types), *([("subject",)] if ended else [])]


def _of_period(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Give the bounds of records that have a study period in the place of a start or an end."""
    for record, cells in facts.items():
        for period in (facts.get(name, {}) for name in cells.get("period", ())):
            for name, own in (("lifeEarliest", "startEarliest"), ("lifeLatest", "endLatest")):
                if own not in cells and (day := one(period, own)):
                    yield record, name, day


def _of_item(cells: Mapping[str, list[str]], items: Beginnings) -> str:
    """Give the day before which an undated record cannot be for the item that it is about; an empty text where there is none."""
    if "startEarliest" in cells or "dateEarliest" in cells:
        return ""
    types = cells.get("type", ())
    if {"Action", "Milestone"} & set(types):
        return min(map(items.proposed, [*cells.get("about", ()), *cells.get("subject", ())]), default="")
    if "DocumentRelation" in types:
        return max((items.proposed(work) for end in _WORKS for work in cells.get(end, ())), default="")
    if "Characterisation" in types:
        return max(map(items.proposed, cells.get("subject", ())), default="")
    # What is counted in the work on an item is no older than it.
    first = items.proposed if set(map(slug, cells.get("role", ()))) <= _PROPOSING else items.worked_on
    return min(map(first, cells.get("object", ())), default="") if {"Participation", "Statistic"} & set(types) else ""


def _made(
    cells: Mapping[str, list[str]], facts: Facts, begins: Mapping[str, str], issued: Mapping[str, str]
) -> str | None:
    """Give the first day of the document or the event without which a record cannot be; None where none is dated."""
    types, roles = cells.get("type", ()), {slug(role) for role in cells.get("role", ())}
    days: list[str | None] = []
    if "Participation" in types:
        for name, thing in ((name, facts.get(name, {})) for name in cells.get("object", ())):
            days += [issued.get(name)] if roles & _BY_WHAT_IS_THERE and "Event" not in thing.get("type", ()) else []
            days += _held(thing, begins) if roles & _AT_THE_EVENT and "Event" in thing.get("type", ()) else []
    elif "DocumentRelation" in types:
        days += [issued.get(work) for end in _WORKS for work in cells.get(end, ())]
    elif "PolicyStatement" in types and "dateText" not in cells:
        days += [_stated(cells, facts, issued)]
    elif _ONCE & set(types):
        days += [day for event in cells.get("at", ()) for day in _held(facts.get(event, {}), begins)]
    return max((day for day in days if day), default=None)


def _stated(cells: Mapping[str, list[str]], facts: Facts, issued: Mapping[str, str]) -> str | None:
    """Give the first day of the document of a statement; one without a document is no older than that of which it is part."""
    above: set[str] = set()
    while not cells.get("policyDocument") and (wholes := set(cells.get("partOf", ())) - above):
        above |= wholes
        cells = facts.get(min(wholes), {})
    return max((issued[paper] for paper in cells.get("policyDocument", ()) if paper in issued), default=None)


def _held(event: Mapping[str, list[str]], begins: Mapping[str, str]) -> list[str | None]:
    """Give the days before which an event cannot be: its own, and that on which who held it began."""
    return [one(event, "dateEarliest"), *map(begins.get, event.get("organiser", ()))]


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
        begins = [one(cells, "startEarliest") or "" for cells in all_cells if "startText" in cells]
        if not all(begins) or not 0 < len(begins) < len(records):
            continue
        seen = [day for cells in all_cells for day in cells.get("attestedOnEarliest", ())]
        if min([*seen, min(begins)]) == min(begins) and not any(_OTHERWISE & cells.keys() for cells in all_cells):
            yield sorted(records), min(begins)

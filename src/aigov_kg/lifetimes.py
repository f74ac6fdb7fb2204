"""Lifetimes: when a body was there, by its milestones, its successors and the body above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

Facts = Mapping[str, Mapping[str, list[str]]]
"""Values by subject and by local name of the property."""

_APPROVED = "formation-approved"
_BEGINS = {_APPROVED, "established", "launched"}
ENDS = {"closed", "dissolved"}
PARTIES = {
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
"""What must be there for a record of a class to hold."""
_NEW = {"renamed", "superseded", "merged", "converted"}
"""Kinds of succession in which the successor is new."""
_OVER = {"superseded", "merged", "converted", "absorbed"}
"""Kinds of succession after which the predecessor is no more; under another name it goes on."""


def lifetimes(facts: Facts, groups: set[str]) -> tuple[dict[str, str], dict[str, str], dict[str, tuple[str, str]]]:
    """Give the first and the last day of bodies, and the bounds of successions that are dated by what followed.

    Args:
        groups: IRIs of the bodies, which cannot be older than the body that they are part of.
    """
    begins, begun, ends = _lives(facts)
    first, last = _seen(facts)
    followed: dict[str, tuple[str, str]] = {}
    over: dict[str, list[str]] = defaultdict(list)
    for record, cells in facts.items():
        kinds = {slug(kind) for kind in cells.get("kind", ())} if "Succession" in cells.get("type", ()) else set()
        later, day = set(cells.get("successor", ())), one(cells, "dateLatest")
        # What is new came when it began.
        if kinds and kinds <= _NEW and "dateText" not in cells and later <= begun.keys():
            day = max(begun[body] for body in later)
            followed[record] = (max(begins[body] for body in later), day)
        for body in groups.intersection(cells.get("predecessor", ())) if kinds and kinds <= _OVER else ():
            over[body].append(day or "")
    # Its own end tells more, and what was seen later was not over.
    for body, days in over.items():
        if body not in ends and all(days) and max(begun.get(body, ""), last.get(body, "")) <= max(days):
            ends[body] = max(days)
    above, moved = _above(facts)
    still = {part: above[part] for part in above if part not in moved}
    _pass_down(begins, still, groups, min, lambda group, day: first.get(group, "9999") >= day)
    # What another body came from or took over may live on there.
    moved |= {body for cells in facts.values() for body in cells.get("predecessor", ())}
    seen = {body: max(last.get(body, ""), begun.get(body, ""), begins.get(body, "")) for body in groups}
    still = {part: above[part] for part in above if part not in moved}
    _pass_down(ends, still, groups, max, lambda group, day: seen[group] <= day)
    return begins, ends, followed


def slug(iri: str) -> str:
    """Give the last part of an IRI."""
    return iri.rpartition("/")[2]


def one(cells: Mapping[str, list[str]], name: str) -> str | None:
    """Give the first value of a property."""
    return next(iter(cells.get(name, ())), None)


def days_of(cells: Mapping[str, list[str]]) -> list[str]:
    """Give the days on which a record has what it is about, as far as they are known."""
    return [day for name in ("startEarliest", "dateEarliest", "attestedOnEarliest") for day in cells.get(name, ())]


def _seen(facts: Facts) -> tuple[dict[str, str], dict[str, str]]:
    """Give the first and the last day on which a record has each thing; what is only talked of need not be there still."""
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for cells in facts.values():
        days = days_of(cells)
        for class_ in PARTIES.keys() & set(cells.get("type", ())) if days else ():
            for name in PARTIES[class_]:
                for party in cells.get(name, ()):
                    first[party] = min([first.get(party, "9999"), *days])
                    if class_ != "Succession" and name != "about":
                        last[party] = max([last.get(party, ""), *days])
    return first, last


def _lives(facts: Facts) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Give the first day on which a thing can have begun, that by which it had, and the last on which it can have ended."""
    born: dict[str, dict[bool, list[str | None]]] = defaultdict(lambda: defaultdict(list))
    born_by: dict[str, str] = {}
    there: dict[str, list[str]] = defaultdict(list)
    gone: dict[str, list[str | None]] = defaultdict(list)
    for cells in facts.values():
        for reached in cells.get("reached", ()):
            stage = slug(reached)
            for thing in cells.get("subject", ()):
                latest = one(cells, "dateLatest")
                if stage in _BEGINS:
                    born[thing][stage == _APPROVED].append(one(cells, "dateEarliest"))
                    born_by[thing] = max(born_by.get(thing, ""), latest or "")
                    if stage != _APPROVED:
                        there[thing].append(latest or "")
                elif stage in ENDS:
                    gone[thing].append(latest)
    # Nothing is there before the decision on it, of which one may know the month where the other has the year.
    begins = {
        thing: max(min(d for d in days if d) for days in ways.values())
        for thing, ways in born.items()
        if all(day for days in ways.values() for day in days)
    }
    ends = {thing: max(d for d in days if d) for thing, days in gone.items() if all(days)}
    # What began again after its end has no end yet.
    ends = {thing: day for thing, day in ends.items() if born_by.get(thing, "") <= day}
    # What is only decided on need not be there.
    begun = {thing: max(days) for thing, days in there.items() if all(days) and thing in begins}
    return begins, begun, ends


def _above(facts: Facts) -> tuple[dict[str, set[str]], set[str]]:
    """Give the bodies that each is part of, and those that were elsewhere for a time, as their link has a day of its own."""
    above: dict[str, set[str]] = defaultdict(set)
    moved: set[str] = set()
    for cells in facts.values():
        if "ControlLink" in cells.get("type", ()) and any(kind.endswith("/part-of") for kind in cells.get("kind", ())):
            for part in cells.get("controlled", ()):
                above[part].update(cells.get("controller", ()))
                if "startText" in cells or "endText" in cells:
                    moved.add(part)
    return above, moved


def _pass_down(
    days: dict[str, str],
    above: Mapping[str, set[str]],
    groups: set[str],
    among: Callable[[Iterable[str]], str],
    fits: Callable[[str, str], bool],
) -> None:
    """Give a group without a day of its own that of the body that it is part of, where it fits what records have.

    Args:
        among: which of the days of several such bodies counts.
        fits: tells of a group and a day whether no record has the group beyond it, for then it was elsewhere.
    """
    below = [part for part in sorted(above) if above[part] and part in groups and part not in days]
    # From above to below: a group of a group takes what that one took.
    for _ in range(len(below)):
        taken = {
            part: among(days[whole] for whole in above[part])
            for part in below
            if part not in days and all(whole in days and whole in groups for whole in above[part])
        }
        taken = {part: day for part, day in taken.items() if fits(part, day)}
        if not taken:
            return
        days.update(taken)

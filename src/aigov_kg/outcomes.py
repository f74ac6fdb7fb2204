"""Outcomes: whether a question is answered, and what an empty answer means.

An empty answer is never a no: it says that the documents of the release state nothing that fits. A no is a statement of
a source, and a source that counts prints it as a zero. Only a question that looks for faults in what is recorded is
answered by finding none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aigov_kg import namespaces as ns
from aigov_kg.clocks import CLOCKS
from aigov_kg.disagreements import telling, told, touching
from aigov_kg.lookup import fits
from aigov_kg.questions import Question
from aigov_kg.store import Answer, Request
from aigov_kg.values import literal
from aigov_kg.zeros import published_zeros

Kind = Literal["answered", "no", "none-found", "not-stated"]
MEANINGS: dict[Kind, str] = {
    "answered": "There are rows.",
    "no": "The sources themselves say that there is none: they publish a zero, which the answer names.",
    "none-found": "The question looks for faults or exceptions in what is recorded, and there are none; `says` tells which.",
    "not-stated": "Nothing in this release fits. That is not a no: it holds what a few documents state, and no more.",
}
"""Every outcome, with the sentence that documents it."""

_ZEROS = 3
_TABLES = {
    "Tenure": "tenures", "Membership": "memberships", "Liaison": "liaisons", "Listing": "listings", "Action": "actions",
    "Participation": "participations", "Leadership": "participations", "Responsibility": "participations",
    "ControlLink": "controls", "Succession": "successions", "Milestone": "milestones", "FundingFlow": "funding",
}  # fmt: skip
"""What a question looks through, as the fields of notes name it."""

_BESIDE = """
SELECT DISTINCT ?note ?node WHERE {
  VALUES ?table { %(tables)s }
  ?note a aigov:Gap ; aigov:field ?field ; aigov:about|aigov:records ?thing . %(known)s
  FILTER(?field = ?table || STRSTARTS(?field, CONCAT(?table, ".")))
  {
    VALUES ?node { %(nodes)s }
    ?thing aigov:body|aigov:within|aigov:holder|aigov:onBehalfOf|aigov:actor|aigov:object|aigov:member|aigov:subject ?node
  } UNION {
    VALUES ?node { %(nodes)s }
    ?note aigov:about ?thing . ?thing a aigov:Person . ?held aigov:holder ?thing ; aigov:body|aigov:within ?node .
    FILTER NOT EXISTS { ?note aigov:about ?named . ?named a aigov:Organisation }
    FILTER NOT EXISTS { ?note aigov:about ?named . ?named a aigov:Tenure }
  } UNION {
    VALUES ?node { %(nodes)s }
    ?held a aigov:Responsibility ; aigov:object ?thing ; aigov:actor ?node
  }
  FILTER NOT EXISTS { ?node a aigov:Jurisdiction }
}
"""
"""Notes on the records of a thing, on the officers of a body where no other seat is named, and on its items."""

_LIFE = """
SELECT ?thing ?from ?until WHERE {
  VALUES ?thing { %s }
  OPTIONAL { ?thing aigov:lifeEarliest ?from } OPTIONAL { ?thing aigov:lifeLatest ?until } %s
} ORDER BY ?thing
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question.

    Attributes:
        says: a sentence for a person.
        gaps: for an empty answer, the notes on what sources leave out about the things that were asked for.
        stated_none: for an empty answer, published zeros about these things, or about one of several that it could have named,
            with what they count.
        otherwise: for an empty answer with a clock, the number of rows without it.
    """

    kind: Kind = "answered"
    says: str = ""
    gaps: list[dict[str, Any]] = field(default_factory=list)
    stated_none: list[dict[str, Any]] = field(default_factory=list)
    otherwise: int | None = None


def judge(
    question: Question,
    given: Mapping[str, str | None],
    used: Mapping[str, str],
    rows: list[dict[str, Any]],
    names: Mapping[str, Any],
) -> Generator[Request, Answer, Outcome]:
    """Tell the outcome of a question from its rows; an empty answer is looked into."""
    asked = {p.name: used[p.name] for p in question.parameters if p.type == "entity" and p.name in used}
    left_out = [row for row in rows if question.only_left_out(row)]
    # Several rows may say one thing about different ones.
    notes = len({row[question.gap] for row in left_out if question.gap})
    if rows and len(left_out) == len(rows):
        says = (
            f"Not stated: {_notes(notes)} on what the sources leave out, and nothing else that fits, which is not a no."
        )
        otherwise = (yield from _without_clocks(question, given, used, names)) or None
        lives = yield from _not_there(asked, used, names)
        below = yield from _below(question, given, used, names)
        says = " ".join([says, *lives, *_at_other_times(used, otherwise), *below])
        return Outcome("not-stated", says, otherwise=otherwise)
    count = _rows(len(rows) - len(left_out))
    count += f", and {_notes(notes)} on what the sources leave out" if notes else ""
    if rows:
        zeros = [c.name for c in question.columns if c.none_at_zero]
        if zeros and all(any(row[name] == 0 for name in zeros) for row in rows):
            return Outcome("no", f"{count}: the sources say that there is none; each row names its own.")
        return Outcome("answered", f"{count}.")
    if question.empty:
        otherwise = yield from _without_clocks(question, given, used, names)
        return Outcome("none-found", " ".join([question.empty, *_at_other_times(used, otherwise)]), otherwise=otherwise)
    gaps = yield from _gaps(question, asked, names, used.get("known_by"))
    zeros_found = yield from published_zeros(question, used, asked, names)
    decisive = [z for z in zeros_found if z.pop("decisive")]
    if decisive:
        first = decisive[0]
        says = f"No: the sources state that there is none ({first['text']}; {', '.join(first['places'])})."
        return Outcome("no", says, gaps, zeros_found)
    otherwise = yield from _without_clocks(question, given, used, names)
    lives = yield from _not_there(asked, used, names)
    says = _sentence(asked, used, gaps, zeros_found, otherwise, lives, names)
    wider = yield from _without_each(question, given, used, names)
    below = yield from _below(question, given, used, names)
    return Outcome("not-stated", " ".join([says, *wider, *below]), gaps, zeros_found, otherwise)


def _sentence(
    asked: Mapping[str, str],
    used: Mapping[str, str],
    gaps: list[dict[str, Any]],
    zeros: list[dict[str, Any]],
    otherwise: int | None,
    lives: list[str],
    names: Mapping[str, Any],
) -> str:
    """Say what an empty answer means, and what there is instead."""
    said = ["Not stated: no record of the kind that this question looks at fits, which is not a no.", *lives]
    said += _at_other_times(used, otherwise)
    if zeros:
        texts = "; ".join(f"{zero['text']} ({', '.join(zero['places'])})" for zero in zeros[:_ZEROS])
        more = f"; {len(zeros) - _ZEROS} more" if len(zeros) > _ZEROS else ""
        said.append(f"What the sources do state is that there is none of these: {texts}{more}.")
    if gaps:
        concerned = {slug for note in gaps for slug in _about(note)}
        labels = (_label(slug, names) for slug in asked.values() if slug in concerned)
        things = " and ".join(labels)
        said.append(f"{len(gaps)} note{'s say' if len(gaps) > 1 else ' says'} what sources leave out about {things}.")
    return " ".join(said)


def _rows(count: int) -> str:
    return f"{count} row{'s' if count != 1 else ''}"


def _notes(count: int) -> str:
    return f"{count} note{'s' if count != 1 else ''}"


def _at_other_times(used: Mapping[str, str], otherwise: int | None) -> list[str]:
    clocks = " and ".join(f"{name} {used[name]}" for name in CLOCKS if name in used)
    return [f"Without {clocks} there {'is' if otherwise == 1 else 'are'} {_rows(otherwise)}."] if otherwise else []


def _not_there(
    asked: Mapping[str, str], used: Mapping[str, str], names: Mapping[str, Any]
) -> Generator[Request, Answer, list[str]]:
    """Say of what was asked for that it had ended by the day asked about, or is not recorded before a later one."""
    day = used.get("as_of")
    if not day or not asked:
        return []
    told = literal(used["known_by"], ns.XSD + "date") if "known_by" in used else ""
    # What tells of begin or end must have been said by then.
    known = f"?mark aigov:subject ?thing ; aigov:knownSince ?on . FILTER(?on <= {told})" if told else ""
    answer = yield Request(ns.sparql_prefixes() + _LIFE % (_nodes(asked), known), trusted=True)
    said = []
    for row in json.loads(answer.body)["results"]["bindings"]:
        label = _label(row["thing"]["value"].removeprefix(ns.ID), names)
        if "until" in row and row["until"]["value"] < day:
            said.append(f"{label} is recorded as ended or followed by another by {row['until']['value']}.")
        elif "from" in row and day < row["from"]["value"]:
            said.append(f"{label} is not recorded before {row['from']['value']}.")
    return list(dict.fromkeys(said))


def _nodes(asked: Mapping[str, str]) -> str:
    return " ".join(f"<{ns.ID}{slug}>" for slug in sorted(set(asked.values())))


def _label(slug: str, names: Mapping[str, Any]) -> str:
    return str(names["entities"].get(slug, {}).get("label", slug))


def _gaps(
    question: Question, asked: Mapping[str, str], names: Mapping[str, Any], known_by: str | None
) -> Generator[Request, Answer, list[dict[str, Any]]]:
    """Find the notes on what sources leave out about what was asked for: about all of it, else in tables that are asked.

    What is left out about a country alone does not concern an actor or a body that was asked for beside it.
    """
    if not asked:
        return []
    things = {ns.ID + slug for slug in asked.values()}
    nodes = _nodes(asked)
    # A note says what a source leaves out that was there by then.
    day = literal(known_by, ns.XSD + "date") if known_by else ""
    known = f"?note aigov:knownSince ?day . FILTER(?day <= {day})" if known_by else ""
    answer = yield Request(
        f"{ns.sparql_prefixes()}SELECT DISTINCT ?note WHERE {{ {touching('Gap', nodes)} {known} }}", trusted=True
    )
    found = {row["note"]["value"] for row in json.loads(answer.body)["results"]["bindings"]}
    beside: dict[str, set[str]] = {}
    if tables := sorted({_TABLES[name] for name in re.findall(r"aigov:(\w+)", question.query) if name in _TABLES}):
        quoted = " ".join(f'"{table}"' for table in tables)
        looked = _BESIDE % {"nodes": nodes, "tables": quoted, "known": known}
        answer = yield Request(ns.sparql_prefixes() + looked, trusted=True)
        for row in json.loads(answer.body)["results"]["bindings"]:
            slug = row["node"]["value"].removeprefix(ns.ID)
            # What is left out of the seats in a body may be the other thing that was asked for; that of an actor is not.
            if len(things) == 1 or fits(slug, names, ["TechnicalBody"]):
                beside.setdefault(row["note"]["value"], set()).add(slug)
    written = yield from told({*found, *beside}, things, names)
    written = [{**n, "touches": sorted({*n["touches"], *beside.get(ns.ID + n["id"], ())})} for n in written]
    notes = telling(written, things, names)
    wanted = set(asked.values())
    narrow = {slug for slug in wanted if names["entities"].get(slug, {}).get("class") != "Jurisdiction"} or wanted
    concerning = [note for note in notes if narrow & set(note["touches"])]
    together = [note for note in concerning if len(wanted) > 1 and wanted <= _about(note)]
    return together or [note for note in concerning if _in_table(note, question)]


def _in_table(note: Mapping[str, Any], question: Question) -> bool:
    """Tell whether a note is on a table that a question looks at: `tenures.start` is, where it asks for a Tenure."""
    table = str(note["field"] or "").partition(".")[0].removesuffix("s").replace("-", "")
    return not table or f"aigov:{table}" in question.query.casefold()


def _about(note: Mapping[str, Any]) -> set[str]:
    return {*note["touches"], *(thing["id"] for thing in note["about"])}


def _without_clocks(
    question: Question, given: Mapping[str, str | None], used: Mapping[str, str], names: Mapping[str, Any]
) -> Generator[Request, Answer, int | None]:
    """Count the rows that there would be without the clocks; None where none was set, or where it must be."""
    set_ = [p for p in question.parameters if p.name in CLOCKS and p.name in used]
    if not set_ or any(p.required for p in set_):
        return None
    return (yield from _count(question, {n: v for n, v in given.items() if n not in CLOCKS}, names))


def _without_each(
    question: Question, given: Mapping[str, str | None], used: Mapping[str, str], names: Mapping[str, Any]
) -> Generator[Request, Answer, list[str]]:
    """Count the rows that there would be without each of the parameters that narrow an empty answer."""
    free = [p.name for p in question.parameters if p.name in used and not p.required and p.default is None]
    said = []
    for name in (name for name in free if name not in CLOCKS):
        if count := (yield from _count(question, {n: v for n, v in given.items() if n != name}, names)):
            said.append(f"Without {name} {used[name]} there {'is' if count == 1 else 'are'} {_rows(count)}.")
    return said


def _below(
    question: Question, given: Mapping[str, str | None], used: Mapping[str, str], names: Mapping[str, Any]
) -> Generator[Request, Answer, list[str]]:
    """Count the rows of the bodies below one that has none itself, where the question takes both."""
    under = next((p for p in question.parameters if p.name == "under"), None)
    body = used.get("body")
    if not under or "under" in used or not body or not fits(body, names, under.classes):
        return []
    count = yield from _count(question, {**given, "body": None, "under": body}, names)
    are = "is" if count == 1 else "are"
    return [f"In the bodies below {_label(body, names)} there {are} {_rows(count)}: --under {body}."] if count else []


def _count(
    question: Question, given: Mapping[str, str | None], names: Mapping[str, Any]
) -> Generator[Request, Answer, int]:
    """Count the rows that other values give; one that only says what sources leave out is none."""
    answer = yield Request(ns.sparql_prefixes() + question.bind(given, names)[0], trusted=True)
    rows = json.loads(answer.body)["results"]["bindings"]
    records = [name for name in question.cited if name != "conflict"]
    return sum(
        question.gap not in row
        or any(name in row and not row[name]["value"].startswith(f"{ns.ID}note/") for name in records)
        for row in rows
    )

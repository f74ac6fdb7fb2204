"""Answers: questions asked of a store, their rows typed, and what each row rests on.

The functions are generators that yield a request and are sent the answer, so that a program and a service run the
same steps: `run` for a store, and the service for its pool.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json

from aigov_kg import namespaces as ns
from aigov_kg.clocks import known
from aigov_kg.curies import Triple
from aigov_kg.disagreements import telling
from aigov_kg.doubts import doubts
from aigov_kg.evidence import evidence, left_out
from aigov_kg.outcomes import Outcome, judge
from aigov_kg.premises import Premises, shown
from aigov_kg.questions import Question
from aigov_kg.remarks import remarks
from aigov_kg.store import Answer, Request

Steps = Generator[Request, Answer, Any]


@dataclass(slots=True)
class Result:
    """The answer to a question.

    Attributes:
        parameters: the value of each parameter, None where none was given and there is no default.
        defaults: for each parameter that was not given, what that means.
        rows: one mapping a row, by column. `why_possible` says what leaves open that it held, `evidence` maps each record of the row to its modality, status, quotation
            and citations; `inferred` names the inferred links and `conflicts` the conflicts that touch the row.
        inferred: each inferred link of the rows, with the records it rests on and where it is explained.
        conflicts: each conflict about a record or a thing of the rows.
        outcome: whether the question is answered, and if not what that means.
        remarks: what a reader must know beside the rows, each a sentence.
    """

    question: str
    version: str
    parameters: dict[str, str | None]
    defaults: dict[str, str]
    columns: list[str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    inferred: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)
    remarks: list[str] = field(default_factory=list)

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def as_json(self) -> dict[str, Any]:
        """Give the answer as it is written in JSON, for a program and over HTTP alike."""
        return {
            "question": self.question,
            "version": self.version,
            "outcome": self.outcome.kind,
            "says": self.outcome.says,
            "parameters": self.parameters,
            "defaults": self.defaults,
            "remarks": self.remarks,
            "conflicts": self.conflicts,
            "inferred": self.inferred,
            "gaps": self.outcome.gaps,
            "stated_none": self.outcome.stated_none,
            "without_clocks": self.outcome.otherwise,
        }


def run(steps: Steps, query: Callable[[Request], Answer]) -> Any:
    """Run steps against something that answers requests."""
    try:
        request = next(steps)
        while True:
            request = steps.send(query(request))
    except StopIteration as stop:
        return stop.value


def ask(
    question: Question,
    given: Mapping[str, str | None],
    names: Mapping[str, Any],
    version: str,
    premises: Premises | None = None,
) -> Generator[Request, Answer, Result]:
    """Ask a question: one request for the rows, one for their citations, and some where a row rests on reasoning.

    Args:
        given: values by parameter name; None and absent are the same.
        names: the name index of the release.
        premises: what the answers of the release are read with; without its rules no link is told to be inferred.

    Raises:
        UsageError: a parameter is unknown, missing or does not fit.
    """
    text, used = question.bind(given, names)
    answer = yield Request(ns.sparql_prefixes() + text, trusted=True)
    result = Result(
        question.name,
        version,
        {p.name: used.get(p.name) for p in question.parameters},
        question.absences(given),
        [c.name for c in question.columns],
    )
    asked = [ns.ID + used[p.name] for p in question.parameters if p.type == "entity" and p.name in used]
    records: dict[str, None] = {}
    empty = {c.name: None for c in question.columns}
    kinds = {c.name: c.type for c in question.columns}
    # The same thing stands in many rows.
    cells: dict[str, dict[str, Any]] = {kind: {} for kind in kinds.values()}
    without_notes = question.leaves_notes_out(used)
    for binding in from_json(answer.body)["results"]["bindings"]:
        row: dict[str, Any] = empty.copy()
        for name, cell in binding.items():
            value, kind = cell["value"], kinds[name]
            known = cells[kind]
            if value not in known:
                known[value] = _value(kind, value, names)
            row[name] = known[value]
        if without_notes and question.only_left_out(row):
            continue
        row["evidence"] = {row[name]["id"]: row[name]["iri"] for name in question.cited if row[name]}
        records.update(dict.fromkeys(row["evidence"].values()))
        result.rows.append(row)
    found = evidence(records, names, used.get("known_by"))
    for row in result.rows:
        row["evidence"] = {key: found[iri] for key, iri in row["evidence"].items() if iri in found}
    yield from _flag(result, question, asked, names, premises or Premises())
    for row, why in zip(result.rows, (yield from doubts(question, used.get("as_of"), result.rows)), strict=True):
        row["why_possible"] = why
    result.remarks = yield from remarks(question, given, used, result.rows, names)
    if said := left_out(found.values()):
        result.remarks.append(said)
    result.outcome = yield from judge(question, given, used, result.rows, names)
    return result


def _flag(
    result: Result, question: Question, asked: list[str], names: Mapping[str, Any], premises: Premises
) -> Generator[Request, Answer, None]:
    """Mark rows that conflicts touch, and rows in which a link is inferred."""
    cells = [c.name for c in question.columns if c.type in {"entity", "record"}]
    things = [{row[c]["iri"] for c in cells if row[c]} for row in result.rows]
    everything = {*asked, *(iri for iris in things for iri in iris)}
    notes = telling((yield from premises.touching(everything, names)), asked, names)
    if day := result.parameters.get("known_by"):
        sources = evidence([ns.ID + note["id"] for note in notes], names)
        notes = [n for n in notes if known(sources.get(ns.ID + n["id"], {}), day)]
    result.conflicts = sorted(notes, key=lambda n: (not any("/" in slug for slug in n["touches"]), n["id"]))
    touches: dict[str, list[str]] = {}
    for note in result.conflicts:
        for slug in note["touches"]:
            touches.setdefault(ns.ID + slug, []).append(note["id"])
    links = yield from premises.links(question.query, everything)
    # What only tells that something is not stated rests on no link.
    rests_on = [
        [] if question.only_left_out(row) else _between(links, iris, asked)
        for row, iris in zip(result.rows if links else (), things, strict=False)
    ]
    records = yield from premises.behind(dict.fromkeys(t for found in rests_on for t in found))
    told: dict[Triple, dict[str, Any]] = {}
    for row, iris in zip(result.rows, things, strict=True):
        touched = touches.keys() & iris
        row["conflicts"] = sorted({note for iri in touched for note in touches[iri]}) if touched else []
        row["inferred"] = []
    for row, found in zip(result.rows, rests_on, strict=False):
        for triple in found:
            behind = records.get(triple, [])
            # What follows from a record of the row alone, the row states itself.
            if len(behind) != 1 or behind[0].removeprefix(ns.ID) not in row["evidence"]:
                link = told.setdefault(triple, shown(triple, records, names))
                row["inferred"].append(link["id"])
    result.inferred = list(told.values())


def _between(links: Mapping[str, list[Triple]], iris: set[str], asked: list[str]) -> list[Triple]:
    """Give the links that start or end at a thing of a row and do not leave what the row and the question name.

    A link between two things that were asked for holds for the question and not for the row.
    """
    ends = {f"<{iri}>" for iri in {*iris, *asked}}
    own = [t for iri in sorted(iris) for t in links.get(iri, ()) if t[2] in ends or t[1] == f"<{ns.TYPE}>"]
    to_own = [t for iri in asked if iri not in iris for t in links.get(iri, ()) if t[2].strip("<>") in iris]
    return own + to_own


def _value(kind: str, value: str, names: Mapping[str, Any]) -> Any:
    match kind:
        case "entity":
            slug = value.removeprefix(ns.ID)
            return {"id": slug, "label": names["entities"].get(slug, {}).get("label", slug), "iri": value}
        case "concept":
            scheme, _, slug = value.removeprefix(ns.VOCAB).partition("/")
            return {"id": slug, "label": names["concepts"].get(scheme, {}).get(slug, slug), "iri": value}
        case "record":
            return {"id": value.removeprefix(ns.ID), "iri": value}
        case "number":
            return float(value) if "." in value or "e" in value.lower() else int(value)
        case "yes":
            return value == "true"
    return value

"""Schemas of the REST API: what the OpenAPI document says about answers, shared parts once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aigov_api.errors import PROBLEMS
from aigov_kg.days import PATTERN
from aigov_kg.outcomes import MEANINGS
from aigov_kg.questions import Parameter, Question

_TEXT = {"type": "string"}


def _object(description: str, required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "description": description, "required": required.split(), "properties": properties}


def _list(of: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{of}"}}


SHARED: dict[str, Any] = {
    "Reference": _object("A thing or a concept.", "id label iri", id=_TEXT, label=_TEXT, iri=_TEXT),
    "RecordReference": _object("A record; `evidence` of the row says what it rests on.", "id iri", id=_TEXT, iri=_TEXT),
    "Citation": _object(
        "A place in a document.", "cite document section contradicts",
        cite={**_TEXT, "description": "The citation as it stands in the tables."},
        document={**_TEXT, "description": "Id of the document."}, title=_TEXT, section=_TEXT, page=_TEXT, table=_TEXT,
        tableRow=_TEXT, figure=_TEXT, footnote=_TEXT, anchor=_TEXT,
        as_of={**_TEXT, "description": "The day that the evidence speaks for."},
        via={**_TEXT, "description": "Id of the source that the document itself cites there."},
        contradicts={"type": "boolean", "description": "The place speaks against the record."},
    ),
    "Evidence": _object(
        "What a record rests on.", "basis citations",
        basis={"const": "asserted", "description": "A record is asserted; `inferred` of the row names what is not."},
        modality={**_TEXT, "enum": ["states", "reports", "claims", "infers"]}, status=_TEXT,
        quote={**_TEXT, "description": "The words of the source, where they are kept."}, citations=_list("Citation"),
        later_citations={"type": "integer", "minimum": 1,
                         "description": "With `known_by`: how many citations of what was issued later are left out."},
        not_before={**_TEXT, "format": "date", "description": "Where no start is stated: what it is about was not there before. Derived."},
        not_after={**_TEXT, "format": "date", "description": "Where no end is stated: what it is about was not there after. Derived."},
        known_since={**_TEXT, "format": "date", "description": "The day by which a source had said it, as `known_by` reads it."},
    ),
    "InferredLink": _object(
        "A link that a rule concludes; no record states it as such.", "id text subject predicate object explain",
        id={**_TEXT, "description": "Subject, predicate and object, as `aigov-kg explain` takes them."},
        text={**_TEXT, "description": "The link in words."}, subject=_TEXT, predicate=_TEXT, object=_TEXT,
        explain={**_TEXT, "description": "Where every step from the records to the link is shown."},
        records={"type": "array", "items": _TEXT, "description": "The records that it rests on; absent where they were not looked up."},
    ),
    "NoteOn": _object(
        "A note on where sources disagree, or on what they leave out.", "id href about text touches",
        id=_TEXT, href=_TEXT, about={"type": "array", "items": {"type": "object"}}, field={"type": ["string", "null"]},
        text=_TEXT, touches={"type": "array", "items": _TEXT, "description": "The things and records of the answer that it is about."},
    ),
    "Zero": _object("A published zero about the things that were asked for, or about another thing beside them, which `text` names.", "id href text evidence",
        id=_TEXT, href=_TEXT, text=_TEXT, places={"type": "array", "items": _TEXT}, evidence={"$ref": "#/components/schemas/Evidence"},
    ),
}  # fmt: skip

_REFERENCE = {"$ref": "#/components/schemas/Reference"}
_CELLS: dict[str, dict[str, Any]] = {
    "entity": _REFERENCE,
    "concept": _REFERENCE,
    "record": {"$ref": "#/components/schemas/RecordReference"},
    "date": _TEXT,
    "number": {"type": "number"},
    "text": _TEXT,
    "yes": {"type": "boolean"},
}
_KINDS: dict[str, dict[str, Any]] = {
    "date": {"type": "string", "pattern": PATTERN},
    "number": {"type": "string", "pattern": r"^[+-]?[0-9]{1,18}(\.[0-9]{1,9})?$"},
    "text": {"type": "string"},
    "entity": {"type": "string"},
    "concept": {"type": "string"},
}


def parameter_schema(parameter: Parameter, members: Mapping[str, str]) -> dict[str, Any]:
    """Describe a parameter of a question; `members` are the concepts of its scheme."""
    kind = dict(_KINDS[parameter.type])
    if parameter.choices:
        kind["enum"] = parameter.choices
    text = parameter.told
    if parameter.type == "entity":
        text += f" Id, designation or name ({', '.join(parameter.classes) or 'any entity'})."
    elif parameter.type == "concept":
        text += f" A concept of /vocab/{parameter.scheme}: {', '.join(members)}."
    if not parameter.required or parameter.default is not None:
        text += f" Without it: {parameter.absent}."
    if parameter.default is not None:
        kind["default"] = parameter.default
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required and parameter.default is None,
        "schema": kind,
        "example": parameter.example,
        "description": text,
    }


def answer_schema(question: Question) -> dict[str, Any]:
    """Describe the answer to a question."""
    cells = {c.name: {"anyOf": [_CELLS[c.type], {"type": "null"}], "description": c.help} for c in question.columns}
    row = _object(
        "", " ".join([*cells, "why_possible", "evidence", "inferred", "conflicts"]),
        **cells,
        why_possible={"anyOf": [_TEXT, {"type": "null"}],
                      "description": "Of a row that is only possible: which date is missing or not exact enough."},
        evidence={"type": "object", "description": "What each record of the row rests on, by its id.",
                  "additionalProperties": {"$ref": "#/components/schemas/Evidence"}},
        inferred={"type": "array", "items": _TEXT, "description": "Ids of the inferred links that the row rests on; empty where all is asserted."},
        conflicts={"type": "array", "items": _TEXT, "description": "Ids of the conflicts that touch the row."},
    )  # fmt: skip
    maybe = {"anyOf": [_TEXT, {"type": "null"}]}
    return _object(
        "All rows, and how they are to be read.",
        "question title version outcome says parameters defaults remarks conflicts inferred gaps stated_none total columns items",
        question={"const": question.name}, title=_TEXT, version={**_TEXT, "description": "The release that answers."},
        outcome={**_TEXT, "enum": list(MEANINGS), "description": " ".join(f"{k}: {v}" for k, v in MEANINGS.items())},
        says={**_TEXT, "description": "The outcome in a sentence."},
        parameters=_object("Every parameter with its value, or null.", "", **{p.name: maybe for p in question.parameters}),
        defaults={"type": "object", "additionalProperties": _TEXT,
                  "description": "For each parameter that was not given: what that means."},
        remarks={"type": "array", "items": _TEXT,
                 "description": "What a reader must know beside the rows: how a date was read, what a filter left out, cautions."},
        conflicts=_list("NoteOn"), inferred=_list("InferredLink"), gaps=_list("NoteOn"), stated_none=_list("Zero"),
        without_clocks={"type": ["integer", "null"],
                        "description": "Of an empty answer with as_of or known_by: the number of rows without them."},
        total={"type": "integer"}, columns={"type": "array", "items": {"type": "object"}},
        items={"type": "array", "items": row},
    )  # fmt: skip


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problem documents of an operation."""
    return {status: PROBLEMS[status] for status in statuses}

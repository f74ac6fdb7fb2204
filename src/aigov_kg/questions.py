"""The question catalogue: `queries/*.rq`, each a SPARQL query under a header that says what it takes and gives.

The header is TOML in comment lines that begin with `#+ `. A parameter enters where the query marks a line

    VALUES ?list { id:us-bis-entity-list } #: list

whose braces get the term that was asked for; the line goes where an optional parameter is absent. What stands in the
file is an example, so the file runs in any SPARQL editor as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from aigov_kg import namespaces as ns
from aigov_kg.errors import UsageError
from aigov_kg.findings import did_you_mean
from aigov_kg.names import name_key

_MARK = re.compile(r"^(?P<indent>[ \t]*)VALUES \?(?P<variable>\w+) \{[^}\n]*\} #: (?P<name>\w+)$", re.M)


Group = Literal["structure", "roles", "work", "listings", "liaisons", "policy", "money", "numbers", "evidence", "other"]
"""Chapters of the catalogue, in their order."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(_Strict):
    """What a question takes; `classes` narrow an entity, `scheme` names the concepts."""

    name: str
    type: Literal["entity", "concept", "date", "number", "text"]
    help: str
    example: str
    classes: list[str] = []
    scheme: str = ""
    required: bool = False
    default: str | None = None


class Column(_Strict):
    """What a question gives; a `record` column leads to the citations that the row rests on."""

    name: str
    type: Literal["entity", "concept", "record", "date", "number", "text", "yes"]
    help: str


class Question(_Strict):
    """One competency question."""

    name: str
    title: str
    group: Group = "other"
    description: str
    parameters: list[Parameter] = []
    columns: list[Column]
    query: str

    def bind(self, given: Mapping[str, str | None], names: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        """Put parameters into the query.

        Args:
            given: values by parameter name; None and absent are the same.
            names: the name index of the snapshot, to resolve names and check concepts.

        Returns:
            The query, and the value of each parameter that was used (ids for entities and concepts).

        Raises:
            UsageError: an unknown or missing parameter, or a value that does not fit.
        """
        known = {p.name: p for p in self.parameters}
        for name in given:
            if name not in known:
                near = did_you_mean(name, known) or f"it takes {', '.join(known) or 'none'}"
                raise UsageError(f"{self.name} has no parameter '{name}'; {near}")
        used: dict[str, str] = {}
        terms: dict[str, str] = {}
        for parameter in self.parameters:
            value = given.get(parameter.name) or parameter.default
            if value is not None:
                used[parameter.name], terms[parameter.name] = _term(parameter, value, names)
            elif parameter.required:
                raise UsageError(f"{self.name} needs '{parameter.name}': {parameter.help}; try {parameter.example}")

        def fill(match: re.Match[str]) -> str:
            term = terms.get(match["name"])
            return f"{match['indent']}VALUES ?{match['variable']} {{ {term} }}" if term else ""

        return _MARK.sub(fill, self.query), used


def read_questions(folder: Path) -> dict[str, Question]:
    """Read the catalogue, by name.

    Raises:
        UsageError: a file's header is not as it should be.
    """
    return {path.stem: read_question(path) for path in sorted(folder.glob("*.rq"))}


def read_question(path: Path) -> Question:
    """Read one question.

    Raises:
        UsageError: the header is not as it should be, or names a parameter that the query does not mark.
    """
    text = path.read_text(encoding="utf-8")
    header = "\n".join(line[2:].strip() for line in text.splitlines() if line.startswith("#+"))
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip() + "\n"
    try:
        question = Question.model_validate({"name": path.stem, "query": body, **tomllib.loads(header)})
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise UsageError(f"the header of queries/{path.name} cannot be read: {error}") from error
    marked = {match["name"] for match in _MARK.finditer(body)}
    if odd := marked ^ {p.name for p in question.parameters}:
        raise UsageError(
            f"queries/{path.name}: {', '.join(sorted(odd))} must be both a parameter and a marked VALUES line"
        )
    return question


def literal(text: str, datatype: str = "") -> str:
    """Write a literal as SPARQL; every character that could end it is escaped (SPARQL 1.1, section 19.8)."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
    body = "".join(escapes.get(c, c) for c in text if not 0xD800 <= ord(c) <= 0xDFFF)
    return f'"{body}"' + (f"^^<{datatype}>" if datatype else "")


def _term(parameter: Parameter, value: str, names: Mapping[str, Any]) -> tuple[str, str]:
    match parameter.type:
        case "entity":
            slug = find_entity(value, names, parameter.classes)
            return slug, f"<{ns.ID}{slug}>"
        case "concept":
            members = names["concepts"].get(parameter.scheme, {})
            slug = (
                value
                if value in members
                else next((s for s, label in members.items() if label.casefold() == value.casefold()), value)
            )
            if slug not in members:
                near = did_you_mean(value, members) or f"use one of {', '.join(members)}"
                raise UsageError(f"{parameter.name}: there is no concept '{value}' in {parameter.scheme}; {near}")
            return slug, f"<{ns.VOCAB}{parameter.scheme}/{slug}>"
        case "date":
            try:
                day = day_of(value)
            except UsageError as error:
                raise UsageError(f"{parameter.name}: {error}") from error
            return day, literal(day, ns.XSD + "date")
        case "number":
            if not re.fullmatch(r"[+-]?\d{1,18}(\.\d{1,9})?", value):
                raise UsageError(
                    f"{parameter.name}: '{value}' is not a number; write digits, with a point for decimals"
                )
            return value, literal(value, ns.XSD + "decimal")
    return value, literal(value)


def day_of(text: str) -> str:
    """Read a day written as YYYY-MM-DD.

    Raises:
        UsageError: it is not one.
    """
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise UsageError(f"'{text}' is not a day; write it as YYYY-MM-DD")


def find_entity(value: str, names: Mapping[str, Any], classes: list[str]) -> str:
    """Find the id of an entity by id, designation or name.

    Raises:
        UsageError: nothing is called so, or several things are; the message names the candidates.
    """
    entities: dict[str, dict[str, Any]] = names["entities"]
    if value in entities:
        return value
    if (left := names.get("redirects", {}).get(value)) and left["to"] in entities:
        return str(left["to"])
    key = name_key(value)
    found = [
        slug for slug, entity in entities.items() if key and any(name_key(name) == key for name in entity["names"])
    ]
    fitting = [slug for slug in found if not classes or entities[slug]["class"] in classes] or found
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        candidates = ", ".join(f"{slug} ({entities[slug]['label']})" for slug in fitting[:10])
        raise UsageError(f"'{value}' can mean several things: {candidates}; use the id")
    near = did_you_mean(value, [*entities, *(e["label"] for e in entities.values())])
    raise UsageError(f"nothing in this release is called '{value}'; {near or 'search for it, or try its id'}")

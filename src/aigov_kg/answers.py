"""Answers: questions asked of a store, their rows typed, and the citations that each row rests on.

The functions are generators that yield a request and are sent the answer, so that a program and a service run the
same steps: `run` for a store, and the service for its pool.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.questions import Question
from aigov_kg.store import Answer, Request

Steps = Generator[Request, Answer, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a question.

    Attributes:
        rows: one mapping a row, by column; `evidence` maps each record of the row to its modality, status, quotation
            and citations.
        parameters: the value of each parameter that was used, defaults included.
    """

    question: str
    version: str
    parameters: dict[str, str]
    columns: list[str]
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def run(steps: Steps, query: Callable[[Request], Answer]) -> Any:
    """Run steps against something that answers requests."""
    try:
        request = next(steps)
        while True:
            request = steps.send(query(request))
    except StopIteration as stop:
        return stop.value


def ask(
    question: Question, given: Mapping[str, str | None], names: Mapping[str, Any], version: str
) -> Generator[Request, Answer, Result]:
    """Ask a question: one request for the rows and, where there are records in them, one for their citations.

    Raises:
        UsageError: a parameter is unknown, missing or does not fit.
    """
    text, used = question.bind(given, names)
    answer = yield Request(ns.sparql_prefixes() + text, trusted=True)
    bindings = json.loads(answer.body)["results"]["bindings"]
    result = Result(question.name, version, used, [c.name for c in question.columns])
    records: dict[str, None] = {}
    for binding in bindings:
        row = {c.name: _value(c.type, binding.get(c.name), names) for c in question.columns}
        row["evidence"] = {
            row[c.name]["id"]: row[c.name]["iri"] for c in question.columns if c.type == "record" and row[c.name]
        }
        records.update(dict.fromkeys(row["evidence"].values()))
        result.rows.append(row)
    found = yield from evidence(records, names)
    for row in result.rows:
        row["evidence"] = {key: found[iri] for key, iri in row["evidence"].items() if iri in found}
    return result


_CITATIONS = """
SELECT ?record ?contradicts ?cite ?document ?section ?page ?table ?tableRow ?figure ?footnote ?anchor ?as_of ?via
       ?modality ?status ?quote WHERE {
  VALUES ?record { %s }
  { ?record aigov:support ?citation BIND(false AS ?contradicts) }
  UNION { ?record aigov:contradictedBy ?citation BIND(true AS ?contradicts) }
  ?citation aigov:citeText ?cite ; aigov:document ?document ; aigov:section ?section .
  OPTIONAL { ?citation aigov:page ?page } OPTIONAL { ?citation aigov:table ?table }
  OPTIONAL { ?citation aigov:tableRow ?tableRow } OPTIONAL { ?citation aigov:figure ?figure }
  OPTIONAL { ?citation aigov:footnote ?footnote } OPTIONAL { ?citation aigov:anchor ?anchor }
  OPTIONAL { ?citation aigov:evidenceAsOfText ?as_of } OPTIONAL { ?citation aigov:via ?via }
  OPTIONAL { ?record aigov:modality ?modality } OPTIONAL { ?record aigov:status ?status }
  OPTIONAL { ?record aigov:quote ?quote }
} ORDER BY ?record ?contradicts ?cite
"""


def evidence(records: Iterable[str], names: Mapping[str, Any]) -> Generator[Request, Answer, dict[str, dict[str, Any]]]:
    """Find what records rest on, by the record's IRI: modality, status, quotation and citations."""
    found: dict[str, dict[str, Any]] = {}
    if not (terms := " ".join(f"<{iri}>" for iri in records)):
        return found
    answer = yield Request(ns.sparql_prefixes() + _CITATIONS % terms, trusted=True)
    for binding in json.loads(answer.body)["results"]["bindings"]:
        plain: dict[str, Any] = {key: cell["value"] for key, cell in binding.items()}
        record = found.setdefault(plain.pop("record"), {"citations": []})
        for key in ("modality", "status", "quote"):
            if (value := plain.pop(key, None)) is not None:
                record[key] = value.rpartition("/")[2] if key != "quote" else value
        plain["contradicts"] = plain["contradicts"] == "true"
        plain["document"] = plain["document"].removeprefix(ns.ID)
        plain["title"] = names["entities"].get(plain["document"], {}).get("label", plain["document"])
        if "via" in plain:
            plain["via"] = plain["via"].removeprefix(ns.ID)
        record["citations"].append(plain)
    return found


def _value(kind: str, cell: dict[str, str] | None, names: Mapping[str, Any]) -> Any:
    if cell is None:
        return None
    value = cell["value"]
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


def locator(citation: Mapping[str, Any]) -> str:
    """Write where a citation leads to, for a person."""
    parts = [
        f"p. {citation['page']}" if "page" in citation else "",
        f"Table {citation['table']}" if "table" in citation else "",
        f"row “{citation['tableRow']}”" if "tableRow" in citation else "",
        f"Figure {citation['figure']}" if "figure" in citation else "",
        f"note {citation['footnote']}" if "footnote" in citation else "",
    ]
    place = ", ".join(part for part in parts if part) or f"section {citation['section']}"
    return f"{citation['document']}, {place}" + (f" (citing {citation['via']})" if citation.get("via") else "")

"""Remarks: what a reader must know beside the rows of an answer, each a sentence.

Which day a year was read as; which concepts a filter took in, and which records it left out; what the question itself
looks up beside its rows; and what a curator warns of about the records of the rows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Generator, Iterable, Mapping
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.clocks import CLOCKS
from aigov_kg.days import read_as
from aigov_kg.questions import Parameter, Question
from aigov_kg.store import Answer, Request
from aigov_kg.values import literal

_CAUTIONS = """
SELECT DISTINCT ?note ?text WHERE {
  VALUES ?record { %s }
  ?note aigov:about ?record ; aigov:kind ?kind ; aigov:text ?text . FILTER(?kind IN (%s))
  FILTER EXISTS { ?note aigov:knownSince ?day . FILTER(%s) }
} ORDER BY ?note
"""

_WARNING = ", ".join(f"<{ns.VOCAB}note-kind/{kind}>" for kind in ("caution", "evidence-date"))
_NAMED = 6
CAUTION = "caution:"
Steps = Generator[Request, Answer, list[str]]


def remarks(
    question: Question,
    given: Mapping[str, str | None],
    used: Mapping[str, str],
    rows: list[dict[str, Any]],
    names: Mapping[str, Any],
) -> Steps:
    """Gather the remarks on an answer.

    Args:
        given: values as they were asked for.
        used: the values that they stand for.
        rows: with their evidence.
    """
    dated = [p for p in question.parameters if p.type == "date" and p.name in used]
    found = [said for p in dated if (said := read_as(p.name, given.get(p.name) or used[p.name], used[p.name]))]
    for parameter in question.parameters:
        if parameter.name in used and any(c.name == parameter.name and c.type == "concept" for c in question.columns):
            found += yield from _filtered(question, parameter, given, used, rows, names)
    for beside in question.beside:
        answer = yield Request(question.bind(given, names, question.prologue + beside.query)[0], trusted=True)
        if told := [_counted(row, names) for row in json.loads(answer.body)["results"]["bindings"]]:
            found.append(f"{beside.says}: {_listed(told)}")
    found += yield from _cautions(rows, used.get("known_by"))
    return found


def _filtered(
    question: Question,
    parameter: Parameter,
    given: Mapping[str, str | None],
    used: Mapping[str, str],
    rows: list[dict[str, Any]],
    names: Mapping[str, Any],
) -> Steps:
    """Say what a filter by a concept took in, and of a narrow answer what it left out."""
    name, labels = parameter.name, names["concepts"].get(parameter.scheme, {})
    below = names.get("narrower", {}).get(parameter.scheme, {}).get(used[name], []) if parameter.narrower else []
    held = {row[name]["id"] for row in rows if row[name]}
    took = [labels.get(slug, slug) for slug in below if slug in held]
    found = [f"{name} {labels.get(used[name], used[name])} takes in {_listed(took)}"] if took else []
    narrowing = (p for p in question.parameters if p.name not in (*CLOCKS, name) and p.default is None)
    if not any(p.type == "entity" and p.name in used for p in narrowing):
        return found
    text, _ = question.bind({n: v for n, v in given.items() if n != name}, names)
    answer = yield Request(ns.sparql_prefixes() + text, trusted=True)
    records = next(c.name for c in question.columns if c.type == "record")
    bindings = [b for b in json.loads(answer.body)["results"]["bindings"] if name in b and records in b]
    shown = {row[records]["id"] for row in rows if row[records]}
    disputes = {row["conflict"]["id"] for row in rows if row.get("conflict")}
    left = {b[records]["value"].removeprefix(ns.ID): b for b in bindings}
    left = {record: b for record, b in left.items() if record not in shown}
    counts = Counter(b[name]["value"].rpartition("/")[2] for b in left.values())
    if counts:
        told = [f"{labels.get(slug, slug)} {count}" for slug, count in counts.most_common()]
        found.append(f"left out by {name} {labels.get(used[name], used[name])}: {_listed(told)}")
    rivals = [
        f"{record} ({labels.get(slug, slug)})"
        for record, b in left.items()
        if (slug := b[name]["value"].rpartition("/")[2])
        and b.get("conflict", {}).get("value", "").removeprefix(ns.ID) in disputes
    ]
    if rivals:
        found.append(f"the other side of a conflict shown here is among them: {_listed(rivals)}")
    return found


def _cautions(rows: list[dict[str, Any]], known_by: str | None) -> Steps:
    """Give what a curator warns of about the records of the rows, by what was known on a day."""
    records = " ".join(f"<{ns.ID}{record}>" for record in sorted({r for row in rows for r in row["evidence"]}))
    if not records:
        return []
    known = f"?day <= {literal(known_by, ns.XSD + 'date')}" if known_by else "true"
    answer = yield Request(ns.sparql_prefixes() + _CAUTIONS % (records, _WARNING, known), trusted=True)
    bindings = json.loads(answer.body)["results"]["bindings"]
    return [f"{CAUTION} {b['text']['value']} ({b['note']['value'].removeprefix(ns.ID)})" for b in bindings]


def _counted(row: Mapping[str, Mapping[str, str]], names: Mapping[str, Any]) -> str:
    """Write a row that names a thing or a concept, and perhaps how often."""
    iri = row["name"]["value"]
    if iri.startswith(ns.VOCAB):
        scheme, _, slug = iri.removeprefix(ns.VOCAB).partition("/")
        label = names["concepts"].get(scheme, {}).get(slug, slug)
    else:
        slug = iri.removeprefix(ns.ID)
        label = names["entities"].get(slug, {}).get("label", slug)
    return f"{label} {row['count']['value']}" if "count" in row else str(label)


def _listed(parts: Iterable[str]) -> str:
    every = list(parts)
    more = len(every) - _NAMED
    return ", ".join(every[:_NAMED]) + (f" and {more} more" if more > 0 else "")

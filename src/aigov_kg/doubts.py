"""Doubts: why a row is merely possible on a day, in a short phrase, read from the dates of its records.

The queries tell certain from possible; that a bound is missing, or which text is not exact enough, is the same to tell for
all of them and stands here once, after the rule of `aigov_kg.clocks`.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.clocks import ONCE
from aigov_kg.dates import parse
from aigov_kg.questions import Question
from aigov_kg.store import Answer, Request

_DATES = """
SELECT ?record ?property ?value WHERE {
  VALUES ?record { %s }
  ?record ?property ?value .
  FILTER(?property IN (
    aigov:startText, aigov:startLatest, aigov:endText, aigov:endEarliest, aigov:endKind, aigov:dateText, aigov:dateLatest,
    aigov:attestedOnText, aigov:attestedOnEarliest, aigov:attestedOnLatest, aigov:period))
} ORDER BY ?record ?property ?value
"""

_BESIDE = {"conflict", "note_record"}
"""Columns of records that speak about a row, and on which it does not rest."""


def doubts(
    question: Question, day: str | None, rows: list[dict[str, Any]]
) -> Generator[Request, Answer, list[str | None]]:
    """Give for each row why it is only possible; None where it is certain, or where its dates do not tell."""
    cited = [c.name for c in question.columns if c.type == "record" and c.name not in _BESIDE]
    open_ = [row for row in rows if row.get("certainty") == "possible"]
    records = sorted({row[name]["iri"] for row in open_ for name in cited if row[name]})
    if not day or not records:
        return [None] * len(rows)
    query = ns.sparql_prefixes() + _DATES % " ".join(f"<{iri}>" for iri in records)
    answer = yield Request(query, trusted=True)
    dates: dict[str, dict[str, list[str]]] = {iri: {} for iri in records}
    for row in json.loads(answer.body)["results"]["bindings"]:
        name = row["property"]["value"].removeprefix(ns.AIGOV)
        dates[row["record"]["value"]].setdefault(name, []).append(row["value"]["value"])
    return [_of_row(row, cited, dates, day) if row.get("certainty") == "possible" else None for row in rows]


def _of_row(
    row: Mapping[str, Any], cited: list[str], dates: Mapping[str, Mapping[str, list[str]]], day: str
) -> str | None:
    records = {name: row[name] for name in cited if row[name]}
    lasting = {name: r for name, r in records.items() if r["id"].partition("/")[0] not in ONCE}
    # What happened once stands in a row for its own sake, beside records that last.
    found = {
        name: why
        for name, record in (lasting or records).items()
        if (why := reason(_with_life(dates[record["iri"]], row), day, once=not lasting))
    }
    if len(records) == 1:
        return next(iter(found.values()), None)
    said = (
        f"{name.removesuffix('record').strip('_').replace('_', ' ') or 'this'}: {why}" for name, why in found.items()
    )
    return "; ".join(said) or None


def _with_life(dates: Mapping[str, list[str]], row: Mapping[str, Any]) -> Mapping[str, list[str]]:
    """Add where a record has no dates those of the body that the row tells of: when it began, and when it ended."""
    life = {"start": row.get("begun"), "end": row.get("ended")}
    own = {name.removesuffix("Text") for name in dates if name.endswith("Text")}
    found = {f"{name}Text": [text] for name, text in life.items() if isinstance(text, str) and name not in own}
    for name, bound in (("start", "Latest"), ("end", "Earliest")):
        span = parse(found[f"{name}Text"][0]) if f"{name}Text" in found else None
        if day := getattr(span, bound.lower(), None):
            found[name + bound] = [day.isoformat()]
    return {**dates, **found}


def reason(dates: Mapping[str, list[str]], day: str, *, once: bool = False) -> str:
    """Say which bound of a record leaves open whether it held on a day; an empty string where none does.

    Args:
        dates: values by local name of the property.
        once: it happened once, and holds from then on.
    """
    if text := dates.get("dateText"):
        settled = any(latest <= day for latest in dates.get("dateLatest", ()))
        return "" if settled else f"dated only {text[0]}"
    begun = min([*dates.get("startLatest", ()), *dates.get("attestedOnLatest", ())], default="9999") <= day
    lasts = once or max([*dates.get("endEarliest", ()), *dates.get("attestedOnEarliest", ())], default="") >= day
    said = [*([] if begun else [_bound(dates, "start")]), *([] if lasts else [_bound(dates, "end")])]
    if said == ["start not stated", "end not stated"]:
        said = ["only the period is stated" if "period" in dates else "no date stated"]
    seen = dates.get("attestedOnText", ())
    return " and ".join(said) + (f", attested {', '.join(seen)}" if said and seen else "")


def _bound(dates: Mapping[str, list[str]], name: str) -> str:
    if f"{name}Text" not in dates:
        return f"{name} not stated"
    planned = name == "end" and any(kind.endswith("/scheduled") for kind in dates.get("endKind", ()))
    return f"{name} only {'scheduled for ' if planned else ''}{dates[f'{name}Text'][0]}"

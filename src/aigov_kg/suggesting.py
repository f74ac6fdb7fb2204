"""Suggestions: the questions that a sentence may ask, tried beforehand and printed ready to be called.

A sentence that asks several things is taken apart, and each part gets its own suggestions; what an earlier part names is
meant by *it* in a later one.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from aigov_kg import snapshot
from aigov_kg.answers import Result
from aigov_kg.asking import TEXTS
from aigov_kg.library import OpenSnapshot, open_snapshot
from aigov_kg.naming import named
from aigov_kg.options import option
from aigov_kg.phrasing import Call, calls, narrowed, unknown, wider
from aigov_kg.questions import Question
from aigov_kg.resources import find_home
from aigov_kg.terminal import out, paragraph, progress

_TELLING: Final = {"answered", "no"}
_CALLS: Final = 6
_PER_PART: Final = 3
_ASKING: Final = "how|what|when|where|which|who|whom|why|since when|did|do|does|is|are|was|were"
_NEXT: Final = rf"(?=(?:(?:by|for|from|in|of|on|to|with)\s+)?(?:{_ASKING})\b)"
_BETWEEN: Final = re.compile(rf"\s*[,;:.?]\s*(?:and\s+)?{_NEXT}|\s+and\s+{_NEXT}|[;?]\s+", re.I)
_MEANT: Final = re.compile(r"\b(?:it|its|this|he|she|his|her)\b(?!.*\b(?:their|they|them)\b)", re.I)
_FEWEST: Final = 3
"""Words that a part must have, to be one."""


def parts(text: str) -> list[str]:
    """Take apart a sentence that asks several things; one that asks one is the only part."""
    found: list[str] = []
    for part in _BETWEEN.split(text.strip(" ?.")):
        if found and len(part.split()) < _FEWEST:
            found[-1] += f" {part}"
        elif part.strip():
            found.append(part.strip())
    return found


def suggest(text: str, questions: Mapping[str, Question]) -> bool:
    """Print the questions that a sentence may ask, ready to be called; false where none fits."""
    with progress() as told:
        names: dict[str, Any] = snapshot.open_or_build(find_home(), told).names()
    things = list(dict.fromkeys(named(text, names)))
    if len(things) > 1:
        paragraph(out, f"how these are connected: aigov-kg path {things[0]} {things[1]}")
    asked = [
        (part, calls(f"{part} {meant}", names, questions)) for part, meant in _with_what_is_meant(parts(text), names)
    ]
    several = len(asked) > 1
    with open_snapshot() as graph:
        for part, found in asked:
            if several and found:
                paragraph(out, f"{part}:")
            elif found:
                paragraph(out, f"{len(found)} of {len(questions)} questions fit, the best first:")
            if found:
                _print(graph, found, questions, _PER_PART if several else _CALLS)
    return any(found for _, found in asked) or len(things) > 1


def _with_what_is_meant(some: Sequence[str], names: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the parts, each with what another names where it says *it*, or next to nothing, and names nothing itself."""
    own = [named(part, names) for part in some]
    for index, part in enumerate(some):
        open_ = not own[index] and (_MEANT.search(part) or len(part.split()) <= _FEWEST)
        nearest = [*reversed(own[:index]), *own[index:]] if open_ else []
        yield part, next((things[0] for things in nearest if len(things) == 1), "")


def _print(graph: OpenSnapshot, found: Sequence[Call], questions: Mapping[str, Question], most: int) -> None:
    shown = [*found[:most], *_with_what_these_leave_out(found, most, questions)]
    asked = [_answered(graph, call) for call in shown]
    # What no question takes up may still stand in the words of a source.
    rest = unknown(found[0], questions) if not asked[0][0].values.keys() - found[0].values.keys() else ()
    texts = narrowed(Call(questions[TEXTS], content=rest), partial(_count, graph, TEXTS)) if rest else None
    # What nothing fits is seldom what was meant; the likeliest is told all the same, since it may fit with less.
    telling = [(call, result) for call, result in asked if result is None or result.outcome.kind in _TELLING]
    if telling and asked[0] not in telling:
        telling.append(asked[0])
    for call, result in telling or asked:
        given = [*call.values.items(), *((p.name, p.type.upper()) for p in call.missing)]
        options = "".join(f" {option(name)} {shlex.quote(value)}" for name, value in given)
        paragraph(out, f"aigov-kg ask {call.question.name}{options}", 2)
        gives = "" if result is None else f" ({result.outcome.says.partition('.')[0].partition(':')[0]})"
        paragraph(out, f"{call.question.title}{gives}", 6, style="dim")
        meant = next(one for one in found if one.question is call.question)
        taken = {*call.values.get("words", "").split(), *call.values.values()}
        left = [*unknown(meant, questions), *(v for name, v in meant.values.items() if name not in call.values)]
        if left := [word for word in left if word not in taken]:
            paragraph(out, f"it leaves out: {', '.join(left)}", 6, style="dim")
    if texts and texts.values:
        paragraph(out, f"where these words stand: aigov-kg ask {TEXTS} {shlex.quote(texts.values['words'])}", 2)
    if len(found) > len(shown):
        paragraph(out, f"... {len(found) - len(shown)} more; aigov-kg ask lists the chapters", 2, style="dim")


def _with_what_these_leave_out(found: Sequence[Call], most: int, questions: Mapping[str, Question]) -> Sequence[Call]:
    """Give the best of the others that takes up something which none of the first does."""
    left = set.intersection(*(set(unknown(call, questions)) for call in found[:most]))
    return [call for call in found[most:] if not call.missing and left - set(call.content)][:1]


def _answered(graph: OpenSnapshot, call: Call) -> tuple[Call, Result | None]:
    """Ask what a sentence may ask: narrowed by its words, and where nothing fits all that it names, with one thing less."""
    full = narrowed(call, partial(_count, graph, call.question.name))
    if full.missing:
        return full, None
    tried = []
    for one in (full, *wider(full)):
        tried.append((one, graph.ask(one.question.name, **one.values)))
        if tried[-1][1].outcome.kind in _TELLING:
            return tried[-1]
    return tried[0]


def _count(graph: OpenSnapshot, question: str, values: Mapping[str, str]) -> int:
    return len(graph.ask(question, **values))

"""Phrasing: which questions of the catalogue a sentence may ask, and with which values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aigov_kg.lookup import fits
from aigov_kg.names import name_key, without_organisations
from aigov_kg.options import in_order
from aigov_kg.questions import Parameter, Question
from aigov_kg.words import has_all, idle, telling

_LONGEST, _WIDE, _NAMED = 8, 100, 3


@dataclass(frozen=True, slots=True)
class Call:
    """A question with the values that a sentence gives for its parameters."""

    question: Question
    values: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[Parameter]:
        """Give the parameters that must be given and are not."""
        return [p for p in self.question.parameters if p.required and p.default is None and p.name not in self.values]


def calls(text: str, names: Mapping[str, Any], questions: Mapping[str, Question]) -> list[Call]:
    """Find the questions that a sentence may ask, the likeliest first; none where it does nothing but name a thing.

    Args:
        text: words, or a sentence; names of things may stand in it as they are printed.
        names: the name index of a snapshot.
    """
    things, rest = _things(text, names)
    asking = next(iter(text.casefold().split()), "")
    if not rest:
        return []
    words = telling(rest)
    found = [Call(question, _values(question, things, names)) for question in questions.values()]
    fit = {call.question.name: _fit(call.question, words) for call in found}
    best = max(fit.values(), default=0)
    found = [call for call in found if fit[call.question.name] > max(0, (best - 1) / 2)]

    def order(call: Call) -> tuple[int, int, bool, int]:
        """With all that it needs; with what is named, in its words; asked alike; for few kinds of things."""
        question = call.question
        width = sum(len(p.classes) or _WIDE for p in question.parameters if p.name in call.values)
        alike = question.name.startswith(f"{asking}-")
        return len(call.missing), -_NAMED * len(call.values) - fit[question.name], not alike, width

    return sorted(found, key=order)


def _fit(question: Question, words: Sequence[str]) -> int:
    """Tell how many words a question holds; those of its title and its further words count twice."""
    title = f"{question.title} {question.name} {' '.join(question.words)}"
    rest = " ".join([question.description, *(p.help for p in question.parameters), *(c.help for c in question.columns)])
    return sum(2 if has_all(word, title) else has_all(word, rest) for word in words)


def named(text: str, names: Mapping[str, Any]) -> list[str]:
    """Give the ids of the things that a sentence names, where each can mean one thing only."""
    return [next(iter(slugs)) for slugs in _things(text, names)[0] if len(slugs) == 1]


def _things(text: str, names: Mapping[str, Any]) -> tuple[list[set[str]], str]:
    """Give what a sentence names, the longest names first, each as the ids that it may mean; and the other words."""
    bearers = _bearers(names)
    words = text.replace("?", " ").replace(",", " ").split()
    things: list[set[str]] = []
    left: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST), start, -1):
            phrase = " ".join(words[start:end])
            if not idle(phrase) and (slugs := bearers.get(name_key(phrase))):
                things.append(slugs)
                start = end
                break
        else:
            left.append(words[start])
            start += 1
    return things, " ".join(left)


def _bearers(names: Mapping[str, Any]) -> Mapping[str, set[str]]:
    entities = names["entities"]
    known = {name for entity in entities.values() for name in entity["names"]}
    bearers: dict[str, set[str]] = defaultdict(set)
    for slug, entity in entities.items():
        for name in (slug.replace("-", " "), *entity["names"]):
            for spelling in (name, without_organisations(name, known)):
                if key := name_key(spelling or ""):
                    bearers[key].add(slug)
    return bearers


def _values(question: Question, things: list[set[str]], names: Mapping[str, Any]) -> dict[str, str]:
    """Give each thing to the first parameter that takes it, those that must be given before others."""
    values: dict[str, str] = {}
    for slugs in things:
        for name, slug in _taking(question, slugs, names):
            if name not in values:
                values[name] = slug
                break
    return values


def _taking(question: Question, slugs: set[str], names: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for parameter in in_order(question):
        if parameter.type == "entity":
            meant = [slug for slug in slugs if fits(slug, names, parameter.classes)]
            if len(meant) == 1:
                yield parameter.name, meant[0]

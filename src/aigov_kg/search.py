"""Search: things, questions, concepts and terms of the ontology by the words of their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.lookup import fold
from aigov_kg.names import spelt
from aigov_kg.questions import Question

_WORD = re.compile(r"\w+")
_SHORT, _SOME = 3, 10


def search(text: str, names: Mapping[str, Any], questions: Mapping[str, Question]) -> dict[str, list[dict[str, Any]]]:
    """Search the name index and the catalogue; in each part the best fit comes first.

    Returns:
        `things` (id, label, class, names), `questions` (name, title, group), `concepts` (id as scheme/slug, label) and
        `terms` of the ontology (id, label).
    """
    things = {slug: (slug, *entity["names"]) for slug, entity in names["entities"].items()}
    concepts = {
        f"{s}/{slug}": (slug, label) for s, members in names["concepts"].items() for slug, label in members.items()
    }
    terms = {iri.removeprefix(ns.AIGOV): (spelt(iri.removeprefix(ns.AIGOV)),) for iri in names["terms"]}
    return {
        "things": [
            {"id": slug, **{key: names["entities"][slug][key] for key in ("label", "class", "names")}}
            for slug in _best(text, things, lambda slug: names["entities"][slug]["label"])
        ],
        "questions": [{"name": q.name, "title": q.title, "group": q.group} for q in questions_about(text, questions)],
        "concepts": [{"id": key, "label": concepts[key][1]} for key in _best(text, concepts, str)],
        "terms": [{"id": name, "label": terms[name][0]} for name in _best(text, terms, str)],
    }


def questions_about(text: str, questions: Mapping[str, Question]) -> list[Question]:
    """Find questions: those with every word in name, title or chapter, then those with every word in their explanations."""
    ranked = []
    for question in questions.values():
        title = f"{question.name} {question.title} {question.group}"
        rest = " ".join(
            [question.description, *(p.help for p in question.parameters), *(c.help for c in question.columns)]
        )
        rank = 0 if _has_all(text, title) else 1 if _has_all(text, f"{title} {rest}") else None
        if rank is not None:
            ranked.append((rank, question.name, question))
    words = [word for word in _WORD.findall(text) if len(word) > _SHORT]
    if not ranked and len(words) > 1:
        # No question has all of the words: those with most of them.
        some = {word: questions_about(word, questions) for word in words}
        counts = Counter(q.name for found in some.values() for q in found)
        return [questions[name] for name, _ in sorted(counts.items(), key=lambda c: (-c[1], c[0]))][:_SOME]
    return [question for *_, question in sorted(ranked, key=lambda r: r[:2])]


def _best(text: str, named: Mapping[str, Iterable[str]], label: Any) -> list[str]:
    ranked = []
    for key, spellings in named.items():
        if fitting := [rank for name in spellings if (rank := _rank(text, name)) is not None]:
            ranked.append((min(fitting), str(label(key)).casefold(), key))
    return [key for *_, key in sorted(ranked)]


def _rank(text: str, name: str) -> int | None:
    """Tell how well a name fits: 0 whole, 1 beginning, 2 every word begins one of its words, 3 within."""
    wanted, whole = fold(text), fold(name)
    if not wanted:
        return None
    if wanted == whole:
        return 0
    if whole.startswith(wanted):
        return 1
    if _has_all(text, name):
        return 2
    # Two or three Latin letters stand within very many words.
    return 3 if wanted in whole and (len(wanted) > _SHORT or not wanted.isascii()) else None


def _has_all(text: str, among: str) -> bool:
    words = _WORD.findall(among.casefold())
    wanted = _WORD.findall(text.casefold())
    return bool(wanted) and all(any(_begins(word, w) for word in words) for w in wanted)


def _begins(word: str, wanted: str) -> bool:
    if len(wanted) <= _SHORT and wanted.isascii():
        return word == wanted
    return word.startswith(wanted.removesuffix("s"))

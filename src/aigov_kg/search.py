"""Search: things, concepts, questions and terms of the ontology by the words of their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from aigov_kg import namespaces as ns
from aigov_kg.names import spelt
from aigov_kg.questions import Question
from aigov_kg.words import by_any, fold, has_all

Matched = Literal["all words", "any word"]
_SHORT = 3


def search(text: str, names: Mapping[str, Any], questions: Mapping[str, Question]) -> dict[str, Any]:
    """Search the name index and the catalogue; in each part the best fit comes first.

    Returns:
        `matched` (any word where no entry holds all of them), `things` (id, label, class, names), `concepts` (id as
        scheme/slug, label), `questions` (name, title, group) and `terms` of the ontology (id, label).
    """
    entities = names["entities"]
    # With the word for what it is, as in "artificial intelligence committee".
    things = {
        slug: (slug, *entity["names"], *(f"{name} {spelt(entity['class'])}" for name in entity["names"]))
        for slug, entity in entities.items()
    }
    concepts = {
        f"{s}/{slug}": (slug, label) for s, members in names["concepts"].items() for slug, label in members.items()
    }
    terms = {iri.removeprefix(ns.AIGOV): (spelt(iri.removeprefix(ns.AIGOV)),) for iri in names["terms"]}
    matched: Matched = "all words"
    found = {
        "things": _best(text, things, lambda slug: entities[slug]["label"]),
        "concepts": _best(text, concepts, str),
        "questions": [q.name for q in _with_all(text, questions)],
        "terms": _best(text, terms, str),
    }
    if not any(found.values()):
        matched = "any word"
        asked = {name: (_title(q),) for name, q in questions.items()}
        parts = {"things": things, "concepts": concepts, "questions": asked, "terms": terms}
        found = {part: by_any(text, entries) for part, entries in parts.items()}
    return {
        "matched": matched,
        "things": [
            {"id": s, **{key: entities[s][key] for key in ("label", "class", "names")}} for s in found["things"]
        ],
        "concepts": [{"id": key, "label": concepts[key][1]} for key in found["concepts"]],
        "questions": [
            {"name": n, "title": questions[n].title, "group": questions[n].group} for n in found["questions"]
        ],
        "terms": [{"id": name, "label": terms[name][0]} for name in found["terms"]],
    }


def questions_about(text: str, questions: Mapping[str, Question]) -> list[Question]:
    """Find questions: those that hold every word of a text, or else those that hold some."""
    some = by_any(text, {name: (_title(q),) for name, q in questions.items()})
    return _with_all(text, questions) or [questions[name] for name in some]


def _with_all(text: str, questions: Mapping[str, Question]) -> list[Question]:
    """Find questions with every word in name, title, chapter or further words, then with every word in their help."""
    ranked = []
    for question in questions.values():
        title = _title(question)
        rest = " ".join(
            [question.description, *(p.help for p in question.parameters), *(c.help for c in question.columns)]
        )
        rank = 0 if has_all(text, title) else 1 if has_all(text, f"{title} {rest}") else None
        if rank is not None:
            ranked.append((rank, question.name, question))
    return [question for *_, question in sorted(ranked, key=lambda r: r[:2])]


def _title(question: Question) -> str:
    return " ".join([question.name, question.title, question.group, *question.words, *question.decisive])


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
    if has_all(text, name):
        return 2
    # Two or three Latin letters stand within very many words.
    return 3 if wanted in whole and (len(wanted) > _SHORT or not wanted.isascii()) else None

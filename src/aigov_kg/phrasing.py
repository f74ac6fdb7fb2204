"""Phrasing: which questions of the catalogue a sentence may ask, and with which values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any, Final

from aigov_kg import naming
from aigov_kg.dates import Span
from aigov_kg.likeness import IRREGULAR, TOPIC, YEAR, likeness, standing, stems
from aigov_kg.lookup import fits
from aigov_kg.options import in_order
from aigov_kg.questions import Parameter, Question
from aigov_kg.words import has_all, telling

_LONGEST: Final = 8
_ALIKE_AT_ALL, _ASKED, _MISSING = 0.5, 15.0, 5.0
"""From which likeness on a question is asked for whatever its words are, how much likeness counts beside them, and how much it
counts against a question that it needs a value which the sentence does not give."""
_NAMED: Final = {"entity": 3.0, "concept": 1.0, "date": 0.5}
_ALIKE, _ELSE, _NEAR, _LEFT, _PAPER = 0.5, 0.5, 0.4, 3.0, 4.0
"""What counts beside the words: the same first word, other words in a title; things named that have no place; a paper that is
named has mostly what is asked."""

_SUBJECT: Final = frozenset({"ai", "artificial", "intelligence", "standardisation", "standardization"})
"""What everything here is about: no question is meant by it more than another."""
_DECISIVE: Final = 15.0
_ASIDE: Final = frozenset(
    {"about", "all", "any", "between", "come", "comparison", "disagree", "document", "documents", "done", "each", "get",
     "give", "gives", "hold", "know", "made", "make", "many", "mention", "mentions", "much", "not", "other", "part", "post",
     "posts", "present", "put", "report", "reports", "say", "says", "set", "source", "sources", "such", "take", "taking",
     "than", "that", "their", "there", "these", "they", "those", "up", "will", "would"}
)  # fmt: skip
"""Words of a sentence that say nothing of what it is about."""

_PLACES = ("body", "under")
"""Parameters for that in which something lies."""


@dataclass(frozen=True, slots=True)
class Call:
    """A question with the values that a sentence gives for its parameters.

    `content` are the words of the sentence that neither these values nor the words of the question account for.
    """

    question: Question
    values: dict[str, str] = field(default_factory=dict)
    content: tuple[str, ...] = ()

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
    asking = next(iter(text.casefold().split()), "")
    time, text = naming.time_of(text)
    things, rest = naming.things(text, names)
    if not rest:
        return []
    concepts = naming.concepts(rest, names)
    found = [_call(q, things, rest, _narrowing(q, concepts, time), names) for q in questions.values()]
    words = [naming.forms(word) for word in telling(rest) if word not in _SUBJECT] or [
        naming.forms(word) for word in telling(rest)
    ]
    weights = _weights(words, questions)
    fit = {q.name: sum(weights.get((i, q.name), 0) for i in range(len(words))) for q in questions.values()}
    best = max(fit.values(), default=0)
    said = likeness(_said(rest, things, concepts, time, names), questions)
    papers = {slug for _, slugs in things if len(slugs) == 1 for slug in slugs if fits(slug, names, ["Document"])}
    on_paper = {
        call.question.name: any(call.values.get(p.name) in papers for p in call.question.parameters if p.required)
        for call in found
        if papers.intersection(call.values.values())
    }
    found = [
        call
        for call in found
        if fit[call.question.name] > max(0, best * _NEAR)
        or said[call.question.name] > _ALIKE_AT_ALL
        or (call.question.name in on_paper and not call.missing and fit[call.question.name])
    ]

    def order(call: Call) -> float:
        """In the words of the sentence, about what is named, and about little else; with all that it needs."""
        question = call.question
        about = sum(_about(p) for p in question.parameters if p.name in call.values)
        alike = _ALIKE if question.name.startswith(f"{asking}-") else 0
        meant = _DECISIVE if any(form in question.decisive for forms in words for form in forms) else 0
        # Whose paper it is may stand beside it: the Chinese outline.
        whose = on_paper.get(question.name, False)
        left = 0 if whose else _LEFT * sum(phrase in call.content for phrase, _ in things)
        paper = _PAPER * (question.name in on_paper) + _PAPER * whose
        return -(
            fit[question.name]
            + about
            + alike
            + meant
            + paper
            - left
            - _ELSE * _unasked(question, words)
            + _ASKED * said[question.name]
            - _MISSING * len(call.missing)
        )

    return sorted(found, key=order)


def _said(
    rest: str, things: Sequence[naming.Named], concepts: Mapping[str, str], time: Span | None, names: Mapping[str, Any]
) -> set[str]:
    """Give the stems of a sentence, and what stands for that which it names."""
    standing_for = set[str]().union(*(standing(slugs, names) for _, slugs in things))
    marks = {f"{{{TOPIC}}}"} if TOPIC in concepts else set()
    return stems(rest) | standing_for | marks | ({YEAR} if time else set())


def narrowed(call: Call, count: Callable[[Mapping[str, str]], int]) -> Call:
    """Give a question that takes words those of the sentence that some answer holds together, the rarest first.

    Args:
        count: asks the question with some values, and gives the number of rows.
    """
    taking = next((p.name for p in call.question.parameters if p.name == "words"), "")
    if not taking or not call.content:
        return call
    others = {name: value for name, value in call.values.items() if name != taking}
    held = {word: rows for word in call.content[:_LONGEST] if (rows := count({**others, taking: word}))}
    chosen: list[str] = []
    for word in sorted(held, key=lambda w: held[w]):
        if not chosen or count({**others, taking: " ".join((*chosen, word))}):
            chosen.append(word)
    return Call(call.question, {**others, taking: " ".join(chosen)}) if chosen else call


def unknown(call: Call, questions: Mapping[str, Question]) -> tuple[str, ...]:
    """Give the content of a sentence that no question of the catalogue speaks of."""
    return tuple(
        word for word in call.content if not any(_place(q, naming.forms(word.casefold())) for q in questions.values())
    )


def wider(call: Call) -> Iterator[Call]:
    """Give a question with one value less, what was named last first: for where nothing fits all that is named."""
    required = {p.name for p in call.question.parameters if p.required}
    named_ = [name for name in call.values if name not in required and name != "as_of"]
    for left_out in reversed(named_ if len(named_) > 1 else []):
        yield Call(call.question, {name: value for name, value in call.values.items() if name != left_out})


def _call(
    question: Question, things: list[naming.Named], rest: str, narrowing: dict[str, str], names: Mapping[str, Any]
) -> Call:
    said = set(rest.casefold().split())
    values, unplaced = _values(question, things, names, {p.name for p in question.parameters if said & set(p.words)})
    own = f"{question.title} {question.name} {' '.join((*question.words, *question.decisive, *question.asked))}"
    # A concept that is given is told by its words.
    own = f"{own} {' '.join(narrowing.values()).replace('-', ' ')}"
    words = [
        word
        for word in telling(rest)
        if word not in {*_ASIDE, *IRREGULAR, *_SUBJECT} and not any(has_all(f, own) for f in naming.forms(word))
    ]
    return Call(question, values | narrowing, (*unplaced, *(word.removesuffix("s") for word in words)))


def _about(parameter: Parameter) -> float:
    """Tell how much it says that a parameter takes a thing: those that take everything say little."""
    if parameter.type != "entity":
        return _NAMED.get(parameter.type, 0)
    return _NAMED["entity"] if parameter.classes else 1


def _weights(words: Sequence[Sequence[str]], questions: Mapping[str, Question]) -> dict[tuple[int, str], float]:
    """Tell how much each word speaks for each question: the rarer the more, in its title twice as much as elsewhere."""
    found: dict[tuple[int, str], float] = {}
    for index, forms in enumerate(words):
        places = {name: _place(question, forms) for name, question in questions.items()}
        holding = sum(place > 0 for place in places.values())
        for name, place in places.items():
            found[index, name] = place * log(1 + len(questions) / holding) if place else 0
    return found


def _place(question: Question, forms: Sequence[str]) -> int:
    """Tell where a question holds a word: 2 in its title and its further words, 1 in its help, 0 nowhere."""
    title = f"{question.title} {question.name} {' '.join((*question.words, *question.decisive))}"
    if any(has_all(form, title) for form in forms):
        return 2
    rest = " ".join([question.description, *(p.help for p in question.parameters), *(c.help for c in question.columns)])
    return int(any(has_all(form, rest) for form in forms))


def _unasked(question: Question, words: Sequence[Sequence[str]]) -> int:
    """Count the words of a title that the sentence does not hold."""
    told = telling(question.title.casefold())
    return sum(not any(has_all(form, word) for forms in words for form in forms) for word in told)


def _narrowing(question: Question, concepts: Mapping[str, str], time: Span | None) -> dict[str, str]:
    """Give the values that make an answer smaller: a role, a topic, the last day of a time, or both where both are needed."""
    chosen = {p.name: concepts[p.scheme] for p in question.parameters if p.type == "concept" and p.scheme in concepts}
    for parameter in question.parameters if time else ():
        day = time and (time.earliest if parameter.first else time.latest)
        if parameter.type == "date" and day and (parameter.required or parameter.name == "as_of"):
            chosen[parameter.name] = day.isoformat()
    return chosen


def _values(
    question: Question, things: list[naming.Named], names: Mapping[str, Any], meant: set[str]
) -> tuple[dict[str, str], list[str]]:
    """Give each thing to the first parameter that takes it, and what is left.

    Those that must be given come before others, then those that the words of the sentence mean.
    """
    values: dict[str, str] = {}
    unplaced: list[str] = []
    kinds = {p.name: p.choices for p in question.parameters if p.choices}
    for phrase, slugs in things:
        kind = naming.KIND_OF.get(phrase.rpartition(" ")[2].casefold(), "")
        countries = naming.countries(phrase.rpartition(" ")[0], slugs, names) if kind else set()
        taking = list(_taking(question, countries if countries and kinds else slugs, names))
        for name, slug in sorted(
            taking, key=lambda t: (not _needs(question, t[0], values), t[0] not in meant, t[0] not in _PLACES)
        ):
            if name not in values and (name not in _PLACES or _is_place(slug, names)):
                values[name] = slug
                if slug in countries and kind in kinds.get(f"{name}_kind", ()):
                    values[f"{name}_kind"] = kind
                break
        else:
            if not slugs & set(values.values()):
                unplaced.append(phrase)
    return values, unplaced


def _needs(question: Question, name: str, values: Mapping[str, str]) -> bool:
    return name not in values and any(p.name == name and p.required for p in question.parameters)


def _is_place(slug: str, names: Mapping[str, Any]) -> bool:
    """Tell whether seats and work items lie in a thing: a committee or a standards organisation, and no firm."""
    return "Standards" in names["entities"][slug]["class"] or fits(slug, names, ["TechnicalBody"])


def _taking(question: Question, slugs: set[str], names: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for parameter in in_order(question):
        if parameter.type == "entity":
            meant = [slug for slug in slugs if fits(slug, names, parameter.classes)]
            if len(meant) == 1:
                yield parameter.name, meant[0]

"""The verb ask: a question of the catalogue and its answer, or which questions there are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from aigov_kg import errors, snapshot
from aigov_kg.resources import find_home
from aigov_kg.terminal import breaks_lines, err, out, paragraph, progress

if TYPE_CHECKING:
    from aigov_kg.answers import Result
    from aigov_kg.questions import Question
    from aigov_kg.resources import Home

TEXTS = "where-do-words-stand"
_USAGE = "aigov-kg ask QUESTION [--PARAMETER VALUE ...] [--format table|list|json|csv]"
_NEIGHBOURS, _FITTING, _TITLES = 5, 12, 3


def ask(argv: Sequence[str]) -> int:
    """Ask a question of the catalogue; without a name, list the chapters; with a word, the questions that fit."""
    from aigov_kg import formats, present
    from aigov_kg.library import open_snapshot
    from aigov_kg.options import QuestionParser
    from aigov_kg.questions import read_questions

    home = find_home()
    questions = read_questions(home.queries)
    if not argv or argv[0] in {"-h", "--help", "--all"}:
        return _overview(questions, everything="--all" in argv)
    if argv[0] not in questions:
        return _list(argv, questions)
    question = questions[argv[0]]
    args, taken = QuestionParser(question, questions).read(argv[1:], partial(_names, home))
    form, everything = args.pop("format"), args.pop("all")
    for said in taken:
        paragraph(err, f"aigov-kg: {said}", style="dim")
    with progress() as told:
        snapshot.open_or_build(home, told)
    with open_snapshot() as graph:
        result = graph.ask(question.name, **args)
        cited = graph.evidence(present.disputes(result), result.parameters.get("known_by"))
    match form:
        case "json":
            print(formats.result_json(result))
        case "csv":
            print(formats.result_csv(result, question, cited))
        case _:
            if breaks_lines(out):
                paragraph(out, question.title)
            present.result_text(result, question, cited, out, form, everything)
            if result.rows:
                _beyond(result, question, questions)
            else:
                _instead(result, question, questions)
    return 0


def _names(home: Home) -> dict[str, Any]:
    with progress() as told:
        return snapshot.open_or_build(home, told).names()


def _overview(questions: Mapping[str, Question], everything: bool) -> int:
    """List the chapters, each with its shortest titles, which tend to be the plainest; or all questions."""
    from aigov_kg import entry

    paragraph(out, f"{len(questions)} questions. {_USAGE}")
    paragraph(out, "aigov-kg ask QUESTION --help tells what a question takes; aigov-kg ask WORD lists those that fit,")
    paragraph(out, 'aigov-kg ask "A SENTENCE" those that it asks, part by part, with what it names filled in')
    paragraph(out, _scope())
    if not everything:
        paragraph(out, "aigov-kg ask CHAPTER lists the questions of a chapter; aigov-kg ask --all lists all of them")
    entry.catalogue(questions.values(), out, None if everything else _TITLES)
    return 0


def _list(argv: Sequence[str], questions: Mapping[str, Question]) -> int:
    """List the questions of a chapter, or those that fit words.

    Raises:
        UsageError: none fit, or a thing or the name of a question was meant.
    """
    from aigov_kg import entry
    from aigov_kg.findings import did_you_mean
    from aigov_kg.search import questions_about

    if argv[0].startswith("-"):
        raise errors.UsageError(f"the question comes before its options: {_USAGE}; aigov-kg search TEXT finds one")
    text = " ".join(takewhile(lambda word: not word.startswith("-"), argv))
    if " " in text and ("-" not in argv[0] or " " in argv[0]) and text == " ".join(argv):
        from aigov_kg.suggesting import suggest

        if suggest(text, questions):
            return 0
    chapter = [question for question in questions.values() if question.group == text]
    fitting = chapter or questions_about(text.replace("-", " "), questions)
    thing = "" if chapter else _thing(text, questions)
    if fitting and "-" not in argv[0] and len(argv) == len(text.split()):
        if thing:
            paragraph(out, thing)
        paragraph(out, f"{len(fitting)} of {len(questions)} questions fit. {_USAGE}")
        entry.catalogue(fitting if chapter else fitting[:_FITTING], out)
        if not chapter and len(fitting) > _FITTING:
            paragraph(out, f"\n... {len(fitting) - _FITTING} more; aigov-kg search {text} --all shows them")
        return 0
    advice = [thing] if thing else [near] if (near := did_you_mean(argv[0], questions)) else []
    if fitting:
        named = ", ".join(question.name for question in fitting[:_NEIGHBOURS])
        advice.append(
            f"{len(fitting)} of {len(questions)} fit these words: {named}{', ...' * (len(fitting) > _NEIGHBOURS)}"
        )
    told = "; ".join(advice) or "aigov-kg ask lists them, aigov-kg search TEXT finds things"
    raise errors.UsageError(f"there is no question '{text[:80]}'; {told}")


def _thing(text: str, questions: Mapping[str, Question]) -> str:
    """Say what is called so, and how to ask about it; an empty string where nothing, or more than one thing, is."""
    from aigov_kg.lookup import find_entity, fits, with_article
    from aigov_kg.names import spelt
    from aigov_kg.options import in_order

    with progress() as told:
        names: dict[str, Any] = snapshot.open_or_build(find_home(), told).names()
    try:
        slug = find_entity(text, names, [])
    except errors.UsageError:
        return ""
    asked = []
    for question in questions.values():
        first = next(iter(in_order(question)), None)
        alone = not any(p.required and p != first for p in question.parameters)
        if first and first.type == "entity" and first.classes and alone and fits(slug, names, first.classes):
            asked.append((not first.required, len(first.classes), question.name))
    called = shlex.quote(text)
    ways = "".join(f", {name} {called}" for *_, name in sorted(asked)[:_NEIGHBOURS])
    about = f" or ask{ways.removeprefix(',')}" if ways else ""
    kind = with_article(spelt(names["entities"][slug]["class"]))
    return f"{text} is {kind}: aigov-kg describe {slug}{about}"


def _beyond(result: Result, question: Question, questions: Mapping[str, Question]) -> None:
    """Say where there is more: in the bodies below, and in the questions that the description names."""
    body, under = result.parameters.get("body"), result.parameters.get("under")
    if body and not under and any(p.name == "under" for p in question.parameters):
        paragraph(out, f"in the bodies below it too: aigov-kg ask {question.name} --under {body}", 1)
    named = [name for name in questions if name != question.name and re.search(rf"\b{name}\b", question.description)]
    if named:
        paragraph(out, f"see also: {', '.join(named[:_NEIGHBOURS])}", 1)


def _scope() -> str:
    """Say what the release was taken from: nothing else is in it."""
    from aigov_kg.sections import documents

    held = documents(find_home())
    return f"everything here is what {len(held)} documents state: {', '.join(held)}; aigov-kg describe ID tells what one is"


def _instead(result: Result, question: Question, questions: Mapping[str, Question]) -> None:
    """Say where to look when nothing fits."""
    named = (result.parameters.get(parameter.name) for parameter in question.parameters if parameter.type == "entity")
    things = [slug for slug in named if slug]
    if len(things) > 1:
        paragraph(out, f"how these are connected, also over others: aigov-kg path {things[0]} {things[1]}", 1)
    for slug in things:
        paragraph(out, f"what is recorded about {slug}: aigov-kg describe {slug}", 1)
    classes = {
        p.name: set(p.classes) for p in question.parameters if p.type == "entity" and result.parameters.get(p.name)
    }

    def alike(other: Question) -> int:
        return sum(
            p.type == "entity" and p.name in classes and bool(set(p.classes) & classes[p.name])
            for p in other.parameters
        )

    near = [q for q in questions.values() if q.group == question.group and q.name != question.name]
    paragraph(out, _scope(), 1)
    if near:
        near.sort(key=lambda q: (not re.search(rf"\b{q.name}\b", question.description), -alike(q)))
        names = ", ".join(q.name for q in near[:_NEIGHBOURS])
        paragraph(out, f"other questions on {question.group}: {names}", 1)

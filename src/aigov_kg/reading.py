"""The verbs of a reader: ask, search, describe, path, explain, query."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aigov_kg import errors, snapshot
from aigov_kg.resources import find_home
from aigov_kg.terminal import breaks_lines, out, paragraph, progress

if TYPE_CHECKING:
    from aigov_kg.answers import Result
    from aigov_kg.library import OpenSnapshot
    from aigov_kg.questions import Question

Verb = Callable[[str, Callable[[Any], int], str], argparse.ArgumentParser]

_USAGE = "aigov-kg ask QUESTION [--PARAMETER VALUE ...] [--format table|list|json|csv]"
_NEIGHBOURS, _FITTING = 5, 12


def _open() -> OpenSnapshot:
    from aigov_kg.library import open_snapshot

    with progress() as told:
        snapshot.open_or_build(find_home(), told)
    return open_snapshot()


def ask(argv: Sequence[str]) -> int:
    """Ask a question of the catalogue; without a name, list the questions; with a word, those that fit."""
    from aigov_kg import entry, present
    from aigov_kg.options import QuestionParser
    from aigov_kg.questions import read_questions

    questions = read_questions(find_home().queries)
    if not argv or argv[0] in {"-h", "--help"}:
        paragraph(out, f"{len(questions)} questions. {_USAGE}")
        paragraph(
            out, "aigov-kg ask QUESTION --help tells what a question takes; aigov-kg ask WORD lists those that fit"
        )
        entry.catalogue(questions.values(), out)
        return 0
    if argv[0] not in questions:
        return _list(argv, questions)
    question = questions[argv[0]]
    args = vars(QuestionParser(question, questions).parse_args(argv[1:]))
    form = args.pop("format")
    with _open() as graph:
        result = graph.ask(question.name, **args)
        cited = graph.evidence(present.disputes(result))
    match form:
        case "json":
            print(present.result_json(result))
        case "csv":
            print(present.result_csv(result, question, cited))
        case _:
            if breaks_lines(out):
                paragraph(out, question.title)
            present.result_text(result, question, cited, out, form)
            if not result.rows:
                _instead(result, question, questions)
    return 0


def _list(argv: Sequence[str], questions: Mapping[str, Question]) -> int:
    """List the questions of a chapter, or those that fit words.

    Raises:
        UsageError: none fit, or the name of a question was meant.
    """
    from aigov_kg import entry
    from aigov_kg.findings import did_you_mean
    from aigov_kg.search import questions_about

    if argv[0].startswith("-"):
        raise errors.UsageError(f"the question comes before its options: {_USAGE}; aigov-kg search TEXT finds one")
    text = " ".join(takewhile(lambda word: not word.startswith("-"), argv))
    chapter = [question for question in questions.values() if question.group == text]
    fitting = chapter or questions_about(text.replace("-", " "), questions)
    if fitting and "-" not in argv[0] and len(argv) == len(text.split()):
        paragraph(out, f"{len(fitting)} of {len(questions)} questions fit. {_USAGE}")
        entry.catalogue(fitting if chapter else fitting[:_FITTING], out)
        if not chapter and len(fitting) > _FITTING:
            paragraph(out, f"\n... {len(fitting) - _FITTING} more; aigov-kg search {text} --all shows them")
        return 0
    advice = [near] if (near := did_you_mean(argv[0], questions)) else []
    if fitting:
        named = ", ".join(question.name for question in fitting[:_NEIGHBOURS])
        advice.append(
            f"{len(fitting)} of {len(questions)} fit these words: {named}{', ...' * (len(fitting) > _NEIGHBOURS)}"
        )
    told = "; ".join(advice) or "aigov-kg ask lists them, aigov-kg search TEXT finds things"
    raise errors.UsageError(f"there is no question '{text[:80]}'; {told}")


def _instead(result: Result, question: Question, questions: Mapping[str, Question]) -> None:
    """Say where to look when nothing fits."""
    for parameter in question.parameters:
        if parameter.type == "entity" and (slug := result.parameters.get(parameter.name)):
            paragraph(out, f"what is recorded about {slug}: aigov-kg describe {slug}", 1)
    near = [q.name for q in questions.values() if q.group == question.group and q.name != question.name]
    if near:
        paragraph(out, f"other questions on {question.group}: {', '.join(near[:_NEIGHBOURS])}", 1)


def search(args: argparse.Namespace) -> int:
    """Find things, questions, concepts and terms of the ontology by words of their names; exit 1 if there are none."""
    from aigov_kg import entry
    from aigov_kg.questions import read_questions
    from aigov_kg.search import search

    home = find_home()
    with progress() as told:
        names = snapshot.open_or_build(home, told).names()
    text = " ".join(args.text)
    found = search(text, names, read_questions(home.queries))
    if args.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=2))
    elif any(found.values()):
        entry.hits(found, out, args.all)
    else:
        paragraph(out, f"no name, question, concept or term holds '{text}'; try fewer or shorter words")
    return 0 if any(found.values()) else 1


def describe(args: argparse.Namespace) -> int:
    """Show what the graph says about an entity, given by id, designation or name, or about a record, given by its id."""
    from aigov_kg import entry
    from aigov_kg.questions import day_of

    with _open() as graph:
        clocks = {name: day_of(day) if (day := getattr(args, name)) else None for name in ("as_of", "known_by")}
        entity = graph.describe(args.entity, **clocks)
        labels = graph.labels()
    if args.format == "json":
        print(json.dumps(entity, ensure_ascii=False, indent=2))
    else:
        entry.description(entity, labels, out)
    return 0


def path(args: argparse.Namespace) -> int:
    """Show how two entities are connected, as dated, sourced sentences; exit 1 if they are not."""
    from aigov_kg import entry
    from aigov_kg.questions import day_of

    with _open() as graph:
        clocks = {name: day_of(day) if (day := getattr(args, name)) else None for name in ("as_of", "known_by")}
        answer = graph.paths(
            args.start, args.goal, **clocks, kinds=args.relation, certain=args.certain, hops=args.hops, most=args.k
        )
    if args.format == "json":
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        entry.paths(answer, out)
    return 0 if answer["found"] else 1


def explain(args: argparse.Namespace) -> int:
    """Say why the graph holds a statement: the records behind it, with their citations; exit 1 if it does not."""
    from aigov_kg import proofs

    with _open() as graph:
        found = graph.explain(args.subject, args.predicate, args.object)
    if args.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        proofs.explanation(found, out)
    return 0 if found["steps"] else 1


def query(args: argparse.Namespace) -> int:
    """Run a SPARQL query from a file, or from standard input with `-`."""
    from aigov_kg import present

    try:
        text = sys.stdin.read() if args.file == "-" else Path(args.file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.UsageError(f"{args.file} cannot be read: {error}") from error
    results = {"table": "json", "turtle": "json"}.get(args.format, args.format)
    with _open() as graph:
        body = graph.query(text, results)
    if args.format == "table" and body.startswith(b'{"head"'):
        present.bindings_table(body, out)
    else:
        sys.stdout.write(body.decode())
    return 0


class _Relations:
    """The relations that a path may take, looked up when one is asked for: the network is of no use to other verbs."""

    def __iter__(self) -> Iterator[str]:
        from aigov_kg.network import KINDS

        return iter(KINDS)

    def __contains__(self, name: str) -> bool:
        return name in tuple(self)


def _listed(args: argparse.Namespace) -> int:
    """Ask a question of the catalogue; without a name, list the questions; with a word, those that fit."""
    return ask(args.rest)


def add_verbs(verb: Verb) -> None:
    """Add the verbs of a reader."""
    verb("ask", _listed, "ask listed-firms-leading-work-items --list us-bis-entity-list").add_argument(
        "rest", nargs="*", metavar="QUESTION"
    )
    searching = verb("search", search, "search entity list")
    searching.add_argument("text", nargs="+", metavar="TEXT", help="words, a number, or a Chinese name")
    searching.add_argument("--all", action="store_true", help="show everything that fits, not the best ten of a kind")
    searching.add_argument("--format", choices=["text", "json"], default="text", help="default: text")
    describing = verb("describe", describe, "describe iflytek --as-of 2020-01-01")
    describing.add_argument("entity", metavar="ENTITY", help="id, designation or name; or the id of a record")
    describing.add_argument("--format", choices=["table", "json"], default="table")
    _add_clocks(describing)
    joining = verb("path", path, "path huawei ietf --as-of 2020-06-01")
    joining.add_argument("start", metavar="ENTITY")
    joining.add_argument("goal", metavar="ENTITY")
    _add_clocks(joining)
    joining.add_argument("--certain", action="store_true", help="only what certainly held, not what is possible")
    joining.add_argument(
        "--relation",
        action="append",
        default=[],
        choices=_Relations(),
        metavar="RELATION",
        help="only this relation; repeatable",
    )
    joining.add_argument("--hops", type=int, default=4, help="longest path, default: 4")
    joining.add_argument("-k", type=int, default=3, help="how many paths, default: 3")
    joining.add_argument("--format", choices=["table", "json"], default="table")
    explaining = verb("explain", explain, "explain iflytek everListedOn us-bis-entity-list")
    explaining.add_argument("subject", metavar="SUBJECT", help="id, name, CURIE or IRI")
    explaining.add_argument(
        "predicate",
        metavar="PREDICATE",
        help="property of the ontology, or `a` for a class; `describe SUBJECT` shows each inferred link with its "
        "property in brackets, and `search` finds properties by their words",
    )
    explaining.add_argument("object", metavar="OBJECT", help="id, name, CURIE or IRI")
    explaining.add_argument("--format", choices=["table", "json"], default="table")
    querying = verb("query", query, "query queries/listed-firms-leading-work-items.rq")
    querying.add_argument("file", metavar="FILE")
    querying.add_argument("--format", choices=["table", "json", "xml", "csv", "tsv", "turtle"], default="table")


def _add_clocks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help="only what may have held on this day")
    parser.add_argument("--known-by", metavar="DATE", help="only what a source had said by this day")

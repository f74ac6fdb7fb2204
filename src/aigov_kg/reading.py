"""The verbs of a reader: search, describe, path, explain, query; `aigov_kg.asking` holds ask."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aigov_kg import asking, errors, snapshot
from aigov_kg.asking import TEXTS
from aigov_kg.resources import find_home
from aigov_kg.terminal import out, paragraph, progress

if TYPE_CHECKING:
    from aigov_kg.library import OpenSnapshot

Verb = Callable[[str, Callable[[Any], int], str], argparse.ArgumentParser]


def _open() -> OpenSnapshot:
    from aigov_kg.library import open_snapshot

    with progress() as told:
        snapshot.open_or_build(find_home(), told)
    return open_snapshot()


def search(args: argparse.Namespace) -> int:
    """Find things, concepts, questions and terms by words of their names; exit 1 if there is nothing.

    Texts that hold these words are counted.
    """
    from aigov_kg import entry
    from aigov_kg.questions import read_questions
    from aigov_kg.search import search

    home = find_home()
    with progress() as told:
        names = snapshot.open_or_build(home, told).names()
    text = " ".join(args.text)
    found = search(text, names, read_questions(home.queries))
    fits = any(entries for part, entries in found.items() if part != "matched")
    if args.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0 if fits else 1
    if fits:
        entry.hits(found, out, args.all)
    else:
        paragraph(out, f"no name, concept, question or term holds any word of '{text}'; try another word for it")
    with _open() as graph:
        held = len(graph.ask(TEXTS, words=text))
    if held:
        places = f"{held} statement{'s' * (held != 1)}, remarks and quotations included,"
        paragraph(out, f"{places} hold{'s' * (held == 1)} '{text}': aigov-kg ask {TEXTS} {shlex.quote(text)}")
    return 0 if fits or held else 1


def _clocks(args: argparse.Namespace) -> dict[str, str | None]:
    """Read the clocks, and say on which day one stands that was given as a year or a month."""
    from aigov_kg.days import day_of, read_as

    given = {name: getattr(args, name) for name in ("as_of", "known_by")}
    days = {name: day_of(text) if text else None for name, text in given.items()}
    for name, day in days.items():
        if day and args.format != "json" and (said := read_as(name, given[name], day)):
            paragraph(out, said)
    return days


def describe(args: argparse.Namespace) -> int:
    """Show what the graph says about an entity, given by id, designation or name, or about a record, given by its id."""
    from aigov_kg import entry

    clocks = _clocks(args)
    with _open() as graph:
        entity = graph.describe(args.entity, **clocks)
        labels = graph.labels()
    if args.format == "json":
        print(json.dumps(entity, ensure_ascii=False, indent=2))
    else:
        entry.description(entity, labels, out, args.kind, args.full)
    return 0


def path(args: argparse.Namespace) -> int:
    """Show how two entities are connected, as dated, sourced sentences; exit 1 if they are not."""
    from aigov_kg import entry

    clocks = _clocks(args)
    with _open() as graph:
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
    """Ask a question of the catalogue; without a name, list the chapters; with a word, the questions that fit."""
    return asking.ask(args.rest)


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
    describing.add_argument(
        "--kind", metavar="KIND", help="only its records of this kind, for example listing or tenure"
    )
    describing.add_argument("--full", action="store_true", help="all records, not only the first of each kind")
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
    means = "; a year or a month means its last day"
    parser.add_argument("--as-of", metavar="DATE", help=f"only what may have held on this day{means}")
    parser.add_argument("--known-by", metavar="DATE", help=f"only what a source had said by this day{means}")

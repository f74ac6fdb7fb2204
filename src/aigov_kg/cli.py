"""The command line: one function per verb; meaning lies in the library."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from aigov_kg import authoring, curation, errors, report, snapshot
from aigov_kg.resources import VERSION, find_home, snapshots_folder
from aigov_kg.terminal import err, out, progress

if TYPE_CHECKING:
    from aigov_kg.library import OpenSnapshot
    from aigov_kg.questions import Question


def _open() -> OpenSnapshot:
    from aigov_kg.library import open_snapshot

    with progress() as told:
        snapshot.open_or_build(find_home(), told)
    return open_snapshot()


def build(args: argparse.Namespace) -> int:
    """Build a snapshot from the tables and make it current."""
    with progress() as told:
        built = snapshot.build(find_home(), told, args.reasoner)
    counts = ", ".join(f"{n} {graph}" for graph, n in snapshot.graph_counts(built).items())
    out.print(Text(f"{built.version}: {built.statements} statements ({counts}) in {built.path}"))
    return 0


def ask(argv: Sequence[str]) -> int:
    """Ask a question of the catalogue; without a name, list the questions."""
    from aigov_kg import present
    from aigov_kg.library import find_question
    from aigov_kg.questions import read_questions

    questions = read_questions(find_home().queries)
    if not argv or argv[0].startswith("-"):
        out.print(Text("aigov-kg ask NAME [--PARAMETER VALUE ...] [--format table|json|csv]\n"))
        for question in questions.values():
            out.print(Text(f"{question.name}\n    {question.title}"))
        return 0
    question = find_question(questions, argv[0])
    args = vars(_question_parser(question).parse_args(argv[1:]))
    form = args.pop("format")
    with _open() as graph:
        result = graph.ask(question.name, **args)
    if form == "table":
        present.result_table(result, out)
    else:
        print(present.result_json(result) if form == "json" else present.result_csv(result))
    return 0


def _question_parser(question: Question) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"aigov-kg ask {question.name}",
        description=f"{question.title}\n\n{question.description.strip()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for parameter in question.parameters:
        text = f"{parameter.help} Example: {parameter.example}".replace("%", "%%")
        flags = {f"--{parameter.name}", f"--{parameter.name.replace('_', '-')}"}
        parser.add_argument(*sorted(flags), dest=parameter.name, metavar=parameter.type.upper(), help=text)
    parser.add_argument("--format", choices=["table", "json", "csv"], default="table", help="default: table")
    return parser


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


def describe(args: argparse.Namespace) -> int:
    """Show what the graph says about an entity, given by id, designation or name."""
    import json

    from aigov_kg import present
    from aigov_kg.questions import day_of

    with _open() as graph:
        clocks = {name: day_of(day) if (day := getattr(args, name)) else None for name in ("as_of", "known_by")}
        entity = graph.describe(args.entity, **clocks)
    if args.format == "json":
        print(json.dumps(entity, ensure_ascii=False, indent=2))
    else:
        present.description(entity, out)
    return 0


def reason(args: argparse.Namespace) -> int:
    """Count what reasoning adds to the accepted records, by class and property; nothing is written."""
    import json

    from aigov_kg import proofs
    from aigov_kg.release import count_inferred

    with progress() as told:
        counts = count_inferred(find_home(), told, args.reasoner)
    if args.format == "json":
        print(json.dumps(counts, ensure_ascii=False, indent=2))
    else:
        proofs.counts(counts, out)
    return 0


def explain(args: argparse.Namespace) -> int:
    """Say why the graph holds a statement: the records behind it, with their citations; exit 1 if it does not."""
    import json

    from aigov_kg import proofs

    with _open() as graph:
        found = graph.explain(args.subject, args.predicate, args.object)
    if args.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        proofs.explanation(found, out)
    return 0 if found["steps"] else 1


def path(args: argparse.Namespace) -> int:
    """Show how two entities are connected, as dated, sourced sentences."""
    import json

    from aigov_kg import present
    from aigov_kg.questions import day_of

    with _open() as graph:
        day = day_of(args.as_of) if args.as_of else None
        answer = graph.paths(args.start, args.goal, as_of=day, kinds=args.relation, hops=args.hops, most=args.k)
    if args.format == "json":
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        present.paths(answer, out)
    return 0 if answer["found"] else 1


def export(args: argparse.Namespace) -> int:
    """Write every named graph of the release as N-Quads."""
    target = Path(args.file)
    if target.suffix != ".nq":
        raise errors.UsageError(f"{target} must end in .nq; the export is written as N-Quads")
    with progress() as told:
        opened = snapshot.open_or_build(find_home(), told)
    try:
        target.write_bytes((opened.path / snapshot.DUMP).read_bytes())
    except OSError as error:
        raise errors.UsageError(f"{target} cannot be written: {error.strerror}") from error
    out.print(Text(f"{opened.statements} statements of release {opened.version} written to {target}"))
    return 0


def snapshots(args: argparse.Namespace) -> int:
    """List the kept snapshots, newest first; the current one is marked."""
    folder = snapshots_folder(find_home())
    for path in snapshot.snapshots(folder):
        mark = "*" if path == snapshot.current(folder) else " "
        try:
            out.print(Text(f"{mark} {path.name}  {snapshot.verify(path).statements} statements"))
        except errors.SnapshotError as error:
            out.print(Text(f"{mark} {path.name}  damaged: {error}"))
    return 0


def verify(args: argparse.Namespace) -> int:
    """Check every file of a snapshot against its manifest."""
    folder = snapshots_folder(find_home())
    path = folder / args.version if args.version else snapshot.current(folder)
    if path is None:
        raise errors.SnapshotError(f"{folder} names no current snapshot; make one with: aigov-kg build")
    out.print(Text(f"{snapshot.verify(path).version} is whole"))
    return 0


def rollback(args: argparse.Namespace) -> int:
    """Make an earlier snapshot the current one."""
    folder = snapshots_folder(find_home())
    now = snapshot.current(folder)
    earlier = [p for p in snapshot.snapshots(folder) if p != now]
    path = folder / args.version if args.version else next(iter(earlier), None)
    if path is None:
        raise errors.UsageError("there is no other snapshot to go back to; aigov-kg snapshots lists them")
    snapshot.point(folder, snapshot.verify(path))
    out.print(Text(f"{path.name} is now the current snapshot"))
    return 0


def serve(args: argparse.Namespace) -> int:
    """Serve the graph over HTTP."""
    from importlib import import_module

    # By name, so that the library never imports the service.
    run: Callable[..., int] = import_module("aigov_api.serve").run
    with progress() as told:
        files = [Path(file) for file in args.data]
        opened = None if files else snapshot.open_to_serve(find_home(), told)
    return run(args.host, args.port, opened, files)


class _Relations:
    """The relations that a path may take, looked up when one is asked for: the network is of no use to other verbs."""

    def __iter__(self) -> Iterator[str]:
        from aigov_kg.network import KINDS

        return iter(KINDS)

    def __contains__(self, name: str) -> bool:
        return name in tuple(self)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="aigov-kg", description="An open knowledge graph of the actors of AI governance."
    )
    parser.add_argument("--version", action="version", version=VERSION)
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    def verb(name: str, function: Callable[[Any], int], example: str) -> argparse.ArgumentParser:
        summary = (function.__doc__ or "").strip()
        made = verbs.add_parser(name, help=summary, description=summary, epilog=f"example: aigov-kg {example}")
        made.set_defaults(function=function)
        return made

    verb("build", build, "build").add_argument(
        "--reasoner", choices=["rules", "owlrl"], default="rules", help="default: rules"
    )
    curation.add_verbs(verb)
    authoring.add_verbs(verb)
    verb("ask", ask, "ask listed-firms-leading-work-items --list us-bis-entity-list")
    querying = verb("query", query, "query queries/listed-firms-leading-work-items.rq")
    querying.add_argument("file", metavar="FILE")
    querying.add_argument("--format", choices=["table", "json", "xml", "csv", "tsv", "turtle"], default="table")
    describing = verb("describe", describe, "describe iflytek")
    describing.add_argument("entity", metavar="ENTITY")
    describing.add_argument("--format", choices=["table", "json"], default="table")
    describing.add_argument("--as-of", metavar="DATE", help="only what may have held on this day")
    describing.add_argument("--known-by", metavar="DATE", help="only what a source had said by this day")
    reasoning = verb("reason", reason, "reason --reasoner owlrl")
    reasoning.add_argument("--reasoner", choices=["rules", "owlrl"], default="rules", help="default: rules")
    reasoning.add_argument("--format", choices=["table", "json"], default="table")
    explaining = verb("explain", explain, "explain iflytek everListedOn us-bis-entity-list")
    for part in ("subject", "predicate", "object"):
        explaining.add_argument(part, metavar=part.upper(), help="id, name, CURIE or IRI")
    explaining.add_argument("--format", choices=["table", "json"], default="table")
    joining = verb("path", path, "path huawei ietf --as-of 2020-06-01")
    joining.add_argument("start", metavar="ENTITY")
    joining.add_argument("goal", metavar="ENTITY")
    joining.add_argument("--as-of", metavar="DATE", help="only what may have held on this day")
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
    verb("export", export, "export graph.nq").add_argument("file", metavar="FILE.nq")
    verb("snapshots", snapshots, "snapshots")
    verb("verify", verify, "verify").add_argument("version", nargs="?", metavar="VERSION")
    verb("rollback", rollback, "rollback").add_argument("version", nargs="?", metavar="VERSION")
    serving = verb("serve", serve, "serve --port 8000")
    serving.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
    serving.add_argument("--port", type=int, default=8000, help="default: 8000")
    serving.add_argument(
        "--data", nargs="+", default=[], metavar="FILE", help="serve these RDF files instead of the release"
    )
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    """Run a verb and exit with 0 (fine), 1 (findings) or 2 (misuse)."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        if given[:1] in (["ask"], ["new"]):
            # The options of a question are its own parameters, those of a row its columns.
            code = (ask if given[0] == "ask" else authoring.new)(given[1:])
        else:
            args = _parser().parse_args(given)
            code = args.function(args)
    except errors.DataError as error:
        report.print_findings(error.findings, err)
        err.print(Text(str(error)))
        code = 1
    except (errors.SnapshotError, errors.OntologyError) as error:
        err.print(Text(f"aigov-kg: {error}"), soft_wrap=True)
        code = 1
    except errors.AigovError as error:
        err.print(Text(f"aigov-kg: {error}"), soft_wrap=True)
        code = 2
    except BrokenPipeError:
        code = 0
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)

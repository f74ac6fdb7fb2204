"""The command line: one function per verb; meaning lies in the library."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from aigov_kg import adding, asking, authoring, curation, errors, reading, report, snapshot
from aigov_kg.arguments import CommandLine, VerbParser
from aigov_kg.resources import VERSION, find_home, snapshots_folder
from aigov_kg.terminal import err, out, paragraph, progress


def build(args: argparse.Namespace) -> int:
    """Build a snapshot from the tables and make it current."""
    with progress() as told:
        built = snapshot.build(find_home(), told, args.reasoner)
    counts = ", ".join(f"{n} {graph}" for graph, n in snapshot.graph_counts(built).items())
    out.print(Text(f"{built.version}: {built.statements} statements ({counts}) in {built.path}"))
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


def _parser() -> CommandLine:
    parser = CommandLine(prog="aigov-kg", description="An open knowledge graph of the actors of AI governance.")
    parser.add_argument("--version", action="version", version=VERSION)
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=VerbParser)

    def chapter(title: str) -> Callable[[str, Callable[[Any], int], str], VerbParser]:
        told = parser.chapters.setdefault(title, {})

        def verb(name: str, function: Callable[[Any], int], example: str) -> VerbParser:
            summary = (function.__doc__ or "").strip()
            told[name] = summary.partition(";")[0].removesuffix(".")
            made = verbs.add_parser(name, description=summary, epilog=f"example: aigov-kg {example}")
            made.set_defaults(function=function)
            return made

        return verb

    reading.add_verbs(chapter("reading"))
    curating = chapter("curating")
    curation.add_verbs(curating)
    adding.add_verbs(curating)
    authoring.add_verbs(curating)
    _add_verbs(chapter("releases and serving"))
    return parser


def _add_verbs(verb: Callable[[str, Callable[[Any], int], str], VerbParser]) -> None:
    verb("build", build, "build").add_argument(
        "--reasoner", choices=["rules", "owlrl"], default="rules", help="default: rules"
    )
    reasoning = verb("reason", reason, "reason --reasoner owlrl")
    reasoning.add_argument("--reasoner", choices=["rules", "owlrl"], default="rules", help="default: rules")
    reasoning.add_argument("--format", choices=["table", "json"], default="table")
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


def _again(given: Sequence[str], said: str, meant: str) -> str:
    """Write the command with what was meant in place of what was said."""
    words = [
        f"{word.removesuffix(said)}{meant}" if word == said or word.endswith(f"={said}") else word for word in given
    ]
    return shlex.join(["aigov-kg", *words])


def main(argv: Sequence[str] | None = None) -> None:
    """Run a verb and exit with 0 (fine), 1 (findings) or 2 (misuse)."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        if not given:
            print(_parser().format_help(), end="")
            code = 0
        elif given[0] in {"ask", "new"}:
            # The options of a question are its own parameters, those of a row its columns.
            code = (asking.ask if given[0] == "ask" else adding.new)(given[1:])
        else:
            args = _parser().parse_args(given)
            code = args.function(args)
    except errors.DataError as error:
        report.print_findings(error.findings, err)
        err.print(Text(str(error)))
        code = 1
    except (errors.SnapshotError, errors.OntologyError) as error:
        paragraph(err, f"aigov-kg: {error}")
        code = 1
    except errors.AigovError as error:
        paragraph(err, f"aigov-kg: {error}")
        if isinstance(error, errors.UnknownName) and error.meant:
            paragraph(err, f"then: {_again(given, error.said, error.meant)}")
        code = 2
    except BrokenPipeError:
        code = 0
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)

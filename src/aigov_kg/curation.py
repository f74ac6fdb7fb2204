"""The verbs that look after the tables as a whole: check, fmt, rename, diff, coverage, dictionary."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from rich.text import Text

from aigov_kg import findings
from aigov_kg.errors import UsageError
from aigov_kg.resources import DOCUMENTS, find_home, tables_here
from aigov_kg.terminal import err, out, progress

_SENTENCES = 60

Verb = Callable[[str, Callable[[Any], int], str], argparse.ArgumentParser]


def check(args: argparse.Namespace) -> int:
    """Check the tables and report everything that is wrong."""
    import gc

    # The process ends with the check, and holds hundreds of thousands of objects that live until then.
    gc.disable()
    from aigov_kg import report
    from aigov_kg.check import check, chosen, narrowed

    home = find_home()
    given, wanted = chosen(home, args.files)
    with progress() as told:
        documents = args.documents or os.environ.get(DOCUMENTS)
        found = check(
            home,
            _day(args.today),
            given,
            told,
            remember=not args.anew,
            earlier=args.since,
            documents=Path(documents) if documents else None,
        )
    if args.files:
        found = narrowed(found, wanted)
    match args.format:
        case "json":
            sys.stdout.write(report.as_json(found))
        case "sarif":
            sys.stdout.write(report.as_sarif(found, report.Positions(home, given)))
        case "github":
            sys.stdout.writelines(f"{line}\n" for line in report.as_commands(found, report.Positions(home, given)))
        case _:
            report.print_text(found, out, args.all, notes=bool(args.files))
    if args.format != "text":
        for sentence in found.left_out:
            err.print(Text(sentence), soft_wrap=True)
    if others := tables_here(home, Path.cwd()):
        # The package reads the tree that it was installed from, whatever the folder in which one stands.
        said = f"checked {home.seed.resolve()}; this folder has tables of its own: {others}; to check them, set"
        err.print(Text(f"{said} AIGOV_KG_HOME={others.parent.parent}"), soft_wrap=True)
    return 1 if findings.stops(found.findings) else 0


def _day(text: str | None) -> date:
    """Read the day against which waivers expire; only here the clock is read."""
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"'{text}' is not a day; write it as YYYY-MM-DD") from error


def fmt(args: argparse.Namespace) -> int:
    """Put tables in their canonical form: order, quotation marks, line ends; nothing is lost. Counts coverage anew."""
    from aigov_kg.canonical import Refused, canonical
    from aigov_kg.columns import Description
    from aigov_kg.coverage import refresh_coverage
    from aigov_kg.ledgers import replace_file

    home = find_home()
    tables = Description(home)
    paths = [Path(file) for file in args.files] or sorted(home.seed.glob("*.csv"))
    refused = changed = 0
    for path in paths:
        if path.stem not in tables.columns:
            raise UsageError(f"{path} is no table; aigov-kg fmt takes those of data/tables.toml")
        try:
            before = path.read_bytes()
            after = canonical(tables, path.stem, before)
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from error
        except Refused as error:
            refused += 1
            row = f":{error.fault.line}" if error.fault.line else ""
            what = f"{home.name(path)}{row}: {error.fault.message}; {error.fault.fix}; the file was left as it is"
            err.print(Text(what), soft_wrap=True)
            continue
        if after != before:
            changed += 1
            verb = "is not in canonical form; run aigov-kg fmt" if args.check else "was put in canonical form"
            out.print(Text(f"{home.name(path)} {verb}"), soft_wrap=True)
            if not args.check:
                replace_file(path, after)
    if not args.check and not args.files and not refused:
        refresh_coverage(home)
    out.print(Text(f"{len(paths)} tables, {changed} {'to be formatted' if args.check else 'changed'}"))
    return 1 if refused or (args.check and changed) else 0


def coverage(args: argparse.Namespace) -> int:
    """Count the rows that cite each section of the sources, and list the sections without any."""
    from aigov_kg.coverage import count, uncovered, write_coverage
    from aigov_kg.tables import read_tables

    home = find_home()
    reading = read_tables(home)
    if args.write:
        number = write_coverage(reading)
        out.print(Text(f"{home.name(home.data / 'coverage.csv')}: {number} sections"))
    counts = count(reading)
    for document, sections in reading.tables.sections.items():
        bare = [key for key in sections if not counts[document, key]]
        said = f"{document}: {len(sections) - len(bare)} of {len(sections)} sections have rows"
        out.print(Text(said + (f"; none: {', '.join(bare)}" if bare else "")), soft_wrap=True)
    missing = uncovered(reading)
    for finding in missing:
        err.print(Text(str(finding)), soft_wrap=True)
    return 1 if findings.stops(missing) else 0


def rename(args: argparse.Namespace) -> int:
    """Change an id in every table and leave a redirect; or merge two rows, or withdraw one."""
    from aigov_kg import renaming
    from aigov_kg.ledgers import replace_file
    from aigov_kg.tables import read_tables

    home = find_home()
    if args.withdraw == bool(args.new):
        raise UsageError("name the new id, or withdraw the row with --withdraw")
    if (args.withdraw or args.merge) and not args.reason:
        raise UsageError("say why with --reason; whoever follows the old address is told")
    day = args.date or date.today().isoformat()
    change = renaming.rename(read_tables(home), args.old, args.new, day, args.reason or "renamed", args.merge)
    for name, count in sorted(change.cells.items()):
        out.print(Text(f"{name}: {count} cell{'s' if count != 1 else ''}"))
    for old, target, *_ in change.redirects:
        out.print(Text(f"/id/{old} " + (f"leads to /id/{target}" if target else "answers that it is gone")))
    for name in change.mentions:
        err.print(Text(f"{name} names {args.old} too, and was left as it is"))
    if not args.dry_run:
        renaming.write_change(change, replace_file)
    return 0


def diff(args: argparse.Namespace) -> int:
    """Tell what the tables say that a git revision or a snapshot does not, and the other way round."""
    from aigov_kg import differences
    from aigov_kg.columns import Description
    from aigov_kg.sentences import Teller

    home = find_home()
    with progress() as told:
        told(f"loading {args.revision}")
        before = differences.older_side(home, args.revision)
        told("loading the tables")
        after = differences.tables_side(home, "the tables as they are")
        difference = differences.compare(before, after)
        if args.questions:
            differences.compare_answers(difference, home, told)
    sentences = list(Teller(difference, Description(home)).sentences())
    if args.format == "json":
        sys.stdout.write(json.dumps(differences.as_object(difference, sentences), ensure_ascii=False, indent=1) + "\n")
        return 0
    for side in (before, after):
        if side.faults:
            err.print(Text(f"{side.title}: {side.faults} findings stop a build; what they touch is compared in part"))
    for sentence in sentences if args.all else sentences[:_SENTENCES]:
        out.print(Text(sentence), soft_wrap=True)
    if len(sentences) > _SENTENCES and not args.all:
        out.print(Text(f"... and {len(sentences) - _SENTENCES:,} more; --all shows them"))
    for answer in difference.questions:
        changes = [f"{verb} {n} row{'s' if n != 1 else ''}" for verb in ("gained", "lost") if (n := answer[verb])]
        out.print(Text(f"{answer['question']} {' and '.join(changes)}"))
    n = differences.counts(difference)
    if n["inferred_added"] or n["inferred_removed"]:
        shown = "aigov-kg diff --format json lists the inferred links; once built, aigov-kg describe ID tells those of a thing"
        out.print(Text(shown), soft_wrap=True)
    out.print(
        Text(
            f"{before.title} against {after.title}: statements {n['added']} added, {n['removed']} removed; "
            f"inferred {n['inferred_added']} added, {n['inferred_removed']} removed"
        ),
        soft_wrap=True,
    )
    return 0


def dictionary(args: argparse.Namespace) -> int:
    """Show what the tables hold: all, one table, or the values of one column, by a word; or write it to data/README.md."""
    from aigov_kg.columns import Description
    from aigov_kg.dictionary import dictionary, scheme_page, table_page
    from aigov_kg.drafting import find_table
    from aigov_kg.ledgers import replace_file

    home = find_home()
    if args.table:
        tables = Description(home)
        words = " ".join(args.word)
        try:
            page = table_page(tables, find_table(tables, args.table), args.column, words)
        except UsageError:
            scheme = scheme_page(tables, args.table, f"{args.column or ''} {words}".strip())
            if scheme is None:
                raise
            page = scheme
        sys.stdout.write(page)
        return 0
    text = dictionary(home)
    if not args.write:
        sys.stdout.write(text)
        return 0
    replace_file(home.data / "README.md", text.encode())
    out.print(Text(f"{home.name(home.data / 'README.md')} was written"))
    return 0


def add_verbs(verb: Verb) -> None:
    """Add the verbs that look after the tables as a whole."""
    checking = verb("check", check, "check data/seed/listings.csv")
    checking.add_argument(
        "files", nargs="*", metavar="FILE", help="report on these tables only, or on those of a folder"
    )
    checking.add_argument("--format", choices=["text", "json", "sarif", "github"], default="text", help="default: text")
    checking.add_argument(
        "--all", action="store_true", help="show every finding, however many are alike, and what is only worth a look"
    )
    checking.add_argument("--anew", action="store_true", help="look at everything, not only at what has changed")
    checking.add_argument(
        "--since",
        default="HEAD",
        metavar="REV",
        help="git revision; what was lost since, or says something else on the same evidence, is told; default: HEAD",
    )
    checking.add_argument("--documents", metavar="DIR", help=f"look for quotations there; default: {DOCUMENTS}")
    checking.add_argument("--today", metavar="DAY", help="the day against which waivers expire; default: today")
    formatting = verb("fmt", fmt, "fmt data/seed/listings.csv")
    formatting.add_argument("files", nargs="*", metavar="FILE", help="only these tables; default: all")
    formatting.add_argument("--check", action="store_true", help="change nothing, end with 1 if something would change")
    covering = verb("coverage", coverage, "coverage --write")
    covering.add_argument("--write", action="store_true", help="write data/coverage.csv anew; reasons are kept")
    renaming = verb("rename", rename, "rename iflytek-bis iflytek-bis-2019")
    renaming.add_argument("old", metavar="OLD", help="id of a row")
    renaming.add_argument("new", nargs="?", metavar="NEW", help="id that is free; with --merge, that of the other row")
    renaming.add_argument("--merge", action="store_true", help="join the row with the one that bears the new id")
    renaming.add_argument("--withdraw", action="store_true", help="delete the row; its address says that it is gone")
    renaming.add_argument("--reason", metavar="TEXT", help="why; default: renamed")
    renaming.add_argument("--date", metavar="DAY", help="day of the redirect; default: today")
    renaming.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")
    comparing = verb("diff", diff, "diff HEAD~1 --questions")
    comparing.add_argument(
        "revision",
        nargs="?",
        default="HEAD",
        metavar="REV",
        help="git revision or version of a snapshot; default: HEAD",
    )
    comparing.add_argument(
        "--questions", action="store_true", help="ask every question that needs no parameter of both"
    )
    comparing.add_argument("--format", choices=["text", "json"], default="text", help="default: text")
    comparing.add_argument("--all", action="store_true", help="show every sentence")
    describing = verb("dictionary", dictionary, "dictionary listings reason")
    describing.add_argument("table", nargs="?", metavar="KIND", help="one table; default: all")
    describing.add_argument("column", nargs="?", metavar="COLUMN", help="the values that one of its columns may hold")
    describing.add_argument("word", nargs="*", metavar="WORD", help="only the values that have these words")
    describing.add_argument("--write", action="store_true", help="write data/README.md anew")

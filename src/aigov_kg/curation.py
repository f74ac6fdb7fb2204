"""The verbs that look after the tables as a whole: check, fmt, coverage, dictionary."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from rich.text import Text

from aigov_kg import findings
from aigov_kg.errors import UsageError
from aigov_kg.resources import find_home
from aigov_kg.terminal import err, out, progress

Verb = Callable[[str, Callable[[Any], int], str], argparse.ArgumentParser]


def check(args: argparse.Namespace) -> int:
    """Check the tables and report everything that is wrong."""
    from aigov_kg import report
    from aigov_kg.check import check, chosen, narrowed

    home = find_home()
    given, wanted = chosen(home, args.files)
    with progress() as told:
        found = check(home, _day(args.today), given, told, remember=not args.anew)
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
            report.print_text(found, out, args.all)
    if args.format != "text":
        for sentence in found.left_out:
            err.print(Text(sentence), soft_wrap=True)
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
    """Put tables in their canonical form: order, quotation marks, line ends; nothing is lost."""
    from aigov_kg.authoring import replace_file
    from aigov_kg.canonical import Refused, canonical
    from aigov_kg.columns import Description

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


def add_verbs(verb: Verb) -> None:
    """Add the verbs that look after the tables as a whole."""
    checking = verb("check", check, "check data/seed/listings.csv")
    checking.add_argument(
        "files", nargs="*", metavar="FILE", help="report on these tables only, or on those of a folder"
    )
    checking.add_argument("--format", choices=["text", "json", "sarif", "github"], default="text", help="default: text")
    checking.add_argument("--all", action="store_true", help="show every finding, however many are alike")
    checking.add_argument("--anew", action="store_true", help="look at everything, not only at what has changed")
    checking.add_argument("--today", metavar="DAY", help="the day against which waivers expire; default: today")
    formatting = verb("fmt", fmt, "fmt data/seed/listings.csv")
    formatting.add_argument("files", nargs="*", metavar="FILE", help="only these tables; default: all")
    formatting.add_argument("--check", action="store_true", help="change nothing, end with 1 if something would change")
    covering = verb("coverage", coverage, "coverage --write")
    covering.add_argument("--write", action="store_true", help="write data/coverage.csv anew; reasons are kept")

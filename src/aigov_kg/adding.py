"""The verb `new`: one row by prompts or options, a section, or a file of facts."""

from __future__ import annotations

import argparse
import contextlib
import gc
import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from aigov_kg.errors import UsageError
from aigov_kg.findings import Finding, Severity
from aigov_kg.resources import DOCUMENTS, Home, find_home
from aigov_kg.terminal import err, out, progress

if TYPE_CHECKING:
    from aigov_kg.columns import Description
    from aigov_kg.drafting import Draft
    from aigov_kg.tables import Reading

Verb = Callable[[str, Callable[[Any], int], str], argparse.ArgumentParser]


def new(argv: Sequence[str]) -> int:
    """Add rows: one, asked for or given as options, or those of a file (--file, --starter)."""
    from aigov_kg.columns import Description
    from aigov_kg.drafting import Draft, find_table
    from aigov_kg.tables import read_tables

    # The process ends with the command, and holds many objects that live until then.
    gc.disable()
    home = find_home()
    named = {word.partition("=")[0] for word in argv}
    if argv and argv[0].startswith("-") and named & {"--file", "--starter"} and not {"-h", "--help"} & named:
        return _together(argv, home)
    tables = Description(home)
    if not argv or argv[0].startswith("-"):
        out.print(Text(_together_parser().format_help()), soft_wrap=True)
        for name, table in tables.tables.items():
            out.print(Text(f"{name}\n    {table.help}"), soft_wrap=True)
        out.print(Text("section\n    A part of a document that citations name; it comes before the document itself."))
        return 0
    if argv[0] in {"section", "sections"}:
        from aigov_kg.adding_section import new_section

        return new_section(argv[1:], home)
    chosen = find_table(tables, argv[0])
    args = vars(_parser(tables, chosen).parse_args(argv[1:]))
    dry, asking = args.pop("dry_run"), not args.pop("no_input") and sys.stdin.isatty()
    draft = Draft(read_tables(home, tables=tables), chosen)
    if text := args.pop("file", None):
        args["cell_sha256"] = [_digest(Path(text))]
    for name, values in args.items():
        column = draft.columns[name.removeprefix("cell_")]
        if values and not column.many and len(values) > 1:
            raise UsageError(f"--{column.name} was given twice, and the column takes one value")
        draft.cells[column.name] = "|".join(values or [])
    if asking:
        return _add_by_prompts(home, draft, dry)
    proposed = [] if draft.cells["id"] else [draft.propose_id()]
    draft.cells["id"] = draft.cells["id"] or proposed[0]
    if _add(home, draft, dry):
        return 1
    _tell_proposed(proposed, "--id" if dry else "--id, or now aigov-kg rename")
    return 0


def _together_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="aigov-kg new",
        usage="aigov-kg new KIND [--COLUMN VALUE ...] | --file FILE [--dry-run] | --starter KIND ...",
        description="A row of a kind, which is asked for or given as options; or the rows of a file, all or none.",
        epilog="example: aigov-kg new listings --party iflytek",
    )
    parser.add_argument("--file", metavar="FILE", help="add the rows of a TOML file, of any kinds, all or none")
    parser.add_argument(
        "--starter", metavar="KIND", nargs="+", help="print such a file for these kinds, to be filled in"
    )
    parser.add_argument(
        "--from",
        dest="text",
        metavar="FILE",
        help="with --starter: text of the document; what it says of itself is filled in",
    )
    parser.add_argument(
        "--documents",
        metavar="DIR",
        help=f"with --file: quotations are compared with the texts there; default: {DOCUMENTS}, or else beside FILE",
    )
    parser.add_argument("--dry-run", action="store_true", help="check and show the rows, write nothing")
    return parser


def _together(argv: Sequence[str], home: Home) -> int:
    """Add the rows of a file, or print a starter for one."""
    from aigov_kg.additions import questions_of
    from aigov_kg.facts_file import read_facts
    from aigov_kg.imprint import read_off
    from aigov_kg.standing import of_the_rest
    from aigov_kg.starters import starter
    from aigov_kg.tables import read_tables

    args = _together_parser().parse_args(argv)
    if args.starter:
        reading = read_tables(home)
        for line in starter(reading, args.starter, *(read_off(reading, Path(args.text)) if args.text else ())):
            out.print(Text(line), soft_wrap=True)
        return 0
    path = Path(args.file)
    facts = read_facts(home, path, args.documents or os.environ.get(DOCUMENTS))
    for _, said in sorted(facts.taken):
        out.print(Text(said), soft_wrap=True)
    if facts.proposed:
        ids = f'ids: {", ".join(facts.proposed)}; permanent once published; to choose another: id = "..." in its part'
        out.print(Text(ids), soft_wrap=True)
    for document, count in (+facts.uncompared).items():
        said = (
            f"quotations that were not compared, since the text of {document} is not at hand: {count}; --documents DIR"
        )
        out.print(Text(said), soft_wrap=True)
    if facts.findings:
        with progress() as told:
            rest = of_the_rest(facts.tables, facts.with_faults(), told)
        found = sorted([*facts.findings, *facts.warnings, *map(facts.at_its_line, rest)], key=Finding.sort_key)
        for said in dict.fromkeys(map(str, found)):
            err.print(Text(said), soft_wrap=True)
        err.print(Text("nothing was written"))
        return 1
    if not facts.rows and not facts.sections:
        raise UsageError(f"{path} holds no rows; aigov-kg new --starter KIND ... prints what to fill in")
    drafts = [draft for draft, _ in facts.rows]
    sections = [f"{home.name(home.data / 'sections.csv')}: {section} was added" for section in facts.sections]
    after = [*sections, *questions_of(drafts)]
    return 1 if _put(facts.tables, drafts, args.dry_run, facts.at_its_line, facts.warnings, after) else 0


def _add_by_prompts(home: Home, draft: Draft, dry: bool) -> int:
    """Ask for the cells; what does not stand up to the check is asked for again, and nothing typed is lost."""
    from aigov_kg.prompting import Cancelled, fill, mend

    def say(line: str) -> None:
        out.print(Text(line), soft_wrap=True)

    try:
        fill(draft, _ask, say, _shower(draft.reading))
        while faulty := _add(home, draft, dry):
            names = [name for name in draft.columns if name in faulty]
            if not names:
                return 1
            mend(draft, names, _ask, say)
    except Cancelled:
        err.print("\nnothing was written")
        return 1
    return 0


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def _listed(args: argparse.Namespace) -> int:
    """Add rows: one, asked for or given as options, or those of a file (--file, --starter)."""
    return new(args.rest)


def _parser(tables: Description, table: str) -> argparse.ArgumentParser:
    from aigov_kg.starters import choices

    described = tables.tables[table]
    parser = argparse.ArgumentParser(
        prog=f"aigov-kg new {table}",
        description=f"{described.help} Without options, and in a terminal, asks for each cell.",
    )
    for name, column in tables.columns[table].items():
        needed = "Required. " if column.required and name != "id" else ""
        proposed = "Proposed if left out. " if name == "id" else ""
        example = f" Example: {column.example}" if column.example else ""
        text = f"{needed}{proposed}{column.help}{example}{choices(tables, table, column)}".replace("%", "%%")
        flags = sorted({f"--{name}", f"--{name.replace('_', '-')}"})
        parser.add_argument(*flags, dest=f"cell_{name}", action="append", metavar=column.type.upper(), help=text)
    if table == "documents":
        parser.add_argument("--file", metavar="FILE", help="its text: its SHA-256 is filled in, and nothing is copied")
    parser.add_argument("--dry-run", action="store_true", help="show the row, write nothing")
    parser.add_argument("--no-input", action="store_true", help="never ask, even in a terminal")
    return parser


def _ask(prompt: str, known: Sequence[str]) -> str:
    with contextlib.suppress(ImportError):
        import readline

        def complete(text: str, state: int) -> str | None:
            matches = [k for k in known if k.startswith(text)] or [k for k in known if text in k]
            return matches[state] if state < len(matches) else None

        readline.set_completer_delims("|")
        readline.set_completer(complete)
        readline.parse_and_bind("tab: complete")
    return input(prompt)


def _add(home: Home, draft: Draft, dry: bool) -> set[str]:
    """Check the row in its place among all tables, and write it if nothing stops a build.

    Returns:
        The columns (`*` for the row) that stop it; empty if it was written.
    """
    # A fault in the id would put the row at a place of no meaning.
    blank = {c.name: a for c in draft.columns.values() if (a := draft.look_at(c, draft.cells[c.name])).fault}
    if not blank:
        return _put(draft.tables, [draft], dry)
    # No id is proposed where that which it is made of does not fit.
    for name in [name for name in blank if name != "id"] or blank:
        err.print(Text(f"{name}: {blank[name].fault}; {blank[name].fix}"), soft_wrap=True)
    err.print(Text(f"nothing was written to {home.name(home.seed / f'{draft.table}.csv')}"))
    return set(blank)


def _put(
    tables: Description,
    drafts: Sequence[Draft],
    dry: bool,
    told_as: Callable[[Finding], Finding] = lambda f: f,
    beside: Sequence[Finding] = (),
    after: Sequence[str] = (),
) -> set[str]:
    """Check rows in their places among all tables, and write them if nothing stops a build.

    Args:
        told_as: gives a finding as it is told.
        beside: what was found before.
        after: what is told once they are written.

    Returns:
        The columns (`*` for a row) that stop them; empty if they were written.
    """
    from aigov_kg.additions import arrange, brought, place_of, with_warnings, write_all

    files = arrange(tables, drafts)
    names = [tables.home.name(path) for path in files]
    with progress() as told:
        report = brought(tables, files, {draft.cells["id"] for draft in drafts}, told)
    # A cell of which something was said already is not told a second time.
    known = {(f.file, f.row, f.column, f.severity) for f in beside}
    checked = map(told_as, report.findings)
    found = [*beside, *(f for f in checked if (f.file, f.row, f.column, f.severity) not in known)]
    for finding in found:
        err.print(Text(str(finding)), soft_wrap=True)
    if any(f.severity is Severity.VIOLATION for f in found):
        err.print(Text(f"nothing was written to {', '.join(names)}"), soft_wrap=True)
        return {f.column or "*" for f in found if f.severity is Severity.VIOLATION}
    places = []
    for draft in drafts:
        path = tables.home.seed / f"{draft.table}.csv"
        number, line = place_of(files[path][1], draft.cells["id"])
        places.append(f"{tables.home.name(path)}, row {number}: {draft.cells['id']} was added")
        if dry or len(drafts) == 1:
            out.print(Text(line), soft_wrap=True)
    if dry:
        return set()
    write_all(files, report.reading)
    for said in (*places, *after):
        out.print(Text(said), soft_wrap=True)
    # What the last line says is what is read.
    if warnings := [f for f in found if f.severity is Severity.WARNING]:
        err.print(Text(with_warnings(warnings, {id(f) for f in beside})), soft_wrap=True)
    return set()


def _tell_proposed(ids: Sequence[str], by: str) -> None:
    if ids:
        said = f"proposed as id, and permanent once published: {', '.join(ids)}; to choose another, use {by}"
        out.print(Text(said), soft_wrap=True)


def _shower(reading: Reading) -> Callable[[str], None] | None:
    """Give what shows the passage of a citation while it is typed, where the folder of the documents is known."""
    from aigov_kg.authoring import show

    folder = os.environ.get(DOCUMENTS)
    if not folder:
        return None

    def show_passage(text: str) -> None:
        try:
            show(reading, text, Path(folder), 600)
        except UsageError as error:
            out.print(Text(f"  ({error})"), soft_wrap=True)

    return show_passage


def add_verbs(verb: Verb) -> None:
    """Add the verb with which rows are added."""
    verb("new", _listed, "new listing").add_argument("rest", nargs="*", metavar="KIND")

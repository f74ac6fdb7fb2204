"""The verbs with which rows are written: new, cite, sheet."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from aigov_kg.errors import UsageError
from aigov_kg.findings import Severity
from aigov_kg.resources import DOCUMENTS, Home, find_home
from aigov_kg.terminal import err, out, progress

if TYPE_CHECKING:
    from aigov_kg.columns import Column, Description
    from aigov_kg.drafting import Draft
    from aigov_kg.tables import Reading

Verb = Callable[[str, Callable[[Any], int], str], argparse.ArgumentParser]

_LISTED = 12


def new(argv: Sequence[str]) -> int:
    """Add a row to a table: asks for its cells, or takes them as options."""
    from aigov_kg.columns import Description
    from aigov_kg.drafting import Draft, find_table
    from aigov_kg.tables import read_tables

    home = find_home()
    tables = Description(home)
    if not argv or argv[0].startswith("-"):
        out.print(Text("aigov-kg new KIND [--COLUMN VALUE ...]\nexample: aigov-kg new listings --party iflytek\n"))
        for name, table in tables.tables.items():
            out.print(Text(f"{name}\n    {table.help}"), soft_wrap=True)
        out.print(Text("section\n    A part of a document that citations name; it comes before the document itself."))
        return 0
    if argv[0] in {"section", "sections"}:
        return _new_section(argv[1:], home)
    chosen = find_table(tables, argv[0])
    args = vars(_parser(tables, chosen).parse_args(argv[1:]))
    dry, asking = args.pop("dry_run"), not args.pop("no_input") and sys.stdin.isatty()
    draft = Draft(read_tables(home), chosen)
    if text := args.pop("file", None):
        args["cell_sha256"] = [_digest(Path(text))]
    for name, values in args.items():
        column = draft.columns[name.removeprefix("cell_")]
        if values and not column.many and len(values) > 1:
            raise UsageError(f"--{column.name} was given twice, and the column takes one value")
        draft.cells[column.name] = "|".join(values or [])
    if asking:
        return _add_by_prompts(home, draft, dry)
    draft.cells["id"] = draft.cells["id"] or draft.propose_id()
    return 1 if _add(home, draft, dry) else 0


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


def _new_section(argv: Sequence[str], home: Home) -> int:
    """Add a part of a document to the ledger of sections, so that it can be cited."""
    from aigov_kg.sections import COLUMNS, KINDS, add_section

    parser = argparse.ArgumentParser(prog="aigov-kg new section", description=_new_section.__doc__)
    for name, told in COLUMNS.items():
        parser.add_argument(
            f"--{name}",
            help=told,
            required=name in {"document", "key", "heading"},
            choices=KINDS if name == "kind" else None,
            default="section" if name == "kind" else "",
        )
    args = vars(parser.parse_args(argv))
    line = add_section(home, args)
    out.print(Text(f"{home.name(home.data / 'sections.csv')}, row {line}: {args['document']}:{args['key']} was added"))
    return 0


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def _listed(args: argparse.Namespace) -> int:
    """Add a row to a table: asks for its cells, or takes them as options."""
    return new(args.rest)


def _parser(tables: Description, table: str) -> argparse.ArgumentParser:
    described = tables.tables[table]
    parser = argparse.ArgumentParser(
        prog=f"aigov-kg new {table}",
        description=f"{described.help} Without options, and in a terminal, asks for each cell.",
    )
    for name, column in tables.columns[table].items():
        needed = "Required. " if column.required and name != "id" else ""
        proposed = "Proposed if left out. " if name == "id" else ""
        example = f" Example: {column.example}" if column.example else ""
        text = f"{needed}{proposed}{column.help}{example}{_values(tables, table, column)}".replace("%", "%%")
        flags = sorted({f"--{name}", f"--{name.replace('_', '-')}"})
        parser.add_argument(*flags, dest=f"cell_{name}", action="append", metavar=column.type.upper(), help=text)
    if table == "documents":
        parser.add_argument("--file", metavar="FILE", help="its text: its SHA-256 is filled in, and nothing is copied")
    parser.add_argument("--dry-run", action="store_true", help="show the row, write nothing")
    parser.add_argument("--no-input", action="store_true", help="never ask, even in a terminal")
    return parser


def _values(tables: Description, table: str, column: Column) -> str:
    """Name what a cell may hold, or say where the values are listed."""
    classes = tables.tables[table].classes if column.type == "class" else []
    values = classes or tables.vocabularies.slugs(column.allowed_schemes)
    if len(values) > _LISTED:
        return f" ({len(values)} values: aigov-kg dictionary {table} {column.name})"
    return f" ({', '.join(values)})" if values else ""


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
    from aigov_kg.check import check
    from aigov_kg.coverage import refresh_coverage
    from aigov_kg.drafting import insert
    from aigov_kg.ledgers import replace_file

    path = home.seed / f"{draft.table}.csv"
    before = path.read_bytes() if path.is_file() else None
    # A fault in the id would put the row at a place of no meaning.
    blank = {c.name: a for c in draft.columns.values() if (a := draft.look_at(c, draft.cells[c.name])).fault}
    if blank:
        # No id is proposed where that which it is made of does not fit.
        for name in [name for name in blank if name != "id"] or blank:
            err.print(Text(f"{name}: {blank[name].fault}; {blank[name].fix}"), soft_wrap=True)
        err.print(Text(f"nothing was written to {home.name(path)}"))
        return set(blank)
    data, line = insert(draft.tables, draft.table, before, draft.cells)
    with progress() as told:
        known = {f.known_by for f in check(home, date.today(), progress=told).findings}
        report = check(home, date.today(), {draft.table: (home.name(path), data)}, told)
    # What the row brings about may stand at another one.
    brought = [f for f in report.findings if f.known_by not in known and f.rule != "coverage"]
    own = [f for f in brought if f.record == draft.cells["id"] or f.severity is not Severity.INFO]
    for finding in own:
        err.print(Text(str(finding)), soft_wrap=True)
    if any(f.severity is Severity.VIOLATION for f in own):
        err.print(Text(f"nothing was written to {home.name(path)}"))
        return {f.column or "*" for f in own if f.severity is Severity.VIOLATION}
    out.print(Text(data.splitlines()[line - 1].decode()), soft_wrap=True)
    if dry:
        return set()
    if (path.read_bytes() if path.is_file() else None) != before:
        raise UsageError(f"{home.name(path)} was changed meanwhile; run the command again")
    replace_file(path, data)
    refresh_coverage(home)
    out.print(Text(f"{home.name(path)}, row {line}: {draft.cells['id']} was added"))
    return set()


def _shower(reading: Reading) -> Callable[[str], None] | None:
    """Give what shows the passage of a citation while it is typed, where the folder of the documents is known."""
    folder = os.environ.get(DOCUMENTS)
    if not folder:
        return None

    def show(text: str) -> None:
        try:
            _show(reading, text, Path(folder), 600)
        except UsageError as error:
            out.print(Text(f"  ({error})"), soft_wrap=True)

    return show


def cite(args: argparse.Namespace) -> int:
    """Show the passage that a citation names, from a folder that holds the documents."""
    from aigov_kg.passages import compare_quotes
    from aigov_kg.tables import read_tables

    folder = args.documents or os.environ.get(DOCUMENTS)
    if not folder:
        raise UsageError(f"name the folder that holds the documents with --documents or {DOCUMENTS}")
    reading = read_tables(find_home())
    if args.quotes:
        found = compare_quotes(reading, Path(folder))
        for file, row, quote in found.missing:
            out.print(
                Text(f"{file}:{row}:quote: is not in the documents cited, word for word: {quote}"), soft_wrap=True
            )
        were = "quotation was" if found.compared == 1 else "quotations were"
        out.print(Text(f"{found.compared:,} {were} compared; {len(found.missing)} not found"))
        for document, number in sorted(found.unread.items()):
            cause = f"{folder} does not hold the text of {document}, by its sha256"
            if document in found.nameless:
                cause = f"documents.csv gives no sha256 for '{document}', so its text cannot be found"
            out.print(Text(f"{number} {'were' if number != 1 else 'was'} not compared: {cause}"), soft_wrap=True)
        return 1 if found.missing else 0
    if args.cite is None:
        raise UsageError("name a citation, as in aigov-kg cite exovera-2022:defense:p34:fn125")
    return _show(reading, args.cite, Path(folder), None if args.whole else 3000)


def _show(reading: Reading, text: str, folder: Path, most: int | None) -> int:
    from aigov_kg.cells import CellError, read_value
    from aigov_kg.cites import Cite
    from aigov_kg.locators import Locators
    from aigov_kg.passages import Layout, find_passages, find_text, read_layouts

    tables = reading.tables
    try:
        cited = read_value(tables, tables.tables["documents"], tables.columns["documents"]["cite"], text)
    except CellError as error:
        raise UsageError(str(error)) from error
    assert isinstance(cited, Cite)
    section = tables.sections[cited.document][cited.section]
    for fault in Locators(tables.sections).misplaced(cited):
        err.print(Text(f"{fault.message}; {fault.fix}"), soft_wrap=True)
    layout = read_layouts(tables.home).get(cited.document, Layout())
    passages = find_passages(cited, section, layout, find_text(reading, cited.document, folder))
    for passage in passages:
        out.print(Text(f"\n{cited.document}, {passage.title}", style="bold"))
        shown = passage.text if most is None else passage.text[:most]
        out.print(Text(shown + (" ..." if len(shown) < len(passage.text) else "")), soft_wrap=True)
    if not passages:
        err.print(Text(f"the text of {cited.document} shows no such place; look under '{section.heading}'"))
    return 0 if passages else 1


def sheet(args: argparse.Namespace) -> int:
    """Write the tables as a workbook with drop-downs, or take a spreadsheet back into them."""
    home = find_home()
    path = Path(args.file)
    return _export(home, path, args.table) if args.direction == "export" else _import(home, path, args)


def _export(home: Home, path: Path, table: str | None) -> int:
    from aigov_kg.drafting import find_table
    from aigov_kg.ledgers import replace_file
    from aigov_kg.tables import read_tables
    from aigov_kg.workbook import export

    if path.suffix != ".xlsx":
        raise UsageError(f"{path} must end in .xlsx")
    reading = read_tables(home)
    only = find_table(reading.tables, table) if table else None
    replace_file(path, export(reading, only))
    out.print(Text(f"{path}: {1 if only else len(reading.tables.tables)} sheets"))
    return 0


def _import(home: Home, path: Path, args: argparse.Namespace) -> int:
    from aigov_kg.columns import Description
    from aigov_kg.coverage import refresh_coverage
    from aigov_kg.ledgers import replace_file
    from aigov_kg.sheets import take, without

    tables = Description(home)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    taken = take(tables, path.name, data)
    for said in taken.repaired:
        out.print(Text(f"repaired  {said}"), soft_wrap=True)
    for said in taken.doubtful:
        err.print(Text(f"doubtful  {said}"), soft_wrap=True)
    for table, gone in taken.gone.items():
        kept = "were deleted" if args.delete else "were kept; --delete takes them out"
        err.print(Text(f"{table}: {len(gone)} rows are not in the spreadsheet and {kept}: {', '.join(gone[:10])}"))
    if args.delete:
        without(tables, taken)
    for file, new in taken.files.items():
        count = taken.changed.get(file.stem, 0)
        out.print(Text(f"{home.name(file)}: {count} row{'s' if count != 1 else ''} added or changed"))
        if not args.dry_run:
            replace_file(file, new)
    if not taken.files:
        out.print(Text("nothing changes"))
    elif not args.dry_run:
        refresh_coverage(home)
        out.print(Text("see what follows from it: aigov-kg check, aigov-kg diff"))
    return 1 if taken.doubtful else 0


def add_verbs(verb: Verb) -> None:
    """Add the verbs with which rows are written."""
    verb("new", _listed, "new listing").add_argument("rest", nargs="*", metavar="KIND")
    citing = verb("cite", cite, "cite exovera-2022:defense:p34:fn125 --documents ~/sources")
    citing.add_argument("cite", nargs="?", metavar="CITE", help="document:section:page or note, as in a table")
    citing.add_argument("--documents", metavar="DIR", help=f"folder of the documents; default: {DOCUMENTS}")
    citing.add_argument("--whole", action="store_true", help="show whole passages, however long")
    citing.add_argument("--quotes", action="store_true", help="list the quotations that the documents do not have")
    sheets = verb("sheet", sheet, "sheet export tables.xlsx")
    sheets.add_argument("direction", choices=["export", "import"])
    sheets.add_argument("file", metavar="FILE", help="workbook (.xlsx); import also takes a table saved as CSV")
    sheets.add_argument("--table", metavar="KIND", help="export this table only")
    sheets.add_argument("--delete", action="store_true", help="import: delete rows that the spreadsheet does not have")
    sheets.add_argument("--dry-run", action="store_true", help="import: show what would change, write nothing")

"""The verbs for what stands outside of the tables: the texts of documents (cite), and spreadsheets (sheet)."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from aigov_kg.errors import UsageError
from aigov_kg.resources import DOCUMENTS, Home, find_home
from aigov_kg.terminal import err, out

if TYPE_CHECKING:
    from aigov_kg.tables import Reading

Verb = Callable[[str, Callable[[Any], int], str], argparse.ArgumentParser]


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
        for document, number in sorted(found.unread.items()):
            cause = f"{folder} does not hold the text of {document}, by its sha256"
            if document in found.nameless:
                cause = f"documents.csv gives no sha256 for '{document}', so its text cannot be found"
            out.print(Text(f"{number} {'were' if number != 1 else 'was'} not compared: {cause}"), soft_wrap=True)
        were = "quotation was" if found.compared == 1 else "quotations were"
        out.print(Text(f"{found.compared:,} {were} compared; {len(found.missing)} not found"))
        return 1 if found.missing else 0
    if args.cite is None:
        raise UsageError("name a citation, as in aigov-kg cite exovera-2022:defense:p34:fn125")
    return show(reading, args.cite, Path(folder), None if args.whole else 3000)


def show(reading: Reading, text: str, folder: Path, most: int | None) -> int:
    """Show the passage of a citation, up to some characters.

    Raises:
        UsageError: it is no citation, or the folder does not hold the document.
    """
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
    """Add the verbs."""
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

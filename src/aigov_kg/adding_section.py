"""The verb `new section`: a part of a document, so that it can be cited."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rich.text import Text

from aigov_kg.errors import UsageError
from aigov_kg.ledgers import replace_file
from aigov_kg.resources import Home
from aigov_kg.sections import COLUMNS, KINDS, lines, put, written
from aigov_kg.terminal import out


def new_section(argv: Sequence[str], home: Home) -> int:
    """Add a part of a document to the ledger of sections, so that it can be cited."""
    parser = argparse.ArgumentParser(prog="aigov-kg new section", description=new_section.__doc__)
    for name, told in COLUMNS.items():
        parser.add_argument(
            f"--{name}",
            help=told,
            required=name in {"document", "key", "heading"},
            choices=KINDS if name == "kind" else None,
            default="section" if name == "kind" else "",
        )
    parser.add_argument("--dry-run", action="store_true", help="show the line, write nothing")
    args = vars(parser.parse_args(argv))
    dry, held, path = args.pop("dry_run"), lines(home), home.data / "sections.csv"
    if faults := put(held, args):
        raise UsageError("; ".join(f"{column}: {what}, {fix}" for column, what, fix, _ in faults))
    data, number = written(held), held.index(args) + 2
    if dry:
        out.print(Text(data.splitlines()[number - 1].decode()), soft_wrap=True)
        return 0
    replace_file(path, data)
    out.print(Text(f"{home.name(path)}, row {number}: {args['document']}:{args['key']} was added"))
    return 0

"""A starter: a file of facts (`facts_file`) in which a curator only fills in the blanks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aigov_kg.columns import Column, Description
from aigov_kg.drafting import find_table
from aigov_kg.sections import COLUMNS, KINDS
from aigov_kg.tables import Reading

_LISTED, _MOSTLY = 12, 0.4
_WANTED = frozenset({"start", "end_kind", "attested", "quote", "terms", "name_zh"})
"""Columns that a new row should have where the source gives them, though few of the old rows do."""
_ASIDE = frozenset({"id", "cite", "note", "modality", "status"})
"""Columns that are proposed, stand once for the whole file, or have a meaning when they are blank."""


def starter(reading: Reading, kinds: Iterable[str]) -> Iterator[str]:
    """Give the lines of a starter for some kinds of rows, in their order.

    Raises:
        UsageError: there is no such kind.
    """
    tables = reading.tables
    named = [kind if kind in {"section", "sections"} else find_table(tables, kind) for kind in kinds]
    yield "# Fill in what the document says; blanks are left out. Repeat a part for a second row of its kind."
    yield '# Ids are proposed and printed; to choose one, or to name a row in another, add: id = "..."'
    yield 'cite = ""  # document:section:page, for every row without a cite of its own'
    for table in named:
        if table in {"section", "sections"}:
            yield "\n[[section]]"
            for name, told in COLUMNS.items():
                if name == "kind":
                    yield f'kind = "section"  # {", ".join(KINDS)}'
                elif name != "notes":
                    yield f'{name} = ""  # {told}'
            continue
        yield f"\n[[{tables.tables[table].word or table.removesuffix('s')}]]"
        rows = list(reading.of(table))
        for name, column in tables.columns[table].items():
            filled = sum(bool(row.values.get(name)) for row in rows) > _MOSTLY * len(rows)
            if name not in _ASIDE and (column.required or filled or name in _WANTED):
                values = choices(tables, table, column)
                example = f" Example: {column.example}" if column.example and not values else ""
                needed = "required. " if column.required else ""
                blank = "[]" if column.many else '""'
                yield f"{name} = {blank}  # {needed}{column.help}{example}{values}"
        if table == "documents":
            yield 'file = ""  # its text, from the folder of this file: the SHA-256 is filled in, and nothing is copied'


def choices(tables: Description, table: str, column: Column) -> str:
    """Name what a cell may hold, or say where the values are listed."""
    classes = tables.tables[table].classes if column.type == "class" else []
    values = classes or tables.vocabularies.slugs(column.allowed_schemes)
    if len(values) > _LISTED:
        return f" ({len(values)} values: aigov-kg dictionary {table} {column.name})"
    return f" ({', '.join(values)})" if values else ""

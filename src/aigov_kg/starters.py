"""A starter: a file of facts (`facts_file`) in which a curator only fills in the blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aigov_kg.columns import Column, Description
from aigov_kg.drafting import find_table
from aigov_kg.meant import word_of
from aigov_kg.needs import needed_by_rule
from aigov_kg.proposals import most_used
from aigov_kg.sections import COLUMNS, KINDS
from aigov_kg.tables import Reading, Row
from aigov_kg.unsaid import USUAL

_LISTED, _SHOWN = 12, 4
_MOSTLY, _SELDOM, _ALWAYS, _NEVER = 0.4, 0.1, 0.9, 2
_HINT = 8
"""Values that are listed rather than searched for, since to say how takes as many words."""
_WANTED = {"start": 0.0, "end": 0.0, "end_kind": 0.0, "terms": 0.0, "quote": _ALWAYS}
"""Share of the old rows from which on a new row should have a column that is not the table's own."""
_ASIDE = frozenset({"id", "cite", "note", "modality", "status", "sha256"})
"""Columns that are proposed, stand once for the whole file, or have a meaning when they are blank."""
_FOR_WHOM = "on_behalf_of"
_HELD = {
    "end": "needed where end_kind is scheduled",
    _FOR_WHOM: "whose employee, if the document says so",
}
"""What some cells hold, in words for one who fills them for the first time."""
_DATE = "2024, 2024-05 or 2024-05-31"
_DOCUMENT = """
[[document]]  # the one that you read; one that the graph has needs no part: write cite = "exovera-2022:defense:p34" on top
title_en = ""  # needed
publisher = ""  # institution; one that is new needs an [[organisation]] of its own
issued = ""  # 2024, 2024-05 or 2024-05-31, as printed
pages = ""  # as 1-12, and then page = 4 in each part below; blank for a single page
terms = ""  # licence or rights, as printed
file = ""  # its text beside this file: only a checksum is kept
#class = "Publication"  # else {}"""


def starter(reading: Reading, kinds: Iterable[str]) -> Iterator[str]:
    """Give the lines of a starter for some kinds of rows, in their order.

    Raises:
        UsageError: there is no such kind.
    """
    tables = reading.tables
    named = [kind if kind in {"section", "sections"} else find_table(tables, kind) for kind in kinds]
    yield "# Write between the quotation marks; what the document does not say stays blank. Values behind # are examples,"
    yield "# the most used first; names do too. A line that begins with # is seldom needed, and counts without its #."
    if "documents" not in named:
        yield 'cite = ""  # document:section:page, for every part without a cite of its own'
    for table in named:
        if table in {"section", "sections"}:
            yield "\n[[section]]"
            for name, told in COLUMNS.items():
                if name == "kind":
                    yield f'kind = "section"  # {", ".join(KINDS)}'
                elif name != "notes":
                    yield f'{name} = ""  # {told}'
        elif table == "documents":
            yield _DOCUMENT.format(", ".join(c for c in tables.tables[table].classes if c != "Publication"))
        else:
            yield f"\n[[{word_of(table, tables.tables[table])}]]"
            yield from _part(tables, table, list(reading.of(table)))


def _part(tables: Description, table: str, rows: list[Row]) -> Iterator[str]:
    own = {column.name: _MOSTLY for column in tables.tables[table].columns} | _WANTED
    # A person who acts is asked for whom; a member belongs for itself.
    own |= {_FOR_WHOM: 0.0} if "agent" in tables.tables[table].blocks else {}
    asked = needed_by_rule(tables, table)
    aside = []
    columns = {n: c for n, c in tables.columns[table].items() if n not in _ASIDE}
    usual = USUAL.get(word_of(table, tables.tables[table]))
    for name, column in sorted(columns.items(), key=lambda item: not item[1].required):
        filled = sum(bool(row.values.get(name)) for row in rows) / max(len(rows), 1)
        blank = "[]" if column.many else '""'
        if usual and column.type == "class":
            aside.append(
                f'#{name} = "{usual}"  # else {", ".join(c for c in _values(tables, table, column) if c != usual)}'
            )
        elif column.required or name in asked or filled >= own.get(name, _NEVER):
            needed = "needed: " if column.required or asked.get(name) == "" else ""
            needed = f"needed for {asked[name]}: " if asked.get(name) else needed
            yield f"{name} = {blank}  # {needed}{_told(tables, table, column, rows)}"
        elif filled > _SELDOM:
            aside.append(f"#{name} = {blank}")
    yield from aside


def _told(tables: Description, table: str, column: Column, rows: list[Row]) -> str:
    """Say in a few words what a cell holds: the values most used, or else what it is."""
    if column.name in _HELD:
        return _HELD[column.name]
    if column.type == "date":
        return _DATE
    used = most_used(rows, column.name)
    number = sum(len(row.values.get(column.name, ())) for row in rows)
    # Of references, those to a few rows of one table that many rows name: a country, a list.
    few = column.type == "ref" and len(tables.targets(column)) == 1 and 2 * len(used) <= number
    if not few and column.type not in {"class", "concept"}:
        used = []
    known = list(dict.fromkeys([*used, *_values(tables, table, column)]))
    if not known:
        return re.split(r"[;:.(]", column.help)[0]
    if len(known) <= _HINT:
        return ", ".join(known)
    word, unsaid = word_of(table, tables.tables[table]), tables.tables[table].unsaid
    if column.type == "class" and unsaid:
        shown = ", ".join([name for name in known if name != unsaid][:_SHOWN])
        return f"{shown}; {unsaid} if it does not say which; what each is: aigov-kg dictionary {word} {column.name}"
    return f"{', '.join(known[:_SHOWN])}; others: aigov-kg dictionary {word} {column.name} WORD"


def _values(tables: Description, table: str, column: Column) -> list[str]:
    classes = tables.tables[table].classes if column.type == "class" else []
    return classes or tables.vocabularies.slugs(column.allowed_schemes)


def choices(tables: Description, table: str, column: Column) -> str:
    """Name what a cell may hold, or say where the values are listed."""
    values = _values(tables, table, column)
    if len(values) > _LISTED:
        return f" ({len(values)} values: aigov-kg dictionary {table} {column.name})"
    return f" ({', '.join(values)})" if values else ""

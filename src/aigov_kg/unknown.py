"""What to do about a thing that a file of facts names and no row is: choose the one that was meant, or add a part for it."""

from __future__ import annotations

from collections import Counter
from typing import Final

from aigov_kg.columns import Column
from aigov_kg.drafting import Answer, Draft
from aigov_kg.meant import Meant, word_of
from aigov_kg.names import designates
from aigov_kg.tables import Row
from aigov_kg.words import has_all, telling

_KINDS: Final = 2
_NEARLY: Final = 0.9
_NAMES: Final = ("name_en", "name", "title_en", "designation")


def advise(draft: Draft, column: Column, said: str, answer: Answer) -> str:
    """Say what to do about a reference that leads nowhere: the kinds of things that the column names most come first."""
    rows = [
        row
        for held in draft.reading.of(draft.table)
        for value in held.values.get(column.name, ())
        if (row := draft.reading.rows.get(str(value)))
    ]
    tables = draft.tables
    allowed = tables.targets(column)
    used = [table for table, _ in Counter(row.table for row in rows).most_common() if table in allowed]
    things = [name for name in used if tables.tables[name].kind == "thing"]
    if designates(said):
        things = [name for name in things if "designation" in tables.columns[name]] or things
    if not things:
        return answer.fix
    parts = " or ".join(_part(draft, name, said, [r for r in rows if r.table == name]) for name in things[:_KINDS])
    # What nobody could know is told: the form of a code, and the class of which the document says nothing.
    for column in tables.columns[things[0]].values():
        if f'{column.name} = "..."' in parts and column.pattern:
            parts += f"; {column.name}: {column.help.rstrip('.')}"
    if 'class = "..."' in parts and (unsaid := tables.tables[things[0]].unsaid):
        parts += f'; class = "{unsaid}" if the document does not say which'
    if answer.nearest:
        return f"did you mean '{answer.nearest}'? If it is new, add {parts}"
    names = draft.meant.names(allowed)
    new = designates(said) or not any(has_all(" ".join(telling(said)), name) for name in names)
    return (
        f"nothing is called so; add {parts}"
        if new
        else f'look first: aigov-kg search "{said}"; if it is new, add {parts}'
    )


def known_body(draft: Draft, meant: Meant) -> tuple[str, str] | None:
    """Give the name of a new body by which another is called, with the one above it, and that other."""
    parents = ["", *draft.cells.get("parent", "").split("|")]
    for name in ("designation", "name_en", "aliases") if draft.table == "bodies" else ():
        for said in filter(None, draft.cells[name].split("|")):
            for parent in parents:
                if len(found := meant.placed(f"{parent} {said}")) == 1:
                    return said, min(found)
    return None


def _part(draft: Draft, table: str, said: str, alike: list[Row]) -> str:
    """Write the part of a new thing in one line: how it is called, and what must be filled or all alike have."""
    columns = draft.tables.columns[table]
    called = "designation" if designates(said) and "designation" in columns else next(n for n in _NAMES if n in columns)
    cells: dict[str, str] = {}
    # Of a group, the designation tells the rest.
    for column in columns.values() if called != "designation" else ():
        held = Counter(getattr(v, "slug", str(v)) for row in alike for v in row.values.get(column.name, ()))
        told = column.type in {"class", "concept"} or column.pattern
        if told and (column.required or (len(alike) > 1 and all(row.one(column.name) for row in alike))):
            most, number = next(iter(held.most_common(1)), ("", 0))
            # Only what a thing must have is proposed: the rest is a fact, and for the document to say.
            cells[column.name] = most if column.required and number >= _NEARLY * len(alike) > 0 else "..."
    return f"[[{word_of(table, draft.tables.tables[table])}]] " + ", ".join(
        f'{name} = "{text}"' for name, text in {**cells, called: said}.items()
    )

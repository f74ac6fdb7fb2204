"""A starter: a file of facts (`facts_file`) in which a curator only fills in the blanks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from aigov_kg.clauses import COMMENT
from aigov_kg.columns import Column, Description
from aigov_kg.drafting import find_table
from aigov_kg.meant import word_of
from aigov_kg.needs import needed_by_rule
from aigov_kg.proposals import most_used
from aigov_kg.sections import COLUMNS, KINDS
from aigov_kg.tables import Reading, Row
from aigov_kg.unsaid import USUAL

_LISTED, _SHOWN = 12, 6
_MOSTLY, _SELDOM, _ALWAYS, _NEVER = 0.4, 0.1, 0.9, 2
_FIRST: Final = {
    "documents": ("title_en", "publisher", "issued", "terms", "file"),
    "organisations": ("class", "name_en", "aliases", "country"),
    "persons": ("name",),
    "bodies": ("designation", "name_en", "class", "kind", "parent"),
    "work-items": ("designation", "title_en", "body"),
    "listings": ("party", "list", "start", "instrument", "reason", "quote"),
    "participations": ("actor", "role", "object", "start", "end_kind"),
    "tenures": ("holder", "role", "body", "start", "end", "end_kind"),
    "memberships": ("member", "body", "category", "start", "end_kind"),
}
"""What nearly every document says of the things that are added most, in the order in which one reads it."""
_ASIDE: Final = {
    "documents": ("author", "url", "pages", "class"),
    "listings": ("end_kind", "scope", "attested"),
    "participations": ("on_behalf_of", "end", "quote"),
    "tenures": ("on_behalf_of", "quote"),
    "memberships": ("position", "on_behalf_of", "end", "quote"),
    "persons": ("name_zh", "aliases"),
    "organisations": ("name_zh", "level"),
    "work-items": ("type", "aliases", "part_of"),
}
_WANTED: Final = {"start": 0.0, "end": 0.0, "end_kind": 0.0, "date": 0.0, "quote": _ALWAYS}
"""Share of the old rows from which on a new row of another table should have a column that is not the table's own."""
_OF_ALL: Final = frozenset({"id", "cite", "note", "modality", "status", "sha256"})
"""Columns that are proposed, stand once for the whole file, or have a meaning when they are blank."""
_HELD: Final = {
    "terms": "licence or rights",
    "file": "its text",
    "instrument": 'needed: number of the notice, or "not stated"',
    "end_kind": "only if it says so: ongoing, ended, scheduled",
}
"""What some cells hold, in words for one who fills them for the first time."""
_BY_DESIGNATION: Final = frozenset({"bodies"})
"""Tables in which what a row must have is taken from others with such a designation."""
_SAID: Final = {
    "on_behalf_of": 'a person\'s employer, or "not stated"',
    "position": "as printed",
    "pages": "1-12",
    "values": "for a conflict: what each place says",
}
_HEAD: Final = """\
# Write what the document says; the rest stays blank. Names do for ids; dates as printed. Behind # stand usual values;
# more: aigov-kg dictionary KIND COLUMN WORD (listing reason nuclear)
# Where it says "reportedly", add modality = "reports"; where it is contested, status = "disputed"."""
_FILLED: Final = "# What is filled in was found in the text: compare it."
_CITE: Final = (
    'cite = ""  # document:section:page, for every part without a cite of its own; page = in a part goes before'
)
_LIST: Final = '# a new list: [[document]] class = "RestrictionList", kind ({}), title_en, issuer, page'


def starter(
    reading: Reading,
    kinds: Iterable[str],
    found: Mapping[str, Mapping[str, str]] | None = None,
    names: Sequence[str] = (),
) -> Iterator[str]:
    """Give the lines of a starter for some kinds of rows, in their order.

    Args:
        found: cells that are known, by table.
        names: those in the document that things of the graph bear.

    Raises:
        UsageError: there is no such kind.
    """
    tables = reading.tables
    found = dict(found or {})
    named = [kind if kind in {"section", "sections"} else find_table(tables, kind) for kind in kinds]
    yield from _HEAD.splitlines()
    if found:
        yield _FILLED
    if names:
        yield f"# The graph has these, which need no part: {'; '.join(names)}"
    if "documents" not in named:
        yield _CITE
    for at, table in enumerate(named):
        if table in {"section", "sections"}:
            yield "\n[[section]]"
            for name, told in COLUMNS.items():
                if name == "kind":
                    yield f'kind = "section"  # {", ".join(KINDS)}'
                elif name != "notes":
                    yield f'{name} = ""  # {told}'
        else:
            again = table in named[:at]
            # What the text has is of one thing; a second document is the list that it names.
            cells = {} if again else found.get(table, {})
            if again and table == "documents" and found.get("lists"):
                continue
            yield f"\n[[{word_of(table, tables.tables[table])}]]"
            yield from _part(tables, table, _rows(reading, table), cells)
            if table == "documents" and found.get("lists") and not again and "listings" in named:
                yield from _new_list(tables, found["lists"])
            if table == "listings" and not cells.get("list"):
                yield _LIST.format(_kinds(tables))
    if found and "work-items" in named and "bodies" not in named:
        for name, text in found.get("bodies", {}).items():
            yield f'\n[[body]]\n{name} = "{text}"  # class, kind and parent are taken from others with such a designation'


def _kinds(tables: Description) -> str:
    return ", ".join(tables.vocabularies.slugs(tables.columns["documents"]["kind"].allowed_schemes))


def _new_list(tables: Description, found: Mapping[str, str]) -> Iterator[str]:
    """Give the part of a list that the graph lacks."""
    yield '\n[[document]]\nclass = "RestrictionList"'
    yield f'kind = ""  # needed: {_kinds(tables)}'
    for name in ("title_en", "issuer", "page"):
        yield f"{name} = {_value(name, found.get(name, ''), many=False)}"


def _rows(reading: Reading, table: str) -> list[Row]:
    """Give the rows of a table; without those about documents, whose makers stand in the part of the document."""
    own = [
        row
        for row in reading.of(table)
        if not (about := row.one("object"))
        or (row_of := reading.rows.get(str(about))) is None
        or row_of.table != "documents"
    ]
    return own or list(reading.of(table))


def _part(tables: Description, table: str, rows: list[Row], found: Mapping[str, str]) -> Iterator[str]:
    columns, record = tables.columns[table], tables.tables[table].kind == "record"
    first, aside = list(_FIRST.get(table, ())), list(_ASIDE.get(table, ()))
    if not first:
        first = sorted(_usual(tables, table, rows), key=lambda name: not columns[name].required)
    if table not in _ASIDE:
        filled = {name: sum(bool(row.values.get(name)) for row in rows) for name in columns.keys() - _OF_ALL}
        aside += [name for name in columns if filled.get(name, 0) > _SELDOM * len(rows)]
    first += [name for name in found if name not in [*first, "page"] and not name.startswith(COMMENT)]
    first += ["page"] if record else []
    asked = needed_by_rule(tables, table)
    for name in first:
        told = _told(tables, table, columns[name], rows) if name in columns else ""
        told = _HELD.get(name, told)
        if name in columns and (columns[name].required or asked.get(name) == "") and table not in _BY_DESIGNATION:
            told = f"needed: {told}" if told else "needed"
        beside = found.get(f"{COMMENT}{name}", "")
        told = beside or told
        value = _value(name, found.get(name, ""), name in columns and columns[name].many)
        yield f"{name} = {value}" + (f"  # {told}" if beside or (told and name not in found) else "")
    if not record and len(found) > 1:
        # Whoever has its names needs no list of what else there is.
        return
    more = [f"{name} ({_SAID[name]})" if name in _SAID else name for name in aside if name not in first]
    if more or not record:
        yield f"# also: {', '.join([*more, *([] if record or table == 'documents' else ['page'])])}"


def _value(name: str, text: str, many: bool) -> str:
    """Write a value of TOML; between three marks a quotation may hold marks and line breaks of its own."""
    if name == "quote" and "'''" not in text:
        return f"'''{text}'''"
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return (f'["{text}"]' if text else "[]") if many else f'"{text}"'


def _usual(tables: Description, table: str, rows: list[Row]) -> Iterator[str]:
    """Give the columns that must be filled, that a rule asks for, or that most rows have."""
    own = {column.name: _MOSTLY for column in tables.tables[table].columns} | _WANTED
    asked = needed_by_rule(tables, table)
    usual = USUAL.get(word_of(table, tables.tables[table]))
    for name, column in tables.columns[table].items():
        filled = sum(bool(row.values.get(name)) for row in rows) / max(len(rows), 1)
        if name in _OF_ALL or (usual and column.type == "class"):
            continue
        if column.required or name in asked or filled >= own.get(name, _NEVER):
            yield name


def _told(tables: Description, table: str, column: Column, rows: list[Row]) -> str:
    """Name the values most used; those that make somebody a leader come first."""
    concepts = {c.slug: c for s in column.allowed_schemes for c in tables.vocabularies.schemes.get(s, {}).values()}
    unsaid = tables.tables[table].unsaid if column.type == "class" else None
    used = most_used(rows, column.name)
    if column.type == "ref" and len(tables.targets(column)) == 1 and len(used) < _SHOWN:
        return ", ".join(used)
    known = [
        v for v in dict.fromkeys([*used, *_values(tables, table, column)]) if v in concepts or column.type == "class"
    ]
    leading = [value for value in used if value in concepts and "countsAsLeading" in concepts[value].flags]
    known = list(dict.fromkeys([*leading[: _SHOWN // 2], *(value for value in known if value not in leading)]))
    # What stands beside another, and what a cell elsewhere writes, need not be shown.
    others = {unsaid, *(value for value in known if value.removeprefix("co-") in known and value.startswith("co-"))}
    others |= {
        c.shorthand.get(column.name)
        for held in tables.columns.values()
        for c in held.values()
        if c.shorthand and c.shorthand.get("table") == table
    }
    shown = [value for value in known if value not in others][:_SHOWN]
    asked = needed_by_rule(tables, table).get(column.name) if column.name == "quote" else ""
    said = ", ".join(shown) or (f"needed for {asked}" if asked else "")
    return f"{said}; {unsaid} if it does not say which" if unsaid else said


def _values(tables: Description, table: str, column: Column) -> list[str]:
    classes = tables.tables[table].classes if column.type == "class" else []
    return classes or tables.vocabularies.slugs(column.allowed_schemes)


def choices(tables: Description, table: str, column: Column) -> str:
    """Name what a cell may hold, or say where the values are listed."""
    values = _values(tables, table, column)
    if len(values) > _LISTED:
        return f" ({len(values)} values: aigov-kg dictionary {table} {column.name})"
    return f" ({', '.join(values)})" if values else ""

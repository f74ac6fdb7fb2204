"""The data dictionary, `data/README.md`: every table and column, written from `data/tables.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aigov_kg.columns import Column, Description
from aigov_kg.errors import UsageError
from aigov_kg.findings import did_you_mean
from aigov_kg.meant import called
from aigov_kg.names import spelt
from aigov_kg.proposals import options
from aigov_kg.resources import Home
from aigov_kg.tables import read_tables
from aigov_kg.words import has_all

BAR = "\\|"
_LISTED, _FOUND = 12, 12
_TYPES = {
    "slug": "id",
    "text": "text",
    "int": "whole number",
    "number": "number",
    "date": "date",
    "yes": "`yes` or blank",
    "url": "web address",
    "class": "class",
    "concept": "concept",
    "ref": "id of",
    "digest": "SHA-256",
    "field": "table, column or `table.column`",
    "cite": "citation",
}

_HEAD = """\
# The tables

One table a kind of thing or record, in `seed/`; one row one fact, with the place in a source that says so. This page is
written by `aigov-kg dictionary --write` from `tables.toml`, which is the one place that says which tables and columns
there are. How to add or correct a row: `CONTRIBUTING.md`.

- UTF-8, LF, one line a row, columns and rows in the order that `aigov-kg fmt` gives them.
- A blank cell means unknown, or that the source does not say. Several values in a cell are joined by `|`.
- An id is chosen once and never used again for anything else; ids are unique across all tables. A renamed or withdrawn
  id stays in `redirects.csv`.
- **Dates** are as exact as the source: `2019`, `2019-05`, `2019-10-09`, `2019~` (about), `..` (open), `[..2020-06]` (not
  later than), `[2023-11..]` (not before).
- **Citations**: `document:section`, then page, table, figure or note: `exovera-2022:defense:p34:fn125`. `p34` page,
  `t5` table, `fig2` figure, `fn125` note, `row=` the first cell of a row of a table, `a=` an anchor. `!` in front of a
  source that contradicts, `@2021-09` the date that the evidence speaks for, `>id` the document that the source itself
  cites. `sections.csv` lists the sections.
- A column becomes a property of the graph; which one stands in the column "becomes".

## Files beside the tables

| file | what it holds | kept by |
|---|---|---|
| `tables.toml` | tables, columns, types, help | hand |
| `sections.csv` | the sections, tables, figures and groups of notes of each source, with their pages | hand |
| `coverage.csv` | for each of these, how many rows cite it, and why none do | `aigov-kg coverage --write`; reasons by hand |
| `waivers.csv` | warnings that stand for a time: `shape`, `record`, `reason`, `expires` | hand |
| `redirects.csv` | ids that were left: `old`, `new` (blank where withdrawn), `date`, `reason` | `aigov-kg rename` |
| `expectations.toml` | the least and the most rows of each table, the least share of filled cells | hand |
| `passages.toml` | how the text of a source is divided into pages and notes | hand |
"""


def dictionary(home: Home) -> str:
    """Write the data dictionary."""
    tables = Description(home)
    return "\n".join([_HEAD, *_contents(tables), *(line for name in tables.tables for line in _table(tables, name))])


def table_page(tables: Description, name: str, column: str | None = None, word: str = "") -> str:
    """Describe one table, or one column with each value that it may hold and what that means.

    Args:
        tables: the description.
        name: the table.
        column: one of its columns.
        word: only the values that have this word in their names or in what they mean.

    Raises:
        UsageError: the table has no such column, or no value has the word.
    """
    if column is None:
        return "\n".join(_table(tables, name))
    columns = tables.columns[name]
    if column not in columns:
        alike = [other for other, own in columns.items() if has_all(column, own.help)]
        found = f"{' and '.join(alike)} hold{'s' if len(alike) == 1 else ''} it" if alike else ""
        fix = found or did_you_mean(column, columns) or f"it has {', '.join(columns)}"
        raise UsageError(f"{name} has no column '{column}'; {fix}")
    described = columns[column]
    told = options(tables, tables.tables[name], described)
    held = [f"  {value}: {option.meaning or option.names}" for value, option in told.items()]
    if word and described.type == "ref":
        rows = read_tables(tables.home, tables=tables).of(*tables.targets(described))
        held = [f"  {row.id}: {', '.join(names)}" for row in rows if (names := called(row))]
    if word:
        return _found(held, f"{name}.{column}", word)
    lines = [f"{name}.{column}: {described.help}", *(held or [_holds(tables, name, described).replace(BAR, "|")])]
    return "\n".join([*lines, ""])


def scheme_page(tables: Description, name: str, word: str) -> str | None:
    """Describe the values of a scheme, called by its name or several of its kind (roles); None if there is none so called.

    Raises:
        UsageError: no value has the word.
    """
    scheme = next((s for s in (name, name.removesuffix("s")) if s in tables.vocabularies.schemes), None)
    return _found(_concepts(tables, [scheme]), scheme, word) if scheme else None


def _concepts(tables: Description, schemes: Iterable[str]) -> list[str]:
    concepts = [c for s in schemes for c in tables.vocabularies.schemes.get(s, {}).values()]
    return [f"  {c.slug}: {c.definition or c.label}" for c in concepts]


def _found(held: list[str], where: str, word: str) -> str:
    """Give the values that have a word, first those that are called so, then those that are explained so."""
    called_so = [line for line in held if not word or has_all(word, spelt(line.partition(":")[0]))]
    fitting = called_so + [line for line in held if line not in called_so and has_all(word, line)]
    if not fitting:
        raise UsageError(f"no value of {where} has the word '{word}'; without a word, all are listed")
    return "\n".join([*(fitting[:_FOUND] if word else fitting), ""])


def _contents(tables: Description) -> Iterator[str]:
    for title, kind in (("Things", "thing"), ("Records", "record")):
        yield f"## {title}\n"
        yield "| table | one row says |\n|---|---|"
        for name, table in tables.tables.items():
            if table.kind == kind:
                yield f"| [`{name}`](#{name}) | {_cell(table.help)} |"
        yield ""


def _table(tables: Description, name: str) -> Iterator[str]:
    table = tables.tables[name]
    address = f"/id/{table.word}/" + "{id}" if table.word else "/id/{id}"
    yield f"## {name}\n"
    how = table.key.get("help", "").rstrip(".")
    how = how[:1].lower() + how[1:] if how[1:2].islower() else how
    key = f"Id: {how}" if how else "Id"
    key += f", as in `{table.key['example']}`." if table.key.get("example") else "."
    yield f"{table.help} {key} Address: `{address}`.\n"
    yield "| column | holds | becomes | help | example |\n|---|---|---|---|---|"
    for column in tables.columns[name].values():
        needed = " **required**" if column.required else ""
        example = f"`{_cell(column.example)}`" if column.example else ""
        becomes = f"`{column.becomes}`" if column.becomes else "the address" if column.name == "id" else ""
        yield f"| `{column.name}` | {_holds(tables, name, column)}{needed} | {becomes} | {_cell(column.help)} | {example} |"
    yield ""


def _holds(tables: Description, table: str, column: Column) -> str:
    said = _TYPES[column.type]
    if column.type == "ref":
        targets = sorted(tables.targets(column))
        said += " any row" if len(targets) == len(tables.tables) else f" {', '.join(targets)}"
    elif column.type == "class":
        said = ", ".join(f"`{c}`" for c in tables.tables[table].classes)
    elif column.type == "concept":
        slugs = tables.vocabularies.slugs(column.allowed_schemes)
        files = " or ".join(f"[{s}](../ontology/vocabularies/{s}.ttl)" for s in column.allowed_schemes)
        said = f"concept of {files}"
        if len(slugs) <= _LISTED:
            said += ": " + ", ".join(f"`{s}`" for s in slugs)
    if column.max_length:
        said += f", at most {column.max_length} characters"
    if column.many:
        said += ", several with `\\|`"
    if column.default:
        said += f"; blank means `{column.default}`"
    return said


def _cell(text: str) -> str:
    return text.replace("|", BAR)

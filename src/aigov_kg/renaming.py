"""Renaming: an id changed in every table at once, with a redirect from the old one; merging and withdrawing likewise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from aigov_kg.canonical import Refused, canonical, write
from aigov_kg.cells import SLUG
from aigov_kg.columns import Column, Description
from aigov_kg.delimited import read_cells
from aigov_kg.errors import DataError, UsageError
from aigov_kg.findings import nearest, stops
from aigov_kg.redirects import COLUMNS, path_of
from aigov_kg.tables import Reading, read_tables

_LEDGERS = {"waivers.csv": "record", "sections.csv": "document", "coverage.csv": "document"}


@dataclass(slots=True)
class Change:
    """What a renaming does, before it is written.

    Attributes:
        files: new bytes by path.
        cells: number of cells changed, by name of the file.
        redirects: rows added to `data/redirects.csv`.
        mentions: files outside the tables that name the old id and are left as they are.
    """

    files: dict[Path, bytes] = field(default_factory=dict)
    cells: Counter[str] = field(default_factory=Counter)
    redirects: list[list[str]] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)


def rename(reading: Reading, old: str, new: str | None, day: str, reason: str, merge: bool = False) -> Change:
    """Work out what a renaming changes; nothing is written.

    Args:
        reading: the tables as they are.
        old: an id of a row.
        new: an id that is free, or with `merge` that of a row of the same table; None withdraws the row.
        day: the day of the redirect.
        reason: why, for whoever follows an old link.
        merge: join the row with the one that bears the new id.

    Raises:
        UsageError: an id is not there, not free, or not an id; or the rows to merge differ.
        DataError: the tables would hold findings that stop a build.
    """
    if old not in reading.rows and new in reading.rows and not merge:
        return _noted(reading, old, str(new), day, reason)
    if old not in reading.rows:
        near = nearest(old, reading.rows)
        raise UsageError(f"no row has the id '{old}'" + (f"; did you mean '{near}'?" if near else ""))
    _check_new(reading, old, new, merge)
    change = Change()
    home = reading.tables.home
    for table, columns in reading.tables.columns.items():
        path = home.seed / f"{table}.csv"
        if path.is_file():
            data = _edit(reading, path, table, columns, old, new, merge, change.cells)
            if data is not None:
                change.files[path] = data
    given = {path.stem: (home.name(path), data) for path, data in change.files.items()}
    after = read_tables(home, given=given, tables=_described(reading, old, new))
    known = {str(f) for f in reading.findings}
    if stops(worse := [f for f in after.findings if str(f) not in known]):
        raise DataError(worse)
    change.redirects = [[source, target, day, reason] for source, target in _moved(reading, after, old, new)]
    _edit_ledgers(reading, change, old, new)
    places = [*sorted(home.queries.glob("*.rq")), *sorted(home.data.glob("*.toml"))]
    change.mentions = [home.name(p) for p in places if _names(p.read_text(encoding="utf-8", errors="replace"), old)]
    return change


def _noted(reading: Reading, old: str, new: str, day: str, reason: str) -> Change:
    """Note that a row bears another id already; what still leads to the old one is told by the check."""
    change = Change()
    target = path_of(reading, new)
    word = target.rpartition("/")[0]
    change.redirects = [[f"{word}/{old}" if word else old, target, day, reason]]
    _edit_ledgers(reading, change, old, new)
    return change


def _described(reading: Reading, old: str, new: str | None) -> Description:
    """Give the description of the tables with the sections of a renamed document under its new id."""
    tables = Description(reading.tables.home)
    if new is not None and (sections := tables.sections.pop(old, None)):
        tables.sections[new] = {**sections, **tables.sections.get(new, {})}
    return tables


def _check_new(reading: Reading, old: str, new: str | None, merge: bool) -> None:
    if new is None:
        return
    if not SLUG.fullmatch(new) or len(new) > 60:
        raise UsageError(f"'{new}' is not an id; use lower-case letters, digits and single hyphens, 60 at most")
    taken = reading.rows.get(new)
    if merge:
        if taken is None:
            raise UsageError(f"no row has the id '{new}', so there is nothing to merge '{old}' with")
        if taken.table != reading.rows[old].table or new == old:
            raise UsageError(f"'{new}' is a row of {taken.table}; only two rows of one table can be merged")
    elif taken is not None:
        where = f"{taken.file}, row {taken.line}"
        raise UsageError(f"the id '{new}' is used already, in {where}; choose another, or join the two with --merge")


def _edit(
    reading: Reading,
    path: Path,
    table: str,
    columns: dict[str, Column],
    old: str,
    new: str | None,
    merge: bool,
    counts: Counter[str],
) -> bytes | None:
    """Give the new bytes of a table, or None where nothing changes."""
    before = path.read_bytes()
    if old.encode() not in before:
        return None
    try:
        heading, *records = read_cells(canonical(reading.tables, table, before)).records
    except Refused as error:
        raise UsageError(f"{path.name}, row {error.fault.line}: {error.fault.message}; mend it first") from error
    name = reading.tables.home.name(path)
    rows = [dict(zip(heading.cells, record.cells, strict=True)) for record in records]
    for row in rows:
        for column in columns.values():
            swapped = _swap(column, row[column.name], old, new)
            if swapped != row[column.name] and not (column.name == "id" and (merge or new is None)):
                counts[name] += 1
                row[column.name] = swapped
    if reading.rows[old].table == table and (merge or new is None):
        gone = next(row for row in rows if row["id"] == old)
        rows.remove(gone)
        counts[name] += 1
        if merge:
            _join(columns, next(row for row in rows if row["id"] == new), gone)
    if not counts[name]:
        return None
    return canonical(reading.tables, table, write(list(columns), [[row[c] for c in columns] for row in rows]))


def _swap(column: Column, text: str, old: str, new: str | None) -> str:
    if old not in text or new is None:
        return text
    if column.type in {"ref", "slug"} or column.name == "preferred":
        return "|".join(new if part == old else part for part in text.split("|"))
    if column.type == "cite":
        return "|".join(_swap_cite(part, old, new) for part in text.split("|"))
    return text


def _swap_cite(text: str, old: str, new: str) -> str:
    body, arrow, via = text.partition(">")
    mark = "!" if body.startswith("!") else ""
    document, colon, rest = body.removeprefix("!").partition(":")
    return mark + (new if document == old else document) + colon + rest + arrow + (new if via == old else via)


def _join(columns: dict[str, Column], kept: dict[str, str], gone: dict[str, str]) -> None:
    """Put the cells of a row that goes into the one that stays; two different values must be settled by a person."""
    for name, column in columns.items():
        if name == "id" or not gone[name] or gone[name] == kept[name]:
            continue
        if column.many:
            kept[name] = "|".join(dict.fromkeys([*filter(None, kept[name].split("|")), *gone[name].split("|")]))
        elif not kept[name]:
            kept[name] = gone[name]
        elif column.becomes == "skos:prefLabel" and "aliases" in columns:
            kept["aliases"] = "|".join(dict.fromkeys([*filter(None, kept["aliases"].split("|")), gone[name]]))
        elif name == "note":
            kept[name] = f"{kept[name]}; {gone[name]}"
        else:
            what = f"the rows differ in {name}: '{gone[name]}' and '{kept[name]}'"
            raise UsageError(f"{what}; settle it in the table, or record both in notes with kind conflict, then merge")


def _moved(before: Reading, after: Reading, old: str, new: str | None) -> list[tuple[str, str]]:
    """Give the addresses that change: the row's own, and those of records that one cell of a row stands for."""
    moved = [(path_of(before, old), path_of(after, new) if new else "")]
    for row in before.rows.values():
        for column in before.tables.columns[row.table].values():
            if not column.shorthand:
                continue
            keys = {k: v for k, v in column.shorthand.items() if k not in {"table", "self", "value"}}
            word = before.tables.tables[column.shorthand["table"]].word
            for value in map(str, row.values.get(column.name, ())):
                if old in (row.id, value) and new:
                    source = "-".join([row.id, *keys.values(), value])
                    ends = [new if part == old else part for part in (row.id, value)]
                    moved.append((f"{word}/{source}", f"{word}/" + "-".join([ends[0], *keys.values(), ends[1]])))
    return moved


def _edit_ledgers(reading: Reading, change: Change, old: str, new: str | None) -> None:
    data = reading.tables.home.data
    for file, column in _LEDGERS.items():
        path = data / file
        if not path.is_file() or new is None:
            continue
        heading, *records = [list(r.cells) for r in read_cells(path.read_bytes()).records]
        if column not in heading:
            continue
        at = heading.index(column)
        touched = [record for record in records if len(record) == len(heading) and record[at] == old]
        for record in touched:
            record[at] = new
        if touched:
            change.files[path] = write(heading, records)
            change.cells[reading.tables.home.name(path)] += len(touched)
    layouts = data / "passages.toml"
    if new is not None and layouts.is_file():
        text = layouts.read_text(encoding="utf-8")
        if f"\n[{old}]\n" in text:
            change.files[layouts] = text.replace(f"\n[{old}]\n", f"\n[{new}]\n").encode()
            change.cells[reading.tables.home.name(layouts)] += 1
    path = data / "redirects.csv"
    held = [r.cells for r in read_cells(path.read_bytes()).records][1:] if path.is_file() else []
    # An address that was left once and is taken again leads nowhere else any more.
    live = {target for _, target, *_ in change.redirects}
    kept = [row for row in held if row[0] not in live]
    change.files[path] = write(COLUMNS, [*kept, *change.redirects])


def _names(text: str, old: str) -> bool:
    at = text.find(old)
    while at >= 0:
        around = text[at - 1 : at] + text[at + len(old) : at + len(old) + 1]
        if not any(c.isalnum() or c == "-" for c in around):
            return True
        at = text.find(old, at + 1)
    return False


def write_change(change: Change, replace: Callable[[Path, bytes], None]) -> None:
    """Write the files of a change, the redirects last."""
    for path, data in change.files.items():
        replace(path, data)

"""The ledger of sections, `data/sections.csv`: whether each line is one that a citation can use, and new lines."""

from __future__ import annotations

import calendar
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from aigov_kg.canonical import write
from aigov_kg.errors import UsageError
from aigov_kg.findings import Finding, nearest
from aigov_kg.ledgers import read_ledger
from aigov_kg.locators import number_of, pages
from aigov_kg.resources import Home
from aigov_kg.tables import SLUG, Reading

COLUMNS = {
    "document": "Id of the document: author or issuer, with the year, as in exovera-2022.",
    "key": "Short name of the part, as citations write it: defense, s3.2, t5.",
    "kind": "section, appendix, table, figure or notes.",
    "heading": "Heading as printed.",
    "pages": "Printed pages: 9, 9-10, ii-iii, 70- for to the end.",
    "notes": "Numbers of the notes, for a part of kind notes: 1-288.",
}
KINDS = ("section", "appendix", "table", "figure", "notes")
_KEY = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_NUMBERED = re.compile(r"(t|fig|app)([0-9]+)[a-h]?")
_SORTS = {"t": "table", "fig": "figure", "notes": "notes"}
_RULE = "section-form"
_MONTHS = list(calendar.month_abbr)
_Fault = tuple[str, str, str, str | None]
"""Column, what is wrong, what to do, and the value that was probably meant."""


def _faults(cells: Mapping[str, str], taken: Container[tuple[str, str]]) -> Iterator[_Fault]:
    document, key, kind = cells["document"], cells["key"], cells["kind"]
    if not SLUG.fullmatch(document):
        yield "document", f"'{document}' is not an id", "use lower-case letters, digits and single hyphens", None
    if not _KEY.fullmatch(key):
        yield "key", f"'{key}' is not a key", "use lower-case letters, digits, single hyphens and points", None
    elif (document, key) in taken:
        yield "key", f"{document} has two sections '{key}'", "choose another key", None
    if kind not in KINDS:
        near = nearest(kind, KINDS)
        yield "kind", f"'{kind}' is not a kind of section", f"use one of {', '.join(KINDS)}", near
    yield from _by_key(key, kind, cells["heading"])
    for column in ("pages", "notes"):
        if cells[column] and pages(cells[column]) is None:
            meant = _as_range(cells[column])
            fix = "write 9, 9-10, ii-iii, or 70- for to the end"
            fix = f"a spreadsheet made a date of it; write {meant}" if meant else fix
            yield column, f"'{cells[column]}' is not a range", fix, meant
            continue
        first, _, last = cells[column].partition("-")
        if last and number_of(first) > number_of(last):
            yield column, f"'{cells[column]}' runs backwards", "write the lower number first", f"{last}-{first}"
    if not cells["heading"]:
        yield "heading", "'heading' is blank", "write the heading as printed", None


def _by_key(key: str, kind: str, heading: str) -> Iterator[_Fault]:
    """Tell a kind, or a number in the heading, that the key has otherwise: fig7 is a figure, and Figure 7."""
    numbered = _NUMBERED.fullmatch(key)
    said = _SORTS.get(key.partition("-")[0]) or (_SORTS.get(numbered[1]) if numbered else None)
    if said and kind in KINDS and kind != said:
        yield "kind", f"the key '{key}' is that of a {said}, and the kind is {kind}", f"write {said}", said
    printed = re.match(rf"{said}\s+([0-9]+)", heading, re.I) if said and numbered else None
    if printed and numbered and printed[1] != numbered[2]:
        meant = f"{heading[: printed.start(1)]}{numbered[2]}{heading[printed.end(1) :]}"
        what = f"the key '{key}' has the number {numbered[2]}, and the heading {printed[1]}"
        yield "heading", what, f"write '{meant[:80]}', or correct the key in every citation", meant


def _as_range(text: str) -> str | None:
    """Give the range of pages of which a spreadsheet may have made a date such as 02-May."""
    match = re.fullmatch(r"(\d{1,2})-([A-Z][a-z]{2})|([A-Z][a-z]{2})-(\d{1,2})", text)
    if not match or (match[2] or match[3]) not in _MONTHS:
        return None
    day, month = int(match[1] or match[4]), _MONTHS.index(match[2] or match[3])
    return f"{min(day, month)}-{max(day, month)}"


def odd_sections(reading: Reading) -> list[Finding]:
    """Give what is wrong with the lines of the ledger."""
    home = reading.tables.home
    ledger = read_ledger(home, home.data / "sections.csv", list(COLUMNS), _RULE, reading.tables.ledger)
    documents = [row.id for row in reading.of("documents")]
    seen: set[tuple[str, str]] = set()
    for entry in ledger.entries:
        document = entry["document"]
        if document not in reading.rows and "documents" not in reading.unread:
            near = nearest(document, documents)
            fix = f"did you mean '{near}'?" if near else "add a row for it: aigov-kg new document"
            ledger.found(entry.line, "document", f"no row defines '{document}'", fix, nearest=near)
        for column, what, fix, near in _faults(entry.cells, seen):
            ledger.found(entry.line, column, what, fix, nearest=near)
        seen.add((document, entry["key"]))
    return ledger.findings


def lines(home: Home) -> list[dict[str, str]]:
    """Give the lines of the ledger, each with a text for each of COLUMNS.

    Raises:
        UsageError: the ledger cannot be read.
    """
    ledger = read_ledger(home, home.data / "sections.csv", list(COLUMNS), _RULE)
    if ledger.findings:
        raise UsageError(f"{ledger.findings[0]}; mend it first")
    return [dict(entry.cells) for entry in ledger.entries]


def documents(home: Home) -> list[str]:
    """Give the ids of the documents that the release was taken from."""
    return list(dict.fromkeys(line["document"] for line in lines(home)))


def take_lines(home: Home, given: Iterable[tuple[str, Mapping[str, str]]]) -> tuple[bytes, int, list[str]]:
    """Put lines into the ledger: in the place of the one with the same document and key, else behind its document.

    Args:
        given: a name for each line's place, and its cells.

    Returns:
        The bytes of the ledger, how many lines are new or other than before, and what is wrong with those left out.

    Raises:
        UsageError: the ledger cannot be read.
    """
    held, changed, told = lines(home), 0, list[str]()
    for place, cells in given:
        line = {name: cells.get(name, "") or ("section" if name == "kind" else "") for name in COLUMNS}
        if line in held:
            continue
        if faults := list(_faults(line, ())):
            told += [f"{place}:{column}: {what}; {fix}" for column, what, fix, _ in faults]
            continue
        changed += 1
        same = [i for i, e in enumerate(held) if (e["document"], e["key"]) == (line["document"], line["key"])]
        if same:
            held[same[0]] = line
        else:
            held.insert(_behind(held, line["document"]), line)
    return written(held), changed, told


def _behind(held: Sequence[Mapping[str, str]], document: str) -> int:
    """Give the place behind the lines of a document."""
    return max((i for i, line in enumerate(held, 1) if line["document"] == document), default=len(held))


def put(held: list[dict[str, str]], cells: Mapping[str, str]) -> list[_Fault]:
    """Put a line behind the others of its document, and give nothing; or leave it out, and give what is wrong with it."""
    faults = list(_faults(cells, {(line["document"], line["key"]) for line in held}))
    if not faults:
        held.insert(_behind(held, cells["document"]), {name: cells[name] for name in COLUMNS})
    return faults


def written(held: Iterable[Mapping[str, str]]) -> bytes:
    """Write the lines of the ledger."""
    return write(list(COLUMNS), [[line[name] for name in COLUMNS] for line in held])

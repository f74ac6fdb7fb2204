"""Gaps that are none: a cell is filled although a note says that no source has its value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aigov_kg.cites import Cite
from aigov_kg.columns import Column
from aigov_kg.dates import Span
from aigov_kg.findings import Finding, Severity
from aigov_kg.rationale import WHY
from aigov_kg.tables import Reading, Row

_RULE = "filled-gap"
_EXACT = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_YEAR = re.compile(r"[0-9]{4}")
_SAYS = r"(?:sa(?:y|id)s?|gives?n?|states?d?|names?d?|tells?|told|has|have|prints?(?:ed)?|dates?d?|mentions?(?:ed)?)"
_NO_SOURCE = re.compile(
    rf"\b(?:(?:no (?:other )?sources?|none of the sources|neither source|nobody|nowhere) (?:\w+ )?{_SAYS}"
    rf"|the sources (?:do not|don't) {_SAYS}|not {_SAYS} (?:anywhere|in any source))\b",
    re.I,
)
_UNKNOWN = frozenset({"unknown", "not-stated", "none", "other"})


def filled_gaps(reading: Reading) -> Iterator[Finding]:
    """Give the cells of which a note of kind gap says that their value is not stated, and the notes that say no source has it.

    A country may stand for an unnamed actor and a word of ours for a missing title, so references, concepts and names
    are left alone; so are dates that leave open what is not stated, and rows that have another source than the note.
    A note that speaks for all sources is held against any value that stands for nothing else.
    """
    for note in reading.of("notes"):
        kind, field = note.one("kind"), note.one("field")
        if kind is None or kind.slug != "gap" or field is None:
            continue
        of_all = bool(_NO_SOURCE.search(str(note.one("text") or "")))
        table, _, name = str(field).rpartition(".")
        for about in note.values.get("about", ()):
            row = reading.rows.get(str(about))
            if row is None or (table and row.table != table):
                continue
            column = reading.tables.columns[row.table].get(name)
            values = row.values.get(name, ()) if column else ()
            if not column or not values:
                continue
            if _tells(column, values[0], row, note) and _documents(row) <= _documents(note):
                what = f"the cell is filled, and '{note.id}' ({note.file}, row {note.line}) says that no source has it"
                fix = f"leave {name} blank, or cite the source that has it and correct the note"
                yield Finding(row.file, row.line, name, what, fix, _RULE, WHY[_RULE], Severity.WARNING, record=row.id)
            elif of_all and (_tells(column, values[0], row, note) or _names(reading, column, values[0])):
                what = f"it says that no source has the value, and {name} of '{row.id}' ({row.file}, row {row.line}) has one"
                fix = f"leave the note out or say which source does not have it, or leave {name} blank there"
                yield Finding(
                    note.file, note.line, "field", what, fix, _RULE, WHY[_RULE], Severity.WARNING, record=note.id
                )


def _names(reading: Reading, column: Column, value: object) -> bool:
    """Tell whether a value names one thing: not a country in the place of an actor, a group, or a word for unknown."""
    if column.type == "concept":
        return str(getattr(value, "slug", "")) not in _UNKNOWN
    thing = reading.rows.get(str(value)) if column.type == "ref" else None
    targets = reading.tables.targets(column)
    stands_in = thing is not None and thing.table == "jurisdictions" and set(targets) != {"jurisdictions"}
    return thing is not None and not stands_in and thing.one("class") != "ActorGroup"


def _tells(column: Column, value: object, row: Row, note: Row) -> bool:
    """Tell whether a value says what a note calls unknown."""
    if isinstance(value, Span):
        # A year that the note or the id names is as much as is known.
        known = f"{note.one('text')} {row.id}"
        return bool(_EXACT.fullmatch(value.text) or (_YEAR.fullmatch(value.text) and value.text not in known))
    if column.type in {"ref", "concept", "class", "cite"} or column.required:
        return False
    return column.becomes not in {"skos:prefLabel", "skos:altLabel", "skos:note", "quote", "text"}


def _documents(row: Row) -> set[str]:
    return {cite.document for cite in row.values.get("cite", ()) if isinstance(cite, Cite)}

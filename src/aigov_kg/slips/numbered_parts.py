"""Numbered parts and groups: Article 41 where the id has article-40, and WG 14 where the id or the cited line has WG 11."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_PART, _GROUP, _WORDS = "part-of-id", "thing-of-id", "body-of-words"
_SECTION: Final = "section"
_NUMBERED: Final = re.compile(r"\b([^\W\d_]{3,}) (\d{1,4})\b")
_OF_ID: Final = re.compile(r"(?<![a-z0-9])([a-z]+)-?(\d{1,4})(?![a-z0-9])")
_WORD: Final = re.compile(r"([a-z]+)(\d{1,4})")
_DIGIT: Final = re.compile(r"[0-9]")
_DESIGNATED: Final = re.compile(r"\b([A-Z]{1,4})[- ]?(\d{1,4})\b")
_BODIES: Final = {
    "tenures": ("body", "within"),
    "memberships": ("body",),
    "statistics": ("body",),
    "work-items": ("body",),
    "liaisons": ("from", "to"),
    "successions": ("from", "to"),
    "milestones": ("subject",),
    "actions": ("actor", "recipient"),
}
_SORTS: Final = {"SC", "WG", "SG", "TC", "TG", "FG", "AG"}
_SEATS: Final = {"tenures", "memberships"}


def odd_parts(reading: Reading) -> Iterator[Finding]:
    """Give the sections and the groups whose number is not that which the id, the quotation or the cited line has."""
    for row in reading.of("policy-statements"):
        yield from _other_part(row)
    for row in reading.of(*_BODIES):
        found = next(_other_group(reading, row), None)
        if found is None and row.table in _SEATS:
            found = next(_other_words(reading, row), None)
        if found is not None:
            yield found


def _other_part(row: Row) -> Iterator[Finding]:
    """Tell a section whose number the id, or the text where it begins with it, has otherwise: article-40, Article 41."""
    section = str(row.one(_SECTION) or "")
    if not _DIGIT.search(section):
        return
    named = {word.lower(): number for word, number in _NUMBERED.findall(section)}
    if section.isdigit():
        named = {_SECTION: section}
    for word, number in named.items():
        of_id = [told for begin, told in _OF_ID.findall(row.id) if word.startswith(begin)]
        begins = _NUMBERED.match(str(row.one("text") or ""))
        of_text = [begins[2]] if begins and begins[1].lower() == word else []
        for told, where in ((of_id, "id of the row"), (of_text, "text")):
            if told and number not in told:
                written = re.sub(rf"\b{number}\b", told[0], section)
                what = f"the {where} has {word} {told[0]}, and {_SECTION} is {section}"
                rest = "give the row another id with aigov-kg rename" if told is of_id else "correct the text"
                yield warning(row, _SECTION, what, f"write {written}, or {rest}", _PART, written)
                return


def _other_group(reading: Reading, row: Row) -> Iterator[Finding]:
    """Tell a group that differs from the one in the id by its number alone: wg11 in the id, and jtc1-wg14 in the cell."""
    words = row.id.split("-")
    numbered = {number[1]: word for word in words if (number := _WORD.fullmatch(word))} if _DIGIT.search(row.id) else {}
    for column in _BODIES[row.table] if numbered else ():
        value = str(row.one(column) or "")
        for other in value.split("-"):
            number = _WORD.fullmatch(other)
            word = numbered.get(number[1]) if number else None
            if word is None or other in words or _names(row, word):
                continue
            meant = value.replace(other, word)
            known = meant if meant in reading.rows else None
            what = f"the id of the row has {word}, and {column} is {value}"
            fix = f"write {known or f'the {word} that is meant'}, or give the row another id with aigov-kg rename"
            yield warning(row, column, what, fix, _GROUP, known)


def _names(row: Row, word: str) -> bool:
    """Tell whether a cell names a thing by a word."""
    cells = [values for name, values in row.values.items() if name not in {"id", "cite"}]
    return any(word in str(value).split("-") for values in cells for value in values)


def _other_words(reading: Reading, row: Row) -> Iterator[Finding]:
    """Tell a seat of which the quotation or the cited line names another group of the sort, by its number, and not this one."""
    lines = [dict(c.locators).get("tableRow", "") for c in row.values.get("cite", ()) if isinstance(c, Cite)]
    body = reading.rows.get(str(row.one("body") or ""))
    own = dict(_DESIGNATED.findall(str(body.one("designation") or ""))) if body is not None else {}
    for where, text in (("quotation", str(row.one("quote") or "")), *(("cited line", line) for line in lines)):
        told: dict[str, list[str]] = defaultdict(list)
        for letters, number in _DESIGNATED.findall(text) if own else ():
            told[letters].append(number)
        sorts = own.keys() & told.keys()
        if where == "cited line" and not sorts:
            # A line of a table is about one seat, so that it names its group and no other.
            sorts = _SORTS & told.keys()
        for letters in sorted(sorts):
            if own.get(letters) not in told[letters]:
                what = f"the {where} has {letters} {told[letters][0]}, and body is {row.one('body')}"
                yield warning(row, "body", what, "correct the body, or cite what is about it", _WORDS)
                return

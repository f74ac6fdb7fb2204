"""Acronyms beside the id and the first letters of the name: IEFT where the id is ietf, letters that changed places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.slips.quote_copies import near_words
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE: Final = "acronym-of-id"
_ACRONYM: Final = re.compile(r"[A-Z]{3,8}")
_IN_NAME: Final = re.compile(r"\(([A-Z]{3,8})\)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SMALL: Final = frozenset({"of", "and", "for", "the", "in", "on", "de", "la", "des", "du", "et"})
_LONG: Final = 4
"""Letters from which on an acronym that differs in one letter is not another one."""


def odd_acronyms(reading: Reading) -> Iterator[Finding]:
    """Give the acronyms among the aliases, in the name and in `names` that are those of the id but for a slip."""
    for row in reading.of("organisations", "bodies"):
        held = [("aliases", str(alias)) for alias in row.values.get("aliases", ())]
        held += [("name_en", acronym) for acronym in _IN_NAME.findall(str(row.one("name_en") or ""))]
        known = {acronym for _, acronym in held}
        for column, acronym in held:
            if meant := _meant(acronym, row, known):
                yield _finding(row, column, acronym, meant, f"the id of the row has {meant}")
    for row in reading.of("names"):
        kind, subject = row.one("kind"), reading.rows.get(str(row.one("subject")))
        if kind is not None and kind.slug == "acronym" and subject is not None:
            acronym, known = str(row.one("name") or ""), {str(a) for a in subject.values.get("aliases", ())}
            if acronym not in known and (meant := _meant(acronym, subject, known, known)):
                yield _finding(row, "name", acronym, meant, f"its subject is '{subject.id}'")


def _meant(acronym: str, row: Row, known: set[str], also: Collection[str] = ()) -> str | None:
    """Give the acronym in the id, of the name, or among others, of which this one is a slip."""
    if not _ACRONYM.fullmatch(acronym):
        return None
    initials = "".join(w[0] for w in _WORD.findall(str(row.one("name_en") or "")) if w.lower() not in _SMALL).upper()
    parts = {*row.id.upper().split("-"), row.id.upper().replace("-", ""), initials}
    if acronym in parts or any(acronym in part for part in parts):
        return None
    # A short alias may have the letters of the id in another order, in another language: UIT for ITU.
    others = (parts | {*also}) - {name for name in known if len(name) < _LONG}
    same = [part for part in others if sorted(part) == sorted(acronym) and near_words(acronym, part)]
    near = [part for part in others if len(part) == len(acronym) >= _LONG and near_words(acronym, part)]
    return next(iter(sorted(same) or sorted(near)), None)


def _finding(row: Row, column: str, acronym: str, meant: str, why: str) -> Finding:
    cell = [str(value) for value in row.values.get(column, ())]
    written = "|".join(value.replace(acronym, meant) for value in cell)
    what = f"'{acronym}' has the letters of {meant} but for a slip, and {why}"
    return warning(row, column, what, f"write {meant}, or add a row in names that says whose it is", _RULE, written)

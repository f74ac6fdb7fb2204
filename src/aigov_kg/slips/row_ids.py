"""What an id says against the cells of its row: another role, name or year, or two sides that changed places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from aigov_kg.dates import Span
from aigov_kg.findings import Finding
from aigov_kg.slips.quote_copies import near_words
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_ROLE, _NAME, _TURNED, _DATE = "role-of-id", "name-of-id", "sides-of-id", "date-of-id"
_ROLES = {"tenures": "role", "participations": "role", "memberships": "category"}
_STEM = 4
_SIDES = {"tenures": ("holder", "body"), "memberships": ("member", "body")}
"""Who and where: an id begins with the first, and not with the second."""
_NAMED = {
    "persons": "name",
    "organisations": "name_en",
    "bodies": "name_en",
    "events": "name_en",
    "documents": "title_en",
}
_LETTERS = re.compile(r"[^\W\d_]+")
_YEARS = re.compile(r"(?:^|-)(19[5-9][0-9]|20[0-4][0-9])(?=-|$)")
_NO_WORDS = frozenset(
    {"id", "cite", "note", "date", "start", "end", "until", "due", "issued", "attested", "instrument"}
)
"""Columns that do not clear a year: dates, numbers that hold another one, and what tells of other works and days too."""
_LONG = 5
"""Letters of a word of an id that is compared with the words of a name that is not a person's."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe"})
_SPELT = str.maketrans("z", "s")


def ids_against_cells(reading: Reading) -> Iterator[Finding]:
    """Give the rows whose id ends in another role than theirs, has the two sides turned, or is made of another name."""
    yield from _other_roles(reading)
    for row in reading.of(*_SIDES):
        yield from _turned(row) if _is_turned(row) else _other_holder(reading, row)
    for row in reading.of(*_NAMED):
        yield from _other_name(row)
    for row in reading.rows.values():
        # The year of a document is compared with its title as well, in the shapes; that of an event with its name.
        if row.table not in {"documents", "events"} and "-" in row.id and (years := _YEARS.findall(row.id)):
            yield from _other_year(reading, row, [int(year) for year in years])


def _other_roles(reading: Reading) -> Iterator[Finding]:
    for table, column in _ROLES.items():
        schemes = reading.tables.columns[table][column].allowed_schemes
        slugs = frozenset(reading.tables.vocabularies.slugs(schemes))
        for row in reading.of(table):
            own = row.one(column)
            said = _ending(row.id, slugs) if own is not None else None
            # An id may say a role in short (chair for co-chair) or in another form (lead-author for leader).
            if said and said != own.slug and not _in_short(row.id, said, own.slug):
                what = f"the id of the row ends in {said}, and its {column} is {own.slug}"
                fix = f"write {said}, or give the row another id with aigov-kg rename"
                yield warning(row, column, what, fix, _ROLE, said)


def _ending(row_id: str, slugs: frozenset[str]) -> str | None:
    """Give the longest slug with which an id ends."""
    parts = row_id.split("-")
    return next((s for i in range(1, len(parts)) if (s := "-".join(parts[i:])) in slugs), None)


def _in_short(row_id: str, said: str, own: str) -> bool:
    stems = {part[:_STEM] for part in row_id.split("-")}
    return own.endswith(f"-{said}") or any(part[:_STEM] in stems for part in own.split("-"))


def _is_turned(row: Row) -> bool:
    who, where = (str(row.one(column) or "") for column in _SIDES[row.table])
    return bool(who and where) and row.id.startswith(f"{where}-") and not row.id.startswith(f"{who}-")


def _turned(row: Row) -> Iterator[Finding]:
    """Tell a seat whose id begins with what stands as its body: holder and body have changed places."""
    first, second = _SIDES[row.table]
    where = str(row.one(second))
    what = f"the id of the row begins with {where}, which stands in {second}"
    yield warning(row, first, what, f"exchange {first} and {second}: {where} as {first}", _TURNED, where)


def _other_holder(reading: Reading, row: Row) -> Iterator[Finding]:
    """Tell a seat whose id begins with the id of another actor of the same sort than the one that holds it."""
    first, _ = _SIDES[row.table]
    holder = reading.rows.get(str(row.one(first) or ""))
    parts = row.id.split("-")
    begins = ("-".join(parts[:n]) for n in range(len(parts) - 1, 0, -1))
    meant = next((reading.rows[text] for text in begins if text in reading.rows), None)
    if holder is None or meant is None or meant.id == holder.id or meant.table != holder.table:
        return
    own = {str(v) for values in row.values.values() for v in values}
    # The id may begin with whom the holder sits for, or with the holder's name in short.
    if meant.id not in own and not row.id.startswith(parts[0] + "-" + holder.id):
        what = f"the id of the row begins with {meant.id}, and its {first} is {holder.id}"
        fix = f"write {meant.id}, or give the row another id with aigov-kg rename"
        yield warning(row, first, what, fix, _TURNED, meant.id)


def _other_name(row: Row) -> Iterator[Finding]:
    """Tell a person whose name lacks a word of the id, and anything whose name has such a word with a slip."""
    column = _NAMED[row.table]
    name = str(row.one(column) or "")
    held = {form for alias in (name, *map(str, row.values.get("aliases", ()))) for form in _forms(alias)}
    person = row.table == "persons"
    if not name or (person and not name.isascii() and not _LETTERS.search(name)):
        return
    for word in _LETTERS.findall(row.id):
        if word in held or (not person and len(word) < _LONG):
            continue
        near = next((w for w in _LETTERS.findall(name) if any(near_words(form, word) for form in _forms(w))), None)
        if near is not None and not person and _other_spelling(near.lower(), word):
            continue
        if near is not None or person:
            written = re.sub(rf"\b{near}\b", _like(word, near), name) if near else None
            what = f"the id of the row has {word}, and '{name[:60]}' " + (f"has {near}" if near else "has no such word")
            fix = (
                f"did you mean '{written}'? Else" if written else f"write the name that the id {row.id} is made of, or"
            )
            yield warning(row, column, what, f"{fix} give the row another id with aigov-kg rename", _NAME, written)
            return


def _other_year(reading: Reading, row: Row, years: list[int]) -> Iterator[Finding]:
    """Tell a year of an id in which no date of the row lies, and which none of its other cells has."""
    spans = [(name, v) for name, values in row.values.items() for v in values if isinstance(v, Span)]
    periods = [reading.rows[str(p)] for p in row.values.get("period", ()) if str(p) in reading.rows]
    begins, ends = row.one("start"), row.one("end")
    held = [v for _, v in spans] + [v for p in periods for values in p.values.values() for v in values]
    for year in years:
        borne = any(_lies_in(year, v, v) for v in held if isinstance(v, Span))
        # What lasts has the years between; a period is called by its first and last.
        lasting = row.table != "periods" and isinstance(begins, Span) and isinstance(ends, Span)
        if borne or not (spans or periods) or (lasting and _lies_in(year, begins, ends)):
            continue
        if any(str(year) in str(v) for name, values in row.values.items() if name not in _NO_WORDS for v in values):
            continue
        if not spans:
            what = f"the id of the row has {year}, and its period is {periods[0].id}"
            fix = "write the period that is meant, or give the row another id with aigov-kg rename"
            yield warning(row, "period", what, fix, _DATE)
            return
        near = [(abs(day.year - year), name, v) for name, v in spans for day in (v.earliest, v.latest) if day]
        if near:
            _, name, span = min(near, key=lambda one: (one[0], one[1] == "attested"))
            what = f"the id of the row has {year}, and its {name} is {span.text}"
            yield warning(row, name, what, f"correct {name}, or give the row another id with aigov-kg rename", _DATE)
            return


def _lies_in(year: int, first: Span, last: Span) -> bool:
    return (first.earliest is None or first.earliest.year <= year) and (last.latest is None or last.latest.year >= year)


def _forms(text: str) -> set[str]:
    """Give the words of a name as an id may have them: without accents, and with ue for ü."""
    lower = text.lower()
    if lower.isascii():
        return set(_LETTERS.findall(lower))
    german = lower.translate(_UMLAUTS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return {word for form in (lower, german, bare) for word in _LETTERS.findall(form)}


def _like(word: str, pattern: str) -> str:
    return (
        word.upper() if pattern.isupper() and len(pattern) > 1 else word.capitalize() if pattern[0].isupper() else word
    )


def _other_spelling(one: str, other: str) -> bool:
    """Tell whether two words are one in British and American spelling."""
    return one.translate(_SPELT) == other.translate(_SPELT)

"""The country of an organisation beside all that tells it: parent, seats, name, id, note and the cited line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.slips.directions import PEOPLES
from aigov_kg.slips.mentions import above
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE = "country-of-actor"
_COUNTRY = "country"
_SEATED = {"tenures": "holder", "participations": "actor"}
_AGREED = 2
"""Seats that must agree on another country: one may be held for somebody else."""
_LINE = re.compile(r"\(([^()]+)\)$")
_NOT_CHINESE = "Chinese entity FALSE"
_SORT = (
    r"(?: [\w-]+){0,2} (?:entity|company|firm|provider|enterprise|operator|university|institute|media|party|agency)\b"
)


def homes(reading: Reading) -> Iterator[Finding]:
    """Give the organisations of a country for which nothing else in the tables speaks, while something names another."""
    lands = {row.id: row for row in reading.of("jurisdictions") if getattr(row.one("kind"), "slug", "") == "country"}
    called = {land: _names(row) for land, row in lands.items()}
    # Cities and provinces tell of the country that they are part of: Beijing University of Technology.
    within = {
        str(row.one("name_en")): land
        for row in reading.of("jurisdictions")
        if row.one("name_en") and row.id not in lands and (land := _country(reading, row, lands))
    }
    labels = within | {name: land for land, names in called.items() for name in names}
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, labels), key=len, reverse=True))})(?![\w-])")
    seats, abroad = _seats(reading), _controlled(reading)
    for row in reading.of("organisations"):
        own = str(row.one(_COUNTRY) or "")
        if not own or own not in lands:
            continue
        told = [*_by_words(row, labels, pattern), *_by_others(reading, row, seats[row.id], abroad)]
        others = [(land, what) for land, what in told if land != own]
        # Where anything bears the cell out, the rest is a branch abroad or a seat for somebody else.
        if others and not any(land == own for land, _ in told):
            land, what = others[0]
            fix = f"write {land}, or say in note why it is {own}"
            yield warning(row, _COUNTRY, f"the cell has {own}, and {what}", fix, _RULE, land)


def _country(reading: Reading, row: Row, lands: Mapping[str, Row]) -> str | None:
    return next((one for one in sorted(above(reading, {row.id}, ("part_of",))) if one in lands), None)


def _names(row: Row) -> set[str]:
    names = {str(v) for column in ("name_en", "aliases") for v in row.values.get(column, ())}
    return {name for name in names | set(PEOPLES.get(row.id, ())) if len(name) > 1}


def _by_words(row: Row, labels: dict[str, str], pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Give the countries that id, name, cited line and note name, each with where it stands."""
    begin = row.id.partition("-")[0]
    if begin in labels.values() and begin != row.id:
        yield begin, f"the id of the row begins with {begin}"
    name = str(row.one("name_en") or "")
    if len(found := {labels[n] for n in pattern.findall(name)}) == 1:
        yield found.pop(), f"the name is '{name}'"
    for cite in row.values.get("cite", ()):
        line = _LINE.search(dict(cite.locators).get("tableRow", "")) if isinstance(cite, Cite) else None
        if line and line[1] in labels:
            yield labels[line[1]], f"the cited line of a table ends in {line[0]}"
    note = str(row.one("note") or "").replace(_NOT_CHINESE, "")
    for match in pattern.finditer(note):
        if sort := re.match(_SORT, note[match.end() :]):
            yield labels[match[0]], f"the note has '{match[0]}{sort[0]}'"


def _by_others(
    reading: Reading, row: Row, seats: list[tuple[str, Row]], abroad: set[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Give the countries of the parent and of the seats; a firm under the control of one abroad is not compared."""
    for parent in map(str, row.values.get("part_of", ())):
        above = reading.rows.get(parent)
        land = str(above.one(_COUNTRY) or "") if above is not None else ""
        if land and (parent, row.id) not in abroad:
            yield land, f"that of '{parent}', of which it is part, is {land}"
    counted = {land for land, _ in seats}
    if len(counted) == 1 and len(seats) >= _AGREED:
        land, first = seats[0]
        yield land, f"its {len(seats)} seats are counted under {land}, as in {first.file}, row {first.line}"


def _seats(reading: Reading) -> dict[str, list[tuple[str, Row]]]:
    seats: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for table, column in _SEATED.items():
        for row in reading.of(table):
            if land := row.one(_COUNTRY):
                seats[str(row.one(column))].append((str(land), row))
    return seats


def _controlled(reading: Reading) -> set[tuple[str, str]]:
    return {
        (str(row.one("controller")), str(row.one("controlled")))
        for row in reading.of("controls")
        if getattr(row.one("kind"), "slug", "") != "part-of"
    }

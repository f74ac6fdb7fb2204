"""Places of events beside their names and beside other events: Shanghai in the name, and Beijing in the cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.slips.mentions import above
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE: Final = "place-of-event"
_NAMES: Final = ("name_en", "aliases", "note")
_NEITHER: Final = frozenset({"virtual", "online", "hybrid"})


def other_places(reading: Reading) -> Iterator[Finding]:
    """Give the events at another place than their own words say, or in another country than that of their place."""
    places: dict[str, list[Row]] = defaultdict(list)
    for row in reading.of("events"):
        if (place := str(row.one("place") or "")) and place not in _NEITHER:
            places[place].append(row)
    lands = {str(name): row.id for row in reading.of("jurisdictions") for name in row.values.get("name_en", ())}
    # What is no name, or stands in small letters, came there by a slip and makes other rows no slip.
    cities = {
        *(p for p in places if p not in reading.rows and p != p.lower()),
        *(name for name, land in lands.items() if reading.rows[land].one("part_of")),
    }
    for row in reading.of("events"):
        place = str(row.one("place") or "")
        if not place:
            yield from _in_alias(row, {*cities, *lands})
        elif place in reading.rows:
            what = f"'{place}' is the id of a row of {reading.rows[place].table}, and place holds a name"
            yield warning(row, "place", what, "write the name of the place, or exchange it with jurisdiction", _RULE)
    for place, rows in places.items():
        if place in reading.rows:
            continue
        for row in rows:
            yield from _of_name(row, place, cities) or _of_country(reading, row, rows, lands.get(place))


def _in_alias(row: Row, known: set[str]) -> Iterator[Finding]:
    """Tell a place that stands as another name of the event, while its own column is blank."""
    for alias in map(str, row.values.get("aliases", ())):
        if alias in known:
            what = f"'{alias}' is the name of a place, and place is blank"
            yield warning(row, "aliases", what, "move it to place, or delete it", _RULE)


def _of_name(row: Row, place: str, cities: set[str]) -> list[Finding]:
    words = " ; ".join([*(str(v) for column in _NAMES for v in row.values.get(column, ())), row.id.replace("-", " ")])
    said = [city for city in cities if re.search(rf"\b{re.escape(city)}\b", words, re.I)]
    if not said or any(place in city or city in place for city in said):
        return []
    meant = said[0] if len(said) == 1 else None
    what = f"the row's own words have {' and '.join(sorted(said))}, and its place is {place}"
    return [warning(row, "place", what, f"write {said[0]}, or say in note why it is {place}", _RULE, meant)]


def _of_country(reading: Reading, row: Row, rows: list[Row], land: str | None) -> list[Finding]:
    """Tell a jurisdiction that has nothing to do with that of the place, by its name or in the other events there."""
    own = str(row.one("jurisdiction") or "")
    others = {str(r.one("jurisdiction")): r for r in rows if r is not row and r.one("jurisdiction")}
    if land:
        others = {land: reading.rows[land]}
    if not own or not others or any(_related(reading, own, other) for other in others):
        return []
    other, by = next(iter(others.items()))
    where = f"'{by.id}' ({by.file}, row {by.line})"
    what = f"{row.one('place')} is in {other} by {where}, and the jurisdiction is {own}"
    return [warning(row, "jurisdiction", what, f"write {other}, or correct the place", _RULE, other)]


def _related(reading: Reading, one: str, other: str) -> bool:
    return one == other or other in above(reading, {one}) or one in above(reading, {other})

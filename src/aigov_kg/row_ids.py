"""What an id says against the cells of its row: another role, or the numbers of a designation in another order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.tables import Reading, Row
from aigov_kg.warned import warning

_ROLE, _DESIGNATION = "role-of-id", "designation-of-id"
_ROLES = {"tenures": "role", "participations": "role", "memberships": "category"}
_STEM = 4
_NUMBER = re.compile(r"[0-9]+")
_LAST = re.compile(r"[0-9]+$")
_NUMBERED = ("bodies", "work-items")


def ids_against_cells(reading: Reading) -> Iterator[Finding]:
    """Give the rows whose id ends in another role than theirs, or has another number than their designation."""
    yield from _other_roles(reading)
    for row in reading.of(*_NUMBERED):
        yield from _other_number(row)
    yield from _number_of_neighbour(reading)


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


def _other_number(row: Row) -> Iterator[Finding]:
    """Tell a designation whose numbers the id and another name or the cited line of a table have otherwise."""
    designation = str(row.one("designation") or "")
    own, meant = _NUMBER.findall(designation), _NUMBER.findall(row.id)
    if len(own) < 2 or len(own) != len(meant) or own == meant:
        return
    others = {f"'{alias}'": _NUMBER.findall(str(alias)) for alias in row.values.get("aliases", ())}
    for cite in row.values.get("cite", ()):
        if isinstance(cite, Cite) and (line := dict(cite.locators).get("tableRow")):
            others[f"the cited line {line}"] = _NUMBER.findall(line)
    agreeing = [name for name, numbers in others.items() if numbers == meant]
    if agreeing and own not in others.values():
        numbers = iter(meant)
        written = _NUMBER.sub(lambda _: next(numbers), designation)
        what = f"'{designation}' is not the number that the id {row.id} and {' and '.join(agreeing[:2])} have"
        yield warning(row, "designation", what, f"did you mean {written}?", _DESIGNATION, written)


def _number_of_neighbour(reading: Reading) -> Iterator[Finding]:
    """Tell a body that bears the designation of another, where each id has a number of its own: wg5 that is WG 4."""
    bearers: dict[str, list[Row]] = defaultdict(list)
    for row in reading.of("bodies"):
        if designation := row.one("designation"):
            bearers[str(designation)].append(row)
    for designation, rows in bearers.items():
        last = _LAST.search(designation)
        if last is None or len(rows) < 2:
            continue
        ends = [(row, found[0]) for row in rows if (found := _LAST.search(row.id))]
        right = next((row for row, number in ends if number == last[0]), None)
        for row, number in ends:
            if right is not None and number != last[0] and _stem(row) == _stem(right):
                written = designation[: last.start()] + number
                what = f"'{designation}' is the designation of '{right.id}', and the id of this row ends in {number}"
                yield warning(row, "designation", what, f"did you mean {written}?", _DESIGNATION, written)


def _stem(row: Row) -> str:
    return _LAST.sub("", row.id)

"""Designations beside the ids that are made from them: other numbers or letters, and a name in their place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE, _SWAPPED = "designation-of-id", "designation-and-name"
_NUMBER = re.compile(r"[0-9]+")
_LAST = re.compile(r"[0-9]+$")
_EDITION = re.compile(r"[:-](?:19|20)[0-9]{2}$")
_NAMES = {
    "bodies": ("designation", "name_en"),
    "work-items": ("designation", "title_en"),
    "documents": ("reference", "title_en"),
}
_SLIPS = 2
"""Letters in which a designation may differ from an id and still be the same but for a slip."""


def odd_designations(reading: Reading) -> Iterator[Finding]:
    """Give the designations that are not those from which the id of their row is made."""
    told: set[str] = set()
    for finding in _of_neighbour(reading):
        told.add(finding.record or "")
        yield finding
    for row in reading.of(*_NAMES):
        column, called = _NAMES[row.table]
        designation, name = str(row.one(column) or ""), str(row.one(called) or "")
        if row.id in told or not designation:
            continue
        if name and _is_of(row.id, name) and not _is_of(row.id, designation):
            what = f"'{name[:60]}' is what the id is made from, and stands in {called}"
            yield warning(row, column, what, f"exchange {column} and {called}", _SWAPPED, name)
        elif column == "designation":
            yield from _other(row, designation)


def _is_of(row_id: str, text: str) -> bool:
    """Tell whether an id is made from a text, or ends in it: ISO/IEC JTC 1/SC 42, Q11/15 of itu-t-q11-15."""
    of_id = _bare(row_id)
    return any(
        plain == of_id
        or (of_id.endswith(plain) and any(c.isdigit() for c in plain))
        or (plain.endswith(of_id) and any(c.isdigit() for c in of_id))
        for plain in {_plain(text), _bare(text)} - {""}
    )


def _plain(text: str) -> str:
    return _bare(_EDITION.sub("", text))


def _bare(text: str) -> str:
    return "".join(c for c in text.lower() if c.isascii() and c.isalnum())


def _other(row: Row, designation: str) -> Iterator[Finding]:
    """Tell a designation whose numbers, or one or two letters, the id has otherwise."""
    edition = _EDITION.search(designation)
    stem = designation[: edition.start()] if edition else designation
    own, meant = _NUMBER.findall(stem), _NUMBER.findall(row.id)
    # The id of a group within 3GPP begins with a number that its designation leaves out.
    meant = meant[len(meant) - len(own) :] if own and len(own) <= len(meant) else []
    if own and meant and own != meant and _NUMBER.findall(designation) != _NUMBER.findall(row.id):
        numbers = iter(meant)
        written = _NUMBER.sub(lambda _: next(numbers), stem) + (edition[0] if edition else "")
        agreeing = [name for name, found in _elsewhere(row).items() if found[-len(meant) :] == meant]
        bearing = " and ".join([f"the id {row.id}", *agreeing[:2]])
        what = f"'{designation}' is not the number that {bearing} ha{'ve' if agreeing else 's'}"
        fix = f"did you mean {written}?"
        if not agreeing:
            fix += f" If '{designation}' is right, run aigov-kg rename {row.id} {_renamed(row.id, own)}"
        yield warning(row, "designation", what, fix, _RULE, written)
        return
    plain, of_id = _plain(designation), _plain(row.id)
    odd = [(a, b) for a, b in zip(plain, of_id, strict=False) if a != b]
    if len(plain) == len(of_id) and 0 < len(odd) <= _SLIPS:
        what = f"'{designation}' has {''.join(a for a, _ in odd)} where the id has {''.join(b for _, b in odd)}"
        fix = "correct it, or give the row another id with aigov-kg rename"
        yield warning(row, "designation", what, fix, _RULE)


def _renamed(row_id: str, numbers: list[str]) -> str:
    """Give an id with other numbers in the place of its last ones."""
    found = list(_NUMBER.finditer(row_id))[-len(numbers) :]
    for match, number in reversed(list(zip(found, numbers, strict=True))):
        row_id = row_id[: match.start()] + number + row_id[match.end() :]
    return row_id


def _elsewhere(row: Row) -> dict[str, list[str]]:
    """Give the numbers of the other names of a row and of the lines of tables that it cites, by what has them."""
    found = {f"'{alias}'": _NUMBER.findall(str(alias)) for alias in row.values.get("aliases", ())}
    for cite in row.values.get("cite", ()):
        if isinstance(cite, Cite) and (line := dict(cite.locators).get("tableRow")):
            found[f"the cited line {line}"] = _NUMBER.findall(line)
    return found


def _of_neighbour(reading: Reading) -> Iterator[Finding]:
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
                yield warning(row, "designation", what, f"did you mean {written}?", _RULE, written)


def _stem(row: Row) -> str:
    return _LAST.sub("", row.id)

"""Rows beside those who act in their words: submitted by CESI where the row has China, and sides that are not named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.slips.mentions import Mentions, above
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE: Final = "actor-of-words"
_ACTORS: Final = {
    "participations": "actor",
    "actions": "actor",
    "funding": "payer",
    "milestones": "by",
    "policy-statements": "holder",
    "statistics": "actor",
    "tenures": "holder",
    "memberships": "member",
    "characterisations": "subject",
}
_SIDES: Final = {"liaisons": ("from", "to"), "successions": ("from", "to")}
_TEXTS: Final = {"actions", "policy-statements"}
"""Tables whose text tells who acts where there is no quotation."""


def other_agents(reading: Reading) -> Iterator[Finding]:
    """Give the rows whose words name somebody else as the one who acts, and nowhere the one in the cell."""
    mentions = Mentions(reading)
    for row in reading.of(*_ACTORS):
        words = str(row.one("quote") or (row.one("text") if row.table in _TEXTS else None) or "")
        yield from _other(reading, mentions, row, _ACTORS[row.table], words, list(mentions.agents(words)))
    for row in reading.of(*_SIDES):
        words = str(row.one("quote") or "")
        for column in _SIDES[row.table] if words else ():
            yield from _other(reading, mentions, row, column, words, list(mentions.all(words)))


def _other(
    reading: Reading, mentions: Mentions, row: Row, column: str, words: str, told: list[tuple[str, set[str]]]
) -> Iterator[Finding]:
    mine = {str(value) for value in row.values.get(column, ())}
    if not told or not mine or any(mentions.has(thing, words) for thing in mine):
        return
    own = {str(value) for name, values in row.values.items() if name != "cite" for value in values}
    near = own | above(reading, mine)
    # Whom a word of its own stands for (they, the state), a unit, a parent or a country of the one in the cell may act.
    others = [(name, ids) for name, ids in told if not ids & near and not above(reading, ids) & mine]
    acting = column in _ACTORS.values() and row.table in _ACTORS
    if not others or (acting and len(others) < len(told)):
        return
    name, ids = others[0]
    targets = reading.tables.targets(reading.tables.columns[row.table][column])
    fitting = [thing for thing in sorted(ids) if reading.rows[thing].table in targets]
    meant = fitting[0] if len(fitting) == len(others) == 1 else None
    does = f"has {name} as the one who acts" if acting else f"names {name}"
    where = "quotation" if row.one("quote") else "text"
    what = f"the {where} {does}, and nowhere {' or '.join(sorted(mine))}, which stands in {column}"
    fix = f"write {meant}" if meant else f"correct {column}"
    yield warning(row, column, what, f"{fix}, or quote the words that name who it is", _RULE, meant)

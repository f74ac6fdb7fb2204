"""Countries beside their own words and holder: Russia's Rostelecom, a Korean expert or Korea itself for another country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aigov_kg.findings import Finding
from aigov_kg.slips.directions import named
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_HOLDER, _ACTOR = "country-of-words", "actor-of-id"
_SEATED = {"tenures": "holder", "participations": "actor", "memberships": "member"}
_COUNTRY = "country"
_BESIDE = re.compile(
    r"\b(?:with|in|to|for|against|than|unlike|besides?|after|before|replac\w+|succe\w+) (?:(?:the|an?|its|their|his|her|other)"
    r" )*$",
    re.I,
)
"""What stands before the country of a partner or a place."""
_NAMING = re.compile(r" [A-Z]")
"""What stands behind a country in the name of somebody else: China Mobile."""
_NEAR = 60
"""How far behind its country the name of an organisation may end."""


def other_countries(reading: Reading) -> Iterator[Finding]:
    """Give the rows whose words, holder or id name another country than the cell."""
    lands = {row.id for row in reading.of("jurisdictions")}
    states = {land: row for land in lands if getattr((row := reading.rows[land]).one("kind"), "slug", "") == "country"}
    called = {land: pattern for land in states if (pattern := named(reading, land)) is not None}
    for table, column in _SEATED.items():
        if _COUNTRY in reading.tables.columns[table]:
            for row in reading.of(table):
                yield from _of_holder(reading, row, column) or _of_people(row, column, called)
    for row in reading.of("statistics"):
        yield from _of_id(reading, row, lands)


def _of_people(row: Row, column: str, called: Mapping[str, re.Pattern[str]]) -> list[Finding]:
    """Tell a country beside a holder that is another one, or beside a quotation that has its people as others."""
    own, holder, quote = str(row.one(_COUNTRY) or ""), str(row.one(column) or ""), str(row.one("quote") or "")
    counted = own or holder
    if counted not in called or called[counted].search(quote):
        return []
    if own and holder in called and holder != own:
        what, fix = f"{column} is the country {holder}, and country is {own}", "leave country blank"
        return [warning(row, _COUNTRY, what, f"{fix}, or correct one of the two", _HOLDER, holder)]
    told = {
        land: match[0]
        for land, pattern in called.items()
        for match in pattern.finditer(quote)
        if not _BESIDE.search(quote[: match.start()]) and not _NAMING.match(quote[match.end() :])
    }
    if len(told) != 1:
        return []
    ((meant, said),) = told.items()
    what = f"the quotation has {said}, which is {meant}, and the row is counted under {counted}"
    fix = f"write {meant}, or quote the words that name the country"
    return [warning(row, _COUNTRY if own else column, what, fix, _HOLDER, meant)]


def _of_holder(reading: Reading, row: Row, column: str) -> list[Finding]:
    """Tell a country that is not that of the organisation, where the quotation gives the organisation its own."""
    holder = reading.rows.get(str(row.one(column)))
    own, quote = row.one(_COUNTRY), str(row.one("quote") or "")
    home = holder.one(_COUNTRY) if holder is not None and holder.table == "organisations" else None
    # Without counted_by, the rule counted-country tells it, whatever the quotation says.
    if holder is None or not own or not home or own == home or not quote or not row.one("counted_by"):
        return []
    land, name, other = named(reading, str(home)), named(reading, holder.id), named(reading, str(own))
    if land is None or not (said := land.search(quote)):
        return []
    # Russia's Rostelecom, the Russian operator Rostelecom: the country stands before the name; other countries may
    # stand in the sentence with other names.
    called = name is not None and any(
        (near := name.search(after := quote[match.end() :][:_NEAR]))
        and not (other and other.search(after[: near.end()]))
        for match in land.finditer(quote)
    )
    if called or (other is not None and not other.search(quote)):
        what = f"the quotation has {said[0]}, which is the country of '{holder.id}', and the cell {own}"
        fix = f"write {home}, or quote the words that name the country"
        return [warning(row, _COUNTRY, what, fix, _HOLDER, str(home))]
    return []


def _of_id(reading: Reading, row: Row, lands: set[str]) -> Iterator[Finding]:
    """Tell an actor that is a country other than the one, and only one, that the id names."""
    actors = {str(actor) for actor in row.values.get("actor", ())}
    said = lands.intersection(row.id.split("-"))
    if len(said) != 1 or not actors or not actors <= lands or actors & said or _own_in_id(row, actors):
        return
    (meant,) = said
    quote, land = str(row.one("quote") or ""), named(reading, meant)
    # Short words are codes too (in, it, no): a quotation that names only the actor clears the row.
    if quote and land is not None and not land.search(quote):
        return
    bears = f" and the quotation name {meant}" if quote and land else f" names {meant}"
    what = f"the id of the row{bears}, and its actor is {', '.join(sorted(actors))}"
    fix = f"write {meant}, or give the row another id with aigov-kg rename"
    yield warning(row, "actor", what, fix, _ACTOR, meant)


def _own_in_id(row: Row, actors: set[str]) -> bool:
    return any(f"-{actor}-" in f"-{row.id}-" for actor in actors)

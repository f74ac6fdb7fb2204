"""Seats and memberships beside their own quotation: another role, or bodies and organisations that the row does not name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from aigov_kg.findings import Finding
from aigov_kg.slips.mentions import above
from aigov_kg.slips.name_finder import Names
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_ROLE, _BODY = "role-of-words", "body-of-words"
_OFFICES = (
    "co-chair", "vice-chair", "chair", "co-convenor", "convenor", "associate-rapporteur", "rapporteur", "secretariat",
    "secretary", "committee-manager", "co-editor", "editor",
)  # fmt: skip
"""Roles whose names are used for nothing else."""
_SECRETARIES = {"secretariat", "secretary"}
_OTHER_SPELLINGS = {"convener": "convenor", "chairman": "chair", "chairperson": "chair", "vice-chairman": "vice-chair"}
_LED = re.compile(r"\bled\b|\blead(?:s|er|ers|ing)?\b")
"""A word that stands for any of the offices."""
_NAMES = ("name_en", "name_zh", "aliases", "designation")
_ABOVE = ("parent", "part_of")
_SHORTEST = 3
_OF = re.compile(r"(?:s|ship)? (?:of|for|in|at|on) (?:the )?")
_OWNS = {"'", "\u2019", "/"}
_GROUP = "ActorGroup"


def odd_seats(reading: Reading) -> Iterator[Finding]:
    """Give the seats and memberships whose quotation is about another role, or about none of the bodies in the row."""
    spelled = {slug: slug.replace("-", "[- ]") for slug in (*_OFFICES, *_OTHER_SPELLINGS)}
    offices = re.compile(
        rf"(?<![\w-])(?:{'|'.join(sorted(spelled.values(), key=len, reverse=True))})(?=(?:s|ship|ed)?(?![\w-]))", re.I
    )
    for row in reading.of("tenures"):
        yield from _other_role(row, offices)
    finder = Names(_names(reading))
    for row in reading.of("tenures", "memberships"):
        yield from [*_other_body(reading, row, finder)] or _other_seat(reading, row, finder, offices)


def _other_role(row: Row, offices: re.Pattern[str]) -> Iterator[Finding]:
    role, quote = row.one("role"), str(row.one("quote") or "")
    told = [found.lower().replace(" ", "-") for found in offices.findall(quote)]
    told = [_OTHER_SPELLINGS.get(name, name) for name in told]
    # A group led by a secretariat has that for its office; a secretary is a person.
    if role is not None and role.slug in _SECRETARIES and set(told) & _SECRETARIES == _SECRETARIES - {role.slug}:
        (office,) = _SECRETARIES - {role.slug}
        what = f"the quotation has {office}, and the role is {role.slug}"
        yield warning(row, "role", what, f"write {office}, or quote the words that bear the role out", _ROLE, office)
        return
    if role is None or role.slug not in _OFFICES or not told or _LED.search(quote.lower()):
        return
    # Several that share an office are its chairs.
    if role.slug.removeprefix("co-") in {name.removeprefix("co-") for name in told}:
        return
    meant = told[0] if len(set(told)) == 1 else None
    what = f"the quotation has {' and '.join(dict.fromkeys(told))}, and the role is {role.slug}"
    yield warning(row, "role", what, f"write {told[0]}, or quote the words that bear the role out", _ROLE, meant)


def _names(reading: Reading) -> dict[str, set[str]]:
    """Give the names of organisations and bodies, each with all that bear it."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in reading.of("organisations", "bodies"):
        for column in _NAMES if row.one("class") != _GROUP else ():
            for name in map(str, row.values.get(column, ())):
                # Bodies are named in words that many share: Focus Group, Big Data.
                if len(name) >= _SHORTEST and (row.table == "organisations" or any(c.isdigit() for c in name)):
                    found[name].add(row.id)
    return found


def _other_seat(reading: Reading, row: Row, finder: Names[set[str]], offices: re.Pattern[str]) -> Iterator[Finding]:
    """Tell a seat whose quotation has another body right after the role, whoever else it names: secretary of SC 41."""
    quote = str(row.one("quote") or "") if row.table == "tenures" else ""
    own = {str(value) for column in ("body", "within") for value in row.values.get(column, ())}
    named: dict[str, set[str]] = {}
    for match in offices.finditer(quote) if own else ():
        behind = _OF.match(quote, match.end())
        # SC 42's working group is another body than SC 42.
        if behind and (name := finder.at(quote, behind.end())) and quote[behind.end() + len(name) :][:1] not in _OWNS:
            named[name] = finder.get(name)
    around = own | above(reading, own, _ABOVE)
    if not named or any(ids & around or above(reading, ids, _ABOVE) & own for ids in named.values()):
        return
    name, ids = next(iter(named.items()))
    if not all(reading.rows[thing].table == "bodies" for thing in ids):
        return
    meant = min(ids) if len(ids) == 1 and len(named) == 1 else None
    column = "body" if row.one("body") else "within"
    what = f"the quotation has {name}{f' ({meant})' if meant else ''} right after the role, and {column} is {row.one(column)}"
    fix = f"write {meant}" if meant else f"correct {column}"
    yield warning(row, column, what, f"{fix}, or quote the words that are about it", _BODY, meant)


def _other_body(reading: Reading, row: Row, finder: Names[set[str]]) -> Iterator[Finding]:
    quote = str(row.one("quote") or "")
    named = list(dict(finder.all(quote)).items())
    own = {str(value) for column, values in row.values.items() if column != "cite" for value in values}
    if not named or any(
        ids & (own | above(reading, own, _ABOVE)) or above(reading, ids, _ABOVE) & own for _, ids in named
    ):
        return
    name, ids = named[0]
    bodies = any(reading.rows[thing].table == "bodies" for thing in ids)
    column = "body" if bodies or row.table == "memberships" else "holder"
    meant = min(ids) if len(ids) == 1 else None
    what = f"the quotation names {name}{f' ({meant!r})' if meant else ''}, and nothing that stands in the row"
    yield warning(row, column, what, "correct the row, or quote the words that are about it", _BODY, meant)

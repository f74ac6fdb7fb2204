"""Who is named in words: organisations, bodies, persons and countries by their names, and who of them acts there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from aigov_kg.slips.directions import PEOPLES, named
from aigov_kg.slips.name_finder import Names
from aigov_kg.slips.quoted_parties import names_party
from aigov_kg.tables import Reading
from aigov_kg.words import fold

_TABLES: Final = ("organisations", "bodies", "persons", "jurisdictions")
_NAMES: Final = ("name_en", "name", "name_zh", "aliases", "designation")
_ABOVE: Final = ("parent", "part_of", "country", "jurisdiction")
_GROUP: Final = "ActorGroup"
_STEM = 5
"""Letters of the name of a country that the word for its people has too: Canada, Canadian."""
_DEEDS: Final = (
    r"(?:submitted|proposed|led|written|drafted|authored|developed|prepared|published|issued|funded|created|sponsored"
    r"|initiated|established|set up|approved|adopted|rejected|presented|contributed|edited|chaired|hosted|organi[sz]ed"
    r"|produced|released|supported|founded|launched|requested|announced|raised|put forward|translated|convened|owned"
    r"|controlled|backed|accepted|recommended|supplied|awarded|recogni[sz]ed|made possible)\b"
)
_BY: Final = re.compile(rf"\b{_DEEDS}(?: [a-z]+){{0,3}}? by (?:the |an? )?")
_DOES: Final = re.compile(
    r"(?: \([^)]*\))?(?: (?:also|then|first|jointly|formally|actively|explicitly|repeatedly))*"
    rf"(?: (?:is|was|are|were|has|have|had|will|leads?|holds?|held|chairs?|serves?|served|joined|became|began|says?|said)\b"
    rf"| {_DEEDS}(?! by\b)|['’]s )"
)
_ARTICLE: Final = re.compile(r"\W*(?:[Tt]he )?")


class Mentions:
    """Finds what is named in a text, letter for letter."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._names: dict[str, set[str]] = defaultdict(set)
        for row in reading.of(*_TABLES):
            if row.one("class") != _GROUP:
                names = [str(v) for column in _NAMES for v in row.values.get(column, ())]
                for name in (*names, *PEOPLES.get(row.id, ())):
                    if len(name) > 1:
                        self._names[name].add(row.id)
        self._finder = Names(self._names, hyphen_ends=False)

    def all(self, text: str) -> Iterator[tuple[str, set[str]]]:
        """Give each name that stands in a text with the ids of all that bear it."""
        return self._finder.all(text)

    def agents(self, text: str) -> Iterator[tuple[str, set[str]]]:
        """Give the names of those who act: with which a text begins before a verb, and which follow submitted by."""
        begins = _ARTICLE.match(text)
        start = begins.end() if begins else 0
        if (name := self._finder.at(text, start)) and _DOES.match(text, start + len(name)):
            yield name, self._names[name]
        for deed in _BY.finditer(text) if " by " in text else ():
            if name := self._finder.at(text, deed.end()):
                yield name, self._names[name]

    def has(self, thing: str, text: str) -> bool:
        """Tell whether a text names a thing: by a name, a telling word of one, or the word for the people of a country."""
        row = self._reading.rows.get(thing)
        if row is None:
            return False
        pattern = named(self._reading, thing)
        country = str(row.one("name_en") or "")[:_STEM] if row.table == "jurisdictions" else ""
        told = bool(pattern and pattern.search(text)) or (len(country) == _STEM and country in text)
        return told or names_party(row, row, fold(text))


def above(reading: Reading, things: Iterable[str], columns: Iterable[str] = _ABOVE) -> set[str]:
    """Give what things are part of or belong to, at any height."""
    found: set[str] = set()
    waiting = list(things)
    while waiting:
        row = reading.rows.get(waiting.pop())
        others = {str(v) for column in columns for v in row.values.get(column, ())} if row is not None else set()
        waiting += others - found
        found |= others
    return found

"""What the text of a document says about itself, in so many words: its day, licence, author and address; and known names.

Only what stands there once and in a fixed form is taken; who is meant and what a title is, is for the reader.
"""

from __future__ import annotations

import calendar
import re
from pathlib import Path
from typing import Final

from aigov_kg.errors import UsageError
from aigov_kg.meant import Meant
from aigov_kg.slips.name_finder import Names
from aigov_kg.tables import Reading

_HEAD: Final = 10
"""Lines at the beginning, among which the day of the document stands at the end of one."""
_MONTH: Final = "|".join(name for name in calendar.month_name if name)
_DAY: Final = re.compile(rf"(?:^|\s{{2,}})((?:\d{{1,2}} )?(?:{_MONTH}) (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\s*$")
_TERMS: Final = re.compile(r"\ball rights reserved\b|\bCC0(?: 1\.0)?|\bCC[ -]BY(?:-(?:NC|ND|SA))*(?: \d\.\d)?", re.I)
_NAME: Final = r"[A-Z][\w'\u2019-]+(?: (?:[A-Z]\.|[A-Z][\w'\u2019-]*|van|von|de|der|den|du|la|le|di|da|al|bin))* [A-Z][\w'\u2019-]+"
_AUTHOR: Final = re.compile(
    rf"(?:^|[.;]|\s{{2,}})\s*(?:Authors?|Text|Written by):? +({_NAME}(?:(?:, | and ){_NAME})*)", re.M
)
_THINGS: Final = frozenset({"organisations", "bodies", "persons", "work-items"})
_LIST: Final = "RestrictionList"
_URL: Final = re.compile(r"https?://[^\s<>\"')\]]+")


def read_off(reading: Reading, path: Path) -> tuple[dict[str, str], list[str]]:
    """Give the cells of a document that its text has, with the text itself, and the names in it that the graph has.

    Raises:
        UsageError: the text cannot be read.
    """
    try:
        words = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    return imprint(words) | {"file": str(path.resolve())}, known_names(reading, words)


def imprint(text: str) -> dict[str, str]:
    """Give the cells of the document that its text has, by column."""
    heads = [found[1] for line in text.splitlines()[:_HEAD] if (found := _DAY.search(line))]
    held = {
        "issued": heads,
        "terms": [" ".join(found[0].split()) for found in _TERMS.finditer(text)],
        "author": ["|".join(re.split(r", | and ", found[1])) for found in _AUTHOR.finditer(text)],
        "url": [found[0].rstrip(".,;:") for found in _URL.finditer(text)],
    }
    return {column: found[0] for column, found in held.items() if len(set(found)) == 1}


def known_names(reading: Reading, text: str) -> list[str]:
    """Give the names in a text that one thing of the graph alone bears, so that it can be called so: actors, items and lists."""
    meant = Meant(reading)
    names = {
        name: row.id
        for held in meant.named.values()
        for row, name in held
        if (row.table in _THINGS or str(row.one("class")) == _LIST) and not name.islower() and len(name) > 1
    }
    found = {
        name: row
        for name, row in Names(names).all(" ".join(text.split()))
        if meant.called(name, _THINGS | {"documents"}) == row
    }
    first: dict[str, str] = {}
    for name, row in found.items():
        first.setdefault(row, name)
    return list(first.values())

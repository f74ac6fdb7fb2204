"""What the text of a document says about itself, in so many words: its title, makers, day, licence and address; and known names.

Only what stands there once and in a fixed form is taken; who is meant is for the reader.
"""

from __future__ import annotations

import calendar
import re
from pathlib import Path
from typing import Final

from aigov_kg.errors import UsageError
from aigov_kg.gleaned import Cells, glean, known_groups, known_items, without_designations
from aigov_kg.meant import Meant
from aigov_kg.slips.name_finder import Names
from aigov_kg.tables import Reading

_HEAD: Final = 10
"""Lines at the beginning, among which the day of the document stands at the end of one."""
_MONTH: Final = "|".join(name for name in calendar.month_name if name)
_DAY: Final = re.compile(rf"(?:^|\s{{2,}})((?:\d{{1,2}} )?(?:{_MONTH}) (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\s*$")
_TERMS: Final = re.compile(
    r"\ball rights reserved\b|\bCC0(?: 1\.0)?|\bCC[ -]BY(?:-(?:NC|ND|SA))*(?: \d\.\d)?"
    r"|(?:\(c\)|\u00a9) ?[^\n.;]{0,80}?(?:19|20)\d\d",
    re.I,
)
_RIGHTS: Final = re.compile(r"\(c\)|\u00a9", re.I)
_NAME: Final = r"[A-Z][\w'\u2019-]+(?: (?:[A-Z]\.|[A-Z][\w'\u2019-]*|van|von|de|der|den|du|la|le|di|da|al|bin))* [A-Z][\w'\u2019-]+"
_AUTHOR: Final = re.compile(
    rf"(?:^|[.;]|\s{{2,}})\s*(?:Authors?|Text|Written by):? +({_NAME}(?:(?:, | and ){_NAME})*)", re.M
)
_BYLINE: Final = re.compile(rf"^\s*[Bb]y:? ({_NAME}(?:(?:, | and ){_NAME})*)\s*$", re.M)
_PUBLISHER: Final = re.compile(r"\bPublished by (?:the )?([A-Z][^,.;\n]*?)(?=\s*(?:[,.;]|$|\s{2,}))", re.M)
_PAPER: Final = "newsletter|bulletin|briefing|report|review|journal|magazine|publication|digest|series|brief"
_ISSUED_BY: Final = re.compile(
    rf"^\s*(?:An?|The)(?: \w+){{0,2}} (?:{_PAPER}) (?:of|by|from) (?:the )?([A-Z][^,.;\n]*?)(?=\s*(?:[,.;]|$|\s{{2,}}))",
    re.M,
)
_HOUSE: Final = (
    "Institute|Cent(?:re|er)|Council|Foundation|University|Association|Agency|Office|Ministry|Society|Observatory|Forum|"
    "Academy|Commission|Committee|School|Trust|Laboratory|Bureau|Network|Institut|Stiftung"
)
_AT: Final = re.compile(
    rf"^\s*(?:The )?((?=[^,\n]*\b(?:{_HOUSE})\b)[A-Z][\w&'\u2019-]*(?: (?:[A-Z][\w&'\u2019-]*|for|of|the|and|on|in))+), "
    r"[A-Z][a-z]+(?: [A-Z][a-z]+)*(?:$|\s*\n|\s{2,})",
    re.M,
)
"""A house with its city, alone in a line."""
_BARE_URL: Final = re.compile(r"^\s*((?:[a-z0-9-]+\.)+[a-z]{2,}/\S+)", re.M)
_ISSUE: Final = re.compile(rf", ((?:\d{{1,2}} )?(?:{_MONTH}) (?:19|20)\d\d)\s*$")
_TITLE_LINES, _TITLE_WORDS = 2, (3, 25)
_NO_TITLE: Final = re.compile(
    rf"[.:;]$|\s{{3,}}|^(?:[Bb]y|Published|Licen[cs]e|Source|Page)\b|^\[|https?:|(?:{_MONTH}) (?:19|20)\d\d|\(c\)|\u00a9"
)
_NUMBER: Final = re.compile(r"\b(?:no|nr|vol|issue)\b\.? ?\d+$", re.I)
_THINGS: Final = frozenset({"organisations", "bodies", "persons", "work-items"})
_LIST: Final = "RestrictionList"
_URL: Final = re.compile(r"https?://[^\s<>\"')\]]+")


def read_off(reading: Reading, path: Path) -> tuple[Cells, list[str]]:
    """Give the cells that a text has of itself and of what it is about, by table, and the names in it that the graph has.

    Raises:
        UsageError: the text cannot be read.
    """
    try:
        words = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    names = known_names(reading, words)
    return {"documents": imprint(words) | {"file": str(path.resolve())}} | glean(reading, words, names), names


def imprint(text: str) -> dict[str, str]:
    """Give the cells of the document that its text has, by column."""
    lines = text.splitlines()
    first = next((n for n, line in enumerate(lines) if not line.strip()), 0)
    heads = [
        found[1]
        for n, line in enumerate(lines[:_HEAD])
        if (found := _DAY.search(line) or (_ISSUE.search(line) if n < first else None))
    ]
    top = "\n".join(lines[:_HEAD])
    authors = [found[1] for found in (*_AUTHOR.finditer(text), *_BYLINE.finditer(top))]
    found_terms = [" ".join(found[0].split()) for found in _TERMS.finditer(text)]
    makers = ([found[1] for found in pattern.finditer(top)] for pattern in (_PUBLISHER, _ISSUED_BY, _AT))
    held = {
        "title_en": _titles(text) or _title_lines(lines[:first] if first else lines[:_HEAD]),
        "publisher": next((names for names in makers if names), []),
        "issued": heads,
        # Who has the rights is less than what one may do.
        "terms": [words for words in found_terms if not _RIGHTS.match(words)] or found_terms,
        "author": ["|".join(re.split(r", | and ", author)) for author in authors],
        "url": [found[0].rstrip(".,;:") for found in _URL.finditer(text)]
        or [found[1].rstrip(".,;:") for found in _BARE_URL.finditer(text)],
    }
    return {column: found[0] for column, found in held.items() if len(set(found)) == 1}


def _titles(text: str) -> list[str]:
    """Give the paragraphs at the beginning that may be the title: short, without a full stop, a day or a maker."""
    found, at = [], 0
    for paragraph in re.split(r"\n\s*\n", text):
        lines = paragraph.strip().splitlines()
        words = " ".join(paragraph.lstrip("# ").split())
        is_title = 0 < len(lines) <= _TITLE_LINES and _TITLE_WORDS[0] <= len(words.split()) <= _TITLE_WORDS[1]
        if at < _HEAD and is_title and not _NO_TITLE.search(words) and not any(map(_is_imprint, lines)):
            found.append(words)
        at += paragraph.count("\n") + 2
    return found


def _title_lines(lines: list[str]) -> list[str]:
    """Give the lines above the text that may be the title, where no blank line sets it apart."""
    found = [" ".join(line.split()) for line in lines if not _NO_TITLE.search(line.strip())]
    long = (line for line in found if _TITLE_WORDS[0] <= len(line.split()) <= _TITLE_WORDS[1])
    return [line for line in long if not (_is_imprint(line) or _NUMBER.search(line))]


def _is_imprint(line: str) -> bool:
    return any(maker.search(line) for maker in (_AT, _ISSUED_BY, _PUBLISHER))


def known_names(reading: Reading, text: str) -> list[str]:
    """Give the names in a text that one thing of the graph alone bears, so that it can be called so: actors, items and lists."""
    meant = Meant(reading)
    names = {
        name: row.id
        for held in meant.named.values()
        for row, name in held
        if (row.table in _THINGS or str(row.one("class")) == _LIST) and not name.islower() and len(name) > 1
    }
    words = " ".join(text.split())
    designated = [*known_groups(meant, words), *known_items(meant, words)]
    found = {
        name: row
        for name, row in Names(names).all(without_designations(words))
        if meant.called(name, _THINGS | {"documents"}) == row
    }
    found |= {name: row for name in designated if (row := meant.row(name, _THINGS))}
    first: dict[str, str] = {}
    for name, row in found.items():
        first.setdefault(row, name)
    return list(first.values())

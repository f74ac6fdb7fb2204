"""Sentences of a text, each with its page, and the fixed forms in them that say when and how firmly."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from typing import Final

MONTH: Final = "|".join(name for name in calendar.month_name if name)
DATE: Final = rf"(?:\d{{1,2}} )?(?:(?:{MONTH}) )?(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?|(?:{MONTH}) \d{{1,2}}, (?:19|20)\d\d"
ON: Final = re.compile(rf"\b(?:[Oo]n|[Ii]n|[Ss]ince|[Ff]rom) ({DATE})\b")
SINCE: Final = re.compile(rf"\b[Ss]ince ({DATE})\b")
GOES_ON: Final = re.compile(r"\b(?:has|have|is|are)\b")
NOT: Final = re.compile(
    r"\b(?:not|never|no longer|removed|delisted|den(?:y|ies|ied)|reportedly|allegedly|said to|claims?|claimed|according to|(?-i:may)|might|would)\b",
    re.I,
)
"""Words of a sentence that does not simply state."""
_STOP: Final = re.compile(
    r"(?<!\bCo\.)(?<!\bLtd\.)(?<!\bInc\.)(?<!\bCorp\.)(?<!\bNo\.)(?<!\bp\.)(?<!\bFed\.)(?<!\bReg\.)(?<!\b[A-Z]\.)(?<=[.!?]) (?=[A-Z(\[])"
)
_MARK: Final = re.compile(r"[(\[](?:p\.|pp\.|page) ?(\d+)[)\]]")
COMMENT: Final = "#"
"""Begins the key of what is said beside a cell instead of in it."""

Told = tuple[str, list[str]]
"""A sentence, with its page if one is printed."""


def sentences(text: str) -> Iterator[Told]:
    """Give the sentences of a text, each with the page that is printed before or behind it, if one is."""
    at_line = ""
    for paragraph in re.split(r"\n\s*\n", text):
        if mark := re.match(r"\s*\[(?:p\.|page) ?(\d+)\][ \t]*\n", paragraph):
            at_line = mark[1]
        words = " ".join(paragraph[mark.end() if mark else 0 :].split())
        behind, found = "", list[Told]()
        for piece in reversed(_STOP.split(words)):
            behind = own[1] if (own := _MARK.search(piece)) else behind
            sentence = _MARK.sub("", piece).strip()
            if sentence:
                found.append((sentence, [page] if (page := at_line or behind) else []))
        yield from reversed(found)


def given(**cells: Sequence[str]) -> dict[str, str]:
    """Keep the cells for which there is one text."""
    return {name: texts[0] for name, texts in cells.items() if len(set(texts)) == 1}

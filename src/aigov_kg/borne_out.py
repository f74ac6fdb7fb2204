"""Quotations of a file of facts beside the text of its document: whether they stand there, and what the words around them say.

A sentence that only reports, or tells of a dispute, does not state; of a quotation that leaves such words out, they are told too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from aigov_kg.drafting import Draft
from aigov_kg.errors import UsageError
from aigov_kg.passages import find_text, quoted
from aigov_kg.tables import Reading

_SHOWN: Final = 200
_FILE: Final = re.compile(r"""^\s*file\s*=\s*(["'])(.+?)\1""", re.M)
_HEDGE: Final = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|supposedly|unconfirmed|rumou?red"
    r"|(?:^(?:also )?|(?:is|are|was|were|been)(?: \w+)? )(?:said|alleged|reported|believed|thought|understood) to"
    r"|claim(?:s|ed)? (?:to|that)|according to)\b",
    re.I,
)
_DISPUTE: Final = re.compile(r"\b(?:disputed|contested|(?:disputes|denies|denied) (?:this|that|it|the|any))\b", re.I)
_END: Final = re.compile(r"(?<=[a-z0-9)\"\u201d])[.!?;](?=\s)|\n\s*\n")

Told = tuple[str, str, str]
"""Column, what is wrong, and what to do."""


def missing(draft: Draft, text: str) -> Told | None:
    """Tell a quotation that the text of the document does not have."""
    quote = draft.cells.get("quote", "")
    if not quote or quoted(text, quote):
        return None
    near = _nearest(text, quote)
    fix = f"copy it letter for letter, with ... for what is left out{f'; the nearest is: {near}' if near else ''}"
    return "quote", "the text of the document does not have these words", fix


def doubtful(draft: Draft, text: str) -> Iterator[Told]:
    """Tell a row that states what its quotation, or the sentence in which that stands, only reports or has disputed."""
    quote = draft.cells.get("quote", "")
    said = f"{_sentence(text, quote)} {quote}".strip() if quote else ""
    if (found := _HEDGE.search(said)) and not draft.cells["modality"]:
        # That of the quotation itself is told by the check, in the forms that it knows.
        word = " ".join(found[0].split())
        yield (
            "modality",
            f"the document says '{word}' there",
            'write modality = "reports" ("claims", "infers"), or "states" if it is not meant of this',
        )
    if (found := _DISPUTE.search(said)) and not draft.cells["status"]:
        fix = 'write status = "disputed", or "accepted" if it is not meant of this'
        yield "status", f"the document says '{found[0]}' there", fix


def text_at_hand(reading: Reading, document: str, folder: Path, deep: bool) -> str:
    """Give the text of a document from a folder; nothing where it is not there, or is no text."""
    text = ""
    with suppress(UsageError):
        text = find_text(reading, document, folder, deep)
    text = text or _named_beside(reading, document, folder)
    return "" if "\ufffd" in text else text


def _named_beside(reading: Reading, document: str, folder: Path) -> str:
    """Give the text of a document that another file of facts in the folder names: the one with which it was added."""
    row = reading.rows.get(document)
    wanted = str(row.one("sha256") or "") if row else ""
    for facts in sorted(folder.glob("*.toml")) if wanted else ():
        for _, name in _FILE.findall(facts.read_text(encoding="utf-8", errors="replace")):
            with suppress(OSError, ValueError):
                data = (folder / str(name)).read_bytes()
                if hashlib.sha256(data).hexdigest() == wanted:
                    return data.decode("utf-8", "replace").replace("\r\n", "\n")
    return ""


def _sentence(text: str, quote: str) -> str:
    """Give the sentences of a text in which a quotation stands."""
    first = re.split(r"\.\.\.|\u2026|\[[^\]]*\]", quote)[0].split()
    at = re.search(r"\s+".join(map(re.escape, first)), text) if first else None
    if not at:
        return ""
    begin = max((end.end() for end in _END.finditer(text, 0, at.start())), default=0)
    end = _END.search(text, at.end())
    return " ".join(text[begin : end.start() if end else len(text)].split())


def _nearest(text: str, quote: str) -> str:
    """Give the words of a text that share most with a quotation, if they share some."""
    words, wanted = text.split(), quote.split()
    size, own = len(wanted), {word.casefold() for word in wanted}
    shared = [word.casefold() in own for word in words]
    starts = sorted(range(max(1, len(words) - size + 1)), key=lambda at: -sum(shared[at : at + size]))[:5]
    pieces = [" ".join(words[at : at + size]) for at in starts]
    best = max(pieces, key=lambda piece: SequenceMatcher(None, piece, quote, autojunk=False).ratio(), default="")
    return best[:_SHOWN] if SequenceMatcher(None, best, quote, autojunk=False).ratio() >= 0.5 else ""

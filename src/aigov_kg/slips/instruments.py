"""The instrument of a listing beside the reference of the order that the row cites, and beside the list that it makes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE, _LIST = "instrument-of-source", "list-of-instrument"
_PAGE = re.compile(r"\b([0-9]+) (?:FR|Fed\. ?Reg\.|Federal Register),? (?:p\. ?)?([0-9][0-9,]*)\b")
_VOLUME = re.compile(r"\bFederal Register (?:vol\. ?)?([0-9]+),.*?\bp{1,2}\. ?([0-9][0-9,]*)")
_NUMBER = re.compile(r"(?:FR Doc\. ?)?((?:19|20)[0-9]{2})-([0-9]{5})")


def other_lists(reading: Reading) -> Iterator[Finding]:
    """Give the listings whose instrument puts parties on another list everywhere else."""
    made: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in reading.of("listings"):
        if row.one("instrument") and row.one("list"):
            made[str(row.one("instrument"))][str(row.one("list"))].append(row)
    for instrument, lists in made.items():
        for name, (row, *others) in lists.items():
            # Of two rows that differ, either may be wrong.
            usual = max((other for other in lists if other != name), key=lambda other: len(lists[other]), default=name)
            if name != usual and not others:
                first = lists[usual][0]
                what = f"by {instrument} '{first.one('party')}' is on {usual} ({first.file}, row {first.line}), and here it is {name}"
                yield warning(row, "list", what, "correct the list or the instrument", _LIST, usual)


def other_instruments(reading: Reading) -> Iterator[Finding]:
    """Give the listings whose instrument is another page or number than that of the order which they cite."""
    for row in reading.of("listings"):
        text = str(row.one("instrument") or "")
        own = _read(text)
        if own is None:
            continue
        cited: dict[str, str] = {}
        for cite in row.values.get("cite", ()):
            for document in (cite.via, cite.document) if isinstance(cite, Cite) else ():
                source = reading.rows.get(document or "")
                reference = source.one("reference") if source is not None else None
                read = _read(str(reference or ""))
                # Page and number are two ways to name one order, and say nothing against each other.
                if read and read[0] == own[0]:
                    cited[read[1]] = f"{document} has '{reference}'"
        if cited and own[1] not in cited:
            number, where = next(iter(cited.items()))
            what = f"'{text}' is not the reference of the order that is cited: {where}"
            yield warning(row, "instrument", what, f"did you mean {number}?", _RULE, number)


def _read(text: str) -> tuple[str, str] | None:
    """Give what a text names, a page of the Federal Register or the number of a document in it, and how it is written."""
    if page := _PAGE.search(text) or _VOLUME.search(text):
        return "page", f"{page[1]} FR {page[2].replace(',', '')}"
    if number := _NUMBER.fullmatch(text):
        return "number", f"{number[1]}-{number[2]}"
    return None

"""Whether the page, table, figure or note that a citation names is one that the document has (`data/sections.csv`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aigov_kg.cites import Cite, Section

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A locator that leads nowhere, or (not `serious`) to a page that the section does not have."""

    message: str
    fix: str
    serious: bool = True


def misplaced(cite: Cite, sections: Mapping[str, Section]) -> Iterator[Misplaced]:
    """Give the locators of a citation that the ledger of its document does not bear out."""
    own = sections[cite.section]
    for name, value in cite.locators:
        if name == "page":
            yield from _page(cite, value, own, sections)
        elif name in {"table", "figure"}:
            key = ("t" if name == "table" else "fig") + value
            known = [s.key for s in sections.values() if s.kind == name]
            if key not in sections and key.rstrip("abcdefgh") not in sections:
                listed = ", ".join(known) or f"no {name} at all"
                yield Misplaced(f"{cite.document} has no {name} '{key}'", f"the ledger has {listed}")
        elif name == "footnote" and (number := re.match(r"[0-9]+", value)):
            ranges = [r for s in sections.values() if s.kind == "notes" and (r := pages(s.notes))]
            if ranges and not any(first <= int(number[0]) <= last for first, last in ranges):
                last = max(last for _, last in ranges)
                yield Misplaced(f"{cite.document} has no note {value}", f"its notes run from 1 to {last}")


def _page(cite: Cite, value: str, own: Section, sections: Mapping[str, Section]) -> Iterator[Misplaced]:
    roman = not value.isdigit()
    number = number_of(value)
    ranges = [r for s in sections.values() if s.pages and (not s.pages[0].isdigit()) == roman and (r := pages(s.pages))]
    if ranges and not min(r[0] for r in ranges) <= number <= max(r[1] for r in ranges):
        first, last = min(r[0] for r in ranges), max(r[1] for r in ranges)
        yield Misplaced(f"page {value} is outside {cite.document}", f"its pages run from {first} to {last}")
    elif own.pages and (span := pages(own.pages)):
        same_kind = (not own.pages[0].isdigit()) == roman
        if not same_kind or not span[0] <= number <= span[1]:
            # Notes are printed below the text that they belong to, so a citation may name that page.
            if own.kind == "notes":
                return
            on_page = [
                s.key
                for s in sections.values()
                if s.kind == own.kind
                and s.pages
                and (not s.pages[0].isdigit()) == roman
                and (r := pages(s.pages))
                and r[0] <= number <= r[1]
            ]
            what = f"page {value} is not among the pages of section '{cite.section}' ({own.pages})"
            fix = "correct the page or the section" + (f"; on that page is {', '.join(on_page[:4])}" if on_page else "")
            yield Misplaced(what, fix, serious=False)


def pages(text: str) -> tuple[int, int] | None:
    """Read a range of the ledger: `9`, `9-10`, `ii-iii`, `70-` (to the end)."""
    match = re.fullmatch(r"([0-9]+|[ivxl]+)(?:(-)([0-9]+|[ivxl]+)?)?", text.strip())
    if not match:
        return None
    first = number_of(match[1])
    return first, (number_of(match[3]) if match[3] else 1_000_000 if match[2] else first)


def number_of(text: str) -> int:
    """Give the number of a page that is written in digits or small Roman numerals."""
    if text.isdigit():
        return int(text)
    values = [_ROMAN.get(c, 0) for c in text]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))

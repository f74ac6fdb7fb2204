"""Whether the page, table, figure or note that a citation names is one that the document has (`data/sections.csv`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from aigov_kg.cites import Cite, Section

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_TO_THE_END = 1_000_000


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A locator that leads nowhere, or (not `serious`) to a page that the section does not have."""

    message: str
    fix: str
    serious: bool = True


_Paged = tuple[Section, tuple[int, int]]


class Locators:
    """Checks locators against the ledger; each citation is looked at once."""

    def __init__(self, ledger: Mapping[str, Mapping[str, Section]]) -> None:
        self.ledger = ledger
        self.checked: dict[str, list[Misplaced]] = {}
        self.paged: dict[tuple[str, bool], list[_Paged]] = {}

    def misplaced(self, cite: Cite) -> list[Misplaced]:
        """Give the locators of a citation that the ledger of its document does not bear out."""
        if cite.text not in self.checked:
            self.checked[cite.text] = list(_misplaced(cite, self.ledger[cite.document], self._paged(cite)))
        return self.checked[cite.text]

    def _paged(self, cite: Cite) -> list[_Paged]:
        """Give the sections of the document with their pages, of those in digits or of those in Roman numerals."""
        key = (cite.document, roman := not dict(cite.locators).get("page", "").isdigit())
        if key not in self.paged:
            sections = self.ledger[cite.document].values()
            self.paged[key] = [(s, r) for s in sections if (r := pages(s.pages)) and s.pages[0].isdigit() != roman]
        return self.paged[key]


def _misplaced(cite: Cite, sections: Mapping[str, Section], paged: list[_Paged]) -> Iterator[Misplaced]:
    for name, value in cite.locators:
        if name == "page":
            yield from _page(cite, value, sections, paged)
        elif name in {"table", "figure"}:
            key = ("t" if name == "table" else "fig") + value
            if key not in sections and key.rstrip("abcdefgh") not in sections:
                listed = ", ".join(s.key for s in sections.values() if s.kind == name) or f"no {name} at all"
                yield Misplaced(f"{cite.document} has no {name} '{key}'", f"the ledger has {listed}")
            else:
                yield from _elsewhere(cite, name, sections.get(key) or sections[key.rstrip("abcdefgh")])
        elif name == "footnote" and (number := re.match(r"[0-9]+", value)):
            yield from _note(cite, value, int(number[0]), sections)


def _page(cite: Cite, value: str, sections: Mapping[str, Section], paged: list[_Paged]) -> Iterator[Misplaced]:
    own, number = sections[cite.section], number_of(value)
    # Where the notes end is not in the ledger; what is cited outside them lies on a page of its own.
    extent = [r for s, r in paged if s.kind != "notes" or own.kind == "notes"]
    first, last = min((r[0] for r in extent), default=0), max((r[1] for r in extent), default=_TO_THE_END)
    # A line whose pages cannot be read is told in the ledger; which pages there are is known once it is mended.
    if not first <= number <= last and not any(s.pages and pages(s.pages) is None for s in sections.values()):
        end = "the end" if last == _TO_THE_END else last
        yield Misplaced(
            f"page {value} is outside {cite.document}",
            f"its sections in data/sections.csv have pages {first} to {end}; correct the page, or add the section",
        )
    # Notes stand at the foot of the page, so a citation of a group of notes may name any page.
    elif pages(own.pages) and own.kind != "notes" and not any(s is own and r[0] <= number <= r[1] for s, r in paged):
        there = [s.key for s, r in paged if s.kind == own.kind and r[0] <= number <= r[1]]
        what = f"page {value} is not among the pages of '{cite.section}' ({own.pages})"
        fix = "correct the page or the section" + (f"; on that page there is {', '.join(there[:4])}" if there else "")
        yield Misplaced(what, fix, serious=False)


def _note(cite: Cite, value: str, number: int, sections: Mapping[str, Section]) -> Iterator[Misplaced]:
    """Tell that a document, or the group of its notes that is cited, does not have a note."""
    groups = {s.key: r for s in sections.values() if s.kind == "notes" and (r := pages(s.notes))}
    holding = [key for key, (first, last) in groups.items() if first <= number <= last]
    if groups and not holding:
        last = max(last for _, last in groups.values())
        yield Misplaced(f"{cite.document} has no note {value}", f"its notes run from 1 to {last}")
    elif cite.section in groups and cite.section not in holding:
        what = f"note {value} is not among the notes of '{cite.section}' ({sections[cite.section].notes})"
        yield Misplaced(what, f"correct the note, or cite {' or '.join(holding)}")


def _elsewhere(cite: Cite, name: str, section: Section) -> Iterator[Misplaced]:
    """Tell that a table or figure does not stand on the page that is cited with it."""
    page = dict(cite.locators).get("page")
    span = pages(section.pages)
    if page and span and section.pages[0].isdigit() == page.isdigit() and not span[0] <= number_of(page) <= span[1]:
        what = f"{name} '{section.key}' is not on page {page}, but on {section.pages}"
        yield Misplaced(what, f"correct the page or the {name}", serious=False)


@lru_cache(maxsize=1024)
def pages(text: str) -> tuple[int, int] | None:
    """Read a range of the ledger: `9`, `9-10`, `ii-iii`, `70-` (to the end); None where there is none.

    A range that runs backwards is told once, at its line (`sections`), and not at every citation that it leaves out.
    """
    match = re.fullmatch(r"([0-9]+|[ivxl]+)(?:(-)([0-9]+|[ivxl]+)?)?", text.strip())
    if not match:
        return None
    first = number_of(match[1])
    last = number_of(match[3]) if match[3] else _TO_THE_END if match[2] else first
    return min(first, last), max(first, last)


def number_of(text: str) -> int:
    """Give the number of a page that is written in digits or small Roman numerals."""
    if text.isdigit():
        return int(text[:9])
    values = [_ROMAN.get(c, 0) for c in text]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))

"""One sentence on two pages of one section: a page that is mistyped where another row quotes the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE: Final = "page-of-quotation"
_SHORTEST: Final = 5
"""Words from which on a sentence does not stand twice in one section."""


def other_pages(reading: Reading) -> Iterator[Finding]:
    """Give the rows that quote what others quote from the same section, on none of the pages that these cite."""
    quoted: dict[tuple[str, str, str], list[tuple[Row, str]]] = defaultdict(list)
    for row in reading.rows.values():
        quote = str(row.one("quote") or "")
        if len(quote.split()) >= _SHORTEST:
            for cite in row.values.get("cite", ()):
                if isinstance(cite, Cite) and (page := dict(cite.locators).get("page")):
                    quoted[quote, cite.document, cite.section].append((row, page))
    for (_, document, section), held in quoted.items():
        pages: dict[str, set[str]] = defaultdict(set)
        for row, page in held:
            pages[row.id].add(page)
        for row, page in {row.id: (row, page) for row, page in held}.values():
            others = [(other, there) for other, there in held if other.id != row.id]
            elsewhere = [(other, there) for other, there in others if not pages[other.id] & pages[row.id]]
            # Of two places, that of fewer rows is mostly the wrong one; of as many, either may be.
            if others and len(elsewhere) == len(others):
                other, there = elsewhere[0]
                what = f"'{other.id}' ({other.file}, row {other.line}) quotes the same from page {there} of {document}:{section}"
                cell = "|".join(str(getattr(c, "text", c)) for c in row.values["cite"])
                meant = cell.replace(f"{document}:{section}:p{page}", f"{document}:{section}:p{there}")
                yield warning(
                    row,
                    "cite",
                    f"{what}, and page {page} stands here",
                    "correct the page in the one that has it wrong",
                    _RULE,
                    meant,
                )

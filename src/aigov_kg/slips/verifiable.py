"""What a reader cannot look up: a sensitive statement without a page, and quotations of a document without a digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from aigov_kg.cites import Cite, Section
from aigov_kg.findings import Finding, Severity
from aigov_kg.locators import pages
from aigov_kg.passages import Layout, read_layouts
from aigov_kg.rationale import WHY
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading

SENSITIVE: Final = ("listings", "controls", "characterisations")
"""Tables of which each row says something about somebody that has to be looked up easily."""
_PLACE, _DIGEST = "cite-without-place", "quotes-without-digest"


def hard_to_verify(reading: Reading) -> Iterator[Finding]:
    """Give the sensitive rows that cite whole sections only, and the documents whose quotations cannot be compared."""
    yield from _without_place(reading)
    yield from _without_digest(reading)


def _without_place(reading: Reading) -> Iterator[Finding]:
    ledger, layouts = reading.tables.sections, read_layouts(reading.tables.home)
    for row in reading.of(*SENSITIVE):
        cites = [cite for cite in row.values.get("cite", ()) if isinstance(cite, Cite)]
        wide = [cite for cite in cites if _is_wide(cite, ledger, layouts)]
        if wide and len(wide) == len(cites):
            own = ledger[wide[0].document][wide[0].section]
            what = f"'{wide[0].text}' names no place, and its section has more than one page ({own.pages})"
            yield warning(row, "cite", what, "add the page, note, table or figure that says so", _PLACE)


def _is_wide(cite: Cite, ledger: Mapping[str, Mapping[str, Section]], layouts: Mapping[str, Layout]) -> bool:
    """Tell whether a citation leaves a reader more than a page to search.

    What has no pages, as a page of the web, can be cited no closer; nor can a text of which `passages.toml` gives a
    layout without any.
    """
    layout = layouts.get(cite.document)
    if cite.locators or (layout is not None and layout.page_break is None and not layout.pages):
        return False
    span = pages(ledger[cite.document][cite.section].pages)
    return span is not None and span[0] < span[1]


def _without_digest(reading: Reading) -> Iterator[Finding]:
    quoted = Counter(
        document
        for row in reading.rows.values()
        if row.one("quote")
        for document in {cite.document for cite in row.values.get("cite", ()) if isinstance(cite, Cite)}
    )
    for document, number in quoted.items():
        row = reading.rows.get(document)
        if row is None or row.table != "documents" or not row.values or row.one("sha256"):
            continue
        rows = f"{number} rows quote" if number > 1 else "1 row quotes"
        what = f"{rows} {document}, and without its sha256 nobody can compare the words"
        fix = "where you have its text, fill it with what sha256sum FILE prints"
        yield Finding(row.file, row.line, "sha256", what, fix, _DIGEST, WHY[_DIGEST], Severity.INFO, record=row.id)

"""The ledger of sections, `data/sections.csv`: whether each line is one that a citation can use."""

from __future__ import annotations

import re

from aigov_kg.findings import Finding, nearest
from aigov_kg.ledgers import read_ledger
from aigov_kg.locators import pages
from aigov_kg.tables import Reading

COLUMNS = ("document", "key", "kind", "heading", "pages", "notes")
KINDS = ("section", "appendix", "table", "figure", "notes")
_KEY = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


def odd_sections(reading: Reading) -> list[Finding]:
    """Give what is wrong with the lines of the ledger."""
    home = reading.tables.home
    ledger = read_ledger(home, home.data / "sections.csv", COLUMNS, "section-form")
    documents = [row.id for row in reading.of("documents")]
    seen: set[tuple[str, str]] = set()
    for entry in ledger.entries:
        document, key = entry["document"], entry["key"]
        if document not in reading.rows and "documents" not in reading.unread:
            near = nearest(document, documents)
            fix = f"did you mean '{near}'?" if near else "add a row for it: aigov-kg new document"
            ledger.found(entry.line, "document", f"no row defines '{document}'", fix, nearest=near)
        if not _KEY.fullmatch(key):
            fix = "use lower-case letters, digits, single hyphens and points"
            ledger.found(entry.line, "key", f"'{key}' is not a key", fix)
        if (document, key) in seen:
            ledger.found(entry.line, "key", f"{document} has two sections '{key}'", "choose another key")
        seen.add((document, key))
        if entry["kind"] not in KINDS:
            near = nearest(entry["kind"], KINDS)
            what = f"'{entry['kind']}' is not a kind of section"
            ledger.found(entry.line, "kind", what, f"use one of {', '.join(KINDS)}", nearest=near)
        for column in ("pages", "notes"):
            if entry[column] and pages(entry[column]) is None:
                what = f"'{entry[column]}' is not a range"
                ledger.found(entry.line, column, what, "write 9, 9-10, ii-iii, or 70- for to the end")
        if not entry["heading"]:
            ledger.found(entry.line, "heading", "'heading' is blank", "write the heading as printed")
    return ledger.findings

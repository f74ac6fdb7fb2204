"""Citations: `document:section:p34:fn125@2021-09>own-source`, and the ledger of sections that they point into.

    cite     = ["!"] document ":" section *(":" locator) ["@" date] [">" document]
    locator  = "p" page / "fn" note / "t" table / "fig" figure / "row=" first cell / "a=" anchor

`!` marks a source that contradicts, `@` the date that the evidence speaks for, `>` the document that the source itself
cites for the statement. Several citations in a cell are joined by `|`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass

from aigov_kg.dates import Span, parse

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LOCATORS = (
    ("page", re.compile(r"p([0-9]+|[ivxl]+)")),
    ("footnote", re.compile(r"fn([0-9]+[a-z]?|\*+|[†‡]+)")),
    ("figure", re.compile(r"fig([0-9]+[a-z]?)")),
    ("table", re.compile(r"t([0-9]+[a-z]?|-[a-z0-9-]+)")),
    ("tableRow", re.compile(r"row=(.+)")),
    ("anchor", re.compile(r"a=(.+)")),
)

_ONCE = ("page", "table", "figure")
"""Locators of which a citation has one: what stands at two places is cited twice."""


@dataclass(frozen=True, slots=True)
class Cite:
    """One citation; `locators` maps page, footnote, figure, table, tableRow and anchor to their values."""

    text: str
    document: str
    section: str
    locators: tuple[tuple[str, str], ...]
    contradicts: bool
    as_of: Span | None
    via: str | None

    @property
    def slug(self) -> str:
        """Last part of the citation's IRI, made from the whole citation.

        Characters that an IRI segment cannot show plainly are replaced; a short digest of the citation then keeps two
        citations apart that would look alike.
        """
        body = self.text.removeprefix("!")
        plain = re.sub(r"[^a-z0-9.-]+", "-", body.lower().replace("@", "-at-").replace(">", "-via-").replace(":", "-"))
        if re.search(r"[^a-z0-9.:@>-]", body):
            plain = f"{plain[:80].strip('-')}-{hashlib.sha256(body.encode()).hexdigest()[:8]}"
        return plain.strip("-")


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the ledger: a part of a document that a citation can name."""

    document: str
    key: str
    kind: str
    heading: str
    pages: str
    notes: str


def read_sections(data: bytes) -> dict[str, dict[str, Section]]:
    """Read the ledger of sections: document id, then key, to the section, in the order of the file."""
    ledger: dict[str, dict[str, Section]] = {}
    for row in csv.DictReader(io.StringIO(data.decode(), newline="")):
        section = Section(**{name: row[name] or "" for name in Section.__slots__})
        ledger.setdefault(section.document, {})[section.key] = section
    return ledger


def parse_cite(text: str) -> Cite:
    """Read one citation.

    Raises:
        ValueError: with the part that is wrong.
    """
    body = text.removeprefix("!")
    body, arrow, via = body.partition(">")
    if arrow and not _SLUG.fullmatch(via):
        raise ValueError(f"'{via}' after > is not the id of a document")
    as_of = None
    # A row label may itself hold an @, so only one that is followed by a date counts.
    if match := re.search(r"@([^@:]*)$", body):
        as_of = parse(match.group(1))
        body = body[: match.start()]
    document, colon, rest = body.partition(":")
    if not _SLUG.fullmatch(document):
        raise ValueError(f"'{document}' is not the id of a document")
    if not colon or not rest:
        raise ValueError(f"'{text}' names no section")
    section, _, tail = rest.partition(":")
    return Cite(text, document, section, tuple(_locators(tail)), text.startswith("!"), as_of, via or None)


def _locators(tail: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    while tail:
        # The label of a row or an anchor may hold colons, so it takes all that is left.
        part, tail = (tail, "") if tail.startswith(("row=", "a=")) else tail.partition(":")[::2]
        for name, pattern in _LOCATORS:
            if match := pattern.fullmatch(part):
                if name in _ONCE and (other := dict(found).get(name)):
                    raise ValueError(
                        f"it names two {name}s, {other} and {match.group(1)}; keep the one that has the words"
                    )
                found.append((name, match.group(1)))
                break
        else:
            raise ValueError(f"'{part}' is not a page (p34), note (fn125), table (t5), figure (fig2), row= or a=")
    return found

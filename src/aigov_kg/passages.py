"""The passage that a citation names, in the text of its document, which is found by its SHA-256.

How a text is divided into pages and notes is data (`data/passages.toml`).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from aigov_kg.cites import Cite, Section
from aigov_kg.errors import UsageError
from aigov_kg.locators import number_of, pages
from aigov_kg.resources import Home
from aigov_kg.tables import Reading

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FILES, _BYTES = 5_000, 50_000_000
_AROUND = 600
_PART, _PAGE = 8, 4_000
_PAGE_MARK = re.compile(r"^[ \t]*\[(?:p\.?|page) *([0-9]+|[ivxl]+)\][ \t]*", re.M | re.I)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)”\"'\]])[.!?](?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^\{[^}]*\})?\s+(?=[A-Z])|\n\n")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Numbering(_Strict):
    """From which part on the printed page is the number of the part less how many."""

    first: int
    less: int


class Layout(_Strict):
    """How the text of a document is divided."""

    page_break: int | None = None
    pages: list[Numbering] = []
    notes_after: str | None = None
    note: str | None = None
    mark: list[str] = []


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document: what it is, and its text."""

    title: str
    text: str


def read_layouts(home: Home) -> dict[str, Layout]:
    """Read how each document is divided, by id.

    Raises:
        UsageError: the file is not as it should be.
    """
    path = home.data / "passages.toml"
    if not path.is_file():
        return {}
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
        for layout in text.values():
            # `from` is a word of Python.
            layout["pages"] = [{"first": p.pop("from"), **p} for p in layout.get("pages", [])]
        return {name: Layout.model_validate(layout) for name, layout in text.items()}
    except (tomllib.TOMLDecodeError, ValidationError, KeyError, AttributeError, TypeError) as error:
        raise UsageError(f"{home.name(path)} cannot be read: {error}") from error


def find_text(reading: Reading, document: str, folder: Path, deep: bool = True) -> str:
    """Find the text of a document in a folder and (`deep`) those in it, by its SHA-256.

    Raises:
        UsageError: the document has no digest, or no file of the folder has it.
    """
    row = reading.rows.get(document)
    wanted = row.one("sha256") if row else None
    if not wanted:
        raise UsageError(f"documents.csv gives no sha256 for '{document}', so its text cannot be found")
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; name the one that holds the documents with --documents")
    # Those that lie in the folder itself first: it may be one of many.
    paths = sorted(folder.rglob("*") if deep else folder.glob("*"), key=lambda path: (len(path.parts), path))
    for path in paths[:_FILES]:
        if path.is_file() and path.stat().st_size <= _BYTES:
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() == wanted:
                return data.decode("utf-8", "replace").replace("\r\n", "\n")
    searched = f"none of the first {_FILES:,} files in {folder}" if len(paths) > _FILES else f"no file in {folder}"
    raise UsageError(f"{searched} has the sha256 of '{document}' ({wanted[:12]}...)")


def find_passages(cite: Cite, section: Section, layout: Layout, text: str) -> list[Passage]:
    """Give the passages that a citation leads to: the note and where it is marked, else page, row, table or section."""
    found: list[Passage] = []
    locators = dict(cite.locators)
    parts = list(_parts(layout, text))
    body, notes = _split_notes(layout, text)
    page = locators.get("page")
    on_page = _page(parts, layout, page) if page else None
    if note := locators.get("footnote"):
        found += _note(layout, notes, note)
        found += _marks(layout, on_page.text if on_page else body, note)
    if row := locators.get("tableRow"):
        lines = [line for line in (on_page.text if on_page else text).split("\n") if _plain(row) in _plain(line)]
        found += [Passage(f"row {row}", "\n".join(lines[:10]))] if lines else []
    if on_page:
        found.append(on_page)
    for name, word in (("table", "Table"), ("figure", "Figure")):
        if name in locators and not on_page:
            at = re.search(rf"^.*\b{word} {re.escape(locators[name])}\b.*$", text, re.M | re.I)
            found += [Passage(f"{word} {locators[name]}", text[at.start() : at.start() + 4 * _AROUND])] if at else []
    if not found:
        found += _section(section, layout, parts, text)
    return found


def _parts(layout: Layout, text: str) -> Iterator[tuple[int, str]]:
    """Give the pages of a text: the number of the part, counted from 1, and its text.

    Where nothing is said of a document, a form feed ends a page, and a line `[p. 4]` begins one.
    """
    if layout.page_break:
        yield from enumerate(re.split(rf"\n{{{layout.page_break},}}", text), 1)
    elif marks := list(_PAGE_MARK.finditer(text)):
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        yield from ((number_of(m[1].lower()), text[m.end() : end]) for m, end in zip(marks, ends, strict=True))
    elif "\f" in text:
        yield from enumerate(text.split("\f"), 1)


def _page(parts: list[tuple[int, str]], layout: Layout, page: str) -> Passage | None:
    number = number_of(page)
    if not layout.pages:
        own = next((text for n, text in parts if n == number), None)
        return Passage(f"page {page}", own.strip()) if own else None
    for numbering, following in zip(layout.pages, [*layout.pages[1:], None], strict=True):
        part = number + numbering.less
        if page.isdigit() and part >= numbering.first and (following is None or part < following.first):
            text = next((text for n, text in parts if n == part), None)
            return Passage(f"page {page}", text.strip()) if text else None
    return None


def _split_notes(layout: Layout, text: str) -> tuple[str, str]:
    if layout.notes_after:
        heads = list(re.finditer(rf"^\W*{re.escape(layout.notes_after)}\W*$", text, re.M))
        if heads:
            return text[: heads[-1].start()], text[heads[-1].end() :]
    return text, text


def _note(layout: Layout, notes: str, number: str) -> list[Passage]:
    if not layout.note or not number.isdigit():
        return []
    start = _note_start(layout, notes, int(number))
    if start is None:
        return []
    later = (_note_start(layout, notes[start + 1 :], int(number) + more) for more in range(1, 6))
    end = min((start + 1 + at for at in later if at is not None), default=start + _AROUND)
    return [Passage(f"note {number}", notes[start : min(end, start + 4 * _AROUND)].strip())]


def _note_start(layout: Layout, notes: str, number: int) -> int | None:
    head = (layout.note or "").format(number=number, raised=str(number).translate(_RAISED))
    at = re.search(rf"(?:^|(?<=[\s.]))(?<![⁰¹²³⁴⁵⁶⁷⁸⁹\d]){re.escape(head)}", notes, re.M)
    return at.start() if at else None


def _marks(layout: Layout, text: str, number: str) -> list[Passage]:
    """Give the sentence at which the text points to a note."""
    forms = [number.translate(_RAISED), *(m.format(number=number) for m in layout.mark)]
    pattern = "|".join(rf"(?<![⁰¹²³⁴⁵⁶⁷⁸⁹]){re.escape(f)}(?![⁰¹²³⁴⁵⁶⁷⁸⁹])" for f in forms)
    joined = rf"\^\{{[\d, ]*\b{re.escape(number)}\b[\d, ]*\}}"
    at = re.search(f"{pattern}|{joined}", text)
    if not at:
        return []
    before = text[max(0, at.start() - _AROUND) : at.start()]
    start = max((end.end() for end in _SENTENCE_END.finditer(before[:-1])), default=0)
    return [Passage(f"where note {number} is marked", (before[start:] + at.group()).strip())]


def _section(section: Section, layout: Layout, parts: list[tuple[int, str]], text: str) -> list[Passage]:
    """Give the pages of a section, from its heading on; or what follows the heading, where there are no pages."""
    if held := _pages_of(section, layout, parts):
        start = _heading(section, held) or 0
        named = f"{'pages' if '-' in section.pages else 'page'} {section.pages}"
        return [Passage(f"{section.heading} ({named})", held[start:].strip())]
    at = _heading(section, text)
    return [] if at is None else [Passage(section.heading, text[at : at + 4 * _AROUND].strip())]


def _pages_of(section: Section, layout: Layout, parts: list[tuple[int, str]]) -> str:
    span = pages(section.pages)
    # Roman pages are counted by themselves, and a numbering tells of the others only.
    if span is None or (layout.pages and not section.pages[0].isdigit()):
        return ""
    last = min(span[1], max((number for number, _ in parts), default=0))
    found = (_page(parts, layout, str(number)) for number in range(span[0], last + 1))
    return "\n\n".join(page.text for page in found if page)


def _heading(section: Section, text: str) -> int | None:
    heading = _plain(section.heading)
    for line in re.finditer(r"^.+$", text, re.M):
        # The table of contents has the heading too, with a page number behind it.
        own = _plain(line.group())
        if len(heading) > 5 and own.startswith(heading) and not re.search(r"\d\W*$", line.group()):
            return line.start()
    return None


@dataclass(slots=True)
class Quotes:
    """What a comparison of the quotations with the documents found.

    Attributes:
        missing: quotations that are in none of the documents that their row cites: file, row and quotation.
        compared: how many were looked for.
        unread: how many cite a document without a text at hand, by document.
        nameless: those of these documents that have no sha256, so that no folder can hold their text.
    """

    missing: list[tuple[str, int, str]] = field(default_factory=list)
    compared: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    nameless: set[str] = field(default_factory=set)


def compare_quotes(reading: Reading, folder: Path) -> Quotes:
    """Look for every quotation in the documents that its row cites."""
    found = Quotes()
    texts: dict[str, str | None] = {}
    for row in reading.rows.values():
        quote = row.one("quote")
        if not quote:
            continue
        documents = {c.document for c in row.values.get("cite", ()) if isinstance(c, Cite)}
        for document in documents - texts.keys():
            try:
                texts[document] = _letters(find_text(reading, document, folder))
            except UsageError:
                texts[document] = None
                if (about := reading.rows.get(document)) is None or not about.one("sha256"):
                    found.nameless.add(document)
        held = [text for document in documents if (text := texts[document])]
        found.compared += bool(held)
        found.unread.update(document for document in documents if not held and texts[document] is None)
        if held and not any(_has(text, str(quote)) for text in held):
            found.missing.append((row.file, row.line, str(quote)))
    return found


def quoted(text: str, quote: str) -> bool:
    """Tell whether a text has the words of a quotation, piece by piece where something is left out."""
    return _has(_letters(text), quote)


def _has(letters: str, quote: str) -> bool:
    pieces = [p for p in re.split(r"\.\.\.|…|\[[^\]]*\]", quote) if _letters(p)]
    return all(_holds(letters, piece) for piece in pieces)


def _holds(text: str, words: str) -> bool:
    """Tell whether a text, of which letters are left, has these words; a page break may stand once among them."""
    if _letters(words) in text:
        return True
    gaps = [gap.start() for gap in re.finditer(r"\s+", words)]
    for first, second in ((_letters(words[:gap]), _letters(words[gap:])) for gap in gaps):
        if min(len(first), len(second)) >= _PART and (at := text.find(first)) >= 0:
            behind = at + len(first)
            if second in text[behind : behind + _PAGE]:
                return True
    return False


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text).casefold())


def _letters(text: str) -> str:
    """Keep letters only: notes and page breaks leave digits and marks inside sentences, and I is often read as l."""
    plain = _plain(re.sub(r"\^\{[^}]*\}", "", text))
    return re.sub(r"[\d_]+", "", plain).replace("i", "l").replace("z", "s")

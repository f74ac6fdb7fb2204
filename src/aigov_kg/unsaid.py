"""What a file of facts need not say: the source of each row, the parts of a short document, rows that a cell stands for.

The first `[[document]]` is the source of the file, unless a `cite` stands above everything. A part may give a `page`
alone; a role of the document (`publisher`) is a row of its own; `not stated` is a note that says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from aigov_kg.columns import Description
from aigov_kg.drafting import Draft
from aigov_kg.ids import of_name
from aigov_kg.meant import Meant
from aigov_kg.tables import Reading
from aigov_kg.toml_parts import Part
from aigov_kg.words import has_all, telling

Named = Callable[[str], str]
"""Gives the id that an actor has or will have, by what the file calls it."""

Told = Callable[[Part, str, str], None]
"""Takes the part, the column, and what was taken there for what."""

SECTIONS: Final = ("section", "sections")
_DOCUMENTS: Final = ("document", "documents")
USUAL: Final = {"document": "Publication", "work-item": "WorkItem"}
"""Class of the document that is the source of a file, and of an item, where no other is given."""
_KEY: Final = "text"
"""Section of a document that is cited as a whole."""
_SORT: Final = re.compile(r"\b([A-Z]+) ?[0-9]+$")
_NOT_STATED: Final = "not-stated"
_MAKERS: Final = ("publisher", "author")
_PERSON: Final = re.compile(r"[^\W\d_][\w.'\u2019-]*(?: [^\W\d_][\w.'\u2019-]*){1,4}")
_INSTITUTION: Final = re.compile(
    r"\b(?:institut|universit|council|committee|commission|cent(?:re|er)\b|agency|ministry|department|forum|association|foundation"
    r"|group\b|compan|ltd|inc\b|corp|office|bureau|union|society|academy|laborator|team|staff|board|network|organi[sz]ation|project)",
    re.I,
)
"""Words of which one tells that an author is no person."""
_SILENT: Final = {"on_behalf_of": "The source does not say for whom it was done"}
"""What a note says of a column whose name is no noun."""
_UNSTATED: Final = re.compile(r"not[ -](?:stated|said|given)", re.I)


def complete(parts: list[Part], reading: Reading, named: Named, told: Told) -> list[Part]:
    """Give the parts with their sources, and with those that cells of the document stand for."""
    source = next((part for part in parts if part.kind in _DOCUMENTS), None)
    given = next((part for part in parts if part.kind in SECTIONS), None)
    more: list[Part] = []
    base = ":".join(given.cells.get(name, "") for name in ("document", "key")) if given else ""
    if source:
        cells = source.cells
        known = given.cells.get("document", "") if given else ""
        if not cells.get("id") and not known and (proposed := _document_id(cells, named, reading)):
            cells["id"] = proposed
        document = cells.get("id") or known
        if given or "cite" not in cells:
            cells.setdefault("class", USUAL["document"])
        if document and not given and "cite" not in cells:
            base = f"{document}:{_KEY}"
            heading = {"document": document, "key": _KEY, "heading": cells.get("title_en", "")}
            whole = _beside(source, "section", heading | {"pages": cells.pop("pages", "")})
            more += [whole] if document not in reading.tables.sections else []
    for part in parts:
        if part.kind in _DOCUMENTS:
            more += _makers(part, parts, reading, told)
            more += _roles(part, reading.tables, told)
    for part in parts + more:
        if part.kind in USUAL and part.kind not in _DOCUMENTS:
            part.cells.setdefault("class", USUAL[part.kind])
        if part.kind not in SECTIONS:
            _cite(part, base)
    return parts + more


def _document_id(cells: dict[str, str], named: Named, reading: Reading) -> str:
    """Make the id of a document of its publisher, else its title, and the year; another document has it no more."""
    year = re.search(r"\d{4}", cells.get("issued", ""))
    publisher = cells.get("publisher", "").partition("|")[0]
    publisher = "" if _UNSTATED.fullmatch(publisher) else publisher
    base = named(publisher) if publisher else of_name(cells.get("title_en", ""))
    base = f"{base}-{year[0]}" if base and year and year[0] not in base else base
    for candidate in (base, *(f"{base}-{n}" for n in range(2, 100))):
        row = reading.rows.get(candidate)
        # One of the same title was added already, and is told to be.
        if base and (row is None or row.one("title_en") == cells.get("title_en")):
            return candidate
    return ""


def _makers(source: Part, parts: Sequence[Part], reading: Reading, told: Told) -> list[Part]:
    """Make an organisation of a publisher, and a person of an author, whom nothing is called like in graph and file."""
    own = [part.cells.get(column, "") for part in parts if part is not source for column in ("id", "name_en", "name")]
    meant, actors = Meant(reading), {"organisations", "persons", "bodies", "jurisdictions"}
    made = []
    for role in _MAKERS:
        for name in source.cells.get(role, "").split("|"):
            is_person = role == "author" and not _INSTITUTION.search(name)
            if (
                not name
                or name == name.lower()
                or _UNSTATED.fullmatch(name)
                or (is_person and not _PERSON.fullmatch(name))
                or any(has_all(name, text) for text in own)
            ):
                continue
            words = " ".join(telling(name))
            if meant.row(name, actors) or any(has_all(words, text) for text in meant.names(actors)):
                continue
            own.append(name)
            if is_person:
                told(source, role, f"'{name}' is new, and is added as a person, of whom no more is said")
                made.append(_beside(source, "person", {"name": name}, role))
            else:
                unsaid = reading.tables.tables["organisations"].unsaid or ""
                told(source, role, f"'{name}' is new, and is added as {unsaid}: of which class it is, is not said")
                made.append(_beside(source, "organisation", {"class": unsaid, "name_en": name}, role))
    return made


def _roles(source: Part, tables: Description, told: Told) -> list[Part]:
    """Make a participation of each cell of a document that is called as a role is: publisher, author; or a note on it."""
    document = source.cells.get("id") or source.cells.get("title_en", "")
    actors = tables.vocabularies.slugs(tables.columns["participations"]["role"].allowed_schemes)
    own = tables.columns["documents"]
    made = []
    for role in [name for name in source.cells if name in actors and name not in own]:
        for actor in source.cells.pop(role).split("|"):
            if _UNSTATED.fullmatch(actor):
                told(source, role, "left out, and a note says that the source does not give it")
                made.append(_beside(source, "note", _gap(document, f"participations.{role}", role), role))
            else:
                cells = {"actor": actor, "role": role, "object": document, "page": source.cells.get("page", "")}
                made.append(_beside(source, "participation", cells, role))
    return made


def _beside(part: Part, kind: str, cells: dict[str, str], column: str = "") -> Part:
    """Make a part that stands at the line of another."""
    line = part.lines.get(column, part.line)
    # A note tells where it comes from by itself.
    lines = {column: line} if column and line and kind != "note" else {}
    return Part(kind, {name: text for name, text in cells.items() if text}, line, lines)


def _cite(part: Part, base: str) -> None:
    """Give a part its citation: its own, or that of the file, with the page that it names."""
    cite = part.cells.get("cite", base)
    if page := part.cells.pop("page", ""):
        part.lines["cite"] = part.lines.get("page", part.line or 1)
        numbers = [re.sub(r"^p+[. ]*", "", number) for number in page.split("|")]
        # A page that the citation has already is not written twice; another one is a fault of the citation.
        own = cite.rpartition(":p")[2] if cite.count(":") > 1 else ""
        cite = cite if [own] == numbers else "|".join(f"{cite}:p{number}" for number in numbers)
    if cite:
        part.cells["cite"] = cite


def like_others(draft: Draft, meant: Meant) -> list[tuple[str, str]]:
    """Fill class, kind and parent of a group as its designation has them: a WG is what most others are, below its SC."""
    cells = draft.cells
    sort = _SORT.search(cells.get("designation", ""))
    if draft.table != "bodies" or not sort:
        return []
    others = Counter(
        (str(row.one("class")), row.one("kind").slug)
        for row in draft.reading.of("bodies")
        if (other := _SORT.search(str(row.one("designation") or ""))) and other[1] == sort[1]
    )
    most = others.most_common(1)
    above = meant.called(cells["designation"][: sort.start()].rstrip("/ "), {"bodies"})
    usual = dict(zip(("class", "kind"), most[0][0], strict=True)) if most else {}
    found = [(name, text) for name, text in (usual | {"parent": above or ""}).items() if text and not cells[name]]
    cells |= dict(found)
    return found


def unstated(draft: Draft) -> Iterator[tuple[str, str]]:
    """Blank the cells that say that the source does not say it, unless there is a value that means so; give each with it."""
    for name, column in draft.columns.items():
        if _UNSTATED.fullmatch(draft.cells[name]) and not column.required:
            value = draft.tables.vocabularies.find(column.allowed_schemes, _NOT_STATED)
            draft.cells[name] = value.slug if value else ""
            yield name, draft.cells[name]


def gap(draft: Draft, column: str, reading: Reading) -> Draft:
    """Write the note that a cell is blank because the source does not say it."""
    note = Draft(reading, "notes")
    about = draft.cells["id"]
    note.cells |= _gap(about, f"{draft.table}.{column}", column) | {"cite": draft.cells["cite"]}
    note.cells["id"] = note.propose_id()
    return note


def _gap(about: str, field: str, name: str) -> dict[str, str]:
    text = _SILENT.get(name, f"The source does not give the {name.replace('_', ' ')}")
    return {"kind": "gap", "about": about, "field": field, "text": text}


def attest(draft: Draft, sources: Sequence[Draft], reading: Reading) -> str:
    """Fill the day on which the source says that something goes on: that of the source itself."""
    cells = draft.cells
    if "attested" not in cells or cells["attested"] or cells.get("end_kind") != "ongoing":
        return ""
    document = cells["cite"].removeprefix("!").partition(":")[0]
    row = reading.rows.get(document)
    held = row.one("issued") if row else None
    day = next((s.cells["issued"] for s in sources if s.cells["id"] == document), held.text if held else "")
    cells["attested"] = day
    return str(day)

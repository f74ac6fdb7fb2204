"""Cells, typed: text, numbers, dates, concepts, references and citations as `data/tables.toml` asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from aigov_kg import date_hints
from aigov_kg.cites import Cite, Section, parse_cite
from aigov_kg.columns import Column, Description, Table
from aigov_kg.dates import Span, parse
from aigov_kg.findings import nearest
from aigov_kg.locators import number_of, pages
from aigov_kg.proposals import options, propose
from aigov_kg.vocabularies import Concept

_SIGNS = {ord("−"): "-", ord("–"): "-", ord("＋"): None, ord("+"): None}
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-zA-Z0-9]{1,8})*")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_LISTED = 12
_WHAT: Final = frozenset({"role", "category", "kind"})
"""Columns that say what somebody is to something."""
NOTHING: Final = re.compile(r"nan|null|none|nil|n/?a|n\.a\.|tbd|todo|unknown|not known|[-–—]+|\?+|\.|\.{3,}", re.I)
"""Words that stand for nothing."""

Value = str | int | Decimal | bool | Span | Concept | Cite


class CellError(ValueError):
    """What is wrong with a cell, what to do, the valid value that was probably meant, and a rule but that of the type."""

    def __init__(self, message: str, fix: str, near: str | None = None, rule: str | None = None) -> None:
        self.message, self.fix = message, f"did you mean '{near}'?" if near and not fix else fix
        self.nearest, self.rule = near, rule
        super().__init__(f"{message}; {self.fix}")


def read_value(
    tables: Description, table: Table, column: Column, text: str, first: Callable[[], Sequence[str]] = list
) -> Value:
    """Type one value of a cell.

    Args:
        tables: the description.
        table: the table in which it stands.
        column: the column.
        text: the value.
        first: gives the values that come first where those that are allowed are listed.

    Raises:
        CellError: the value is not of the column's type.
    """
    listed = column.type == "slug" or (column.type == "ref" and SLUG.fullmatch(text))
    if column.type != "text" and not listed and NOTHING.fullmatch(text) and not _is_concept(tables, column, text):
        raise CellError(f"'{_short(text)}' stands for nothing", "leave the cell blank")
    if column.max_length and len(text) > column.max_length:
        raise CellError(f"{len(text)} characters are too many", f"keep it within {column.max_length}")
    if column.pattern and not re.fullmatch(column.pattern, text):
        raise CellError(f"'{_short(text)}' does not fit here", f"write it as in {column.example}")
    match column.type:
        case "slug" | "ref":
            if not SLUG.fullmatch(text):
                raise _not_an_id(column, text)
        case "int" | "number":
            return _number(column, text)
        case "date":
            try:
                return parse(text)
            except ValueError as error:
                near, fix = date_hints.hint(text)
                if column.many and near is None and re.search(r"[,;]", text):
                    near, fix = "|".join(re.split(r"[,;\s]+", text)), "put | between several dates"
                raise CellError(str(error), fix, near) from error
        case "yes":
            if text != "yes":
                near = "yes" if text.lower() in {"y", "yes", "true", "1", "x"} else None
                raise CellError(f"'{_short(text)}' is not allowed here", "write yes or leave the cell blank", near)
            return True
        case "url":
            if not _URL.fullmatch(text):
                near = f"https://{text}" if re.fullmatch(r"[\w.-]+\.[a-z]{2,}(/\S*)?", text) else None
                what = f"'{_short(text)}' is not a web address"
                raise CellError(what, "begin it with https:// or http://, and leave out spaces", near)
        case "class":
            if text not in table.classes:
                _one_of_several(column, text, table.classes)
                what = f"there is no class '{_short(text)}' in this table"
                raise _unknown(what, text, tables, table, column, first)
        case "concept":
            concept = tables.vocabularies.find(column.allowed_schemes, text)
            if concept is None:
                slugs = tables.vocabularies.slugs(column.allowed_schemes)
                _one_of_several(column, text, slugs)
                what = f"'{_short(text)}' is not in the scheme {' or '.join(column.allowed_schemes)}"
                parts = [p.strip() for p in re.split(r"[,;]", text)]
                if (
                    column.many
                    and len(parts) > 1
                    and all(tables.vocabularies.find(column.allowed_schemes, p) for p in parts)
                ):
                    raise CellError(what, "put | between several values", "|".join(parts))
                if called := tables.vocabularies.called(column.allowed_schemes, text):
                    raise CellError(what, "", called.slug)
                if other := _elsewhere(tables, table, text):
                    raise CellError(what, other)
                raise _unknown(what, text, tables, table, column, first)
            return concept
        case "digest":
            if not re.fullmatch(r"[0-9a-f]{64}", text):
                near = text.lower() if re.fullmatch(r"[0-9a-fA-F]{64}", text) else None
                raise CellError(f"'{_short(text)}' is not a SHA-256", "write its 64 hexadecimal digits", near)
        case "cite":
            return _cite(tables, text)
        case "text" if column.name == "lang" and not _LANGUAGE.fullmatch(text):
            raise CellError(
                f"'{_short(text)}' is not a language tag", "use one like en, de or zh-Hans", rule="lang-form"
            )
    return text


def _one_of_several(column: Column, text: str, allowed: list[str]) -> None:
    """Say that a cell holds several values of which the column takes one, where it does.

    Raises:
        CellError: it does.
    """
    parts = [part.strip() for part in re.split(r"[|,;]", text)]
    among = set(parts) & set(allowed)
    if not column.many and len(parts) > 1 and among and ("|" in text or len(among) == len(set(parts))):
        what = f"'{_short(text)}' are {len(parts)} values, and the column takes one"
        raise CellError(what, f"keep one of them; {column.help.rstrip('.')}")


def _elsewhere(tables: Description, table: Table, text: str) -> str:
    """Say in which one record the value of a column of this record belongs, such as a member in a tenure."""
    if table.kind != "record":
        return ""
    found = [
        (name, other, column)
        for name, other in tables.tables.items()
        if other is not table and any(c.required and "actor" in c.to for c in other.columns)
        for column in other.columns
        if column.name in _WHAT and tables.vocabularies.called(column.allowed_schemes, text)
    ]
    if len(found) != 1:
        return ""
    name, other, column = found[0]
    needed = ", ".join(c.name for c in other.columns if c.required and c.name != column.name)
    return f"it is a {column.name} of {name}: write a row there, with {needed} and {column.name}"


def _is_concept(tables: Description, column: Column, text: str) -> bool:
    return text in tables.vocabularies.slugs(column.allowed_schemes)


def _not_an_id(column: Column, text: str) -> CellError:
    what = f"'{_short(text)}' is not an id"
    if "|" in text and not column.many:
        return CellError(f"{what}: the column takes one value", "keep one, and give the others rows of their own")
    if column.many and re.search(r"[,;]", text):
        near = "|".join(p for p in re.split(r"[,;|\s]+", text.lower()) if p)
        return CellError(what, "put | between several ids", near if _all_ids(near) else None)
    near = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    fix = "use lower-case letters, digits and single hyphens"
    return CellError(what, fix, near if near and len(near) <= 60 else None)


def _all_ids(text: str) -> bool:
    return all(SLUG.fullmatch(part) for part in text.split("|"))


def _number(column: Column, text: str) -> int | Decimal:
    if re.fullmatch(r"-?[0-9]{1,3}(?:\.000)+", text):
        what = f"'{_short(text)}' can be a fraction, or thousands with points"
        raise CellError(what, f"write {text.partition('.')[0]} or {text.replace('.', '')}", None)
    if not _NUMBER.fullmatch(text):
        if re.fullmatch(r"-?[0-9]+,[0-9]{1,2}", text):
            raise CellError(
                f"'{_short(text)}' is not a number", "write a point for the decimals", text.replace(",", ".")
            )
        bare = re.sub(r"[,\s'\u00a0\u202f%]", "", text.translate(_SIGNS))
        near = bare if _NUMBER.fullmatch(bare) else None
        what = f"'{_short(text)}' is not a number"
        raise CellError(what, "write digits, with a point for decimals, and the unit in its own column", near)
    number = Decimal(text)
    if column.type == "number":
        return number
    if number != int(number):
        raise CellError(f"'{_short(text)}' is not a whole number", "write digits only")
    if "." in text:
        # A column of whole numbers with a blank in it comes out of many programs as fractions.
        raise CellError(f"'{_short(text)}' has a decimal point", "write digits only", str(int(number)))
    return int(number)


def _unknown(
    what: str, text: str, tables: Description, table: Table, column: Column, first: Callable[[], Sequence[str]]
) -> CellError:
    name = next((name for name, other in tables.tables.items() if other is table), "")
    listing = f"aigov-kg dictionary {name} {column.name}"
    fix, near = propose(text, options(tables, table, column), listing, first)
    return CellError(what, fix, near or None)


def _cite(tables: Description, text: str) -> Cite:
    try:
        cite = parse_cite(text)
    except ValueError as error:
        raise _not_a_cite(text, str(error)) from error
    sections = tables.sections.get(cite.document)
    mark = "!" if cite.contradicts else ""
    if sections is None:
        near = nearest(cite.document, tables.sections)
        what = f"'{cite.document}' is no document of data/sections.csv"
        fix = (
            f"did you mean '{near}'?"
            if near
            else f"add its parts first: aigov-kg new section --document {cite.document} --key KEY --heading HEADING"
        )
        whole = mark + near + text.removeprefix(mark)[len(cite.document) :] if near else None
        raise CellError(what, fix, whole)
    if cite.section not in sections:
        if re.fullmatch(r"p(?:[0-9]+|[ivxl]+)", cite.section):
            raise _without_section(text, cite, sections)
        # Another number is another part: fig10 is no misspelling of fig1.
        near = nearest(cite.section, [key for key in sections if _numbers(key) == _numbers(cite.section)])
        fix = f"did you mean '{near}'?" if near else _missing(cite, sections)
        whole = text.replace(f":{cite.section}", f":{near}", 1) if near else None
        raise CellError(f"{cite.document} has no section '{cite.section}'", fix, whole)
    return cite


def _numbers(key: str) -> list[str]:
    return re.findall(r"[0-9]+", key)


def _missing(cite: Cite, sections: Mapping[str, Section]) -> str:
    """Say which sections a document has, or that one with such a number is missing from their list."""
    sort = re.match(r"[a-z-]*", cite.section)
    alike = [key for key in sections if sort and sort[0] and re.fullmatch(rf"{re.escape(sort[0])}[0-9.]+", key)]
    if alike and _numbers(cite.section):
        more = " ..." if len(alike) > _LISTED else ""
        listed = ", ".join(alike[:_LISTED]) + more
        return f"it has {listed}; correct the number, or put the row of {cite.section} back into data/sections.csv"
    return f"it has {', '.join(list(sections)[:_LISTED])}" + (" ..." if len(sections) > _LISTED else "")


def _without_section(text: str, cite: Cite, sections: Mapping[str, Section]) -> CellError:
    """Say in which sections the page lies that stands where a section is meant."""
    number, roman = number_of(cite.section[1:]), not cite.section[1:].isdigit()
    there = [
        key
        for key, section in sections.items()
        if (span := pages(section.pages)) and span[0] <= number <= span[1] and section.pages[0].isdigit() != roman
    ]
    what = f"a page follows its section, and '{cite.section}' stands in the place of one"
    if not there:
        listed = ", ".join(list(sections)[:_LISTED]) + (" ..." if len(sections) > _LISTED else "")
        return CellError(what, f"put the section before the page; {cite.document} has {listed}")
    written = [text.replace(f":{cite.section}", f":{key}:{cite.section}", 1) for key in there]
    return CellError(what, f"write {' or '.join(written[:4])}", written[0] if len(written) == 1 else None)


def _not_a_cite(text: str, message: str) -> CellError:
    if re.search(r"[,;]\s*!?[a-z0-9-]+:", text):
        joined = re.sub(r"\s*[,;]\s*(?=!?[a-z0-9-]+:)", "|", text)
        return CellError(message, "put | between several citations", joined)
    plain: str = re.sub(r"[;,]\s*|\s+", ":", text.strip())
    if late := re.fullmatch(r"([^@>]+)>([a-z0-9-]+)@([^@:>]+)", text):
        whole = f"{late[1]}@{late[3]}>{late[2]}"
        return CellError("the date of the evidence stands behind the source's own source", f"write {whole}", whole)
    if (day := re.search(r"@([^@:>]+)", text)) and (meant := date_hints.hint(day[1])[0]):
        whole = text.replace(f"@{day[1]}", f"@{meant}")
        return CellError(message, f"write the date behind @ as {meant}", whole)
    if plain == text and text != text.lower():
        plain = text.lower()
    try:
        near = parse_cite(plain).text if plain != text else None
    except ValueError:
        near = None
    return CellError(message, "write document:section:page or note, as in exovera-2022:defense:p34:fn125", near)


def odd_designation(text: str) -> str | None:
    """Give a designation of ISO, IEC, ITU-T or China's GB as it is usually written, where it is not."""
    if not re.match(r"ISO|IEC|ITU|GB", text):
        return None
    usual = re.sub(r"\b(ISO|IEC|TR|TS|CD|DIS|FDIS|AWI|PAS|JTC|SC|WG|TC|SG|FG|AG|GB/T|GB)(?=[0-9])", r"\1 ", text)
    usual = re.sub(r"^(ITU-T) ([A-Z])(?=[0-9]{2})", r"\1 \2.", usual)
    return usual if usual != text else None


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."

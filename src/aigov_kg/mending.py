"""What a spreadsheet did to a cell, undone where the original is certain, and reported where it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from aigov_kg import date_hints
from aigov_kg.columns import Column
from aigov_kg.dates import parse
from aigov_kg.letters import harms, mended
from aigov_kg.workbook import Found

_MONTH_ONLY = re.compile(r"^(?:\[\$[^\]]*\])?(?:mmm+[-\\ /]*yy+|yyyy[-\\ /]*mm?m?m?|mm?[-\\ /]*yyyy)(?:;@)?$", re.I)
_YEAR_ONLY = re.compile(r"^y+(?:;@)?$", re.I)


@dataclass(frozen=True, slots=True)
class Mended:
    """The text of a cell; `said` tells what was done to it or what is doubtful, `certain` which of the two."""

    text: str
    said: str = ""
    certain: bool = True


def mend(column: Column, found: Found, before: str) -> Mended:
    """Give the text of a cell.

    Args:
        column: what the cell is to hold.
        found: the cell of the spreadsheet.
        before: the text that the table has there now, or an empty string.
    """
    value = found.value
    if value is None:
        return Mended("")
    if found.formula or (isinstance(value, str) and value.startswith("=") and value != before):
        return Mended(before, f"the formula {str(value)[:60]} was not taken; write its value", certain=False)
    if isinstance(value, bool):
        return _truth(value, before)
    if isinstance(value, datetime | date):
        return _day(found, value.date() if isinstance(value, datetime) else value, before)
    if isinstance(value, time):
        return Mended(before or str(value), f"the time {value} is none of a date", certain=False)
    if isinstance(value, int | float):
        return _number(column, found, value, before)
    return _text(column, str(value), before)


def _truth(value: bool, before: str) -> Mended:
    text = "yes" if value else ""
    return Mended(text, "" if text == before else f"{value} was written as '{text}'")


def _day(found: Found, day: date, before: str) -> Mended:
    """Write a date as exactly as it was typed: as it is now, if that begins on the day, else as the sheet shows it."""
    shown = f"the date {day}"
    if before:
        try:
            span = parse(before)
            if span.earliest == day:
                return Mended(
                    before, "" if before == day.isoformat() else f"{shown} was written as {before}, as it was"
                )
        except ValueError:
            pass
    if _YEAR_ONLY.match(found.shown_as) and day.month == day.day == 1:
        return Mended(str(day.year), f"{shown} was written as {day.year}")
    if _MONTH_ONLY.match(found.shown_as) and day.day == 1:
        return Mended(f"{day:%Y-%m}", f"{shown}, shown as a month, was written as {day:%Y-%m}")
    if day.day == 1:
        said = f"{shown} may have been typed as {day:%Y-%m}; correct it if the source gives no day"
        return Mended(day.isoformat(), said, certain=False)
    return Mended(day.isoformat())


def _number(column: Column, found: Found, value: int | float, before: str) -> Mended:
    if column.type in {"int", "number"} and "%" in found.shown_as:
        # What is typed as 51% is kept as 0.51.
        percent = format((Decimal(str(value)) * 100).normalize(), "f")
        return Mended(percent, "" if percent == before else f"{percent}%, kept as {value}, was written as {percent}")
    plain = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    if before and before != plain:
        try:
            if Decimal(before) == Decimal(str(value)):
                return Mended(before, f"the number {plain} was written as {before}, as it was")
        except InvalidOperation:
            pass
    if column.type == "date":
        near, fix = date_hints.hint(plain)
        if re.fullmatch(r"\d{4}", plain):
            return Mended(plain)
        return Mended(near or plain, f"the number {plain} was taken for {near}" if near else fix, certain=bool(near))
    if column.type in {"int", "number"} or plain == before:
        return Mended(plain)
    said = f"the number {plain} stands where text is meant; leading and trailing zeros may be lost"
    return Mended(plain, said, certain=False)


def _text(column: Column, value: str, before: str) -> Mended:
    text = value.strip()
    if text == before:
        return Mended(before, "outer spaces were taken away" if value != before else "")
    bare = text.replace("\u00a0", " ").replace("\ufeff", "").strip()
    one_line = " ".join(part.strip() for part in re.split(r"[\r\n]+", bare)) if re.search(r"[\r\n]", bare) else bare
    if one_line == before:
        return Mended(before, "line breaks and special spaces were taken away")
    if repaired := mended(one_line):
        return Mended(repaired, f"letters read in the wrong encoding were written as '{repaired[:60]}'")
    if column.type == "date" and one_line:
        return _date_text(column, one_line, before)
    if column.type in {"int", "number"} and re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", one_line):
        return Mended(one_line.replace(",", ""), f"{one_line} was written without separators")
    if before and before.lstrip("0") == one_line and before != one_line and one_line.isdigit():
        return Mended(before, f"{one_line} was written as {before}, as it was")
    said = "outer spaces, special spaces or line breaks were taken away" if one_line != value else ""
    serious = [harm for harm in harms(one_line) if harm.serious] if one_line else []
    if serious:
        return Mended(one_line, f"{serious[0].message}; {serious[0].fix}", certain=False)
    return Mended(one_line, said)


def _date_text(column: Column, text: str, before: str) -> Mended:
    if column.many and "|" in text:
        parts = [_date_text(column, part.strip(), "") for part in text.split("|")]
        said = "; ".join(part.said for part in parts if part.said)
        return Mended("|".join(part.text for part in parts), said, all(part.certain for part in parts))
    try:
        return Mended(parse(text).text)
    except ValueError:
        pass
    near, fix = date_hints.hint(text)
    if before:
        first = parse(before).earliest if _is_date(before) else None
        readings = [near] if near else re.findall(r"\d{4}-\d{2}-\d{2}", fix)
        if first and any(_is_date(r) and parse(r).earliest == first for r in readings if r):
            return Mended(before, f"{text} was written as {before}, as it was")
    if near:
        return Mended(near, f"{text} was written as {near}")
    return Mended(before or text, f"'{text}' is not a date; {fix}", certain=False)


def _is_date(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True

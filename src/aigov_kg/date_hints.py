"""What was probably meant by a date that is not written as it should be."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from aigov_kg.dates import parse

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.lower(): i for i, name in enumerate(calendar.month_abbr) if name
}
_MONTHS["sept"] = _MONTHS["sep"]
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?(?:[T ][0-9:.]+Z?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHINESE = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?(?:\s+(\d{1,2}))?,?\s+(\d{4})")
_SHORT = re.compile(r"([A-Za-z]{3})-(\d{2})")
_RANGE = re.compile(r"(\d{4}(?:-\d{2}){0,2})\s*(?:-|–|/|to|until|\.\.)\s*(\d{4}(?:-\d{2}){0,2})")
_BETWEEN = re.compile(r"\[(\d{4}(?:-\d{2}){0,2})\.\.(\d{4}(?:-\d{2}){0,2})\]")
_QUARTER = re.compile(r"(\d{4})[-/ ]?Q([1-4])|Q([1-4])[-/ ]?(\d{4})", re.I)
_HALF_YEAR = re.compile(r"(\d{4})[-/ ]?H([12])|H([12])[-/ ]?(\d{4})", re.I)
_ABOUT = re.compile(r"(?:c\.?|ca\.?|circa|about|around|~)\s*(\d{4}(?:-\d{2})?)|(\d{4}(?:-\d{2})?)\s*\?", re.I)
_LED = re.compile(r"(before|by|after|since|from|until|in|on|as of|(?:with )?effect(?:ive)? from)\s+(.*\d.*)", re.I)
_SERIAL = re.compile(r"[34]\d{4}(?:\.0)?")
_SLIPS = str.maketrans({"…": "..", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"})
_DIGITS = str.maketrans("OoIl", "0011")
_OPEN = {"present", "now", "today", "ongoing", "current", "open", "-", "–"}


def hint(text: str) -> tuple[str | None, str]:
    """Give the date that was probably meant, or None where it cannot be told, and what to do."""
    forms = "use YYYY, YYYY-MM or YYYY-MM-DD"
    plain = unicodedata.normalize("NFKC", text.translate(_SLIPS)).strip()
    if re.search(r"\d", text):
        # A word processor makes one long sign of two points, and a letter passes for a digit.
        letters = plain.translate(_DIGITS)
        if (sure := _sure(letters, ""))[0]:
            return sure
    if plain != text and (sure := _sure(plain, ""))[0]:
        return sure
    if plain.lower() in _OPEN:
        return None, "leave the end blank and write ongoing in end_kind"
    for form, months in ((_QUARTER, 3), (_HALF_YEAR, 6)):
        if found := form.fullmatch(plain):
            year, last = found[1] or found[4], int(found[2] or found[3]) * months
            return _sure(f"[{year}-{last - months + 1:02d}..{year}-{last:02d}]", forms)
    if (found := _BETWEEN.fullmatch(plain)) and (turned := _sure(f"[{found[2]}..{found[1]}]", ""))[0]:
        return turned[0], f"exchange the two ends: write {turned[0]}"
    if found := _RANGE.fullmatch(plain):
        between = _sure(f"[{found[1]}..{found[2]}]", forms)[0]
        said = f"write {found[1]} as start and {found[2]} as end where it lasted"
        return None, f"{said}, or {between} for a day between the two" if between else said
    if found := _ABOUT.fullmatch(plain):
        return _sure((found[1] or found[2]) + "~", forms)
    if found := _LED.fullmatch(plain):
        # What lasts since or until a day begins or ends on it; what came after it may have come at any later time.
        frames = {"before": "[..{}]", "by": "[..{}]", "after": "[{}..]"}
        day, led = hint(found[2])[0] or found[2], found[1].lower()
        return _sure(frames.get(led, "{}").format(day), forms)
    if found := _SLASHES.fullmatch(plain):
        return _two_readings(*(int(part) for part in found.groups()))
    for parts in _readings(plain):
        if text_of := _write(*parts):
            return _of_sheet(text_of) if _SERIAL.fullmatch(plain) else _sure(text_of, forms)
    for year, month, day in _readings(plain):
        if day and month and year and 1 <= month <= 12:
            days = calendar.monthrange(year, month)[1]
            return None, f"{calendar.month_name[month]} {year} has {days} days; {forms}"
    if _YEAR_FIRST.fullmatch(plain):
        return None, f"months run from 01 to 12; {forms}"
    return None, forms


def _readings(text: str) -> list[tuple[int, int | None, int | None]]:
    found: list[tuple[int, int | None, int | None]] = []
    for pattern in (_YEAR_FIRST, _COMPACT, _CHINESE):
        if match := pattern.fullmatch(text):
            year, month, day = ([*match.groups(), None, None])[:3]
            found.append((int(year or 0), int(month) if month else None, int(day) if day else None))
    if match := _DAY_FIRST.fullmatch(text):
        found.append((int(match[3]), int(match[2]), int(match[1])))
    if match := _MONTH_FIRST.fullmatch(text):
        found.append((int(match[2]), int(match[1]), None))
    if match := _WORDS.fullmatch(text):
        month = _MONTHS.get(match[2].lower(), 13)
        found.append((int(match[4]), month, int(match[1] or match[3] or 0) or None))
    if match := _SHORT.fullmatch(text):
        found.append((2000 + int(match[2]), _MONTHS.get(match[1].lower(), 13), None))
    if _SERIAL.fullmatch(text):
        # Day number of a spreadsheet: 1 is 1900-01-01, with a leap day in 1900 that never was.
        day = date(1899, 12, 30) + timedelta(days=int(float(text)))
        found.append((day.year, day.month, day.day))
    return found


def _write(year: int, month: int | None, day: int | None) -> str | None:
    text = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")
    try:
        return parse(text).text
    except ValueError:
        return None


def _two_readings(first: int, second: int, year: int) -> tuple[str | None, str]:
    readings = [t for t in (_write(year, second, first), _write(year, first, second)) if t]
    if len(set(readings)) == 1:
        return _of_sheet(readings[0])
    if readings:
        return None, f"write {readings[0]} or {readings[1]}, as the source says"
    return None, "use YYYY, YYYY-MM or YYYY-MM-DD"


def _of_sheet(text: str) -> tuple[str | None, str]:
    """Give what a spreadsheet made of a date; it writes the first of January for a year too."""
    if text.endswith("-01-01"):
        return None, f"write {text[:4]} if the source has the year alone, or {text} if it has the day"
    return text, f"write {text}"


def _sure(text: str, forms: str) -> tuple[str | None, str]:
    try:
        parse(text)
    except ValueError:
        return None, forms
    return text, f"write {text}"

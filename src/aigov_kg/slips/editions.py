"""Designations beside the rest: an edition that milestones or names have otherwise, and a name of another number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from aigov_kg.dates import Span
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_EARLY, _OTHER, _NUMBER = "edition-before-approval", "edition-of-item", "number-of-subject"
_EDITION = re.compile(r"(?<=[:-])(?:19|20)\d\d$")
_STEP = re.compile(r"(?:[1-4]0|50)\.\d\d|approved|drafting-begun|proposed|in-development|adopted")
"""What an edition has behind it; publication has a rule of its own, and reviews follow the edition."""
_PUBLISHED = {"60.60", "published"}
_DIGITS = re.compile(r"[0-9]+")


def editions(reading: Reading) -> Iterator[Finding]:
    """Give the designations with a year before a step that leads to it, and names that are not those of the subject."""
    told: set[str] = set()
    for finding in _too_early(reading):
        told.add(finding.record or "")
        yield finding
    yield from _other_edition(reading, told)
    for row in reading.of("names"):
        yield from _other_number(reading, row)


def _too_early(reading: Reading) -> Iterator[Finding]:
    """Tell a year behind a number that lies before the approval, or before a project or draft, of the item."""
    steps: dict[str, list[Row]] = defaultdict(list)
    for step in reading.of("milestones"):
        reached = step.one("reached")
        if reached is not None and _STEP.fullmatch(reached.slug):
            for subject in step.values.get("subject", ()):
                steps[str(subject)].append(step)
    for row in reading.of("work-items"):
        designation = str(row.one("designation") or "")
        year = _EDITION.search(designation)
        dated = [(day, step) for step in steps[row.id] if year and (day := _first_year(step)) is not None]
        late = max((d for d in dated if year and d[0] > int(year[0])), key=lambda d: d[0], default=None)
        if late is None or year is None or _noted(reading, row, late[1]):
            continue
        approved = late[1].one("reached").slug == "approved"
        meant = designation[: year.start()] + str(late[0]) if approved else None
        what = (
            f"'{designation}' is of {year[0]}, and by '{late[1].id}' ({late[1].file}, row {late[1].line}) the item"
            f" reached {late[1].one('reached').label} in {late[0]} only"
        )
        asked = f"did you mean {meant}? Else" if meant else "write the year of the edition, or"
        yield warning(row, "designation", what, f"{asked} correct the date of that milestone", _EARLY, meant)


def _other_edition(reading: Reading, told: set[str]) -> Iterator[Finding]:
    """Tell a year behind a number that the designation in names has otherwise, or that follows its publication."""
    named: dict[str, list[Row]] = defaultdict(list)
    published: dict[str, list[Row]] = defaultdict(list)
    for row in reading.of("names", "milestones"):
        sort = row.one("kind" if row.table == "names" else "reached")
        for subject in map(str, row.values.get("subject", ())):
            if sort is not None and sort.slug == "designation" and not row.one("start") and not row.one("end"):
                named[subject].append(row)
            elif sort is not None and sort.slug in _PUBLISHED:
                published[subject].append(row)
    for row in reading.of("work-items"):
        designation = str(row.one("designation") or "")
        year = _EDITION.search(designation)
        if year is None or row.id in told:
            continue
        stem = designation[: year.start()]
        names = {
            edition[0]: name
            for name in named[row.id]
            if (edition := _EDITION.search(str(name.one("name")))) and str(name.one("name"))[: edition.start()] == stem
        }
        names |= {
            edition[0]: row
            for alias in map(str, row.values.get("aliases", ()))
            if (edition := _EDITION.search(alias)) and _bare(alias[: edition.start()]) == _bare(stem)
        }
        years = {str(day): step for step in published[row.id] if (day := _first_year(step)) is not None}
        for found, verb in ((names, "has the edition of"), (years, "dates its publication")):
            if found and year[0] not in found and not _noted(reading, row, *found.values()):
                other, by = max(found.items())
                # An edition goes by the year of its approval where it came out at the turn of the year.
                if found is years and int(year[0]) == int(other) - 1:
                    continue
                where = "an alias" if by is row else f"'{by.id}' ({by.file}, row {by.line})"
                what = f"'{designation}' is of {year[0]}, and {where} {verb} {other}"
                fix = f"did you mean {stem}{other}? Else correct the {'date' if found is years else 'name'} there"
                yield warning(row, "designation", what, fix, _OTHER, f"{stem}{other}")
                break


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _first_year(step: Row) -> int | None:
    day = step.one("date")
    return day.earliest.year if isinstance(day, Span) and day.earliest else None


def _noted(reading: Reading, *rows: Row) -> bool:
    """Tell whether a note is about one of the rows and speaks of a date or a number."""
    return any(
        str(about) in {row.id for row in rows} and str(field).rpartition(".")[2] in {"designation", "date"}
        for note in reading.of("notes")
        for about in (*note.values.get("about", ()), *note.values.get("records", ()))
        for field in note.values.get("field", ())
    )


def _other_number(reading: Reading, row: Row) -> Iterator[Finding]:
    """Tell a designation in names whose number is a slip of that of its subject: digits of it changed or exchanged."""
    kind, subject = row.one("kind"), reading.rows.get(str(row.one("subject")))
    if kind is None or kind.slug != "designation" or subject is None or row.one("start") or row.one("end"):
        return
    name, known = str(row.one("name") or ""), str(subject.one("designation") or "")
    ours, theirs = (_DIGITS.findall(_EDITION.sub("", text)) for text in (name, known))
    # Another edition or a draft has a number of other length, or other letters; a slip keeps both.
    if ours == theirs or [len(n) for n in ours] != [len(n) for n in theirs] or _letters(name) != _letters(known):
        return
    if all(number in _DIGITS.findall(subject.id) for number in theirs):
        numbers = iter(theirs)
        edition = _EDITION.search(name)
        stem = name[: edition.start()] if edition else name
        written = _DIGITS.sub(lambda _: next(numbers), stem) + (edition[0] if edition else "")
        what = f"'{name}' has another number than its subject '{subject.id}', which is {known}"
        fix = f"did you mean {written}? A former number is of kind former, or has its dates"
        yield warning(row, "name", what, fix, _NUMBER, written)


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalpha())

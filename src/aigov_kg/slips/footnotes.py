"""The notes of a source: which works stand in a note and on which page, by the rows that cite it; notes named, not cited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_OTHER, _UNCITED, _ORDER = "via-of-another-note", "values-uncited", "note-on-page"
_AGREED = 2
_CONTRADICTING = 3
"""Notes that must stand on the wrong side; a single one may itself be cited with a wrong page."""
"""Rows that must agree on what stands in a note."""
_NAMED = re.compile(r"\b[Nn]otes? ([0-9]+(?:(?:, | and | to )[0-9]+)*)")


def odd_notes(reading: Reading) -> Iterator[Finding]:
    """Give the citations whose own source stands in another note, and printed values of notes that are not cited."""
    yield from _other_notes(reading)
    yield from _out_of_order(reading)
    yield from _uncited(reading)


def _other_notes(reading: Reading) -> Iterator[Finding]:
    used: dict[tuple[str, str], dict[str, list[tuple[Row, Cite]]]] = defaultdict(lambda: defaultdict(list))
    notes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in reading.rows.values():
        for cite in row.values.get("cite", ()):
            if isinstance(cite, Cite) and (note := dict(cite.locators).get("footnote")) and cite.via:
                used[cite.document, note][cite.via].append((row, cite))
                notes[cite.document, cite.via].add(note)
    described = {row.id: _notes_of(row) for row in reading.of("documents")}
    for (document, note), works in used.items():
        for via, held in works.items():
            # A work that stands in one note alone, or that several rows find in this one, is left alone.
            elsewhere = notes[document, via] - {note}
            if len(held) > 1 or not elsewhere or note in described.get(via, {}).get(document, ()):
                continue
            row, cite = held[0]
            rows = {other.id for work, uses in works.items() if work != via for other, _ in uses} - {row.id}
            if len(rows) >= _AGREED and described.get(via, {}).get(document):
                usual = max((work for work in works if work != via), key=lambda work: len(works[work]))
                where = ", ".join(sorted(elsewhere, key=_by_number)[:3])
                what = f"note {note} of {document} is {usual} in {len(rows)} other rows, and {via} is its note {where}"
                meant = cite.text.replace(f">{via}", f">{usual}")
                fix = f"write {meant}, or correct the number of the note"
                yield warning(row, "cite", what, fix, _OTHER, _in_cell(row, cite, meant))


def _out_of_order(reading: Reading) -> Iterator[Finding]:
    """Tell a note on a page where it cannot be: several before it stand on later pages, or several after it on earlier."""
    found: dict[str, dict[tuple[int, int], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in reading.rows.values():
        for cite in row.values.get("cite", ()):
            if not isinstance(cite, Cite):
                continue
            place = dict(cite.locators)
            if place.get("page", "").isdigit() and place.get("footnote", "").isdigit():
                found[cite.document][int(place["footnote"]), int(place["page"])].append(row)
    for document, held in found.items():
        for (note, page), rows in held.items():
            before = [(n, p) for n, p in held if n < note and p > page]
            behind = [(n, p) for n, p in held if n > note and p < page]
            if len(before) < _CONTRADICTING and len(behind) < _CONTRADICTING:
                continue
            n, p = max(before) if before else min(behind)
            others = [other for number, other in held if number == note and other != page]
            told = f"on page {others[0]} in other rows" if others else f"note {n} on page {p}"
            for row in rows:
                what = f"note {note} of {document} stands on page {page} here, and {told}"
                yield warning(row, "cite", what, "correct the note, or the page and its section", _ORDER)


def _notes_of(row: Row) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for cite in row.values.get("cite", ()):
        if isinstance(cite, Cite) and (note := dict(cite.locators).get("footnote")):
            found[cite.document].add(note)
    return found


def _in_cell(row: Row, cite: Cite, meant: str) -> str:
    return "|".join(meant if c is cite else str(getattr(c, "text", c)) for c in row.values["cite"])


def _by_number(note: str) -> tuple[int, str]:
    number = re.match(r"[0-9]+", note)
    return (int(number[0]) if number else 0, note)


def _uncited(reading: Reading) -> Iterator[Finding]:
    """Tell notes that choose between several printed values by notes of a source that they do not cite.

    One place may print both values, so that fewer citations than values are no fault by themselves.
    """
    for row in reading.of("notes"):
        values, cites = row.values.get("values", ()), row.values.get("cite", ())
        if not 0 < len(cites) < len(values):
            continue
        held = {number for cite in cites if isinstance(cite, Cite) for _, number in cite.locators}
        named = [n for text in _NAMED.findall(str(row.one("reason") or "")) for n in re.findall("[0-9]+", text)]
        missing = [note for note in dict.fromkeys(named) if note not in held]
        if missing:
            noted = f"note{'s'[: len(missing) > 1]} {' and '.join(missing[:3])}"
            what = f"{len(values)} values stand beside {len(cites)} citation{'s'[: len(cites) > 1]}, and {noted} "
            what += "in reason is not cited" if len(missing) == 1 else "in reason are not cited"
            yield warning(row, "cite", what, "cite the place of each value, in the same order", _UNCITED)

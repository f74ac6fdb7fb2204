"""Numbers of statements beside those of their siblings: one of 1 to n stands twice, and another is missing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE = "number-of-siblings"
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_DIGITS = re.compile(r"[0-9]+")
_FEWEST = 3


def odd_numbers(reading: Reading) -> Iterator[Finding]:
    """Give the statements that bear the number of a sibling, where another number of the row of siblings is missing."""
    siblings: dict[tuple[str, ...], list[tuple[int, Row]]] = defaultdict(list)
    for row in reading.of("policy-statements"):
        number = _number(str(row.one("number") or ""))
        if number is not None:
            key = tuple(str(row.one(name) or "") for name in ("document", "part_of"))
            siblings[*key, str(getattr(row.one("kind"), "slug", ""))].append((number, row))
    for held in siblings.values():
        counted = Counter(number for number, _ in held)
        last = max(len(held), *counted)
        missing = [number for number in range(1, last + 1) if number not in counted]
        twice = [number for number, times in counted.items() if times > 1]
        if len(held) < _FEWEST or len(missing) != 1:
            continue
        if len(twice) == 1 and last == len(held):
            yield from _twice([row for number, row in held if number == twice[0]], twice[0], missing[0])


def _twice(rows: list[Row], number: int, missing: int) -> Iterator[Finding]:
    for row in rows:
        other = next(r for r in rows if r is not row)
        cell = str(row.one("number"))
        written = _written(cell, missing)
        what = f"'{other.id}' ({other.file}, row {other.line}) has the number {cell} too, and {written} is missing"
        fix = f"one of the two is {written}: look it up in the source"
        yield warning(row, "number", what, fix, _RULE, written)


def _number(text: str) -> int | None:
    """Read a number as documents print it: 3, (3), Third."""
    if text.lower() in _ORDINALS:
        return _ORDINALS.index(text.lower()) + 1
    digits = _DIGITS.findall(text)
    return int(digits[0]) if len(digits) == 1 and len(digits[0]) < len("1000") else None


def _written(like: str, number: int) -> str:
    if like.lower() in _ORDINALS:
        return _ORDINALS[number - 1].capitalize() if number <= len(_ORDINALS) else str(number)
    return _DIGITS.sub(str(number), like)

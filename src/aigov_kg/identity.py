"""Likely duplicates: two things that are probably one, with the reason, unless somebody ruled that they are distinct.

The shapes compare names by their key (`names.name_key`). Here come the pairs that the key keeps apart: the same
identifier or address, names that differ in accents, in British and American spelling, in legal form, in the order of a
person's names, or in a single letter (deletion neighbourhood, Garbe's SymSpell), and titles of which one is the other in
fewer words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

from aigov_kg.findings import Finding, Severity
from aigov_kg.names import name_key
from aigov_kg.rationale import WHY
from aigov_kg.short_titles import short_titles
from aigov_kg.tables import Reading, Row

_RULE = "likely-duplicate"
_NAMED = ("name_en", "title_en", "name_zh", "title_zh", "title_orig", "name", "designation", "aliases")
_IDENTIFIERS = {
    "organisations": ("url",),
    "documents": ("sha256", "url"),
    "jurisdictions": ("code",),
}
_FORMS = re.compile(
    r"\b(?:the|of|for|and|group|holdings?|international|technolog(?:y|ies)|co|company|corp|corporation|inc|ltd|limited"
    r"|llc|gmbh|ag|sa|plc|se|nv|bv|oy|ab|spa|kk)\b|集团|控股|股份|有限责任公司|有限公司|公司"
)
_SPELLINGS = (("isation", "ization"), ("ise ", "ize "), ("our", "or"), ("centre", "center"), ("programme", "program"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa"})
_SHORTEST = 10
_MOST = 6


def likely_duplicates(reading: Reading) -> Iterator[Finding]:
    """Give pairs of things that are probably one."""
    kept = _kept_apart(reading)
    settled = kept | _joined(reading)
    told: set[frozenset[str]] = set()
    for reason, column, rows in (*_by_identifier(reading), *_by_name(reading), *short_titles(reading)):
        if len(rows) > _MOST:
            continue
        for one, other in combinations(sorted(rows, key=lambda r: (r.file, r.line)), 2):
            pair = frozenset((one.id, other.id))
            # What lies in a country, or took its place, is another thing; its code is not another's all the same.
            apart = kept if column == "code" else settled
            if one.table != other.table or len(pair) < 2 or pair in apart or pair in told:
                continue
            told.add(pair)
            where = f"{one.file}, row {one.line}"
            what = f"it looks like a duplicate of '{one.id}' ({where}): {reason}"
            fix = "join the two (aigov-kg rename), or write a row in notes with kind distinct about both"
            if pair in settled:
                what = f"it has the {column} of '{one.id}' ({where}), to which it is tied as another thing"
                fix = f"correct the {column}, or leave it blank where it has none of its own"
            yield Finding(
                other.file, other.line, column, what, fix, _RULE, WHY[_RULE], Severity.WARNING, other.id, one.id
            )


def doubled_ties(reading: Reading, changed: Collection[tuple[str, str]] = ()) -> Iterator[Finding]:
    """Give the cells that stand for a record which has a row of its own, under the same address.

    Args:
        changed: file and id of the rows that are new or other than before; of cell and row, the one that is new is told.
    """
    standing = [
        (table, name, dict(column.shorthand))
        for table, columns in reading.tables.columns.items()
        for name, column in columns.items()
        if column.shorthand
    ]
    for table, name, keys in standing:
        target = keys.pop("table", "")
        kinds = [cell for key, cell in keys.items() if key not in {"self", "value"}]
        for row in reading.of(table):
            for value in row.values.get(name, ()):
                other = reading.rows.get("-".join([row.id, *kinds, str(value)]))
                if not other or other.table != target:
                    continue
                where = f"{name} of '{row.id}' ({row.file}, row {row.line})"
                here, there = keys["self"], keys["value"]
                if str(other.one(here)) != row.id or str(other.one(there)) != str(value):
                    what = (
                        f"its id is that of the record which {where} stands for, and {here} and {there} are other ones"
                    )
                    fix = f"exchange {here} and {there} if they are turned round, or give the row another id"
                    yield _same(other, there, what, fix)
                elif (other.file, other.id) in changed and (row.file, row.id) not in changed:
                    what = f"it is the record which {where} stands for already"
                    yield _same(other, "id", what, "delete it, or leave that cell blank")
                else:
                    what = f"{other.file}, row {other.line} ('{other.id}') is the record that this cell stands for"
                    fix = "leave the cell blank, or delete that row"
                    yield _same(row, name, what, fix)


def _same(row: Row, column: str, what: str, fix: str) -> Finding:
    return Finding(row.file, row.line, column, what, fix, "same-record", WHY["same-record"], record=row.id)


def _kept_apart(reading: Reading) -> set[frozenset[str]]:
    """Give the pairs that a note keeps apart."""
    pairs: set[frozenset[str]] = set()
    for row in reading.of("notes"):
        kind = row.one("kind")
        if kind is not None and kind.slug == "distinct":
            pairs.update(frozenset(p) for p in combinations(map(str, row.values.get("about", ())), 2))
    return pairs


def _joined(reading: Reading) -> set[frozenset[str]]:
    """Give the pairs that a relation joins and so names as two."""
    pairs: set[frozenset[str]] = set()
    for table, columns in reading.tables.columns.items():
        for column in (c for c in ("part_of", "parent") if c in columns and columns[c].type == "ref"):
            for row in reading.of(table):
                pairs.update(frozenset((row.id, str(v))) for v in row.values.get(column, ()))
    for table, one, other in (
        ("controls", "controller", "controlled"),
        ("successions", "from", "to"),
        ("document-relations", "from", "to"),
    ):
        for row in reading.of(table):
            pairs.update(
                frozenset((str(a), str(b))) for a in row.values.get(one, ()) for b in row.values.get(other, ())
            )
    return pairs


def _by_identifier(reading: Reading) -> Iterator[tuple[str, str, list[Row]]]:
    holders: dict[tuple[str, str, str], dict[str, Row]] = defaultdict(dict)
    for row in reading.rows.values():
        for column in _IDENTIFIERS.get(row.table, ()):
            for value in row.values.get(column, ()):
                holders[row.table, column, str(value).rstrip("/").casefold()][row.id] = row
    for (_, column, value), rows in holders.items():
        # One page, read on two days, is two documents; one text is one document, whatever its date.
        issued = [row.one("issued") if column == "url" else None for row in rows.values()]
        if len(rows) > 1 and not (all(issued) and len({d.text for d in issued if d}) == len(rows)):
            yield f"both have the {column} {value[:80]}", column, list(rows.values())


def _by_name(reading: Reading) -> Iterator[tuple[str, str, list[Row]]]:
    keyed: dict[tuple[str, str], dict[str, tuple[Row, str, str]]] = defaultdict(dict)
    first: dict[tuple[str, str], tuple[Row, str, str]] = {}
    near: dict[tuple[str, str], dict[str, tuple[Row, str, str]]] = defaultdict(dict)
    for row in reading.rows.values():
        if reading.tables.tables[row.table].kind != "thing" or row.table == "periods":
            continue
        for column in _NAMED:
            for value in row.values.get(column, ()):
                held = (row, column, str(value))
                for key in _folded(str(value), row.table):
                    keyed[row.table, key].setdefault(row.id, held)
                for variant in _deletions(name_key(str(value))):
                    # Nearly all variants have one name, so that only the others get a place of their own.
                    other = first.setdefault((row.table, variant), held)
                    if other[0] is not row:
                        near[row.table, variant].setdefault(other[0].id, other)
                        near[row.table, variant].setdefault(row.id, held)
    for held_by in keyed.values():
        yield from _pairs(held_by.values(), "the names {one} and {other} differ only in spelling, order or legal form")
    for held_by in near.values():
        fitting = [
            h
            for h in held_by.values()
            if any(_one_letter(h[2], o[2]) and _one_kind(h[0], o[0]) for o in held_by.values() if o is not h)
        ]
        yield from _pairs(fitting, "the names {one} and {other} differ in one letter")


def _pairs(held: Iterable[tuple[Row, str, str]], reason: str) -> Iterator[tuple[str, str, list[Row]]]:
    for (one, _, name), (other, column, second) in combinations(held, 2):
        # Equal keys are what the shapes compare.
        if one.id != other.id and name_key(name) != name_key(second):
            yield reason.format(one=f"'{name[:60]}'", other=f"'{second[:60]}'"), column, [one, other]


def _folded(name: str, table: str) -> set[str]:
    """Give the keys of a name beyond its own: without accents, in American spelling, words in alphabetical order."""
    text = unicodedata.normalize("NFC", name).casefold()
    keys = set()
    for variant in (text, text.translate(_UMLAUTS)):
        bare = "".join(c for c in unicodedata.normalize("NFKD", variant) if not unicodedata.combining(c))
        for british, american in _SPELLINGS:
            bare = bare.replace(british, american)
        words = re.findall(r"[^\W_]+", bare if table == "persons" else _FORMS.sub(" ", bare))
        key = "".join(sorted(words) if table == "persons" else words)
        if len(key) >= 4 or any("\u3400" <= c <= "\u9fff" for c in key):
            keys.add(key)
    return keys


def _deletions(key: str) -> set[str]:
    if len(key) < _SHORTEST or len(key) > 80:
        return set()
    return {key, *(key[:i] + key[i + 1 :] for i in range(len(key)))}


def _one_kind(one: Row, other: Row) -> bool:
    """Tell whether two rows are of one class and kind: SG 1 and WG 1 differ in one letter, and are two bodies."""
    return all(one.one(name) == other.one(name) for name in ("class", "kind"))


def _one_letter(one: str, other: str) -> bool:
    """Tell whether two names differ in one letter, added, lost, changed or swapped; digits never differ by slip."""
    a, b = name_key(one), name_key(other)
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    tail = next((i for i, (x, y) in enumerate(zip(a[::-1], b[::-1], strict=False)) if x != y), min(len(a), len(b)))
    left, right = a[start : len(a) - tail], b[start : len(b) - tail]
    swapped = len(left) == 2 and left == right[::-1]
    # An s at the end makes a plural, and a digit tells names apart on purpose.
    if tail == 0 and {left, right} == {"", "s"}:
        return False
    return ((len(left) <= 1 and len(right) <= 1) or swapped) and not any(c.isdigit() for c in left + right)

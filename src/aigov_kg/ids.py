"""Ids made of words: of the designation, acronym or name of a thing, or of the two ends of a record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

_LEGAL_FORMS: Final = frozenset(
    [
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "llp",
        "lp",
        "gmbh",
        "mbh",
        "ag",
        "kg",
        "kgaa",
        "ohg",
        "plc",
        "pjsc",
        "jsc",
        "sa",
        "sas",
        "sarl",
        "sl",
        "srl",
        "spa",
        "spzoo",
        "se",
        "nv",
        "bv",
        "bvba",
        "ab",
        "as",
        "aps",
        "asa",
        "oy",
        "oyj",
        "ou",
        "uab",
        "sia",
        "sro",
        "kft",
        "zrt",
        "kk",
        "pty",
        "pte",
        "pvt",
        "sdn",
        "bhd",
        "fze",
        "fzco",
        "fzc",
        "fz",
        "dmcc",
        "ooo",
        "oao",
        "pao",
        "zao",
    ]
)
"""At the end of a name, these say only in which form of law a firm is held."""
_IN_FRONT: Final = frozenset(["ao", "cjsc", "jsc", "llc", "oao", "ojsc", "ooo", "pao", "pjsc", "pt", "tov", "zao"])
"""Those that may stand before a name."""
_STAGES: Final = re.compile(r"\b(?:PWI|NP|NWIP|AWI|WD|CD|CDV|DIS|FDIS|PRF)\b|\bD(?=T[RS]\b)")
_DRAFT: Final = re.compile(
    r"(?i:(?:the )?(?:(?:new|revised|proposed|first|final) )*(?:drafts? )?(?:of )?(?:the )?(?:(?:new|revised) )?"
    r"(?:(?:international )?standard |recommendation |technical (?:report|specification) |supplement )?)(?=[A-Z]{2,}\b)"
)
"""What may stand before a designation: that it is a draft, and the word for what it is."""
_EDITION: Final = re.compile(r"[:-](?:19|20)\d\d$")
_LONG: Final = 48
_IDLE: Final = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "under", "with"])


def slug(text: str) -> str:
    """Write a text as an id: small letters, digits and single hyphens."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", bare.lower()).strip("-")


def of_thing(table: str, cells: Mapping[str, str]) -> str:
    """Make the id of a thing: of its code, designation or acronym, else of its name and year."""
    if table == "jurisdictions" and cells.get("code"):
        return slug(cells["code"])
    if designation := cells.get("designation"):
        return _of_designation(table, designation)
    acronyms = [a for a in cells.get("aliases", "").split("|") if re.fullmatch(r"[A-Z][A-Z0-9-]{1,9}", a.strip())]
    if table == "organisations" and acronyms:
        return slug(acronyms[0])
    name = next((cells[c] for c in ("name_en", "name", "title_en") if cells.get(c)), "")
    if table == "organisations":
        # S.p.A. and A/S are one word each.
        name = re.sub(r"(?<=\b\w)[./](?=\w\b)", "", name)
    year = re.search(r"\d{4}", cells.get("issued", "") or cells.get("date", ""))
    short = of_name(name)
    return f"{short}-{year[0]}" if year and year[0] not in short else short


def of_name(name: str) -> str:
    """Make an id of a name; of a long one, the small words go first, and then whole words at the end."""
    whole = slug(name)
    words = whole.split("-")
    if len(whole) > _LONG:
        words = [word for word in words if word not in _IDLE] or words
    while len("-".join(words)) > _LONG and len(words) > 1:
        words.pop()
    return "-".join(words)


def bare_designation(text: str) -> str:
    """Leave out of a designation that it is a draft, and the word for what it is: draft Recommendation ITU-T Y.4004."""
    return text[found.end() :] if (found := _DRAFT.match(text)) else text


def _of_designation(table: str, designation: str) -> str:
    """Leave out what changes in the life of an item: its stage and its edition; the type stays, as in ISO/IEC TR 24372."""
    if table == "bodies":
        # ISO/IEC JTC 1/SC 42/WG 5 is known as jtc1-sc42-wg5.
        designation = re.sub(r"\b([A-Za-z]{2,5}) (\d)", r"\1\2", designation)
    elif table == "work-items":
        designation = re.sub(r"^IEEE P(?=\d)", "IEEE ", _EDITION.sub("", _STAGES.sub("", designation)))
    return slug(re.sub(r"^(?:ISO/IEC|ISO|IEC)[ /](?=JTC)", "", designation))


def without_legal_form(text: str) -> str:
    """Leave out the legal form at either end of an id, unless nothing else is left."""
    words = text.split("-")
    while len(words) > 1 and words[0] in _IN_FRONT:
        words.pop(0)
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return "-".join(words)


def of_ends(ends: Sequence[str]) -> str:
    """Join the ends of a record; one that begins with the other is enough, so that no name stands twice."""
    kept = [e for i, e in enumerate(ends) if not any(o.startswith(f"{e}-") for o in (*ends[:i], *ends[i + 1 :]))]
    return "-".join(kept)

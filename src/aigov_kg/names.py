"""Names: the key under which two spellings of one name meet, and terms of the ontology as words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator

_LEGAL_FORMS = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|gmbh|ag|plc)\b"
    r"|股份有限公司|有限责任公司|有限公司|股份|集团公司"
)

# `ISO/IEC ` before `JTC 1/WG 11`, `ITU-T ` before `SG 13`, `SAC/` before `TC 28`.
_DESIGNATION = re.compile(
    r"(?P<by>[A-Z]{2,}(?:[/-][A-Z]+)*?)(?:(?P<gap> )|/)(?P<rest>(?(gap)[A-Z]+|[A-Z]{2,})[^a-z]*\d[^a-z]*)"
)

# `:2020` of ISO/IEC 20547-4:2020, `-2019` of GB/T 38152-2019.
_EDITION = re.compile(r"(?P<of>[A-Z].*\d)[:-](?:19|20)\d\d")

_NUMBER = re.compile(r"[0-9]+")
# `SC 42/WG 3`, `TC260`.
_COMMITTEES = re.compile(r"[A-Z]{2,4} ?\d+(?:/[A-Z]{2,4} ?\d+)*")


def spelt(term: str) -> str:
    """Write the name of a class or a property as words: `WorkingGroup` is a working group."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", term).lower()


def name_key(name: str) -> str:
    """Give the key of a name: compatibility form, lower case, without legal forms, punctuation and spaces.

    The place in a name is kept: a subsidiary named after its city is another firm.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    bare = _LEGAL_FORMS.sub(" ", text)
    key = "".join(c for c in bare if c.isalnum())
    # A name that is nothing but a legal form keeps it.
    return key or "".join(c for c in text if c.isalnum())


def designates(name: str) -> bool:
    """Tell whether a name has the form of a designation that begins with an organisation or a committee."""
    return name.isascii() and bool(_DESIGNATION.fullmatch(name) or _COMMITTEES.fullmatch(name))


def of_another_number(text: str, name: str) -> bool:
    """Tell whether a name is a designation that lacks a number of a text, and so is that of something else."""
    return designates(name) and not Counter(_NUMBER.findall(text)) <= Counter(_NUMBER.findall(name))


def without_organisations(name: str, known: Container[str]) -> str | None:
    """Give a designation without the organisations that it begins with: JTC 1/WG 11, of ISO/IEC JTC 1/WG 11.

    None where it begins with none of the names that are `known`, or is a title in which a designation stands.
    """
    found = _DESIGNATION.fullmatch(name) if name.isascii() else None
    if not found or not all(part in known for part in found["by"].split("/")):
        return None
    return without_organisations(found["rest"], known) or found["rest"]


def short_forms(name: str, known: Container[str]) -> Iterator[str]:
    """Give the shorter forms of a designation: without organisations, without each committee above, without its year.

    A group is named with the committee that it is in: SC 42/WG 3, of ISO/IEC JTC 1/SC 42/WG 3. Its number alone tells little.
    """
    bare = without_organisations(name, known) or name
    if bare != name:
        yield bare
    parts = bare.split("/") if bare.isascii() and _COMMITTEES.fullmatch(bare) else []
    yield from ("/".join(parts[above:]) for above in range(1, len(parts) - 1))
    if edition := _EDITION.fullmatch(name):
        yield edition["of"]

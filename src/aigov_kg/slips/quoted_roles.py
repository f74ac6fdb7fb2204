"""Roles in work beside their own quotation: the lead editor, who stands as a supporting member."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading

_RULE: Final = "role-of-words"
_TABLE: Final = "participations"
_STEM: Final = 4


def odd_roles(reading: Reading) -> Iterator[Finding]:
    """Give the participations whose quotation says that somebody is something else, and nowhere what the row has."""
    column = reading.tables.columns[_TABLE].get("role")
    if column is None:
        return
    slugs = sorted(reading.tables.vocabularies.slugs(column.allowed_schemes), key=len, reverse=True)
    roles = "|".join(slug.replace("-", "[- ]") for slug in slugs)
    called = re.compile(rf"\b(?:is|are|was|were|as|became) (?:the |an? |its |their )?({roles})(?=s?(?![\w-]))", re.I)
    for row in reading.of(_TABLE):
        role, quote = row.one("role"), str(row.one("quote") or "")
        told = list(dict.fromkeys(found.lower().replace(" ", "-") for found in called.findall(quote)))
        # Leader, project lead and lead author are names of one thing.
        if role is None or not told or any(part[:_STEM] in quote.lower() for part in role.slug.split("-")):
            continue
        meant = told[0] if len(told) == 1 else None
        what = f"the quotation has {' and '.join(told)}, and the role is {role.slug}"
        yield warning(row, "role", what, f"write {told[0]}, or quote the words that bear the role out", _RULE, meant)

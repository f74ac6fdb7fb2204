"""Values of parameters: read as a person gives them, and written as terms of SPARQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aigov_kg import namespaces as ns
from aigov_kg.days import day_of
from aigov_kg.errors import UsageError
from aigov_kg.findings import did_you_mean
from aigov_kg.lookup import candidate, find_entity, fits, kinds, with_article
from aigov_kg.names import spelt
from aigov_kg.wordforms import pattern
from aigov_kg.words import fold

if TYPE_CHECKING:
    from aigov_kg.questions import Parameter


def literal(text: str, datatype: str = "") -> str:
    """Write a literal as SPARQL; every character that could end it is escaped (SPARQL 1.1, section 19.8)."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
    body = "".join(escapes.get(c, c) for c in text if not 0xD800 <= ord(c) <= 0xDFFF)
    return f'"{body}"' + (f"^^<{datatype}>" if datatype else "")


def term(parameter: Parameter, value: str, names: Mapping[str, Any], free: Sequence[Parameter]) -> tuple[str, str]:
    """Give a value as it is meant (an id, a day), and the term or terms that it becomes.

    Args:
        free: the parameters that were not given, one of which may be meant.

    Raises:
        UsageError: it does not fit.
    """
    match parameter.type:
        case "entity":
            slug = find_entity(value, names, parameter.classes)
            if not fits(slug, names, parameter.classes):
                taken = " or ".join(with_article(kind) for kind in kinds(parameter.classes, names))
                found = candidate(slug, names)
                what = f"{found['label']} ({slug}) is {with_article(spelt(found['class']))}"
                other = next((f"; {p.name} takes it" for p in free if fits(slug, names, p.classes)), "")
                raise UsageError(f"{parameter.name}: {what}, and {taken} is asked for{other}", candidates=[found])
            return slug, f"<{ns.ID}{slug}>"
        case "concept":
            members = names["concepts"].get(parameter.scheme, {})
            called = next((s for s, label in members.items() if fold(label) == fold(value)), value)
            slug = value if value in members else called
            if slug not in members:
                near = did_you_mean(value, members) or f"use one of {', '.join(members)}"
                raise UsageError(f"{parameter.name}: there is no concept '{value}' in {parameter.scheme}; {near}")
            below = names.get("narrower", {}).get(parameter.scheme, {}).get(slug, []) if parameter.narrower else []
            return slug, " ".join(f"<{ns.VOCAB}{parameter.scheme}/{each}>" for each in (slug, *below))
        case "date":
            try:
                day = day_of(value, first=parameter.first)
            except UsageError as error:
                raise UsageError(f"{parameter.name}: {error}") from error
            return day, literal(day, ns.XSD + "date")
        case "number":
            if not re.fullmatch(r"[+-]?\d{1,18}(\.\d{1,9})?", value):
                raise UsageError(
                    f"{parameter.name}: '{value}' is not a number; write digits, with a point for decimals"
                )
            return value, literal(value, ns.XSD + "decimal")
        case "text" if parameter.choices:
            chosen = next((c for c in parameter.choices if fold(c) == fold(value)), None)
            if chosen is None:
                near = did_you_mean(value, parameter.choices) or f"use one of {', '.join(parameter.choices)}"
                raise UsageError(f"{parameter.name}: '{value[:60]}' is none of its values; {near}")
            return chosen, literal(chosen)
    if parameter.each or parameter.phrase:
        return value, " ".join(
            literal(pattern(words)) for words in ((value.split() or [""]) if parameter.each else [value])
        )
    return value, literal(value)

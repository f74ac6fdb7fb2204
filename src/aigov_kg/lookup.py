"""Looking things up in the name index, without the graph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.names import spelt


def find(
    names: Mapping[str, Any], query: str, wanted: Mapping[str, str | None]
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Find entities: how well the name fits (0 whole, 1 beginning, 2 within), id and entry.

    Args:
        query: part of a name, alias, designation or Chinese name; empty for all.
        wanted: `class` (superclasses count), `country`, `topic`, `source`; None does not narrow.
    """
    text = fold(query)
    classes = names.get("classes", {})
    for slug, entity in names["entities"].items():
        kind = wanted.get("class")
        if kind and kind != entity["class"] and kind not in classes.get(entity["class"], []):
            continue
        if (country := wanted.get("country")) and entity.get("country") != country:
            continue
        if (topic := wanted.get("topic")) and topic not in entity.get("topics", []):
            continue
        if (source := wanted.get("source")) and source not in entity.get("sources", []):
            continue
        ranks = [_rank(text, fold(name)) for name in (slug, *entity["names"])]
        if fitting := [rank for rank in ranks if rank is not None]:
            yield min(fitting), slug, entity


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Fold a name for comparison: compatibility form, lower case, letters and digits of any script only."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def kinds(classes: Sequence[str], names: Mapping[str, Any]) -> list[str]:
    """Name classes as briefly as the hierarchy allows: all kinds of actor are `actor`."""
    above: Mapping[str, list[str]] = names.get("classes", {})
    used = {entity["class"] for entity in names["entities"].values()}
    members = {c: {c} for c in classes}
    for name in used:
        for upper in above.get(name, ()):
            members.setdefault(upper, set()).update({name} | ({upper} & used))
    named: list[str] = []
    left = set(classes)
    for name, below in sorted(members.items(), key=lambda m: (-len(m[1]), m[0])):
        if below <= set(classes) and below & left:
            named.append(spelt(name))
            left -= below
    return named


def with_article(word: str) -> str:
    """Put `a` or `an` in front of a noun."""
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}"


def candidate(slug: str, names: Mapping[str, Any]) -> dict[str, str]:
    """Give what tells an entity from others of its name: id, label, class and, where it has one, country."""
    entity = names["entities"][slug]
    told = {"id": slug, "label": entity["label"], "class": entity["class"], "iri": ns.ID + slug}
    return told | ({"country": entity["country"]} if "country" in entity else {})


def _rank(text: str, name: str) -> int | None:
    if text not in name:
        return None
    return 0 if text == name or not text else 1 if name.startswith(text) else 2

"""Looking things up in the name index, without the graph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any


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


def fold(text: str) -> str:
    """Fold a name for comparison: compatibility form, lower case, letters and digits of any script only."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _rank(text: str, name: str) -> int | None:
    if text not in name:
        return None
    return 0 if text == name or not text else 1 if name.startswith(text) else 2

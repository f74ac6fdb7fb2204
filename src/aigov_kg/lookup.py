"""Looking things up in the name index, without the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.errors import AmbiguousName, UnknownName
from aigov_kg.findings import nearest
from aigov_kg.names import name_key, of_another_number, short_forms, spelt
from aigov_kg.words import by_any, fold, has_all

_CANDIDATES = 10
_WORDS = 3
"""The place of a name that has the words of a text, but not together."""
_UNSAID = "Organisation"
"""Class of a row of which no source says which (`unsaid` in `data/tables.toml`)."""


def find(
    names: Mapping[str, Any], query: str, wanted: Mapping[str, str | None]
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Find entities: how well the name fits (0 whole, 1 beginning, 2 within, 3 every word), id and entry.

    Args:
        query: part of a name, alias, designation or Chinese name, or words of one; empty for all.
        wanted: `class` (superclasses count), `country`, `topic`, `source`; None does not narrow.
    """
    text = fold(query)
    for slug, entity in _narrowed(names, wanted):
        ranks = [_rank(text, query, name) for name in (slug, *entity["names"])]
        if fitting := [rank for rank in ranks if rank is not None]:
            yield min(fitting), slug, entity


def find_any(
    names: Mapping[str, Any], query: str, wanted: Mapping[str, str | None]
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Find entities that hold any word of a text: place, id and entry, those with the most and the rarest words first."""
    entities = dict(_narrowed(names, wanted))
    for place, slug in enumerate(by_any(query, {slug: (slug, *e["names"]) for slug, e in entities.items()})):
        yield place, slug, entities[slug]


def _narrowed(names: Mapping[str, Any], wanted: Mapping[str, str | None]) -> Iterator[tuple[str, dict[str, Any]]]:
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
        yield slug, entity


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


def fits(slug: str, names: Mapping[str, Any], classes: Sequence[str]) -> bool:
    """Tell whether an entity is of one of some classes; none of them narrows."""
    own, above = names["entities"][slug]["class"], names.get("classes", {})
    # One of which no source says what organisation it is may be any of them.
    open_class = own == _UNSAID and any(own in above.get(name, ()) for name in classes)
    return not classes or open_class or not {own, *above.get(own, ())}.isdisjoint(classes)


def _called(value: str, entities: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Find what bears a name, or else a designation of which it is a shorter form."""
    if not (key := name_key(value)):
        return []
    found = [slug for slug, entity in entities.items() if any(name_key(name) == key for name in entity["names"])]
    if found:
        return found
    known = {name for entity in entities.values() for name in entity["names"]}
    return [
        slug
        for slug, entity in entities.items()
        if any(name_key(short) == key for name in entity["names"] for short in short_forms(name, known))
    ]


def find_entity(value: str, names: Mapping[str, Any], classes: list[str]) -> str:
    """Find the id of an entity by id, designation or name.

    Raises:
        UnknownName, AmbiguousName: nothing is called so, or several things are; `detail` lists the candidates.
    """
    entities: dict[str, dict[str, Any]] = names["entities"]
    if value in entities:
        return value
    if (left := names.get("redirects", {}).get(value)) and left["to"] in entities:
        return str(left["to"])
    found = _called(value, entities)
    fitting = [slug for slug in found if fits(slug, names, classes)]
    # A publication of the same name cannot have seats: where one alone can be meant, it is.
    if len(found) == 1 or (classes and len(fitting) == 1):
        return (fitting or found)[0]
    # Nor is one meant that is spelled otherwise, where an actor or a body bears the name letter by letter.
    exact = [slug for slug in fitting if value in entities[slug]["names"]]
    if len(exact) == 1 and "Document" not in names.get("classes", {}).get(entities[exact[0]]["class"], ()):
        return exact[0]
    if found:
        found.sort(key=lambda slug: slug not in fitting)
        told = [candidate(slug, names) for slug in (fitting or found)[:_CANDIDATES]]
        listed = ", ".join(f"{c['id']} ({c['label']}, {spelt(c['class'])})" for c in told)
        raise AmbiguousName(f"'{value[:80]}' can mean several things: {listed}; use the id", candidates=told)
    alike = {slug: e["label"] for slug, e in entities.items() if not of_another_number(value, e["label"])}
    near = nearest(value, [*alike, *alike.values()])
    slugs = [slug for slug, entity in entities.items() if near in (slug, entity["label"])] if near else []
    within = sorted(
        (bool(classes) and entity["class"] not in classes, rank, slug)
        for rank, slug, entity in (find(names, value, {}) if fold(value) else ())
    )
    told = [candidate(slug, names) for slug in dict.fromkeys([*slugs, *(s for _, _, s in within)])][:_CANDIDATES]
    holding = ", ".join(f"{c['id']} ({c['label']})" for c in told[:5])
    # Where several names hold the text whole, none of them is nearer to what was meant.
    if sum(rank < _WORDS for _, rank, _ in within) > 1:
        near, slugs = None, []
    advice = (
        f"did you mean '{near}'?"
        if near
        else f"names that hold it: {holding}"
        if told
        else "search for a part of its name"
    )
    only = slugs[0] if len(slugs) == 1 else None
    raise UnknownName(f"nothing in this release is called '{value[:80]}'; {advice}", value, only, candidates=told)


def _rank(text: str, query: str, name: str) -> int | None:
    whole = fold(name)
    if text in whole:
        return 0 if text == whole or not text else 1 if whole.startswith(text) else 2
    return _WORDS if has_all(query, name) else None

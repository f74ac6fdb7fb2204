"""Naming: what a sentence names: things, whole phrases by the longest names; a time; a role or a topic."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from aigov_kg.date_hints import hint
from aigov_kg.dates import Span, parse
from aigov_kg.likeness import IRREGULAR
from aigov_kg.names import name_key, short_forms
from aigov_kg.words import fold, idle

Named = tuple[str, set[str]]
"""A phrase that names something, and the ids that it may mean."""

_LONGEST: Final = 8
_SCHEMES: Final = ("role", "topic")
_EVERYWHERE: Final = {"ai", "standards-making"}
"""Topics that nearly everything here is about: their short names narrow nothing."""
_WHEN: Final = re.compile(
    r"\b(?:as of|in|on|by|until|at the end of)\s+((?:(?:\d{1,2}\s+)?[a-z]{3,9}\.?\s+)?\d{4}(?:-\d{2}){0,2})(?![\d-])",
    re.I,
)

_POSSESSIVE: Final = re.compile(r"['\u2019]s\b")
_ENDING: Final = re.compile(r"(?:ies|ings?|ed|es|s)$")
_STEM: Final = 4

_KINDS: Final = {
    "company": "company companies firm firms vendors", "academic organisation": "universities institutes",
    "public body": "agencies ministries authorities", "person": "people persons experts",
}  # fmt: skip
KIND_OF: Final = {word: kind for kind, words in _KINDS.items() for word in words.split()}
"""Words for kinds of actors, as they stand behind a country: US companies."""

_OF_A_LIST = ("sanction", "blacklist", "export", "restriction")
"""How words begin that say, behind a country, by whom somebody is listed."""


def named(text: str, names: Mapping[str, Any]) -> list[str]:
    """Give the ids of the things that a sentence names, where each can mean one thing only."""
    return [next(iter(slugs)) for _, slugs in things(text, names)[0] if len(slugs) == 1]


def things(text: str, names: Mapping[str, Any]) -> tuple[list[Named], str]:
    """Give what a sentence names, the longest names first, with the ids that each may mean; and the other words."""
    bearers = _bearers(names)
    words = _POSSESSIVE.sub("", text.replace("?", " ").replace(",", " ")).split()
    things: list[Named] = []
    left: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST), start, -1):
            phrase = " ".join(words[start:end])
            following = words[end].casefold() if words[end : end + 1] else ""
            # Whose sanctions they are is no country that has a seat or a firm.
            if following.startswith(_OF_A_LIST) and _is_country(bearers.get(name_key(phrase), set()), names):
                start = end
                break
            # A verb in small letters is no abbreviation: who ran it does not name a RAN.
            if not idle(phrase.casefold()) and phrase not in IRREGULAR and (slugs := bearers.get(name_key(phrase))):
                kind = words[end] if following in KIND_OF else ""
                things.append((f"{phrase} {kind}".strip(), slugs))
                start = end
                break
        else:
            left.append(words[start])
            start += 1
    return things, " ".join(left)


def time_of(text: str) -> tuple[Span | None, str]:
    """Give the time that a sentence names, and the sentence without it."""
    found = _WHEN.search(text)
    written = hint(found[1])[0] if found else None
    if found is None or written is None:
        return None, text
    return parse(written), text[: found.start()] + text[found.end() :]


def concepts(text: str, names: Mapping[str, Any]) -> dict[str, str]:
    """Give the concept of each scheme that a sentence names, where it names one alone: who asks for two wants both."""
    words = [word.strip(",?") for word in text.casefold().split()]
    phrases = [words[i : i + size] for size in range(_LONGEST, 0, -1) for i in range(len(words) + 1 - size)]
    spelt = {fold(" ".join((*phrase[:-1], form))) for phrase in phrases for form in forms(phrase[-1])}
    found: dict[str, str] = {}
    for scheme in _SCHEMES:
        labels = {
            fold(f"{label.rpartition(' ')[0]} {form}"): slug
            for slug, name in names.get("concepts", {}).get(scheme, {}).items()
            for label in (name, *([slug] if slug not in _EVERYWHERE else []))
            for form in forms(label.casefold().rpartition(" ")[2])[:2]
        }
        named = labels.keys() & spelt
        # The chair in a vice-chair is no second role.
        whole = [label for label in named if not any(label != other and label in other for other in named)]
        if len(whole) == 1:
            found[scheme] = labels[whole[0]]
    return found


def forms(word: str) -> tuple[str, ...]:
    """Give a word, and what is left of it without an ending; a word of the catalogue need only begin so."""
    if word in IRREGULAR:
        return (word, IRREGULAR[word])
    bare = _ENDING.sub("", word)
    singular = (f"{word[:-3]}y",) if word.endswith("ies") else ()
    return (word, *singular, bare) if len(bare) >= _STEM else (word, *singular)


def _bearers(names: Mapping[str, Any]) -> Mapping[str, set[str]]:
    entities = names["entities"]
    known = {name for entity in entities.values() for name in entity["names"]}
    bearers: dict[str, set[str]] = defaultdict(set)
    for slug, entity in entities.items():
        for name in (slug.replace("-", " "), *entity["names"]):
            for spelling in (name, *short_forms(name, known)):
                if key := name_key(spelling):
                    bearers[key].add(slug)
    return bearers


def _is_country(slugs: set[str], names: Mapping[str, Any]) -> bool:
    return any(names["entities"][slug]["class"] == "Jurisdiction" for slug in slugs)


def countries(phrase: str, slugs: set[str], names: Mapping[str, Any]) -> set[str]:
    """Give the countries that are meant, or by which a group such as US companies is called."""
    called = {s for s, e in names["entities"].items() if name_key(phrase) in map(name_key, [s, *e["names"]])}
    return {s for s in slugs | called if names["entities"][s]["class"] == "Jurisdiction"}

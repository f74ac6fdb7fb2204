"""Likeness: how much a sentence is like the ways in which people ask a question of the catalogue.

The words of a title are the catalogue's; people use others, and small ones tell what they mean: *how many* wants a number,
*when was it set up* a founding. So each question lists ways of asking it (`asked`), in which `{body}` and the like stand for
whatever is named; a sentence is held against each. Both are taken as sets of stems, weighed by how few questions have them,
and compared by the cosine of their angle (Salton, Wong and Yang 1975, A vector space model for automatic indexing).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import log
from typing import Any, Final

from aigov_kg.lookup import fits
from aigov_kg.questions import Question

KINDS: Final[Mapping[str, Collection[str]]] = {
    "country": ["Jurisdiction"],
    "person": ["Person"],
    "list": ["RestrictionList"],
    "paper": ["Document"],
    "body": ["TechnicalBody", "StandardsOrganisation", "PublicBody", "Programme"],
    "firm": ["Organisation"],
    "event": ["Event"],
    "item": ["WorkItem", "ItemSet"],
}
"""What may stand between braces in a way of asking, and the classes that it stands for; the first that fits counts."""
TOPIC, YEAR = "topic", "year"
"""A concept, and a time, that a sentence names."""

IRREGULAR: Final = {
    "began": "begin",
    "held": "hold",
    "led": "lead",
    "paid": "pay",
    "ran": "runs",
    "sat": "sit",
    "said": "say",
    "wrote": "author",
}
_TOKEN: Final = re.compile(r"\{?\w+\}?")
_ENDING: Final = re.compile(r"(?:ings?|ed|es|s|e)$")
_STEM: Final = 4
_IDLE: Final = frozenset(
    {"a", "ai", "an", "and", "are", "as", "at", "be", "been", "by", "did", "do", "does", "for", "from", "had", "has", "have", "in", "is",
     "it", "its", "of", "on", "or", "standardisation", "that", "the", "there", "this", "to", "was", "were", "with"}
)  # fmt: skip
_STANDING: Final = 0.75
"""What a thing that is named counts beside a word: most questions take most kinds."""
_UNKNOWN: Final = 3.0


def stem(word: str) -> str:
    """Give what is left of a word in lower case without its ending."""
    word = IRREGULAR.get(word, word)
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    bare = _ENDING.sub("", word)
    return bare if len(bare) >= _STEM else word


def stems(text: str) -> set[str]:
    """Give the stems of a sentence; what stands between braces stays as it is."""
    return {
        word if word.startswith("{") else stem(word) for word in _TOKEN.findall(text.casefold()) if word not in _IDLE
    }


def standing(slugs: Iterable[str], names: Mapping[str, Any]) -> set[str]:
    """Give what stands for a thing that is named, and may be one of several: `{country}`, `{body}`."""
    kinds = ((kind for kind, classes in KINDS.items() if fits(slug, names, list(classes))) for slug in slugs)
    return {f"{{{next(kind, 'item')}}}" for kind in kinds}


def likeness(sentence: Collection[str], questions: Mapping[str, Question]) -> dict[str, float]:
    """Tell how much each question is asked for, from 0 to 1.

    Args:
        sentence: the stems of a sentence, and what stands for the things that it names.
    """
    ways = {name: [stems(way) for way in (question.title, *question.asked)] for name, question in questions.items()}
    spread = Counter(word for each in ways.values() for word in set[str]().union(*each))

    def weight(words: Iterable[str]) -> float:
        return sum(
            (log(1 + len(ways) / spread[word]) if word in spread else _UNKNOWN) ** 2
            * (_STANDING**2 if word.startswith("{") else 1)
            for word in words
        )

    length = weight(sentence)
    return {
        name: max((weight(way.intersection(sentence)) / (weight(way) * length) ** 0.5 for way in each), default=0)
        if length
        else 0
        for name, each in ways.items()
    }

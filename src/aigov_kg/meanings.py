"""Everyday names of parameters: which parameter of a question a word such as `firm`, `date` or `subject` can mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aigov_kg.questions import Parameter

_PLACES = {"body", "under", "group", "into"}
"""Where something is; who it is is another matter, although an organisation can be both."""

_CLOCKS = {"as_of": "asof at date day on time when", "known_by": "known known_at said said_by"}
_SCHEMES = {"role": "function position seat", "topic": "field sector theme", "measure": "count metric number"}
_OPEN = {"about", "entity", "name", "subject", "thing"}
_WORK = "item matter project standard work work_item"
_ENTITIES: dict[str, tuple[str, Callable[[Parameter], bool]]] = {
    "party": (
        "actor agency company firm holder institute member ministry organisation organization party vendor",
        lambda p: "Company" in p.classes and p.name not in _PLACES,
    ),
    "person": ("person", lambda p: "Person" in p.classes),
    "place": ("body committee group organisation organization", lambda p: p.name in _PLACES),
    "country": ("country jurisdiction nation state", lambda p: "Jurisdiction" in p.classes and p.name not in _PLACES),
    "work": (_WORK, lambda p: "WorkItem" in p.classes),
    "document": ("doc document law plan report source strategy", lambda p: "Publication" in p.classes),
    "list": ("list sanctions", lambda p: "RestrictionList" in p.classes),
}


def meant(word: str, parameters: Sequence[Parameter]) -> list[Parameter]:
    """Give the parameters that an everyday word can mean; none where the word means nothing that is asked for.

    Args:
        word: an option, such as `--due-by`, that none of `parameters` has.
    """
    name = word.lstrip("-").replace("-", "_").lower()
    if own := [p for p in parameters if name in p.also]:
        return own
    schemes = {scheme for scheme, words in _SCHEMES.items() if name in words.split()}
    clocks = {clock for clock, words in _CLOCKS.items() if name in words.split()}
    if found := [p for p in parameters if p.name in clocks or p.scheme in schemes]:
        return found
    entities = [p for p in parameters if p.type == "entity"]
    if name in _OPEN:
        return entities
    tests = [test for words, test in _ENTITIES.values() if name in words.split()]
    fitting = [p for p in entities if any(test(p) for test in tests)]
    if any(p.name == "body" for p in fitting):
        fitting = [p for p in fitting if p.name != "under"]
    # One that takes anything can be meant only where none says that it takes just this.
    return fitting or [p for p in entities if tests and not p.classes]

"""Names in a text, letter for letter, by looking up what begins at each word: no pattern of a thousand names is compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Generic, TypeVar

_WORD: Final = re.compile(r"(?<![\w-])[^\W_]")
_BEGIN = 2
T = TypeVar("T")


class Names(Generic[T]):
    """Names, each with what bears it."""

    def __init__(self, names: Mapping[str, T], hyphen_ends: bool = True) -> None:
        """Take in the names.

        Args:
            hyphen_ends: a name may stand before a hyphen: Huawei-led.
        """
        self._names = names
        self._longest = max(map(len, names), default=0)
        self._begin = {name[:_BEGIN] for name in names}
        self._end = re.compile(r"(?!\w)" if hyphen_ends else r"(?![\w-])")

    def all(self, text: str) -> Iterator[tuple[str, T]]:
        """Give each name that stands in a text, the longest at its place."""
        behind = 0
        for word in _WORD.finditer(text):
            if word.start() >= behind and (name := self.at(text, word.start())):
                behind = word.start() + len(name)
                yield name, self._names[name]

    def get(self, name: str) -> T:
        """Give what bears a name."""
        return self._names[name]

    def at(self, text: str, start: int) -> str | None:
        """Give the longest name that begins at a place."""
        if text[start : start + _BEGIN] not in self._begin:
            return None
        ends = [match.start() for match in self._end.finditer(text, start + _BEGIN, start + self._longest + 1)]
        return next((text[start:end] for end in reversed(ends) if text[start:end] in self._names), None)

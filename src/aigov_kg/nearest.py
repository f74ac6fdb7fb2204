"""The nearest known word: what was probably meant by one that is not known."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from itertools import takewhile

_COMPARED = 12
_ALIKE = 0.7
_SHORT = 3
_LOOKUPS = 400
_NUMBER = re.compile(r"[0-9]+")


class Nearest:
    """Finds near words among many: first by the pairs of letters that they share (Dice), then letter by letter.

    After some hundred different words nothing is near any more, so that a table full of faults is told in time.
    """

    def __init__(self, words: Iterable[str], numbers: Mapping[str, Counter[str]] | None = None) -> None:
        """Take the known words; one with `numbers` is near only to a word all of whose numbers are among them."""
        self.numbers = numbers or {}
        self.pairs: dict[str, list[str]] = defaultdict(list)
        self.sizes: dict[str, int] = {}
        self.found: dict[str, str | None] = {}
        for word in words:
            pairs = _pairs(word)
            self.sizes[word] = len(pairs)
            for pair in pairs:
                self.pairs[pair].append(word)

    def find(self, word: str) -> str | None:
        """Give the nearest known word, or None where none is near."""
        if word not in self.found:
            if len(self.found) >= _LOOKUPS or len(word) > 200:
                return None
            self.found[word] = self._find(word)
        return self.found[word]

    def _find(self, word: str) -> str | None:
        wanted = _pairs(word)
        shared: Counter[str] = Counter()
        for pair in wanted:
            shared.update(self.pairs.get(pair, ()))
        fitting = [w for w in shared if self._has_numbers(word, w)]
        by_dice = sorted(fitting, key=lambda w: (-2 * shared[w] / (self.sizes[w] + len(wanted)), w))[:_COMPARED]
        ratios = [(SequenceMatcher(None, word.lower(), w.lower()).ratio(), w) for w in by_dice]
        # Of two that are as near, the one that begins alike: usa is us rather than sa.
        best = max(ratios, key=lambda r: (r[0], _begin(word, r[1]), [-ord(c) for c in r[1]]), default=(0.0, ""))
        if best[0] >= _ALIKE:
            return best[1]
        # A short name for one that has more words.
        longer = [w for w in self.sizes if w.startswith(f"{word.lower()}-")] if len(word) > _SHORT else []
        return longer[0] if len(longer) == 1 and self._has_numbers(word, longer[0]) else None

    def _has_numbers(self, word: str, known: str) -> bool:
        return known not in self.numbers or Counter(_NUMBER.findall(word)) <= self.numbers[known]


def _begin(one: str, other: str) -> int:
    """Count the letters with which both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one.lower(), other.lower(), strict=False)))


def _pairs(word: str) -> set[str]:
    framed = f"^{word.lower()}$"
    return {framed[i : i + 2] for i in range(len(framed) - 1)}

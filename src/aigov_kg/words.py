"""Words: whether a name holds the words that somebody looks for, all of them or some."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from string import ascii_letters

_WORD = re.compile(r"\w+")
_IZE = re.compile(r"(?<=[a-z]{3})iz(?=[eia]|$)")
"""Words that are spelt with z here and with s there: standardization, standardisation."""
_SHORT = 3
_IDLE = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "by", "did", "do", "does", "for", "from", "had", "has", "have", "how", "in",
     "is", "it", "no", "not", "of", "on", "or", "the", "to", "was", "were", "what", "when", "where", "which", "who", "whose", "with"}
)  # fmt: skip
"""Words that stand in every question."""


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Fold a name for comparison: compatibility form, lower case, letters and digits of any script only."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def telling(text: str) -> list[str]:
    """Give the words of a text by which something can be found, or all of them where it has no such."""
    words = dict.fromkeys(_words(text))
    return [word for word in words if not idle(word)] or list(words)


def idle(word: str) -> bool:
    """Tell whether a word in lower case tells nothing: those that stand in every question do not, and single letters."""
    return word in _IDLE or (len(word) == 1 and word in ascii_letters)


def has_all(text: str, among: str) -> bool:
    """Tell whether every word of a text begins a word of another."""
    wanted = _words(text)
    return bool(wanted) and all(_has(word, among) for word in wanted)


def by_any(text: str, entries: Mapping[str, Iterable[str]]) -> list[str]:
    """Find the entries that hold some of the words of a text: those with most, the rarest, and little else first.

    Where one holds several of the words, those that hold less than half as many are left out.

    Args:
        entries: the names of each, by its key.
    """
    words = telling(text)
    held: dict[str, list[str]] = {}
    sizes: dict[str, int] = {}
    for key, names in entries.items():
        holding = [name for name in names if any(_has(word, name) for word in words)]
        if holding:
            held[key] = [word for word in words if any(_has(word, name) for name in holding)]
            sizes[key] = min(len(_words(name)) for name in holding)
    counts = Counter(word for some in held.values() for word in some)
    most = max(map(len, held.values()), default=0)

    def order(key: str) -> tuple[int, float, int, str]:
        return -len(held[key]), -sum(1 / counts[word] for word in held[key]), sizes[key], key

    return sorted((key for key, some in held.items() if 2 * len(some) >= most), key=order)


def _has(wanted: str, among: str) -> bool:
    wanted = _spelling(wanted)
    if len(wanted) <= _SHORT and wanted.isascii():
        return f" {wanted} " in _spaced(among)
    return f" {wanted.removesuffix('s')}" in _spaced(among)


def _spelling(word: str) -> str:
    return _IZE.sub("is", word)


@lru_cache(maxsize=100_000)
def _spaced(text: str) -> str:
    """Give the words of a text in one spelling between blanks: to look for one in it is faster than word by word."""
    return f" {' '.join(map(_spelling, _words(text)))} "


@lru_cache(maxsize=100_000)
def _words(text: str) -> Sequence[str]:
    return tuple(_WORD.findall(text.casefold()))

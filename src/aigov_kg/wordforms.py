"""Word forms: the pattern by which a text is searched for whole words, each in its usual forms.

A word stands for its singular and plural, and with the usual endings of a verb (fund, funds, funded, funding), in both
spellings with -ise and -ize. It does not stand for the beginning of another word (fundamental), unless it ends in `*`.

A query reads a pattern with `REGEX`. To make one costs more than to look for a text, so what every form begins with stands
between the first closing and the next opening bracket, and a query first looks for that.
"""

from __future__ import annotations

import re
from typing import Final

_EDGE: Final = "[^a-z0-9\u00df-\u024f]"
"""What is no part of a word in Latin letters."""
_VOWELS: Final = "aeiou"
_CHINESE: Final = "\u2e80"
"""The first character of scripts that do not part their words."""
_SHORT: Final = 3
_IZE: Final = re.compile(r"(?<=[a-z]{3})i[sz](?=[eia]|$)")
_ONE_BEAT: Final = re.compile(rf"[^{_VOWELS}]*[{_VOWELS}][^{_VOWELS}wxy]")
"""A word of one syllable, such as plan, whose last letter is doubled before -ed and -ing."""


def pattern(words: str) -> str:
    """Give the pattern of words that follow one another, or of one word; that of none fits every text."""
    found = [_forms(word) for part in words.lower().split() if (word := _bare(part))]
    if not found:
        return "()()"
    if any(c >= _CHINESE for c in words):
        return f"(){'()'.join(found)}()"
    return f"(^|{_EDGE}){f'({_EDGE}+)'.join(found)}({_EDGE}|$)"


def _bare(part: str) -> str:
    return re.sub(r"^\W+|[^\w*]+$", "", part)


def _forms(word: str) -> str:
    """Give the pattern of a word in its forms."""
    stem = word.rstrip("*")
    if stem != word:
        return f"{_written(stem)}([a-z0-9\u00df-\u024f]*)"
    last = re.split("[^a-z]", word)[-1]
    if len(last) < _SHORT:
        return _written(word)
    begin, endings = _inflected(last)
    return f"{_written(word.removesuffix(last))}{_written(begin)}({'|'.join(endings)})"


def _inflected(word: str) -> tuple[str, list[str]]:
    """Give what all forms of a word begin with, and how they end; a form that no word has does no harm."""
    for ending in ("ies", "ied", "ying", "y"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORT - 1 and stem[-1] not in _VOWELS:
            return stem, ["y", "ies", "ied", "yings?"]
    for ending in () if word.endswith("eed") else ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORT - 1 and re.search(f"[{_VOWELS}]", stem):
            if stem[-1] == stem[-2]:
                return stem[:-1], ["", "s", *(stem[-1] + more for more in ("", "s", "es", "ed", "ings?"))]
            # Noted is of note, and not of not, from which it would be notted.
            return stem, [*([] if _ONE_BEAT.fullmatch(stem) else ["", "s"]), "e", "es", "ed", "ings?"]
    if re.search("..(s|x|z|ch|sh)es$", word):
        return word[:-2], ["", "e", "es", "ed", "ings?"]
    word = word[:-1] if re.search("[^su]s$", word) else word
    if word.endswith("e"):
        return word[:-1], ["e", "es", "ed", "ings?"]
    doubled = [word[-1] + more for more in ("ed", "ings?")] if re.search(f"[{_VOWELS}][^{_VOWELS}wxy]$", word) else []
    return word, ["", "s", "es", *([] if _ONE_BEAT.fullmatch(word) else ["ed", "ings?"]), *doubled]


def _written(text: str) -> str:
    """Write a text as a pattern, in either spelling; what is no letter stands in brackets, which end the beginning."""
    spelt = _IZE.sub("\0", text)
    return "".join("i(s|z)" if c == "\0" else c if c.isalnum() or c == "_" else f"({re.escape(c)})" for c in spelt)

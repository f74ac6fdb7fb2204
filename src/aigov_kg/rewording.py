"""Rewording: whether one wording of our own says the same as another, as far as its telling words show.

Numbers, names, denials, and words for how sure, how much and which way make the statement; the rest is style. What is
only added takes nothing back, unless it denies or limits what was there, or comes in the place of something.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from aigov_kg.slips.denials import ANY_DENIAL
from aigov_kg.slips.number_words import spelled
from aigov_kg.words import fold

_NUMBER: Final = re.compile(r"\d[\d.,]*\d|\d")
_WORD: Final = re.compile(r"[^\W\d_]+")
_TOKEN: Final = re.compile(r"\w+")
_NAME: Final = re.compile(r"[^\W\d_]*[^\W\d_a-z][^\W\d_]*")
"""A word with a capital or a letter of another script."""
_FIRST: Final = re.compile(r"(?:^|[.;:!?] )\W*$")
_LIMITING: Final = re.compile(
    r"\b(?:may|might|must|shall|should|can|could|would|will|needs?|ought|likely|probably|perhaps|possibl[ey]|plan(?:s|ned)?"
    r"|intend(?:s|ed)?|aims?|claim(?:s|ed)?|alleged(?:ly)?|reported(?:ly)?|seems?|appears?|all|every|each|most(?:ly)?|many"
    r"|some|any|both|half|always|often|sometimes|first|last|more|fewer|most|least|before|after|since|former(?:ly)?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|millions?|billions?"
    r"|(?:in|de)creas\w+|r(?:ises?|ose|ising)|fall(?:s|ing)?|fell|support\w*|oppos\w+|against)\b",
    re.I,
)
_NOT_ANY: Final = re.compile(r"\bnot ((?:[a-z]+ ){0,3}?)any\b(?! (?:more|longer)\b)")
"""A denial that no says too: not to accept any item, to accept no item."""
_WEAK: Final = frozenset({"after", "before", "since", "against"})
"""Words that mostly join others: one that is new does not limit what was there, but one that another replaces does."""
_BESIDE: Final = frozenset({"only"})
"""Words that say once more what a denial beside them says: names no committee, only a series."""
_FEWEST: Final = 3
"""Words of a quotation that is still one."""


def says_the_same(old: str, new: str, lower: Collection[str]) -> bool:
    """Tell whether a text has all telling words of another one, and no denial or limit beyond them.

    Args:
        lower: words that are written in small letters somewhere, and so are no names where they begin a sentence.
    """
    if not old or not new:
        return False
    old, new = (_NOT_ANY.sub(r"\1no", text) for text in (old, new))
    was, now = (_names(text, lower) | _all(_NUMBER, text) for text in (old, new))
    # A name may begin the other sentence: New IP.
    lost_names, new_names = was - now - _names(new, ()), now - was - _names(old, ())
    # A name or number that is new may stand for a word that is gone.
    if lost_names or (new_names and _all(_WORD, old) - _all(_WORD, new)):
        return False
    denials, limits = (_all(p, old) ^ _all(p, new) for p in (ANY_DENIAL, _LIMITING))
    if _all(ANY_DENIAL, old) & _all(ANY_DENIAL, new) - _BESIDE:
        denials -= _BESIDE
    lost = _all(_LIMITING, old) - _all(_LIMITING, new)
    return not denials and not (lost or limits - _WEAK)


def is_part(old: str, new: str, cells: str) -> bool:
    """Tell whether a quotation is some words of an earlier one, without a denial or a number of the row in what is left out.

    Args:
        cells: the other cells of the row.
    """
    was, now = list(_TOKEN.finditer(old)), _TOKEN.findall(new)
    words = [match[0] for match in was]
    starts = (i for i in range(len(was) - len(now) + 1) if words[i : i + len(now)] == now)
    start = next(starts, None) if len(now) >= _FEWEST else None
    if start is None:
        return False
    left = f"{old[: was[start].start()]} ; {old[was[start + len(now) - 1].end() :]}"
    numbers = _all(_NUMBER, left) | {str(number) for number in spelled(left)}
    return not ANY_DENIAL.search(left) and not numbers & set(re.findall(r"\d+", cells))


def _all(pattern: re.Pattern[str], text: str) -> set[str]:
    return {match[0].casefold() for match in pattern.finditer(text)}


def _names(text: str, lower: Collection[str]) -> set[str]:
    return {
        fold(match[0])
        for match in _NAME.finditer(text)
        if not (_FIRST.search(text[: match.start()]) and match[0].casefold() in lower)
    }


def small_words(texts: Collection[str]) -> set[str]:
    """Give the words of texts that stand there in small letters."""
    return {word for text in texts for word in re.findall(r"\b[a-z]+\b", text)}

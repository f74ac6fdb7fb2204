"""The listing that one sentence of a text states: who was put on which list, when, by which notice; and a list that is new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from aigov_kg.clauses import COMMENT, DATE, NOT, ON, Told, given
from aigov_kg.meant import Meant
from aigov_kg.tables import Reading
from aigov_kg.words import telling

_PUT: Final = r"(?:added|put|placed|named|listed|designated|entered|blacklisted)"
_LIST: Final = re.compile(
    rf"\b{_PUT}\b.*?\b(?:to|on|onto|in) (?:the |its |their )?((?:[A-Z][\w.&'\u2019-]*,? )(?:(?:[A-Z][\w.&'\u2019-]*|of|for|and) )*?List|[A-Z]\w+ List)\b"
)
_WAS: Final = r"(?:was|were|has been|have been)(?: \w+ly)?"
_BRACKET: Final = r"(?: \([^)]*\))?"
_LISTER: Final = re.compile(
    rf"(?:\b(?:the|The) )?((?:[A-Z][\w.&-]* (?:(?:of|and|for) )*)*[A-Z][\w.&-]*)(?: has| have)? {_PUT} "
)
_REPORTED: Final = re.compile(
    r"\b(?:says?|said|told|reports?|reported|rumou?rs?|expected|proposed|could|should|will|if|whether|unless|almost|nearly)\b"
)
"""Words before the verb with which somebody else says it, or it did not happen yet."""
_NUMBERS: Final = re.compile(
    r"\b\d{2,3} (?:FR|Fed\. Reg\.) \d{2,6}\b|\((?:EU|EC|CFSP|EU, Euratom)\) (?:No\.? )?\d{4}/\d{1,5}\b"
)
"""Numbers of a notice, in the Federal Register of the United States, or of an act of the European Union."""
_ENDS: Final = re.compile(r"[.!?][\"\u201d\u2019')\]]*$")
_MOST: Final = 200
_NONE: Final = frozenset({"other", "not-stated"})
_SHORT, _STEM = 5, 7


def listing(
    reading: Reading, meant: Meant, text: str, told: Sequence[Told], called: Sequence[str], firms: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Give the cells of a listing that one sentence states, and those of its list if that is new.

    Args:
        called: the names of the firm that the text is about; of whom it is, is given only where no other is named beside it.
        firms: other firms in the text.
    """
    found = [(at, stated) for at, (words, _) in enumerate(told) if (stated := _stated(words))]
    # A headline says the same as the sentence below it.
    found = [one for one in found if _ENDS.search(told[one[0]][0])] or found
    if len(found) != 1:
        return {}, {}
    ((at, put),) = found
    words, page = told[at]
    printed = re.split(r"['\u2019]s ", put[1])[-1]
    known = meant.called(printed, {"documents"})
    # A known list inside of a longer name may be that list, or another.
    unsure = not known and any(
        meant.called(printed.split(" ", n)[-1], {"documents"}) for n in range(1, printed.count(" "))
    )
    party = called[:1] if _is_party(words, called) and not any(name in words for name in firms) else []
    behind = re.match(rf" (?:on|in|since|from) ({DATE})\b", words[put.end() :])
    starts = [behind[1]] if behind else ON.findall(words)
    after = told[at + 1][0] if at + 1 < len(told) else ""
    cells = given(
        party=party,
        list=[] if unsure else [printed],
        start=starts,
        instrument=_NUMBERS.findall(words) or _NUMBERS.findall(after),
        quote=_cut(" ".join(text.split()), words, put, put.end() + (behind.end() if behind else 0)),
        page=page,
    )
    reasons = list(_reasons(reading, f"{words[put.start() :]} {after}"))
    if reasons:
        cells[f"{COMMENT}reason"] = f"needed; the text has {'; '.join(reasons)}"
    if known or unsure:
        return cells, {}
    lister = _LISTER.search(words) if not re.search(rf"\b{_WAS} {_PUT}\b", words) else None
    return cells, given(title_en=[printed], issuer=[lister[1]] if lister else [], page=page)


def _stated(words: str) -> re.Match[str] | None:
    """Find that somebody was put on a list, where it is neither denied nor what others say."""
    put = _LIST.search(words)
    return put if put and not NOT.search(words) and not _REPORTED.search(words[: put.start()]) else None


def _is_party(words: str, called: Sequence[str]) -> bool:
    """Tell whether a firm itself was put there, and not its daughter or its rival."""
    names = "|".join(re.escape(name) for name in sorted(called, key=len, reverse=True))
    # A place has a comma of its own: based in Ningbo, China.
    aside = r"(?:,[^,]*(?:, [A-Z][\w ]*)?,)?"
    passive = rf"(?<!of )(?<!by )\b(?:{names}){_BRACKET}{aside} {_WAS} {_PUT}\b"
    active = rf"(?<!been ){_PUT} (?:the [a-z -]+ )?(?:{names}){_BRACKET}{aside} (?:to|on|onto|in) "
    return bool(called) and bool(re.search(rf"{passive}|{active}", words))


def _cut(text: str, words: str, put: re.Match[str], end: int) -> list[str]:
    """Give the sentence, or as much of it around the verb as a quotation may have."""
    whole = words.rstrip(". ")
    active = words[put.start() : end]
    short = re.sub(r" \([^)]*\)|,[^,]*,", " ...", active)
    # A sentence with a page printed in it is not in the text letter for letter.
    held = [words for words in (whole, words[:end], active) if words in text]
    return next(([words] for words in (*held, short) if len(words) <= _MOST), [])


def _reasons(reading: Reading, text: str) -> Iterator[str]:
    """Give the reasons of which a word stands in a text that no other reason has, with the word."""
    tables = reading.tables
    schemes = tables.columns["listings"]["reason"].allowed_schemes
    held = {
        concept.slug: {word[:_STEM] for word in telling(f"{concept.label} {concept.definition}") if len(word) >= _SHORT}
        for scheme in schemes
        for concept in tables.vocabularies.schemes[scheme].values()
        if concept.slug not in _NONE
    }
    for reason, stems in held.items():
        own = stems - set().union(*(other for name, other in held.items() if name != reason))
        if found := re.search(rf"\b(?:{'|'.join(sorted(own))})\w*", text):
            yield f'"{found[0]}": {reason}'

"""Statements beside their own quotation: a text that denies in so many words what the quotation affirms, or turned round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading

_RULE: Final = "denial-of-words"
_TABLES: Final = ("characterisations", "policy-statements", "actions", "notes")
_DENIED: Final = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|may|might|must|should|shall) ?(?:not\b|n['’]t)"
    r"|(?:do|does|did|is|are|was|were|has|have|had|could|would|should|wo|ca)n['’]t|cannot|never|no longer)"
    r" (?:be |been |yet |fully |really |also |to )*(?!only\b|just\b|merely\b|necessarily\b|solely\b)([^.;,:()]{4,80})",
    re.I,
)
"""A denial, with the clause that it denies."""
ANY_DENIAL: Final = re.compile(
    r"\b(?:not|no|none|never|neither|nor|nobody|nothing|cannot|without|lack\w*|fail\w*|little|few|hardly|barely|unable|only"
    r"|less|refus\w*|reject\w*|absen\w*|un(?!der|it|ion|i)[a-z]{4,}|until|in(?:sufficient|adequate)\w*|despite|if|whether|doubt\w*)\b"
    r"|n['’]t\b",
    re.I,
)
_SIGNS: Final = ("not", "n't", "n’t", "never", "no longer")
_STEM: Final = 4
"""Letters by which the forms of a word are known: offer, offers, offered."""
_TELLING: Final = re.compile(r"[^\W\d_]{4,}")
_FEWEST: Final = 3


def denied_words(reading: Reading) -> Iterator[Finding]:
    """Give the rows of which text and quotation have one word, the one denied by not and the other without any denial."""
    for row in reading.of(*_TABLES):
        text, quote = str(row.one("text") or ""), str(row.one("quote") or "")
        if not text or not quote:
            continue
        for denying, affirming, what in (
            (text, quote, "the text denies '{}', and the quotation affirms it"),
            (quote, text, "the quotation denies '{}', and the text affirms it"),
        ):
            if not any(sign in denying for sign in _SIGNS):
                continue
            denied = next((c for clause in _DENIED.findall(denying) if (c := _affirmed(clause, affirming))), None)
            if denied and not ANY_DENIAL.search(affirming):
                fix = "say in text what the source says, or quote the words that bear it out"
                yield warning(row, "text", what.format(denied), fix, _RULE)
                break


def _affirmed(clause: str, affirming: str) -> str | None:
    """Give the denied words, if another text has the first of them, or most of all that they tell."""
    words: list[str] = _TELLING.findall(clause)
    has = [_has(affirming, word) for word in words]
    if has and has[0] and clause.startswith(words[0]):
        return words[0]
    return clause.strip() if len(words) >= _FEWEST and 3 * sum(has) >= 2 * len(words) else None


def _has(text: str, word: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word[:_STEM])}", text, re.I))

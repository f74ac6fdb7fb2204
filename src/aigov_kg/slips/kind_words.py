"""Relations of works and deeds beside their own words: a text that replaces another and stands as a response to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE: Final = "kind-of-words"
_SAID: Final = {
    "document-relations": {
        "revises": r"revis(?:es|ed|ing)|replac(?:es|ed|ing)|supersed(?:es|ed|ing)|amend(?:s|ed|ing)",
        "responds-to": r"respon(?:ds|ded|ding|se)|repl(?:ies|ied) to|comment(?:s|ed|ing)? on",
        "supplements": r"supplement(?:s|ed|ing)?|adds? to",
        "requested-by": r"requested by|at the request of|commissioned by",
        "carries-out": r"carr(?:ies|ied|ying) out|implement(?:s|ed|ing)",
        "based-on": r"based (?:on|off)|derived from|converted from",
        "results-from": r"based (?:on|off)|result(?:s|ed|ing) from|outcome of|grew out of|developed out of",
    },
    "actions": {
        "refusal": r"reject(?:s|ed|ing|ion)|refus(?:es|ed|ing|al)|voted not to",
        "suspension": r"bann?(?:s|ed|ing)?|suspend(?:s|ed|ing)|suspension",
        "rename": r"renam(?:es|ed|ing)|(?:revised|changed) to|replac(?:es|ed|ing)",
        "award": r"awarded|award|prize",
        "endorsement": r"accept(?:s|ed|ing)|endors(?:es|ed|ing)|approv(?:es|ed|ing)",
        "proposal": r"propos(?:es|ed|ing|als?)",
        "submission": r"submit(?:s|ted|ting)|submission|contribution",
        "commitment": r"commit(?:s|ted|ting|ment)|agree(?:s|d)|pledg(?:es|ed)",
    },
}
"""Words that say of what kind something is, by kind."""
_BEARING: Final = {"endorsement": re.compile(r"\b(?:support|back|welcom|favou?r)(?:e?s|e?d|ing)?\b", re.I)}
"""Words that bear a kind out, and are used of other kinds too."""
_OBJECT: Final = re.compile(
    r"(?:\b(?:the|this|that|these|those|all|any)|['\u2019]s?) (?:[^\s.;,]+ ){0,3}?"
    r"(?:proposals?|submissions?|contributions?|commitments?|awards?|prizes?|responses?|supplements?)\b",
    re.I,
)
"""What something is done to: in supported the proposal, the verb is the deed, and not the noun."""
_PATTERNS: Final = {
    table: {kind: re.compile(rf"\b(?:{words})\b", re.I) for kind, words in kinds.items()}
    for table, kinds in _SAID.items()
}


def kinds_of_words(reading: Reading) -> Iterator[Finding]:
    """Give the relations and deeds whose quotation, or text, has the words of one other kind, and none of their own."""
    for row in reading.of(*_PATTERNS):
        yield from _other(row, _PATTERNS[row.table])


def _other(row: Row, patterns: dict[str, re.Pattern[str]]) -> Iterator[Finding]:
    kind, words = row.one("kind"), str(row.one("quote") or row.one("text") or "")
    if kind is None or kind.slug not in patterns or not words:
        return
    bearing = _BEARING.get(kind.slug)
    if patterns[kind.slug].search(words) or (bearing and bearing.search(words)):
        return
    deeds = _OBJECT.sub(" ", words)
    said = {slug: match[0] for slug, pattern in patterns.items() if (match := pattern.search(deeds))}
    # Words of several kinds leave open which one is meant.
    if len(set(said.values())) == 1:
        meant, word = next(iter(said.items()))
        where = "quotation" if row.one("quote") else "text"
        what = f"the {where} has '{word}', and the kind is {kind.slug}"
        fix = f"write {meant}, or quote the words that bear it out"
        yield warning(row, "kind", what, fix, _RULE, meant if len(said) == 1 else None)

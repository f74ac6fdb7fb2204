"""Ties beside their own words: who is said to be ahead of whom, a liaison to whom, paid by whom, followed by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE = "direction-of-words"
_AHEAD = re.compile(
    r"\b(?:passe[sd]|outpac(?:e[sd]?|ing)|overt(?:akes?|aken|ook)|surpass(?:e[sd]|ing)?|exceed(?:s|ed|ing)?"
    r"|outnumber(?:s|ed)?|outperform(?:s|ed)?|outstrip(?:s|ped)?|outrank(?:s|ed)?|ahead of|(?:more|larger|higher|better"
    r"|stronger|greater|further)\b[^.;,]{0,60}? than)\b"
)
_BEHIND = re.compile(
    r"\b(?:lag(?:s|ged|ging)? behind|trail(?:s|ed|ing)?|(?:fall|fell|fallen|falls|is|are|was|were) behind"
    r"|ced(?:es?|ed|ing) (?:\w+ )?ground to|(?:fewer|less|smaller|lower|weaker)\b[^.;,]{0,60}? than)\b"
)
_TURNED = re.compile(
    r"\b(?:by|not|never|no|neither|nor|without|hardly|barely|unless|if|while|whereas|but)\b|n't\b", re.I
)
"""Words that turn a comparison round, deny it, or begin another clause."""
_LIAISON = re.compile(r"\b(?:is|are|was|were|becomes?|became) (?:an? )?(?:[\w-]+ ){0,2}liaisons? (?:\w+ )?to\b")
_GIVES = r"(?:fund|financ|pa(?:y|id)|grant|award|sponsor|subsidi[sz])"
_BY_WHOM = {
    "funding": (
        ("payer", "payee"),
        re.compile(
            r"\b(?:(?:co-?)?funded|financed|paid(?: for)?|sponsored|subsidi[sz]ed|supported|backed|granted|awarded|provided"
            r"|given|covered|borne|made possible) (?:\w+ ){0,2}?by\b"
            r"|\b(?:support|funding|funds?|grants?|subsid(?:y|ies)|payments?|money|donations?|sponsorship) (?:of|from|by)\b"
        ),
        re.compile(rf"\b{_GIVES}\w*\b(?! (?:\w+ )?(?:by|of|from)\b)"),
    ),
    "successions": (
        ("to", "from"),
        re.compile(
            r"\b(?:replaced|superseded|succeeded|absorbed|taken over|continued|followed) (?:\w+ )?by\b"
            r"|\b(?:transferred|passed|handed(?: over)?|moved|merged|folded|converted|transformed|renamed|turned)(?: over)?"
            r" (?:in)?to\b"
        ),
        re.compile(
            r"\b(?:replace[sd]?|supersede[sd]?|succeed(?:s|ed)|absorb(?:s|ed)|t(?:ook|akes|aken) over(?: from)?)\b(?! by)"
        ),
    ),
}
"""Ties of who does and to whom it is done: their two columns, what stands before who does, and what stands behind."""
_REACH = 90
PEOPLES = {
    "cn": ("Chinese", "PRC"),
    "us": ("American", "U.S.", "US", "USA"),
    "eu": ("European Union", "EU", "European"),
    "de": ("German",),
    "fr": ("French",),
    "gb": ("British", "UK", "U.K."),
    "jp": ("Japanese",),
    "kr": ("Korean", "South Korea", "Korea"),
    "ru": ("Russian", "Russia"),
    "in": ("Indian",),
    "ca": ("Canadian",),
    "au": ("Australian",),
    "br": ("Brazilian",),
    "fi": ("Finnish",),
    "se": ("Swedish",),
    "no": ("Norwegian",),
    "nl": ("Dutch",),
    "it": ("Italian",),
    "es": ("Spanish",),
    "ch": ("Swiss",),
    "sg": ("Singaporean",),
    "my": ("Malaysian",),
    "sa": ("Saudi",),
    "ae": ("Emirati", "UAE"),
    "tw": ("Taiwanese",),
    "za": ("South African",),
}


def turned_round(reading: Reading) -> Iterator[Finding]:
    """Give the comparisons and other ties whose own words have the two sides the other way round."""
    for row in reading.of("characterisations"):
        trait = row.one("trait")
        if trait is not None and trait.slug == "ahead-in":
            yield from _comparison(reading, row)
    for row in reading.of("liaisons"):
        yield from _liaison(reading, row)
    for row in reading.of(*_BY_WHOM):
        yield from _done_by(reading, row)


def _comparison(reading: Reading, row: Row) -> Iterator[Finding]:
    subject = str(row.one("subject") or "")
    texts = [str(row.one(column) or "") for column in ("text", "quote")]
    for related in map(str, row.values.get("related", ())):
        ours, theirs = named(reading, subject), named(reading, related)
        if ours is None or theirs is None:
            continue
        if any(_above(text, ours, theirs) for text in texts):
            return
        said = next((text for text in texts if _above(text, theirs, ours)), None)
        if said is None and _above_implied(texts[0], ours, theirs):
            said = texts[0]
        if said is not None:
            what = f"the row has {subject} ahead of {related}, and its own words have it the other way: {said[:90]}"
            fix = f"exchange the two: {related} as subject, and {subject} in related"
            yield warning(row, "subject", what, fix, _RULE, related)
            return


def _above(text: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Tell whether a sentence has one ahead of the other: as its subject, or behind what says that the other lags."""
    for pattern, first, second in ((_AHEAD, one, other), (_BEHIND, other, one)):
        for match in pattern.finditer(text):
            before, after = text[: match.start()], text[match.end() :].split(". ", maxsplit=1)[0]
            # In terms of members, China passed ...: the subject stands behind the comma.
            clause = before.rpartition(", ")[2]
            before = before if first.match(before) else clause
            begins, ends = first.match(before), second.search(after)
            # The one compared is the subject: the sentence begins with it, and nothing turns round what follows.
            if begins and ends and not _TURNED.search(before[begins.end() :] + match[0] + after[: ends.start()]):
                return True
    return False


def _above_implied(text: str, ours: re.Pattern[str], theirs: re.Pattern[str]) -> bool:
    """Tell whether a text without a subject, which is therefore that of the row, is ahead of this very subject."""
    for match in _AHEAD.finditer(text):
        before, ends = text[: match.start()], ours.search(text[match.end() :].partition(". ")[0])
        # Ahead of ..., Appeared to outpace ...: what begins with a name has a subject of its own.
        begins = re.fullmatch(r"(?:[A-Z]\w+ed(?: [a-z]\w*)* )?", before)
        if ends and begins and not theirs.search(before):
            return not _TURNED.search(before + match[0] + text[match.end() :][: ends.start()])
    return False


def _liaison(reading: Reading, row: Row) -> Iterator[Finding]:
    quote, one, other = str(row.one("quote") or ""), str(row.one("from") or ""), str(row.one("to") or "")
    tie = _LIAISON.search(quote)
    sides = named(reading, one), named(reading, other)
    if not tie or sides[0] is None or sides[1] is None:
        return
    before, after = quote[: tie.start()], quote[tie.end() :]
    right = sides[0].search(before) and sides[1].search(after)
    if not right and sides[1].search(before) and sides[0].search(after):
        what = f"the quotation has {other} as a liaison to {one}, and the row the other way: {quote[:90]}"
        fix = f"exchange the two: {other} in from, and {one} in to"
        yield warning(row, "from", what, fix, _RULE, other)


def _done_by(reading: Reading, row: Row) -> Iterator[Finding]:
    """Tell a tie whose quotation has as the one who does, funded by X, the one to whom it is done."""
    (doer, other), by, does = _BY_WHOM[row.table]
    quote, one, two = str(row.one("quote") or ""), str(row.one(doer) or ""), str(row.one(other) or "")
    ours, theirs = (named(reading, one), named(reading, two)) if quote and one and two else (None, None)
    if ours is None or theirs is None:
        return
    behind = [re.split(r"[.;]", quote[match.end() :], maxsplit=1)[0][:_REACH] for match in by.finditer(quote)]
    turned = any(theirs.search(text) for text in behind) and not any(ours.search(text) for text in behind)
    active = [(quote[: m.start()], quote[m.end() :]) for m in does.finditer(quote)] if not behind else []
    turned |= any(theirs.match(before) and ours.search(after) for before, after in active)
    if turned and not any(ours.match(before) for before, _ in active):
        what = f"the quotation has {two} in the place of {doer}, and the row has {one} there: {quote[:90]}"
        yield warning(row, doer, what, f"exchange the two: {two} in {doer}, and {one} in {other}", _RULE, two)


def named(reading: Reading, row_id: str) -> re.Pattern[str] | None:
    """Give a pattern of the names of a thing, with an article before it, or None where no row has this id."""
    row = reading.rows.get(row_id)
    if row is None:
        return None
    names = [str(v) for column in ("name_en", "name", "designation", "aliases") for v in row.values.get(column, ())]
    names += PEOPLES.get(row_id, ())
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if len(name) > 1)
    return re.compile(rf"(?:[Tt]he )?(?<!\w)(?:{listed})(?!\w)") if listed else None

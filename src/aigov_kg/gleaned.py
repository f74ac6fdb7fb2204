"""What the text of a document says of what it is about, in so many words: a new firm, a new item, a listing, a work.

Only names, dates, places and a sentence to quote are taken, and only where the text has one such thing; what it means,
a role or a reason, is for the reader.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from typing import Final

from aigov_kg.meant import Meant
from aigov_kg.tables import Reading

_MONTH: Final = "|".join(name for name in calendar.month_name if name)
_DATE: Final = (
    rf"(?:\d{{1,2}} )?(?:(?:{_MONTH}) )?(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?|(?:{_MONTH}) \d{{1,2}}, (?:19|20)\d\d"
)
_WORD: Final = r"[A-Z][\w&'\u2019-]*"
_FIRM: Final = re.compile(
    rf"(?:{_WORD} (?:(?:and|of|&) )?)*{_WORD},? "
    r"(?:(?:\(Group\) )?(?:Group )?Co\.,? ?Ltd\.?|Ltd\.?|Limited|Inc\.?|Corp\.?|Corporation|LLC|GmbH|AG|[PO]?JSC|plc|S\.A\.|AB|Oy)(?!\w)"
)
_BEFORE: Final = re.compile(rf"^(?:(?:The|In|On|By|For|Since|After|When|While|As|A|An|And|But|{_MONTH}|\S+-based) )+")
_BRACKET: Final = re.compile(r" \(([^()]{2,80})\)")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
_CALLED: Final = re.compile(r"[\"\u201c]([^\"\u201d]{2,40})[\"\u201d]")
_ITEM: Final = re.compile(
    r"\b(?:ISO/IEC|ISO|IEC|ITU-T|ITU-R|IEEE|ETSI|GB/T|GB)(?: ?/?(?:TR|TS|PAS))? (?!(?:JTC|TC|SC|WG|SG|FG|AG)\b)(?:[A-Z]{1,3}[. ])?P?\d[\d.-]*\d(?:-\d+)?"
)
_TITLE: Final = re.compile(r"(?:,| \() ?[\"\u201c]([^\"\u201d]{3,200}?),?[\"\u201d]")
_GROUP: Final = r"(?:JTC|TC|SC|WG|SG|JWG|AG) ?\d+"
_BODY: Final = re.compile(
    rf"(?:(?:ISO/IEC|ISO|IEC|ITU-T|CEN|ETSI) )?{_GROUP}(?:/ ?{_GROUP})*|(?:ITU-T )?Study Group \d+"
)
_PUT: Final = re.compile(r"\b(?:added|put|placed|named|listed|designated|entered|blacklisted)\b")
_NOTICE: Final = re.compile(r"\b\d{2} FR \d{2,6}\b")
"""Number of a notice in the Federal Register, which puts parties on lists of the United States."""
_DOES: Final = r"(?:led|leads|leading|edits|edited|editing|proposes|proposed|drafts|drafted|writes|wrote|written)"
_FIRM_WORD: Final = r"(?:[Ii]t|[Tt]he (?:company|firm|group|developer|maker|manufacturer|vendor|supplier|start-up))"
"""What stands for a firm before a verb."""
_NOT: Final = re.compile(
    r"\b(?:not|never|no longer|removed|delisted|den(?:y|ies|ied)|reportedly|allegedly|said to|claims?|claimed|according to|(?-i:may)|might|would)\b",
    re.I,
)
"""Words of a sentence that does not simply state."""
_ON: Final = re.compile(rf"\b(?:on|in|since|from) ({_DATE})\b")
_SINCE: Final = re.compile(rf"\b[Ss]ince ({_DATE})\b")
_GOES_ON: Final = re.compile(r"\b(?:has|have|is|are)\b")
_STOP: Final = re.compile(
    r"(?<!\bCo\.)(?<!\bLtd\.)(?<!\bInc\.)(?<!\bCorp\.)(?<!\bNo\.)(?<!\bp\.)(?<=[.!?]) (?=[A-Z(\[])"
)
_MARK: Final = re.compile(r"[(\[](?:p\.|pp\.|page) ?(\d+)[)\]]")
_MOST: Final = 200

_NAMED: Final = frozenset({"organisations", "documents"})
Cells = dict[str, dict[str, str]]
"""Cells by table and column."""
Told = tuple[str, list[str]]
"""A sentence, with its page if one is printed."""


def glean(reading: Reading, text: str, names: Sequence[str]) -> Cells:
    """Give cells of a starter that a text has, by table; `names` are those in it that things of the graph bear."""
    meant = Meant(reading)
    classes = {name: str(reading.rows[row].one("class")) for name in names if (row := meant.called(name, _NAMED))}
    lists = [name for name, of in classes.items() if of == "RestrictionList"]
    firms = [name for name, of in classes.items() if of == "Company"]
    told = list(_sentences(text))
    plain = [(sentence, page) for sentence, page in told if not _NOT.search(sentence)]
    firm = _firm(meant, " ".join(sentence for sentence, _ in told))
    called = [name for name in (firm.get(column, "") for column in ("aliases", "name_en")) if name]
    work = _work(plain, called, alone=not firms)
    return {
        "organisations": firm,
        **_item(meant, told, work.get("object", "")),
        "listings": _listing(plain, told, lists, called, firms),
        "participations": work,
    }


def _listing(
    plain: Sequence[Told], told: Sequence[Told], lists: Sequence[str], called: Sequence[str], firms: Sequence[str]
) -> dict[str, str]:
    """Give a listing that one sentence states; of whom, only where no other firm is named beside the new one."""
    found = [(s, page) for s, page in plain if len(lists) == 1 and lists[0] in s and _PUT.search(s)]
    if len(found) != 1:
        return {}
    ((sentence, page),) = found
    own = any(re.search(rf"{re.escape(name)}(?!['\u2019\w])", sentence) for name in called)
    party = called[:1] if own and not any(name in sentence for name in firms) else []
    numbers = _NOTICE.findall(" ".join(s for s, _ in told))
    quote = [sentence.rstrip(".")] if len(sentence) <= _MOST else []
    return _given(party=party, list=lists, start=_ON.findall(sentence), instrument=numbers, quote=quote, page=page)


def _work(told: Sequence[Told], called: Sequence[str], alone: bool) -> dict[str, str]:
    """Give the work on an item that one sentence states; which role it is, is for the reader.

    Args:
        called: the names of the firm that the text is about.
        alone: no other firm is named in the text, so that a word like company can only stand for this one.
    """
    who = "|".join([*map(re.escape, called), *([_FIRM_WORD] if alone else [])]) if called else "(?!)"
    acts = re.compile(rf"\b(?:{who})(?: \([^)]*\))?(?: [a-z]+){{0,2}} {_DOES}\b")
    found = [(s, page, items) for s, page in told if re.search(rf"\b{_DOES}\b", s) and (items := _ITEM.findall(s))]
    if len(found) != 1:
        return {}
    ((sentence, page, items),) = found
    since = _SINCE.findall(sentence)
    goes_on = ["ongoing"] if since and _GOES_ON.search(sentence) else []
    actor = called[:1] if acts.search(sentence) else []
    return _given(actor=actor, object=items, start=since, end_kind=goes_on, page=page)


def _item(meant: Meant, told: Sequence[Told], worked_on: str) -> Cells:
    """Give the new item that the work is about, or the only one that a text names, and its group if that is new too."""
    new = {item: s for s, _ in told for item in _ITEM.findall(s) if not meant.called(item, {"work-items"})}
    item = worked_on if worked_on in new else next(iter(new), "") if len(new) == 1 else ""
    if not item:
        return {}
    sentence = new[item]
    title = _TITLE.match(sentence, sentence.find(item) + len(item))
    groups = list(dict.fromkeys(group.replace("/ ", "/") for group in _BODY.findall(sentence)))
    known = known_groups(meant, sentence)
    cells = _given(designation=[item], title_en=[title[1]] if title else [], body=groups)
    return {"work-items": cells, "bodies": _given(designation=[] if known else groups)}


def known_groups(meant: Meant, text: str) -> list[str]:
    """Give the groups of which a text has the whole designation, and which the graph has."""
    groups = dict.fromkeys(group.replace("/ ", "/") for group in _BODY.findall(text))
    return [g for g in groups if meant.called(g, {"bodies"}) or meant.designated(g, {"bodies"})]


def without_designations(text: str) -> str:
    """Leave out the designations of groups and items, of which a part is no name by itself."""
    return _BODY.sub(" ; ", _ITEM.sub(" ; ", text))


def known_items(meant: Meant, text: str) -> list[str]:
    """Give the items that a text names and the graph has."""
    return [item for item in dict.fromkeys(_ITEM.findall(text)) if meant.called(item, {"work-items"})]


def _given(**cells: Sequence[str]) -> dict[str, str]:
    """Keep the cells for which there is one text."""
    return {name: texts[0] for name, texts in cells.items() if len(set(texts)) == 1}


def _firm(meant: Meant, text: str) -> dict[str, str]:
    """Give the one firm that has its legal form behind its name and is new: its names, and what brackets call it."""
    found: dict[str, int] = {}
    for match in _FIRM.finditer(text):
        name = _BEFORE.sub("", match[0])
        if not meant.called(name, {"organisations"}):
            found.setdefault(name, match.end())
    if len(found) != 1:
        return {}
    ((name, end),) = found.items()
    bracket = _BRACKET.match(text, end)
    inside = bracket[1] if bracket else ""
    cells = {"class": "Company", "name_en": name}
    return cells | _given(name_zh=_CHINESE.findall(inside), aliases=_CALLED.findall(inside))


def _sentences(text: str) -> Iterator[Told]:
    """Give the sentences of a text, each with the page that is printed before or behind it, if one is."""
    at_line = ""
    for paragraph in re.split(r"\n\s*\n", text):
        if mark := re.match(r"\s*\[(?:p\.|page) ?(\d+)\][ \t]*\n", paragraph):
            at_line = mark[1]
        words = " ".join(paragraph[mark.end() if mark else 0 :].split())
        behind, found = "", list[Told]()
        for piece in reversed(_STOP.split(words)):
            behind = own[1] if (own := _MARK.search(piece)) else behind
            sentence = _MARK.sub("", piece).strip()
            if sentence:
                found.append((sentence, [page] if (page := at_line or behind) else []))
        yield from reversed(found)

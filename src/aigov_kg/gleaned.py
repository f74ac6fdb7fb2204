"""What the text of a document says of what it is about, in so many words: a new firm, a new item, a listing, a work.

Only names, dates, places and a sentence to quote are taken, and only where the text has one such thing; what it means,
a reason or the part in a work, is for the reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from aigov_kg.clauses import COMMENT, GOES_ON, MONTH, NOT, SINCE, Told, given, sentences
from aigov_kg.gleaned_listing import listing
from aigov_kg.gleaned_seats import employer, persons, seat
from aigov_kg.meant import Meant
from aigov_kg.tables import Reading, Row

_WORD: Final = r"[A-Z][\w&'\u2019-]*"
_FIRM: Final = re.compile(
    rf"(?:{_WORD} (?:(?:and|of|&) )?)*{_WORD},? "
    r"(?:(?:\(Group\) )?(?:Group )?Co\.,? ?Ltd\.?|Ltd\.?|Limited|Inc\.?|Corp\.?|Corporation|LLC|GmbH|AG|[PO]?JSC|plc|S\.A\.|AB|Oy)(?!\w)"
)
_FORM_FIRST: Final = re.compile(r"\b(?:[COP]?JSC|OOO|PAO|ZAO|AO|PT) ((?:[A-Z][\w&-]*)(?: [A-Z][\w&-]*)*)")
_BEFORE: Final = re.compile(rf"^(?:(?:The|In|On|By|For|Since|After|When|While|As|A|An|And|But|{MONTH}|\S+-based) )+")
_BRACKET: Final = re.compile(r" \(([^()]{2,80})\)")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
_CALLED: Final = re.compile(r"[\"\u201c]([^\"\u201d]{2,40})[\"\u201d]")
_ITEM: Final = re.compile(
    r"\b(?:ISO/IEC|ISO|IEC|ITU-T|ITU-R|IEEE|ETSI|GB/T|GB)(?: ?/?(?:TR|TS|PAS))? (?!(?:JTC|TC|SC|WG|SG|FG|AG)\b)(?:[A-Z]{1,3}[. ])?P?\d[\d.-]*\d(?:-\d+)?"
    r"|(?<=Recommendation )[A-Z]\.\w[\w.-]*\w"
)
_TITLE: Final = re.compile(r"(?:,| \() ?[\"\u201c]([^\"\u201d]{3,200}?),?[\"\u201d]")
_PERSON: Final = re.compile(
    r"(?<=, )[A-Z][\w'\u2019-]+(?: [A-Z]\.)?(?: [A-Z][\w'\u2019-]+){1,2}(?=,? (?:has|is|was)\b)"
)
_SEAT: Final = re.compile(
    r"\b(?:(?:has|have) its (?:seat|headquarters)|headquartered|based|seated) in ((?:[A-Z][\w.'\u2019-]+(?:, | )?)+)"
)
_FROM_THERE: Final = re.compile(
    r"\b(?:an?|the) ([A-Z][\w-]+(?: [A-Z][\w-]+)?)(?: [a-z-]+)? (?:company|firm|group|developer|maker|manufacturer|vendor|supplier|start-up)\b"
)
_GROUP: Final = r"(?:JTC|TC|SC|WG|SG|JWG|AG) ?\d+"
_BODY: Final = re.compile(
    rf"(?:(?:ISO/IEC|ISO|IEC|ITU-T|CEN|ETSI) )?{_GROUP}(?:/ ?{_GROUP})*|(?:ITU-T )?Study Group \d+"
)
_DOES: Final = r"(?:led|leads|leading|edits|edited|editing|proposes|proposed|drafts|drafted|writes|wrote|written)"
_FIRM_WORD: Final = r"(?:[Ii]t|[Tt]he (?:company|firm|group|developer|maker|manufacturer|vendor|supplier|start-up))"
"""What stands for a firm before a verb."""
_NAMED: Final = frozenset({"organisations", "documents"})
Cells = dict[str, dict[str, str]]
"""Cells by table and column; those of a list that is new, under `lists`."""


def glean(reading: Reading, text: str, names: Sequence[str]) -> Cells:
    """Give cells of a starter that a text has, by table; `names` are those in it that things of the graph bear."""
    meant = Meant(reading)
    classes = {name: str(reading.rows[row].one("class")) for name in names if (row := meant.called(name, _NAMED))}
    firms = [name for name, of in classes.items() if of == "Company"]
    told = list(sentences(text))
    plain = [(sentence, page) for sentence, page in told if not NOT.search(sentence)]
    firm = _firm(meant, text)
    called = [name for name in (firm.get(column, "") for column in ("aliases", "name_en")) if name]
    firm |= _country(reading, meant, [sentence for sentence, _ in plain], called)
    work = _work(meant, plain, called, alone=not firms)
    listed, new_list = listing(reading, meant, text, told, called, firms)
    tenure = seat(reading, meant, plain, called)
    return {
        "organisations": firm,
        **_item(meant, told, work.get("object", "")),
        "persons": persons(meant, tenure, called),
        "listings": listed,
        "lists": new_list,
        "tenures": tenure,
        "participations": work,
    }


def _work(meant: Meant, told: Sequence[Told], called: Sequence[str], alone: bool) -> dict[str, str]:
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
    # What is said of somebody in one half of a sentence gives the other half no day.
    half = next(half for half in sentence.split(";") if items[0] in half)
    since = SINCE.findall(half)
    goes_on = ["ongoing"] if since and GOES_ON.search(half) else []
    people = set(_PERSON.findall(sentence)) if re.match(rf" s?he(?: [a-z]+)? {_DOES}\b", half) else set()
    actor = list(people) or (called[:1] if acts.search(half) else [])
    cells = given(actor=actor, object=items, start=since, end_kind=goes_on, page=page)
    return cells | (employer(meant, sentence, actor[0], called) if len(people) == 1 else {})


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
    cells = given(designation=[item], title_en=[title[1]] if title else [], body=groups)
    return {"work-items": cells, "bodies": given(designation=[] if known else groups)}


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


def _firm(meant: Meant, text: str) -> dict[str, str]:
    """Give the one firm that has its legal form with its name and is new: its names, and what else the text calls it."""
    # A headline has no full stop, and its last word is none of a name.
    words = "\n".join(sentence for sentence, _ in sentences(text))
    found: dict[str, int] = {}
    for match in (*_FIRM.finditer(words), *_FORM_FIRST.finditer(words)):
        name = _BEFORE.sub("", match[0])
        if not meant.called(name, {"organisations"}):
            found.setdefault(name, match.end())
    if len(found) != 1:
        return {}
    ((name, end),) = found.items()
    bracket = _BRACKET.match(words, end)
    inside = bracket[1] if bracket else ""
    bare = _FORM_FIRST.fullmatch(name)
    # The short name is one where the text uses it by itself.
    alone = [bare[1]] if bare and re.search(rf"\b{re.escape(bare[1])}\b", words.replace(name, "")) else []
    cells = {"class": "Company", "name_en": name}
    return cells | given(name_zh=_CHINESE.findall(inside), aliases=_CALLED.findall(inside) or alone)


def _country(reading: Reading, meant: Meant, plain: Sequence[str], called: Sequence[str]) -> dict[str, str]:
    """Give the country that the text prints of the firm; a city says it only where the graph has its country."""
    own = [sentence for sentence in plain if any(name in sentence for name in called)]
    printed = [place for sentence in own for place in _SEAT.findall(sentence)]
    for name in called:
        apposed = re.compile(rf"{re.escape(name)}(?: \([^)]*\))?, {_FROM_THERE.pattern}")
        printed += [place for sentence in own for place in apposed.findall(sentence)]
    countries = set[str]()
    for place in printed:
        last = place.strip(" ,.").rpartition(", ")[2]
        row = reading.rows.get(meant.called(last, {"jurisdictions"}) or "")
        while row and not _is_country(row) and row.one("part_of"):
            row = reading.rows.get(str(row.one("part_of")))
        if not row or not _is_country(row):
            return {f"{COMMENT}country": f"the text says {last}, not of which country"}
        countries.add(str(row.one("name_en")))
    return given(country=list(countries))


def _is_country(row: Row) -> bool:
    return getattr(row.one("kind"), "slug", "") == "country"

"""The seat that one sentence of a text states: who has been chair or rapporteur of what since when, and whose employee that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from aigov_kg.clauses import COMMENT, DATE, SINCE, Told, given
from aigov_kg.ids import slug
from aigov_kg.meant import Meant
from aigov_kg.tables import Reading

_NAME: Final = r"[A-Z][\w'\u2019-]+(?: (?:[A-Z]\.|van|von|de|der|bin|al))*(?: [A-Z][\w'\u2019-]+){1,2}"
_FIRM: Final = r"(?:[A-Z][\w&-]* )*[A-Z][\w&-]*"
_IS: Final = (
    r"(?:,? who)?,? (has been|have been|is|was|became|served as|serves as|has served as)(?: elected| appointed)?"
)
_PART: Final = re.compile(r"\b(?:of|at|from|by|with|for|and)(?: the)?(?: [A-Z][\w&.-]*)* $")
"""Before a name, that it only tells whose or with whom somebody is."""
_FROM: Final = re.compile(rf"\bfrom ({DATE}) (?:to|until) ({DATE})\b")
_LONGEST: Final = 8


def seat(reading: Reading, meant: Meant, plain: Sequence[Told], called: Sequence[str]) -> dict[str, str]:
    """Give the cells of a tenure that one sentence states.

    Args:
        plain: sentences without hearsay and denials.
        called: the names of the firm that the text is about.
    """
    roles = dict(_roles(reading))
    ordered = "|".join(re.escape(role) for role in sorted(roles, key=len, reverse=True))
    who = "|".join([*map(re.escape, called), _NAME])
    pattern = re.compile(
        rf"\b({who})(?: (?:of|at|from) {_FIRM})?{_IS} (?:an? |the )?({ordered}) (?:of|for|in) (?:the )?(.*)"
    )
    found = [
        (s, page, m)
        for s, page in plain
        if (m := pattern.search(s)) and not _PART.search(s[: m.start()]) and _body(meant, m[4])
    ]
    if len(found) != 1:
        return {}
    ((words, page, match),) = found
    terms = _FROM.findall(words)
    since = [start for start, _ in terms] or SINCE.findall(match[4].partition(";")[0])
    goes_on = bool(since) and not terms and match[2] in {"has been", "have been", "is", "has served as"}
    return given(
        holder=[match[1]],
        role=[roles[match[3]]],
        body=[_body(meant, match[4])],
        start=since,
        end=[end for _, end in terms],
        end_kind=["ongoing"] if goes_on else [],
        page=page,
    ) | employer(meant, words, match[1], called)


def employer(meant: Meant, words: str, person: str, called: Sequence[str]) -> dict[str, str]:
    """Give the firm of which a person is called one in a sentence, with the words that say so."""
    name = re.escape(person)
    said_so = rf"\b({_FIRM})['\u2019]s [a-z][a-z -]*,? {name}\b|\b{name}(?:, [a-z -]+)? (?:of|at|from) ({_FIRM})"
    for said in re.finditer(said_so, words):
        firm = said[1] or said[2]
        if firm in called or meant.called(firm, {"organisations"}):
            return {"on_behalf_of": firm, f"{COMMENT}on_behalf_of": f"compare: {said[0]}"}
    return {}


def persons(meant: Meant, tenure: dict[str, str], called: Sequence[str]) -> dict[str, str]:
    """Give the cells of the person in a seat who is new."""
    holder = tenure.get("holder", "")
    # A secretariat is as a rule an organisation.
    other = tenure.get("role") == "secretariat" or any(holder in name for name in called)
    is_new = holder and not other and not meant.called(holder, {"persons", "organisations"})
    return {"name": holder} if is_new else {}


def _roles(reading: Reading) -> Iterator[tuple[str, str]]:
    """Give the roles by their labels."""
    tables = reading.tables
    for scheme in tables.columns["tenures"]["role"].allowed_schemes:
        for concept in tables.vocabularies.schemes[scheme].values():
            yield concept.label.lower(), concept.slug
            yield concept.slug.replace("-", " "), concept.slug


def _body(meant: Meant, text: str) -> str:
    """Give the words at the beginning of a text that are a group of the graph: the most that are."""
    words = re.split(r"[,;]|\.$", text)[0].split()[:_LONGEST]
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        if meant.called(name, {"bodies"}) or meant.designated(name, {"bodies"}):
            return name
        # ITU-T Question 5/16 is Question 5/16 if that is one of ITU-T.
        owner, _, rest = name.partition(" ")
        if rest and (meant.called(rest, {"bodies"}) or "").startswith(f"{slug(owner)}-"):
            return rest
    return ""

"""Organisations and events beside their names: a university that stands as a company, a workshop as a plenary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE, _KIND = "class-of-name", "kind-of-name"
_ACADEMIC, _COMPANY, _PUBLIC, _CIVIL = "AcademicOrganisation", "Company", "PublicBody", "CivilSocietyOrganisation"
_GROUP, _PROGRAMME, _SCHEME = "ActorGroup", "Programme", "FundingScheme"
_SETTING = {
    "StandardsOrganisation",
    "NationalStandardsBody",
    "EuropeanStandardsOrganisation",
    "StandardsConsortium",
}
"""Those that set standards go by many names: union, institute, administration, association."""
_JOINED = {_CIVIL, _PUBLIC, *_SETTING}
_LEARNED = {_ACADEMIC, _PUBLIC, _CIVIL, *_SETTING}
_HEADS: dict[str, tuple[str, set[str]]] = {
    "university|college|universität|université": (_ACADEMIC, {_ACADEMIC}),
    "academy": (_ACADEMIC, {_ACADEMIC, _PUBLIC, _CIVIL}),
    "institute": (_ACADEMIC, _LEARNED),
    "ministry|bureau|department|congress|parliament|agency": (_PUBLIC, {_PUBLIC}),
    "administration|commission|authority": (_PUBLIC, {_PUBLIC, *_SETTING}),
    "committee|council|office|nations": (_PUBLIC, _JOINED),
    "association|federation|society|foundation|union|alliance|consortium|chamber": (_CIVIL, _JOINED),
    "project|initiative|programme|program": (_PROGRAMME, {_PROGRAMME, _SCHEME, *_SETTING}),
    "subsidy|prize|award": (_SCHEME, {_SCHEME, _PROGRAMME}),
    "companies|enterprises|experts|critics|associations|organisations|organizations|institutes|agencies|committees"
    "|ministries|countries|governments|officials|universities|observers|entities|groups": (_GROUP, {_GROUP}),
}
"""What a name is at its head, the usual class for it, and those that it may have."""
_NAMED = {word: fitting for words, fitting in _HEADS.items() for word in words.split("|")}
_FIRM = re.compile(r"(?:\b(?:Corporation|Corp|Incorporated|Inc|Co|Ltd|Limited|LLC|GmbH|plc|S\.A|AG)\.?|公司)$")
_CHINESE = {"大学": (_ACADEMIC, {_ACADEMIC}), "部": (_PUBLIC, {_PUBLIC}), "局": (_PUBLIC, {_PUBLIC})}
_FOLLOWED = re.compile(r" (?:of|for|on|at|in|that|which|who|to|from|toward|with|made)\b|[,(:]")
"""What begins the part of a name that tells more of what stands before it."""
_ANY_KIND = "meeting"
"""What every kind of event is too."""
_NEAREST = re.compile(r"\b(?:nearest|not stated|not say|not known)\b")


def classes_of_names(reading: Reading) -> Iterator[Finding]:
    """Give the organisations whose name says that they are of another class."""
    firms = {str(row.one("name_en")): row.id for row in reading.of("organisations") if row.one("class") == _COMPANY}
    unsaid = reading.tables.tables["organisations"].unsaid
    for row in reading.of("organisations"):
        own, note = str(row.one("class") or ""), str(row.one("note") or "")
        said = _said(row)
        # Where no source says which, the name alone does not either.
        if said is None or own in {"", unsaid} or (own == _COMPANY and _begins_with_firm(row, firms)):
            continue
        word, usual, fitting = said
        # A note that the class is the nearest one clears what the name alone would not have: a firm's institute.
        if own in fitting or (_NEAREST.search(note) and usual not in {_COMPANY, _GROUP} and "University" not in word):
            continue
        what = f"the name has '{word}', and the class is {own}"
        fix = f"write {usual}" + (" or the class that fits" if len(fitting) > 1 else "")
        yield warning(row, "class", what, f"{fix}, or say in note why it is {own}", _RULE, usual)


def _begins_with_firm(row: Row, firms: dict[str, str]) -> bool:
    """Tell whether a name begins with that of a firm, of which it is a branch: China Mobile Research Institute."""
    words = str(row.one("name_en") or "").split()
    return any(firms.get(" ".join(words[:end]), row.id) != row.id for end in range(1, len(words)))


def kinds_of_names(reading: Reading) -> Iterator[Finding]:
    """Give the events whose name has the word of another kind, and not that of their own."""
    slugs = set(reading.tables.vocabularies.slugs(reading.tables.columns["events"]["kind"].allowed_schemes))
    for row in reading.of("events"):
        own = row.one("kind")
        words = set(re.findall(r"[a-z]+", str(row.one("name_en") or "").lower()))
        said = slugs & words - {_ANY_KIND}
        if own is not None and len(said) == 1 and not said & {own.slug, *own.slug.split("-")}:
            (meant,) = said
            what = f"the name has '{meant}', and the kind is {own.slug}"
            yield warning(row, "kind", what, f"write {meant}, or say in note why it is {own.slug}", _KIND, meant)


def _said(row: Row) -> tuple[str, str, set[str]] | None:
    """Give the word of a name that tells a class, the usual class for it, and all that it may have."""
    names = [str(n) for column in ("name_en", "name_zh", "aliases") for n in row.values.get(column, ())]
    for name in names:
        # The research branch of a corporation is no firm for the corporation's sake.
        if (firm := _FIRM.search(name)) and " of " not in name:
            return firm[0], _COMPANY, {_COMPANY}
    name = str(row.one("name_en") or "")
    head = _FOLLOWED.split(name, maxsplit=1)[0].split()
    # The word at the end of the head is what it is: CAS Institute of Automation; Mercator Foundation.
    if head and (fitting := _NAMED.get(head[-1].lower())):
        return head[-1], *fitting
    chinese = str(row.one("name_zh") or "")
    ending = next((end for end in _CHINESE if chinese.endswith(end)), None)
    return (ending, *_CHINESE[ending]) if ending else None

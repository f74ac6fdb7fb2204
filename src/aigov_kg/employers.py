"""Persons of a file of facts who act or hold a seat, and whose employer is known: whether they act for it must be said.

A role of a person alone is none of the firm, and the firm's answers lack it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from aigov_kg.dates import Span, parse
from aigov_kg.drafting import Draft
from aigov_kg.tables import Reading, Row

_TIES: Final = frozenset({"staff", "affiliated", "researcher", "consultant", ""})
"""Categories of a membership that tie a person to an organisation as its own."""
_WHO: Final = {"tenures": "holder", "participations": "actor"}
_DAYS: Final = ("start", "end", "attested")


def unnamed_employers(drafts: Iterable[Draft], reading: Reading) -> Iterator[tuple[Draft, str]]:
    """Give the roles in which `on_behalf_of` is blank, each with the employer of the person at the time.

    Whoever wrote a paper has not thereby acted for anybody.
    """
    rows = list(drafts)
    ties = [*(_cells(d) for d in rows if d.table == "memberships"), *map(_held, reading.of("memberships"))]
    for draft in rows:
        who = draft.cells[_WHO[draft.table]] if draft.table in _WHO else ""
        person, work = reading.rows.get(who), reading.rows.get(draft.cells.get("object", ""))
        written = work is not None and work.table == "documents"
        if not person or person.table != "persons" or draft.cells["on_behalf_of"] or written:
            continue
        for tie in ties:
            body = reading.rows.get(tie["body"])
            employs = body is not None and body.table == "organisations" and tie["category"] in _TIES
            if tie["member"] == who and employs and _may_meet(_cells(draft), tie):
                yield draft, tie["body"]
                break


def _cells(draft: Draft) -> Mapping[str, str]:
    return draft.cells


def _held(row: Row) -> Mapping[str, str]:
    names = ("member", "body", "category", *_DAYS)
    texts = {n: [getattr(v, "slug", getattr(v, "text", str(v))) for v in row.values.get(n, ())] for n in names}
    return {name: "|".join(held) for name, held in texts.items()}


def _may_meet(role: Mapping[str, str], tie: Mapping[str, str]) -> bool:
    """Tell whether a role and an employment can have been at one time: neither was over before the other began."""
    return not (_over(role, tie) or _over(tie, role))


def _over(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    end = next(iter(_spans(one["end"])), None)
    known = [*_spans(other["start"]), *_spans(other["attested"])]
    first = [span.earliest for span in known if span.earliest]
    return bool(end and end.latest and first and end.latest < min(first))


def _spans(text: str) -> Iterator[Span]:
    for part in text.split("|") if text else ():
        try:
            yield parse(part)
        except ValueError:
            # It is told where the cell is looked at.
            continue

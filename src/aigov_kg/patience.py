"""Patience: from when on a query is a long one, which of the long ones gives way, and when each is ended.

The pool (`aigov_kg.pool`) runs long queries apart from the others, and only some at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aigov_kg.exchange import Request
from aigov_kg.link import Link
from aigov_kg.settings import Settings

_TRUSTED: Final = 2
_TRUSTED_PATIENCE: Final = 10
_FRESH: Final = 2
_MUCH: Final = 2
_APART, _LATER = 0.04, 0.5


def patience(link: Link, request: Request, long: int, settings: Settings) -> float:
    """Give the seconds of processor time after which a query is long: the more there are of such, the less.

    Were it shared among all that are at work, many queries of some milliseconds would make each other long. And a
    fresh worker copies the memory that it shares wherever the engine counts references there; were that held
    against its first query, it would be replaced by another fresh one.

    Args:
        long: how many long queries are running.
    """
    if request.trusted:
        return settings.patience * _TRUSTED_PATIENCE
    if not (long or link.warm):
        return settings.patience * _FRESH
    return settings.patience / (1 + long)


def allowed(request: Request, settings: Settings) -> int:
    """Give how many long queries may run at a time when this one is to be another; a few more where it is one of ours."""
    return settings.long_queries + (_TRUSTED if request.trusted else 0)


def giving_way(link: Link, links: Iterable[Link], settings: Settings) -> Link:
    """Give the link whose query is ended where one more became long than may run.

    Whoever has had much gives way to who has had little: else a few endless ones would keep out all others.
    """
    rivals = (other for other in links if other.long and not other.ours and not other.answered)
    most = max(rivals, key=lambda other: other.spent(), default=link)
    return most if most.spent() > _MUCH * settings.patience else link


def apart(deadline: float, links: Iterable[Link], settings: Settings) -> float:
    """Give the first time from a deadline on at which no other long query ends, at most half a second later.

    Args:
        deadline: seconds on the clock of the event loop, as is the result.
    """
    between = min(_APART, _LATER / max(1, settings.long_queries + _TRUSTED))
    for end in sorted(link.ends for link in links if link.long):
        if abs(end - deadline) < between:
            deadline = end + between
    return deadline

"""Days as they are asked for: a clock means one day, and a year or a month stands for its last.

Whoever asks what held in 2021 mostly wants how the year ended, and whoever asks what was known by 2021 all that was said
in it. Where a span is asked for, a year or a month begins it with its first day. The answer says what was read.
"""

from __future__ import annotations

import re

from aigov_kg.dates import parse
from aigov_kg.errors import UsageError

PATTERN = "^[0-9]{4}(-[0-9]{2}){0,2}$"
MEANT = "a year or a month means its last day"


def day_of(text: str, *, first: bool = False) -> str:
    """Read a day written as YYYY-MM-DD; YYYY and YYYY-MM give their last day, or their first.

    Raises:
        UsageError: it is none of them.
    """
    try:
        span = parse(text) if re.fullmatch(PATTERN, text, re.A) else None
    except ValueError:
        span = None
    day = None if span is None else span.earliest if first else span.latest
    if day is None:
        means = MEANT.replace("last", "first") if first else MEANT
        raise UsageError(
            f"'{text[:60]}' is not a day; write it as YYYY-MM-DD, for example 2020-08-01, or as YYYY or YYYY-MM: {means}"
        )
    return day.isoformat()


def read_as(name: str, text: str, day: str) -> str:
    """Say which day a text was read as; an empty string where it is that day itself."""
    end = "first" if day.endswith("-01") else "last"
    return f"{name}: {text} is read as its {end} day, {day}" if text != day else ""

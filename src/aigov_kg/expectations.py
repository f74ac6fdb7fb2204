"""Expectations: how many rows a table has, and how many of its cells are filled (`data/expectations.toml`).

A lower bound that is not met fails, an upper bound that is passed warns; bounds are moved with an explanation. Beside
them stands what every table is expected to hold to: no evidence from days to come.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict, ValidationError

from aigov_kg.cites import Cite
from aigov_kg.dates import Span
from aigov_kg.errors import UsageError
from aigov_kg.findings import Finding, Severity
from aigov_kg.rationale import WHY
from aigov_kg.resources import Home
from aigov_kg.tables import Reading


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rows(_Strict):
    """Bounds on the number of rows of a table."""

    min: int = 0
    max: int | None = None


class Expectations(_Strict):
    """Bounds by table, and the least share of filled cells by `table.column`."""

    rows: dict[str, Rows] = {}
    filled: dict[str, float] = {}


def read_expectations(home: Home) -> Expectations:
    """Read the expectations; without a file there are none.

    Raises:
        UsageError: the file is not as it should be.
    """
    path = home.data / "expectations.toml"
    if not path.is_file():
        return Expectations()
    try:
        return Expectations.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError, UnicodeDecodeError) as error:
        raise UsageError(f"{home.name(path)} cannot be read: {error}") from error


def not_yet(reading: Reading, today: date) -> Iterator[Finding]:
    """Give the dates of evidence that lie after the day of the check; what is planned may lie there."""
    for row in reading.rows.values():
        for column in ("issued", "attested", "decided", "cite"):
            for value in row.values.get(column, ()):
                day = value.as_of if isinstance(value, Cite) else value
                if isinstance(day, Span) and day.earliest and day.earliest > today:
                    what, fix = f"{day.text} lies after the day of this check", "correct the date"
                    place = (row.file, row.line, column)
                    yield Finding(*place, what, fix, "not-yet", WHY["not-yet"], Severity.WARNING, row.id)


def unmet(reading: Reading, expectations: Expectations) -> Iterator[Finding]:
    """Give the expectations that the tables do not meet; tables that could not be read are left out."""
    home = reading.tables.home
    counts = Counter(row.table for row in [*reading.rows.values(), *reading.unlisted])
    files = {row.table: row.file for row in reading.rows.values()}
    for table, bounds in expectations.rows.items():
        file = files.get(table, home.name(home.seed / f"{table}.csv"))
        count = counts[table]
        if table in reading.unread:
            continue
        if count < bounds.min:
            what = f"the table has {count} rows; at least {bounds.min} are expected"
            fix = "look for what was lost, or move min in data/expectations.toml and say why"
            yield Finding(file, None, None, what, fix, "row-count", WHY["row-count"])
        elif bounds.max is not None and count > bounds.max:
            what = f"the table has {count} rows; no more than {bounds.max} are expected"
            fix = "look for rows that stand twice, or move max in data/expectations.toml and say why"
            yield Finding(file, None, None, what, fix, "row-count", WHY["row-count"], Severity.WARNING)
    filled: Counter[str] = Counter()
    # A row whose cells could not be told apart has none that can be called blank.
    read = [row for row in [*reading.rows.values(), *reading.unlisted] if row.values]
    told = Counter(row.table for row in read)
    for row in read:
        filled.update(f"{row.table}.{name}" for name, values in row.values.items() if values)
    for name, least in expectations.filled.items():
        table, _, column = name.partition(".")
        count = told[table]
        if count and table not in reading.unread and filled[name] < least * count:
            what = f"{filled[name]} of {count} cells are filled; at least {least:.0%} are expected"
            fix = "look for what was lost, or move the share in data/expectations.toml and say why"
            yield Finding(
                files.get(table, ""), None, column, what, fix, "fill-rate", WHY["fill-rate"], Severity.WARNING
            )

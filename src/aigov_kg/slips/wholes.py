"""Statements that are part of another one: both stand in one source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aigov_kg.cites import Cite
from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE: Final = "part-of-another-source"


def other_wholes(reading: Reading) -> Iterator[Finding]:
    """Give the statements that would be part of one for which quite other sources are cited.

    Of organisations, works and places a second source may tell what the first one left out.
    """
    for row in reading.of("policy-statements"):
        for whole in (reading.rows.get(str(value)) for value in row.values.get("part_of", ())):
            if whole is None:
                continue
            own, theirs = _sources(row), _sources(whole)
            if own and theirs and not own & theirs:
                what = (
                    f"'{whole.id}' rests on {' and '.join(sorted(theirs))}, and this row on {' and '.join(sorted(own))}"
                )
                yield warning(row, "part_of", what, "name the whole that stands in the same source, or none", _RULE)


def _sources(row: Row) -> set[str]:
    return {cite.document for cite in row.values.get("cite", ()) if isinstance(cite, Cite)}

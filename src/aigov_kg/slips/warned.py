"""A warning about one cell of a row, as the rules on rows beside their own words give it."""

from __future__ import annotations

from aigov_kg.findings import Finding, Severity
from aigov_kg.rationale import WHY
from aigov_kg.tables import Row


def warning(row: Row, column: str, what: str, fix: str, rule: str, nearest: str | None = None) -> Finding:
    """Give a warning: what is wrong, what to do, and the value that was probably meant."""
    return Finding(
        row.file, row.line, column, what, fix, rule, WHY[rule], Severity.WARNING, record=row.id or None, nearest=nearest
    )

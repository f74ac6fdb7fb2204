"""Settings: every limit of the service, with one sentence each, read from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from typing import Any

from aigov_kg.errors import UsageError


def _limit(default: float | int, sentence: str) -> Any:
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits of the service; `AIGOV_KG_DEADLINE=5` and so on change them."""

    deadline: float = _limit(10.0, "Seconds that one query may take; then it is stopped and answered with 504.")
    workers: int = _limit(max(2, os.cpu_count() or 2), "Worker processes, each answering one query at a time.")
    queue: int = _limit(64, "Queries that may wait for a worker; more are answered with 503 at once.")
    worker_memory: int = _limit(2_000_000_000, "Bytes of memory that a worker may take beyond the loaded snapshot.")
    query_bytes: int = _limit(65_536, "Bytes of query text.")
    tokens: int = _limit(4_000, "Tokens of a query.")
    nesting: int = _limit(32, "Depth to which brackets of a query may nest.")
    operators: int = _limit(500, "Binary operators in a query.")
    unary: int = _limit(16, "Unary operators in a row.")
    triples: int = _limit(64, "Triple patterns in one group of a query.")
    steps: int = _limit(20, "Steps of one property path.")
    clauses: int = _limit(64, "Clauses of one kind (UNION, OPTIONAL, MINUS, BIND, FILTER) in a query.")
    values: int = _limit(5_000, "Terms in VALUES and IN lists of a query, all counted together.")
    rows: int = _limit(1_000_000, "Rows in one answer of /sparql.")
    answer_bytes: int = _limit(20_000_000, "Bytes of one answer of /sparql.")
    rest_rows: int = _limit(10_000, "Rows in one answer of the REST API.")
    body_bytes: int = _limit(131_072, "Bytes of a request body.")

    def sentences(self) -> dict[str, tuple[Any, str]]:
        """Give each setting's value and sentence by name."""
        return {f.name: (getattr(self, f.name), f.metadata["sentence"]) for f in fields(self)}


def read_settings() -> Settings:
    """Read the settings from `AIGOV_KG_<NAME>`.

    Raises:
        UsageError: a value is not a positive number.
    """
    values: dict[str, Any] = {}
    for f in fields(Settings):
        name = f"AIGOV_KG_{f.name.upper()}"
        if (text := os.environ.get(name)) is not None:
            try:
                values[f.name] = float(text) if f.type == "float" else int(text)
            except ValueError:
                values[f.name] = 0
            if values[f.name] <= 0:
                raise UsageError(f"{name} is '{text}', which is not a positive number; {f.metadata['sentence']}")
    return Settings(**values)

"""Settings: every limit of the service, with one sentence each, read from the environment."""

from __future__ import annotations

import math
import os
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from aigov_kg.errors import UsageError


def _limit(default: float | int, sentence: str) -> Any:
    return field(default=default, metadata={"sentence": sentence})


_CORES = os.cpu_count() or 2
_LONG = 12


def _memory_share() -> int:
    """Give the memory that each worker may take so that all of them together take half of the machine."""
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        # The limit of a container, where there is one.
        size = min(size, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return max(200_000_000, min(2_000_000_000, size // 2 // (max(2, _CORES) + 1 + _LONG)))


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits of the service; `AIGOV_KG_DEADLINE=5` and so on change them."""

    deadline: float = _limit(10.0, "Seconds from the arrival of a query to its end; then it is stopped (504).")
    patience: float = _limit(
        0.02,
        "Seconds of processor time after which a query counts as long, and goes on behind shorter ones: half of it beside "
        "one long query, a third beside two; a question of the catalogue may take ten times as many.",
    )
    workers: int = _limit(
        max(2, _CORES) + 1 + _LONG, "Worker processes kept ready, each answering one query at a time."
    )
    long_queries: int = _limit(
        _LONG,
        "Long queries that may run at the same time; for one more, the one that has taken most is ended (503), or it itself.",
    )
    queue: int = _limit(64, "Queries that may wait for a worker; more are answered with 503 at once.")
    worker_memory: int = _limit(_memory_share(), "Bytes of memory that one query may take.")
    kept_memory: int = _limit(100_000_000, "Bytes by which a worker may have grown before another takes its place.")
    query_bytes: int = _limit(65_536, "Bytes of query text.")
    tokens: int = _limit(4_000, "Tokens of a query; a list of constants after VALUES or IN counts as one.")
    nesting: int = _limit(32, "Depth to which brackets of a query may nest.")
    operators: int = _limit(500, "Binary operators in a query.")
    unary: int = _limit(16, "Unary operators in a row.")
    triples: int = _limit(64, "Triple patterns in one group of a query.")
    groups: int = _limit(256, "Groups in braces in a query.")
    steps: int = _limit(20, "Steps of one property path.")
    clauses: int = _limit(64, "Clauses of one kind (UNION, OPTIONAL, MINUS, BIND, FILTER, VALUES ...) in a query.")
    values: int = _limit(5_000, "Terms in VALUES and IN lists of a query, all counted together.")
    rows: int = _limit(1_000_000, "Rows in one answer of /sparql.")
    answer_bytes: int = _limit(20_000_000, "Bytes of one answer of /sparql.")
    spool_bytes: int = _limit(1_000_000, "Bytes of an answer that are held in memory; a larger one waits in a file.")
    cache_bytes: int = _limit(32_000_000, "Bytes of small answers that are kept ready in memory.")
    quiet: float = _limit(
        2.0, "Seconds without a request before the answers to the examples of the questions are got ready."
    )
    rest_rows: int = _limit(10_000, "Rows in one answer of the REST API.")
    body_bytes: int = _limit(262_144, "Bytes of a request body.")
    check_deadline: float = _limit(30.0, "Seconds that one check of tables may take; then it is stopped (504).")
    check_memory: int = _limit(1_000_000_000, "Bytes of memory that one check of tables may take.")
    checks: int = _limit(2, "Checks of tables that may run at the same time; one more is refused (503).")
    upload_bytes: int = _limit(5_000_000, "Bytes of the tables sent to be checked.")
    unpacked_bytes: int = _limit(32_000_000, "Bytes to which a zip of tables may unpack.")
    unpacked_ratio: int = _limit(50, "How many times its own size a zip of tables may unpack to.")
    upload_files: int = _limit(30, "Tables in one zip.")
    url_bytes: int = _limit(60_000, "Bytes of a request's address; send a longer query with POST.")
    header_bytes: int = _limit(32_768, "Bytes of the header fields of a request.")
    receive: float = _limit(10.0, "Seconds in which a request must have arrived whole.")
    stall: float = _limit(30.0, "Seconds that a client may take no byte of its answer.")
    connections: int = _limit(1_000, "Connections at the same time.")
    watch: float = _limit(2.0, "Seconds between two looks at the pointer to the current snapshot.")

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
            if not (values[f.name] > 0 and math.isfinite(values[f.name])):
                raise UsageError(f"{name} is '{text}', which is not a positive number; {f.metadata['sentence']}")
    return Settings(**values)

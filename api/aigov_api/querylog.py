"""The query log: one JSON object a line for each query that was run, without addresses and header fields.

It is written where `AIGOV_KG_QUERY_LOG` names a file, or `-` for the standard error output.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
from typing import Final

_log: Final = logging.getLogger("aigov_api.queries")
_MOST: Final = 200


def install() -> None:
    """Open the log, if one is asked for."""
    target = os.environ.get("AIGOV_KG_QUERY_LOG")
    if target:
        handler = logging.StreamHandler(sys.stderr) if target == "-" else logging.FileHandler(target, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(message)s"))
        _log.addHandler(handler)
        _log.setLevel(logging.INFO)
        _log.propagate = False


def record(query: str, outcome: str, size: int, seconds: float, version: str) -> None:
    """Write a line: a digest and the beginning of the query, how it ended, bytes, milliseconds, the release."""
    if _log.isEnabledFor(logging.INFO):
        digest = hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        line = {
            "query": digest,
            "text": query[:_MOST],
            "outcome": outcome,
            "bytes": size,
            "ms": round(seconds * 1000, 1),
        }
        # Escaped throughout: a query must not be able to end the line, or to steer a terminal.
        _log.info("%s", json.dumps({**line, "release": version}, ensure_ascii=True))

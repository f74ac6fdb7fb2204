"""The check of tables that come from outside, in a process of its own (`python -m aigov_kg.inspection`).

Standard input holds a frame (`frames`): limits and the name of the table, then the bytes of a CSV file or a zip of
them. Standard output gets the report as JSON, or `{"error": kind, "message": ...}`. The process is confined before it
looks at the bytes, writes nothing, and is killed by whoever started it when it takes too long.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
import zlib
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from aigov_kg import frames, report, sandbox
from aigov_kg.check import Report, check, warm
from aigov_kg.errors import AigovError
from aigov_kg.findings import Severity
from aigov_kg.resources import Home, find_home

_PIECE = 65_536


class Refused(Exception):
    """The bytes are not looked at; `kind` names the problem."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


def unpack(data: bytes, most_files: int, most_bytes: int, most_ratio: int) -> dict[str, bytes]:
    """Give the CSV files of a zip by the name of their table.

    Raises:
        Refused: it is no zip, or beyond a limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [i for i in archive.infolist() if not i.is_dir() and _is_table(i.filename)]
            if len(entries) > most_files:
                raise Refused("body-too-large", f"the zip holds {len(entries)} tables; {most_files} are allowed")
            files: dict[str, bytes] = {}
            left = min(most_bytes, len(data) * most_ratio)
            for entry in entries:
                table = PurePosixPath(entry.filename).stem
                if table in files:
                    raise Refused("bad-request", f"the zip holds two tables '{table[:80]}'")
                files[table] = _unpack_one(archive, entry, left)
                left -= len(files[table])
            return files
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error) as error:
        raise Refused("bad-request", f"the zip cannot be read: {error}") from error


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix == ".csv" and not any(part.startswith((".", "__")) for part in path.parts)


def _unpack_one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Unpack piece by piece: what a zip says of its own sizes is not believed."""
    out = bytearray()
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            out += piece
            if len(out) > left:
                what = "the zip unpacks to more than its size allows; send fewer tables, or one as CSV"
                raise Refused("body-too-large", what)
    return bytes(out)


def inspect(home: Home, header: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Check tables that came from outside, over those of the release; only what they bring about is reported.

    Raises:
        Refused: the bytes are no tables, or beyond a limit.
    """
    if header["kind"] == "zip":
        files = unpack(body, header["files"], header["bytes"], header["ratio"])
        if not files:
            raise Refused("bad-request", "the zip holds no table (*.csv)")
    else:
        files = {header["table"]: body}
    given = {table: (f"{table}.csv", data) for table, data in files.items()}
    found = check(home, date.fromisoformat(header["today"]), given, keep=False, over=True)
    names = {name for name, _ in given.values()}
    own = [finding for finding in found.findings if finding.file in names]
    elsewhere = [f for f in found.findings if f.file not in names and f.severity is not Severity.INFO]
    if elsewhere:
        # What the sent rows bring about may stand at a row of the release.
        known = {f.known_by for f in check(home, date.fromisoformat(header["today"]), keep=False).findings}
        own += [f for f in elsewhere if f.known_by not in known and f.rule not in {"coverage", "row-count"}]
    shown = own[: header["findings"]]
    result = report.as_object(Report(shown, [], found.rows, found.reading, found.left_out))
    return {**result, "counts": report.counts(own), "tables": sorted(files), "shown": len(shown), "total": len(own)}


def main() -> None:
    """Read a frame, confine the process, check, and write the report."""
    stream = sys.stdin.buffer
    header_size, body_size = frames.lengths(stream.read(frames.HEAD))
    rest = stream.read(header_size + body_size)
    header, body = frames.decode(rest, header_size)
    home = find_home()
    sandbox.die_with(header["parent"])
    # What the release itself gives is worked out once, before anything from outside is looked at.
    warm(home, date.fromisoformat(header["today"]))
    sandbox.confine()
    sandbox.limit(header["memory"])
    try:
        result = inspect(home, header, body)
    except Refused as error:
        result = {"error": error.kind, "message": str(error)}
    except AigovError as error:
        result = {"error": "invalid-parameter", "message": str(error)}
    except MemoryError:
        result = {"error": "memory-limit", "message": "the tables need more memory than one check may have"}
    sys.stdout.write(json.dumps(result, ensure_ascii=True))


if __name__ == "__main__":
    main()

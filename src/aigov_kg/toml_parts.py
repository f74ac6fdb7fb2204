"""A TOML file as parts with cells, each with the line at which it stands.

A part is `[[listing]]` or `[document]`; `cite` at the top is that of every part without one. A value is text, a whole
number, a day, true, or a list of texts; decimals are kept as they are written. Text over several lines is joined.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from aigov_kg.errors import UsageError

_HEADING: Final = re.compile(r"\s*\[\[?\s*([\w-]+)\s*\]\]?\s*(?:#.*)?")
_KEY: Final = re.compile(r"\s*\"?([\w-]+)\"?\s*=")
_PAGE: Final = re.compile(r":p(?:[0-9]+|[ivxl]+)$")
QUOTED: Final = "quotations between three marks, as in quote = '''its words'''"
"""How to write what may hold quotation marks and line breaks."""
_Places = dict[str, list[tuple[int, dict[str, int]]]]

Fault = Callable[["Part", str | None, str, str, str | None], None]
"""Takes the part, the column, what is wrong, what to do, and the value that was probably meant."""


@dataclass(slots=True)
class Part:
    """One part of the file: the kind as written, its cells, and the lines at which it and they stand."""

    kind: str
    cells: dict[str, str]
    line: int | None
    lines: dict[str, int]


def read_parts(path: Path, fault: Fault) -> Iterator[Part]:
    """Read the parts of a file; blank values are left out, and so are parts without any other.

    Raises:
        UsageError: the file cannot be read, or is not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        held = tomllib.loads(text, parse_float=str)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not text in UTF-8: {error}") from error
    except tomllib.TOMLDecodeError as error:
        fix = f'write each value in quotation marks, as in start = "2024-05", and {QUOTED}'
        raise UsageError(f"{path} cannot be read as TOML: {error}; {fix}") from error
    places = _places(text)
    top = Part("", {}, 1, places[""][0][1])
    cite = _text(held.pop("cite", "")) or ""
    for kind, value in held.items():
        entries = value if isinstance(value, list) else [value]
        if not entries or not all(isinstance(entry, dict) for entry in entries):
            fault(top, kind, f"'{kind}' stands outside of every part", "write it below the [[kind]] of its row", None)
            continue
        for number, entry in enumerate(entries):
            line, lines = places[kind][number] if number < len(places[kind]) else (top.lines.get(kind), {})
            part = Part(kind, {}, line, lines)
            _take(part, entry, fault)
            if part.cells:
                if cite and "cite" not in part.cells:
                    # A page of its own goes before that which stands for the whole file.
                    part.cells["cite"] = _PAGE.sub("", cite) if "page" in part.cells else cite
                    part.lines["cite"] = top.lines.get("cite", 1)
                yield part


def _take(part: Part, entry: dict[str, Any], fault: Fault) -> None:
    for key, value in entry.items():
        if (text := _text(value)) is None:
            fault(part, key, f"'{key}' is no text", 'write text in quotation marks, or ["one", "other"]', None)
        elif text:
            # What is copied has the line breaks of its page; the blanks in the name of a file are its own.
            part.cells[key] = text if key == "file" else " ".join(text.split())


def _text(value: object) -> str | None:
    """Write a value of TOML as a cell; None where it is none."""
    match value:
        case bool():
            return "yes" if value else ""
        case str():
            return value.strip()
        case int():
            return str(value)
        case list():
            texts = [_text(part) for part in value]
            return None if None in texts else "|".join(text for text in texts if text)
    return value.isoformat() if type(value) is date else None


def _places(text: str) -> _Places:
    """Give the line of each part, and those of its keys, by kind and in their order; those above all under ''."""
    places: _Places = defaultdict(list)
    lines: dict[str, int] = {}
    places[""].append((1, lines))
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if not inside and (heading := _HEADING.fullmatch(line)):
            lines = {}
            places[heading[1]].append((number, lines))
        elif not inside and (key := _KEY.match(line)):
            lines.setdefault(key[1], number)
        # A text of several lines may hold what looks like a heading.
        inside ^= (line.count('"""') + line.count("'''")) % 2 == 1
    return places

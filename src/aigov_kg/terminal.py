"""The terminal: where verbs write, and how they say what is being done.

Only a terminal breaks lines. What goes to a file or to another program keeps one line a paragraph, so that a search in
it finds whole sentences.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

_UNBROKEN, _USUAL = 1_000_000, 120

out = Console(highlight=False, width=None if sys.stdout.isatty() else _UNBROKEN)
err = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else _UNBROKEN)


def room(console: Console) -> int:
    """Give the number of columns that a table may take."""
    return min(console.width, _USUAL) if console.width >= _UNBROKEN else console.width


def breaks_lines(console: Console) -> bool:
    """Tell whether a person reads along, on a screen of some width."""
    return console.width < _UNBROKEN


def paragraph(console: Console, text: str, indent: int = 0, style: str = "") -> None:
    """Print text; where the terminal breaks it, further lines are indented by two columns more."""
    width = max(console.width - indent - 2, 20)
    for number, line in enumerate(Text(text, style=style).wrap(console, width) or [Text()]):
        line.rstrip()
        console.print(Text(" " * (indent + (2 if number else 0))).append_text(line), soft_wrap=True)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done, in place on a terminal and line by line elsewhere."""
    if err.is_terminal:
        with err.status("starting") as status:
            yield status.update
    else:
        yield lambda text: err.print(Text(text))

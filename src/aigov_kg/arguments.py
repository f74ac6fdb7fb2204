"""The arguments of the command line: nothing is abbreviated, and what is wrong is told with what was probably meant."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Sequence
from typing import Any, NoReturn

from aigov_kg.errors import UsageError
from aigov_kg.findings import did_you_mean
from aigov_kg.terminal import breaks_lines, out, room

MISSING = "the following arguments are required: "

SESSION = """\
an example session:
    $ aigov-kg search iflytek           what is called so
    $ aigov-kg describe iflytek         what is recorded about it
    $ aigov-kg ask "who chairs SC 42"   the questions that fit a sentence, ready to be called
    $ aigov-kg ask which-items-were-led-while-listed
    $ aigov-kg ask who-held-which-seat "SC 42"
    $ aigov-kg ask which-numbers-are-published --role secretariat
    $ aigov-kg path "JTC 21" "SC 42"    how two are connected
"""


class VerbParser(argparse.ArgumentParser):
    """Parser of one verb; what is wrong is raised as `UsageError`, so that every verb tells it alike."""

    def __init__(self, **options: Any) -> None:
        formatter = options.pop("formatter_class", Paragraphs)
        super().__init__(**options, allow_abbrev=False, formatter_class=formatter)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse; an unknown option is told before anything else, since what is missing may be what was misspelt."""
        for word in sys.argv[1:] if args is None else args:
            option = word.partition("=")[0]
            if word == "--":
                break
            if option.startswith("--") and option not in self._option_string_actions:
                raise UsageError(f"{self._verb()} has no option {option[:60]}; {self.advise(option)}")
        return super().parse_known_args(args, namespace)

    def advise(self, option: str) -> str:
        """Say which option was probably meant."""
        options = [o for o in self._option_string_actions if o.startswith("--")]
        return did_you_mean(option, options) or f"it takes {', '.join(options)}"

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found."""
        if message.startswith(MISSING):
            raise UsageError(f"{self._verb()} needs {message.removeprefix(MISSING)}; {self._told()}")
        if message.startswith("unrecognized arguments: "):
            raise UsageError(f"{self._verb()} does not take '{message.partition(': ')[2][:80]}'; {self._told()}")
        raise UsageError(f"{self._verb()}: {message.removeprefix('argument ')}; {self._told()}")

    def _verb(self) -> str:
        return self.prog.removeprefix("aigov-kg ")

    def _told(self) -> str:
        return f"{self.prog} --help tells more"


class CommandLine(VerbParser):
    """The parser of all verbs; its help tells them chapter by chapter, those of a reader first."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.chapters: dict[str, dict[str, str]] = {}

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse; a verb that is none is told with the one that was meant."""
        first = next(iter(args or []), "")
        verbs = [verb for chapter in self.chapters.values() for verb in chapter]
        if first and not first.startswith("-") and first not in verbs:
            near = did_you_mean(first, verbs) or "aigov-kg --help lists them"
            raise UsageError(f"there is no verb '{first[:60]}'; {near}")
        if first.startswith("-"):
            return super().parse_known_args(args, namespace)
        return argparse.ArgumentParser.parse_known_args(self, args, namespace)

    def format_help(self) -> str:
        """Write the help."""
        width = min(room(out), 100)
        lines = [
            f"{self.description}\n",
            f"usage: {self.prog} VERB ...     {self.prog} VERB --help tells what a verb takes\n",
            SESSION,
        ]
        for chapter, verbs in self.chapters.items():
            lines.append(f"{chapter}:")
            for verb, summary in verbs.items():
                lines.append(textwrap.fill(f"    {verb:<12}{summary}", width, subsequent_indent=" " * 16))
            lines.append("")
        return "\n".join([*lines, "  -h, --help    show this", "  --version     show the version", ""])


class Paragraphs(argparse.HelpFormatter):
    """Help of which every line of the text stays a paragraph, and is broken only where a terminal breaks it."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=min(room(out), 100))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if not breaks_lines(out):
            return "\n".join(indent + line for line in text.splitlines())
        lines = [
            textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent) for line in text.splitlines()
        ]
        return "\n".join(lines)

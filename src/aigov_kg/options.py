"""The options of a question: its parameters, by their own names, by everyday ones, and by their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

from aigov_kg.arguments import MISSING, VerbParser
from aigov_kg.errors import AmbiguousName, UsageError
from aigov_kg.findings import did_you_mean
from aigov_kg.meanings import meant
from aigov_kg.questions import Parameter, Question
from aigov_kg.values import term

_TOLD = 2


class QuestionParser(VerbParser):
    """Parser of a question: its parameters are the options."""

    def __init__(self, question: Question, catalogue: Mapping[str, Question]) -> None:
        without = [f"{clock} {why}" for clock, why in question.clocks.items()]
        order = [option(p.name) for p in in_order(question)]
        super().__init__(
            prog=f"aigov-kg ask {question.name}",
            description="\n\n".join([question.title, one_line(question.description), *without]),
            epilog=f"values without an option are {', '.join(order)}, in this order or where they fit"
            if order
            else None,
        )
        self.question, self.catalogue = question, catalogue
        for parameter in question.parameters:
            text = f"{parameter.told} Example: {parameter.example}".replace("%", "%%")
            self.add_argument(
                option(parameter.name),
                *([f"--{parameter.name}"] if "_" in parameter.name else []),
                dest=parameter.name,
                metavar=parameter.type.upper(),
                required=parameter.required and parameter.default is None,
                help=text,
            )
        self.add_argument(
            "--format",
            choices=["table", "list", "json", "csv"],
            help="table: a row a line; list: a cell a line; without it, a table where it fits",
        )
        self.add_argument("--all", action="store_true", help="every row of a long answer, not only the first")

    def read(
        self, argv: Sequence[str], index: Callable[[], Mapping[str, Any]] | None = None
    ) -> tuple[dict[str, Any], list[str]]:
        """Read the options, those that stand under an everyday name, and values without an option.

        Args:
            index: gives the name index, by which a value without an option goes to the one parameter that it fits.

        Returns:
            The value of each parameter with `format` and `all`, and what was taken for what, each as a sentence.
        """
        settled: list[str] = []
        bare: list[str] = []
        taken: list[str] = []
        words: Iterator[str] = iter(argv)
        for word in words:
            name, equals, value = word.partition("=")
            if not name.startswith("-"):
                bare.append(word)
            elif word in {"-h", "--help", "--all"}:
                settled.append(word)
            else:
                own = self._own(name)
                if own != name.replace("_", "-"):
                    taken.append(f"{name} is taken as {own}")
                given = value if equals else next(words, None)
                settled += [own] if given is None else [f"{own}={given}"]
        free = [p for p in in_order(self.question) if not any(s.startswith(f"{option(p.name)}=") for s in settled)]
        if len(bare) > len(free):
            names = ", ".join(option(p.name) for p in in_order(self.question)) or "none"
            raise UsageError(
                f"{self.question.name} has no place for '{bare[len(free)][:60]}'; values without an option are {names}, "
                "and a name of several words stands in quotation marks"
            )
        for value in bare:
            parameter = _place(value, free, index)
            free.remove(parameter)
            settled.append(f"{option(parameter.name)}={value}")
            taken.append(f"{shell_word(value)} is taken as {option(parameter.name)}")
        return vars(self.parse_args(settled)), taken

    def _own(self, name: str) -> str:
        """Give the option that was meant.

        Raises:
            UsageError: none is, or several are.
        """
        if name in self._option_string_actions:
            return option(name.lstrip("-"))
        found = meant(name, self.question.parameters)
        if len(found) != 1:
            raise UsageError(f"{self.question.name} has no option {name[:60]}; {self.advise(name)}")
        return option(found[0].name)

    def advise(self, name: str) -> str:
        """Say which option may be meant, or else which there are, and which question near by has it."""
        own = [option(p.name) for p in self.question.parameters]
        found = [option(p.name) for p in meant(name, self.question.parameters)]
        if near := f"did you mean {' or '.join(found)}?" if found else did_you_mean(name, own):
            return near
        wanted = name.lstrip("-").replace("-", "_")
        clock = "as_of" if wanted == "date" else wanted
        if why := self.question.clocks.get(clock):
            return f"{clock} {why}"
        others = self._with(wanted)
        has = f"; {' and '.join(others[:_TOLD])} {'have' if others[1:] else 'has'} it" if others else ""
        return f"it takes {', '.join(own) or 'none'}{has}"

    def _with(self, name: str) -> list[str]:
        """Give the questions of this chapter that can be asked with a parameter alone, those that tell the same first."""
        own = {c.name for c in self.question.columns}
        found = [
            q
            for q in self.catalogue.values()
            if q.group == self.question.group
            and any(p.name == name for p in q.parameters)
            and not any(p.required and p.name != name for p in q.parameters)
        ]
        return [q.name for q in sorted(found, key=lambda q: -len(own & {c.name for c in q.columns}))]

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found; what is missing is told with what it is."""
        missing = message.removeprefix(MISSING).split(", ") if message.startswith(MISSING) else []
        told = [p for p in self.question.parameters if any(option(p.name) in words.split("/") for words in missing)]
        if told:
            needed = "; ".join(f"{option(p.name)} {p.type.upper()} ({clause(p.help)})" for p in told)
            example = " ".join(f"{option(p.name)} {shell_word(p.example)}" for p in told)
            raise UsageError(f"{self.question.name} needs {needed}, for example {example}")
        super().error(message)


def _place(value: str, free: Sequence[Parameter], names: Callable[[], Mapping[str, Any]] | None) -> Parameter:
    """Give the parameter of a value without an option: the next one, or the only other one that it fits."""
    if names is None or len(free) == 1 or _fits(free[0], value, names()):
        return free[0]
    others = [parameter for parameter in free[1:] if _fits(parameter, value, names())]
    return others[0] if len(others) == 1 else free[0]


def _fits(parameter: Parameter, value: str, names: Mapping[str, Any]) -> bool:
    try:
        term(parameter, value, names, ())
    except AmbiguousName:
        return True
    except UsageError:
        return False
    return True


def in_order(question: Question) -> list[Parameter]:
    """Give the parameters that values without an option fill: what is needed, then things, then concepts."""
    kinds = ("entity", "concept")
    taking = [p for p in question.parameters if p.type in kinds or (p.required and p.default is None)]
    return sorted(taking, key=lambda p: (not p.required, p.type in kinds and kinds.index(p.type)))


def option(name: str) -> str:
    """Give the option of a parameter."""
    return "--" + name.replace("_", "-")


def clause(text: str) -> str:
    """Write a sentence as part of another."""
    text = text.strip().removesuffix(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def one_line(text: str) -> str:
    """Join the lines of each paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def shell_word(text: str) -> str:
    """Write a value as a shell takes it."""
    return text if re.fullmatch(r"[\w./:-]+", text) else f'"{text}"'

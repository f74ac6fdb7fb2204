"""The options of a question: its parameters, and which of them was meant by an option that it does not have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NoReturn

from aigov_kg.arguments import MISSING, VerbParser
from aigov_kg.errors import UsageError
from aigov_kg.questions import Parameter, Question

_EVERYDAY = {"firm": "company", "agency": "publicbody", "standard": "workitem", "law": "legalinstrument"}
"""Words for what the ontology calls otherwise."""


class QuestionParser(VerbParser):
    """Parser of a question: its parameters are the options."""

    def __init__(self, question: Question, catalogue: Mapping[str, Question]) -> None:
        without = [f"{clock} {why}" for clock, why in question.clocks.items()]
        super().__init__(
            prog=f"aigov-kg ask {question.name}",
            description="\n\n".join([question.title, one_line(question.description), *without]),
        )
        self.question = question
        self.alike = [p for q in catalogue.values() for p in q.parameters]
        for parameter in question.parameters:
            text = f"{parameter.help} Example: {parameter.example}".replace("%", "%%")
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

    def advise(self, option_: str) -> str:
        """Say which option was meant: one that takes the same, else one that is spelt alike."""
        meant = [option(p.name) for p in same_meaning(option_, self.question.parameters, self.alike)]
        return f"did you mean {' or '.join(meant)}?" if meant else super().advise(option_)

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found; what is missing is told with what it is."""
        missing = message.removeprefix(MISSING).split(", ") if message.startswith(MISSING) else []
        told = [p for p in self.question.parameters if any(option(p.name) in words.split("/") for words in missing)]
        if told:
            needed = "; ".join(f"{option(p.name)} {p.type.upper()} ({clause(p.help)})" for p in told)
            example = " ".join(f"{option(p.name)} {shell_word(p.example)}" for p in told)
            raise UsageError(f"{self.question.name} needs {needed}, for example {example}")
        super().error(message)


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


def same_meaning(word: str, parameters: Sequence[Parameter], others: Sequence[Parameter]) -> list[Parameter]:
    """Find the parameters that take what an option of another question takes, or what a word such as `firm` names.

    Args:
        word: an option that none of `parameters` has.
        others: the parameters of the whole catalogue.
    """
    name = word.lstrip("-").replace("-", "_").lower()
    weights: dict[str, int] = {}
    for other in others:
        if other.name == name:
            for parameter in parameters:
                if weight := _in_common(parameter, other):
                    weights[parameter.name] = max(weight, weights.get(parameter.name, 0))
    bare = _EVERYDAY.get(name, name.replace("_", ""))
    if not weights:
        for parameter in parameters:
            words = [c.lower() for c in parameter.classes] + [parameter.scheme.replace("-", "")]
            if len(bare) > 3 and any(bare in w for w in words):
                weights[parameter.name] = 1
    best = max(weights.values(), default=0)
    return [p for p in parameters if weights.get(p.name) == best]


def _in_common(one: Parameter, other: Parameter) -> int:
    if one.type != other.type or one.scheme != other.scheme or one.type in {"date", "number", "text"}:
        return 0
    if one.type == "concept":
        return 1
    # One that takes anything fits, but less well than one that takes the same.
    return len(set(one.classes) & set(other.classes)) or int(not one.classes or not other.classes)

"""The question catalogue: `queries/*.rq`, each a SPARQL query under a header that says what it takes and gives.

The header is TOML in comment lines that begin with `#+ `. A parameter enters where the query marks a line

    VALUES ?list { id:us-bis-entity-list } #: list

whose braces get the term that was asked for; the line goes where an optional parameter is absent. A part that does
nothing without a parameter is marked at the end of its first line and goes too, for the engine plans and runs what
it is given:

    FILTER EXISTS { #: with known_by
      ?record aigov:support ?place .
    }

A part is its first line, the lines below that are indented deeper, and then a line at its own depth that begins with a
closing bracket. With several names (`#: with as_of known_by`) it stays where one of them is given. What stands in the
file is an example, so the file runs in any SPARQL editor as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from aigov_kg.clocks import ABSENT, CLOCKS
from aigov_kg.days import MEANT
from aigov_kg.errors import UsageError
from aigov_kg.findings import did_you_mean
from aigov_kg.meanings import meant
from aigov_kg.values import term

_MARK = re.compile(r"^(?P<indent>[ \t]*)VALUES \?(?P<variable>\w+) \{[^}\n]*\} #: (?P<name>\w+)$", re.M)
_WITH = re.compile(r" #: with (?P<names>\w+(?: \w+)*)$", re.M)
_PART = re.compile(
    r"^(?P<indent>[ \t]*)(?P<first>\S.*?) #: with (?P<names>\w+(?: \w+)*)\n"
    r"(?P<rest>(?:(?P=indent)[ \t]+\S.*\n)*(?:(?P=indent)[})].*\n)?)",
    re.M,
)

Group = Literal["structure", "roles", "work", "listings", "liaisons", "policy", "money", "numbers", "evidence", "other"]
"""Chapters of the catalogue, in their order."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(_Strict):
    """What a question takes; `classes` narrow an entity, `scheme` names the concepts, `also` are everyday names of it.

    `narrower`: a concept takes in those that the vocabulary puts below it. `first`: a year means its first day. `each`:
    every word of a text is looked for, and with `phrase` all of them in their order, both as patterns
    (`aigov_kg.wordforms`). `choices`: the only texts that there are. `words`: words of a sentence in
    which what is named means this parameter rather than another.
    """

    name: str
    type: Literal["entity", "concept", "date", "number", "text"]
    help: str
    example: str
    classes: list[str] = []
    scheme: str = ""
    required: bool = False
    default: str | None = None
    also: list[str] = []
    narrower: bool = False
    first: bool = False
    each: bool = False
    phrase: bool = False
    choices: list[str] = []
    words: list[str] = []

    @property
    def told(self) -> str:
        """What it is, and how a value of it is read."""
        means = MEANT.replace("last", "first") if self.first else MEANT
        read = f" YYYY-MM-DD; {means}." if self.type == "date" else " Narrower ones count too." if self.narrower else ""
        read += (
            " A word counts in its usual forms; with * at its end, as a beginning (subsid*)."
            if self.each or self.phrase
            else ""
        )
        return self.help.strip() + read + (f" One of: {', '.join(self.choices)}." if self.choices else "")

    @property
    def absent(self) -> str:
        """What it means that the parameter was not given."""
        if self.default is not None:
            return f"{self.default}, unless another is given"
        return ABSENT.get(self.name, "does not narrow the answer")


class Column(_Strict):
    """What a question gives; a `record` column leads to the citations that the row rests on.

    A number that is `none_at_zero` is a source's own no where it is 0.
    """

    name: str
    type: Literal["entity", "concept", "record", "date", "number", "text", "yes"]
    help: str
    none_at_zero: bool = False


class Beside(_Strict):
    """What is looked up beside the rows: a sentence, and a query that gives ?name, and perhaps ?count, to complete it."""

    says: str
    query: str


class Question(_Strict):
    """One competency question.

    `no_as_of` and `no_known_by` say why it does not take that clock, where it does not. `none_by` names measures of
    which a published zero, about just the things that were asked for, is the sources' no; with it, zeros about more are told. `notes_by` names the parameters
    that narrow rows on what sources leave out; where only others narrow the answer, such rows have nothing to do with it.
    `empty` says what it means that there are no rows, where it means that nothing was found wrong. `words` are other
    words by which a search finds the question, `decisive` those that mean it before any other, and `asked` sentences in which people
    put it (`aigov_kg.likeness`). `beside` is what a reader of the rows must also know.
    """

    name: str
    title: str
    group: Group = "other"
    description: str
    no_as_of: str = ""
    no_known_by: str = ""
    parameters: list[Parameter] = []
    columns: list[Column]
    none_by: list[str] = []
    notes_by: list[str] = []
    empty: str = ""
    words: list[str] = []
    decisive: list[str] = []
    asked: list[str] = []
    beside: list[Beside] = []
    query: str

    @property
    def ways(self) -> list[str]:
        """The ways of asking it, to be read: dots stand for what is named."""
        return [re.sub(r"\{\w+\}", "…", way) for way in self.asked]

    @cached_property
    def prologue(self) -> str:
        """The prefixes that the query declares."""
        return "".join(re.findall(r"^PREFIX .*\n", self.query, re.M))

    @cached_property
    def gap(self) -> str | None:
        """The column by which a row tells only what sources leave out; None where that is the answer, or never so."""
        told = any(c.name == "not_stated" for c in self.columns) and self.group != "evidence"
        return "not_stated" if told else None

    @cached_property
    def cited(self) -> list[str]:
        """The columns that lead to what a row rests on."""
        return [c.name for c in self.columns if c.type == "record"]

    def only_left_out(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row rests on nothing but a note on what sources leave out."""
        if not self.gap or row[self.gap] is None:
            return False
        return all(row[name]["id"].startswith("note/") for name in self.cited if name != "conflict" and row[name])

    def leaves_notes_out(self, used: Mapping[str, str]) -> bool:
        """Tell whether the answer is narrowed by nothing that narrows rows on what sources leave out."""
        narrowing = {p.name for p in self.parameters if p.name in used and p.name not in CLOCKS and p.default is None}
        return bool(self.notes_by and narrowing) and narrowing.isdisjoint(self.notes_by)

    @property
    def needed(self) -> dict[str, str]:
        """The example of each parameter that must be given."""
        return {p.name: p.example for p in self.parameters if p.required}

    def examples(self) -> list[dict[str, str]]:
        """Give what a reader of its page asks first: what it needs, and that with each of the other examples."""
        return [self.needed, *({**self.needed, p.name: p.example} for p in self.parameters if not p.required)]

    @property
    def clocks(self) -> dict[str, str]:
        """Why a clock does not apply, by its name."""
        said = {"as_of": self.no_as_of, "known_by": self.no_known_by}
        return {name: f"does not apply: {why}" for name, why in said.items() if why}

    def absences(self, given: Mapping[str, str | None]) -> dict[str, str]:
        """Say for each parameter that is not given what that means, and of a clock that does not apply, why."""
        return {p.name: p.absent for p in self.parameters if not given.get(p.name)} | self.clocks

    def bind(
        self, given: Mapping[str, str | None], names: Mapping[str, Any], query: str | None = None
    ) -> tuple[str, dict[str, str]]:
        """Put parameters into the query.

        Args:
            given: values by parameter name; None and absent are the same.
            names: the name index of the snapshot, to resolve names and check concepts.
            query: another with the same marks, such as one of `beside`.

        Returns:
            The query, and the value of each parameter that was used (ids for entities and concepts).

        Raises:
            UsageError: an unknown or missing parameter, or a value that does not fit.
        """
        known = {p.name: p for p in self.parameters}
        for name in given:
            if name not in known:
                if why := self.clocks.get(name):
                    raise UsageError(f"{name} of {self.name} {why}")
                alike = " or ".join(f"'{p.name}'" for p in meant(name, self.parameters))
                near = f"did you mean {alike}?" if alike else did_you_mean(name, known)
                near = near or f"it takes {', '.join(known) or 'none'}"
                raise UsageError(f"{self.name} has no parameter '{name[:60]}'; {near}")
        used: dict[str, str] = {}
        terms: dict[str, str] = {}
        free = [p for p in self.parameters if p.type == "entity" and not given.get(p.name)]
        for parameter in self.parameters:
            value = given.get(parameter.name) or parameter.default
            if value is not None:
                used[parameter.name], terms[parameter.name] = term(parameter, value, names, free)
            elif parameter.required:
                what = parameter.help.strip().removesuffix(".")
                raise UsageError(f"{self.name} needs {parameter.name} ({what}), for example {parameter.example}")

        def fill(match: re.Match[str]) -> str:
            found = terms.get(match["name"])
            return f"{match['indent']}VALUES ?{match['variable']} {{ {found} }}" if found else ""

        return _MARK.sub(fill, _narrowed(query or self.query, frozenset(used))), used


@lru_cache(1024)
def _narrowed(query: str, given: frozenset[str]) -> str:
    return _parts(query, given)


def _parts(query: str, given: Collection[str]) -> str:
    """Leave out the parts that only do something with a parameter that is not given; a part may lie within another."""

    def keep(match: re.Match[str]) -> str:
        if set(match["names"].split()).isdisjoint(given):
            return ""
        return f"{match['indent']}{match['first']}\n{_parts(match['rest'], given)}"

    return _PART.sub(keep, query)


def read_questions(folder: Path) -> dict[str, Question]:
    """Read the catalogue, by name.

    Raises:
        UsageError: a file's header is not as it should be.
    """
    return {path.stem: read_question(path) for path in sorted(folder.glob("*.rq"))}


def read_question(path: Path) -> Question:
    """Read one question.

    Raises:
        UsageError: the header is not as it should be, or names a parameter that the query does not mark.
    """
    return _question(path.stem, path.read_text(encoding="utf-8"))


@lru_cache(256)
def _question(name: str, text: str) -> Question:
    # The indentation tells where a part of a query ends.
    header = "\n".join(line[3:].rstrip() for line in text.splitlines() if line.startswith("#+"))
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip() + "\n"
    try:
        question = Question.model_validate({"name": name, "query": body, **tomllib.loads(header)})
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise UsageError(f"the header of queries/{name}.rq cannot be read: {error}") from error
    marked = {match["name"] for match in _MARK.finditer(body)}
    if odd := marked ^ {p.name for p in question.parameters}:
        raise UsageError(
            f"queries/{name}.rq: {', '.join(sorted(odd))} must be both a parameter and a marked VALUES line"
        )
    named = {name for match in _WITH.finditer(body) for name in match["names"].split()}
    if unknown := named - marked:
        raise UsageError(f"queries/{name}.rq: '#: with' names {', '.join(sorted(unknown))}, which is no parameter")
    return question

"""Admission: what is counted in a query before the engine sees it.

The engine follows SERVICE to the network, plans some short queries for ever, and ends its process on deep nesting; all
of that shows in the tokens. A query that merely contains the word SERVICE, in a string, an IRI, a comment or a name,
passes. Where a text can be read in two ways, the harmful one counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from aigov_kg.errors import QueryRefused
from aigov_kg.settings import Settings
from aigov_kg.tokens import Token, tokenize

_UPDATES: Final = frozenset(["INSERT", "DELETE", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"])
_CLAUSES: Final = frozenset(["UNION", "OPTIONAL", "MINUS", "BIND", "FILTER", "EXISTS", "GRAPH", "LATERAL", "VALUES"])
_FORMS: Final = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_VOLATILE: Final = frozenset(["NOW", "RAND", "UUID", "STRUUID"])
_UNARY: Final = frozenset(["!", "-", "+", "^", "^^"])
_BINARY: Final = frozenset(["||", "&&", "+", "-", "*", "/", "=", "!=", "<", ">", "<=", ">="])
_STEPS: Final = frozenset("/|")
_NAMED: Final = frozenset({"GRAPH", "FROM", "NAMED"})
_WAYS_ROUND: Final = {
    "nesting": "nest less deeply",
    "operators": "write alternatives as an IN list or a VALUES block",
    "unary": "leave out those that cancel each other",
    "triples": "put some of them into a sub-SELECT",
    "steps": "go on from a variable in between",
    "groups": "write alternatives as a VALUES block",
    "clauses": "write alternatives as an IN list or a VALUES block",
    "values": "ask for some of the terms at a time",
}


@dataclass(slots=True)
class Reading:
    """What a query holds, so far as its tokens tell.

    Attributes:
        form: select, ask or graph; None where no form was found, which the engine's parser will say.
        dataset: the graphs that FROM and FROM NAMED name, as they are written.
        graphs: the graphs that GRAPH names, as they are written.
        volatile: whether the same query may give another result the next time.
    """

    tokens: list[Token]
    form: str | None = None
    dataset: list[str] = field(default_factory=list)
    graphs: list[str] = field(default_factory=list)
    volatile: bool = False


def admit(query: str, settings: Settings) -> Reading:
    """Count, and refuse a query that is beyond the limits.

    Raises:
        QueryRefused: with the kind of refusal, the limit and the way round.
        QuerySyntaxError: a string is not closed.
    """
    if len(query) > settings.query_bytes or len(query.encode("utf-8", "surrogatepass")) > settings.query_bytes:
        raise too_complex("bytes of query text", settings.query_bytes, "query_bytes")
    counter = _Counter(settings, tokenize(query, settings.tokens, settings.values))
    counter.run()
    return counter.reading


class _Counter:
    """Walks over the tokens once."""

    def __init__(self, settings: Settings, tokens: list[Token]) -> None:
        self.settings = settings
        self.reading = Reading(tokens)
        self.brackets: list[str] = []
        self.patterns: list[int] = [0]
        """Triple patterns in each open group."""
        self.steps = self.unary = 0
        self.totals: dict[str, int] = {}

    def run(self) -> None:
        tokens, settings = self.reading.tokens, self.settings
        if len(tokens) > settings.tokens:
            raise too_complex("tokens", settings.tokens, "tokens")
        before = Token("", "", 0)
        for index, token in enumerate(tokens):
            kind, text = token.kind, token.text
            if kind == "operator":
                self._operator(text)
                before = token
                continue
            self.unary = 0
            if kind in {"open", "expression"}:
                self._open("" if kind == "expression" else text)
            elif kind == "close":
                self._close()
            elif kind == "mark":
                self.steps = 0
                if self.brackets and self.brackets[-1]:
                    self._pattern()
            elif kind == "word":
                self._word(text.upper())
            elif kind == "data":
                self._tally("terms in VALUES and IN lists", settings.values, "values", token.terms)
            else:
                if kind == "name" and "service" in text.lower():
                    _refuse_glued(tokens, index)
                if kind == "variable":
                    self.steps = 0
                elif before.kind == "word" and (word := before.text.upper()) in _NAMED:
                    (self.reading.graphs if word == "GRAPH" else self.reading.dataset).append(text)
                if before.kind != "operator" and self.brackets and self.brackets[-1] == "(":
                    # An item of a collection stands for two patterns that no separator shows.
                    self._pattern()
            before = token

    def _word(self, word: str) -> None:
        if "SERVICE" in word:
            raise _outbound("SERVICE")
        if word == "LOAD":
            raise _outbound("LOAD")
        if word in _UPDATES:
            raise QueryRefused(f"{word} would change data; this service only reads", "update-refused")
        if word in _CLAUSES:
            self._tally(word, self.settings.clauses, "clauses")
        elif word in _FORMS and self.reading.form is None:
            self.reading.form = _FORMS[word]
        elif word == "IN":
            self._tally("operators", self.settings.operators, "operators")
        elif word in _VOLATILE:
            self.reading.volatile = True

    def _operator(self, text: str) -> None:
        settings = self.settings
        self.unary = self.unary + 1 if text in _UNARY else 0
        if self.unary > settings.unary:
            raise too_complex("unary operators in a row", settings.unary, "unary")
        if not self.brackets or not self.brackets[-1]:
            if text in _BINARY:
                self._tally("operators", settings.operators, "operators")
        elif text in _STEPS:
            self.steps += 1
            if self.steps >= settings.steps:
                raise too_complex("steps of a property path", settings.steps, "steps")

    def _open(self, text: str) -> None:
        if len(self.brackets) >= self.settings.nesting:
            raise too_complex("levels of nested brackets", self.settings.nesting, "nesting")
        self.brackets.append(text)
        if text == "{":
            self.steps = 0
            self.patterns.append(0)
            self._tally("groups", self.settings.groups, "groups")

    def _close(self) -> None:
        if self.brackets and self.brackets.pop() == "{":
            self.patterns.pop()

    def _pattern(self) -> None:
        self.patterns[-1] += 1
        if self.patterns[-1] > self.settings.triples:
            raise too_complex("triple patterns in a group", self.settings.triples, "triples")

    def _tally(self, what: str, limit: int, setting: str, count: int = 1) -> None:
        total = self.totals[what] = self.totals.get(what, 0) + count
        if total > limit:
            raise too_complex(what, limit, setting)


def _refuse_glued(tokens: list[Token], index: int) -> None:
    """Refuse `SERVICE:v {`, which the grammar reads as one name and the engine as a call to `:v`."""
    prefix = tokens[index].text.partition(":")[0].upper()
    follower = tokens[index + 1].text if index + 1 < len(tokens) else ""
    named = index > 0 and tokens[index - 1].kind == "word" and tokens[index - 1].text.upper() in _NAMED
    if "SERVICE" in prefix and follower == "{" and not named:
        raise _outbound("SERVICE")


def _outbound(word: str) -> QueryRefused:
    return QueryRefused(
        f"{word} asks this service to call another one, which it never does; "
        "send that part of the query to the other service yourself",
        "outbound-refused",
    )


def too_complex(what: str, limit: int, setting: str) -> QueryRefused:
    """Say which limit a query is beyond, and the way round."""
    way = _WAYS_ROUND.get(setting, "narrow the query")
    message = (
        f"the query has more than {limit} {what}; {way}, split the query, or download the whole graph from /export"
    )
    return QueryRefused(message, limit=setting, maximum=limit)

"""Admission: what is counted in a query before the engine sees it.

The engine follows SERVICE to the network, plans some short queries for ever, and ends its process on deep nesting; all
of that shows in the tokens. The tokenizer knows strings, IRIs and comments (SPARQL 1.1, section 19.8), so a query that
merely contains the word SERVICE passes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from aigov_kg.errors import QueryRefused
from aigov_kg.settings import Settings

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+|\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$][\w·]+)
  | (?P<blank>_:[\w.·-]+(?<!\.))
  | (?P<name>(?:[^\W\d_][\w.·-]*)?:(?:[\w:.·%-]|\\.)*(?<!\.))
  | (?P<word>@?[^\W\d_][\w-]*)
  | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<operator>\|\||&&|!=|<=|>=|\^\^|<<\(?|\)?>>|[-+*/=<>!|^?])
  | (?P<open>[({\[])
  | (?P<close>[)}\]])
  | (?P<mark>[.;,])
    """,
    re.X | re.S,
)

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
_CLAUSES = {"UNION", "OPTIONAL", "MINUS", "BIND", "FILTER", "EXISTS", "GRAPH"}
_OPERATORS = {"||", "&&", "+", "-", "*", "=", "!=", "<", ">", "<=", ">=", "IN"}
_WAY_ROUND = "narrow the query, split it, or download the whole graph from /export"


@dataclass(slots=True)
class Count:
    """What a query holds, and its use of FROM."""

    tokens: int = 0
    dataset: bool = False
    nesting: int = 0
    totals: dict[str, int] = field(default_factory=dict)


def admit(query: str, settings: Settings) -> Count:
    """Count, and refuse a query that is beyond the limits.

    Raises:
        QueryRefused: with the kind of refusal, the limit and the way round.
    """
    if len(query.encode("utf-8", "surrogatepass")) > settings.query_bytes:
        raise _too_complex("bytes of query text", settings.query_bytes, "query_bytes")
    return _Counter(settings).run(query)


class _Counter:
    """Walks over the tokens once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.count = Count()
        self.depth = 0
        self.steps = self.unary = 0
        self.triples: list[int] = [0]
        self.kinds: list[str] = [""]
        self.before = ""
        self.data = False
        """Whether VALUES was read and its block not yet opened."""

    def run(self, query: str) -> Count:
        position, size = 0, len(query)
        while position < size:
            match = _TOKEN.match(query, position)
            if match is None:
                # Not a token of SPARQL: the engine's parser will say so, with the place.
                position += 1
                self._step("other", query[position - 1])
                continue
            position = match.end()
            if match.lastgroup != "space":
                self._step(match.lastgroup or "", match.group())
        return self.count

    def _step(self, kind: str, text: str) -> None:
        settings, count = self.settings, self.count
        count.tokens += 1
        if count.tokens > settings.tokens:
            raise _too_complex("tokens", settings.tokens, "tokens")
        if kind == "open":
            self._open(text)
        elif kind == "close":
            self._close()
        elif kind == "word":
            self._word(text.upper())
        elif kind == "operator":
            self._operator(text)
        elif text in {".", ";", ","} and self.kinds[-1] in {"{", "["}:
            self.steps = 0
            self.triples[-1] += 1
            if self.triples[-1] > settings.triples:
                raise _too_complex("triple patterns in a group", settings.triples, "triples")
        if kind in {"iri", "string", "name", "number", "blank"} and "values" in self.kinds:
            self._tally("terms in VALUES and IN lists", settings.values, "values")
        if kind == "variable" or (kind == "mark" and text != "."):
            self.steps = 0
        if kind != "operator":
            self.unary = 0
        self.before = text.upper()

    def _open(self, text: str) -> None:
        self.depth += 1
        self.count.nesting = max(self.count.nesting, self.depth)
        if self.depth > self.settings.nesting:
            raise _too_complex("levels of nested brackets", self.settings.nesting, "nesting")
        listing = self.kinds[-1] == "values" or self.before == "IN" or (self.data and text == "{")
        self.data = self.data and text != "{"
        self.kinds.append("values" if listing else text)
        self.triples.append(0)
        if text == "{":
            self._tally("groups", self.settings.clauses * 4, "clauses")

    def _close(self) -> None:
        if self.depth:
            self.depth -= 1
            self.kinds.pop()
            self.triples.pop()
        self.steps = 0

    def _word(self, word: str) -> None:
        settings = self.settings
        if word in {"SERVICE", "LOAD"}:
            raise QueryRefused(
                f"{word} asks this service to call another one, which it never does; "
                "send that part of the query to the other service yourself",
                "outbound-refused",
            )
        if word in _UPDATES:
            raise QueryRefused(f"{word} would change data; this service only reads", "update-refused")
        if word == "FROM":
            self.count.dataset = True
        elif word in _CLAUSES:
            self._tally(word, settings.clauses, "clauses")
        elif word == "IN":
            self._tally("operators", settings.operators, "operators")
        elif word == "VALUES":
            self.data = True

    def _operator(self, text: str) -> None:
        settings = self.settings
        if text in {"/", "|", "^", "*", "+"}:
            self.steps += 1
            if self.steps > settings.steps * 2:
                raise _too_complex("steps of a property path", settings.steps, "steps")
        if text in {"!", "-", "+", "^"}:
            self.unary += 1
            if self.unary > settings.unary:
                raise _too_complex("unary operators in a row", settings.unary, "unary")
        if text in _OPERATORS:
            self._tally("operators", settings.operators, "operators")

    def _tally(self, what: str, limit: int, setting: str) -> None:
        total = self.count.totals[what] = self.count.totals.get(what, 0) + 1
        if total > limit:
            raise _too_complex(what, limit, setting)


def _too_complex(what: str, limit: int, setting: str) -> QueryRefused:
    message = f"the query has more than {limit} {what}; {_WAY_ROUND}"
    return QueryRefused(message, limit=setting, maximum=limit)

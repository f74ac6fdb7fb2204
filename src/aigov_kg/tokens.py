"""The tokens of a SPARQL query, read in one pass and in linear time (SPARQL 1.1, section 19.8; SPARQL 1.2 triple terms).

A tokenizer for a guard must never see less than the engine does. The engine has no tokenizer: it tries what may stand at
a place. So it reads `1<a:b)` as a comparison where the grammar would read an IRI, and `trueSERVICE` as two words. The
reading here follows the engine: behind an operand inside an expression `<` is an operator, and a word is judged by what
it contains.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final, NamedTuple

from aigov_kg.errors import QuerySyntaxError

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FIRST: Final = _BASE + "_"
_INNER: Final = _FIRST + "0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
_VARIABLE: Final = _FIRST + "0-9\u00b7\u0300-\u036f\u203f\u2040"
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"


def _many(plain: str, *others: str) -> str:
    """Match any number of plain characters and of other pieces; `re` takes a run of plain ones in one step."""
    return f"{plain}*+(?:(?:{'|'.join(others)}){plain}*+)*+"


_SPACE: Final = r"(?:[ \t\r\n]++|\#[^\r\n]*+)++"
_IRI: Final = "<" + _many(r'[^<>"{}|^`\\\x00-\x20]', r"\\u[0-9A-Fa-f]{4}", r"\\U[0-9A-Fa-f]{8}") + ">"
# An escape that does not exist ends the string for the engine, which then reads on from its first quote.
_ESCAPE: Final = (
    r"\\(?:[tbnrf\"'\\]|u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}|U00(?:0[0-9A-Fa-f]|10)(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})"
)
_STRING: Final = "|".join(
    (
        '"""' + _many(r'[^"\\]', _ESCAPE, '"(?!"")') + '"""',
        "'''" + _many(r"[^'\\]", _ESCAPE, "'(?!'')") + "'''",
        '"(?!"")' + _many(r'[^"\\\n\r]', _ESCAPE) + '"',
        "'(?!'')" + _many(r"[^'\\\n\r]", _ESCAPE) + "'",
        '""(?!")',
        "''(?!')",
    )
)
_RUN: Final = f"[{_BASE}]" + _many(f"[{_INNER}]", rf"\.++(?=[{_INNER}])")
_LOCAL: Final = rf"(?:[{_FIRST}:0-9]|{_ESCAPED})" + _many(f"[{_INNER}:]", _ESCAPED, rf"\.++(?=[{_INNER}:%\\])")
_BLANK: Final = f"_:[{_FIRST}0-9]" + _many(f"[{_INNER}]", rf"\.++(?=[{_INNER}])")
_NUMBER: Final = r"(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)(?:[eE][+-]?+[0-9]++)?+"
_LANG: Final = r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+"

_TOKEN: Final = re.compile(
    rf"""
    (?P<space>{_SPACE})
  | (?P<variable>[?$][{_VARIABLE}]++)
  | (?P<word>{_RUN})(?P<name>:(?:{_LOCAL})?+)?+
  | (?P<local>:(?:{_LOCAL})?+)
  | (?P<iri>{_IRI})
  | (?P<mark>\.(?![0-9])|[;,])
  | (?P<open><<\(?|[({{\[])
  | (?P<close>\)?>>|[)}}\]])
  | (?P<string>{_STRING})
  | (?P<number>{_NUMBER})
  | (?P<blank>{_BLANK})
  | (?P<lang>{_LANG})
  | (?P<operator>\|\||&&|!=|<=|>=|\^\^|[-+*/=<>!|^?&~])
  | (?P<broken>["'])
  | (?P<other>.)
    """,
    re.X | re.S,
)
_GAP: Final = rf"(?:{_SPACE})?+"
_CONSTANT: Final = (
    rf"(?:[-+]?+{_NUMBER}|(?:{_STRING})(?:{_LANG}|{_GAP}\^\^{_GAP}(?:{_IRI}|(?:{_RUN})?+:(?:{_LOCAL})?+))?+"
    rf"|{_IRI}|(?:{_RUN})?+:(?:{_LOCAL})?+|{_RUN})"
)
_PART: Final = re.compile(rf"(?:{_SPACE}|[(),])++|(?P<term>{_CONSTANT})", re.S)
_DATA: Final = re.compile(rf"\{{(?:{_SPACE}|{_CONSTANT}|[()]++)*+\}}", re.S)
_LIST: Final = re.compile(rf"\({_GAP}{_CONSTANT}(?:{_GAP},{_GAP}{_CONSTANT})*+{_GAP}\)", re.S)

_PLAIN: Final = frozenset({"variable", "name", "mark", "string", "number", "blank", "lang", "operator", "other"})
_OPERANDS: Final = frozenset({"variable", "name", "iri", "string", "number", "lang", "blank", "data"})
_NOT_CALLS: Final = frozenset({"A", "TRUE", "FALSE", "UNDEF"})
"""Words behind which a bracket holds no expression."""


class Token(NamedTuple):
    """A token of a query.

    Attributes:
        kind: the name of its group above, or `expression` (a bracket in which an expression stands), or `data`.
        start: where it begins, in characters.
        terms: how many constants a block of data holds.
    """

    kind: str
    text: str
    start: int
    terms: int = 0


def tokenize(query: str, most: int = 1_000_000, terms: int = 1_000_000) -> list[Token]:
    """Read the tokens of a query, without white space and comments, but not many more than `most`.

    A block of constants after VALUES or IN is one token of the kind `data`, with the number of constants in it; the
    count stops above `terms`.

    Raises:
        QuerySyntaxError: a string is not closed; the engine might read on inside it.
    """
    reader = _Reader(query, most, terms)
    position: int | None = 0
    while position is not None:
        position = reader.read(position)
    return reader.tokens


class _Reader:
    def __init__(self, query: str, most: int, terms: int) -> None:
        self.query, self.most, self.terms = query, most, terms
        self.tokens: list[Token] = []
        self.expressions: list[bool] = [False]
        """For each open bracket, whether what stands in it is an expression."""
        self.data = False
        """Whether VALUES was read and its block has not begun."""

    def read(self, position: int) -> int | None:
        """Read on until the place from which to read otherwise; None at the end."""
        tokens, most, expressions = self.tokens, self.most, self.expressions
        append, make = tokens.append, tuple.__new__
        for match in _TOKEN.finditer(self.query, position):
            kind, text, start = match.lastgroup, match.group(), match.start()
            if kind in _PLAIN:
                append(make(Token, (kind, text, start, 0)))
            elif kind == "space":
                continue
            elif kind == "word":
                self._words(text, start)
            elif kind == "iri":
                if expressions[-1] and self._behind_operand():
                    operator = "<=" if text.startswith("<=") else "<"
                    append(Token("operator", operator, start))
                    return start + len(operator)
                append(make(Token, (kind, text, start, 0)))
            elif kind == "open":
                if (skip := self._open(text, start)) is not None:
                    return skip
            elif kind == "close":
                if len(expressions) > 1:
                    expressions.pop()
                append(make(Token, (kind, text, start, 0)))
            elif kind == "local":
                append(Token("name", text, start))
            else:
                raise _unclosed(self.query, start)
            if len(tokens) > most:
                return None
        return None

    def _words(self, text: str, start: int) -> None:
        """Take a run without a colon apart at its dots: `true.FILTER` is two words."""
        if "." not in text:
            self.tokens.append(Token("word", text, start))
            self.data = self.data or text.upper() == "VALUES"
            return
        for i, part in enumerate(text.split(".", self.most)):
            if i:
                self.tokens.append(Token("mark", ".", start - 1))
            if part:
                self.tokens.append(Token("word", part, start))
                self.data = self.data or part.upper() == "VALUES"
            start += len(part) + 1

    def _open(self, text: str, start: int) -> int | None:
        last = self.tokens[-1] if self.tokens else None
        if text[0] == "<" and self.expressions[-1] and self._behind_operand():
            self.tokens.append(Token("operator", "<", start))
            return start + 1
        if text == "{" and self.data:
            self.data = False
            if block := _DATA.match(self.query, start):
                return self._block(block)
        elif (
            text == "("
            and last
            and last.kind == "word"
            and last.text.upper() == "IN"
            and (block := _LIST.match(self.query, start))
        ):
            return self._block(block)
        expression = text == "(" and self._opens_expression()
        self.expressions.append(expression)
        self.tokens.append(Token("expression" if expression else "open", text, start))
        return None

    def _block(self, block: re.Match[str]) -> int:
        text = block.group()
        parts = islice(_PART.finditer(text, 1, len(text) - 1), 2 * self.terms + 2)
        terms = sum(part.lastgroup is not None for part in parts)
        self.tokens.append(Token("data", text, block.start(), terms))
        return block.end()

    def _opens_expression(self) -> bool:
        if self.expressions[-1] or len(self.expressions) == 1:
            return True
        last = self.tokens[-1]
        if last.kind == "word":
            return last.text.upper() not in _NOT_CALLS
        if last.kind in {"name", "iri"} and len(self.tokens) > 1:
            # A function of another namespace: FILTER ex:f(?x); after anything else it is a predicate and a list.
            before = self.tokens[-2]
            return before.kind == "word" and before.text.upper() not in _NOT_CALLS
        return False

    def _behind_operand(self) -> bool:
        if not self.tokens:
            return False
        last = self.tokens[-1]
        return (
            last.kind in _OPERANDS
            or (last.kind == "close" and last.text != ">>")
            # `true-1` is one word here; DISTINCT alone may stand before an IRI.
            or (last.kind == "word" and last.text.upper() != "DISTINCT")
        )


def place(query: str, start: int) -> tuple[int, int]:
    """Give line and column, in characters and counted from 1, of a place in a query."""
    before = query[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1


def _unclosed(query: str, start: int) -> QuerySyntaxError:
    line, column = place(query, start)
    return QuerySyntaxError(
        f"line {line}, column {column}: a string begins here that is not closed, or that holds an escape which does not exist",
        line=line,
        column=column,
    )

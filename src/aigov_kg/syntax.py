"""Where a query breaks off being SPARQL, and what was probably meant.

The engine's parser says how far it got and what it would have taken there. It tries a keyword by taking as many
characters as the keyword has, so what it reports for keywords lies that much too far on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from aigov_kg.errors import QuerySyntaxError
from aigov_kg.findings import did_you_mean
from aigov_kg.namespaces import PREFIXES
from aigov_kg.tokens import Token, place, tokenize

_REPORT: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.S)
_KEYWORD: Final = re.compile(r"[A-Z][A-Z0-9_]+")
_WORDS: Final = _KEYWORD.findall(
    "SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED PREFIX BASE FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH EXISTS NOT IN AS "
    "DISTINCT REDUCED GROUP ORDER BY HAVING LIMIT OFFSET ASC DESC COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT SEPARATOR "
    "REGEX REPLACE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLEN SUBSTR UCASE LCASE CONCAT STR STRDT STRLANG LANG "
    "LANGMATCHES DATATYPE BOUND IF COALESCE IRI URI BNODE ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC SAMETERM YEAR MONTH DAY "
    "HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID RAND ABS CEIL FLOOR ROUND MD5 SHA1 SHA256 SHA384 SHA512 "
    "ENCODE_FOR_URI TRUE FALSE UNDEF"
)
_CLOSES: Final = {"{": "}", "(": ")", "[": "]"}
_MEANT_AS_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\n]*>")
_SEMANTIC: Final = {
    "The SELECT contains a variable that is unbound": "SELECT names a variable that is neither grouped nor aggregated",
    "Duplicated variable name in SELECT": "SELECT gives one name to two columns",
}


def locate(report: str, query: str, padded: str) -> dict[str, Any]:
    """Turn the parser's report into a place and a sentence.

    Args:
        report: the engine's message.
        query: the text that was sent.
        padded: the message for the same text with white space behind it; empty where there is none.

    Returns:
        `message`; and where the place is known `line`, `column` (in characters, from 1) and `near`, the text there,
        which is empty at the end of the query.
    """
    found = _REPORT.match(padded or report)
    if found is None:
        return {"message": f"the query is not SPARQL 1.1: {report[:200]}"}
    reported = _offset(query, int(found[1]), int(found[2]))
    start = _true_start(reported, found[3])
    try:
        tokens = tokenize(query)
    except QuerySyntaxError as error:
        return {
            "message": str(error).partition(": ")[2],
            "near": query[start : start + 20].partition("\n")[0],
            **error.detail,
        }
    if iri := _broken_iri(tokens, query, reported, found[3]):
        return _at(query, iri, "this is no IRI, or it holds a character that no IRI may hold")
    if undeclared := _undeclared(tokens, start):
        return _at(query, undeclared, _prefix_message(undeclared, tokens))
    for said, message in _SEMANTIC.items():
        if said in found[3]:
            return _at(query, _selecting(tokens), message)
    token = next((t for t in tokens if t.start + len(t.text) > start), None)
    token = next((t for t in tokens if start <= t.start <= reported and _unknown(t)), token)
    if token is None:
        return _at(query, None, _end_message(tokens, query))
    if crossed := _crossed(tokens, start, reported):
        opened, token = crossed
        line, column = place(query, opened.start)
        return _at(query, token, f"this does not close the '{opened.text}' of line {line}, column {column}")
    if bound := _bound_twice(tokens):
        return _at(query, bound, f"BIND gives a value to {bound.text}, which has one already; use another name")
    return _at(query, token, _message(token, tokens))


def _offset(query: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = query.find("\n", start) + 1
    return start + column - 1


def _true_start(reported: int, expected: str) -> int:
    items = [item.strip() for item in expected.split(", ") if item.strip() not in {"[_]", ""}]
    if not items or not all(_KEYWORD.fullmatch(item) for item in items):
        return reported
    return max(0, reported - min(len(item) for item in items))


def _at(query: str, token: Token | None, message: str) -> dict[str, Any]:
    if token is None:
        end = query.rstrip()
        line, column = place(query, len(end))
        return {"message": message, "line": line, "column": column, "near": ""}
    line, column = place(query, token.start)
    return {"message": message, "line": line, "column": column, "near": token.text[:60].split("\n")[0]}


def names(tokens: list[Token]) -> Iterator[Token]:
    """Give the prefixed names of a query, also those in blocks of constants, and without its declarations."""
    before = ""
    for token in tokens:
        if token.kind == "name" and before not in {"PREFIX", "@prefix"}:
            yield token
        elif token.kind == "data":
            for inner in tokenize(token.text[1:-1]):
                if inner.kind == "name":
                    yield inner._replace(start=token.start + 1 + inner.start)
        before = token.text.upper() if token.kind == "word" else ""


def declared(tokens: list[Token]) -> dict[str, str]:
    """Give the prefixes that a query declares, with their IRIs as written."""
    return {
        name.text.rstrip(":"): iri.text[1:-1]
        for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if word.kind == "word" and word.text.upper() == "PREFIX" and name.kind == "name" and iri.kind == "iri"
    }


def _undeclared(tokens: list[Token], start: int) -> Token | None:
    known = declared(tokens)
    for token in names(tokens):
        if token.start > start:
            return None
        if token.text.partition(":")[0] not in known and not _declared_by_us(token, start):
            return token
    return None


def _declared_by_us(token: Token, start: int) -> bool:
    # Where given files are served no prefix is known beforehand; then the parser stopped at this very name.
    return token.text.partition(":")[0] in PREFIXES and token.start + len(token.text) != start


def _prefix_message(token: Token, tokens: list[Token]) -> str:
    prefix = token.text.partition(":")[0]
    if prefix.lower() in {"http", "https"}:
        return f"'{prefix}' is not declared as a prefix; an IRI stands in angle brackets"
    if prefix in PREFIXES:
        return f"the prefix '{prefix}' is not declared; write PREFIX {prefix}: <{PREFIXES[prefix]}> before the query"
    near = did_you_mean(prefix, [*declared(tokens), *PREFIXES]) if prefix else ""
    return f"the prefix '{prefix}' is not declared; {near or f'write PREFIX {prefix}: <...> before the query'}"


def _unknown(token: Token) -> bool:
    return token.kind == "word" and token.text.upper() not in _WORDS


def _message(token: Token, tokens: list[Token]) -> str:
    if _unknown(token):
        called = any(t.kind in {"open", "expression"} and t.start == token.start + len(token.text) for t in tokens)
        return f"SPARQL has no {'function' if called else 'word'} '{token.text[:40]}'; " + (
            did_you_mean(token.text, _WORDS) or "a function of your own would be named by an IRI"
        )
    return "this cannot stand here"


def _broken_iri(tokens: list[Token], query: str, reported: int, expected: str) -> Token | None:
    for token in tokens:
        if token.start < reported and token.text == "<" and (meant := _MEANT_AS_IRI.match(query, token.start)):
            return Token("iri", meant.group(), token.start)
    if "IRI parsing failed" in expected:
        return next((t for t in reversed(tokens) if t.kind == "iri" and t.start < reported), None)
    return None


def _selecting(tokens: list[Token]) -> Token | None:
    return next((t for t in reversed(tokens) if t.kind == "word" and t.text.upper() == "SELECT"), None)


def _crossed(tokens: list[Token], start: int, reported: int) -> tuple[Token, Token] | None:
    """Give a bracket and the one of another kind that would close it, near the place of the error."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind in {"open", "expression"}:
            opened.append(token)
        elif token.kind == "close" and opened:
            last = opened.pop()
            if start <= token.start <= reported and _CLOSES.get(last.text, token.text) != token.text:
                return last, token
    return None


def _bound_twice(tokens: list[Token]) -> Token | None:
    """Give the variable of a BIND that occurs before it in the same group."""
    seen: list[set[str]] = [set()]
    binding = False
    for before, token in pairwise(tokens):
        if token.text == "{" and token.kind == "open":
            seen.append(set())
        elif token.text == "}" and len(seen) > 1:
            inner = seen.pop()
            seen[-1] |= inner
        elif token.kind == "word":
            binding = binding or token.text.upper() == "BIND"
        elif token.kind == "variable":
            if binding and before.kind == "word" and before.text.upper() == "AS":
                if token.text in seen[-1]:
                    return token
                binding = False
            seen[-1].add(token.text)
    return None


def _end_message(tokens: list[Token], query: str) -> str:
    if not tokens:
        return "there is no query"
    opened: list[Token] = []
    for token in tokens:
        if token.kind in {"open", "expression"}:
            opened.append(token)
        elif token.kind == "close" and opened:
            opened.pop()
    if opened:
        line, column = place(query, opened[-1].start)
        return f"the '{opened[-1].text}' of line {line}, column {column} is not closed"
    return "the query is not complete"

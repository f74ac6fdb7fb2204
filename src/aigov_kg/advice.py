"""What to tell a person about a query beyond its answer: terms that do not exist, and patterns that cost much.

All of it is read from the tokens, so it is advice and never a refusal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from aigov_kg.errors import QuerySyntaxError
from aigov_kg.findings import did_you_mean
from aigov_kg.namespaces import AIGOV, PREFIXES
from aigov_kg.syntax import declared, names
from aigov_kg.tokens import Token, tokenize

_MOST: Final = 5
_AFTER_OPTIONAL: Final = (
    "put selective patterns before OPTIONAL: the engine does not move a pattern that stands after an OPTIONAL forward"
)
_UNBOUND_PATH: Final = "bind one end of a path with + or * to an IRI or to a selective pattern before it"
_ANYTHING: Final = "give a predicate or a class to patterns in which subject, predicate and object are all variables"
_NOT_EXISTS: Final = "keep FILTER NOT EXISTS to one pattern, or write OPTIONAL { ... } FILTER(!BOUND(?x)): with several patterns it costs far more"
_APART: Final = "join all patterns through shared variables: patterns that share none are multiplied with each other"


def notes(
    tokens: list[Token], default: Collection[str] | None, named: Collection[str] | None, written: list[str],
    graphs: Collection[str], terms: Collection[str],
) -> list[str]:  # fmt: skip
    """Give notes on a query that was understood: graphs that are empty here, and terms that the ontology lacks.

    Args:
        tokens: of the query.
        default, named: graphs of the protocol, which override those of the query.
        written: graphs that FROM and FROM NAMED name, as they are written.
        graphs: what the snapshot holds.
        terms: IRIs of the ontology; empty where given files are served, and then none is missed.
    """
    prefixes = {**PREFIXES, **declared(tokens)}
    asked = [*(default or ()), *(named or ())] if default is not None or named is not None else written
    iris = list(dict.fromkeys(_expand(text, prefixes) for text in asked))
    found = [f"graph {iri} is not in this release and counts as empty" for iri in iris if iri not in graphs]
    if terms:
        for iri in dict.fromkeys(_terms(tokens, prefixes)):
            if iri not in terms:
                word = iri.removeprefix(AIGOV)
                near = did_you_mean(word, [term.removeprefix(AIGOV) for term in terms])
                found.append(f"the ontology has no term aigov:{word}; {near}".removesuffix("; "))
    return found[:_MOST] + ([f"and {len(found) - _MOST} more"] if len(found) > _MOST else [])


def _expand(text: str, prefixes: dict[str, str]) -> str:
    if text.startswith("<"):
        return text[1:-1]
    prefix, colon, local = text.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else text


def _terms(tokens: list[Token], prefixes: dict[str, str]) -> Iterator[str]:
    ours = {prefix for prefix, iri in prefixes.items() if iri == AIGOV}
    for token in names(tokens):
        prefix, _, local = token.text.partition(":")
        if prefix in ours and local:
            yield AIGOV + local
    for before, token in zip([Token("", "", 0), *tokens], tokens, strict=False):
        if (
            token.kind == "iri"
            and token.text.startswith(f"<{AIGOV}")
            and token.text != f"<{AIGOV}>"
            and before.kind != "name"
        ):
            yield token.text[1:-1]


def cheaper(query: str) -> list[str]:
    """Give what would make a query cheaper, most likely first."""
    try:
        tokens = tokenize(query)
    except QuerySyntaxError:
        return []
    groups = list(_groups(tokens))
    found = [
        *([_AFTER_OPTIONAL] if any(group.after_optional for group in groups) else []),
        *([_UNBOUND_PATH] if any(group.open_path for group in groups) else []),
        *([_APART] if any(group.apart() for group in groups) else []),
        *([_NOT_EXISTS] if any(group.negated and group.patterns > 1 for group in groups) else []),
        *([_ANYTHING] if any(group.anything for group in groups) else []),
    ]
    if any(t.kind == "word" and t.text.upper() == "ORDER" for t in tokens):
        found.append("sort fewer rows: ORDER BY sorts everything before LIMIT takes the first")
    return found


class _Group:
    """What one group of a query shows: its own patterns, not those of groups inside it."""

    def __init__(self, negated: bool) -> None:
        self.negated = negated
        self.after_optional = self.open_path = self.anything = False
        self.patterns = 0
        self.optional = False
        self.clusters: list[set[str]] = []

    def add(self, pattern: list[Token]) -> None:
        """Take up a pattern: the tokens between two separators, with the subject in front."""
        terms = [t for t in pattern if t.kind not in {"operator", "open", "close", "expression"}]
        if len(terms) < 2:
            return
        self.patterns += 1
        self.after_optional = self.after_optional or self.optional
        variables = [t.kind == "variable" for t in terms]
        repeated = any(t.kind == "operator" and t.text in {"+", "*"} for t in pattern)
        self.open_path = self.open_path or (repeated and variables[0] and variables[-1])
        self.anything = self.anything or (len(terms) == 3 and all(variables))
        self.join({t.text for t in terms if t.kind == "variable"})

    def join(self, variables: set[str]) -> None:
        """Bring together what shares a variable."""
        if variables:
            apart = [cluster for cluster in self.clusters if not cluster & variables]
            joined = variables.union(*(cluster for cluster in self.clusters if cluster & variables))
            self.clusters = [*apart, joined]

    def apart(self) -> bool:
        """Tell whether there are patterns that share no variable."""
        return len(self.clusters) > 1


def _groups(tokens: list[Token]) -> Iterator[_Group]:
    stack = [_Group(False)]
    pattern: list[Token] = []
    subject: list[Token] = []
    before = ""
    depth = 0
    for token in tokens:
        if token.kind == "expression" or (depth and token.kind == "open"):
            depth += 1
        elif depth and token.kind == "close":
            depth -= 1
        elif depth:
            pass
        elif token.kind == "open" and token.text == "{":
            stack[-1].add(pattern)
            pattern = []
            if before == "OPTIONAL":
                stack[-1].optional = True
            stack.append(_Group(before == "EXISTS"))
        elif token.kind == "close" and token.text == "}" and len(stack) > 1:
            stack[-1].add(pattern)
            pattern = []
            inner = stack.pop()
            for cluster in inner.clusters:
                stack[-1].join(set(cluster))
            yield inner
        elif token.kind == "mark":
            stack[-1].add(pattern)
            subject = pattern[:1] if token.text in {";", ","} and pattern else []
            pattern = list(subject)
        elif token.kind == "word" and token.text != "a":
            stack[-1].add(pattern)
            pattern = []
        else:
            pattern.append(token)
        before = token.text.upper() if token.kind == "word" else ""
    yield from reversed(stack)

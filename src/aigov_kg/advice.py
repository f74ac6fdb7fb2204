"""What to tell a person about a query beyond its answer: terms that do not exist, and patterns that cost much.

All of it is read from the tokens, so it is advice and never a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from aigov_kg.admission import Reading
from aigov_kg.errors import QuerySyntaxError
from aigov_kg.findings import did_you_mean
from aigov_kg.namespaces import AIGOV, GRAPH, ID, PREFIXES, VOCAB, XSD, shorten
from aigov_kg.syntax import declared, names
from aigov_kg.tokens import Token, tokenize

_LONG_LIST: Final = 200
Miss = tuple[str, str, Collection[str], str]
"""What is said of a name, the name, the names that might have been meant, and how those of its kind begin."""

_MOST: Final = 5
_CLUSTERS: Final = 64
_NO_GRAPH: Final = "graph {} is not in this release and counts as empty"
_ESCAPE: Final = re.compile(r"\\(.)")
_AFTER_OPTIONAL: Final = (
    "put selective patterns before OPTIONAL: the engine does not move a pattern that stands after an OPTIONAL forward"
)
_UNBOUND_PATH: Final = "bind one end of a path with + or * to an IRI or to a selective pattern before it"
_ANYTHING: Final = "give a predicate or a class to patterns in which subject, predicate and object are all variables"
_NOT_EXISTS: Final = "keep FILTER NOT EXISTS to one pattern, or write OPTIONAL { ... } FILTER(!BOUND(?x)): with several patterns it costs far more"
_APART: Final = "join all patterns through shared variables: patterns that share none are multiplied with each other"


def notes(
    reading: Reading, default: Collection[str] | None, named: Collection[str] | None, graphs: Collection[str],
    index: Mapping[str, Any],
) -> list[str]:  # fmt: skip
    """Give notes on a query that was understood: graphs that are empty here, and names that the release does not hold.

    Args:
        reading: of the query.
        default, named: graphs of the protocol, which override those of the query.
        graphs: what the snapshot holds.
        index: the name index of the release; without terms where given files are served, and then none is missed.
    """
    asked = [*(default or ()), *(named or ())] if default is not None or named is not None else reading.dataset
    if not (asked or reading.graphs or index["terms"]):
        return []
    tokens = reading.tokens
    prefixes = {**PREFIXES, **declared(tokens)}
    iris = list(dict.fromkeys(_expand(text, prefixes) for text in asked))
    found: list[Miss] = [(_NO_GRAPH.format(iri), "", (), "") for iri in iris if iri not in graphs]
    for iri in dict.fromkeys(_expand(text, prefixes) for text in reading.graphs):
        if iri not in graphs and iri not in iris:
            iris.append(iri)
            missed_graph = _missed(iri, graphs, index) if index["terms"] else None
            found.append(missed_graph or (_NO_GRAPH.format(iri), "", (), ""))
    if index["terms"]:
        missed = (_missed(iri, graphs, index) for iri in dict.fromkeys(_named(tokens, prefixes)) if iri not in iris)
        found += [miss for miss in missed if miss]
    # Only what is said is compared with the known words: the comparison is what costs.
    said = [f"{text}; {_meant(word, known, space)}".removesuffix("; ") for text, word, known, space in found[:_MOST]]
    return said + ([f"and {len(found) - _MOST} more"] if len(found) > _MOST else [])


def _expand(text: str, prefixes: dict[str, str]) -> str:
    if text.startswith("<"):
        return text[1:-1]
    prefix, colon, local = text.partition(":")
    return prefixes[prefix] + _ESCAPE.sub(r"\1", local) if colon and prefix in prefixes else text


def _named(tokens: list[Token], prefixes: dict[str, str]) -> Iterator[str]:
    """Give the IRIs that a query names, apart from its prologue and its dataset."""
    for token in names(tokens):
        yield _expand(token.text, prefixes)
    for before, token in zip([Token("", "", 0), *tokens], tokens, strict=False):
        # An IRI behind a name is that of a prefix.
        if token.kind == "iri" and before.kind != "name" and before.text.upper() != "BASE":
            yield token.text[1:-1]


def _missed(iri: str, graphs: Collection[str], index: Mapping[str, Any]) -> Miss | None:
    """Say that an IRI names nothing of the release."""
    space = max((iri_ for iri_ in PREFIXES.values() if iri.startswith(iri_)), key=len, default="")
    word = iri[len(space) :]
    if not space or not word or space == XSD:
        return None
    if space == GRAPH:
        return None if iri in graphs else (_NO_GRAPH.format(iri), word, graphs, GRAPH)
    if space == AIGOV:
        terms = index["terms"]
        return None if iri in terms else (f"the ontology has no term aigov:{word}", word, terms, AIGOV)
    if space == ID:
        entities = index["entities"]
        known = "/" in word or word in entities or word in index["redirects"]
        return None if known else (f"nothing in this release is called id:{word}", word, entities, "")
    if space == VOCAB:
        scheme, slash, slug = word.partition("/")
        concepts = index["concepts"].get(scheme, {})
        if slug in concepts or (concepts and not slash):
            return None
        return f"the vocabularies have no concept voc:{word}", slug or scheme, concepts or index["concepts"], ""
    used = index.get("vocabulary", ())
    if not used or iri in used:
        return None
    return f"no statement of this release uses {shorten(iri)}", word, used, space


def _meant(word: str, known: Collection[str], space: str) -> str:
    return did_you_mean(word, [name.removeprefix(space) for name in known if name.startswith(space)]) if word else ""


def cheaper(query: str | list[Token]) -> list[str]:
    """Give what would make a query cheaper, most likely first; its tokens do as well as its text."""
    try:
        tokens = tokenize(query) if isinstance(query, str) else query
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
    if any(t.terms > _LONG_LIST and b.text.upper() == "IN" for t, b in zip(tokens[1:], tokens, strict=False)):
        found.insert(
            0, "put the constants of the long IN list into a VALUES block: each is compared in turn with every row"
        )
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
        # Patterns that lie so far apart are said to be so; to look at all of them would take long.
        if variables and len(self.clusters) < _CLUSTERS:
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

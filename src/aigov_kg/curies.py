"""From what a person types to IRIs: ids, names, CURIEs and IRIs of things, records, terms and concepts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.errors import UsageError
from aigov_kg.findings import did_you_mean
from aigov_kg.lookup import find_entity

Triple = tuple[str, str, str]
"""Subject, predicate and object as SPARQL writes them: IRIs in angle brackets, literals in quotation marks."""

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
RECORD = re.compile(r"[a-z0-9-]+/[a-z0-9.-]+")


def read_triple(subject: str, predicate: str, value: str, names: Mapping[str, Any]) -> Triple:
    """Read a triple as a person types it: ids, names, CURIEs or IRIs.

    Raises:
        UsageError: a part names nothing, or is not an IRI.
    """
    p = ns.TYPE if predicate in {"a", "type"} else _expand(predicate) or _declared(predicate, names)
    o = _expand(value) or (_declared(value, names) if p == ns.TYPE else _node(value, names))
    return f"<{_expand(subject) or _node(subject, names)}>", f"<{p}>", f"<{o}>"


def _expand(text: str) -> str:
    """Give the IRI of an IRI or a CURIE, or an empty string where it is neither."""
    iri = text.removeprefix("<").removesuffix(">") if text.startswith("<") else text
    prefix, colon, local = iri.partition(":")
    if colon and prefix in ns.PREFIXES and not local.startswith("//"):
        iri = ns.PREFIXES[prefix] + local
    elif not re.match(r"(https?|urn):", iri):
        return ""
    if not _IRI.fullmatch(iri):
        raise UsageError(f"'{text}' is not an IRI; spaces, quotation marks and brackets cannot stand in one")
    return iri


def _declared(name: str, names: Mapping[str, Any]) -> str:
    if (iri := ns.AIGOV + name) in names["terms"]:
        return iri
    near = did_you_mean(name, [t.removeprefix(ns.AIGOV) for t in names["terms"]]) or "see /ontology for the terms"
    raise UsageError(f"the ontology has no term '{name}'; {near}")


def _node(text: str, names: Mapping[str, Any]) -> str:
    first, _, last = text.partition("/")
    if last in names["concepts"].get(first, {}):
        return f"{ns.VOCAB}{text}"
    if RECORD.fullmatch(text):
        return ns.ID + text
    return ns.ID + find_entity(text, names, [])

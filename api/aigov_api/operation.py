"""The query operation of the SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013, section 2.1), read from a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from aigov_api.errors import Problem

_TEXT: Final = "application/sparql-query"
_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 200
# rdflib's Dataset names the default graph of an endpoint so.
_RDFLIB_DEFAULT: Final = "urn:x-rdflib:default"
_REST_ONLY: Final = {
    "as_of": 'compare the day with the bounds of the record, for example FILTER(?startEarliest <= "2019-11-01"^^xsd:date)',
    "version": "a snapshot is served whole; ask the release that you mean, or load its dump",
}

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(slots=True)
class Operation:
    """A query operation.

    Attributes:
        default, named: graphs of the protocol's dataset; None where the request names none.
        formats: representations asked for by name, instead of by an Accept header.
    """

    query: str
    default: tuple[str, ...] | None
    named: tuple[str, ...] | None
    formats: tuple[str, ...]


def read(query_string: bytes, headers: Headers, body: bytes | None) -> Operation | None:
    """Read the operation of a GET (`body` is None) or POST request; None where there is none and none was meant.

    Raises:
        Problem: the request is not formed as the protocol asks, or it asks for an update.
    """
    fields = _fields(query_string, "the query string")
    if body is not None:
        if media(headers) == _FORM:
            fields += _fields(body, "the form")
        else:
            if any(name == "query" for name, _ in fields):
                raise Problem("bad-request", "the query stands both in the URL and in the body; send it once")
            try:
                fields.append(("query", body.decode("utf-8")))
            except UnicodeDecodeError as error:
                raise Problem("bad-request", "the body is not UTF-8") from error
    given: dict[str, list[str]] = {}
    for name, value in fields:
        given.setdefault(name, []).append(value)
    if "update" in given or "using-graph-uri" in given or "using-named-graph-uri" in given:
        raise Problem("update-refused", "this service only reads; it takes no updates")
    for name, advice in _REST_ONLY.items():
        if name in given:
            raise Problem("not-for-sparql", f"/sparql does not take '{name}': {advice}")
    default = [name for name in given.get("default-graph-uri", ()) if name != _RDFLIB_DEFAULT]
    dataset = bool(default) or "named-graph-uri" in given
    if body is None and "query" not in given and not dataset:
        return None
    count = len(given.get("query", ()))
    if count != 1:
        raise Problem("bad-request", f"send exactly one 'query' parameter, not {count}")
    return Operation(
        given["query"][0],
        tuple(default) if dataset else None,
        tuple(given.get("named-graph-uri", ())) if dataset else None,
        tuple(given.get("format", ())),
    )


def formats_of(query_string: bytes) -> list[str]:
    """Give the formats that a request without a query asks for."""
    return [value for name, value in _fields(query_string, "the query string") if name == "format"]


def check_body(headers: Headers, limit: int) -> None:
    """Check what the header fields say about a body, before it is read.

    Raises:
        Problem: it is an update, of another media type, encoded, or too large.
    """
    kind = media(headers)
    if kind == "application/sparql-update":
        raise Problem("update-refused", "this service only reads; it takes no updates")
    if kind not in {_TEXT, _FORM}:
        raise Problem("unsupported-type", f"send the query as {_TEXT} or {_FORM}, not as '{kind[:80]}'")
    for name, value in headers:
        if name == b"content-encoding" and value.lower() not in {b"", b"identity"}:
            raise Problem("unsupported-type", "send the body without Content-Encoding")
        if name == b"transfer-encoding" and value.strip().lower() != b"chunked":
            raise Problem("unsupported-type", "of transfer codings this service understands 'chunked' alone")
        if name == b"content-length" and value.isdigit() and int(value) > limit:
            raise too_large(limit)


def too_large(limit: int) -> Problem:
    """Say that a body is too large."""
    return Problem("body-too-large", f"the body is larger than {limit} bytes", limit="body_bytes", maximum=limit)


def media(headers: Headers) -> str:
    """Give the media type of a body, in lower case.

    Raises:
        Problem: there are two of them, or the charset is not UTF-8.
    """
    values = [value for name, value in headers if name == b"content-type"]
    if len(values) > 1:
        raise Problem("bad-request", "Content-Type stands twice; send it once")
    kind, *parameters = (values[0] if values else b"").decode("latin-1").lower().split(";")
    for parameter in parameters:
        name, _, charset = parameter.partition("=")
        if name.strip() == "charset" and charset.strip().strip('"') not in {"utf-8", "utf8", "us-ascii"}:
            raise Problem("unsupported-type", "send the query as UTF-8")
    return kind.strip()


def _fields(text: bytes, what: str) -> list[tuple[str, str]]:
    if not text:
        return []
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise Problem(
            "bad-request", f"{what} is not percent-encoded UTF-8 with at most {_MOST_FIELDS} fields"
        ) from error

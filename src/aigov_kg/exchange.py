"""What a worker is asked and what it says: requests, answers, and the errors that a worker reports.

Only the worker's side knows the engine; this side knows limits and sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aigov_kg import frames
from aigov_kg.errors import QueryError, QuerySyntaxError, QueryTimeout, ResultTooLarge, WorkerDied
from aigov_kg.namespaces import BASE
from aigov_kg.settings import Settings
from aigov_kg.spool import Spooled

if TYPE_CHECKING:
    from aigov_kg.admission import Reading

_NARROW = "narrow the query, page with LIMIT and OFFSET, or download the whole graph from /export"


@dataclass(slots=True)
class Answer:
    """A complete result: `form` is select, ask or graph, `format` the serialisation of its bytes.

    Attributes:
        content: the bytes, or the file in which a large result waits.
    """

    form: str
    format: str
    content: bytes | Spooled

    @property
    def body(self) -> bytes:
        """The bytes, read into memory where they wait in a file."""
        return self.content if isinstance(self.content, bytes) else self.content.read()


@dataclass(slots=True)
class Request:
    """One query and how its result is to be written.

    Attributes:
        results: json, xml, csv, tsv, or None where the client takes none of them.
        graph: turtle, ntriples, jsonld, rdfxml, nquads, trig, or None.
        default, named: graphs of the protocol's dataset; None leaves it to the query.
        trusted: the text is ours, so it is not counted; where it names a graph, it writes GRAPH and a space.
        reading: what admission read, where it was asked before.
        document: the text is a Turtle document of ours, to be written in another format.
        deadline: seconds, where the query may take more or less than the setting.
    """

    query: str
    results: str | None = "json"
    graph: str | None = "turtle"
    default: Sequence[str] | None = None
    named: Sequence[str] | None = None
    trusted: bool = False
    reading: Reading | None = None
    document: bool = False
    deadline: float | None = None


def message(request: Request, settings: Settings, *, release: bool) -> bytes:
    """Write a request as a worker reads it; a release has prefixes of its own.

    Raises:
        QueryRefused: the query is beyond the limits.
    """
    if request.reading is None and not request.trusted:
        # It takes a while to import, and questions of the catalogue need no counting.
        from aigov_kg.admission import admit

        admit(request.query, settings)
    dataset = request.default is not None or request.named is not None
    default, named = (tuple(given or ()) if dataset else None for given in (request.default, request.named))
    seconds = limit_of(request, settings) + 1
    most = settings.answer_bytes, settings.rows, seconds, settings.kept_memory
    head = _head(release, request.trusted, request.document, request.results, request.graph, default, named, most)
    return frames.join(head, request.query.encode("utf-8", "surrogatepass"))


@lru_cache(64)
def _head(
    release: bool, trusted: bool, document: bool, results: str | None, graph: str | None,
    default: tuple[str, ...] | None, named: tuple[str, ...] | None, most: tuple[int, int, float, int],
) -> bytes:  # fmt: skip
    """Write all of a request but its text; most requests differ in that alone."""
    answer_bytes, rows, seconds, kept = most
    return frames.head(
        {
            "trusted": trusted,
            "document": document,
            "results": results,
            "graph": graph,
            "default": default,
            "named": named,
            "prefixes": release,
            "base": BASE + "sparql",
            "bytes": answer_bytes,
            "rows": rows,
            "seconds": seconds,
            "kept": kept,
        }
    )


def limit_of(request: Request, settings: Settings) -> float:
    """Give the seconds that a request may take."""
    return request.deadline or settings.deadline


def read_answer(header: dict[str, Any], body: bytes | Spooled, request: Request, settings: Settings) -> Answer:
    """Turn a worker's frame into an answer.

    Raises:
        QueryError: the worker reported one.
    """
    match header.get("error"):
        case None:
            return Answer(header["form"], header["format"], body)
        case "syntax":
            raise _syntax(header)
        case "too-large" if header["limit"] == "rows":
            raise ResultTooLarge(
                f"the answer has more than {settings.rows} rows; {_NARROW}", limit="rows", maximum=settings.rows
            )
        case "too-large":
            raise ResultTooLarge(
                f"the answer has more than {settings.answer_bytes} bytes; {_NARROW}",
                limit="answer_bytes",
                maximum=settings.answer_bytes,
            )
        case "not-acceptable":
            raise _error("not-acceptable", header["message"])
        case "graph-name":
            raise _error("bad-request", f"'{header['message']}' is not an absolute IRI, so it names no graph")
        case "memory":
            raise out_of_memory(settings)
    raise _error("query-evaluation", f"the query cannot be evaluated: {header['message']}")


def _error(kind: str, text: str) -> QueryError:
    error = QueryError(text)
    error.kind = kind
    return error


def _syntax(header: dict[str, Any]) -> QuerySyntaxError:
    place = {name: header[name] for name in ("line", "column", "near") if header.get(name) is not None}
    near = f"at '{place['near']}'" if place.get("near") else "at the end of the query"
    where = f"line {place['line']}, column {place['column']}, {near}: " if "line" in place else ""
    return QuerySyntaxError(where + header["message"], **place)


def too_slow(request: Request, settings: Settings) -> QueryTimeout:
    """Say which limit stopped a query, and what would be cheaper."""
    from aigov_kg.advice import cheaper

    seconds = limit_of(request, settings)
    read = request.reading.tokens if request.reading else request.query
    hints = cheaper(read) if not request.document else []
    advice = hints[0] if hints else "narrow it: put selective patterns first, and ask for fewer things at a time"
    return QueryTimeout(
        f"the query was stopped after {seconds:g} s, the limit of one query; {advice}",
        limit="deadline",
        maximum=seconds,
        **({"hints": hints} if hints else {}),
    )


def died() -> WorkerDied:
    """Say that the process of a query ended by itself."""
    return WorkerDied("the process that ran this query ended by a fault before it had an answer; try a simpler query")


def out_of_memory(settings: Settings) -> WorkerDied:
    """Say that a query took more memory than it may."""
    return WorkerDied(
        f"the query needed more than {settings.worker_memory} bytes of memory, the limit of one query; narrow it, "
        "for example by sorting and grouping fewer rows",
        "memory-limit",
        limit="worker_memory",
        maximum=settings.worker_memory,
    )

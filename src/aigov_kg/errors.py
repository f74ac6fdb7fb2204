"""Errors that aigov-kg raises on purpose.

AigovError                     any of them; `str()` is a sentence for a person, with what to do
├── UsageError                 the call is wrong: an unknown question, parameter, file or option; `kind` names how
│   ├── UnknownName            nothing is called so; `detail` holds near ones as candidates
│   └── AmbiguousName          several things are called so; `detail` holds them as candidates
├── DataError                  the tables hold findings that stop the build; `findings` lists them
├── OntologyError              an axiom that the rule compiler does not know, or inconsistent data
├── SnapshotError              a snapshot is missing, damaged or cannot be written
└── QueryError                 a query was refused or did not end well; `kind` names how
    ├── QuerySyntaxError       with line and column
    ├── QueryRefused           outbound call, update, or more complex than allowed
    ├── QueryTimeout           stopped at the deadline
    ├── ResultTooLarge         more bytes or rows than one answer may have
    └── WorkerDied             crashed or out of memory, or no worker was free
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigov_kg.findings import Finding


class AigovError(Exception):
    """Root of the errors that aigov-kg raises on purpose."""


class UsageError(AigovError):
    """The call is wrong; nothing was done."""

    kind = "invalid-parameter"

    def __init__(self, message: str, **detail: object) -> None:
        self.detail: dict[str, Any] = detail
        super().__init__(message)


class UnknownName(UsageError):
    """Nothing in the release is called so; `detail["candidates"]` holds what is called nearly so.

    Attributes:
        said: what was asked for.
        meant: the id of the one thing that is spelt nearly so; None where there is none, or more than one.
    """

    kind = "no-such-entity"

    def __init__(self, message: str, said: str = "", meant: str | None = None, **detail: object) -> None:
        self.said, self.meant = said, meant
        super().__init__(message, **detail)


class AmbiguousName(UsageError):
    """Several things in the release are called so; `detail["candidates"]` holds them."""

    kind = "ambiguous-name"


class DataError(AigovError):
    """The tables hold findings that stop a build."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        count = len(self.findings)
        super().__init__(f"{count} finding{'s' if count != 1 else ''} in the tables; mend them and build again")


class OntologyError(AigovError):
    """An axiom that the rule compiler does not know, or data that contradicts the ontology."""


class SnapshotError(AigovError):
    """A snapshot is missing, damaged, or cannot be written."""


class QueryError(AigovError):
    """A query was refused or did not end well."""

    kind = "query-error"

    def __init__(self, message: str, **detail: object) -> None:
        self.detail: dict[str, Any] = detail
        super().__init__(message)


class QuerySyntaxError(QueryError):
    """The text is not SPARQL 1.1; `detail` holds line and column."""

    kind = "sparql-syntax"


class QueryRefused(QueryError):
    """The query asks for something that this service never does, or is more complex than allowed."""

    kind = "query-too-complex"

    def __init__(self, message: str, kind: str = "query-too-complex", **detail: object) -> None:
        self.kind = kind
        super().__init__(message, **detail)


class QueryTimeout(QueryError):
    """The query was stopped at the deadline."""

    kind = "query-timeout"


class ResultTooLarge(QueryError):
    """The answer has more bytes or rows than one answer may have."""

    kind = "result-too-large"


class WorkerDied(QueryError):
    """The worker process ended before it had an answer, or none was free."""

    kind = "worker-crashed"

    def __init__(self, message: str, kind: str = "worker-crashed", **detail: object) -> None:
        self.kind = kind
        super().__init__(message, **detail)

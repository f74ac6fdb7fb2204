"""The description of the tables, `data/tables.toml`: which tables and columns there are, and what becomes of them.

It is the one place that says so; reading, loading, the data dictionary and the templates all follow it.
"""

from __future__ import annotations

import csv
import tomllib
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from aigov_kg.cites import Section, read_sections
from aigov_kg.errors import UsageError
from aigov_kg.resources import Home
from aigov_kg.vocabularies import Vocabularies, read_classes, read_vocabularies


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Strict):
    """When a class or a triple is added: one column, or the row itself, and one test."""

    column: str | None = None
    row_class: str | None = None
    filled: bool | None = None
    is_: str | None = Field(None, alias="is")
    is_not: list[str] | None = None
    flag: str | None = None
    scheme: str | None = None
    in_: str | None = Field(None, alias="in")
    class_: str | None = Field(None, alias="class")


class Subclass(_Strict):
    """A further class of a row."""

    class_: str = Field(alias="class")
    when: list[Condition]


class Emit(_Strict):
    """A further triple of a row: column of the subject (the row itself where blank), property, column of the value."""

    subject: str | None = None
    property: str
    value: str
    when: list[Condition]


class Column(_Strict):
    """One column of a table."""

    name: str
    type: Literal[
        "slug", "text", "int", "number", "date", "yes", "url", "class", "concept", "ref", "digest", "field", "cite"
    ]
    becomes: str | None = Field(None, alias="property")
    required: bool = False
    many: bool = False
    scheme: str | None = None
    schemes: list[str] = []
    to: list[str] = []
    lang: str | None = None
    lang_from: str | None = None
    default: str | None = None
    max_length: int | None = None
    pattern: str | None = None
    shorthand: dict[str, str] | None = None
    instead: dict[str, str] = {}
    help: str
    example: str | None = None

    @property
    def allowed_schemes(self) -> list[str]:
        """Schemes whose concepts the cell may hold."""
        return self.schemes or ([self.scheme] if self.scheme else [])


class Table(_Strict):
    """One table: a thing (IRI `/id/{id}`) or a record (IRI `/id/{word}/{id}`)."""

    kind: Literal["thing", "record"]
    class_: str | None = Field(None, alias="class")
    class_column: str | None = None
    classes: list[str] = []
    unsaid: str | None = None
    word: str | None = None
    title: str
    help: str
    key: dict[str, str] = {}
    blocks: list[str] = []
    columns: list[Column]
    subclasses: list[Subclass] = []
    emits: list[Emit] = []
    in_order: dict[str, str] = {}
    shown_by: dict[str, str] = {}
    shown_if: dict[str, str] = {}


class Description:
    """The description of all tables, with the vocabularies and the ledger that their cells refer to."""

    def __init__(self, home: Home, ledger: bytes | None = None) -> None:
        """Read the description.

        Args:
            home: where `tables.toml`, the vocabularies and `sections.csv` lie.
            ledger: stands in for the bytes of `sections.csv`, as lines are added to it.

        Raises:
            UsageError: `tables.toml` or `sections.csv` is not as it should be.
            OntologyError: a file of the vocabularies is not Turtle.
        """
        self.home, self.ledger = home, ledger
        path = home.data / "tables.toml"
        try:
            text = tomllib.loads(path.read_text(encoding="utf-8"))
            common = [Column.model_validate(c) for c in text["common"]["columns"]]
            blocks = {n: [Column.model_validate(c) for c in cs] for n, cs in text["blocks"].items()}
            self.tables = {n: Table.model_validate(t) for n, t in text["tables"].items()}
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise UsageError(f"{home.name(path)} cannot be read: {error}") from error
        self.groups: dict[str, list[str]] = text["references"] | {"any": list(self.tables)}
        first, *last = common
        self.columns: dict[str, dict[str, Column]] = {
            name: {c.name: c for c in [first, *t.columns, *(c for b in t.blocks for c in blocks[b]), *last]}
            for name, t in self.tables.items()
        }
        self.vocabularies: Vocabularies = read_vocabularies(home.vocabulary_files())
        held = home.data / "sections.csv"
        try:
            self.sections: dict[str, dict[str, Section]] = read_sections(
                held.read_bytes() if ledger is None else ledger
            )
        except OSError as error:
            raise UsageError(
                f"{home.name(held)} cannot be read: {error.strerror}; take it from the last version"
            ) from error
        except KeyError as error:
            raise UsageError(f"{home.name(held)}, row 1: the column {error} is missing from the heading") from error
        except (ValueError, csv.Error) as error:
            raise UsageError(f"{home.name(held)} cannot be read: {error}") from error

    @cached_property
    def classes(self) -> dict[str, str]:
        """What each class of the ontology means, by its name; read where it is asked for."""
        return read_classes(self.home.ontology_files())

    def targets(self, column: Column) -> set[str]:
        """Give the tables that a reference in this column may lead to."""
        return {table for target in column.to for table in self.groups.get(target, [target])}

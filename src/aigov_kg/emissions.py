"""Emissions: the triples that the loader writes from records, as patterns that find the records behind such a triple.

`data/tables.toml` says when a row emits a triple; the same conditions, told as SPARQL over the graph, lead back from
the triple to its records. `aigov_kg.explain` needs that for shortcuts such as `directParent`.
"""

from __future__ import annotations

from collections.abc import Iterator

from aigov_kg import namespaces as ns
from aigov_kg.columns import Column, Condition, Description, Emit
from aigov_kg.rules import Emission


def emissions(tables: Description) -> Iterator[Emission]:
    """Give the emissions whose subject is not the record itself; `?record`, `?x` and `?y` stand in each pattern."""
    for name, table in tables.tables.items():
        for emit in table.emits:
            if emit.subject:
                yield Emission(ns.expand(emit.property), _pattern(tables, name, emit))


def _pattern(tables: Description, table: str, emit: Emit) -> str:
    columns = tables.columns[table]
    parts = [
        f"?record a <{ns.AIGOV}{tables.tables[table].class_}> ; <{_property(columns[emit.subject or ''])}> ?x ; "
        f"<{_property(columns[emit.value])}> ?y .",
        *(_condition(tables, columns, condition, i) for i, condition in enumerate(emit.when)),
    ]
    return " ".join(parts)


def _property(column: Column) -> str:
    return ns.expand(column.becomes or "") + ("Text" if column.type == "date" else "")


def _condition(tables: Description, columns: dict[str, Column], condition: Condition, number: int) -> str:
    if condition.row_class:
        return f"?record a <{ns.AIGOV}{condition.row_class}> ."
    column, value = columns[condition.column or ""], f"?c{number}"
    triple = f"?record <{_property(column)}> {value} ."
    if condition.filled is not None:
        return f"FILTER {'' if condition.filled else 'NOT '}EXISTS {{ {triple} }}"
    if condition.is_ is not None:
        return f"?record <{_property(column)}> {_concepts(tables, column, [condition.is_])} ."
    if condition.is_not is not None:
        return f"FILTER NOT EXISTS {{ {triple} FILTER({value} IN ({_concepts(tables, column, condition.is_not)})) }}"
    if condition.flag:
        return f"{triple} {value} <{ns.AIGOV}{condition.flag}> true ."
    if condition.scheme:
        return f"{triple} {value} <{ns.SKOS}inScheme> <{ns.VOCAB}{condition.scheme}> ."
    if condition.in_:
        target = tables.tables[condition.in_]
        classes = ", ".join(f"<{ns.AIGOV}{c}>" for c in (target.classes or [target.class_ or ""]))
        return f"{triple} FILTER EXISTS {{ {value} a {value}t . FILTER({value}t IN ({classes})) }}"
    return f"{triple} {value} a <{ns.AIGOV}{condition.class_}> ."


def _concepts(tables: Description, column: Column, slugs: list[str]) -> str:
    found = [tables.vocabularies.find(column.allowed_schemes, slug) for slug in slugs]
    return ", ".join(f"<{concept.iri}>" for concept in found if concept)

"""Which columns of a table a shape asks for, beyond those that a row must have."""

from __future__ import annotations

import pyoxigraph as ox

from aigov_kg.columns import Condition, Description
from aigov_kg.namespaces import AIGOV

_ASKED = """
    PREFIX sh: <http://www.w3.org/ns/shacl#>
    SELECT ?path ?class ?property WHERE {
        ?shape sh:path ?path ; sh:minCount ?least . FILTER(?least > 0 && isIRI(?path))
        { ?shape sh:targetClass ?class } UNION { ?shape sh:targetSubjectsOf ?property }
    }"""


def needed_by_rule(tables: Description, table: str) -> dict[str, str]:
    """Give the columns that a rule of the shapes asks for, each with what a row must hold for that; blank where any must."""
    described, store = tables.tables[table], ox.Store()
    for path in tables.home.shape_files():
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    columns = {c.becomes: c.name for c in tables.columns[table].values() if c.becomes}
    emitted = {emit.property: emit.when for emit in described.emits if emit.subject is None}
    found: dict[str, str] = {}
    solutions = store.query(_ASKED)
    assert isinstance(solutions, ox.QuerySolutions)
    for path, target, subject in solutions:
        column = columns.get(_local(path))
        if column and target and _local(target) == described.class_:
            found[column] = ""
        elif column and subject and (when := emitted.get(_local(subject))):
            found.setdefault(column, _told(tables, table, when))
    return found


def _local(term: object) -> str:
    return term.value.removeprefix(AIGOV) if isinstance(term, ox.NamedNode) else ""


def _told(tables: Description, table: str, when: list[Condition]) -> str:
    """Write conditions on flags of concepts as the values that have them."""
    told = []
    for condition in when:
        column = tables.columns[table].get(condition.column or "")
        concepts = (
            [c for s in column.allowed_schemes for c in tables.vocabularies.schemes[s].values()] if column else []
        )
        if column and condition.flag:
            told.append(f"{column.name} {', '.join(c.slug for c in concepts if condition.flag in c.flags)}")
    return " and ".join(told)

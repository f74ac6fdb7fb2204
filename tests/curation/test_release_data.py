"""The data of the project: in canonical form, covered, documented, and without findings that stop a build."""

from __future__ import annotations

import pytest

from aigov_kg import namespaces as ns
from aigov_kg.canonical import canonical
from aigov_kg.cells import read_value
from aigov_kg.cites import Cite
from aigov_kg.coverage import count, uncovered
from aigov_kg.dictionary import dictionary
from aigov_kg.expectations import read_expectations, unmet
from aigov_kg.load import load
from aigov_kg.redirects import read_redirects
from aigov_kg.resources import find_home
from aigov_kg.tables import read_tables


@pytest.fixture(scope="module")
def reading():
    return read_tables(find_home())


def test_every_table_is_in_canonical_form(reading):
    home = reading.tables.home
    for path in sorted(home.seed.glob("*.csv")):
        assert canonical(reading.tables, path.stem, path.read_bytes()) == path.read_bytes(), f"run aigov-kg fmt {path}"


def test_every_section_has_rows_or_a_reason(reading):
    assert [str(f) for f in uncovered(reading) if f.rule == "coverage" and f.severity.value == "Violation"] == []
    counts = count(reading)
    assert counts["exovera-2022", "t5"] > 0
    assert counts["exovera-2022", "notes-101-150"] > 0


def test_expectations_are_met_and_name_tables_and_columns(reading):
    expectations = read_expectations(reading.tables.home)
    assert expectations.rows.keys() == reading.tables.tables.keys()
    for name in expectations.filled:
        table, _, column = name.partition(".")
        assert column in reading.tables.columns[table]
    assert [str(f) for f in unmet(reading, expectations)] == []


def test_every_row_has_a_class_of_its_table_and_no_class_of_another(reading):
    data = load(reading)
    above = {(s.value, o.value) for s, p, o in data.graphs[ns.ONTOLOGY_GRAPH] if p.value == ns.RDFS + "subClassOf"}
    classes = {t: {ns.AIGOV + c for c in (d.class_, *d.classes) if c} for t, d in reading.tables.tables.items()}
    given = [
        (data.origins[s.value], o.value)
        for graph in (ns.ACCEPTED, ns.REJECTED)
        for s, p, o in data.graphs[graph]
        if p.value == ns.TYPE and s.value in data.origins
    ]
    assert {row.id for row, class_ in given if class_ in classes[row.table]} >= reading.rows.keys()
    odd = [
        f"{row.table} {row.id} is a {class_.removeprefix(ns.AIGOV)}"
        for row, class_ in given
        if class_ not in classes[row.table] and not any((class_, own) in above for own in classes[row.table])
    ]
    assert odd == []
    # A concept whose class lies below no table's class would give it to nothing.
    concepts = (c for scheme in reading.tables.vocabularies.schemes.values() for c in scheme.values())
    assigned = {ns.AIGOV + c.assigns for c in concepts if c.assigns}
    assert assigned <= {sub for sub, own in above if any(own in of for of in classes.values())}


def test_redirects_lead_somewhere(reading):
    assert [str(f) for f in read_redirects(reading)[1]] == []


def test_the_data_dictionary_is_up_to_date(reading):
    held = (reading.tables.home.data / "README.md").read_text(encoding="utf-8")
    assert held == dictionary(reading.tables.home), "run aigov-kg dictionary --write"


def test_the_dictionary_names_every_table_and_column(reading):
    text = dictionary(reading.tables.home)
    for table, columns in reading.tables.columns.items():
        assert f"\n## {table}\n" in text
        for name in columns:
            assert f"\n| `{name}` | " in text


def test_the_examples_of_the_help_are_in_the_release(reading):
    tables = reading.tables
    for name, columns in tables.columns.items():
        example = tables.tables[name].key.get("example")
        assert example is None or example in reading.rows, f"{name}: {example}"
        for column in columns.values():
            for part in column.example.split("|") if column.example else ():
                value = read_value(tables, tables.tables[name], column, part)
                if column.type == "ref":
                    assert reading.rows[str(value)].table in tables.targets(column), f"{name}.{column.name}: {part}"
                elif isinstance(value, Cite):
                    assert {value.document, value.via or value.document} <= reading.rows.keys(), part

"""The data of the project: in canonical form, covered, documented, and without findings that stop a build."""

from __future__ import annotations

import pytest

from aigov_kg.canonical import canonical
from aigov_kg.coverage import count, uncovered
from aigov_kg.dictionary import dictionary
from aigov_kg.expectations import read_expectations, unmet
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

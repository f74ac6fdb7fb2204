"""Bad input: whatever bytes stand in a table, the check answers with findings, and changes nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from aigov_kg import report as reports
from aigov_kg.canonical import Refused, canonical
from aigov_kg.check import check
from aigov_kg.columns import Description
from aigov_kg.date_hints import hint
from aigov_kg.dates import parse
from aigov_kg.errors import AigovError
from aigov_kg.resources import Home
from aigov_kg.sheets import take
from aigov_kg.tables import read_tables

from .conftest import TODAY, copy_base

TABLES = ["listings", "organisations", "tenures", "statistics", "notes", "documents", "bodies"]
NASTY = [
    "", " ", "\x00", "\u202e", "\ufeff", "\u200b", "СІСТ", "a\u0308", "\U0001f600", "\ud7ff", "=1+1", "#REF!", "|", "||", "a|a",
    "\"", "'", ",", ";", "\r", "\n", "\t", "..", "[..]", "[2020..2019]", "9999-99-99", "0001~", "9999~", "0000", "２０１９",
    "1e999", "NaN", "-0", "1" * 400, "x" * 5000, "report:", "report:intro:", "!", "!report:intro@", ">", "report:intro>report>",
    "report:intro:p99999999999999999999", "report:intro:fn", "report:intro:row=:", "a" * 61, "iso|iec|acme", "jtc1", "-", "%s{0}{?x}",
]  # fmt: skip
FEW = settings(deadline=None, max_examples=500, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    return copy_base(tmp_path_factory.mktemp("bad") / "home")


def look(home: Home, tables: dict[str, bytes]) -> list[str]:
    """Check tables, write the report in every form, and give the rules that were broken."""
    before = {p: p.read_bytes() for p in home.data.rglob("*") if p.is_file()}
    given = {table: (f"{table}.csv", data) for table, data in tables.items()}
    found = check(home, TODAY, given, remember=False)
    positions = reports.Positions(home, given)
    reports.print_text(found, Console(file=io.StringIO(), width=100))
    assert json.loads(reports.as_json(found))["rows"] == found.rows
    assert len(json.loads(reports.as_sarif(found, positions))["runs"][0]["results"]) == len(found.findings)
    assert all(line.startswith("::") and "\n" not in line for line in reports.as_commands(found, positions))
    assert {p: p.read_bytes() for p in home.data.rglob("*") if p.is_file()} == before
    return [finding.rule for finding in found.findings]


@pytest.mark.slow
@FEW
@given(st.data())
def test_mutated_bytes_give_findings_and_never_a_fault(home, quick, data):
    table = data.draw(st.sampled_from(TABLES))
    held = bytearray((home.seed / f"{table}.csv").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(held)))
        end = data.draw(st.integers(start, min(len(held), start + 40)))
        piece = data.draw(
            st.binary(max_size=20) | st.sampled_from(NASTY).map(lambda t: t.encode("utf-8", "surrogatepass"))
        )
        held[start:end] = piece
    look(home, {table: bytes(held)})


@pytest.mark.slow
@FEW
@given(st.data())
def test_nasty_cells_give_findings_and_never_a_fault(home, quick, data):
    reading = read_tables(home)
    table = data.draw(st.sampled_from(TABLES))
    columns = list(reading.tables.columns[table])
    lines = (home.seed / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    cells = [""] * len(columns)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(columns) - 1))
        text = data.draw(st.sampled_from(NASTY) | st.text(max_size=12))
        cells[at] = '"' + text.replace('"', '""') + '"'
    cells[0] = cells[0] or "mutant"
    look(home, {table: "\n".join([*lines, ",".join(cells)]).encode("utf-8", "surrogatepass")})


@pytest.mark.slow
@FEW
@given(st.lists(st.tuples(st.sampled_from(["jtc1", "jtc1-sc42", "jtc1-sc42-wg5", "sac-tc28", "itu-t-sg13"]),
                          st.sampled_from(["jtc1", "jtc1-sc42", "jtc1-sc42-wg5", "sac-tc28", "itu-t-sg13", "iso"])), max_size=6))  # fmt: skip
def test_references_in_circles_are_found_and_never_followed_for_ever(home, quick, parents):
    lines = (home.seed / "bodies.csv").read_text(encoding="utf-8").splitlines()
    for child, parent in parents:
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{child},"))
        cells = lines[at].split(",")
        cells[7] = parent
        lines[at] = ",".join(cells)
    rules = look(home, {"bodies": "\n".join(lines).encode()})
    if any(child == parent for child, parent in dict(parents).items()):
        assert "parent-cycle" in rules


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("binary", bytes(range(256)) * 40, "encoding"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(2000), "encoding"),
        ("truncated", b'id,party,list,cite\nx,acme,entity-list,"report:intro', "quoting"),
        ("cut inside a letter", "id,party,list,cite\nx,acme,entity-list,é".encode()[:-1], "encoding"),
        ("utf-16 without a mark", "id,party,list,cite\nx,acme\n".encode("utf-16-le"), "encoding"),
        ("a gigantic cell", b"id,party,list,cite\nx,acme,entity-list," + b"y" * 200_000 + b"\n", "too-large"),
        ("a million columns", b"id," + b"c," * 1_000_000 + b"\n" + b"x," * 1_000_000 + b"\n", "unknown-column"),
        ("a million commas in a row", b"id,party,list,cite\nx," + b"," * 1_000_000 + b"\n", "cell-count"),
        ("a hundred thousand blank lines", b"id,party,list,cite\n" + b"\n" * 100_000, "empty-table"),
        ("a heading twice", b"id,party,list,cite,party\nx,acme,entity-list,report:intro:p2,acme\n", "unknown-column"),
        ("open quotation marks", b"id,party,list,cite\n" + b'x,"acme,entity-list,report:intro\n' * 300, "quoting"),
        ("carriage returns only", b"id,party,list,cite\rx,acmee,entity-list,report:intro:p2\r", "reference"),
    ],
)  # fmt: skip
def test_a_file_that_is_hardly_a_table_is_named(home, quick, name, data, rule):
    assert rule in look(home, {"listings": data})


def test_ten_thousand_findings_are_told_in_groups(home, quick):
    row = "row-{n},acmee-{n},entity-list,,,,,2019-13,,,,,,,,report:intro:p2,"
    heading = (home.seed / "listings.csv").read_text(encoding="utf-8").splitlines()[0]
    data = "\n".join([heading, *(row.format(n=n) for n in range(5_000))]).encode()
    given = {"listings": ("listings.csv", data)}
    found = check(home, TODAY, given, remember=False)
    assert len([f for f in found.findings if f.rule in {"reference", "date-form"}]) == 10_000
    out = io.StringIO()
    reports.print_text(found, Console(file=out, width=200))
    text = out.getvalue()
    assert text.count("'2019-13' is not a date") == reports.SHOWN
    assert "... and 4,990 more of rule date-form, the last in row 5001; --all shows them" in text
    assert len(text.splitlines()) < 100


@given(st.binary(max_size=300) | st.sampled_from(NASTY).map(lambda t: t.encode("utf-8", "surrogatepass")))
@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
def test_formatting_and_importing_take_any_bytes(home, quick, data):
    tables = Description(home)
    try:
        once = canonical(tables, "persons", data)
        assert canonical(tables, "persons", once) == once
    except Refused:
        pass
    for name in ("persons.csv", "tables.xlsx"):
        try:
            take(tables, name, data)
        except AigovError as error:
            assert str(error)


@given(
    st.text(max_size=30)
    | st.sampled_from(NASTY)
    | st.from_regex(r"\[?\d{0,5}[-/.~ ]?\d{0,3}[-/.]?\d{0,3}(\.\.)?\]?", fullmatch=True)
)
def test_a_hint_about_a_date_is_a_date_or_none(text):
    nearest, fix = hint(text)
    assert fix
    if nearest is not None:
        assert parse(nearest).text == nearest


def test_a_folder_in_the_place_of_a_table_is_named(base):
    (base.seed / "successions.csv").mkdir()
    found = check(base, TODAY, remember=False)
    assert [f.rule for f in found.findings] == ["io"]


def test_no_memory_and_a_broken_memory_make_no_difference(base, quick, tmp_path):
    first = check(base, TODAY).findings
    memory = Path(tmp_path / "snapshots" / "checked.json")
    assert memory.is_file()
    memory.write_text("{broken", encoding="utf-8")
    assert check(base, TODAY).findings == first
    assert json.loads(memory.read_text(encoding="utf-8"))["clean"]

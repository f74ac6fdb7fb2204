"""The canonical form: the same rows, written in one way, and nothing lost."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigov_kg.canonical import Refused, canonical
from aigov_kg.columns import Description
from aigov_kg.resources import Home

from .conftest import ROOT

TABLES = Description(Home(ROOT))
COLUMNS = list(TABLES.columns["persons"])
LETTERS = st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\ufeff\x85")
CELL = st.text(LETTERS, max_size=12)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_nothing_is_lost_and_once_is_enough(data):
    order = data.draw(st.permutations(COLUMNS))
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELL)), max_size=5))
    out = io.StringIO(newline="")
    quoting = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer = csv.DictWriter(out, order, lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])), quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    mark = data.draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    once = canonical(TABLES, "persons", mark + out.getvalue().encode())
    assert canonical(TABLES, "persons", once) == once

    def plain(row):
        many = {name for name, column in TABLES.columns["persons"].items() if column.many}
        return tuple(
            "|".join(p.strip() for p in row[name].split("|") if p.strip()) if name in many else row[name].strip()
            for name in COLUMNS
        )

    kept = [plain(row) for row in rows if any(cell.strip() for cell in row.values())]
    assert sorted(plain(row) for row in rows_of(once)) == sorted(kept)
    assert [row["id"] for row in rows_of(once)] == sorted(row["id"] for row in rows_of(once))


def test_order_quotation_marks_and_line_ends_are_made_the_same():
    data = '\ufeffname,id,"cite"\r\n"Jane, Doe",b,report:s1\r\n\r\n"Li ",a,"report:s1| report:s2|"\r\n'.encode()
    assert canonical(TABLES, "persons", data).decode() == (
        'id,name,name_zh,name_order,aliases,cite,note\na,Li,,,,report:s1|report:s2,\nb,"Jane, Doe",,,,report:s1,\n'
    )


@pytest.mark.parametrize("data", [b"id;name\na;Ann\n", "id,name\na,科大\n".encode("utf-16")])
def test_what_is_certain_is_taken_over(data):
    assert canonical(TABLES, "persons", data).startswith(b"id,name,name_zh,")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"id,name,mail\na,Ann,x\n",
        b"id,name\na,Ann,x\n",
        b'id,name\na,"Ann\nLee"\n',
        b'id,name\na,"Ann\n',
        b"id,name\na,\xe9\n",
    ],
)
def test_what_would_lose_something_is_refused(data):
    with pytest.raises(Refused):
        canonical(TABLES, "persons", data)


def test_a_file_that_cannot_be_formatted_is_left_as_it_is(cli, base):
    path = base.seed / "persons.csv"
    path.write_bytes(b'id,name,cite\nx,"Ann,report:intro:p2\n')
    done = cli("fmt", env={"AIGOV_KG_HOME": str(base.root)})
    assert done.returncode == 1
    assert "data/seed/persons.csv:2: a quotation mark is not closed" in done.stderr.replace("\n", " ")
    assert path.read_bytes() == b'id,name,cite\nx,"Ann,report:intro:p2\n'


def test_fmt_mends_and_then_has_nothing_to_do(cli, base):
    env = {"AIGOV_KG_HOME": str(base.root)}
    path = base.seed / "persons.csv"
    before = path.read_bytes()
    heading, *rows = before.splitlines(keepends=True)
    path.write_bytes(b"\xef\xbb\xbf" + b"".join([heading, *reversed(rows)]).replace(b"\n", b"\r\n"))
    assert cli("fmt", "--check", env=env).returncode == 1
    assert cli("fmt", env=env).returncode == 0
    assert path.read_bytes() == before
    assert cli("fmt", "--check", env=env).returncode == 0


def test_fmt_counts_the_coverage_of_the_sections_anew(cli, base):
    env = {"AIGOV_KG_HOME": str(base.root)}
    ledger = base.data / "coverage.csv"
    before = ledger.read_text(encoding="utf-8")
    ledger.write_text(before.replace("report,defense,2,", "report,defense,7,"), encoding="utf-8")
    assert cli("fmt", "--check", env=env).returncode == 0
    assert cli("fmt", env=env).returncode == 0
    assert ledger.read_text(encoding="utf-8") == before

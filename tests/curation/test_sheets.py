"""Workbooks: a round trip changes nothing, and what a spreadsheet did to a cell is undone or told."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest

from aigov_kg.columns import Description
from aigov_kg.errors import UsageError
from aigov_kg.mending import mend
from aigov_kg.sheets import take, without
from aigov_kg.tables import read_tables
from aigov_kg.workbook import Found, export


@pytest.fixture
def tables(base):
    return Description(base)


def book_of(base):
    return openpyxl.load_workbook(io.BytesIO(export(read_tables(base))))


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(book, table, row_id, column):
    sheet = book[table]
    heads = [c.value for c in sheet[1]]
    row = next(r for r in sheet.iter_rows(min_row=2) if r[0].value == row_id)
    return row[heads.index(column)]


def test_a_round_trip_without_edits_changes_no_byte(base, tables):
    assert take(tables, "t.xlsx", export(read_tables(base))).files == {}
    again = take(tables, "t.xlsx", saved(book_of(base)))
    assert (again.files, again.repaired, again.doubtful) == ({}, [], [])


@pytest.mark.slow
def test_a_round_trip_of_the_whole_seed_changes_no_byte():
    from aigov_kg.resources import find_home

    home = find_home()
    taken = take(Description(home), "t.xlsx", saved(openpyxl.load_workbook(io.BytesIO(export(read_tables(home))))))
    assert (taken.files, taken.repaired, taken.doubtful) == ({}, [], [])


def test_a_sheet_has_drop_downs_help_and_text_cells(base):
    book = book_of(base)
    sheet = book["listings"]
    assert sheet["A1"].comment.text.startswith("Lower-case letters")
    assert sheet["B2"].number_format == "@"
    assert book["_lists"].sheet_state == "hidden"
    rules = {str(rule.sqref).partition("2:")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    heads = {c.value: c.column_letter for c in sheet[1]}
    source = rules[heads["reason"]].replace("$", "").removeprefix("_lists!")
    allowed = [c[0].value for c in book["_lists"][source]]
    assert "human-rights" in allowed
    assert "acme" in [
        c[0].value for c in book["_lists"][rules[heads["party"]].replace("$", "").removeprefix("_lists!")]
    ]


def test_a_new_row_and_a_changed_cell_come_back(base, tables):
    book = book_of(base)
    cell(book, "persons", "jane-doe", "aliases").value = "J. Doe"
    book["persons"].append(["ann-lee", "Ann Lee", None, None, None, "report:intro:p3", None])
    taken = take(tables, "t.xlsx", saved(book))
    (data,) = taken.files.values()
    assert data.decode().splitlines()[1] == "ann-lee,Ann Lee,,,,report:intro:p3,"
    assert taken.changed == {"persons": 2}


def test_a_name_stands_for_the_only_id_that_bears_it(base, tables):
    book = book_of(base)
    cell(book, "tenures", "jane-doe-wg5-convenor", "holder").value = "Li Wei"
    cell(book, "listings", "acme-entity-list-2019", "party").value = "科大讯飞"
    cell(book, "tenures", "li-wei-wg5-convenor", "holder").value = "Nobody Known"
    taken = take(tables, "t.xlsx", saved(book))
    assert any("holder: 'Li Wei' was written as li-wei" in said for said in taken.repaired)
    assert not any("Nobody Known" in said for said in taken.repaired)
    new = {path.stem: data.decode() for path, data in taken.files.items()}
    assert "jane-doe-wg5-convenor,li-wei," in new["tenures"] and "Nobody Known" not in new["tenures"]
    assert any("'Nobody Known' names no row" in said for said in taken.doubtful)


def test_deleted_rows_are_kept_unless_that_is_meant(base, tables):
    book = book_of(base)
    book["persons"].delete_rows(2)
    taken = take(tables, "t.xlsx", saved(book))
    assert taken.gone == {"persons": ["jane-doe"]}
    assert taken.files == {}
    without(tables, taken)
    (data,) = taken.files.values()
    assert b"jane-doe" not in data
    assert b"li-wei" in data


DAY = datetime.datetime


@pytest.mark.parametrize(
    ("column", "value", "shown", "before", "text", "certain"),
    [
        ("start", DAY(2019, 10, 9), "m/d/yyyy", "2019-10-09", "2019-10-09", True),
        ("start", DAY(2019, 10, 1), "m/d/yyyy", "2019-10", "2019-10", True),
        ("start", DAY(2019, 1, 1), "m/d/yyyy", "2019~", "2019-01-01", False),
        ("start", DAY(2019, 1, 1), "m/d/yyyy", "2019", "2019", True),
        ("start", DAY(2019, 10, 1), "mmm-yy", "", "2019-10", True),
        ("start", DAY(2019, 10, 1), "m/d/yyyy", "", "2019-10-01", False),
        ("start", DAY(2019, 10, 9), "d.m.yyyy", "", "2019-10-09", True),
        ("start", 2019, "General", "2019", "2019", True),
        ("start", 43747, "General", "", "2019-10-09", True),
        ("start", "10/9/2019", "@", "2019-10-09", "2019-10-09", True),
        ("start", "Oct-19", "@", "2019-10", "2019-10", True),
        ("start", "10/9/2019", "@", "", "10/9/2019", False),
        ("start", "9.10.2019", "@", "", "2019-10-09", True),
        ("instrument", 7, "General", "007", "007", True),
        ("instrument", 7, "General", "", "7", False),
        ("instrument", 1.5, "0.00", "1.50", "1.50", True),
        ("instrument", "7", "@", "007", "007", True),
        ("listed_name", "Acme  ", "@", "Acme", "Acme", True),
        ("listed_name", "\ufeffAcme\u00a0", "@", "Acme", "Acme", True),
        ("listed_name", "Acme\nLtd", "@", "Acme Ltd", "Acme Ltd", True),
        ("listed_name", "ç§‘å¤§è®¯é£ž", "@", "科大讯飞", "科大讯飞", True),
        ("listed_name", "绉戝ぇ璁\ue21e\ue5e3", "@", "", "科大讯飞", True),
        ("listed_name", "中\ufffd国", "@", "", "中\ufffd国", False),
        ("listed_name", "=A1", "@", "Acme", "Acme", False),
        ("listed_name", "#REF!", "@", "Acme", "#REF!", False),
        ("listed_name", None, "@", "Acme", "", True),
    ],
)
def test_damage_is_undone_where_the_original_is_certain_and_told_where_not(
    tables, column, value, shown, before, text, certain
):
    result = mend(tables.columns["listings"][column], Found(value, shown), before)
    assert (result.text, result.certain) == (text, certain)
    # That a day is written as such is no repair.
    typed = str(value).removesuffix(" 00:00:00")
    assert bool(result.said) == (not certain or (value is not None and typed != text))


def test_numbers_and_yes_are_taken_as_they_are_meant(tables):
    columns = tables.columns["tenures"]
    assert mend(columns["sole"], Found(True), "").text == "yes"
    assert mend(columns["count"], Found(2.0), "").text == "2"
    assert mend(tables.columns["funding"]["amount"], Found("30,000"), "").text == "30000"


def test_a_table_saved_as_csv_by_a_spreadsheet_comes_back_whole(base, tables):
    text = (
        (base.seed / "listings.csv").read_text(encoding="utf-8").replace("2019-10-09", "09.10.2019").replace(",", ";")
    )
    taken = take(tables, "listings.csv", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert taken.files == {}
    assert any("09.10.2019 was written as 2019-10-09, as it was" in said for said in taken.repaired)
    assert any("semicolons" in said for said in taken.repaired)


def test_a_chinese_table_in_another_encoding_is_read(base, tables):
    data = (base.seed / "persons.csv").read_text(encoding="utf-8").encode("gb18030")
    taken = take(tables, "persons.csv", data)
    assert taken.files == {}
    assert any("GB 18030" in said for said in taken.repaired)


def test_a_formula_is_not_taken_and_the_table_keeps_its_value(base, tables):
    book = book_of(base)
    cell(book, "persons", "jane-doe", "name").value = "=CONCATENATE(A1)"
    taken = take(tables, "t.xlsx", saved(book))
    assert taken.files == {}
    assert taken.doubtful == ["persons:2:name: the formula =CONCATENATE(A1) was not taken; write its value"]


def test_headings_and_sheets_that_are_not_known_are_told(base, tables):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "persons"
    sheet.append(["id", "nmae", "mail", "cite"])
    sheet.append(["ann", "Ann", "x", "report:intro:p2"])
    book.create_sheet("Notes of mine")
    taken = take(tables, "t.xlsx", saved(book))
    assert "persons:1: the heading 'nmae' was read as 'name'" in taken.repaired
    assert "persons:1: there is no column 'mail'; it was left out" in taken.doubtful
    assert any(said.startswith("Notes of mine: there is no table") for said in taken.doubtful)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(200), b"\x00" * 100])
def test_what_is_no_spreadsheet_is_refused(tables, data):
    with pytest.raises(UsageError):
        take(tables, "t.xlsx", data)


def test_the_command_writes_and_takes_back(base, cli, tmp_path):
    env = {"AIGOV_KG_HOME": str(base.root)}
    before = {p: p.read_bytes() for p in base.seed.iterdir()}
    path = tmp_path / "t.xlsx"
    assert cli("sheet", "export", str(path), env=env).returncode == 0
    done = cli("sheet", "import", str(path), env=env)
    assert (done.returncode, done.stdout) == (0, "nothing changes\n")
    assert {p: p.read_bytes() for p in base.seed.iterdir()} == before
    assert cli("sheet", "export", str(tmp_path / "t.csv"), env=env).returncode == 2


def test_the_parts_of_a_new_document_come_with_it(base, tables):
    book = book_of(base)
    sheet = book["sections"]
    assert [c.value for c in sheet[2]][:4] == ["report", "intro", "section", "Introduction"]
    sheet.append(["watch", "s1", "section", "New listings", 3, None])
    sheet.append(["watch", "S 2", "section", "Others", "4-5", None])
    taken = take(tables, "t.xlsx", saved(book))
    assert taken.changed == {"sections": 1}
    (data,) = taken.files.values()
    assert data.decode().splitlines()[-1] == "watch,s1,section,New listings,3,"
    assert [said for said in taken.doubtful if "'S 2' is not a key" in said]


def test_a_column_of_dates_takes_what_is_typed_as_text(base):
    sheet = book_of(base)["listings"]
    heads = [c.value for c in sheet[1]]
    letter = sheet.cell(1, heads.index("start") + 1).column_letter
    assert sheet.column_dimensions[letter].number_format == "@"


def test_a_workbook_that_is_imported_twice_adds_nothing_again(base, tables):
    book = book_of(base)
    heads = [c.value for c in book["persons"][1]]
    book["persons"].append([{"name": "Zoe Zhang", "cite": "report:intro:p3"}.get(name) for name in heads])
    data = saved(book)
    first = take(tables, "t.xlsx", data)
    assert first.changed == {"persons": 1}
    for path, new in first.files.items():
        path.write_bytes(new)
    again = take(tables, "t.xlsx", data)
    assert (again.files, again.changed) == ({}, {})


def test_a_part_without_a_kind_is_a_section(base, tables):
    book = book_of(base)
    book["sections"].append(["watch", "s1", None, "New listings", "3", None])
    (data,) = take(tables, "t.xlsx", saved(book)).files.values()
    assert data.decode().splitlines()[-1] == "watch,s1,section,New listings,3,"


def with_new_things(base):
    """A firm without an id, a group and a work item that name each other, and rows that name them."""
    book = book_of(base)
    rows = {
        "organisations": {"class": "Company", "name_en": "Initech Systems", "country": "China"},
        "work-items": {"class": "WorkItem", "type": "ts", "designation": "ISO/IEC TS 22443", "body": "JTC 1/SC 42/WG 9"},
        "bodies": {"class": "WorkingGroup", "kind": "wg", "designation": "ISO/IEC JTC 1/SC 42/WG 9",
                   "aliases": "JTC 1/SC 42/WG 9", "parent": "jtc1-sc42"},
        "participations": {"actor": "Initech Systems", "role": "leader", "object": "ISO/IEC TS 22443"},
        "listings": {"party": "Initech Systems", "list": "entity-list", "quote": "Initech was added"},
    }  # fmt: skip
    for table, cells in rows.items():
        heads = [c.value for c in book[table][1]]
        book[table].append([{**cells, "cite": "report:intro:p2"}.get(head) for head in heads])
    return book


def lines_of(taken, table):
    return next(data for path, data in taken.files.items() if path.stem == table).decode().splitlines()


def test_names_of_what_is_new_in_the_same_workbook_are_written_as_ids(base, tables):
    taken = take(tables, "t.xlsx", saved(with_new_things(base)))
    assert taken.doubtful == []
    assert any(line.startswith("initech-systems,Company,Initech Systems,") for line in lines_of(taken, "organisations"))
    assert any(",jtc1-sc42-wg9," in line for line in lines_of(taken, "work-items"))
    assert any(
        line.startswith("initech-systems-iso-iec-ts-22443,initech-systems,leader,iso-iec-ts-22443,")
        for line in lines_of(taken, "participations")
    )
    assert any(
        line.startswith("initech-systems-entity-list,initech-systems,entity-list,")
        for line in lines_of(taken, "listings")
    )
    for path, data in taken.files.items():
        path.write_bytes(data)
    again = take(Description(base), "t.xlsx", saved(with_new_things(base)))
    assert (again.files, again.doubtful) == ({}, [])


def add_row(book, table, **cells):
    """Type a row below the others of a sheet."""
    book[table].append([cells.get(head.value) for head in book[table][1]])


def test_an_id_that_was_blank_is_told_as_permanent_and_holds_no_legal_form(base, tables):
    book = book_of(base)
    add_row(book, "organisations", **{"class": "Company", "name_en": "Initech Co., Ltd.", "cite": "report:intro:p2"})
    taken = take(tables, "t.xlsx", saved(book))
    (said,) = (said for said in taken.repaired if "blank" in said)
    assert "'initech' was written, permanent once published; aigov-kg rename changes it" in said


def test_a_name_that_nothing_bears_is_told_and_its_row_without_an_id_is_left_out(base, tables):
    book = book_of(base)
    add_row(book, "listings", party="Nobody Ltd", list="entity-list", quote="added", cite="report:intro:p2")
    taken = take(tables, "t.xlsx", saved(book))
    assert taken.files == {}
    named, blank = taken.doubtful
    assert named.startswith("listings:3:party: 'Nobody Ltd' names no row; look first: aigov-kg search \"Nobody Ltd\"")
    assert blank == (
        "listings:3:id: the id is blank, and none was proposed: 'Nobody Ltd' under party is not an id; the row was left out"
    )


def test_a_name_of_two_rows_is_told_with_both(base, tables):
    book = with_new_things(base)
    named = {"id": "initech-too", "class": "Company", "name_en": "Initech Systems"}
    add_row(book, "organisations", **named, cite="report:intro:p2")
    taken = take(tables, "t.xlsx", saved(book))
    assert any("is the name of initech-systems and of initech-too" in said for said in taken.doubtful)


def test_a_row_without_an_id_does_not_count_as_one_without_its_other_cells(base):
    from aigov_kg.expectations import Expectations, unmet

    path = base.seed / "listings.csv"
    path.write_text(path.read_text().replace("acme-entity-list-2019,", ",", 1))
    reading = read_tables(base)
    assert list(unmet(reading, Expectations(filled={"listings.quote": 1.0}))) == []


@pytest.mark.parametrize(
    ("table", "column", "text", "meant"),
    [
        ("work-items", "body", "SC 42/WG 5", "jtc1-sc42-wg5"),
        ("listings", "party", "Initech System", "initech-systems"),
        ("participations", "object", "ISO/IEC TS 22444", None),
    ],
)
def test_what_a_name_probably_means_is_told_and_not_taken(base, tables, table, column, text, meant):
    book = with_new_things(base)
    sheet = book[table]
    heads = [c.value for c in sheet[1]]
    sheet.cell(sheet.max_row, heads.index(column) + 1).value = text
    told = [
        said for said in take(tables, "t.xlsx", saved(book)).doubtful if f":{column}: '{text}' names no row; " in said
    ]
    assert len(told) == 1
    assert told[0].endswith(f"did you mean '{meant}'?") if meant else "look first" in told[0]


def test_a_name_that_nothing_bears_does_not_overwrite_an_id(base, tables):
    book = book_of(base)
    cell(book, "listings", "acme-entity-list-2019", "party").value = "Nobody Ltd"
    taken = take(tables, "t.xlsx", saved(book))
    assert taken.files == {}
    assert [said.partition(";")[0] for said in taken.doubtful] == ["listings:2:party: 'Nobody Ltd' names no row"]

"""What a curator can get wrong in a table, and what is said about it."""

import pytest

from aigov_kg.errors import UsageError
from aigov_kg.tables import read_tables

FIRM = {"id": "iflytek", "class": "Company", "name_en": "iFlytek", "cite": "report:s1:p3"}
LIST = {"id": "entity-list", "class": "RestrictionList", "title_en": "Entity List", "cite": "report:s1:p3"}
LISTING = {
    "id": "iflytek-listed",
    "party": "iflytek",
    "list": "entity-list",
    "start": "2019-10-09",
    "quote": "added in October 2019",
    "cite": "report:s1:p3",
}


def only(reading):
    assert len(reading.findings) == 1, [str(f) for f in reading.findings]
    return reading.findings[0]


def test_sound_tables_are_read_without_findings(make_home, documents):
    reading = read_tables(make_home({"organisations": [FIRM], "documents": documents(LIST), "listings": [LISTING]}))
    assert reading.findings == []
    assert reading.rows["iflytek-listed"].one("start").text == "2019-10-09"


@pytest.mark.parametrize(
    ("cell", "value", "said", "mend"),
    [
        ("start", "2019-13", "'2019-13' is not a date of the calendar", "use YYYY, YYYY-MM or YYYY-MM-DD"),
        ("party", "iflytekk", "'iflytekk' is used here, but no row defines it", "did you mean 'iflytek'?"),
        ("party", "entity-list", "is a row of documents, which cannot stand here", "use an id of bodies"),
        ("list", "Entity List", "'Entity List' is not an id", "did you mean 'entity-list'?"),
        ("cite", "", "this record has no source", "fill it"),
        ("cite", "report:s9:p3", "report has no section 's9'", "it has s1, s2"),
        ("cite", "reprot:s1", "'reprot' is no document", "did you mean 'report'?"),
        ("cite", "report:s1:34", "'34' is not a page", ""),
        ("modality", "state", "'state' is not in the scheme modality", "did you mean 'states'?"),
        ("quote", "x" * 201, "201 characters are too many", "keep it within 200"),
        ("id", "IFlytek", "'IFlytek' is not an id", "lower-case"),
    ],
)
def test_a_wrong_cell_is_named_with_file_row_column_and_mend(make_home, documents, cell, value, said, mend):
    home = make_home({"organisations": [FIRM], "documents": documents(LIST), "listings": [{**LISTING, cell: value}]})
    finding = only(read_tables(home))
    assert (finding.file, finding.row, finding.column) == ("data/seed/listings.csv", 2, cell)
    assert said in finding.message
    assert mend in finding.fix
    assert str(finding).startswith(f"data/seed/listings.csv:2:{cell}: ")


def test_all_faults_are_told_in_one_run(make_home, documents):
    wrong = {**LISTING, "start": "never", "modality": "sure", "cite": ""}
    reading = read_tables(make_home({"organisations": [FIRM], "documents": documents(LIST), "listings": [wrong]}))
    assert [f.column for f in reading.findings] == ["cite", "modality", "start"]


def test_an_id_is_unique_across_tables(make_home, documents):
    again = {**FIRM, "id": "entity-list"}
    reading = read_tables(make_home({"organisations": [FIRM, again], "documents": documents(LIST)}))
    # Which of the two is the newer, only the curator knows.
    first, second = reading.findings
    assert (first.file, first.row, first.column) == ("data/seed/documents.csv", 4, "id")
    assert "is used again, in data/seed/organisations.csv, row 3" in first.message
    assert (second.file, second.row, second.column) == ("data/seed/organisations.csv", 3, "id")
    assert "is used already, in data/seed/documents.csv, row 4" in second.message


def test_a_misspelt_column_is_named(make_home, documents):
    wrong = {("partty" if k == "party" else k): v for k, v in LISTING.items()}
    home = make_home({"organisations": [FIRM], "documents": documents(LIST), "listings": [wrong]})
    finding = only(read_tables(home))
    assert (finding.row, finding.column) == (1, "partty")
    assert finding.message == "there is no column 'partty'"
    assert (finding.fix, finding.nearest) == ("did you mean 'party'?", "party")


@pytest.mark.parametrize(
    ("data", "row", "said"),
    [
        (b"", 1, "the file is empty"),
        (b"id,party,list,cite\n", 1, "a heading and no rows"),
        (b"id,party,list,cite\nx,iflytek,entity-list,report:s1\n\xff\xfe", 3, "not UTF-8"),
        (b"id,party,list,cite\nx,iflytek,entity-list\n", 2, "3 cells and the heading 4"),
        (b'id,party,list,cite\nx,iflytek,entity-list,"report:s1\n:p3"\n', 2, "line break"),
        (b'id,party,list,cite\nx,ifly"tek,"entity-list,report:s1\n', 2, "a quotation mark"),
        (b"id,party,list,cite\nx,ifly\x00tek,entity-list,report:s1\n", 2, "NUL"),
    ],
)
def test_a_file_that_is_no_table_is_named(make_home, documents, data, row, said):
    home = make_home({"organisations": [FIRM], "documents": documents(LIST)})
    (home.seed / "listings.csv").write_bytes(data)
    finding = only(read_tables(home))
    assert (finding.file, finding.row) == ("data/seed/listings.csv", row)
    assert said in finding.message


def test_an_unknown_table_is_named_with_the_nearest(make_home):
    home = make_home({"organisations": [FIRM]})
    (home.seed / "listing.csv").write_text("id\nx\n")
    assert only(read_tables(home)).fix == "did you mean 'listings'?"


def test_a_byte_order_mark_is_read_over(make_home):
    home = make_home({})
    (home.seed / "organisations.csv").write_bytes(
        "\ufeffid,class,name_en,name_zh,cite\niflytek,Company,iFlytek,科大讯飞,report:s1\n".encode()
    )
    reading = read_tables(home)
    assert reading.findings == []
    assert reading.rows["iflytek"].one("name_zh") == "科大讯飞"


def test_no_tables_at_all_is_a_usage_error(make_home):
    home = make_home({})
    (home.seed / "documents.csv").unlink()
    with pytest.raises(UsageError, match="holds no tables"):
        read_tables(home)

"""The passage that a citation names, on a made-up document."""

from __future__ import annotations

import hashlib

import pytest

from aigov_kg.cites import Section, parse_cite
from aigov_kg.errors import UsageError
from aigov_kg.passages import Layout, compare_quotes, find_passages, find_text, read_layouts
from aigov_kg.tables import read_tables

from .test_mistakes import make

PAGE_1 = "Contents\nIntroduction 1\nDefence actors 2"
PAGE_2 = """Introduction

The first sentence has no note. Acme was added to the Entity List in October 2019.² The U.S. Entity List holds others.[3]"""
PAGE_3 = """Defence actors

Table 1: Work items by country
| China | 403 |
| United States | 120 |

Two notes stand here.^{12,13}

Works Cited

¹ First note, with a date: 2018.

² Bureau of Industry, "Addition", October 9, 2019. ³ Third note.

¹² Twelfth note.
¹³ Thirteenth note."""
TEXT = "\n\n\n\n\n".join([PAGE_1, PAGE_2, PAGE_3])
LAYOUT = """
[report]
page_break = 5
pages = [{ from = 2, less = 1 }, { from = 3, less = 0 }]
notes_after = "Works Cited"
note = "{raised} "
mark = ["[{number}]"]
"""


@pytest.fixture
def shelf(base, tmp_path):
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "other.txt").write_text("something else", encoding="utf-8")
    (folder / "a copy.txt").write_text(TEXT, encoding="utf-8")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    make(base, {"table": "documents", "set": {"id": "report", "sha256": digest}})
    (base.data / "passages.toml").write_text(LAYOUT, encoding="utf-8")
    return folder


def passages(base, shelf, cite):
    reading = read_tables(base)
    cited = parse_cite(cite)
    layout = read_layouts(base).get("report", Layout())
    section = reading.tables.sections["report"][cited.section]
    return {p.title: p.text for p in find_passages(cited, section, layout, find_text(reading, "report", shelf))}


def test_a_note_is_shown_with_the_sentence_that_it_belongs_to(base, shelf):
    found = passages(base, shelf, "report:intro:p1:fn2")
    assert found["note 2"] == '² Bureau of Industry, "Addition", October 9, 2019.'
    assert found["where note 2 is marked"] == "Acme was added to the Entity List in October 2019.²"
    assert found["page 1"] == PAGE_2


def test_notes_in_brackets_and_in_groups_are_found(base, shelf):
    assert passages(base, shelf, "report:intro:p1:fn3")["where note 3 is marked"].endswith("holds others.[3]")
    assert passages(base, shelf, "report:defense:p3:fn13")["where note 13 is marked"] == "Two notes stand here.^{12,13}"
    assert passages(base, shelf, "report:defense:p3:fn12")["note 12"] == "¹² Twelfth note."


def test_a_row_of_a_table_is_shown(base, shelf):
    assert passages(base, shelf, "report:t1:p3:t1:row=China")["row China"] == "| China | 403 |"
    assert passages(base, shelf, "report:t1:t1")["Table 1"].startswith("Table 1: Work items by country\n| China")


def test_a_section_is_found_by_its_heading_and_not_in_the_contents(base, shelf):
    (text,) = passages(base, shelf, "report:defense").values()
    assert text.startswith("Defence actors\n\nTable 1")


def test_the_command_shows_the_passage_and_misuse_is_told(base, shelf, cli, tmp_path):
    env = {"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_DOCUMENTS": str(shelf)}
    done = cli("cite", "report:intro:p1:fn2", env=env)
    assert done.returncode == 0
    assert "report, note 2" in done.stdout
    for cite, said in (
        ("reprot:intro:p1", "did you mean 'report'?"),
        ("report:intro", ""),
        ("report", "names no section"),
    ):
        assert said in " ".join(cli("cite", cite, env=env).stderr.split())
    empty = tmp_path / "empty"
    empty.mkdir()
    done = cli("cite", "report:intro:p1", "--documents", str(empty), env=env)
    assert done.returncode == 2
    assert "no file in" in done.stderr
    done = cli("cite", "report:intro:p1", "--documents", str(tmp_path / "none"), env=env)
    assert done.returncode == 2
    assert "is no folder" in " ".join(done.stderr.split())


def test_a_document_without_a_digest_cannot_be_found(base, shelf):
    with pytest.raises(UsageError, match="no sha256"):
        find_text(read_tables(base), "notice-2019", shelf)


def test_quotations_that_the_document_does_not_have_are_listed(base, shelf):
    found = {(file, quote) for file, _, quote in compare_quotes(read_tables(base), shelf).missing}
    assert ("data/seed/listings.csv", "Acme was added to the Entity List in October 2019") not in found
    assert ("data/seed/controls.csv", "Acme subsidiary Acme Laboratories") in found


def test_the_layouts_of_the_project_can_be_read_and_name_its_documents():
    from aigov_kg.resources import find_home

    home = find_home()
    layouts = read_layouts(home)
    assert layouts.keys() <= read_tables(home).tables.sections.keys()
    assert layouts["exovera-2022"].page_break == 5


def test_a_text_that_nothing_is_said_of_has_its_own_page_marks(base, shelf):
    section = read_tables(base).tables.sections["report"]["defense"]
    marked = "[p. 1]\nFirst page.\n[p. 2]\nSecond page."
    for text in (marked, "First page.\fSecond page."):
        (found,) = find_passages(parse_cite("report:defense:p2"), section, Layout(), text)
        assert (found.title, found.text) == ("page 2", "Second page.")


def test_what_was_not_compared_is_told(base, shelf, cli):
    env = {"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_DOCUMENTS": str(shelf)}
    done = cli("cite", "--quotes", env=env)
    assert "quotations were compared; 2 not found" in done.stdout
    (shelf / "a copy.txt").unlink()
    done = cli("cite", "--quotes", env=env)
    assert done.returncode == 0
    assert "0 quotations were compared" in done.stdout
    assert "does not hold the text of report" in " ".join(done.stdout.split())
    assert done.stdout.splitlines()[-1] == "0 quotations were compared; 0 not found"


def test_a_document_without_a_digest_is_told_as_such(base, shelf, cli):
    make(base, {"table": "documents", "set": {"id": "report", "sha256": ""}})
    done = cli("cite", "--quotes", env={"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_DOCUMENTS": str(shelf)})
    assert "not compared: documents.csv gives no sha256 for 'report'" in " ".join(done.stdout.split())
    assert "does not hold" not in done.stdout


def test_a_section_is_shown_to_the_end_of_its_pages(base):
    section = Section("report", "defense", "section", "Defence actors", "2-3", "")
    text = "Contents\nDefence actors 2\fBefore it.\nDefence actors\nFirst.\fSecond.\fAnother section."
    (found,) = find_passages(parse_cite("report:defense"), section, Layout(), text)
    assert found.title == "Defence actors (pages 2-3)"
    assert found.text == "Defence actors\nFirst.\n\nSecond."
    roman = Section("report", "front", "section", "Front matter", "ii", "")
    (found,) = find_passages(parse_cite("report:front"), roman, Layout(), "One.\fTwo.\fThree.")
    assert (found.title, found.text) == ("Front matter (page ii)", "Two.")

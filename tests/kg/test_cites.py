import pytest

from aigov_kg.cites import Section, parse_cite
from aigov_kg.locators import Locators


def test_every_part_of_a_citation_is_read():
    cite = parse_cite("!report:s1:p34:fn125@2021-09>notice-2019")
    assert (cite.document, cite.section, cite.contradicts, cite.via) == ("report", "s1", True, "notice-2019")
    assert dict(cite.locators) == {"page": "34", "footnote": "125"}
    assert cite.as_of is not None
    assert cite.as_of.text == "2021-09"


def test_a_row_label_may_hold_colons_and_slashes():
    assert dict(parse_cite("report:s1:p50:t5:row=Q4/20: IoT").locators) == {
        "page": "50",
        "table": "5",
        "tableRow": "Q4/20: IoT",
    }


def test_citations_that_differ_have_different_slugs():
    texts = ["r:s1:p3", "r:s1:p3@2021", "r:s1:p3>x", "r:s1:p3:row=A b", "r:s1:p3:row=a-b", "r:s1:p3:row=A-b", "r:s1:t3"]
    assert len({parse_cite(text).slug for text in texts}) == len(texts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("report", "names no section"),
        ("report:s1:34", "is not a page"),
        ("report:s1:p7:p6", "it names two pages, 7 and 6; keep the one that has the words"),
        ("report:s1:p7:p7", "it names two pages, 7 and 7"),
        ("Report:s1", "is not the id of a document"),
        ("report:s1>Notice", "after >"),
        ("report:s1@2019-13", "is not a date"),
    ],
)
def test_what_is_wrong_is_named(text, said):
    with pytest.raises(ValueError, match=said):
        parse_cite(text)


def test_a_note_outside_the_cited_group_of_notes_is_named():
    groups = {
        key: Section("report", key, "notes", key, "21-", notes) for key, notes in (("n1", "1-50"), ("n2", "51-90"))
    }
    locators = Locators({"report": groups})
    (fault,) = locators.misplaced(parse_cite("report:n1:p30:fn55"))
    assert fault.serious
    assert (fault.message, fault.fix) == (
        "note 55 is not among the notes of 'n1' (1-50)",
        "correct the note, or cite n2",
    )
    assert locators.misplaced(parse_cite("report:n2:p30:fn55")) == []

"""What a text that is no id means: by its name, by the end of a designation, and never by another number."""

from __future__ import annotations

import pytest

from aigov_kg.date_hints import hint
from aigov_kg.drafting import Draft
from aigov_kg.errors import UnknownName
from aigov_kg.ids import bare_designation, of_name
from aigov_kg.lookup import find_entity
from aigov_kg.meant import Meant, first_look
from aigov_kg.tables import read_tables

from .test_mistakes import make


@pytest.mark.parametrize(
    "text", ["JTC 1/SC 42/WG 5", "SC 42/WG 5", "SC 42 WG 5", "sc-42-wg-5", "ISO/IEC JTC 1/SC 42/WG 5"]
)
def test_a_group_is_found_by_the_end_of_its_designation(base, text):
    assert Meant(read_tables(base)).row(text, {"bodies"}) == "jtc1-sc42-wg5"
    draft = Draft(read_tables(base), "tenures")
    assert draft.look_at(draft.columns["body"], text).fix == "did you mean 'jtc1-sc42-wg5'?"
    make(base, {"table": "tenures", "set": {"id": "jane-doe-wg5-convenor", "body": text}})
    (finding,) = (f for f in read_tables(base).findings if f.column == "body")
    assert (finding.fix, finding.nearest) == ("did you mean 'jtc1-sc42-wg5'?", "jtc1-sc42-wg5")


@pytest.mark.parametrize(
    "text",
    [
        "ITU-T Study Group 13",
        "Study Group 13 of ITU-T",
        "ITU-T's Study Group 13",
        "SG 13 (ITU-T)",
        "the ITU-T Study Group 13",
    ],
)
def test_a_group_is_found_by_its_name_with_the_one_above_it(base, text):
    path = base.seed / "bodies.csv"
    held = path.read_text(encoding="utf-8")
    assert "Study Group 13" not in held and "itu-t-sg13" in held
    make(
        base,
        {
            "table": "bodies",
            "set": {"id": "itu-t-sg13", "name_en": "Study Group 13", "aliases": "SG 13", "parent": "itu-t"},
        },
    )
    assert Meant(read_tables(base)).row(text, {"bodies"}) == "itu-t-sg13"
    assert Meant(read_tables(base)).called(text.replace("13", "16"), {"bodies"}) is None


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("draft Recommendation ITU-T F.FVQA", "ITU-T F.FVQA"),
        ("Recommendation ITU-T Y.4004", "ITU-T Y.4004"),
        ("the first draft of ISO/IEC TS 25223", "ISO/IEC TS 25223"),
        ("ISO/IEC AWI TS 25223", "ISO/IEC AWI TS 25223"),
        ("SC 42/WG 3", "SC 42/WG 3"),
        ("Standards of the day", "Standards of the day"),
    ],
)
def test_that_an_item_is_a_draft_is_no_part_of_its_designation(text, bare):
    assert bare_designation(text) == bare


def test_an_item_is_found_by_its_designation_as_a_draft(base):
    assert Meant(read_tables(base)).row("draft Technical Report ISO/IEC TR 24372", {"work-items"}) == "tr-24372"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("since September 2025", "2025-09"),
        ("until December 2025", "2025-12"),
        ("with effect from 14 May 2026", "2026-05-14"),
        ("on 18 July 2026", "2026-07-18"),
        ("by June 2020", "[..2020-06]"),
        ("before 2019-05-02", "[..2019-05-02]"),
        ("after 2019", "[2019..]"),
        ("since the spring", None),
    ],
)
def test_a_date_is_understood_with_the_word_before_it(text, written):
    assert hint(text)[0] == written


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Ad hoc group on AI test data", "ad-hoc-group-on-ai-test-data"),
        (
            "Requirements for the quality of face images in video services",
            "requirements-quality-face-images-video-services",
        ),
        (
            "International Federation of the Manufacturers of Measuring Instruments",
            "international-federation-manufacturers-measuring",
        ),
    ],
)
def test_an_id_is_cut_only_where_it_is_long_and_the_small_words_go_first(name, made):
    assert of_name(name) == made


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("SC 42/WG 3", "bodies"),
        ("jtc1-sc42-wg6", "bodies"),
        ("ISO/IEC TR 24371", "work-items"),
        ("tr-24371", "work-items"),
    ],
)
def test_another_number_is_another_thing(base, text, allowed):
    assert Meant(read_tables(base)).row(text, {allowed}) is None


def test_a_slip_in_the_letters_of_a_designation_still_finds_it(base):
    assert Meant(read_tables(base)).row("rt-24372", {"work-items"}) == "tr-24372"


def test_what_is_called_nothing_is_to_be_looked_for_and_then_added_by_a_command(base):
    draft = Draft(read_tables(base), "participations")
    answer = draft.look_at(draft.columns["object"], "ISO/IEC TS 22443")
    assert answer.fix.startswith(
        'no row is called so; look first: aigov-kg search "ISO/IEC TS 22443"; if it is not there'
    )
    assert answer.fix.endswith("add it with aigov-kg new work-item")
    tables = read_tables(base).tables
    assert first_look(tables, "x", {"bodies"}).endswith("add it with aigov-kg new body")
    assert first_look(tables, "x", tables.targets(tables.columns["listings"]["party"])).endswith(
        "add it with aigov-kg new jurisdiction, organisation, body or person"
    )
    make(base, {"table": "tenures", "set": {"id": "jane-doe-wg5-convenor", "body": "SC 99/WG 1"}})
    (finding,) = (f for f in read_tables(base).findings if f.column == "body")
    look = 'look first: aigov-kg search "SC 99/WG 1"; if it is not there, add it with aigov-kg new body'
    assert finding.fix == f"no row is called so; {look}"


def test_a_reader_is_not_led_to_a_standard_of_another_number():
    entity = {"label": "ISO/IEC TS 4213", "class": "WorkItem", "names": ["ISO/IEC TS 4213"]}
    names = {"entities": {"iso-iec-ts-4213": entity}, "classes": {}}
    with pytest.raises(UnknownName) as told:
        find_entity("ISO/IEC TS 42133", names, [])
    assert "did you mean" not in str(told.value)
    with pytest.raises(UnknownName, match="did you mean 'ISO/IEC TS 4213'"):
        find_entity("ISO/IEC T 4213", names, [])


def test_a_list_that_is_cut_names_the_command_that_shows_it_whole(base):
    draft = Draft(read_tables(base), "participations")
    fix = draft.look_at(draft.columns["role"], "qqqq").fix
    assert "in all: aigov-kg dictionary participations role)" in fix


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("01/01/2013", None),
        ("41275", None),
        ("13/13/2013", None),
        ("13/01/2013", "2013-01-13"),
        ("44536", "2021-12-06"),
    ],
)
def test_a_first_of_january_of_a_spreadsheet_may_be_a_year(text, nearest):
    assert hint(text)[0] == nearest
    if text in {"01/01/2013", "41275"}:
        assert "write 2013 if" in hint(text)[1]


@pytest.mark.parametrize(
    ("text", "meant", "said"),
    [
        ("1 Sept 2026", "2026-09-01", "write 2026-09-01"),
        ("Sept. 1, 2026", "2026-09-01", "write 2026-09-01"),
        ("31 September 2026", None, "September 2026 has 30 days"),
        ("2026-09-31", None, "September 2026 has 30 days"),
        ("31 Foo 2026", None, "use YYYY"),
    ],
)
def test_days_in_words_are_read_or_told_to_be_none(text, meant, said):
    found, fix = hint(text)
    assert found == meant and said in fix


@pytest.mark.parametrize(
    ("name", "row_id"),
    [("JSC NeuroVision", "neurovision"), ("OOO Vega", "vega"), ("Vega Co., Ltd.", "vega"), ("LLC", "llc")],
)
def test_a_legal_form_is_left_out_of_an_id_before_and_behind_the_name(base, name, row_id):
    draft = Draft(read_tables(base), "organisations")
    draft.cells["name_en"] = name
    assert draft.propose_id() == row_id

"""What a text that is no id means: by its name, by the end of a designation, and never by another number."""

from __future__ import annotations

import pytest

from aigov_kg.drafting import Draft
from aigov_kg.errors import UnknownName
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

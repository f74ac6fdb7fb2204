"""How a record is called in a few words."""

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg import snapshot
from aigov_kg.captions import captions
from aigov_kg.library import open_snapshot

RECORD = ns.ID + "control/one"
NAMES = {
    "acme": [("skos:prefLabel", ox.Literal("Acme", language="en")), ("skos:prefLabel", ox.Literal("艾克米", language="zh"))],
    "wg-1": [("aigov:designation", ox.Literal("WG 1")), ("skos:prefLabel", ox.Literal("Foundations", language="en"))],
    "cesi": [("skos:prefLabel", ox.Literal("电标院", language="zh"))],
    "bare": [],
}  # fmt: skip


def caption(*facts):
    """Give the caption of a record with some properties; values with a prefix are things or concepts."""
    subject = ox.NamedNode(RECORD)
    own = [(subject, ox.NamedNode(ns.AIGOV + name), term(value)) for name, value in facts]
    named = [
        (ox.NamedNode(ns.ID + slug), ox.NamedNode(ns.expand(prop)), value)
        for slug, names in NAMES.items()
        for prop, value in names
    ]
    return [label.value for _, _, label in captions([RECORD], own, [named])]


def term(value):
    for prefix, base in (("id:", ns.ID), ("voc:", ns.VOCAB)):
        if value.startswith(prefix):
            return ox.NamedNode(base + value.removeprefix(prefix))
    return ox.Literal(value)


def test_who_comes_first_and_when_last():
    facts = [("endText", "2022"), ("body", "id:wg-1"), ("startText", "2019"), ("holder", "id:acme")]
    assert caption(*facts) == ["Acme · WG 1 · 2019 to 2022"]


def test_when_it_was_attested_is_told_where_it_has_no_other_date():
    seen = [("holder", "id:acme"), ("attestedOnText", "2021"), ("attestedOnText", "2020")]
    assert caption(*seen) == ["Acme · attested 2020, 2021"]
    assert caption(*seen, ("startText", "2019")) == ["Acme · 2019"]
    assert caption(*seen, ("endText", "2022")) == ["Acme · to 2022"]


@pytest.mark.parametrize(
    ("thing", "called"), [("acme", "Acme"), ("wg-1", "WG 1"), ("cesi", "电标院"), ("bare", "bare")]
)
def test_a_thing_goes_by_its_designation_or_the_name_that_most_can_read(thing, called):
    assert caption(("holder", f"id:{thing}")) == [called]


def test_a_part_is_said_to_be_of_what_holds_it_and_an_overseer_comes_first():
    parties = [("controller", "id:acme"), ("controlled", "id:wg-1")]
    assert caption(*parties, ("kind", "voc:control-kind/part-of"))[0].startswith("WG 1 · ")
    assert caption(*parties, ("kind", "voc:control-kind/oversight"))[0].startswith("Acme · ")


def test_a_record_without_any_such_property_has_none():
    assert caption(("quote", "said so")) == []


def test_every_record_of_the_seed_has_one(seed_folder):
    nameless = "SELECT (COUNT(*) AS ?n) { ?record aigov:status [] FILTER NOT EXISTS { ?record rdfs:label ?caption } }"
    with open_snapshot(snapshot.current(seed_folder)) as graph:
        assert b'"value":"0"' in graph.query(nameless)

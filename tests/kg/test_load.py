"""What a row becomes."""

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg.load import load
from aigov_kg.tables import read_tables

FIRM = {
    "id": "iflytek",
    "class": "Company",
    "name_en": "iFlytek",
    "name_zh": "科大讯飞",
    "aliases": "iFlyTek|iFLYTEK Co., Ltd.",
    "cite": "report:s1",
}
ITEM = {"id": "tr-1", "class": "WorkItem", "designation": "ISO/IEC TR 1", "body": "wg-1", "cite": "report:s1"}
BODIES = [
    {"id": "sc-1", "class": "Committee", "kind": "sc", "designation": "SC 1", "parent": "", "cite": "report:s1"},
    {
        "id": "wg-1",
        "class": "WorkingGroup",
        "kind": "wg",
        "designation": "SC 1/WG 1",
        "parent": "sc-1",
        "cite": "report:s1",
    },
]
ROLE = {
    "id": "iflytek-tr-1",
    "actor": "iflytek",
    "role": "proposal-lead",
    "object": "tr-1",
    "start": "2019-05",
    "cite": "report:s1:p3@2021>other",
}


@pytest.fixture
def loaded(make_home):
    def go(**tables):
        base = {"organisations": [FIRM], "bodies": BODIES, "work-items": [ITEM], "participations": [ROLE]}
        reading = read_tables(make_home({**base, **tables}))
        assert reading.findings == [], [str(f) for f in reading.findings]
        return load(reading)

    return go


def ask(loaded, pattern):
    store = ox.Store()
    store.extend(loaded.quads())
    return bool(store.query(ns.sparql_prefixes() + f"ASK {{ {pattern} }}"))


def test_a_dated_record_keeps_its_text_and_its_bounds(loaded):
    record = "GRAPH graph:accepted { <https://w3id.org/aigov-kg/id/participation/iflytek-tr-1> "
    data = loaded()
    assert ask(
        data,
        record
        + 'aigov:startText "2019-05" ; aigov:startEarliest "2019-05-01"^^xsd:date ; aigov:startLatest "2019-05-31"^^xsd:date }',
    )
    assert ask(
        data,
        record
        + "a aigov:Participation, aigov:Leadership ; aigov:modality <https://w3id.org/aigov-kg/vocab/modality/states> }",
    )
    assert not ask(data, record + "aigov:endText ?end }")


def test_a_concept_gives_its_class_only_to_records_of_that_sort(loaded):
    number = {"id": "n1", "measure": "work-item", "aggregate": "count", "unit": "work-item", "value": "5"}
    seat = {"id": "seat", "holder": "iflytek", "body": "wg-1", "role": "project-lead", "cite": "report:s1"}
    data = loaded(statistics=[{**number, "role": "project-lead", "cite": "report:s1"}], tenures=[seat])
    for record, own in (("statistic/n1", "Statistic"), ("tenure/seat", "Tenure")):
        iri = f"<{ns.ID}{record}>"
        assert ask(data, f"GRAPH graph:accepted {{ {iri} a aigov:{own} }}")
        assert not ask(data, f"GRAPH ?g {{ {iri} a ?other . FILTER(?other != aigov:{own}) }}")


def test_a_citation_is_a_node_with_its_parts(loaded):
    assert ask(
        loaded(),
        "GRAPH ?g { ?r aigov:support ?c . ?c a aigov:Citation ; aigov:document id:report ; aigov:section 's1' ; aigov:page '3' ; "
        "aigov:evidenceAsOfText '2021' ; aigov:via id:other ; aigov:citeText 'report:s1:p3@2021>other' }",
    )  # fmt: skip


def test_names_carry_their_language_and_a_key(loaded):
    data = loaded()
    assert ask(
        data,
        "GRAPH ?g { id:iflytek skos:prefLabel 'iFlytek'@en, '科大讯飞'@zh-Hans ; aigov:nameKey 'iflytek', '科大讯飞' }",
    )
    assert not ask(data, "GRAPH ?g { id:iflytek aigov:nameKey 'iflytekcoltd' }")


def test_a_shorthand_column_writes_the_record_and_the_shortcut(loaded):
    data = loaded()
    assert ask(
        data,
        "GRAPH ?g { id:wg-1 aigov:directParent id:sc-1 . ?c a aigov:ControlLink ; aigov:controlled id:wg-1 ; aigov:controller id:sc-1 ; aigov:support ?cite }",
    )
    assert ask(
        data, "GRAPH ?g { id:tr-1 aigov:responsibleBody id:wg-1 . ?p a aigov:Responsibility ; aigov:object id:tr-1 }"
    )


def test_only_a_leadership_of_one_item_gives_the_shortcut(loaded):
    data = loaded()
    assert ask(data, "GRAPH ?g { ?r aigov:leader id:iflytek ; aigov:workItem id:tr-1 }")
    drafter = loaded(participations=[{**ROLE, "role": "drafter"}])
    assert not ask(drafter, "GRAPH ?g { ?r aigov:leader ?x }")
    extent = loaded(participations=[{**ROLE, "extent": "some"}])
    assert not ask(extent, "GRAPH ?g { ?r aigov:leader ?x }")


@pytest.mark.parametrize("status", ["rejected", "superseded"])
def test_a_rejected_record_stands_in_a_graph_of_its_own(loaded, status):
    data = loaded(participations=[{**ROLE, "status": status}])
    assert ask(data, "GRAPH graph:rejected { ?r a aigov:Leadership ; aigov:leader id:iflytek }")
    assert not ask(data, "GRAPH graph:accepted { ?r a aigov:Leadership }")


def test_a_contradicting_source_is_kept_apart_from_support(loaded):
    data = loaded(participations=[{**ROLE, "cite": "report:s1|!other:s1"}])
    assert ask(
        data,
        "GRAPH ?g { ?r a aigov:Leadership ; aigov:support/aigov:document id:report ; aigov:contradictedBy/aigov:document id:other }",
    )


def test_identifiers_keep_their_letters(loaded):
    documents = [
        {
            "id": "report",
            "class": "Publication",
            "title_en": "Report",
            "reference": "0150.10",
            "issued": "2022",
            "cite": "report:s1",
        },
        {"id": "other", "class": "Publication", "title_en": "Other", "issued": "2021", "cite": "other:s1"},
    ]
    assert ask(loaded(documents=documents), "GRAPH ?g { id:report aigov:reference '0150.10' }")


def test_every_subject_leads_back_to_its_row(loaded):
    data = loaded()
    row = data.origins[ns.ID + "participation/iflytek-tr-1"]
    assert (row.file, row.line) == ("data/seed/participations.csv", 2)
    shorthand = data.origins[ns.ID + "control/wg-1-part-of-sc-1"]
    assert (shorthand.file, shorthand.line) == ("data/seed/bodies.csv", 3)


def test_a_document_without_imprint_date_takes_its_earliest_publication(loaded):
    documents = [
        {"id": "report", "class": "Publication", "title_en": "Report", "issued": "2022-08", "cite": "report:s1"},
        {"id": "other", "class": "Publication", "title_en": "Other", "issued": "", "cite": "other:s1"},
    ]
    milestones = [
        {"id": "m1", "subject": "other", "reached": "published", "date": "2021-05", "cite": "report:s1"},
        {"id": "m2", "subject": "other", "reached": "published", "date": "2020", "cite": "report:s1"},
        {"id": "m3", "subject": "report", "reached": "published", "date": "2019", "cite": "report:s1"},
    ]
    data = loaded(documents=documents, milestones=milestones)
    assert ask(data, "GRAPH ?g { id:other aigov:issuedText '2020' ; aigov:issuedLatest '2020-12-31'^^xsd:date }")
    assert ask(data, "GRAPH ?g { id:report aigov:issuedText '2022-08' }")

"""How parameters enter a query."""

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigov_kg.errors import AmbiguousName, UnknownName, UsageError
from aigov_kg.lookup import find_entity, fits
from aigov_kg.questions import Parameter, _parts, read_question
from aigov_kg.values import literal, term

NAMES = {
    "entities": {
        "acme": {"class": "Company", "label": "Acme", "names": ["Acme", "ACME Co., Ltd."]},
        "acme-lab": {"class": "AcademicOrganisation", "label": "Acme Lab", "names": ["Acme Lab", "Lab"]},
        "other-lab": {"class": "AcademicOrganisation", "label": "Lab", "names": ["Lab"]},
        "acme-report": {"class": "Publication", "label": "Acme", "names": ["Acme report", "Lab report"]},
        "lab-report": {"class": "Committee", "label": "Lab report", "names": ["Lab report"]},
    },
    "classes": {"Company": ["Organisation"], "AcademicOrganisation": ["Organisation"], "Committee": ["TechnicalBody"]},
    "concepts": {"role": {"chair": "chair", "proposal-lead": "proposal lead"}},
    "terms": [],
}

QUESTION = """\
#+ title = "T"
#+ description = "D"
#+ [[parameters]]
#+ name = "firm"
#+ type = "entity"
#+ classes = ["Company", "AcademicOrganisation"]
#+ help = "H"
#+ example = "acme"
#+ [[parameters]]
#+ name = "since"
#+ type = "date"
#+ help = "H"
#+ example = "2020-01-01"
#+ [[columns]]
#+ name = "item"
#+ type = "entity"
#+ help = "H"
PREFIX id: <https://w3id.org/aigov-kg/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?item ?count WHERE {
  VALUES ?firm { id:acme } #: firm
  VALUES ?since { "2020-01-01"^^xsd:date } #: since
  ?firm <http://x/led> ?item .
  { SELECT ?firm (COUNT(*) AS ?count) WHERE {
    VALUES ?firm { id:acme } #: firm
    ?firm <http://x/led> ?any } GROUP BY ?firm }
  OPTIONAL { ?item <http://x/date> ?date }
  FILTER(!BOUND(?since) || !BOUND(?date) || ?date >= ?since)
  FILTER NOT EXISTS {
    VALUES ?since { "2020-01-01"^^xsd:date } #: since
    ?item <http://x/withdrawn> ?day FILTER(BOUND(?since) && ?day < ?since) }
}
"""

DATA = """
@prefix id: <https://w3id.org/aigov-kg/id/> . @prefix x: <http://x/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:acme x:led id:a, id:b, id:c . id:other-lab x:led id:d .
id:a x:date "2019-01-01"^^xsd:date . id:b x:date "2021-01-01"^^xsd:date . id:c x:withdrawn "2018-01-01"^^xsd:date .
"""


@pytest.fixture
def ask(tmp_path):
    path = tmp_path / "q.rq"
    path.write_text(QUESTION, encoding="utf-8")
    question = read_question(path)
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TURTLE)

    def go(**given):
        text, used = question.bind(given, NAMES)
        return sorted((r["item"].value.rpartition("/")[2], r["count"].value) for r in store.query(text)), used

    go.question = question
    return go


def test_a_parameter_reaches_subselect_optional_and_not_exists(ask):
    assert ask(firm="acme", since="2020-06-01") == ([("b", "3")], {"firm": "acme", "since": "2020-06-01"})


def test_an_absent_parameter_constrains_nothing(ask):
    assert ask()[0] == [("a", "3"), ("b", "3"), ("c", "3"), ("d", "1")]
    assert ask(firm="other-lab")[0] == [("d", "1")]
    assert ask(since="2020-06-01")[0] == [("b", "3"), ("d", "1")]


def test_the_file_runs_as_it_stands():
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TURTLE)
    assert [r["item"].value[-1] for r in store.query(QUESTION)] == ["b"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"frim": "acme"}, "no parameter 'frim'; did you mean 'firm'"),
        (
            {"since": "2020-13"},
            "is not a day; write it as YYYY-MM-DD, .* or as YYYY or YYYY-MM: a year or a month means",
        ),
        ({"since": "0000"}, "is not a day"),
        ({"company": "acme"}, "no parameter 'company'; did you mean 'firm'"),
        ({"since": "2020-02-30"}, "is not a day"),
        ({"since": '2020-01-01" } #'}, "is not a day"),
        ({"firm": "acmee"}, "did you mean 'acme'"),
        ({"firm": "id:acme> . ?x ?y ?z"}, "nothing in this release is called"),
        ({"firm": "acme-report"}, r"firm: Acme \(acme-report\) is a publication, and an organisation is asked for"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(ask, given, said):
    with pytest.raises(UsageError, match=r".*" + said.replace("'", ".")):
        ask(**given)


def test_an_entity_is_found_by_id_name_and_legal_form():
    assert find_entity("acme", NAMES, []) == "acme"
    assert find_entity("ACME", NAMES, []) == "acme"
    assert find_entity("Acme Company Limited", NAMES, []) == "acme"
    with pytest.raises(UsageError, match=r"several things: acme-lab .*other-lab"):
        find_entity("lab", NAMES, [])


def test_an_organisation_of_which_no_source_says_more_may_be_any_of_those_asked_for():
    entities = NAMES["entities"] | {"acme-body": {"class": "Organisation", "label": "Body", "names": ["Body"]}}
    assert fits("acme-body", NAMES | {"entities": entities}, ["Company"])
    assert not fits("acme-body", NAMES | {"entities": entities}, ["Committee"])


def test_a_name_of_several_things_means_the_one_that_fits():
    assert find_entity("lab report", NAMES, ["TechnicalBody"]) == "lab-report"
    assert find_entity("lab report", NAMES, ["Publication"]) == "acme-report"
    for classes in ([], ["Company"]):
        with pytest.raises(AmbiguousName, match=r"several things: .*acme-report"):
            find_entity("lab report", NAMES, classes)
    # Where more than one fits, only these are told.
    with pytest.raises(AmbiguousName) as told:
        find_entity("lab", {**NAMES, "entities": {**NAMES["entities"], "a-lab": NAMES["entities"]["lab-report"] | {"names": ["Lab"]}}},
                    ["Organisation"])  # fmt: skip
    assert [c["id"] for c in told.value.detail["candidates"]] == ["acme-lab", "other-lab"]


def test_a_designation_is_found_without_its_organisations_where_nothing_else_is_called_so():
    body = {"class": "Committee", "label": "X", "names": ["ISO/IEC JTC 1/WG 11"]}
    things = {
        "iso": {"class": "Organisation", "label": "ISO", "names": ["ISO"]},
        "iec": {"class": "Organisation", "label": "IEC", "names": ["IEC"]},
        "wg": body,
        "page": {"class": "Publication", "label": "P", "names": ["ISO/IEC JTC 1/WG 11 Smart Cities"]},
        "group": {"class": "Committee", "label": "G", "names": ["FG NET-2030"]},
    }
    names = {**NAMES, "entities": things}
    assert find_entity("JTC1/WG11", names, []) == "wg"
    for text in ("NET-2030", "JTC 1/WG 11 Smart Cities"):
        with pytest.raises(UnknownName):
            find_entity(text, names, [])
    other = {"class": "Event", "label": "O", "names": ["JTC 1/WG 11"]}
    assert find_entity("JTC 1/WG 11", {**names, "entities": {**things, "other": other}}, []) == "other"


def test_a_group_is_found_by_its_number_in_its_committee():
    designations = ["ISO/IEC JTC 1/SC 42/WG 3", "ISO/IEC JTC 1/SC 41/WG 3", "JTC 2/SC 41/WG 3"]
    things = {d: {"class": "Committee", "label": d, "names": [d]} for d in (*designations, "ISO", "IEC")}
    names = {**NAMES, "entities": things}
    assert find_entity("SC 42/WG 3", names, []) == designations[0]
    with pytest.raises(UnknownName):
        find_entity("WG 3", names, [])
    with pytest.raises(AmbiguousName) as told:
        find_entity("SC 41/WG 3", names, [])
    assert [c["id"] for c in told.value.detail["candidates"]] == designations[1:]


def test_where_several_names_hold_a_text_all_are_told_and_none_is_meant():
    laws = {
        f"law-{year}": {
            "class": "Document",
            "label": f"The Standards Law of {year}",
            "names": [f"The Standards Law of {year}"],
        }
        for year in (1988, 2018)
    }
    with pytest.raises(UnknownName, match=r"names that hold it: law-1988 .*law-2018") as told:
        find_entity("Standards Law", {**NAMES, "entities": laws}, [])
    assert [c["id"] for c in told.value.detail["candidates"]] == list(laws)


@given(st.text())
def test_no_text_leaves_its_literal(text):
    store = ox.Store()
    found = list(store.query(f"SELECT ?v WHERE {{ VALUES ?v {{ {literal(text)} }} }}"))
    assert len(found) == 1
    assert found[0]["v"].value == "".join(c for c in text if not 0xD800 <= ord(c) <= 0xDFFF)


PARTS = """\
  ?a ?b ?c .
  FILTER(?c > ?since) #: with since
  OPTIONAL { #: with since firm
    ?a <http://x/end> ?end .
    OPTIONAL { #: with firm
      ?end <http://x/of> ?whose
    }
  }
  FILTER( #: with firm
    ?a = ?firm ||
    ?c = ?firm)
  OPTIONAL { ?a <http://x/start> ?start }
}
"""


@pytest.mark.parametrize(
    ("given", "stays"),
    [
        ({}, [0, 11, 12]),
        ({"since"}, [0, 1, 2, 3, 7, 11, 12]),
        ({"firm"}, [0, *range(2, 13)]),
        ({"firm", "since"}, list(range(13))),
    ],
)
def test_a_part_goes_where_none_of_its_parameters_is_given(given, stays):
    lines = re.sub(" #: with .*", "", PARTS).splitlines()
    assert _parts(PARTS, given).splitlines() == [lines[i] for i in stays]


def test_a_part_of_a_parameter_that_is_none_is_an_error(tmp_path):
    path = tmp_path / "q.rq"
    path.write_text(QUESTION.replace("OPTIONAL {", "OPTIONAL { #: with until\n   "), encoding="utf-8")
    with pytest.raises(UsageError, match="'#: with' names until"):
        read_question(path)


def test_a_mark_without_its_parameter_is_an_error(tmp_path):
    path = tmp_path / "q.rq"
    path.write_text(QUESTION.replace("#: since", "#: until"), encoding="utf-8")
    with pytest.raises(UsageError, match="since, until"):
        read_question(path)


def test_a_text_that_has_choices_is_one_of_them():
    parameter = Parameter(name="kind", type="text", help="H", example="company", choices=["company", "public body"])
    assert term(parameter, "Public Body", {}, []) == ("public body", '"public body"')
    with pytest.raises(UsageError, match="kind: 'compny' is none of its values; did you mean 'company'"):
        term(parameter, "compny", {}, [])


def test_who_bears_a_name_letter_by_letter_is_meant_before_a_publication_that_nearly_does():
    entities = {
        "wg-11": {"class": "Committee", "label": "WG 11", "names": ["WG 11"]},
        "page": {"class": "Publication", "label": "WG11", "names": ["WG11"]},
    }
    names = {"entities": entities, "classes": {"Publication": ["Document"], "Committee": ["TechnicalBody"]}}
    assert find_entity("WG 11", names, []) == "wg-11"
    with pytest.raises(AmbiguousName):
        find_entity("WG11", names, [])

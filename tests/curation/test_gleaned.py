"""What a text states of a listing, a seat, a firm and its maker, in the forms in which it is usually said."""

from __future__ import annotations

import tomllib

import pytest

from aigov_kg.gleaned import glean
from aigov_kg.imprint import imprint, known_names
from aigov_kg.resources import Home
from aigov_kg.tables import read_tables

from .conftest import ROOT

FIRM = 'Shenzhen Lanhai Optics Co., Ltd. ("Lanhai")'
HEAD = """Trade letter 7                                                May 2026
Baltic Institute for Export Law, Riga
Lens maker on two lists
by Anna Berg and Ole Holm

"""


@pytest.fixture(scope="module")
def reading():
    return read_tables(Home(ROOT))


@pytest.fixture(scope="module")
def gleaned(reading):
    return lambda text: glean(reading, text, known_names(reading, text))


@pytest.mark.parametrize(
    ("sentence", "cells"),
    [
        (
            f"{FIRM} was added to the Entity List on 3 March 2026 (page 6).",
            {"list": "Entity List", "start": "3 March 2026", "page": "6"},
        ),
        (
            f"The U.S. Bureau of Industry and Security added {FIRM} to the Entity List on 3 March 2026. (p. 2)",
            {"list": "Entity List", "start": "3 March 2026", "page": "2"},
        ),
        (
            f"In March 2026 the Ministry of Trade placed {FIRM}, a lens maker, on the Export Watch List. [p. 4]",
            {"list": "Export Watch List", "start": "March 2026", "page": "4"},
        ),
        (
            f"{FIRM}, based in Riga, Latvia, was added to the Entity List on 3 March 2026.",
            {"list": "Entity List", "start": "3 March 2026"},
        ),
        (
            f"{FIRM}, founded in 2011, was placed on the UK Sanctions List on 3 March 2026.",
            {"list": "UK Sanctions List", "start": "3 March 2026"},
        ),
    ],
)
def test_a_listing_is_taken_from_one_sentence(gleaned, sentence, cells):
    # The headline says it too, and is no sentence.
    found = gleaned(f"Lanhai is put on the Entity List\n\n{sentence}\n")["listings"]
    quote = found.pop("quote")
    assert found == {"party": "Lanhai", **cells}
    assert quote in sentence and "List" in quote and len(quote) <= 200


@pytest.mark.parametrize(
    ("sentence", "lost"),
    [
        (f"A subsidiary of {FIRM} was added to the Entity List in 2026.", "party"),
        (f"{FIRM}'s rival was added to the Entity List in 2026.", "party"),
        (f"The paper says that {FIRM} was added to the Entity List in 2026.", "list"),
        (f"{FIRM} was reportedly added to the Entity List in 2026.", "list"),
        (f"The office should have added {FIRM} to the Entity List in 2026.", "list"),
        (f"{FIRM}, founded in 2011, moved in 2015 and was added to the Entity List.", "start"),
        (f"{FIRM} was added to the Military Entity List in 2026.", "list"),
    ],
)
def test_what_a_sentence_leaves_open_stays_blank(gleaned, sentence, lost):
    assert lost not in gleaned(sentence)["listings"]


def test_the_notice_stands_in_the_sentence_or_the_next(gleaned):
    text = f"{FIRM} was added to the Entity List in May 2026."
    for number in ("91 FR 4187", "85 Fed. Reg. 36719", "(EU) 2026/123"):
        assert gleaned(f"{text} See {number}.")["listings"]["instrument"] == number
    assert "instrument" not in gleaned(f"{text} Others followed. See 91 FR 4187.")["listings"]


def test_a_long_sentence_is_quoted_around_its_verb(gleaned):
    long = (
        "After a review that " + "went on and " * 12 + f"on, the Bureau added {FIRM} to the Entity List on 3 May 2026."
    )
    assert gleaned(long)["listings"]["quote"] == f"added {FIRM} to the Entity List on 3 May 2026"


def test_a_page_in_a_sentence_is_left_out_of_what_is_quoted(gleaned):
    found = gleaned(f"{FIRM} was added to the Entity List in May 2026 (p. 2), and others were too.")["listings"]
    assert found["quote"] == f"{FIRM} was added to the Entity List in May 2026" and found["page"] == "2"


def test_the_words_of_a_reason_are_told_and_the_reason_is_left_to_the_reader(gleaned):
    found = gleaned(f"{FIRM} was added to the Entity List in 2026. The notice names support of the military.")[
        "listings"
    ]
    assert "reason" not in found and found["#reason"] == 'needed; the text has "military": military-industrial'


def test_a_list_that_is_new_is_prepared_with_who_put_the_firm_there(gleaned):
    found = gleaned(f"The Foreign Office placed {FIRM} on the UK Sanctions List in May 2026. (p. 3)")
    assert found["lists"] == {"title_en": "UK Sanctions List", "issuer": "Foreign Office", "page": "3"}
    assert gleaned(f"{FIRM} was added to the Entity List in May 2026.")["lists"] == {}


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("Lanhai, which has its seat in Hangzhou, China, makes lenses.", "China"),
        ("Lanhai is based in Shanghai.", "China"),
        ("The notice names Lanhai, a Chinese maker of lenses.", "China"),
        ("The notice names Lanhai, a Beijing company.", "China"),
        ("Lanhai is headquartered in Moscow.", None),
    ],
)
def test_the_country_of_a_firm_is_what_the_text_prints_or_what_the_graph_has_of_the_city(gleaned, words, country):
    found = gleaned(f"{FIRM} makes lenses. {words}")["organisations"]
    assert found.get("country") == country
    assert ("#country" in found) == ("Moscow" in words)


def test_a_legal_form_in_front_belongs_to_the_name(gleaned):
    found = gleaned("PJSC Sever Optika makes lenses. Sever Optika has a plant.")["organisations"]
    assert found["name_en"] == "PJSC Sever Optika" and found["aliases"] == "Sever Optika"


def test_a_seat_is_taken_with_its_person_and_the_employer_to_compare(gleaned):
    text = f"{FIRM} grows. Lanhai's head of research, Mei Tan, has been associate rapporteur of ITU-T Question 5/16 since May 2024. (p. 7)"
    found = gleaned(text)
    assert found["persons"] == {"name": "Mei Tan"}
    assert found["tenures"] == {
        "holder": "Mei Tan", "role": "associate-rapporteur", "body": "Question 5/16", "start": "May 2024", "end_kind": "ongoing",
        "page": "7", "on_behalf_of": "Lanhai", "#on_behalf_of": "compare: Lanhai's head of research, Mei Tan",
    }  # fmt: skip
    past = gleaned("Mei Tan was chair of SC 42 from 2019 to 2022.")["tenures"]
    assert past == {"holder": "Mei Tan", "role": "chair", "body": "SC 42", "start": "2019", "end": "2022"}
    named = gleaned(f"{FIRM} grows. Wang Lei of Lanhai is convenor of SC 42/WG 3 since 2024.")["tenures"]
    assert (named["holder"], named["on_behalf_of"]) == ("Wang Lei", "Lanhai")
    office = gleaned("Trade Standards has been the secretariat of SC 42 since 2020.")
    assert office["tenures"]["holder"] == "Trade Standards" and office["persons"] == {}
    for other in (
        "Mei Tan, the director at Lanhai Optics, was chair of SC 42.",
        "Mei Tan reportedly was chair of SC 42.",
        "Mei Tan was chair of the party.",
        "Mei Tan knows SC 42.",
    ):
        assert gleaned(other)["tenures"] == {}


def test_what_she_edits_gets_no_day_of_her_seat(gleaned):
    text = "Its expert, Mei Tan, has been rapporteur of Question 5/16 since May 2024; she also edits the draft Recommendation H.ABC-x."
    assert gleaned(text)["participations"] == {"actor": "Mei Tan", "object": "H.ABC-x"}


def test_a_maker_is_found_in_the_imprint_in_the_ways_it_is_printed():
    assert imprint(HEAD) == {
        "title_en": "Lens maker on two lists", "publisher": "Baltic Institute for Export Law", "issued": "May 2026", "author": "Anna Berg|Ole Holm",
    }  # fmt: skip
    letter = "LETTER no. 3\nA monthly newsletter of the Riga Trade Watch, Riga\n\nText.\n\n(c) Riga Trade Watch 2026, all rights reserved"
    assert imprint(letter) == {"publisher": "Riga Trade Watch", "terms": "all rights reserved"}
    assert imprint("A. Letter\n\nIt met at the Trade Institute, Riga, in May.\n") == {}


def test_a_second_document_of_a_starter_is_the_new_list_and_not_the_first_again(cli, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text(f"{HEAD}In May 2026 the United Kingdom placed {FIRM} on the UK Sanctions List. (p. 3)\n")
    for kinds in (["document", "listing"], ["document", "document", "listing"]):
        first, second = tomllib.loads(cli("new", "--starter", *kinds, "--from", str(path)).stdout)["document"]
        assert first["publisher"] == "Baltic Institute for Export Law"
        assert second == {
            "class": "RestrictionList", "kind": "", "title_en": "UK Sanctions List", "issuer": "United Kingdom", "page": "3",
        }  # fmt: skip
    # Where the names of a thing are filled in, what else it may have is not listed.
    told = cli("new", "--starter", "document", "organisation", "listing", "--from", str(path)).stdout
    assert told.count("# also:") == 1 and "# a new list" not in told
    path.write_text(HEAD)
    said = cli("new", "--starter", "document", "document", "--from", str(path)).stdout
    first, second = tomllib.loads(said)["document"]
    assert first["issued"] and not any(second.values())

"""Names as people write them: a designation without its year, a word in the other spelling."""

import pytest

from aigov_kg.errors import AmbiguousName
from aigov_kg.lookup import find_entity
from aigov_kg.search import search
from aigov_kg.words import has_all

NAMES = {
    "entities": {
        "item": {"label": "ISO/IEC 20547-4:2020", "class": "WorkItem", "names": ["ISO/IEC 20547-4:2020"]},
        "old": {"label": "GB/T 1-2009", "class": "WorkItem", "names": ["GB/T 1-2009"]},
        "new": {"label": "GB/T 1-2020", "class": "WorkItem", "names": ["GB/T 1-2020"]},
        "paper": {"label": "Paper", "class": "Publication", "names": ["AI Standardisation White Paper, 2021 version"]},
    },
    "concepts": {},
    "terms": [],
}


def test_a_designation_without_its_year_is_found_where_one_edition_has_it():
    assert find_entity("ISO/IEC 20547-4", NAMES, []) == "item"
    assert find_entity("GB/T 1-2020", NAMES, []) == "new"
    with pytest.raises(AmbiguousName):
        find_entity("GB/T 1", NAMES, [])


@pytest.mark.parametrize("text", ["AI Standardization White Paper", "ai standardisation", "standardiz"])
def test_a_search_takes_both_spellings(text):
    assert [thing["id"] for thing in search(text, NAMES, {})["things"]] == ["paper"]


def test_short_words_keep_their_spelling():
    assert has_all("organizations", "Organisation of producers") and not has_all("prize", "prise de position")

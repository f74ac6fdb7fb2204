"""Which questions a sentence may ask: things are named as they are printed, and calls are ready to be made."""

from __future__ import annotations

import pytest

from aigov_kg.phrasing import calls, named
from aigov_kg.questions import read_questions
from aigov_kg.resources import find_home

NAMES = {
    "entities": {
        "jtc1-sc42": {"label": "ISO/IEC JTC 1/SC 42", "class": "Committee", "names": ["ISO/IEC JTC 1/SC 42", "SC 42"]},
        "jtc21": {"label": "JTC 21", "class": "Committee", "names": ["CEN-CENELEC JTC 21", "JTC 21"]},
        "iflytek": {"label": "iFlytek", "class": "Company", "names": ["iFlytek", "\u79d1\u5927\u8baf\u98de"]},
        "is": {"label": "Iceland", "class": "Jurisdiction", "names": ["Iceland"]},
        "one": {"label": "Star", "class": "Company", "names": ["Star"]},
        "other": {"label": "Star", "class": "Committee", "names": ["Star"]},
    },
    "classes": {"Company": ["Organisation", "Actor"], "Committee": ["TechnicalBody"], "Jurisdiction": ["Actor"]},
}


@pytest.fixture(scope="module")
def questions():
    return read_questions(find_home().queries)


def best(text, questions, count=3):
    return [(call.question.name, call.values) for call in calls(text, NAMES, questions)[:count]]


def test_what_a_sentence_names_becomes_the_values(questions):
    assert ("who-held-which-seat", {"body": "jtc1-sc42"}) in best("Who chairs SC 42?", questions)
    assert ("who-was-on-a-list", {"party": "iflytek"}) in best(
        "when was \u79d1\u5927\u8baf\u98de put on a list", questions
    )


def test_a_call_that_lacks_nothing_comes_before_one_that_does(questions):
    found = calls("liaisons of SC 42", NAMES, questions)
    lacking = [bool(call.missing) for call in found]
    assert lacking == sorted(lacking) and True in lacking
    assert all(p.required for call in found for p in call.missing)


def test_small_words_name_nothing_and_a_name_of_two_things_is_the_one_that_fits(questions):
    assert named("how is JTC 21 connected with SC 42", NAMES) == ["jtc21", "jtc1-sc42"]
    assert named("Star", NAMES) == []
    assert best("was Star put on a list", questions, 1) == [("which-listed-actors-sit-in-a-body", {"body": "other"})]


def test_a_sentence_without_a_word_of_the_catalogue_gives_nothing(questions):
    assert calls("qwzx vbnm", NAMES, questions) == []


def test_the_command_prints_calls_that_can_be_made(cli, seed_folder):
    env = {"AIGOV_KG_SNAPSHOTS": str(seed_folder)}
    done = cli("ask", "who chairs SC 42", env=env)
    assert done.returncode == 0 and "aigov-kg ask who-held-which-seat --body jtc1-sc42" in done.stdout
    done = cli("ask", "how", "is", "JTC", "21", "connected", "with", "SC", "42", env=env)
    assert "aigov-kg path cen-cenelec-jtc21 jtc1-sc42" in done.stdout

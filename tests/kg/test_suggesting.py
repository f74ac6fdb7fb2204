"""Suggestions for a sentence: part by part, with what an earlier part names, and with what the first leave out."""

from __future__ import annotations

import pytest

from aigov_kg.suggesting import parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("who leads SC 42?", ["who leads SC 42"]),
        (
            "Which bodies preceded SC 42, when did it start, and which of its items were led from China?",
            ["Which bodies preceded SC 42", "when did it start", "which of its items were led from China"],
        ),
        (
            "What was done about New IP, by whom, and on which points do reports disagree",
            ["What was done about New IP by whom", "on which points do reports disagree"],
        ),
        ("liaisons of CEN, CENELEC and ETSI", ["liaisons of CEN, CENELEC and ETSI"]),
        ("who is chair and who is secretary of SC 42", ["who is chair", "who is secretary of SC 42"]),
        ("and who", ["and who"]),
        ("", []),
    ],
)
def test_a_sentence_is_taken_apart_where_another_question_begins(text, found):
    assert parts(text) == found


@pytest.fixture(scope="module")
def ask(cli, seed_folder):
    return lambda text: cli("ask", text, env={"AIGOV_KG_SNAPSHOTS": str(seed_folder)}).stdout


def test_each_part_gets_its_suggestions_and_it_means_what_was_named(ask):
    first, _, rest = ask("which bodies preceded SC 42, and when did it start?").partition("when did it start:")
    assert "aigov-kg ask which-bodies-preceded-a-body --body jtc1-sc42" in first
    assert "aigov-kg ask when-did-a-body-begin-and-end --body jtc1-sc42" in rest


def test_two_roles_are_asked_of_the_one_body_that_is_named(ask):
    told = ask("who is chair and who is secretary of SC 42")
    assert "who-held-which-seat --body jtc1-sc42 --role chair" in told
    # The sources name no secretary of it, so the role is left out.
    assert "who-held-which-seat --body jtc1-sc42" in told.partition("who is secretary of SC 42:")[2]


def test_what_the_first_suggestions_leave_out_brings_one_that_takes_it(ask):
    told = ask("who took part in quantum work at the ITU")
    assert "which-items-are-about-a-topic --topic quantum" in told
    assert "it leaves out: quantum" in told.partition("which-items-are-about-a-topic")[0]


def test_whoever_asks_for_money_is_led_to_the_chapter_on_money(ask):
    told = ask("What financial support does China give to those who take part in international standardisation?")
    assert told.splitlines()[1].strip() == "aigov-kg ask who-pays-for-participation --payer-country cn"


def test_what_all_is_about_is_no_word_to_narrow_by(ask):
    told = ask("what do the reports recommend that the European Union do about standardisation")
    assert told.splitlines()[1].strip() == "aigov-kg ask who-recommends-what --addressee eu"

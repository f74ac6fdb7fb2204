"""Which questions a sentence may ask: things are named as they are printed, and calls are ready to be made."""

from __future__ import annotations

import re

import pytest

from aigov_kg.likeness import KINDS, TOPIC, likeness, standing, stems
from aigov_kg.naming import named
from aigov_kg.phrasing import calls, narrowed
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
        "plan": {"label": "Outline", "class": "PolicyDocument", "names": ["Outline"]},
    },
    "concepts": {
        "role": {"chair": "chair", "co-chair": "co-chair", "secretary": "secretary"},
        "topic": {"ethics": "ethics"},
    },
    "classes": {
        "PolicyDocument": ["Document"],
        "Company": ["Organisation", "Actor"],
        "Committee": ["TechnicalBody"],
        "Jurisdiction": ["Actor"],
    },
}


@pytest.fixture(scope="module")
def questions():
    return read_questions(find_home().queries)


def best(text, questions, count=3):
    return [(call.question.name, call.values) for call in calls(text, NAMES, questions)[:count]]


def test_what_a_sentence_names_becomes_the_values(questions):
    assert best("Who chairs SC 42?", questions, 1) == [("who-held-which-seat", {"body": "jtc1-sc42", "role": "chair"})]
    assert ("who-was-on-a-list", {"party": "iflytek"}) in best(
        "when was \u79d1\u5927\u8baf\u98de put on a list", questions
    )


def test_a_time_becomes_the_day_of_the_answer(questions):
    for text in (
        "who chaired SC 42 in 2019",
        "who chaired SC 42 as of 31 December 2019",
        "as of 2019-12 who chairs SC 42",
    ):
        assert ("who-held-which-seat", {"body": "jtc1-sc42", "role": "chair", "as_of": "2019-12-31"}) in best(
            text, questions
        )
    assert all("as_of" not in values for _, values in best("who chaired SC 42 in 22989", questions))


def test_who_asks_for_two_roles_gets_both(questions):
    asked = best("who is chair and who is secretary of SC 42", questions, 9)
    assert ("who-held-which-seat", {"body": "jtc1-sc42"}) in asked


def test_a_subject_becomes_the_topic(questions):
    assert ("what-is-said-on-a-topic", {"topic": "ethics"}) in best("what do strategies say about ethics", questions)


# Sentences as people put them, and the questions of which one should come first or second.
SENTENCES = [
    ("who runs the secretariat of SC 42", "who-held-which-seat"),
    ("is iFlytek on a sanctions list", "who-was-on-a-list"),
    ("which companies on the entity list lead work items", "listed-firms-leading-work-items which-items-were-led-while-listed"),
    ("who pays for participation in standards work", "who-pays-for-participation"),
    ("where do the sources disagree", "what-do-sources-contradict"),
    ("do the sources differ on the number of chairs", "what-do-sources-contradict"),
    ("which numbers about SC 42 conflict", "what-do-sources-contradict"),
    ("who ran the secretariat of SC 42", "who-held-which-seat"),
    ("who sits in SC 42 and for whom", "who-held-which-seat"),
    ("what liaisons does SC 42 have", "who-is-in-liaison-with"),
    ("who is a member of JTC 21", "who-belongs-to"),
    ("what standards has iFlytek led", "what-work-did-an-actor-do"),
    ("which proposals were rejected", "which-proposals-were-refused"),
    ("when was SC 42 founded", "when-did-a-body-begin-and-end"),
    ("which national committees mirror SC 42", "which-committees-mirror"),
    ("what seats does iFlytek hold", "which-seats-does-an-actor-hold"),
    ("deadlines of strategies", "which-targets-are-due"),
    ("who owns iFlytek", "who-controls-whom"),
    ("structure of SC 42", "which-bodies-lie-under"),
    ("who succeeded the chair of SC 42", "who-followed-whom-in-a-seat"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), SENTENCES)
def test_the_question_that_is_meant_comes_first_or_second(text, meant, questions):
    assert {name for name, _ in best(text, questions, 2)} & set(meant.split()), best(text, questions, 4)


def test_a_call_that_lacks_something_counts_less_and_says_what(questions):
    found = calls("liaisons of SC 42", NAMES, questions)
    assert not found[0].missing and any(call.missing for call in found)
    assert all(p.required for call in found for p in call.missing)


# Sentences that were not written with the titles at hand; the questions of which one should be among the first three.
EVERYDAY = [
    ("what role does iFlytek play in SC 42", "which-seats-does-an-actor-hold what-did-an-actor-do what-work-did-an-actor-do"),
    ("which firms under Iceland sanctions chair groups of SC 42", "which-listed-actors-sit-in-a-body"),
    ("is SC 42 still active", "when-did-a-body-begin-and-end"),
    ("how many experts does Iceland have in SC 42", "which-numbers-are-published"),
    ("what should Iceland do about standards", "who-recommends-what"),
    ("who else worked on standards with iFlytek", "who-worked-with-an-actor"),
    ("does it matter who is behind iFlytek", "by-which-control-links-is-it-reached who-controls-whom"),
    ("what is iFlytek called in Chinese", "under-which-names-is-it-known"),
    ("how long does it take to publish a standard", "how-long-from-approval-to-publication"),
    ("which claims are only allegations", "which-statements-are-hedged which-characterisations-rest-on-one-source"),
    ("which plans say nothing about ethics", "which-strategies-are-silent"),
    ("what is missing about SC 42", "what-is-not-stated"),
    ("who pays for Iceland delegates", "who-pays-for-participation"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), EVERYDAY)
def test_everyday_words_lead_to_the_question(text, meant, questions):
    assert {name for name, _ in best(text, questions, 3)} & set(meant.split()), best(text, questions, 6)


def test_each_way_of_asking_leads_to_its_question(questions):
    ways = [(question.name, way) for question in questions.values() for way in question.asked if "{" not in way]
    missed = [(name, way) for name, way in ways if name not in [found for found, _ in best(way, questions, 4)]]
    assert all(question.asked for question in questions.values())
    assert len(missed) < len(ways) / 50, missed


def test_what_stands_between_braces_in_a_way_of_asking_is_known(questions):
    marks = {
        mark for question in questions.values() for way in question.asked for mark in re.findall(r"\{(\w+)\}", way)
    }
    assert marks <= {*KINDS, TOPIC}


def test_whose_list_it_is_names_no_party(questions):
    (_, values), *_ = best("which firms under Iceland sanctions sit in SC 42", questions, 1)
    assert values == {"body": "jtc1-sc42"}


def test_a_year_is_the_first_and_the_last_day_where_both_are_needed(questions):
    assert best("what happened in 2019", questions, 1) == [
        ("what-happened-between", {"from": "2019-01-01", "to": "2019-12-31"})
    ]


def test_small_words_name_nothing_and_a_name_of_two_things_is_the_one_that_fits(questions):
    assert named("how is JTC 21 connected with SC 42", NAMES) == ["jtc21", "jtc1-sc42"]
    assert named("Star", NAMES) == []
    assert best("was Star put on a list", questions, 1)[0][1] == {"body": "other"}


def test_a_sentence_without_a_word_of_the_catalogue_gives_nothing(questions):
    assert calls("qwzx vbnm", NAMES, questions) == []


def test_the_command_prints_calls_that_can_be_made(cli, seed_folder):
    env = {"AIGOV_KG_SNAPSHOTS": str(seed_folder)}
    done = cli("ask", "who chairs SC 42", env=env)
    assert done.returncode == 0 and "aigov-kg ask who-held-which-seat --body jtc1-sc42 --role chair" in done.stdout
    done = cli("ask", "how", "is", "JTC", "21", "connected", "with", "SC", "42", env=env)
    assert "aigov-kg path cen-cenelec-jtc21 jtc1-sc42" in done.stdout


def test_words_that_mean_a_question_put_it_first(questions):
    for verb in ("contradict", "disagree", "differ", "conflict"):
        found = best(f"where do the published numbers of reports {verb} about SC 42", questions, 1)
        assert found == [("what-do-sources-contradict", {"about": "jtc1-sc42"})], verb


def test_what_a_sentence_is_about_narrows_the_question_by_words_that_have_an_answer(questions):
    text = "where do the reports contradict about the shares of SC 42 and JTC 21 proposals"
    call = calls(text, NAMES, questions)[0]
    assert call.values == {"about": "jtc1-sc42"} and call.content == ("JTC 21", "share", "proposal")
    rows = {"share": 4, "JTC 21": 9, "JTC 21 share": 0, "share JTC 21": 2}
    asked = narrowed(call, lambda values: rows.get(values["words"], 0))
    assert asked.values == {"about": "jtc1-sc42", "words": "share JTC 21"}
    assert narrowed(call, lambda _: 0) == call


def test_the_command_narrows_a_contradiction_to_what_the_sentence_is_about(cli, seed_folder):
    text = "Where do the reports contradict each other about China's share of ITU-T proposals?"
    done = cli("ask", text, env={"AIGOV_KG_SNAPSHOTS": str(seed_folder)})
    assert done.stdout.splitlines()[2].strip() == (
        "aigov-kg ask what-do-sources-contradict --about cn --words 'share ITU-T'"
    )
    done = cli("ask", "what do the sources say about surveillance", env={"AIGOV_KG_SNAPSHOTS": str(seed_folder)})
    assert "where these words stand: aigov-kg ask where-do-words-stand surveillance" in done.stdout


@pytest.mark.parametrize("verb", ["leads", "led", "edits", "wrote"])
def test_a_question_with_no_place_for_what_is_named_comes_behind(questions, verb):
    names = {
        **NAMES,
        "entities": {**NAMES["entities"], "ts-1": {"class": "WorkItem", "names": ["ISO/IEC TS 1"]}},
    }
    found = calls(f"who {verb} ISO/IEC TS 1", names, questions)[0]
    assert (found.question.name, found.values) == ("who-worked-on-an-item", {"item": "ts-1"})


def test_a_paper_that_is_named_is_asked_what_it_says_whosever_it_is(questions):
    text = "What does the Iceland Outline say about the conversion of research into standards?"
    first = [(call.question.name, call.values) for call in calls(text, NAMES, questions)[:4]]
    assert ("what-does-a-document-say", {"document": "plan"}) in first


def test_a_kind_of_actor_within_a_country_is_a_side_of_its_own(questions):
    names = {
        **NAMES,
        "entities": {**NAMES["entities"], "isl-firms": {"class": "ActorGroup", "names": ["Iceland firms"]}},
    }
    for text in (
        "which bodies have both iFlytek and Iceland companies in them",
        "in which bodies are both iFlytek and Iceland firms",
    ):
        found = {c.question.name: c.values for c in calls(text, names, questions)}
        asked = {"actor": "iflytek", "other": "is", "other_kind": "company"}
        assert found["which-bodies-have-both-actors"] == asked, text


def test_a_verb_in_small_letters_names_nothing():
    ran, norway = (
        {"class": "Committee", "label": "RAN", "names": ["RAN"]},
        {"class": "Jurisdiction", "names": ["Norway"]},
    )
    names = {"entities": {"x-ran": ran, "no": norway}}
    assert named("which have no role", names) == []
    assert named("who ran it", names) == [] and named("who chairs RAN", names) == ["x-ran"]


def test_where_nothing_fits_all_that_is_named_one_thing_less_is_asked(cli, seed_folder):
    text = "Which firms on the US Entity List lead ISO/IEC or ITU work items?"
    done = cli("ask", text, env={"AIGOV_KG_SNAPSHOTS": str(seed_folder)})
    assert "aigov-kg ask listed-firms-leading-work-items --list us-bis-entity-list\n" in done.stdout


@pytest.mark.parametrize(("words", "given"), [("stands above", "to"), ("is over", "to"), ("is below", "from")])
def test_which_end_of_a_control_is_named_goes_by_the_words_beside_it(questions, words, given):
    (control,) = (
        call.values
        for call in calls(f"who {words} iFlytek and its parent company", NAMES, questions)
        if call.question.name == "by-which-control-links-is-it-reached"
    )
    assert list(control) == [given], control


def test_likeness_is_one_for_a_way_of_asking_itself_and_nothing_for_other_words(questions):
    for question in questions.values():
        for way in question.asked:
            assert likeness(stems(way), questions)[question.name] == pytest.approx(1), way
        break
    assert not any(likeness({"qwzx"}, questions).values())
    assert not any(likeness(set(), questions).values())


def test_what_stands_for_a_thing_follows_from_its_class():
    assert standing(["jtc1-sc42"], NAMES) == {"{body}"} and standing(["iflytek", "is"], NAMES) == {
        "{firm}",
        "{country}",
    }

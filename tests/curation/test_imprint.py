"""What the text of a document says of itself, and whether it has the words that a file of facts quotes from it."""

from __future__ import annotations

import tomllib

import pytest

from aigov_kg.gleaned import glean
from aigov_kg.imprint import imprint, known_names
from aigov_kg.tables import read_tables

TEXT = """WATCH INSTITUTE, BONN
Watch Brief 4                                              3 May 2024

A firm on a list

Initech Systems was added to the Entity List on 2 May 2024 (p. 2). It is also
said to have led ISO/IEC TR 24372, but that is disputed by Acme Corp. and
others. Jane Doe could not be reached.

The brief is at https://watch.example/4. Author: Pieter van Rossum. All rights reserved.
"""
FACTS = """[[document]]
title_en = "A firm on a list"
publisher = "Watch Institute"
issued = "3 May 2024"
terms = "All rights reserved"
file = "watch.txt"

[[organisation]]
class = "Organisation"
name_en = "Initech Systems"

[[listing]]
party = "Initech Systems"
list = "Entity List"
instrument = "not stated"
reason = "not stated"
start = "2 May 2024"
quote = "Initech Systems was added to the Entity List"
"""
LED = """
[[participation]]
actor = "Initech Systems"
role = "leader"
object = "TR 24372"
quote = "led ISO/IEC TR 24372"
"""


@pytest.fixture
def run(cli, base, tmp_path):
    (tmp_path / "watch.txt").write_text(TEXT, encoding="utf-8")
    env = {"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots")}

    def go(text: str, *more: str):
        (tmp_path / "facts.toml").write_text(text, encoding="utf-8")
        return cli("new", "--file", str(tmp_path / "facts.toml"), *more, env=env)

    return go


def test_a_text_gives_its_day_licence_author_and_address():
    assert imprint(TEXT) == {
        "title_en": "A firm on a list", "issued": "3 May 2024", "terms": "All rights reserved", "author": "Pieter van Rossum", "url": "https://watch.example/4",
    }  # fmt: skip
    review = (
        "REVIEW     no. 3\n         September 2026\nOn 18 July 2026\nText: Naoko Iwata and J. R. Poe. CC BY-NC 4.0."
    )
    assert imprint(review) == {
        "issued": "September 2026",
        "terms": "CC BY-NC 4.0",
        "author": "Naoko Iwata|J. R. Poe",
    } or imprint(review) == {"issued": "September 2026", "terms": "CC BY-NC 4.0", "author": "Naoko Iwata"}


def test_what_stands_twice_in_a_text_or_in_its_midst_is_not_taken():
    twice = TEXT.replace("A firm on a list", "See https://other.example/ and CC BY 4.0")
    assert not {"url", "terms"} & imprint(twice).keys()
    assert imprint("It was published in May 2024.\nThe author: unknown.") == {}


def test_names_of_the_graph_are_found_in_a_text_where_one_thing_alone_bears_them(base):
    names = known_names(read_tables(base), TEXT)
    assert {"Entity List", "Jane Doe", "ISO/IEC TR 24372"} <= set(names) and "Initech Systems" not in names


def test_a_starter_holds_what_the_text_says_of_itself(cli, base, run, tmp_path):
    env = {"AIGOV_KG_HOME": str(base.root)}
    said = cli("new", "--starter", "document", "listing", "--from", str(tmp_path / "watch.txt"), env=env).stdout
    parts = tomllib.loads(said)
    (document,) = parts["document"]
    assert document == {"publisher": "", "file": str(tmp_path / "watch.txt")} | imprint(TEXT)
    # Whoever wrote it needs no part, and a firm without its legal form is not told from its name.
    assert "person" not in parts and "party" in parts["listing"][0] and not parts["listing"][0]["party"]
    assert parts["listing"][0]["list"] == "Entity List" and parts["listing"][0]["start"] == "2 May 2024"
    assert "# The graph has these, which need no part: " in said and "compare it" in said
    gone = cli("new", "--starter", "document", "--from", str(tmp_path / "none.txt"), env=env)
    assert gone.returncode == 2 and "none.txt cannot be read" in gone.stderr


def test_words_that_the_text_does_not_have_are_a_fault_with_the_nearest(run):
    assert run(FACTS, "--dry-run").returncode == 0
    told = run(FACTS.replace("was added to", "has been put on"), "--dry-run")
    assert told.returncode == 1
    assert ":18:quote: the text of the document does not have these words; copy it letter for letter" in told.stderr
    assert "the nearest is: Initech Systems was added to the Entity List" in told.stderr
    left_out = FACTS.replace("Initech Systems was added", "Initech ... added")
    assert run(left_out, "--dry-run").returncode == 0


def test_what_the_text_only_reports_or_has_disputed_is_told_though_the_quotation_leaves_it_out(run):
    told = run(FACTS + LED, "--dry-run").stderr
    assert ":20:modality: warning: the document says 'is also said to' there; write modality = " in told
    assert ":20:status: warning: the document says 'disputed' there; write status = " in told
    assert told.count(":modality:") == 1
    meant = run(FACTS + LED + 'modality = "reports"\nstatus = "disputed"\n', "--dry-run").stderr
    assert ":modality:" not in meant and ":status:" not in meant


def test_words_of_hearsay_and_dispute_are_told_without_a_text_too(run):
    led = LED.replace("led ISO", "said to have led ISO")
    told = run(
        FACTS.replace('file = "watch.txt"\n', "") + led.replace('24372"', '24372, which is disputed"'), "--dry-run"
    ).stderr
    assert "the document says 'said to' there" in told and "the document says 'disputed' there" in told


def test_a_document_that_is_no_text_is_not_compared(run, tmp_path):
    text = FACTS.replace("watch.txt", "watch.pdf").replace("was added", "was put")
    (tmp_path / "watch.pdf").write_bytes(b"%PDF-1.4 \xff\xfe")
    assert "does not have these words" not in run(text, "--dry-run").stderr


def test_quotations_from_a_document_that_the_graph_has_are_compared_where_its_text_is_at_hand(run, tmp_path):
    assert run(FACTS).returncode == 0
    later = 'cite = "watch-institute-2024:text"\n' + LED.replace("led ISO", "invented ISO")
    told = run(later, "--dry-run")
    assert told.returncode == 1 and ":7:quote: the text of the document does not have these words" in told.stderr
    (tmp_path / "texts").mkdir()
    (tmp_path / "watch.txt").rename(tmp_path / "texts" / "watch.txt")
    said = run(later, "--dry-run")
    assert said.returncode == 0
    assert "not compared, since the text of watch-institute-2024 is not at hand: 1; --documents DIR" in said.stdout
    assert run(later, "--dry-run", "--documents", str(tmp_path / "texts")).returncode == 1


BRIEF = """Export Digest, Issue 9, March 2026
Published by the Delft Centre for Trade, Delft
By Marieke van Dijk

A camera maker on the Entity List

The camera maker Hangzhou Yunying Vision Co., Ltd. (\u676d\u5dde\u4e91\u5f71; "Yunying") was added to
the Entity List on 14 January 2026. The notice, 91 FR 2211, gives no ground. (page 2)

Since March 2024 the company has led ISO/IEC 30199, "Image tests", in ISO/IEC JTC 1/
SC 42/WG 9. (page 3)

Licence: CC BY 4.0
"""


def glean_from(base, text):
    reading = read_tables(base)
    return glean(reading, text, known_names(reading, text))


def test_what_a_text_states_in_so_many_words_is_filled_in(base):
    assert imprint(BRIEF) == {
        "title_en": "A camera maker on the Entity List", "publisher": "Delft Centre for Trade", "issued": "March 2026",
        "terms": "CC BY 4.0", "author": "Marieke van Dijk",
    }  # fmt: skip
    assert glean_from(base, BRIEF) == {
        "organisations": {
            "class": "Company", "name_en": "Hangzhou Yunying Vision Co., Ltd.", "name_zh": "\u676d\u5dde\u4e91\u5f71", "aliases": "Yunying",
        },
        "work-items": {"designation": "ISO/IEC 30199", "title_en": "Image tests", "body": "ISO/IEC JTC 1/SC 42/WG 9"},
        "bodies": {"designation": "ISO/IEC JTC 1/SC 42/WG 9"},
        "listings": {
            "party": "Yunying", "list": "Entity List", "start": "14 January 2026", "page": "2", "instrument": "91 FR 2211",
            "quote": 'The camera maker Hangzhou Yunying Vision Co., Ltd. (\u676d\u5dde\u4e91\u5f71; "Yunying") was added to the Entity List '
            "on 14 January 2026",
        },
        "participations": {
            "actor": "Yunying", "object": "ISO/IEC 30199", "start": "March 2024", "end_kind": "ongoing", "page": "3",
        },
        "persons": {}, "tenures": {}, "lists": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "table", "column"),
    [
        # Another firm is named, so that it may be the one; hearsay and denials are not what the text states.
        ("The notice,", "Globex was named too. The notice,", "participations", "actor"),
        ("the company has led", "its rival has led", "participations", "actor"),
        ("the company has led", "the company has reportedly led", "participations", "object"),
        ("Since March 2024 the company has led", "The company led", "participations", "end_kind"),
        ("was added", "was not added", "listings", "list"),
        ('"Yunying")', '"Yunying"), like Delft Lens Inc.,', "organisations", "name_en"),
        ('"Yunying")', '"Yunying"), like Globex,', "listings", "party"),
    ],
)
def test_what_could_be_another_is_left_to_the_reader(base, old, new, table, column):
    assert old in BRIEF and column not in glean_from(base, BRIEF.replace(old, new, 1))[table]


def test_a_group_is_no_item_and_what_is_told_of_another_paper_is_no_imprint(base):
    text = "# A short title\n\nAcme led ITU-T SG 17." + "\n\nMore." * 9 + "\n\nThe paper was Published by Globex."
    assert imprint(text) == {"title_en": "A short title"} and glean_from(base, text)["participations"] == {}


def test_a_new_author_is_added_as_the_person_that_the_byline_names(run, base):
    text = FACTS.replace("issued =", 'author = "Marieke van Dijk|Delft Trade Team"\nissued =', 1)
    said = run(text)
    assert said.returncode == 0, said.stderr
    assert ":4:author: 'Marieke van Dijk' is new, and is added as a person" in said.stdout
    assert ":4:author: 'Delft Trade Team' is new, and is added as Organisation" in said.stdout
    assert "marieke-van-dijk,Marieke van Dijk," in (base.seed / "persons.csv").read_text(encoding="utf-8")

"""Patterns by which texts are searched for words."""

from __future__ import annotations

import re

import pytest

from aigov_kg.wordforms import pattern


def fits(words: str, text: str) -> bool:
    """Look as a query does: first for what all forms begin with."""
    found, text = pattern(words), text.lower()
    begin = found.partition(")")[2].partition("(")[0]
    return begin in text and re.search(found, text) is not None


@pytest.mark.parametrize(
    ("words", "texts", "others"),
    [
        ("fund", ["Fund it", "funds, too", "it funded", "funding"], ["fundamental", "refund"]),
        ("funding", ["fund", "funded"], ["fundamental"]),
        ("fund*", ["fundamental rights", "fund"], ["refund"]),
        ("subsid", [], ["subsidy", "subsidiary"]),
        ("subsid*", ["subsidies", "subsidiary"], []),
        ("policies", ["a policy"], ["police"]),
        ("company", ["companies"], ["accompany"]),
        ("noted", ["they note", "notes"], ["not"]),
        ("plan", ["planned"], ["plane"]),
        ("planned", ["plans"], ["plane"]),
        ("controlled", ["control", "controlling"], []),
        ("uses", ["use"], ["us"]),
        ("used", ["use", "used", "using"], ["us"]),
        ("need", ["needs", "needed"], ["nest"]),
        ("meeting", ["meetings", "meet"], []),
        ("analysis", ["analysis"], []),
        ("standardization", ["Standardisation"], []),
        ("standardise", ["standardizing"], []),
        ("us", ["US firms"], ["use", "users"]),
        ("U.S.", ["a U.S. firm"], ["uxs"]),
        ("state-led", ["State-led"], ["state"]),
        ("of the", ["out of the way"], ["of other", "the of"]),
        ("New IP", ["“New IP”"], ["newip"]),
        ("编辑", ["主编辑人"], ["编"]),
        ("", ["anything"], []),
        ("(", ["anything"], []),
    ],
)
def test_a_word_fits_its_forms_and_no_longer_word(words: str, texts: list[str], others: list[str]) -> None:
    assert [text for text in texts if not fits(words, text)] == []
    assert [text for text in others if fits(words, text)] == []

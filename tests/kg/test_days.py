"""A year or a month as a day: what it is read as, and that the answer says so."""

import json

import pytest

from aigov_kg.days import day_of, read_as
from aigov_kg.errors import UsageError


@pytest.mark.parametrize(
    ("text", "last", "first"),
    [
        ("2021", "2021-12-31", "2021-01-01"),
        ("2020-02", "2020-02-29", "2020-02-01"),
        ("2020-02-03", "2020-02-03", "2020-02-03"),
    ],
)
def test_a_year_and_a_month_give_their_last_day_or_their_first(text, last, first):
    assert (day_of(text), day_of(text, first=True)) == (last, first)


@pytest.mark.parametrize(
    "text", ["0000", "2021-13", "2021-02-30", "2021~", "..", "21", "2021-1", "\u0662\u0660\u0662\u0661"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(UsageError, match="is not a day; write it as YYYY-MM-DD"):
        day_of(text)


def test_a_day_is_read_as_itself_and_in_silence():
    assert read_as("as_of", "2021-05-01", "2021-05-01") == ""
    assert read_as("from", "2021", "2021-01-01") == "from: 2021 is read as its first day, 2021-01-01"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask", "who-held-which-seat", "jtc1-sc41", "--as-of", "2021"), "as_of: 2021 is read as its last day, 2021-12-31"),
        (("ask", "what-happened-between", "2019", "--to", "2019-10"), "from: 2019 is read as its first day, 2019-01-01"),
        (("describe", "iflytek", "--known-by", "2021-06"), "known_by: 2021-06 is read as its last day, 2021-06-30"),
        (("path", "huawei", "ietf", "--as-of", "2020"), "as_of: 2020 is read as its last day, 2020-12-31"),
    ],
)  # fmt: skip
def test_every_verb_takes_a_year_and_says_what_it_read(arguments, said, cli, seed_folder):
    done = cli(*arguments, env={"AIGOV_KG_SNAPSHOTS": str(seed_folder)})
    assert done.returncode == 0 and said in done.stdout


def test_a_program_reads_the_day_and_the_remark(cli, seed_folder):
    arguments = ("ask", "who-held-which-seat", "jtc1-sc41", "--as-of", "2021", "--format", "json")
    answer = json.loads(cli(*arguments, env={"AIGOV_KG_SNAPSHOTS": str(seed_folder)}).stdout)
    assert answer["parameters"]["as_of"] == "2021-12-31" and "2021 is read as" in answer["remarks"][0]

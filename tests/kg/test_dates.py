from datetime import date

import pytest

from aigov_kg.dates import parse


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-10-09", date(2019, 10, 9), date(2019, 10, 9)),
        ("..", None, None),
        ("[..2020-06]", None, date(2020, 6, 30)),
        ("[2023-11..]", date(2023, 11, 1), None),
        ("[2019..2020-06]", date(2019, 1, 1), date(2020, 6, 30)),
    ],
)
def test_bounds_are_the_first_and_last_day_that_the_text_allows(text, earliest, latest):
    span = parse(text)
    assert (span.text, span.earliest, span.latest) == (text, earliest, latest)


def test_an_approximate_date_is_certain_of_no_day():
    span = parse("2019~")
    assert span.earliest is not None
    assert span.latest is not None
    assert span.earliest < date(2019, 1, 1)
    assert span.latest > date(2019, 12, 31)


@pytest.mark.parametrize("text", ["2019-13", "2019-02-29", "19", "2019/05", "[..]", "[2020..2019]", "May 2019", "0000"])
def test_what_is_not_a_date_is_refused_by_name(text):
    with pytest.raises(ValueError, match=r"is not a date|has no bound|ends before"):
        parse(text)

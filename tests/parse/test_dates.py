"""Dates as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from hubbot.parse.dates import leading_date, read_date

DAY = dt.date(2021, 12, 6)


@pytest.mark.parametrize(
    "text",
    [
        "6 December 2021",
        "6th December 2021",
        "6 dec. 2021",
        "06 DEC 2021",
        "December 6, 2021",
        "Dec 6 2021",
        "2021 December 6",
        "Monday 6 December 2021",
        "Mon, 6 Dec 2021",
        "2021-12-6",
        "2021/12/06",
        "2021.12.06",
        "20211206",
        "6.12.2021",
        "2021年12月6日",
        "6 de diciembre de 2021",
        "6 décembre 2021",
        "6. Dezember 2021",
        "6 ديسمبر 2021",
        "2021-12-06, 17:00 (UTC)",
        "17:00, 6 December 2021 (UTC)",
        "2021-12-06T17:00Z",
    ],
)
def test_a_recognisable_day_is_read_but_is_not_iso(text: str) -> None:
    found = read_date(text)

    assert found is not None
    assert (found.day, found.iso) == (DAY, False)


def test_an_iso_date_is_read_as_such() -> None:
    found = read_date("2021-12-06")

    assert found is not None
    assert (found.day, found.iso) == (DAY, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2021",
        "December 2021",
        "6 December",
        "2021-13-06",
        "31 June 2021",
        "6 Smarch 2021",
        "Anna 6 December 2021",
        "2021-12-06 or so",
        "0021-12-06",
        "12345-12-06",
        "2021-12-061",
    ],
)
def test_what_is_no_single_day_is_not_read(text: str) -> None:
    assert read_date(text) is None


def test_digits_that_leave_the_day_open_give_both_days() -> None:
    found = read_date("06/12/2021")

    assert found is not None
    assert found.day is None
    assert found.either == (dt.date(2021, 12, 6), dt.date(2021, 6, 12))


@pytest.mark.parametrize("text", ["06/06/2021", "13/06/2021", "06/13/2021", "06.12.2021"])
def test_digits_that_leave_nothing_open_are_read(text: str) -> None:
    found = read_date(text)

    assert found is not None
    assert found.day is not None


def test_a_date_at_the_start_of_a_line_ends_where_the_rest_begins() -> None:
    line = "6 December 2021 | Time: 17:00 UTC"

    found = leading_date(line)

    assert found is not None
    assert line[found.end :] == " | Time: 17:00 UTC"

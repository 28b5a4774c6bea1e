"""People as pages name them."""

from __future__ import annotations

import pytest

from hubbot.parse.people import looks_like_person, read_people
from hubbot.records import Person


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Anna Berg", Person(name="Anna Berg")),
        ("Anna Berg, WMNO", Person(name="Anna Berg", organisations=("WMNO",))),
        (
            "Anna Berg, WMNO (AnnaB)",
            Person(name="Anna Berg", username="AnnaB", organisations=("WMNO",)),
        ),
        (
            "Anna Berg (AnnaB), WMNO",
            Person(name="Anna Berg", username="AnnaB", organisations=("WMNO",)),
        ),
        ("Anna Berg [User:Anna_B]", Person(name="Anna Berg", username="Anna B")),
        ("Anna Berg (User:AnnaB)", Person(name="Anna Berg", username="AnnaB")),
        (
            "Anna Berg, WMNO, National Library",
            Person(name="Anna Berg", organisations=("WMNO", "National Library")),
        ),
        ("Anna Berg – WMNO", Person(name="Anna Berg", organisations=("WMNO",))),
        ("Anna-Lena Berg", Person(name="Anna-Lena Berg")),
        ("User:AnnaB", Person(name="AnnaB", username="AnnaB")),
        ("@AnnaB", Person(name="AnnaB", username="AnnaB")),
        ("Anna Berg (she/her)", Person(name="Anna Berg (she/her)")),
        (
            "Anna Berg, WMNO (Oslo, Norway)",
            Person(name="Anna Berg", username="Oslo, Norway", organisations=("WMNO",)),
        ),
    ],
)
def test_a_form_of_one_person_is_read(text: str, person: Person) -> None:
    assert read_people(text) == ((person,), 0)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna Berg, Bo Ek", ["Anna Berg", "Bo Ek"]),
        ("Anna Berg; Bo Ek", ["Anna Berg", "Bo Ek"]),
        ("Anna Berg and Bo Ek", ["Anna Berg", "Bo Ek"]),
        ("Anna Berg & Bo Ek, WMNO", ["Anna Berg", "Bo Ek"]),
        ("Anna\nBo", ["Anna", "Bo"]),
        ("* Anna\n* Bo", ["Anna", "Bo"]),
        ("1. Anna\n2. Bo", ["Anna", "Bo"]),
        ("Anna Berg, Oslo\nBo Ek", ["Anna Berg", "Bo Ek"]),
        ("Anna Berg،Bo Ek", ["Anna Berg", "Bo Ek"]),
        (" , ,\n\n", []),
    ],
)
def test_people_are_told_apart(text: str, names: list[str]) -> None:
    assert [person.name for person in read_people(text)[0]] == names


@pytest.mark.parametrize(("text", "count"), [("3", 3), (" 12 ", 12), ("4 people", 4), ("1\n2", 3)])
def test_a_bare_number_counts_people_unnamed(text: str, count: int) -> None:
    assert read_people(text) == ((), count)


@pytest.mark.parametrize(
    "line",
    [
        "Anna Berg",
        "Anna Berg, WMNO",
        "* Bo Ek (BoE)",
        "Anna de la Cruz",
        "Anna [User:A]",
        "Bo, WMNO",
    ],
)
def test_a_line_that_names_a_person_is_told_without_a_label(line: str) -> None:
    assert looks_like_person(line, labelled=False)


@pytest.mark.parametrize(
    "line",
    [
        "Introduction",
        "We met in May.",
        "Content Partnerships Hub",
        "anna berg",
        "What now?",
        "",
        "3",
    ],
)
def test_another_line_names_nobody_without_a_label(line: str) -> None:
    assert not looks_like_person(line, labelled=False)

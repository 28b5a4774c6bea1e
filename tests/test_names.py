"""Spellings of one name, and names that lie near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wikimedia México", "wikimedia mexico"),
        ("Wikimedians of L’Estuaire", "Wikimedians of L'Estuaire"),
        ("Wikimedians of Mill Usergroup", "Wikimedians of Mill User Group"),
        ("Wikimedians_of_Mill", "Wikimedians of  Mill"),
        ("Mill & Weir", "Mill and Weir"),
        ("Wikimedians of Ærø", "Wikimedians of Aero"),
    ],
)
def test_harmless_differences_of_spelling_vanish(one: str, other: str) -> None:
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wikimedia User Group Mill", "Wikimedia Community User Group Mill"),
        ("Wikimedia Mill", "Mill Wikimedia"),
        ("Wikimedia Mill", "Wikimedia Mills"),
        ("Wikimedians of Mill", "Wikimedians of Mill User Group"),
        ("Wikimédia 12", "Wikimedia 1 2"),
    ],
)
def test_words_their_order_and_their_number_make_a_difference(one: str, other: str) -> None:
    assert names.key(one) != names.key(other)


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    key = names.key(text)
    assert names.key(key) == key


def test_a_name_for_two_things_means_neither() -> None:
    assert names.index([("a", "1"), ("b", "2"), ("a", "3"), ("b", "2")]) == {"a": "", "b": "2"}


def test_the_nearest_names_come_best_first_and_are_few() -> None:
    choices = [(word, word.upper()) for word in ("funding", "founding", "staff", "fund", "funds")]
    near = names.nearest("fundingg", choices)
    assert near[0] == "FUNDING"
    assert len(near) == 3
    assert "STAFF" not in near


def test_nothing_is_near_to_nothing() -> None:
    assert names.nearest("??", [("funding", "funding")]) == ()

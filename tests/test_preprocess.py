"""The scan finds templates and tags where MediaWiki's preprocessor does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot.preprocess import scan

PIECES = (
    "{{ }} {{{ }}} [[ ]] | = a <!-- --> <nowiki> </nowiki> <pre> </pre> "
    "<translate> </translate> <math/>"
)
MARKUP = st.lists(st.sampled_from([*PIECES.split(), "\n", " "]), max_size=40).map("".join)


def texts(page: str) -> list[str]:
    """List the calls of a page as they stand in it."""
    return [page[call.start : call.end] for call in scan(page).calls]


@pytest.mark.parametrize(
    ("page", "calls"),
    [
        ("a {{b|c}} d", ["{{b|c}}"]),
        ("{{a|{{b}}}}", ["{{a|{{b}}}}", "{{b}}"]),
        ("{{{a|{{b}}}}}", ["{{b}}"]),
        ("{{a|[[b|c]]}}", ["{{a|[[b|c]]}}"]),
        ("<!-- {{a}} -->{{b}}", ["{{b}}"]),
        ("<nowiki>{{a}}</nowiki>{{b}}", ["{{b}}"]),
        ("<nowiki>{{a}}", ["{{a}}"]),
        ("<pre/>{{a}}</pre>", ["{{a}}"]),
        ("{{a|[[b}}", []),
        ("{{a {{b}}", ["{{b}}"]),
    ],
)
def test_calls_are_found_where_mediawiki_finds_them(page: str, calls: list[str]) -> None:
    assert texts(page) == calls


def test_the_last_of_equal_parameters_wins() -> None:
    [call] = scan("{{a|x|b=1|y|b = 2 <!-- no -->}}").calls
    assert call.parameters() == {"1": "x", "2": "y", "b": "2"}


def test_a_call_knows_the_argument_that_it_stands_in() -> None:
    _, inner = scan("{{a|b|c={{d}}}}").calls
    assert (inner.argument, inner.parent and inner.parent.name) == (2, "a")


def test_an_opening_that_nothing_closes_is_told() -> None:
    assert scan("{{a}} {{b").unclosed == (6,)


def test_a_translatable_stretch_that_is_never_closed_goes_on_to_the_end() -> None:
    [span] = scan("a<translate>b").translate
    assert (span.start, span.end) == (1, 13)


@given(MARKUP)
def test_any_text_is_scanned_and_calls_nest(page: str) -> None:
    for call in scan(page).calls:
        assert page[call.start : call.start + 2] == "{{"
        assert page[call.end - 2 : call.end] == "}}"
        if call.parent is not None:
            assert call.parent.start < call.start < call.end < call.parent.end

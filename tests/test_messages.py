"""Messages: complete in every language, with plurals, dates and numbers as CLDR has them."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from hubbot.messages import (
    DOCUMENTATION,
    catalogue,
    languages,
    messages,
    problems_text,
)
from hubbot.problems import CATALOGUE, Problem
from hubbot.reports import REGISTRY
from hubbot.values import Share

ARGUMENT = re.compile(r"\$\d")
OTHERS = [language for language in languages() if language != "en"]
# The number of plural forms of each language in the Unicode CLDR, millions of French aside.
FORMS = {"en": 2, "sv": 2, "fr": 2, "es": 2, "ar": 6}


def test_the_five_languages_have_messages() -> None:
    assert languages() == ("ar", "en", "es", "fr", "sv")


@pytest.mark.parametrize("language", [*OTHERS, DOCUMENTATION])
def test_a_language_has_every_message_and_no_other(language: str) -> None:
    assert set(catalogue(language)) == set(catalogue("en"))


@pytest.mark.parametrize("language", [*OTHERS, DOCUMENTATION])
def test_a_language_uses_the_arguments_of_the_english_message(language: str) -> None:
    differing = {
        key
        for key, text in catalogue(language).items()
        if set(ARGUMENT.findall(text)) != set(ARGUMENT.findall(catalogue("en")[key]))
    }
    assert differing == set()


@pytest.mark.parametrize("language", languages())
def test_a_plural_has_as_many_forms_as_the_language(language: str) -> None:
    plurals = re.findall(r"\{\{PLURAL:\$\d\|([^{}]*)\}\}", " ".join(catalogue(language).values()))
    assert {text.count("|") + 1 for text in plurals} == {FORMS[language]}


@pytest.mark.parametrize("language", languages())
def test_a_message_is_a_text_without_blanks_at_its_ends(language: str) -> None:
    joining = {"comma", "semicolon"}
    untidy = {
        key
        for key, text in catalogue(language).items()
        if key not in joining and (text != text.strip() or not text)
    }
    assert untidy == set()


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_problem_has_a_message_and_a_mend(code: str) -> None:
    assert {f"problem-{code}", f"problem-{code}-mend"} <= set(catalogue("en"))


@pytest.mark.parametrize("key", [key for key, one in REGISTRY.items() if not one.inline])
def test_a_report_has_a_caption_a_text_for_nothing_and_its_headings(key: str) -> None:
    report = REGISTRY[key]
    assert {f"caption-{key}", report.empty, *report.columns} <= set(catalogue("en"))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا مقابلات"),
        (1, "مقابلة واحدة"),
        (2, "مقابلتان"),
        (3, "3 مقابلات"),
        (11, "11 مقابلةً"),
        (100, "100 مقابلة"),
    ],
)
def test_arabic_has_six_plural_forms(number: int, said: str) -> None:
    assert messages("ar").text("base", number) == f"الأساس: {said}"


def test_french_counts_nothing_in_the_singular() -> None:
    assert messages("fr").text("base", 0) == "Base : 0 entretien"


def test_english_counts_nothing_in_the_plural() -> None:
    assert messages("en").text("base", 0) == "Base: 0 interviews"


def test_a_dollar_sign_in_an_argument_is_no_argument() -> None:
    assert messages("en").text("with-number", "$2", "x") == "$2 (x)"


def test_a_language_without_messages_speaks_english() -> None:
    assert messages("tlh").lang == "en"


def test_a_variant_speaks_its_language() -> None:
    assert messages("sv-FI").lang == "sv"


def test_an_unknown_message_is_an_error() -> None:
    with pytest.raises(KeyError):
        messages("sv").text("no-such-message")


def test_arabic_is_written_from_right_to_left() -> None:
    assert [messages(language).direction for language in ("ar", "en")] == ["rtl", "ltr"]


def test_a_date_is_written_as_the_language_writes_it() -> None:
    day = dt.date(2021, 10, 5)
    assert messages("es").date(day) == "5 de octubre de 2021"
    assert messages("ar").date(day) == "5 أكتوبر 2021"


def test_a_number_is_grouped_as_the_language_groups_it() -> None:
    assert [messages(one).number(12345) for one in ("en", "es", "sv")] == [
        "12,345",
        "12.345",
        "12\u00a0345",
    ]


def test_a_country_is_named_in_the_language() -> None:
    assert [messages(one).country("SE") for one in ("en", "fr", "ar")] == [
        "Sweden",
        "Suède",
        "السويد",
    ]


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(1, 3, "33%"), (1, 8, "13%"), (1, 200, "1%"), (0, 0, "–")]
)
def test_a_share_is_whole_per_cent_with_halves_rounded_up(part: int, whole: int, said: str) -> None:
    assert messages("en").share(Share(part, whole)) == said


def test_a_problem_is_told_with_its_value_parameter_and_mend() -> None:
    problem = Problem("P", 3, "invalid-value", "format", "fax", ("video",))
    what, mend = problems_text(problem, messages("en"))
    assert what == "“fax” is not a value that “format” can have."
    assert "“format”" in mend


def test_a_problem_whose_value_is_held_back_is_told_without_it() -> None:
    problem = Problem("P", 3, "duplicate-parameter", "interviewees")
    what, _ = problems_text(problem, messages("en"))
    assert what == (
        "The parameter “interviewees” is given more than once; only one of its values counts."
    )


def test_every_lost_value_of_a_duplicate_parameter_is_told() -> None:
    problem = Problem("P", 3, "duplicate-parameter", "needs", "a", (), ("b", "c"))
    assert "“b, c” is lost" in problems_text(problem, messages("en"))[0]


def test_a_support_among_the_needs_is_told_as_such() -> None:
    problem = Problem("P", 3, "unknown-code", "needs", "mentor", (), ("need", "mentor"))
    assert "is a support in the codebook" in problems_text(problem, messages("en"))[0]


def test_an_operator_without_a_name_is_asked_without_one() -> None:
    nameless = Problem("P", 3, "block-not-allowed-here", details=("count", ""))
    told = {one: problems_text(nameless, messages(one))[1] for one in languages()}
    assert not [language for language, mend in told.items() if "(" in mend]
    named = Problem("P", 3, "block-not-allowed-here", details=("count", "User:Bot"))
    assert "(User:Bot)" in problems_text(named, messages("en"))[1]


def test_numbers_in_a_problem_agree_with_their_words() -> None:
    shrunk = Problem("P", 3, "block-shrunk", details=("count", "1200", "1"))
    assert "on 1 interview, where it stood on 1,200" in problems_text(shrunk, messages("en"))[0]
    slow = Problem("P", 3, "parse-timeout", details=("5",))
    assert "5 ثوانٍ" in problems_text(slow, messages("ar"))[0]


def test_arabic_keeps_every_value_in_a_problem_apart() -> None:
    values = [
        (key, match.start())
        for key, text in catalogue("ar").items()
        if key.startswith("problem-")
        for match in ARGUMENT.finditer(re.sub(r"\{\{PLURAL:[^{}]*\}\}", "", text))
        if not _is_isolated(re.sub(r"\{\{PLURAL:[^{}]*\}\}", "", text), match.start())
    ]
    assert values == []


def _is_isolated(text: str, position: int) -> bool:
    return text.rfind("\u2068", 0, position) > text.rfind("\u2069", 0, position)

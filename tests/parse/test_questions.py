"""Question lines are found, and nothing else is."""

from __future__ import annotations

import pytest

from hubbot.config import defaults
from hubbot.parse import parse_context
from hubbot.parse.questions import Hit, Questions
from tests.parse.case_files import default_names

QUESTIONS = parse_context(defaults(), default_names()).matcher
NEEDS = "What are your needs for a successful work with partners?"


def within(line: str) -> Hit | None:
    return QUESTIONS.within(line, QUESTIONS.present(line))


@pytest.mark.parametrize(
    "line",
    [
        NEEDS,
        NEEDS.upper(),
        NEEDS[:-1],
        f"{NEEDS[:-1]}:",
        f"{NEEDS[:-1]} ?",
        f"'''{NEEDS}'''",
        f"'''''{NEEDS}''''':",
        f"5. {NEEDS}",
        f"5) {NEEDS}",
        f"(5) {NEEDS}",
        f"Q5: {NEEDS}",
        f"Question 5. {NEEDS}",
        f"**# {NEEDS}",
        f";{NEEDS}",
        f"“{NEEDS}”",
        "What are your needs  for a successful work with partners",
        "What are your need for a succesful work with partners?",
        "What are your needs for succesfull work with the partners?",
        "What are you needs for a successful work whit partners?",
    ],
)
def test_a_line_is_the_question_however_it_is_written(line: str) -> None:
    assert QUESTIONS.whole(line) == "needs"


@pytest.mark.parametrize(
    "line",
    [
        "What are your desired content partnerships in the past?",
        "What are your hopes for a successful work with partners?",
        "What are your needs?",
        f"Yes. {NEEDS}",
        "Do you work with content partnerships? No, not today",
        "Do you work with content partnerships? No today",
        f"No {NEEDS}",
        f"{NEEDS} No",
        f"They ask {NEEDS}",
        "We need money.",
        "",
    ],
)
def test_another_line_is_no_question(line: str) -> None:
    assert QUESTIONS.whole(line) == ""


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        (f"{NEEDS} Money.", "", " Money."),
        (f"'''2. {NEEDS}''' Money.", "", " Money."),
        (f"We do. {NEEDS}", "We do. ", ""),
        (f"We do '''{NEEDS}'''", "We do '''", ""),
        (f"We do {NEEDS} Money.", "We do ", " Money."),
        (f"{NEEDS[:-1]}: Money.", "", " Money."),
    ],
)
def test_a_question_is_found_beside_an_answer(line: str, before: str, after: str) -> None:
    hit = within(line)

    assert hit is not None
    assert (hit.question, line[: hit.start], line[hit.end :]) == ("needs", before, after)


@pytest.mark.parametrize(
    "line",
    [
        "We laugh at what are your needs for a successful work with partners in the office.",
        "He asked what are your needs for a successful work with partners",
        "Is that so? We do not know.",
    ],
)
def test_the_same_words_inside_a_sentence_are_no_question(line: str) -> None:
    assert within(line) is None


def test_a_respelling_near_two_questions_is_neither() -> None:
    questions = Questions(
        {"what do you need for partners": "a", "what do you seed for partners": "b"}
    )

    assert questions.whole("What do you eed for partners?") == ""

"""The word cloud counts interviews, and tells nobody apart."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hubbot.cloud import draw, words
from hubbot.records import Answer, Interview, PageRef, Person


def interview(text: str, quotes: str = "yes", person: str = "Alva Lind") -> Interview:
    return Interview(
        page=PageRef(title=text),
        answers=(Answer(question="today", text=text),),
        quotes=quotes,
        interviewees=(Person(name=person),),
    )


def counted(*interviews: Interview, stop_words: tuple[str, ...] = ()) -> dict[str, int]:
    return {word.text: word.interviews for word in words(interviews, stop_words)}


def test_a_word_counts_once_for_each_interview() -> None:
    assert counted(interview("Museum museum"), interview("museum")) == {"museum": 2}


def test_a_word_of_one_interview_does_not_show() -> None:
    assert counted(interview("library"), interview("museum")) == {}


def test_packaged_stop_words_do_not_show() -> None:
    assert counted(interview("the och museum"), interview("the och museum")) == {"museum": 2}


def test_stop_words_of_the_configuration_do_not_show() -> None:
    assert counted(interview("museum"), interview("museum"), stop_words=("Museum",)) == {}


def test_names_of_people_do_not_show() -> None:
    assert counted(interview("alva museum"), interview("Alva museum")) == {"museum": 2}


def test_words_that_are_held_back_do_not_count() -> None:
    assert counted(interview("museum"), interview("museum", quotes="no")) == {}


def test_addresses_are_no_words() -> None:
    one = interview("see https://museum.example/page")
    assert counted(one, one) == {}


def test_words_of_other_scripts_count() -> None:
    assert counted(interview("متحف"), interview("متحف")) == {"متحف": 2}


def test_no_word_covers_another() -> None:
    texts = [f"word{chr(97 + i)}{chr(97 + i) * i}" for i in range(20)]
    found = words(
        [interview(" ".join(texts)), interview(" ".join(texts[:9])), interview(" ".join(texts))]
    )
    drawing = ET.fromstring(draw(found, "en"))  # noqa: S314 - our own drawing
    boxes = []
    for text in drawing.iter("{http://www.w3.org/2000/svg}text"):
        if text.get("textLength"):
            left, bottom = float(str(text.get("x"))), float(str(text.get("y")))
            size = float(str(text.get("font-size")))
            boxes.append((left, left + float(str(text.get("textLength"))), bottom - size, bottom))
    pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :]]
    assert len(boxes) == 20
    assert [
        (a, b) for a, b in pairs if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]
    ] == []


def test_the_drawing_tells_its_words_aloud() -> None:
    one = interview("museum")
    assert "museum (2)" in draw(words([one, one]), "en")

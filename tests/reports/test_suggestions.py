"""Suggestions: keywords found whatever the form of the word, ready to paste."""

from __future__ import annotations

import dataclasses

import mwparserfromhell
import pytest

from hubbot import config
from hubbot.records import Answer, Code, Codebook, Dataset, Interview, Mention, PageRef
from hubbot.render import to_wikitext
from hubbot.reports import REGISTRY, build, context_of, parse_options
from hubbot.reports.suggestions import Keywords, passages

CODE = Code(code="x", label="X", theme="t")


def matches(keyword: str, text: str) -> bool:
    return bool(Keywords((dataclasses.replace(CODE, keywords=(keyword,)),)).match(text))


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("training", "We were TRAINED by them."),
        ("training", "More trainings!"),
        ("museum", "Två museer och ett museum"),
        ("policy", "Their policies differ"),
        ("grant", "grants, and more grants"),
        ("formación", "las formaciones"),
        ("formacion", "Formación"),
        ("bibliothèque", "des bibliotheques"),
        ("copyright law", "Copyright laws are hard"),
        ("GLAM", "glam work"),
        ("تمويل", "نحتاج إلى التمويل الآن"),
        ("التدريب", "وتدريب الناس"),
        ("資金", "我們需要資金。"),
        ("IT", "our IT is old"),
    ],
)
def test_a_keyword_matches_forms_of_the_word(keyword: str, text: str) -> None:
    assert matches(keyword, text)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("grant", "immigrants and migrants"),
        ("art", "We start now with artisans"),
        ("law", "a lawn"),
        ("copyright law", "law and copyright"),
        ("fund", "fundamentally"),
        ("", "anything"),
        ("...", "anything..."),
    ],
)
def test_a_keyword_matches_no_other_word(keyword: str, text: str) -> None:
    assert not matches(keyword, text)


GRANTS = Keywords((dataclasses.replace(CODE, keywords=("grant",)),))


def test_the_sentence_around_a_keyword_is_the_passage() -> None:
    answer = Answer(question="needs", text="All is well. We lost our grant! Now we wait.")
    assert [text for text, _ in passages(answer, GRANTS)] == ["We lost our grant!"]


def test_a_passage_that_is_coded_already_is_passed_over() -> None:
    text = "We lost our grant. The grant was small."
    answer = Answer(question="needs", text=text, coded=((0, 18),))
    assert [found for found, _ in passages(answer, GRANTS)] == ["The grant was small."]


def interview(text: str, quotes: str = "yes") -> Interview:
    answers = (Answer(question="needs", text=text, line=3),)
    return Interview(page=PageRef(title="P"), answers=answers, quotes=quotes)


def body(one: Interview) -> str:
    codes = (
        dataclasses.replace(CODE, keywords=("grant",)),
        Code(code="s", label="S", theme="t", kind="support", keywords=("grant",)),
    )
    dataset = Dataset(interviews=(one,), codebook=Codebook(codes=codes))
    options, _ = parse_options({}, REGISTRY["suggestions"])
    context = context_of(dataset, config.defaults())
    return to_wikitext(build("suggestions", options, context))


def pasted(text: str) -> list[str]:
    """Read the lines to paste as the wiki shows them to be copied."""
    lines = mwparserfromhell.parse(body(interview(text))).filter_tags(
        matches=lambda tag: tag.tag == "code"
    )
    return [line.contents.strip_code() for line in lines]


def test_a_passage_is_ready_to_paste_as_need_and_as_support() -> None:
    assert pasted("We need a grant = money.") == [
        "{{Content Partnerships Hub/Need|x|2=We need a grant = money.}}",
        "{{Content Partnerships Hub/Support|s|2=We need a grant = money.}}",
    ]


def test_a_passage_with_markup_is_still_one_template_when_pasted() -> None:
    [line, _] = pasted("A grant | of }} {{x}} [[y]] ~~~~ <b>.")
    [template] = mwparserfromhell.parse(line).filter_templates()
    assert [str(parameter.name) for parameter in template.params] == ["1", "2"]
    assert "~~~" not in line


def test_words_held_back_are_not_suggested() -> None:
    assert "grant" not in body(interview("We need a grant.", quotes="no"))


def test_words_coded_in_place_are_not_suggested_again() -> None:
    mention = Mention(kind="need", code="x", words="We need a grant.")
    one = dataclasses.replace(interview("We need a grant."), mentions=(mention,))
    assert "<code" not in body(one)


def test_the_page_is_linked_and_can_be_opened_for_editing() -> None:
    text = body(interview("We need a grant."))
    assert "* [[:P|P]] – [[Special:EditPage/P|edit]]" in text
    assert "** X, S (line 3)" in text

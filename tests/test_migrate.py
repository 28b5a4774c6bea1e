"""Migrating notes pages: no word is lost, and the page reads the same."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubbot.config import defaults
from hubbot.migrate import NO_NOTES, Migration, Migrator
from hubbot.parse import parse_context, parse_interview
from hubbot.pipeline import Prepared, prepare
from hubbot.records import Interview, PageRevision
from hubbot.sources import open_source

PREFIX = "Content Partnerships Hub/Needs assessment/Research results/"
NOT_COMPARED = ("page", "template", "lines", "as_written", "affiliate", "respondent")


@cache
def _prepared() -> Prepared:
    sample = Path(str(resources.files("hubbot") / "data" / "sample.xml"))
    return prepare(open_source(sample), defaults(), lambda *_: None)


@cache
def _migrator() -> Migrator:
    return Migrator(_prepared(), defaults())


def _page(title: str) -> PageRevision:
    return next(p for p in _prepared().gathered.interviews if p.title == PREFIX + title)


def _migrated(text: str, title: str = "Chubu Wikimedians") -> Migration:
    return _migrator().migrate(PageRevision(title=PREFIX + title, text=text, page_id=1))


def _read(text: str, title: str = "Chubu Wikimedians") -> Interview:
    context = parse_context(defaults(), _prepared().gathered.names, _prepared().dataset.codebook)
    page = PageRevision(title=PREFIX + title, text=text)
    interview = parse_interview(page, context, under_prefix=True).interview
    assert interview is not None
    return interview


def _said(interview: Interview) -> dict[str, object]:
    """Return all that an interview says, without the lines on which it stands."""
    told = {f.name: getattr(interview, f.name) for f in dataclasses.fields(Interview)}
    for name in NOT_COMPARED:
        del told[name]
    for name in ("answers", "mentions", "partnerships"):
        told[name] = [dataclasses.replace(one, line=None) for one in told[name]]
    return told


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", re.sub("<br */?>", " ", text)))


NOTES = [title.removeprefix(PREFIX) for title in _migrator().notes_pages]


def test_the_sample_has_notes_pages_in_all_layouts() -> None:
    assert len(NOTES) == 12


@pytest.mark.parametrize("title", NOTES)
def test_a_page_reads_the_same_after_its_migration(title: str) -> None:
    page = _page(title)
    assert _said(_read(_migrator().migrate(page).plan.text, title)) == _said(
        _read(page.text, title)
    )


@pytest.mark.parametrize("title", NOTES)
def test_every_word_is_on_the_page_after_its_migration(title: str) -> None:
    page = _page(title)
    assert not _words(page.text) - _words(_migrator().migrate(page).plan.text)


@pytest.mark.parametrize("title", NOTES)
def test_the_template_stands_at_the_top(title: str) -> None:
    text = _migrator().migrate(_page(title)).plan.text
    assert text.startswith("{{Content Partnerships Hub/Interview\n")


@pytest.mark.parametrize("title", NOTES)
def test_no_question_line_is_left_that_is_no_heading(title: str) -> None:
    migration = _migrator().migrate(_page(title))
    assert not [told for told in migration.left if "question line" in told]
    assert re.search("^=+ .*[?:] =+$", migration.plan.text, re.MULTILINE)


def test_a_migrated_page_is_no_notes_page_any_more() -> None:
    text = _migrator().migrate(_page("Chubu Wikimedians")).plan.text
    assert _migrated(text).plan.refusal == NO_NOTES


def test_an_alias_becomes_the_official_name_of_the_affiliate() -> None:
    text = _migrator().migrate(_page("Chubu Wikimedians")).plan.text
    assert "| affiliate = Chubu Wikimedians User Group\n" in text


def test_an_unknown_affiliate_is_not_guessed_but_listed() -> None:
    migration = _migrator().migrate(_page("Open Shelf Circle"))
    assert "affiliate =" not in migration.plan.text
    assert "| respondent = unknown\n" in migration.plan.text
    assert "The affiliate is not known." in migration.left


def test_suggested_codes_stand_in_a_comment_and_are_no_data() -> None:
    text = _migrator().migrate(_page("Chubu Wikimedians")).plan.text
    assert re.search("<!-- Codes that may fit[^<>]*needs: documentation", text)
    assert _read(text).needs == ()


def test_an_ambiguous_date_is_left_to_people() -> None:
    migration = _migrated("Date: 03/04/2021\n\nDo you work with content partnerships today?\n\nYes")
    assert "| date" not in migration.plan.text
    assert "No date could be read for certain." in migration.left


def test_a_date_in_words_becomes_an_iso_date() -> None:
    text = _migrated("6 December 2021 | Time\n\nDo you work with content partnerships today?\n\nY")
    assert "| date = 2021-12-06\n" in text.plan.text


def test_a_number_of_people_without_names_is_kept() -> None:
    text = _migrated("Participants: 4\n\nDo you work with content partnerships today?\n\nYes").plan
    assert "| interviewees = 4\n" in text.text


def test_a_page_that_keeps_bots_off_is_left_alone() -> None:
    plan = _migrated("{{nobots}}\nDo you work with content partnerships today?\nYes").plan
    assert not plan.changes
    assert "bots" in plan.refusal


def test_a_translatable_page_is_left_alone() -> None:
    text = "<translate>\nDo you work with content partnerships today?\nYes</translate>"
    assert not _migrated(text).plan.changes


def test_a_withdrawn_interview_is_left_alone() -> None:
    text = "Status: withdrawn\n\nDo you work with content partnerships today?\n\nYes"
    assert not _migrated(text).plan.changes


def test_a_question_in_a_comment_or_nowiki_stays_as_it_is() -> None:
    hidden = (
        "<!--\nWhat are the main needs for working with partners?\n-->\n"
        "<pre>\nWhat could a good support look like?\n</pre>"
    )
    text = f"Do you work with content partnerships today?\n\nYes\n{hidden}"
    assert hidden in _migrated(text).plan.text


def test_headings_below_a_question_keep_their_meaning() -> None:
    text = "Do you work with content partnerships today?\nYes\n=== Aside ===\nNothing of it."
    after = _migrated(text).plan.text
    assert "=== Do you work with content partnerships today? ===" in after
    assert _read(after).after == _read(text).after


# All layouts and markups, put together at random

_QUESTIONS = [
    ("How do you work with content partnerships today?", "today"),
    ("What is your normal work process in collaborations with partners?", "process"),
    ("What are the main needs in future and expanding work with partners?", "needs"),
    ("What would a good and efficient support practically look like?", "support"),
]
_MARKUPS = (
    "{}", "'''{}'''", "; {}", "* {}", "# {}", "== {} ==", "=== {} ===", "1. {}", "'''2. {}'''",
    "<b>{}</b>", "''{}''", "{}<br>", "<big>{}</big>", ":{}",
)  # fmt: skip
_ANSWERS = (
    "With a library.", "Yes", "", "a. one\nb. two", "* one\n* two", "''It'' is (good", "x = y | z",
    "https://example.org/a?b=c", "{{Content Partnerships Hub/Need|funding|2=Money}} first.",
    "<ref>A note.</ref> Text", "{| class=\"wikitable\"\n| cell\n|}", "<!-- hidden -->shown", "~~~",
    "[[Page|label]] and ] more", "It went well. What could a good support look like?",
)  # fmt: skip
_TOPS = (
    "Notes from Chubu Wikimedians", "Date: 2021-10-15", "18 jan. 2022 | Meeting with Chubu",
    "Participants: Ann Berg, WMSE, Bo Ek (BoE)", "Participants:\n* Ann Berg\n* Bo Ek, ABC", "",
    "This page belongs to [[the hub]].", "Format: video", "Questions:", "__NOTOC__", "Language: sv",
)  # fmt: skip


@st.composite
def _pages(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.sampled_from(_TOPS), max_size=5))
    for question, _ in draw(st.lists(st.sampled_from(_QUESTIONS), min_size=1, max_size=5)):
        line = draw(st.sampled_from(_MARKUPS)).format(question)
        gap = draw(st.sampled_from(("\n", "\n\n", " ", "<br>")))
        parts.append(line + gap + draw(st.sampled_from(_ANSWERS)))
    if draw(st.booleans()):
        parts.append(
            "Notes:" + draw(st.sampled_from((" ", "\n"))) + draw(st.sampled_from(_ANSWERS))
        )
    return draw(st.sampled_from(("\n", "\n\n", "<br>\n"))).join(parts)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(_pages())
def test_no_layout_and_markup_loses_a_word_or_an_answer(text: str) -> None:
    migration = _migrated(text)
    after = migration.plan.text
    assert not _words(text) - _words(after)
    assert _said(_read(after)) == _said(_read(text))
    assert migration.plan.changes

"""Which pages are interviews, targets, or neither."""

import dataclasses
from typing import Any

import pytest

from hubbot.config import defaults
from hubbot.discovery import (
    Discovery,
    is_copy,
    is_translatable,
    possible_original,
    redirect_target,
    roles_in,
    template_roles,
    transcludes,
)
from hubbot.records import PageRevision
from hubbot.wikitext import Namespaces, TemplateNames, template_names

PREFIX = "Content Partnerships Hub/Needs assessment/Research results/"
INTERVIEW = "{{Content Partnerships Hub/Interview|affiliate=WMAL}}"
BLOCK = "{{Hubbot report|themes}}{{Hubbot report end}}"
REDIRECTS = [("Template:CPH interview", "Template:Content Partnerships Hub/Interview")]


def names(namespaces: Namespaces | None = None) -> TemplateNames:
    known = namespaces or Namespaces()
    return template_names(template_roles(defaults().templates), REDIRECTS, known)


def discovery(*translatable: str) -> Discovery:
    return Discovery(config=defaults(), names=names(), translatable=frozenset(translatable))


def page(title: str, text: str, **more: Any) -> PageRevision:  # noqa: ANN401 - any field
    return PageRevision(title=title, text=text, **more)


# Redirects


@pytest.mark.parametrize(
    "text",
    [
        "#REDIRECT [[Wikimedia Alderland]]",
        "#redirect[[Wikimedia_Alderland]]",
        "\n #REDIRECT: [[:Wikimedia Alderland#History|there]] {{R from move}}",
        "#OMDIRIGERING [[Wikimedia Alderland]]",
        "#Redirection [[Wikimedia Alderland]]",
        "#REDIRECCIÓN [[Wikimedia Alderland]]",
        "#تحويل [[Wikimedia Alderland]]",
        "#WEITERLEITUNG [[Wikimedia Alderland]]",
    ],
)
def test_a_redirect_is_known_in_every_language(text: str) -> None:
    assert redirect_target(text) == "Wikimedia Alderland"


@pytest.mark.parametrize(
    "text",
    [
        "Words. #REDIRECT [[Wikimedia Alderland]]",
        "#item [[Wikimedia Alderland]]",
        "# REDIRECT [[Wikimedia Alderland]]",
        "#REDIRECT Wikimedia Alderland",
        "#REDIRECT",
        "",
    ],
)
def test_a_list_or_a_late_word_is_no_redirect(text: str) -> None:
    assert redirect_target(text) is None


# Translations


@pytest.mark.parametrize("text", ["<translate>x</translate>", "a <translate nowrap>x</translate>"])
def test_a_page_with_translate_is_translatable(text: str) -> None:
    assert is_translatable(text)


@pytest.mark.parametrize("text", ["<languages/>", "&lt;translate>", "<translated>", ""])
def test_a_page_without_translate_is_not(text: str) -> None:
    assert not is_translatable(text)


@pytest.mark.parametrize(
    ("title", "original"),
    [
        ("A/B/sv", "A/B"),
        ("A/pt-br", "A"),
        ("A/zh-hans", "A"),
        ("sv", None),
        ("A/Sweden", None),
        ("A/SV", None),
        ("/sv", None),
    ],
)
def test_a_copy_is_named_by_a_language_code(title: str, original: str | None) -> None:
    assert possible_original(title) == original


def test_a_subpage_in_a_language_is_a_copy_where_its_parent_is_translatable() -> None:
    assert is_copy("A/sv", {"A"})
    assert not is_copy("A/sv", {"B"})


# Templates in a text


@pytest.mark.parametrize(
    "text",
    [
        INTERVIEW,
        "{{content_Partnerships Hub/Interview\n|affiliate=WMAL\n}}",
        "{{Template:Content Partnerships Hub/Interview}}",
        "{{ <!-- here --> Content Partnerships Hub/Interview<!-- x -->|a}}",
        "{{\nContent Partnerships Hub/Interview\n}}",
        "{{CPH interview|a}}",
        "{{Box|{{CPH interview}}}}",
        "{{CPH interview| never closed",
    ],
)
def test_an_opening_is_found_under_every_name_and_spelling(text: str) -> None:
    assert roles_in(text, names()) == {"interview"}


def test_a_localised_namespace_is_understood() -> None:
    swedish = Namespaces(local={10: "Mall"}, aliases={})
    known = template_names(template_roles(defaults().templates), (), swedish)
    assert roles_in("{{Mall:Content Partnerships Hub/Interview}}", known) == {"interview"}


@pytest.mark.parametrize(
    "text",
    [
        "{{:Content Partnerships Hub/Interview}}",
        "{{content partnerships hub/interview}}",
        "{{Content Partnerships Hub/Interview/doc}}",
        "{Content Partnerships Hub/Interview}",
        "[[Template:Content Partnerships Hub/Interview]]",
        "{{{Content Partnerships Hub/Needs}}}",
    ],
)
def test_what_is_no_template_of_ours_is_none(text: str) -> None:
    assert roles_in(text, names()) == frozenset()


@pytest.mark.parametrize("tag", ["nowiki", "pre", "syntaxhighlight", "includeonly", "NOWIKI"])
def test_what_the_page_only_quotes_is_not_transcluded(tag: str) -> None:
    assert not transcludes(f"<{tag}>{INTERVIEW}</{tag}>", "interview", names())
    assert transcludes(f"<{tag}>x</{tag}> {INTERVIEW} <{tag}>x</{tag}>", "interview", names())


def test_what_stands_in_a_comment_is_not_transcluded() -> None:
    assert not transcludes(f"<!-- {INTERVIEW} -->", "interview", names())


def test_an_open_tag_hides_nothing() -> None:
    assert transcludes(f"<nowiki> {INTERVIEW}", "interview", names())


# Interviews


@pytest.mark.parametrize(
    "candidate",
    [
        page(PREFIX + "Wikimedia Alderland", "Date: 2021-10-15"),
        page(PREFIX + "Wikimedia Alderland", INTERVIEW),
        page("Anywhere else", INTERVIEW),
        page("User:Somebody/Interview", INTERVIEW, namespace=2),
        page(PREFIX + "Both", INTERVIEW + BLOCK),
        page(PREFIX + "Group/sv", "Not translatable"),
    ],
)
def test_an_interview_is_found_by_its_template_or_its_prefix(candidate: PageRevision) -> None:
    assert discovery().is_interview(candidate)


@pytest.mark.parametrize(
    "other",
    [
        page("Anywhere else", "Date: 2021-10-15"),
        page(PREFIX.rstrip("/"), "The summary"),
        page(PREFIX, "Nothing follows the prefix"),
        page(PREFIX + "Moved", "#REDIRECT [[A]]", redirect_to="A"),
        page("Template:Box", INTERVIEW, namespace=10),
        page(PREFIX + "doc", INTERVIEW),
        page("Talk:Anything", INTERVIEW, namespace=1),
        page(PREFIX + "Translatable/sv", INTERVIEW),
        page(PREFIX + "Summary", BLOCK),
        page("Content Partnerships Hub/Needs assessment/Codebook", "Themes"),
    ],
)
def test_other_pages_are_no_interviews(other: PageRevision) -> None:
    assert not discovery(PREFIX + "Translatable").is_interview(other)


def test_hubbots_own_pages_under_a_prefix_are_no_interviews() -> None:
    config = defaults()
    wide = dataclasses.replace(config.pages, interview_prefixes=("Content_Partnerships Hub/",))
    every = Discovery(config=dataclasses.replace(config, pages=wide), names=names())
    assert every.is_interview(page("Content Partnerships Hub/Talk with Alder", "Notes"))
    assert not every.is_interview(page(config.pages.codebook, "Themes"))
    assert not every.is_interview(page(config.pages.reports_base + "/Themes/sv", "Empty"))


# Targets and affiliates' pages


@pytest.mark.parametrize(
    "target",
    [
        page("Anywhere", BLOCK),
        page("Talk:Anywhere", BLOCK, namespace=1),
        page("Anywhere", "{{Hubbot report|themes never closed"),
        page("Anywhere", "{{Hubbot report end}}"),
        page("Anywhere", f"<nowiki>{BLOCK}</nowiki>"),
        page("Translatable", f"<translate>x</translate>{BLOCK}"),
    ],
)
def test_a_target_holds_what_looks_like_a_block(target: PageRevision) -> None:
    assert discovery().is_target(target)


@pytest.mark.parametrize(
    "other",
    [
        page("Template:Hubbot report/doc", BLOCK, namespace=10),
        page("Translatable/sv", BLOCK),
        page("Moved", f"#REDIRECT [[A]] {BLOCK}", redirect_to="A"),
    ],
)
def test_other_pages_are_no_targets(other: PageRevision) -> None:
    assert not discovery("Translatable").is_target(other)


def test_an_affiliates_page_shows_the_infobox_or_is_configured() -> None:
    config = defaults()
    pages = dataclasses.replace(config.pages, affiliate_pages=("wikimedia_Alderland",))
    every = Discovery(config=dataclasses.replace(config, pages=pages), names=names())
    assert every.is_affiliate_page(page("Wikimedia Alderland", "No infobox"))
    assert every.is_affiliate_page(page("Mill", "{{Affiliate infobox|name=Mill}}"))
    assert not every.is_affiliate_page(page("Weir", "No infobox"))

"""The pages that are installed, for wikis and configurations of several kinds."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from hubbot import config
from hubbot.config import defaults
from hubbot.kit import Installation, KitPage, kit_pages
from hubbot.kit.install import LEFT_ALONE, unchanged_since_installed
from hubbot.plan import PagePlan
from hubbot.records import PageRevision
from hubbot.reports import REGISTRY
from hubbot.sources import SiteInfo
from hubbot.wikitext import Namespaces

FULL = SiteInfo(extensions=frozenset({"Scribunto", "InputBox", "TemplateData"}))
INSTALLATION = Installation(FULL, "Summary")
PAGE = KitPage(title="Template:A", text="Text")


def _texts(site: SiteInfo) -> dict[str, str]:
    return {page.title: page.text for page in kit_pages(defaults(), site)}


def _plan(current: str, page: KitPage = PAGE) -> PagePlan:
    return INSTALLATION.plan(page, PageRevision(title=page.title, text=current, page_id=1))


def test_a_wiki_without_extensions_gets_pages_that_need_none() -> None:
    joined = "\n".join(_texts(SiteInfo()).values())
    assert not re.search("#invoke|<inputbox>|<templatedata>", joined)
    assert not [title for title in _texts(SiteInfo()) if title.startswith("Module:")]


def test_without_inputbox_a_link_starts_an_interview() -> None:
    start = _texts(SiteInfo())["Template:Content Partnerships Hub/Interview/start"]
    assert "{{fullurl:Content Partnerships Hub/Needs assessment/Research results/" in start
    assert "preload=" in start


def test_with_inputbox_a_form_does() -> None:
    start = _texts(FULL)["Template:Content Partnerships Hub/Interview/start"]
    assert "preload=Template:Content Partnerships Hub/Interview/preload\n" in start


def test_a_new_interview_begins_as_a_draft() -> None:
    preload = _texts(FULL)["Template:Content Partnerships Hub/Interview/preload"]
    assert "\n| status = draft\n" in preload
    assert "== How do you work with content partnerships today? ==" in preload


def test_all_names_come_from_the_configuration(tmp_path: Path) -> None:
    other = re.sub(
        "Content Partnerships Hub|Hubbot (?=report|show)", "Survey ", config.default_text()
    )
    file = tmp_path / "hubbot.toml"
    file.write_text(other, encoding="utf-8")
    site = dataclasses.replace(FULL, namespaces=Namespaces({10: "Mall", 828: "Modul"}))
    for page in kit_pages(config.load(file), site):
        assert "Content Partnerships Hub" not in page.title + page.text
        assert not re.search("Hubbot (report|show)|Template:", page.title + page.text)


def test_every_placeholder_is_filled_in() -> None:
    for title, text in _texts(FULL).items():
        assert not re.search(r"@[a-z_-]+(:\w+)?@", text), title


def test_each_report_page_holds_one_block_in_its_language() -> None:
    texts = _texts(FULL)
    base = "Content Partnerships Hub/Needs assessment/Reports/Themes"
    assert texts[base] == "{{Hubbot report|themes}}\n{{Hubbot report end}}"
    assert texts[f"{base}/sv"] == "{{Hubbot report|themes|lang=sv}}\n{{Hubbot report end}}"


def test_a_number_is_shown_without_a_line_break() -> None:
    text = _texts(FULL)["Content Partnerships Hub/Needs assessment/Reports/Number of people"]
    assert text == "{{Hubbot report|count|of=people}}{{Hubbot report end}}"


@pytest.mark.parametrize("key", REGISTRY)
def test_the_documentation_of_the_marker_lists_every_report(key: str) -> None:
    assert f"| <code>{key}</code>\n" in _texts(FULL)["Template:Hubbot report/doc"]


def test_a_missing_page_is_made() -> None:
    plan = INSTALLATION.plan(PAGE, None)
    assert plan.changes
    assert unchanged_since_installed(plan.text)


def test_a_page_as_installed_is_left_as_it_is() -> None:
    plan = _plan(INSTALLATION.text(PAGE) + "\n")
    assert (plan.changes, plan.refusal) == (False, "")


def test_a_page_of_an_older_version_is_renewed() -> None:
    older = INSTALLATION.text(dataclasses.replace(PAGE, text="Older text"))
    assert _plan(older).text == INSTALLATION.text(PAGE)


def test_a_page_that_people_changed_is_left_alone() -> None:
    older = INSTALLATION.text(dataclasses.replace(PAGE, text="Older text"))
    for changed in (f"before {older}", older.replace("Older", "Our"), f"{older} after", "Theirs"):
        plan = _plan(changed)
        assert (plan.changes, plan.refusal) == (False, LEFT_ALONE)


def test_a_page_that_is_filled_in_by_others_is_never_touched_again() -> None:
    plan = _plan("What coordinators wrote", dataclasses.replace(PAGE, once=True))
    assert (plan.changes, plan.refusal) == (False, "")


def test_an_installed_page_that_asks_bots_to_stay_away_is_left_alone() -> None:
    older = INSTALLATION.text(dataclasses.replace(PAGE, text="{{nobots}} Older text"))
    assert "bots" in _plan(older).refusal


def test_the_mark_in_a_module_is_a_comment_of_lua() -> None:
    module = KitPage(title="Module:A", text="return {}")
    text = INSTALLATION.text(module)
    assert text.startswith("return {}\n-- hubbot install: hash=")
    assert unchanged_since_installed(text)

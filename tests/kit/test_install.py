"""Installing on a real MediaWiki."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from hubbot.config import defaults
from hubbot.discovery import template_roles
from hubbot.kit.names import BLOCKS, RECORDS, KitNames
from hubbot.parse import parse_context, parse_interview
from hubbot.records import Interview, PageRef, PageRevision, Partnership, Person
from hubbot.schema import parameters
from hubbot.wikitext import Namespaces, template_names
from hubbot.write import values
from tests.mediawiki import TestWiki
from tests.running import Ran, hubbot

HUB = "Content Partnerships Hub"
PREFIX = f"{HUB}/Needs assessment/Research results/"
KIT = KitNames(defaults(), Namespaces())
# A page's language as the Translate extension tells it for its copies.
_SUBPAGES_HAVE_LANGUAGES = """
$wgHooks['PageContentLanguage'][] = static function ( $title, &$language ) {
	if ( str_ends_with( $title->getText(), '/sv' ) ) {
		$language = 'sv';
	}
};
"""


@pytest.fixture(scope="module")
def installed(
    module_wiki: TestWiki, tmp_path_factory: pytest.TempPathFactory
) -> tuple[TestWiki, Path, Ran]:
    """Give a wiki with the kit on it, a folder to run in, and how installing ended."""
    folder = tmp_path_factory.mktemp("install")
    return module_wiki, folder, _install(module_wiki, folder)


def _install(wiki: TestWiki, folder: Path, *options: str) -> Ran:
    return hubbot("--wiki", wiki.api_url, "install", *options, folder=folder, env=wiki.env())


def _parsed(wiki: TestWiki, text: str) -> str:
    answer = wiki.api(
        action="parse",
        text=text,
        prop="text",
        contentmodel="wikitext",
        disablelimitreport=True,
    )
    html: str = answer["parse"]["text"]
    return html


def _templatedata(wiki: TestWiki, role: str) -> dict[str, Any]:
    answer = wiki.api(action="templatedata", titles=KIT.template(role))
    assert "warnings" not in answer
    found: dict[str, Any] = next(iter(answer["pages"].values()))
    return found


def test_everything_is_made_at_the_first_run(installed: tuple[TestWiki, Path, Ran]) -> None:
    _, _, ran = installed
    assert ran.code == 0, ran.stderr
    assert ran.line["edited"] == ran.stdout.count(": edited") == 60
    assert ran.line["failed"] == ran.line["refused"] == 0


def test_installing_again_changes_nothing(installed: tuple[TestWiki, Path, Ran]) -> None:
    wiki, folder, _ = installed
    again = _install(wiki, folder)
    assert (again.line["edited"], again.line["refused"]) == (0, 0)


def test_no_edit_is_marked_as_a_bots(installed: tuple[TestWiki, Path, Ran]) -> None:
    wiki, _, _ = installed
    assert not wiki.revisions(KIT.template("interview"))[0].bot


@pytest.mark.parametrize("role", RECORDS)
def test_the_wiki_knows_exactly_the_fields_of_the_record(
    installed: tuple[TestWiki, Path, Ran], role: str
) -> None:
    found = _templatedata(installed[0], role)
    declared = list(parameters(RECORDS[role]).values())
    assert found["paramOrder"] == [one.name for one in declared]
    for one in declared:
        told = found["params"][one.name]
        assert told["aliases"] == list(one.aliases)
        assert told["required"] is one.required
        assert told["description"]["en"] == one.description
        assert set(one.allowed) <= set(told.get("suggestedvalues", []))
    assert found["format"] == ("block" if role in BLOCKS else "inline")


def test_the_begin_marker_keeps_the_blank_before_it(
    installed: tuple[TestWiki, Path, Ran],
) -> None:
    html = _parsed(installed[0], f"held {{{{{KIT.name('report')}|count}}}}35")
    assert "held 35" in re.sub("<[^>]*>", "", html)


def test_a_page_with_a_block_is_tracked_and_the_templates_are_not(
    installed: tuple[TestWiki, Path, Ran],
) -> None:
    wiki, _, _ = installed
    wiki.edit("Tracked", "We held {{Hubbot report|count}}35{{Hubbot report end}} interviews.")
    members = wiki.api(
        action="query",
        list="categorymembers",
        cmtitle=f"Category:{defaults().pages.tracking_category}",
        cmlimit="max",
    )["query"]["categorymembers"]
    titles = {one["title"] for one in members}
    assert "Tracked" in titles
    assert not [title for title in titles if title.startswith("Template:")]
    assert "We held 35 interviews." in re.sub("<[^>]*>", "", wiki.html("Tracked"))


def test_a_report_is_shown_in_the_language_of_the_page(
    installed: tuple[TestWiki, Path, Ran],
) -> None:
    wiki, _, _ = installed
    base = f"{HUB}/Needs assessment/Reports/Told"
    wiki.edit_all({base: "In English", f"{base}/sv": "På svenska"})
    with wiki.settings(_SUBPAGES_HAVE_LANGUAGES):
        wiki.edit("Shown/sv", "{{Hubbot show|Told}}")
        assert "På svenska" in wiki.html("Shown/sv")
    shown = "{{Hubbot show|Told}} {{Hubbot show|Nowhere}}"
    html = _parsed(wiki, shown)
    assert "In English" in html
    assert "There is no such report page" in html


def test_a_withdrawn_interview_shows_nothing_but_that(
    installed: tuple[TestWiki, Path, Ran],
) -> None:
    wiki, _, _ = installed
    title = f"{PREFIX}Withdrawn"
    wiki.edit(
        title, "{{" + KIT.name("interview") + "|affiliate=Secret|needs=funding|status=Withdrawn}}"
    )
    html = wiki.html(title)
    assert "This interview was withdrawn." in html
    assert "Special:WhatLinksHere/" in html
    assert "action=history" in html
    assert "Secret" not in html
    assert "funding" not in html


def test_the_box_shows_labels_from_the_codebook(installed: tuple[TestWiki, Path, Ran]) -> None:
    wiki, _, _ = installed
    book = wiki.text(defaults().pages.codebook)
    row = "{{" + KIT.name("code") + "|code=fund|theme=t|label=Money|label/sv=Pengar|aliases=cash}}"
    wiki.edit(defaults().pages.codebook, f"{book}\n{row}")
    html = _parsed(wiki, "{{" + KIT.name("interview") + "|needs=\n* fund\n* nonsense}}")
    assert ">Money</a>" in html
    assert "nonsense" in html
    assert "#code-fund" in html


def test_the_box_names_the_region_of_the_country(installed: tuple[TestWiki, Path, Ran]) -> None:
    html = _parsed(installed[0], "{{" + KIT.name("interview") + "|country=Ghana}}")
    assert "Sub-Saharan Africa" in html


def test_a_page_that_people_changed_is_left_alone_and_listed(
    installed: tuple[TestWiki, Path, Ran],
) -> None:
    wiki, folder, _ = installed
    title = KIT.template("alias")
    old = wiki.text(title)
    wiki.edit(title, "''Ours now.'' " + old)
    ran = _install(wiki, folder)
    assert wiki.text(title).startswith("''Ours now.''")
    assert f"{title}: refused. People have changed this page" in ran.stdout
    assert (ran.code, ran.line["edited"]) == (0, 0)
    wiki.edit(title, old)


def test_a_page_of_an_older_installation_is_renewed(
    installed: tuple[TestWiki, Path, Ran],
) -> None:
    wiki, folder, _ = installed
    other = folder / "other.toml"
    other.write_text('[pages]\ntracking_category = "Renamed"\n', encoding="utf-8")
    arguments = ("--config", str(other), "--wiki", wiki.api_url, "install")
    ran = hubbot(*arguments, folder=folder, env=wiki.env())
    assert ran.line["edited"] == 1
    assert "Category:Renamed" in wiki.text(KIT.template("report_end"))
    assert _install(wiki, folder).line["edited"] == 1


def test_a_dry_run_writes_nothing(wiki: TestWiki, tmp_path: Path) -> None:
    ran = _install(wiki, tmp_path, "--dry-run")
    assert ran.line["previewed"] == 60
    assert not wiki.exists(KIT.template("interview"))


def test_the_stop_page_stops_it(wiki: TestWiki, tmp_path: Path) -> None:
    wiki.edit("User:HubBot/Stop", "Stop, please.")
    ran = _install(wiki, tmp_path)
    assert (ran.line["edited"], ran.line["refused"]) == (0, 60)
    assert not wiki.exists(KIT.template("interview"))


def test_it_is_of_no_use_without_a_wiki(tmp_path: Path) -> None:
    ran = hubbot("--from", "x.xml", "install", folder=tmp_path)
    assert ran.code == 2
    assert "install works on a wiki" in ran.stderr


def _as_a_form_writes_it(described: dict[str, Any], name: str, record: object) -> str:
    """Write a template as VisualEditor does: in TemplateData's order and form."""
    texts = {parameter: text for _, parameter, text in values(record)}
    given = [(name, texts[name]) for name in described["paramOrder"] if name in texts]
    if described["format"] == "block":
        return "\n".join(["{{" + name, *(f"| {k} = {v}" for k, v in given), "}}"])
    return "{{" + "|".join([name, *(f"{k}={v}" for k, v in given)]) + "}}"


def test_what_a_form_writes_is_read_as_the_same_record(
    installed: tuple[TestWiki, Path, Ran],
) -> None:
    wiki, _, _ = installed
    interview = Interview(
        page=PageRef(title="x"),
        affiliate="Wikimedia Sverige",
        respondent="affiliate",
        language="sv",
        status="published",
        date=dt.date(2022, 3, 4),
        interviewees=(Person(name="Ann Berg", username="AnnB"), Person(name="Bo Ek")),
        format="in person",
        needs=("funding", "a | b"),
        quotes="no",
    )
    partner = Partnership(partner="Mill {Museum}", type="museum", start="2020-01-02")
    text = "\n".join(
        _as_a_form_writes_it(_templatedata(wiki, role), KIT.name(role), record)
        for role, record in (("interview", interview), ("partnership", partner))
    )
    title = f"{PREFIX}Form"
    wiki.edit(title, text)
    names = template_names(template_roles(defaults().templates), (), Namespaces())
    page = PageRevision(title=title, text=wiki.text(title))
    found = parse_interview(page, parse_context(defaults(), names), under_prefix=True).interview
    assert found is not None
    for name in parameters(Interview):
        assert getattr(found, name) == getattr(interview, name)
    for name in parameters(Partnership):
        assert getattr(found.partnerships[0], name) == getattr(partner, name)


def test_json_lists_every_page(wiki: TestWiki, tmp_path: Path) -> None:
    ran = _install(wiki, tmp_path, "--dry-run", "--json")
    told = json.loads(ran.stdout)
    assert {one["outcome"] for one in told["edits"]} == {"previewed"}
    assert len(told["edits"]) == 60


def test_migrating_the_sample_on_a_wiki_loses_nothing(wiki: TestWiki, tmp_path: Path) -> None:
    wiki.import_dump(Path(__file__).parent.parent.parent / "hubbot" / "data" / "sample.xml")

    def run(*arguments: str) -> Ran:
        return hubbot("--wiki", wiki.api_url, "--json", *arguments, folder=tmp_path, env=wiki.env())

    before = run("check").json
    migrated = run("migrate", "--publish")
    assert migrated.code == 0, migrated.stderr
    outcomes = [edit["outcome"] for edit in migrated.json["edits"]]
    assert outcomes == ["edited"] * 12
    after = run("check").json
    assert after["interviews"] == before["interviews"]
    assert after["affiliates"] == before["affiliates"]
    pages = {edit["page"] for edit in migrated.json["edits"]}
    known = {(one["page"], one["code"]) for one in before["problems"]}
    new = {(one["page"], one["code"]) for one in after["problems"] if one["page"] in pages} - known
    assert new == set()
    assert not wiki.revisions(next(iter(pages)), limit=1)[0].bot
    assert run("migrate", "--publish").json["edits"] == []

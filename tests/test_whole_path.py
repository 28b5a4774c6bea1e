"""The whole path on a real MediaWiki with the bundled sample: read, fill, and fill again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.mediawiki import TestWiki
from tests.running import SAMPLE, Ran, hubbot

RESULTS = "Content Partnerships Hub/Needs assessment/Research results"
INSIDE_BLOCKS = re.compile(
    r"(\{\{Hubbot report\|[^{}]*\}\}).*?(\{\{Hubbot report end\}\})", re.DOTALL
)

pytestmark = pytest.mark.wiki


class Published(NamedTuple):
    """A wiki on which hubbot published the sample, with the texts before."""

    wiki: TestWiki
    before: dict[str, str]
    first: Ran
    folder: Path

    def publish(self) -> Ran:
        """Publish again."""
        arguments = ("--wiki", self.wiki.api_url, "--json", "publish", "--yes")
        return hubbot(*arguments, folder=self.folder, env=self.wiki.env())


@pytest.fixture(scope="module")
def published(module_wiki: TestWiki, tmp_path_factory: pytest.TempPathFactory) -> Published:
    module_wiki.import_dump(SAMPLE)
    titles = module_wiki.embeddedin("Template:Hubbot report")
    before = {title: module_wiki.text(title) for title in titles}
    folder = tmp_path_factory.mktemp("run")
    half = Published(module_wiki, before, Ran(0, "", ""), folder)
    return half._replace(first=half.publish())


def outcomes(ran: Ran) -> dict[str, str]:
    """Map each page to its outcome."""
    return {edit["page"]: edit["outcome"] for edit in ran.json["edits"]}


def test_a_first_run_fills_the_blocks(published: Published) -> None:
    assert published.first.code == 0
    assert outcomes(published.first)[RESULTS] == "edited"
    assert published.first.json["interviews"] == 35


def test_every_byte_outside_the_blocks_is_unchanged(published: Published) -> None:
    for title, before in published.before.items():
        after = published.wiki.text(title)
        assert INSIDE_BLOCKS.sub(r"\1\2", after) == INSIDE_BLOCKS.sub(r"\1\2", before)


def test_pages_that_forbid_it_are_never_edited(published: Published) -> None:
    for title in (
        "Content Partnerships Hub/Sandbox/No bots here",
        "Content Partnerships Hub/Newsletter/fr",
    ):
        assert published.wiki.text(title) == published.before[title]


def test_the_same_again_makes_no_edit(published: Published) -> None:
    newest = {title: published.wiki.revisions(title, 1)[0].id for title in published.before}
    again = published.publish()
    assert "edited" not in outcomes(again).values()
    assert outcomes(again)[RESULTS] == "unchanged"
    assert newest == {title: published.wiki.revisions(title, 1)[0].id for title in published.before}


def test_edits_are_marked_as_a_bots_and_link_the_task_page(published: Published) -> None:
    revision = published.wiki.revisions(RESULTS, 1)[0]
    assert (revision.user, revision.bot, revision.minor) == ("HubBot", True, False)
    assert "[[User:HubBot|" in revision.comment


def test_only_reports_that_show_a_new_need_change(published: Published) -> None:
    interview = f"{RESULTS}/Wikimedians of Lake Volta User Group"
    text = published.wiki.text(interview)
    published.wiki.edit(
        interview, text + "{{Content Partnerships Hub/Need|mentoring|2=Somebody to ask}}"
    )
    changed = published.publish()
    told = outcomes(changed)
    assert told["Content Partnerships Hub/Needs assessment/Reports/Affiliates"] == "unchanged"
    assert (
        told["Content Partnerships Hub/Needs assessment/Reports/Number of interviews"]
        == "unchanged"
    )
    gallery = next(e for e in changed.json["edits"] if e["page"].endswith("/Reports gallery"))
    filled = {b["report"] for b in gallery["blocks"] if b["outcome"] == "edited"}
    assert {"needs-by-theme", "needs-by-region"} <= filled
    assert not {"affiliates", "partnerships-by-type", "support-by-theme"} & filled

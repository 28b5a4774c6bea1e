"""The site of a preview on a real wiki: pages as its own parser renders them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubbot.site.addresses import file_name
from tests.mediawiki import TestWiki
from tests.running import SAMPLE, hubbot

RESULTS = "Content Partnerships Hub/Needs assessment/Research results"

pytestmark = pytest.mark.wiki


def test_a_preview_shows_pages_as_the_wiki_renders_them(wiki: TestWiki, tmp_path: Path) -> None:
    wiki.import_dump(SAMPLE)
    before = wiki.revisions(RESULTS)
    ran = hubbot("--wiki", wiki.api_url, "preview", "--out", "out", folder=tmp_path, env=wiki.env())
    assert ran.code == 0, ran.stderr
    shown = (tmp_path / "out" / "html" / file_name("page", RESULTS)).read_text("utf-8")
    assert "We held 35 interviews with 62 people" in shown
    assert '<table class="wikitable">' in shown
    assert "{{Hubbot report|" not in shown.partition("<article")[2].partition("</article>")[0]
    assert "<img" not in shown
    assert wiki.revisions(RESULTS) == before

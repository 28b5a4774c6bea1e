"""The site shows what may be shown, and nothing else."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from markupsafe import Markup

from hubbot.config import Config
from hubbot.maker import Reports
from hubbot.pipeline import Prepared, prepare
from hubbot.reports import REGISTRY
from hubbot.site import Site, write_site
from hubbot.site.addresses import file_name
from hubbot.sources import Gathered, XmlSource
from tests.reading import hostile_dataset, quiet, sample
from tests.running import SAMPLE

HAUT_ATLAS = "Wikimédiens du Haut Atlas"


@cache
def files() -> dict[str, str]:
    made = sample()
    return dict(Site(made.prepared, made.config).files())


def everything() -> str:
    return html.unescape("\n".join(files().values()))


def test_every_interview_report_and_target_has_a_page() -> None:
    made = sample()
    names = set(files())
    interviews = {file_name("interview", one.page.title) for one in made.dataset.interviews}
    targets = {file_name("page", one.page.title) for one in made.prepared.examined}
    reports = {f"report-{key}.html" for key in REGISTRY if key not in ("chart", "count")}
    assert {f"html/{name}" for name in interviews | targets | reports} <= names


def test_nobody_who_was_interviewed_is_named() -> None:
    titles = " ".join(one.page.title for one in sample().dataset.interviews)
    people = {
        person.name
        for page in sample().prepared.parsed
        if page.interview
        for person in (*page.interview.interviewees, *page.interview.interviewers)
        if person.name not in titles
    }
    assert len(people) > 50
    assert [name for name in people if name in everything()] == []


def test_a_withdrawn_interview_is_on_no_page() -> None:
    (withdrawn,) = sample().dataset.withdrawn
    said = [mention.words for mention in withdrawn.mentions if mention.words]
    assert [text for text in [withdrawn.page.title, *said] if text in everything()] == []


def test_the_words_of_drafts_and_of_the_silent_are_on_no_page() -> None:
    pages = [page.interview for page in sample().prepared.parsed if page.interview]
    held = [one for one in pages if one.status == "draft" or one.quotes == "no"]
    words = {answer.text.split("\n")[0] for one in held for answer in one.answers}
    words |= {mention.words for one in held for mention in one.mentions if mention.words}
    assert len(held) == 4
    assert [text for text in words if len(text) > 20 and text in everything()] == []


def test_a_silent_interview_says_so() -> None:
    page = files()["html/" + file_name("interview", sample().interview(HAUT_ATLAS).page.title)]
    assert "asks that its words are not shown" in page


def test_coded_passages_are_marked_with_their_code() -> None:
    title = sample().interview("results/Wikimedians of Lake Volta User Group").page.title
    page = files()["html/" + file_name("interview", title)]
    assert re.search(r"<mark>We are six volunteers[^<]*</mark> <span[^>]*>Office and staff<", page)


def test_a_problem_is_told_with_its_mend_and_the_nearest_value() -> None:
    page = html.unescape(files()["html/problems.html"])
    assert "“Fundng” is neither a code nor a label of the codebook" in page
    assert "Did you mean: funding?" in page


def test_the_site_loads_nothing_from_elsewhere() -> None:
    for name, text in files().items():
        if name.endswith(".html"):
            assert (
                re.findall(r'<(?:script|img|link|iframe)[^>]*(?:src|href)="(?:https?:)?//', text)
                == []
            )
            assert "default-src 'none'" in html.unescape(text)


def changed_sample() -> Prepared:
    """Prepare the sample with a block that still shows a withdrawn interview."""
    made = sample()
    (withdrawn,) = made.dataset.withdrawn
    words = next(mention.words for mention in withdrawn.mentions if mention.words)

    class Source(XmlSource):
        def gather(self, config: Config) -> Gathered:
            gathered = super().gather(config)
            old = f"\n* [[:{withdrawn.page.title}|x]] “{words}”\n"
            return replace(
                gathered,
                targets=tuple(
                    replace(
                        page,
                        text=page.text.replace(
                            "}}{{Hubbot report end", "}}" + old + "{{Hubbot report end"
                        ),
                    )
                    for page in gathered.targets
                ),
            )

    return prepare(Source(SAMPLE), made.config, quiet)


def test_an_old_block_or_the_old_side_of_a_diff_repeats_nothing_withdrawn() -> None:
    (withdrawn,) = sample().dataset.withdrawn
    words = next(mention.words for mention in withdrawn.mentions if mention.words)
    made = dict(Site(changed_sample(), sample().config).files())
    text = html.unescape("\n".join(made.values()))
    assert "is held back" in text
    assert withdrawn.page.title not in text
    assert words not in text


def test_what_an_earlier_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    old = tmp_path / "html" / "interview-withdrawn-since.html"
    old.write_text("words", encoding="utf-8")
    write_site(Site(sample().prepared, sample().config), tmp_path, quiet)
    assert not old.exists()


def test_hostile_values_stay_text() -> None:
    made = sample()
    dataset = hostile_dataset()
    reports = Reports(dataset, made.config, made.site)
    planner = replace(made.prepared.planner, maker=reports)
    hostile = replace(made.prepared, dataset=dataset, reports=reports, planner=planner)
    for name, text in Site(hostile, made.config).files():
        if name.endswith(".html"):
            assert text.count("<script") == 1
            assert "<img" not in text
            assert "<style" not in text
            assert re.search(r'href="(?:javascript|data:(?!,))', text) is None


@pytest.mark.parametrize("kind", ["interview", "page"])
def test_files_of_different_titles_have_different_names(kind: str) -> None:
    assert file_name(kind, "A/é") != file_name(kind, "B/é")
    assert re.fullmatch(r"[a-z]+-[a-z0-9-]+\.html", file_name(kind, "../ويكيميديو \x00"))


def test_where_there_is_a_wiki_its_parser_renders_the_pages() -> None:
    made = sample()
    asked: list[str] = []

    def rendered(title: str, text: str) -> Markup:
        asked.append(title)
        return Markup("<p>rendered</p>")

    written = dict(Site(made.prepared, made.config, rendered).files())
    title = "Content Partnerships Hub/Needs assessment/Research results"
    assert title in asked
    assert "<p>rendered</p>" in written["html/" + file_name("page", title)]

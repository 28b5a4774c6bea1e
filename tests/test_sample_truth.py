"""The bundled sample as hubbot reads it, against what was counted in it by hand.

``data/sample_truth.json`` was written from the pages themselves, not by this code.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hubbot import config
from hubbot.pipeline import Prepared, prepare
from hubbot.records import Interview
from hubbot.sources import XmlSource
from tests.running import SAMPLE

TRUTH: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "sample_truth.json").read_text(encoding="utf-8")
)
RESULTS = "Content Partnerships Hub/Needs assessment/Research results"
COUNTED = {
    title: page
    for title, page in TRUTH["pages_of_interviews"].items()
    if page["status"] == "published"
}


def silent(_stage: str, _done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(XmlSource(SAMPLE), config.defaults(), silent)


@pytest.fixture(scope="module")
def by_title(prepared: Prepared) -> dict[str, Interview]:
    return {interview.page.title: interview for interview in prepared.dataset.interviews}


def test_all_interviews_and_no_other_pages_are_counted(by_title: dict[str, Interview]) -> None:
    assert set(by_title) == set(COUNTED)


def test_drafts_and_withdrawn_interviews_are_kept_out(prepared: Prepared) -> None:
    dataset = prepared.dataset
    assert dataset.drafts == len(TRUTH["drafts"])
    assert [one.page.title for one in dataset.withdrawn] == TRUTH["withdrawn"]


@pytest.mark.parametrize("title", sorted(COUNTED))
def test_each_interview_reads_as_its_page_says(
    by_title: dict[str, Interview], prepared: Prepared, title: str
) -> None:
    known = {code.code for code in prepared.dataset.codebook.codes}
    truth = COUNTED[title]
    interview = by_title[title]
    assert {
        "affiliate": interview.affiliate,
        "respondent": interview.respondent,
        "date": interview.date.isoformat() if interview.date else "",
        "language": interview.language,
        "country": interview.country,
        "region": interview.region,
        "people": sorted(person.name for person in interview.interviewees),
        "unnamed": interview.people_unnamed,
        "needs": sorted(code for code in interview.needs if code in known),
        "support": sorted(code for code in interview.support if code in known),
        "partnerships": [[p.partner, p.type, p.status] for p in interview.partnerships],
        "quotes": interview.quotes == "yes",
    } == {
        "affiliate": truth["affiliate"] or "",
        "respondent": truth["respondent"],
        "date": truth["date"] or "",
        "language": truth["language"],
        "country": truth["country"] or "",
        "region": truth["region"] or "",
        "people": sorted(truth["people"]),
        "unnamed": truth["unnamed"],
        "needs": sorted(truth["needs"]),
        "support": sorted(truth["support"]),
        "partnerships": [[p[0], p[1] or "", p[2] or ""] for p in truth["partnerships"]],
        "quotes": truth["quotes"],
    }


@pytest.mark.parametrize("kind", ["needs", "support"])
def test_a_code_counts_once_an_interview(prepared: Prepared, kind: str) -> None:
    known = {code.code for code in prepared.dataset.codebook.codes}
    named = [code for one in prepared.dataset.interviews for code in getattr(one, kind)]
    counted = Counter(code for code in named if code in known)
    assert counted == {code: number for code, number in TRUTH[kind].items() if number}


# Pages that are right, but written in forms of which people are told.
TOLD_IN_PASSING = {
    f"{RESULTS}/Open Shelf Circle": ["unknown-affiliate"],
    f"{RESULTS}/Wikimedians of Lake Prespa": ["date-not-iso"],
    f"{RESULTS}/Wikimedians of the Alentejo User Group": ["date-not-iso"],
}


def test_each_page_has_the_problems_that_were_put_into_it(prepared: Prepared) -> None:
    expected = {
        title: sorted(set(page["problems"]))
        for title, page in TRUTH["pages_of_interviews"].items()
        if page.get("problems")
    }
    expected |= {title: sorted(set(codes)) for title, codes in TRUTH["problems_elsewhere"].items()}
    expected |= TOLD_IN_PASSING
    found: dict[str, set[str]] = {}
    for problem in prepared.problems:
        found.setdefault(problem.page, set()).add(problem.code)
    assert {title: sorted(codes) for title, codes in found.items()} == expected

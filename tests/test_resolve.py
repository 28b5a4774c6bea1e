"""From names to identifiers."""

import dataclasses
import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

import pytest

from hubbot.config import defaults
from hubbot.parse import ParsedPage
from hubbot.parse.infobox import Infobox
from hubbot.problems import Problem
from hubbot.records import (
    Affiliate,
    Alias,
    Code,
    Codebook,
    Dataset,
    Interview,
    Mention,
    PageRef,
    Partnership,
)
from hubbot.resolve import names_to_look_up, resolve

PREFIX = "Content Partnerships Hub/Needs assessment/Research results/"


def affiliate(code: str, name: str, **more: Any) -> Affiliate:  # noqa: ANN401 - any field
    values: dict[str, Any] = {"page": name, "recognition": "recognised", **more}
    return Affiliate(code=code, name=name, **values)


ALDER = affiliate("WMAL", "Wikimedia Álderland", country="SE", region="Northern & Western Europe")
MILL = affiliate(
    "MILL", "Wikimedia Community User Group Mill", country="RW", region="Sub-Saharan Africa"
)
HARBOUR = affiliate(
    "HARB", "Harbour Wikimedians", org_type="Thematic Organization", region="International"
)
AFFILIATES = (ALDER, MILL, HARBOUR)
CODEBOOK = Codebook(
    page=PageRef(title="Codebook"),
    codes=(
        Code(
            code="funding",
            theme="t",
            kind="need",
            label="Funding",
            labels={"sv": "Finansiering"},
            aliases=("Money",),
        ),
        Code(code="staff", theme="t", kind="need", label="Office and staff"),
        Code(code="recruitment", theme="t", kind="support", label="Recruitment"),
        Code(code="fundraising", theme="t", kind="support", label="Funding"),
    ),
)


def page(title: str = "Anything", **fields: Any) -> ParsedPage:  # noqa: ANN401 - any field
    ref = PageRef(title=PREFIX + title)
    values: dict[str, Any] = {
        "template": True,
        "respondent": "affiliate",
        "status": "published",
        **fields,
    }
    return ParsedPage(ref=ref, interview=Interview(page=ref, **values))


def notes(title: str, **fields: Any) -> ParsedPage:  # noqa: ANN401 - any field
    values: dict[str, Any] = {"affiliate": title, "respondent": "unknown", **fields}
    return page(title, template=False, **values)


def dataset(
    *pages: ParsedPage,
    codebook: Codebook = CODEBOOK,
    affiliates: tuple[Affiliate, ...] = AFFILIATES,
    infoboxes: tuple[Infobox, ...] = (),
    redirects: Mapping[str, str] | None = None,
    sources: tuple[PageRef, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Dataset:
    return resolve(
        pages,
        codebook,
        affiliates,
        infoboxes,
        redirects or {},
        defaults(),
        problems=problems,
        sources=sources,
    )


def one(found: Dataset) -> Interview:
    (interview,) = found.interviews
    return interview


# Affiliates


@pytest.mark.parametrize(
    "written",
    [
        "WMAL",
        "wmal",
        "Wikimedia Álderland",
        "Wikimedia Alderland",
        "wikimedia_alderland",
        "Wikimedia Alderland!",
    ],
)
def test_an_affiliate_is_known_by_its_code_and_its_name(written: str) -> None:
    found = dataset(page(affiliate=written))
    assert one(found).affiliate == "WMAL"
    assert one(found).as_written["affiliate"] == written
    assert found.problems == ()


def test_an_affiliate_is_known_by_the_title_of_its_page() -> None:
    mill = dataclasses.replace(MILL, page="Mill Wikimedians")
    assert one(dataset(page(affiliate="Mill Wikimedians"), affiliates=(mill,))).affiliate == "MILL"


def test_usergroup_and_user_group_are_one_spelling() -> None:
    found = dataset(page(affiliate="Wikimedia Community Usergroup Mill"))
    assert one(found).affiliate == "MILL"


@pytest.mark.parametrize(
    "redirects",
    [
        {"Old Mill Group": "Wikimedia Community User Group Mill"},
        {"Old Mill Group": "Mill Group", "Mill Group": "Wikimedia Community User Group Mill#Top"},
        {"Wikimedia Community User Group Mill": "Old Mill Group"},
    ],
)
@pytest.mark.parametrize("written", ["Old Mill Group", "old mill group"])
def test_a_renamed_group_is_known_through_redirects(
    redirects: Mapping[str, str], written: str
) -> None:
    assert one(dataset(page(affiliate=written), redirects=redirects)).affiliate == "MILL"


def test_a_ring_of_redirects_leads_nowhere() -> None:
    found = dataset(page(affiliate="A"), redirects={"A": "B", "B": "A"})
    assert one(found).affiliate == ""


def test_an_alias_of_the_codebook_is_understood() -> None:
    codebook = dataclasses.replace(
        CODEBOOK,
        aliases=(Alias(name="The Millers", affiliate="Wikimedia Community User Group mill"),),
    )
    assert one(dataset(page(affiliate="the millers"), codebook=codebook)).affiliate == "MILL"


def test_an_alias_for_no_affiliate_is_a_problem_of_the_codebook() -> None:
    codebook = dataclasses.replace(
        CODEBOOK, aliases=(Alias(name="The Millers", affiliate="Wikimedia Nowhere", line=12),)
    )
    (problem,) = dataset(codebook=codebook).problems
    assert (problem.page, problem.line, problem.code) == ("Codebook", 12, "unknown-affiliate")


@pytest.mark.parametrize(
    "written",
    ["Wikimedia User Group Mill", "Wikimedia Alderlands", "Alderland", "WMA", "Wikimedia Nowhere"],
)
def test_what_is_less_than_certain_is_never_taken(written: str) -> None:
    found = dataset(page(affiliate=written))
    assert one(found).affiliate == ""
    assert one(found).as_written["affiliate"] == written
    (problem,) = found.problems
    assert (problem.code, problem.parameter, problem.value) == (
        "unknown-affiliate",
        "affiliate",
        written,
    )


def test_an_unknown_affiliate_gets_the_nearest_name_suggested() -> None:
    (problem,) = dataset(page(affiliate="Wikimedia User Group Mill")).problems
    assert problem.suggestions[0] == "Wikimedia Community User Group Mill"
    assert len(problem.suggestions) <= 3


def test_the_line_of_the_parameter_is_named() -> None:
    (problem,) = dataset(page(affiliate="Nobody at all", lines={"affiliate": 4})).problems
    assert problem.line == 4


def test_a_name_that_two_affiliates_share_is_neither() -> None:
    twins = (affiliate("ONE", "Wikimedia Twin"), affiliate("TWO", "Wikimedia twin"))
    found = dataset(page(affiliate="WIKIMEDIA TWIN"), affiliates=twins)
    assert one(found).affiliate == ""
    assert set(found.problems[0].suggestions) == {"Wikimedia Twin", "Wikimedia twin"}


def test_a_name_shared_exactly_is_suggested_by_code() -> None:
    twins = (affiliate("ONE", "Wikimedia Twin"), affiliate("TWO", "Wikimedia Twin"))
    found = dataset(page(affiliate="Wikimedia Twin"), affiliates=twins)
    assert one(found).affiliate == ""
    assert one(dataset(page(affiliate="TWO"), affiliates=twins)).affiliate == "TWO"


def test_an_official_name_wins_over_a_merged_groups_redirect() -> None:
    found = dataset(
        page(affiliate="wikimedia alderland"),
        redirects={"Wikimedia Community User Group Mill": "Wikimedia Alderland"},
    )
    assert one(found).affiliate == "WMAL"


def test_derecognised_affiliates_are_kept_but_not_recognised() -> None:
    gone = dataclasses.replace(MILL, recognition="derecognised")
    found = dataset(page(affiliate="MILL"), affiliates=(gone,))
    assert one(found).affiliate == "MILL"
    assert [one.recognised for one in found.affiliates] == [False]


def test_only_names_found_nowhere_are_looked_up_among_the_redirects() -> None:
    known = [page(affiliate="wikimedia alderland"), notes("WMAL needs assessment 2021")]
    assert names_to_look_up(known, CODEBOOK, AFFILIATES, defaults()) == ()
    unknown = [*known, page(affiliate="Mill Group"), page(affiliate="no [[title]]")]
    wanted = names_to_look_up(unknown, CODEBOOK, AFFILIATES, defaults())
    assert set(wanted) == {"Mill Group", *(one.name for one in AFFILIATES)}


# Who answered


def test_a_template_says_itself_who_answered() -> None:
    found = dataset(page("A", respondent="individual"), page("B", affiliate="HARB"))
    assert [one.respondent for one in found.interviews] == ["individual", "affiliate"]


@pytest.mark.parametrize(
    "title",
    ["Wikimedia Alderland", "Wikimedia Alderland needs assessment 2021", "WMAL"],
)
def test_a_notes_page_is_the_affiliates_that_its_title_names(title: str) -> None:
    found = one(dataset(notes(title)))
    assert (found.affiliate, found.respondent) == ("WMAL", "affiliate")


def test_a_notes_page_is_the_affiliates_that_its_title_line_names() -> None:
    found = one(
        dataset(notes("October meeting", affiliate_candidates=("x", "Wikimedia Alderland")))
    )
    assert (found.affiliate, found.respondent) == ("WMAL", "affiliate")


def test_a_notes_page_of_a_thematic_organization_is_a_thematic_groups() -> None:
    found = one(dataset(notes("Harbour Wikimedians")))
    assert (found.affiliate, found.respondent) == ("HARB", "thematic group")
    assert found.region == "International"


def test_a_notes_page_that_names_no_affiliate_is_of_an_unknown_respondent() -> None:
    found = dataset(notes("Jane Miller"))
    assert one(found).respondent == "unknown"
    (problem,) = found.problems
    assert (problem.code, problem.value) == ("unknown-affiliate", "Jane Miller")


def test_the_title_line_is_in_no_problem_as_it_may_name_a_person() -> None:
    found = dataset(notes("October meeting", affiliate_candidates=("Jane Miller",)))
    assert "Jane" not in repr(found.problems)


def test_of_a_title_and_a_title_line_that_differ_the_title_counts_and_both_are_named() -> None:
    candidates = ("Wikimedia Alderland", "Harbour Wikimedians")
    found = dataset(notes("Wikimedia Alderland", affiliate_candidates=candidates))
    assert one(found).affiliate == "WMAL"
    (problem,) = found.problems
    assert (problem.code, problem.value, problem.details) == (
        "conflicting-values",
        "Wikimedia Álderland",
        ("Harbour Wikimedians",),
    )


def test_a_label_on_a_notes_page_counts_more_than_its_title() -> None:
    found = one(dataset(notes("October meeting", affiliate="WMAL")))
    assert (found.affiliate, found.respondent) == ("WMAL", "affiliate")


def test_a_notes_page_that_says_who_answered_is_believed() -> None:
    found = dataset(notes("Museum of Clocks", respondent="institution"))
    assert one(found).respondent == "institution"
    assert found.problems == ()


def test_two_pages_of_one_affiliate_are_two_interviews_and_one_affiliate() -> None:
    found = dataset(page("A", affiliate="WMAL"), page("B", affiliate="Wikimedia Álderland"))
    assert [one.affiliate for one in found.interviews] == ["WMAL", "WMAL"]


# Codes


@pytest.mark.parametrize(
    "written",
    ["funding", "Funding", "FUNDING", "finansiering", "Finansiering", "money", " funding "],
)
def test_a_code_is_known_by_its_labels_and_aliases(written: str) -> None:
    found = dataset(page(affiliate="WMAL", needs=(written,)))
    assert one(found).needs == ("funding",)
    assert found.problems == ()


def test_one_label_means_a_need_in_needs_and_a_support_in_support() -> None:
    found = one(dataset(page(affiliate="WMAL", needs=("Funding",), support=("Funding",))))
    assert (found.needs, found.support) == (("funding",), ("fundraising",))


def test_a_code_counts_once_for_an_interview_and_every_mention_is_kept() -> None:
    mentions = (
        Mention(kind="need", code="Money", words="one", line=5),
        Mention(kind="need", code="staff", words="two", line=6),
        Mention(kind="need", code="funding", words="three", line=7),
        Mention(kind="support", code="recruitment", words="four", line=8),
    )
    interview = page(affiliate="WMAL", needs=("Funding",), mentions=mentions)
    found = one(dataset(interview))
    assert found.needs == ("funding", "staff")
    assert found.support == ("recruitment",)
    assert [one.code for one in found.mentions] == ["funding", "staff", "funding", "recruitment"]
    assert found.mentions[0].as_written == "Money"


def test_codes_stand_in_the_order_of_the_codebook_and_unknown_ones_last() -> None:
    found = one(dataset(page(affiliate="WMAL", needs=("zebra", "staff", "apple", "funding"))))
    assert found.needs == ("funding", "staff", "apple", "zebra")


def test_an_unknown_code_is_kept_as_written_and_is_a_problem() -> None:
    found = dataset(page(affiliate="WMAL", needs=("fundign",), lines={"needs": 3}))
    assert one(found).needs == ("fundign",)
    (problem,) = found.problems
    assert (problem.code, problem.parameter, problem.value, problem.line) == (
        "unknown-code",
        "needs",
        "fundign",
        3,
    )
    assert problem.suggestions[0] == "funding"
    assert problem.details == ("need", "")


def test_an_unknown_code_in_the_text_is_named_with_its_line() -> None:
    mention = Mention(kind="support", code="nonsense", words="words", line=9)
    (problem,) = dataset(page(affiliate="WMAL", mentions=(mention,))).problems
    assert (problem.line, problem.parameter, problem.value) == (9, "1", "nonsense")


def test_a_support_among_the_needs_is_told_to_be_one() -> None:
    found = dataset(page(affiliate="WMAL", needs=("recruitment",)))
    assert one(found).needs == ("recruitment",)
    assert one(found).support == ()
    (problem,) = found.problems
    assert (problem.code, problem.details) == ("unknown-code", ("need", "recruitment"))


def test_an_unknown_code_that_parameter_and_mention_share_is_one_problem() -> None:
    mention = Mention(kind="need", code="nonsense", line=3)
    interview = page(affiliate="WMAL", needs=("nonsense",), mentions=(mention,), lines={"needs": 3})
    assert len(dataset(interview).problems) == 1


# Countries and regions


def test_country_and_region_are_the_affiliates_by_default() -> None:
    found = one(dataset(page(affiliate="WMAL")))
    assert (found.country, found.region) == ("SE", "Northern & Western Europe")


def test_a_country_on_the_page_wins_and_brings_its_region() -> None:
    found = one(dataset(page(affiliate="WMAL", country="Kenia")))
    assert (found.country, found.region) == ("KE", "Sub-Saharan Africa")
    assert found.as_written["country"] == "Kenia"


def test_an_unknown_country_is_a_problem_and_not_the_affiliates() -> None:
    found = dataset(page(affiliate="WMAL", country="Swedenn", lines={"country": 6}))
    assert (one(found).country, one(found).region) == ("", "")
    (problem,) = found.problems
    assert (problem.code, problem.line) == ("unknown-country", 6)
    assert problem.suggestions[0] == "Sweden"


@pytest.mark.parametrize(
    ("written", "region"), [("SSA", "Sub-Saharan Africa"), ("Thematic", "International")]
)
def test_a_region_on_the_page_wins(written: str, region: str) -> None:
    assert one(dataset(page(affiliate="WMAL", region=written))).region == region


def test_an_unknown_region_is_a_problem() -> None:
    found = dataset(page(affiliate="WMAL", region="Sahara"))
    assert one(found).region == ""
    assert [(one.code, one.parameter) for one in found.problems] == [("invalid-value", "region")]


def test_a_partners_country_is_resolved_and_has_no_default() -> None:
    partnerships = (
        Partnership(partner="A", country="Norge"),
        Partnership(partner="B"),
        Partnership(partner="C", country="Norgee", line=30),
    )
    found = dataset(page(affiliate="WMAL", partnerships=partnerships))
    assert [one.country for one in one(found).partnerships] == ["NO", "", ""]
    assert [one.as_written for one in one(found).partnerships][2] == {"country": "Norgee"}
    assert [(one.code, one.line) for one in found.problems] == [("unknown-country", 30)]


# What counts


def test_a_draft_is_a_number_and_its_problems_stay() -> None:
    problem = Problem(PREFIX + "A", 1, "status-unreadable")
    draft = dataclasses.replace(
        page("A", affiliate="Nobody at all", status="draft"), problems=(problem,)
    )
    found = dataset(draft)
    assert (found.interviews, found.drafts) == ((), 1)
    assert {one.code for one in found.problems} == {"status-unreadable", "unknown-affiliate"}


@pytest.mark.parametrize("status", ["", "publish", "Published"])
def test_a_status_that_is_none_of_the_three_makes_a_draft(status: str) -> None:
    found = dataset(page(affiliate="WMAL", status=status))
    assert (found.interviews, found.drafts) == ((), 1)


def test_a_withdrawn_interview_stands_apart_and_its_problems_are_dropped() -> None:
    problem = Problem(PREFIX + "A", 1, "invalid-date", "date", "words")
    withdrawn = dataclasses.replace(
        page("A", affiliate="Nobody at all", status="withdrawn"), problems=(problem,)
    )
    found = dataset(withdrawn)
    assert (found.interviews, found.drafts, found.problems) == ((), 0, ())
    assert [one.page.title for one in found.withdrawn] == [PREFIX + "A"]


def test_a_page_without_an_interview_leaves_its_problems() -> None:
    problem = Problem("A", None, "no-interview")
    assert dataset(ParsedPage(ref=PageRef(title="A"), problems=(problem,))).problems == (problem,)


def test_a_page_that_only_shows_another_vanishes() -> None:
    newer = PageRef(title="A", timestamp=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    found = dataset(
        ParsedPage(ref=newer, problems=(Problem("A", None, "no-interview"),), shows_only=True)
    )
    assert (found.problems, found.as_of) == ((), None)


def test_as_of_is_the_newest_revision_of_all_sources() -> None:
    moments = [dt.datetime(2026, month, 1, tzinfo=dt.UTC) for month in (3, 7, 5)]
    refs = [PageRef(title=str(moment), timestamp=moment) for moment in moments]
    found = dataset(ParsedPage(ref=refs[0]), sources=(refs[1], refs[2]))
    assert found.as_of == moments[1]


def test_without_any_time_there_is_no_as_of() -> None:
    assert dataset(page(affiliate="WMAL")).as_of is None


def test_the_order_of_the_pages_makes_no_difference() -> None:
    pages = [page(title, affiliate=title, needs=(title, "staff")) for title in "ebdac"]
    pages += [page(f"W{n}", status="withdrawn") for n in range(3)]
    boxes = [Infobox(page=PageRef(title=title), name=title) for title in "zyx"]
    expected = dataset(*pages, infoboxes=tuple(boxes))
    order = random.Random(3)  # noqa: S311 - shuffles test data
    for _ in range(5):
        order.shuffle(pages)
        order.shuffle(boxes)
        again = dataset(*pages, infoboxes=tuple(boxes), affiliates=AFFILIATES[::-1])
        assert again == expected
    assert [one.page.title[-1] for one in expected.interviews] == list("abcde")


def test_problems_of_other_pages_are_put_in_order_with_the_rest() -> None:
    other = (Problem("Z", 2, "duplicate-code"), Problem("A", 9, "unknown-theme"))
    found = dataset(page(affiliate="Nobody at all"), problems=other + other)
    assert [one.page for one in found.problems] == ["A", PREFIX + "Anything", "Z"]


# Infoboxes


def box(title: str, **fields: Any) -> Infobox:  # noqa: ANN401 - any field
    return Infobox(page=PageRef(title=title), **fields)


def test_an_infobox_fills_the_registers_gaps() -> None:
    day = dt.date(2015, 9, 12)
    bare = affiliate("BARE", "Wikimedia Bare")
    found = dataset(
        page(affiliate="BARE"),
        affiliates=(bare,),
        infoboxes=(
            box(
                "Wikimedia Bare", country="KE", agreement_dates=(day,), website="https://b.example"
            ),
        ),
    )
    (filled,) = found.affiliates
    assert (filled.country, filled.region) == ("KE", "Sub-Saharan Africa")
    assert (filled.agreement_date, filled.website) == (day, "https://b.example")
    assert one(found).country == "KE"
    assert found.problems == ()


def test_an_infobox_that_disagrees_is_a_problem_and_the_register_stays() -> None:
    infobox = box(
        "Wikimedia Álderland",
        country="NO",
        country_as_written="Norge",
        parameters={"country": "location"},
        lines={"country": 3},
    )
    found = dataset(infoboxes=(infobox,))
    assert {one.code: one.country for one in found.affiliates}["WMAL"] == "SE"
    (problem,) = found.problems
    assert (problem.code, problem.line, problem.parameter, problem.value) == (
        "conflicting-values",
        3,
        "location",
        "Sweden",
    )
    assert problem.details == ("Norge",)


def test_a_date_in_figures_agrees_if_one_reading_does() -> None:
    days = (dt.date(2018, 5, 3), dt.date(2018, 3, 5))
    dated = dataclasses.replace(ALDER, agreement_date=days[1])
    infobox = box(ALDER.name, agreement_dates=days, date_as_written="03/05/2018")
    assert dataset(affiliates=(dated,), infoboxes=(infobox,)).problems == ()
    other = dataclasses.replace(ALDER, agreement_date=dt.date(2018, 3, 6))
    (conflict,) = dataset(affiliates=(other,), infoboxes=(infobox,)).problems
    assert (conflict.code, conflict.value) == ("conflicting-values", "2018-03-06")


def test_a_date_in_figures_fills_no_gap() -> None:
    days = (dt.date(2018, 5, 3), dt.date(2018, 3, 5))
    infobox = box(ALDER.name, agreement_dates=days, date_as_written="03/05/2018")
    found = dataset(affiliates=(ALDER,), infoboxes=(infobox,))
    assert found.affiliates[0].agreement_date is None
    (problem,) = found.problems
    assert (problem.code, problem.suggestions) == ("invalid-date", ("2018-05-03", "2018-03-05"))


def test_an_infobox_that_agrees_is_no_problem() -> None:
    assert dataset(infoboxes=(box("Wikimedia Álderland", country="SE"),)).problems == ()


def test_an_infobox_is_matched_by_the_name_in_it_too() -> None:
    infobox = box("Álderland's page", name="Wikimedia Alderland", website="https://a.example")
    found = dataset(infoboxes=(infobox,))
    assert {one.code: one.website for one in found.affiliates}["WMAL"] == "https://a.example"


def test_an_infobox_of_no_affiliate_is_a_problem() -> None:
    (problem,) = dataset(infoboxes=(box("Harbor Wikimedians", name="Harbor Wikimedians"),)).problems
    assert (problem.code, problem.page) == ("unknown-affiliate", "Harbor Wikimedians")
    assert problem.suggestions == ("Harbour Wikimedians",)

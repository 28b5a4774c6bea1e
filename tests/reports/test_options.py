"""The parameters of a block: read, or named as faults; never guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from hubbot.filters import Filters
from hubbot.records import Code, Codebook
from hubbot.reports import REGISTRY, Fault, parse_options
from tests.reports.small import CODEBOOK


def filters(**parameters: str) -> Filters:
    options, faults = parse_options(parameters, REGISTRY["interviews"], CODEBOOK)
    assert faults == ()
    return options.filters


def faults(key: str = "interviews", **parameters: str) -> tuple[Fault, ...]:
    return parse_options(parameters, REGISTRY[key], CODEBOOK)[1]


def test_no_parameters_are_no_fault() -> None:
    options, found = parse_options({}, REGISTRY["affiliates"], CODEBOOK)
    assert found == ()
    assert options.filters == Filters()
    assert options.sort == "region"
    assert options.own == {"style": "list", "thematic": "no"}


def test_an_empty_value_counts_as_absent() -> None:
    assert filters(region="", since=" ") == Filters()


def test_regions_are_read_by_name_and_abbreviation_though_names_hold_commas() -> None:
    found = filters(region="East, Southeast Asia, & Pacific, CEE, unknown").region
    assert found == (
        "Central & Eastern Europe & Central Asia",
        "East, Southeast Asia, & Pacific",
        "unknown",
    )


def test_countries_are_read_by_name_and_code() -> None:
    assert filters(country="Ghana, SE").country == ("GH", "SE")


def test_kinds_of_affiliate_are_read_in_any_case() -> None:
    assert filters(org_type="user group, Chapter").org_type == ("Chapter", "User Group")


def test_themes_and_codes_are_read_by_code_and_by_label_in_any_language() -> None:
    found = filters(theme="Finansiering och personal", code="التدريب, money")
    assert found.theme == ("funding",)
    assert found.code == (("money",), ("training",))


def test_codes_joined_by_a_plus_must_be_named_together() -> None:
    assert filters(code="money + training, legal").code == (("legal",), ("money", "training"))


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2021", dt.date(2021, 1, 1), dt.date(2021, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2021-12", dt.date(2021, 12, 1), dt.date(2021, 12, 31)),
        ("2021-10-15", dt.date(2021, 10, 15), dt.date(2021, 10, 15)),
    ],
)
def test_a_year_or_month_means_its_first_and_last_day(
    text: str, since: dt.date, until: dt.date
) -> None:
    found = filters(since=text, until=text)
    assert (found.since, found.until) == (since, until)


def test_an_unknown_parameter_is_a_fault_with_the_nearest_names() -> None:
    [fault] = faults(regoin="Europe")
    assert (fault.parameter, fault.value) == ("regoin", "")
    assert fault.suggestions[0] == "region"


def test_an_unknown_value_is_a_fault_with_the_nearest_values() -> None:
    [fault] = faults(code="mony")
    assert (fault.parameter, fault.value) == ("code", "mony")
    assert "money" in fault.suggestions


def test_only_the_wrong_member_of_a_list_is_named() -> None:
    [fault] = faults(country="Ghana, Wakanda")
    assert fault.value == "Wakanda"


def test_all_faults_are_named_at_once() -> None:
    assert [fault.parameter for fault in faults(limit="0", sort="x", since="soon", nope="1")] == [
        "limit",
        "sort",
        "since",
        "nope",
    ]


@pytest.mark.parametrize("date", ["2021-13", "2021-02-30", "15 October", "0000", "9999-99-99"])
def test_what_is_no_date_is_a_fault(date: str) -> None:
    assert [fault.parameter for fault in faults(since=date)] == ["since"]


def test_the_last_year_there_is_does_not_break_the_reading() -> None:
    assert [fault.parameter for fault in faults(until="9999")] == ["until"]


def test_a_period_that_ends_before_it_begins_is_a_fault() -> None:
    assert [fault.parameter for fault in faults(since="2022", until="2021")] == ["until"]


@pytest.mark.parametrize("limit", ["-1", "0", "all", "1.5", "١", "99999999999999"])
def test_a_limit_is_a_whole_number_from_one(limit: str) -> None:
    assert [fault.parameter for fault in faults(limit=limit)] == ["limit"]


@pytest.mark.parametrize("text", ['x" onclick="y', "a}}", "a|b", "<b>", "1a", "style=x", "a\tb;"])
def test_a_class_that_is_no_name_is_a_fault(text: str) -> None:
    assert [fault.parameter for fault in faults(**{"class": text})] == ["class"]


def test_classes_are_kept() -> None:
    options, _ = parse_options({"class": "mw-collapsible  plain"}, REGISTRY["interviews"], CODEBOOK)
    assert options.css_class == "mw-collapsible plain"


def test_a_language_without_messages_is_a_fault() -> None:
    [fault] = faults(lang="tlh")
    assert set(fault.suggestions) <= {"ar", "en", "es", "fr", "sv"}
    assert fault.suggestions


def test_a_report_that_is_not_about_interviews_has_no_filters() -> None:
    assert [fault.parameter for fault in faults("problems", region="Europe")] == ["region"]


def test_the_parameters_of_one_report_are_no_parameters_of_another() -> None:
    assert [fault.parameter for fault in faults("interviews", style="table")] == ["style"]


def test_a_chart_can_be_made_of_every_report_that_says_so() -> None:
    keys = [key for key, report in REGISTRY.items() if report.charted]
    assert [faults("chart", of=key) for key in keys] == [()] * len(keys)
    assert [str(fault) for fault in faults("chart", of="quotes")] == ["of=quotes"]


def test_the_key_itself_is_no_parameter() -> None:
    assert parse_options({"1": "count", "of": "people"}, REGISTRY["count"])[1] == ()


def test_without_a_codebook_codes_are_taken_as_they_stand() -> None:
    options, found = parse_options({"code": "anything"}, REGISTRY["interviews"])
    assert (options.filters.code, found) == ((("anything",),), ())


def test_a_label_that_holds_commas_or_a_plus_is_read_whole() -> None:
    codes = (
        Code(code="docs", label="Guides, handbooks"),
        Code(code="both", label="Law + order"),
    )
    book = Codebook(codes=codes)
    text = {"code": "Guides, handbooks, law + order"}
    options, found = parse_options(text, REGISTRY["interviews"], book)
    assert (options.filters.code, found) == ((("both",), ("docs",)), ())


def test_a_character_reference_in_a_value_is_the_character() -> None:
    assert filters(region="Latin America &amp; Caribbean").region == ("Latin America & Caribbean",)

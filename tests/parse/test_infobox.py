"""Reading the infobox on affiliates' own pages."""

import datetime as dt
import time

import pytest

from hubbot.config import defaults
from hubbot.discovery import template_roles
from hubbot.parse.infobox import Infobox, parse_infobox
from hubbot.records import PageRevision
from hubbot.wikitext import Namespaces, TemplateNames, template_names


def names() -> TemplateNames:
    redirects = [("Template:Group box", "Template:Affiliate infobox")]
    return template_names(template_roles(defaults().templates), redirects, Namespaces())


def read(text: str) -> Infobox | None:
    return parse_infobox(PageRevision(title="Wikimedia Alderland", text=text), defaults(), names())


def box(parameters: str) -> Infobox:
    found = read(f"{{{{Affiliate infobox\n{parameters}\n}}}}")
    assert found is not None
    return found


def test_the_configured_parameters_are_read_with_their_lines() -> None:
    text = (
        "Some words.\n\n{{Affiliate infobox\n| name = Wikimedia Alderland\n| location = Sweden\n"
        "| approval date = 2015-09-12\n| website = https://alder.example.org\n}}\n"
    )
    found = read(text)
    assert found is not None
    assert found.name == "Wikimedia Alderland"
    assert found.country == "SE"
    assert found.agreement_dates == (dt.date(2015, 9, 12),)
    assert found.website == "https://alder.example.org"
    assert found.lines == {"name": 4, "country": 5, "agreement_date": 6, "website": 7}


def test_a_page_without_the_infobox_gives_nothing() -> None:
    assert read("{{Other box|name=Wikimedia Alderland}}") is None


@pytest.mark.parametrize("value", ["Wikimedia Alderland", "{{flag|name=Sweden}}"])
def test_an_unclosed_infobox_gives_nothing(value: str) -> None:
    assert read("{{Affiliate infobox|name=" + value) is None


def test_a_value_in_a_template_is_read() -> None:
    assert box("|location={{flag|Sweden}}\n|name={{lang|sv|Alder}} & Co").country == "SE"


def test_lines_are_right_below_a_value_of_several_lines() -> None:
    assert box("|x=a\n\nb\n|x=a\n|website=https://a.example").lines == {"website": 6}


def test_a_hostile_infobox_ends_in_time() -> None:
    start = time.monotonic()
    read("{{Affiliate infobox|name=" + "{|" * 20_000 + "[[" * 5_000)
    assert time.monotonic() - start < 8


@pytest.mark.parametrize("name", ["Template:Affiliate infobox", "affiliate_infobox", "Group box"])
def test_the_infobox_is_known_by_all_its_names(name: str) -> None:
    found = read(f"{{{{{name}|name=Wikimedia Alderland}}}}")
    assert found is not None
    assert found.name == "Wikimedia Alderland"


@pytest.mark.parametrize("parameter", ["Approval date", "approval_date", " APPROVAL  DATE "])
def test_parameters_are_known_however_they_are_spaced_and_cased(parameter: str) -> None:
    assert box(f"|{parameter}=2015-09-12").agreement_dates == (dt.date(2015, 9, 12),)


@pytest.mark.parametrize(
    ("value", "country"),
    [
        ("Sweden", "SE"),
        ("Alder Town, Sweden", "SE"),
        ("[[Sweden]]", "SE"),
        ("Sverige<!-- since 2015 -->", "SE"),
        ("Somewhere", ""),
    ],
)
def test_a_location_gives_a_country(value: str, country: str) -> None:
    found = box(f"|location={value}")
    assert found.country == country
    assert found.problems == ()


def test_the_country_code_wins_over_the_location() -> None:
    assert box("|location=Alder Town\n|country code=NO").country == "NO"


def test_an_unknown_country_code_is_a_problem() -> None:
    found = box("|location=Sweden\n|country code=Swedn")
    (problem,) = found.problems
    assert found.country == ""
    assert (problem.code, problem.line, problem.parameter) == ("unknown-country", 3, "country code")
    assert problem.suggestions[0] == "Sweden"


@pytest.mark.parametrize(
    "written",
    ["2015-09-12", "12 September 2015", "12 sep. 2015", "September 12, 2015", "12.09.2015"],
)
def test_an_approval_date_is_read_as_people_write_it(written: str) -> None:
    assert box(f"|approval date={written}").agreement_dates == (dt.date(2015, 9, 12),)


def test_a_date_in_figures_may_mean_two_days() -> None:
    found = box("|approval date=03/05/2018")
    assert set(found.agreement_dates) == {dt.date(2018, 5, 3), dt.date(2018, 3, 5)}
    assert found.problems == ()


@pytest.mark.parametrize("written", ["in autumn", "2015-13-12", "31 February 2015", "12 Foo 2015"])
def test_a_date_that_is_none_is_a_problem(written: str) -> None:
    found = box(f"|approval date={written}")
    assert found.agreement_dates == ()
    assert [(one.code, one.value) for one in found.problems] == [("invalid-date", written)]


@pytest.mark.parametrize(
    ("written", "website"),
    [
        ("[https://alder.example.org Our site]", "https://alder.example.org"),
        ("See https://alder.example.org.", "https://alder.example.org"),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_website_is_an_address(written: str, website: str) -> None:
    assert box(f"|website={written}").website == website

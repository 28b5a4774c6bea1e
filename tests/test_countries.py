"""Countries and Wikimedia regions."""

import pytest

from hubbot import countries


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sweden", "SE"),
        ("sverige", "SE"),
        ("Suède", "SE"),
        ("Suecia", "SE"),
        ("السويد", "SE"),
        ("SE", "SE"),
        ("se", "SE"),
        ("SWE", "SE"),
        (" Sweden ", "SE"),
        ("The Netherlands", "NL"),
        ("Côte d’Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("UK", "GB"),
        ("U.S.A.", "US"),
        ("Tanzania, United Republic of", "TZ"),
        ("St. Lucia", "LC"),
        ("Bosnia & Herzegovina", "BA"),
        ("Kosovo", "XK"),
        ("NA", "NA"),
        ("Türkiye", "TR"),
        ("Palestinian Territories", "PS"),
    ],
)
def test_a_country_is_known_by_its_names_and_codes(text: str, code: str) -> None:
    assert countries.find(text) == code


@pytest.mark.parametrize("text", ["", "Congo", "Korea", "Atlantis", "n/a", "Europe", "EU", "QQ"])
def test_what_names_no_one_country_is_none(text: str) -> None:
    assert countries.find(text) == ""


def test_every_country_is_found_by_its_own_name_and_lies_in_one_of_the_eight_regions() -> None:
    for code, country in countries.countries().items():
        assert countries.find(country.name) == code
        assert country.region in {*countries.REGIONS, ""}


def test_every_country_is_found_by_its_name_in_all_languages_or_the_name_is_ambiguous() -> None:
    wrong = [
        (language, code)
        for language in countries.LANGUAGES
        for code in countries.countries()
        if countries.find(countries.name(code, language)) not in {code, ""}
    ]
    assert wrong == []


def test_a_misspelled_country_has_a_near_one() -> None:
    assert countries.nearest("Swedden")[0] == "Sweden"


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Sweden"), ("sv", "Sverige"), ("ar", "السويد"), ("xx", "Sweden")]
)
def test_a_countrys_name_is_given_in_a_language(language: str, name: str) -> None:
    assert countries.name("SE", language) == name


def test_an_unknown_code_is_its_own_name() -> None:
    assert countries.name("QQ") == "QQ"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("ESEAP", countries.ESEAP),
        ("LAC", countries.LATIN_AMERICA),
        ("MENA", countries.MENA),
        ("CEE", countries.CEE),
        ("SSA", countries.SUB_SAHARAN),
        ("SAARC", countries.SOUTH_ASIA),
        ("NWE", countries.NWE),
        ("United States and Canada", countries.NORTH_AMERICA),
        ("sub-saharan africa", countries.SUB_SAHARAN),
        ("Central and Eastern Europe and Central Asia", countries.CEE),
        ("East, Southeast Asia and Pacific", countries.ESEAP),
        ("Thematic", countries.INTERNATIONAL),
    ],
)
def test_a_region_is_known_by_its_name_and_its_abbreviation(text: str, region: str) -> None:
    assert countries.find_region(text) == region


@pytest.mark.parametrize("text", ["", "Europe", "Asia/Pacific", "Atlantis"])
def test_what_names_no_one_region_is_none(text: str) -> None:
    assert countries.find_region(text) == ""


def test_a_misspelled_region_has_a_near_one() -> None:
    assert countries.nearest_regions("South Asya")[0] == "South Asia"


def test_a_country_has_its_region() -> None:
    assert countries.region_of("IN") == countries.SOUTH_ASIA
    assert countries.region_of("QQ") == ""

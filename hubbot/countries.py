"""Countries and the eight Wikimedia regions: names and ISO codes, read and written.

The list of countries with their regions is the Wikimedia Foundation's canonical data
(https://github.com/wikimedia-research/canonical-data, public domain). Names in other
languages are those of the Unicode CLDR.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from hubbot import names
from hubbot.config import bundled

# Languages whose country names are understood, beside English.
LANGUAGES: Final = ("en", "sv", "fr", "es", "ar")

ESEAP: Final = "East, Southeast Asia, & Pacific"
LATIN_AMERICA: Final = "Latin America & Caribbean"
MENA: Final = "Middle East & North Africa"
CEE: Final = "Central & Eastern Europe & Central Asia"
NORTH_AMERICA: Final = "North America"
NWE: Final = "Northern & Western Europe"
SOUTH_ASIA: Final = "South Asia"
SUB_SAHARAN: Final = "Sub-Saharan Africa"
# The ninth: where groups belong that are tied to a topic, not to a country.
INTERNATIONAL: Final = "International"

REGIONS: Final = (
    CEE,
    ESEAP,
    LATIN_AMERICA,
    MENA,
    NORTH_AMERICA,
    NWE,
    SOUTH_ASIA,
    SUB_SAHARAN,
)

_REGION_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    CEE: (
        "CEE",
        "CEECA",
        "CEE & CA",
        "CEE and Central Asia",
        "Central & Eastern Europe",
        "Central and Eastern Europe and Central Asia",
    ),
    ESEAP: ("ESEAP", "East and Southeast Asia and Pacific", "East, Southeast Asia and the Pacific"),
    LATIN_AMERICA: (
        "LAC",
        "LATAM",
        "Latin America",
        "South/Latin America",
        "Latin America and the Caribbean",
    ),
    MENA: ("MENA", "Middle East and Northern Africa", "Middle East and Africa North"),
    NORTH_AMERICA: ("NA", "USCA", "United States & Canada", "US and Canada", "USA and Canada"),
    NWE: ("NWE", "Northern and Western Europe", "North and West Europe", "Western Europe"),
    SOUTH_ASIA: ("SA", "SAARC"),
    SUB_SAHARAN: ("SSA", "Subsaharan Africa"),
    INTERNATIONAL: ("Thematic", "Thematic group", "Thematic groups", "Global", "Worldwide"),
}

# Spellings that people use beside the names in the list and in CLDR.
_OTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "AE": ("UAE", "Emirates"),
    "BA": ("Bosnia", "Bosnia-Herzegovina"),
    "BN": ("Brunei Darussalam",),
    "BO": ("Plurinational State of Bolivia",),
    "BS": ("The Bahamas",),
    "CD": ("DR Congo", "DRC", "D.R. Congo", "Congo-Kinshasa", "Democratic Republic of Congo"),
    "CG": ("Congo-Brazzaville", "Republic of Congo"),
    "CI": ("Côte d'Ivoire", "Cote d Ivoire"),
    "CN": ("People's Republic of China", "PRC", "Mainland China"),
    "CV": ("Cabo Verde",),
    "CZ": ("Czechia",),
    "FM": ("Micronesia",),
    "GB": ("UK", "U.K.", "Great Britain", "Britain"),
    "GM": ("The Gambia",),
    "HK": ("Hong Kong SAR", "Hongkong"),
    "IE": ("Republic of Ireland",),
    "IR": ("Islamic Republic of Iran",),
    "KG": ("Kyrgyz Republic",),
    "KP": ("DPRK", "Democratic People's Republic of Korea"),
    "KR": ("Republic of Korea",),
    "LA": ("Lao PDR", "Lao People's Democratic Republic"),
    "MD": ("Republic of Moldova",),
    "MK": ("Macedonia", "Republic of North Macedonia", "FYROM"),
    "MM": ("Burma",),
    "MO": ("Macau", "Macao SAR"),
    "NL": ("The Netherlands", "Holland"),
    "PH": ("The Philippines",),
    "PS": ("State of Palestine", "Palestinian Territory", "Palestinian Territories"),
    "RU": ("Russian Federation",),
    "SK": ("Slovak Republic",),
    "SY": ("Syrian Arab Republic",),
    "SZ": ("Swaziland",),
    "TL": ("Timor-Leste",),
    "TR": ("Türkiye", "Turkiye", "Republic of Turkey"),
    "TW": ("Republic of China",),
    "TZ": ("United Republic of Tanzania",),
    "US": ("USA", "U.S.", "U.S.A.", "United States of America", "America"),
    "VA": ("Vatican", "Holy See", "Vatican City State"),
    "VE": ("Bolivarian Republic of Venezuela",),
    "VN": ("Viet Nam",),
}


# Names of two countries each, whichever of them CLDR gives the name to in one language.
_OF_TWO: Final = frozenset({"congo", "korea"})


@dataclass(frozen=True)
class Country:
    """A country or territory: ISO 3166 code, English name, Wikidata item, region."""

    code: str
    name: str
    wikidata: str
    region: str


@cache
def countries() -> Mapping[str, Country]:
    """Return all countries by their ISO 3166 code (two letters; XK for Kosovo)."""
    rows = csv.DictReader(bundled("countries.tsv").splitlines(), delimiter="\t")
    return {
        row["iso_code"]: Country(
            row["iso_code"], row["name"], row["wikidata_id"], row["wikimedia_region"]
        )
        for row in rows
    }


@lru_cache(maxsize=10_000)
def find(text: str) -> str:
    """Return the ISO code of the country that a text names, or "" where none is meant.

    Understood are ISO codes of two or three letters (in any case, if of two), the name
    in English, Swedish, French, Spanish or Arabic, and common other spellings; case,
    accents and punctuation make no difference.
    """
    code = text.strip().upper()
    if code in countries():
        return code
    head, _, tail = text.partition(",")
    wanted, turned = _key(text), _key(f"{tail} {head}")  # "Tanzania, United Republic of"
    if wanted in _OF_TWO:
        return ""
    for known in (_english, _translated):
        found = known().get(wanted) or known().get(turned)
        if found:
            return found
    return _alpha3(text.strip())


def nearest(text: str) -> tuple[str, ...]:
    """Suggest at most three countries, by their English name, for a text that names none."""
    named = [(key, countries()[code].name) for key, code in _english().items() if code]
    return names.nearest(text, named, least=75)


def name(code: str, language: str = "en") -> str:
    """Return a country's name in a language, in English where CLDR has none, else the code."""
    from babel import Locale, UnknownLocaleError

    country = countries().get(code)
    if country is None:
        return code
    if language == "en":
        return country.name
    try:
        return str(Locale.parse(language, sep="-").territories.get(code, country.name))
    except (UnknownLocaleError, ValueError):
        return country.name


def region_of(code: str) -> str:
    """Return the Wikimedia region of a country, or "" for an unknown code."""
    country = countries().get(code)
    return country.region if country else ""


@lru_cache(maxsize=1_000)
def find_region(text: str) -> str:
    """Return the region that a name or an abbreviation means, or "" where none is meant.

    Beside the eight, ``International`` stands for groups without a country.
    """
    return _regions().get(_key(text), "")


def nearest_regions(text: str) -> tuple[str, ...]:
    """Suggest at most three regions for a text that names none."""
    return names.nearest(text, list(_regions().items()), least=70)


def _key(text: str) -> str:
    key = names.key(text)
    key = key.removeprefix("the ")
    return key.replace("st ", "saint ", 1) if key.startswith("st ") else key


@cache
def _english() -> Mapping[str, str]:
    return names.index(
        [(_key(country.name), code) for code, country in countries().items()]
        + [(_key(other), code) for code, others in _OTHER_NAMES.items() for other in others]
    )


@cache
def _translated() -> Mapping[str, str]:
    return names.index(_cldr_names())


def _cldr_names() -> Iterator[tuple[str, str]]:
    from babel import Locale

    for language in LANGUAGES:
        territories = Locale(language).territories
        for code in countries():
            if code in territories:
                yield _key(territories[code]), code


def _alpha3(text: str) -> str:
    """Read a code of three letters or one out of use; small letters are no code."""
    from babel.core import get_global

    replaced = get_global("territory_aliases").get(text, ())
    return replaced[0] if len(replaced) == 1 and replaced[0] in countries() else ""


@cache
def _regions() -> Mapping[str, str]:
    return names.index(
        [(_key(region), region) for region in (*REGIONS, INTERNATIONAL)]
        + [(_key(other), region) for region, others in _REGION_NAMES.items() for other in others]
    )

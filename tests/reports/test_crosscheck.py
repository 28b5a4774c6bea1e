"""Every number, counted again straight from the records in plain Python.

A number of interviews in any report is the number of rows that the report ``interviews``
has with the same filters.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable, Iterator

import pytest

from hubbot import config
from hubbot.records import (
    Affiliate,
    Code,
    Codebook,
    Dataset,
    Interview,
    Mention,
    PageRef,
    Partnership,
    Person,
    Theme,
)
from hubbot.reports import REGISTRY, ReportContext, build, context_of, parse_options
from hubbot.values import Cell, Count, Link, Number, Row, Sections, Share, Table, Text, Value

REGIONS = {
    "GH": "Sub-Saharan Africa",
    "SE": "Northern & Western Europe",
    "IN": "South Asia",
    "": "",
}
TYPES = ("User Group", "Chapter", "Thematic Organization")
NEEDS, SUPPORT = ("n1", "n2", "n3", "n4"), ("s1", "s2")
THEMES = {"n1": "t1", "n2": "t1", "n3": "t2", "n4": "gone", "s1": "t1", "s2": "t2"}


def made(seed: int, size: int = 60) -> Dataset:
    pick = random.Random(seed)  # noqa: S311 - made-up data need no secret
    affiliates = tuple(
        Affiliate(
            code=f"A{index}",
            name=f"Affiliate {index}",
            org_type=pick.choice(TYPES),
            country=(country := pick.choice([*REGIONS])),
            region=REGIONS[country],
            recognition=pick.choice(["recognised", "derecognised"]),
        )
        for index in range(12)
    )
    codes = tuple(
        Code(code=code, theme=theme, kind="need" if code in NEEDS else "support", label=code)
        for code, theme in THEMES.items()
    )
    interviews = tuple(_interview(pick, index, affiliates) for index in range(size))
    themes = (Theme(code="t1", label="T1"), Theme(code="t2", label="T2"))
    return Dataset(
        interviews=interviews,
        affiliates=affiliates,
        codebook=Codebook(themes=themes, codes=codes),
    )


def _interview(pick: random.Random, index: int, affiliates: tuple[Affiliate, ...]) -> Interview:
    affiliate = pick.choice([*affiliates, None])
    country = pick.choice([affiliate.country if affiliate else "", "GH"])
    date = dt.date(2020, 1, 1) + dt.timedelta(days=pick.randrange(1200))
    needs = pick.sample([*NEEDS, "wild", "s1"], pick.randrange(4))
    support = pick.sample([*SUPPORT, "odd"], pick.randrange(3))
    return Interview(
        page=PageRef(title=f"Interview {index:03}"),
        affiliate=affiliate.code if affiliate else "",
        respondent=pick.choice(["affiliate", "affiliate", "individual", "thematic group"]),
        date=pick.choice([date, date, None]),
        language="en",
        country=country,
        region=REGIONS[country],
        needs=tuple(needs),
        support=tuple(support),
        mentions=tuple(Mention(kind="need", code=code, words="w") for code in needs[:1] * 2),
        people_unnamed=pick.randrange(2),
        interviewees=(Person(name=f"Person {pick.randrange(20)}"),),
        partnerships=tuple(
            Partnership(
                partner=f"Partner {pick.randrange(9)}",
                type=pick.choice(["museum", "library", ""]),
                status=pick.choice(["current", "past"]),
            )
            for _ in range(pick.randrange(3))
        ),
    )


DATA = made(1)
CONTEXT = context_of(DATA, config.defaults())
AFFILIATES = {affiliate.code: affiliate for affiliate in DATA.affiliates}


def org_type(one: Interview) -> str:
    return AFFILIATES[one.affiliate].org_type if one.affiliate else ""


def named(one: Interview, kind: str) -> set[str]:
    return set(one.needs if kind == "need" else one.support)


def known(one: Interview, kind: str) -> set[str]:
    return named(one, kind) & set(NEEDS if kind == "need" else SUPPORT)


def all_known(one: Interview) -> set[str]:
    return known(one, "need") | known(one, "support")


def themes(one: Interview) -> set[str]:
    unknown = bool((named(one, "need") | named(one, "support")) - all_known(one))
    wrong_kind = bool(named(one, "need") & set(SUPPORT))
    found = {THEMES[code] for code in all_known(one)}
    gone = {"unknown"} if unknown or wrong_kind or "gone" in found else set()
    return (found - {"gone"}) | gone


Keeps = Callable[[Interview], bool]
GRID: dict[str, list[tuple[str, Keeps]]] = {
    "region": [
        ("South Asia", lambda one: one.region == "South Asia"),
        ("unknown, SSA", lambda one: one.region in ("", "Sub-Saharan Africa")),
    ],
    "country": [("Ghana", lambda one: one.country == "GH")],
    "org_type": [
        ("chapter", lambda one: org_type(one) == "Chapter"),
        ("unknown", lambda one: org_type(one) == ""),
    ],
    "respondent": [("individual", lambda one: one.respondent == "individual")],
    "theme": [
        ("t1", lambda one: "t1" in themes(one)),
        ("t2, unknown", lambda one: bool({"t2", "unknown"} & themes(one))),
    ],
    "code": [
        ("n1, s2", lambda one: bool({"n1", "s2"} & all_known(one))),
        ("n1 + n2", lambda one: all_known(one) >= {"n1", "n2"}),
    ],
    "since": [("2021", lambda one: one.date is not None and one.date >= dt.date(2021, 1, 1))],
    "until": [("2021-06", lambda one: one.date is not None and one.date <= dt.date(2021, 6, 30))],
}


def grid() -> Iterator[tuple[dict[str, str], list[Keeps]]]:
    yield {}, []
    single = [(name, text, keeps) for name, all_of in GRID.items() for text, keeps in all_of]
    for name, text, keeps in single:
        yield {name: text}, [keeps]
    for one, other in itertools.combinations(single, 2):
        if one[0] != other[0]:
            yield {one[0]: one[1], other[0]: other[1]}, [one[2], other[2]]


CASES = [
    pytest.param(*case, id="&".join(f"{k}={v}" for k, v in case[0].items())) for case in grid()
]


def value(key: str, parameters: dict[str, str], context: ReportContext = CONTEXT) -> Value:
    options, faults = parse_options(parameters, REGISTRY[key], DATA.codebook)
    assert faults == ()
    return build(key, options, context)


def rows(key: str, parameters: dict[str, str]) -> tuple[Row, ...]:
    """Build a report that is one table; one with nothing to show has no rows."""
    found = value(key, parameters)
    return found.rows if isinstance(found, Table) else ()


def said(cell: Cell) -> str:
    assert isinstance(cell, Text | Link)
    return cell.text


def kept(keeps: list[Keeps]) -> list[Interview]:
    return [one for one in DATA.interviews if all(keep(one) for keep in keeps)]


def numbers(table: Value) -> dict[str, list[int]]:
    """Read a table of codes: the numbers of each row by its heading."""
    assert isinstance(table, Table)
    return {
        row.cells[0].text: [cell.value for cell in row.cells[1:] if isinstance(cell, Count)]
        for row in table.rows
        if isinstance(row.cells[0], Text)
    }


@pytest.mark.parametrize(("parameters", "keeps"), CASES)
def test_the_interviews_listed_are_those_that_pass(
    parameters: dict[str, str], keeps: list[Keeps]
) -> None:
    titles = sorted(said(row.cells[0]) for row in rows("interviews", parameters))
    assert titles == [one.page.title for one in kept(keeps)]
    assert value("interviews", parameters).interviews == len(kept(keeps))


@pytest.mark.parametrize(("parameters", "keeps"), CASES)
@pytest.mark.parametrize(("kind", "key"), [("need", "needs"), ("support", "support")])
def test_codes_are_counted_by_interviews(
    parameters: dict[str, str], keeps: list[Keeps], kind: str, key: str
) -> None:
    base = kept(keeps)
    for row in rows(f"{key}-by-theme", parameters):
        code = said(row.cells[0])
        expected = (
            [one for one in base if named(one, kind) - known(one, kind)]
            if code == "unknown code"
            else [one for one in base if code in known(one, kind)]
        )
        assert (code, row.cells[2]) == (code, Count(len(expected)))
        assert row.cells[3] == Share(len(expected), len(base))
        participants = {
            one.affiliate for one in expected if one.respondent == "affiliate" and one.affiliate
        }
        assert row.cells[4] == Count(len(participants))


@pytest.mark.parametrize(("parameters", "keeps"), CASES)
def test_codes_are_counted_by_region_kind_and_year(
    parameters: dict[str, str], keeps: list[Keeps]
) -> None:
    base = kept(keeps)
    ways: list[tuple[str, Callable[[Interview], str]]] = [
        ("needs-by-region", lambda one: one.region),
        ("needs-by-type", org_type),
        ("needs-over-time", lambda one: str(one.date.year) if one.date else ""),
    ]
    for key, of in ways:
        table = value(key, parameters)
        if not isinstance(table, Table):
            continue
        labels = {"User group": "User Group", "Thematic organization": "Thematic Organization"}
        heads = [labels.get(column.label, column.label) for column in table.columns[1:-1]]
        heads = ["" if head == "unknown" else head for head in heads]
        for name, row in numbers(table).items():
            naming = [one for one in base if _names(one, name)]
            assert row[-1] == len(naming)
            assert row[:-1] == [sum(of(one) == head for one in naming) for head in heads]


def _names(one: Interview, name: str) -> bool:
    if name == "All interviews":
        return True
    if name == "unknown code":
        return bool(named(one, "need") - known(one, "need"))
    return name in known(one, "need")


@pytest.mark.parametrize(("parameters", "keeps"), CASES)
def test_single_numbers_agree(parameters: dict[str, str], keeps: list[Keeps]) -> None:
    base = kept(keeps)
    codes = parameters.get("code"), parameters.get("theme")
    expected = {
        "interviews": len(base),
        "people": sum(one.people_unnamed for one in base)
        + len({person.name for one in base for person in one.interviewees}),
        "affiliates": len(
            {one.affiliate for one in base if one.respondent == "affiliate" and one.affiliate}
        ),
        "countries": len({one.country for one in base if one.country}),
        "partnerships": len(
            {
                (one.affiliate or one.page.title, partnership.partner)
                for one in base
                for partnership in one.partnerships
            }
        ),
    }
    if codes == (None, None):
        expected["needs"] = sum(len(named(one, "need")) for one in base)
    for of, number in expected.items():
        found = value("count", {"of": of, **parameters})
        assert isinstance(found, Number)
        assert (of, found.value) == (of, number)


@pytest.mark.parametrize(("parameters", "keeps"), CASES)
def test_totals_of_partnerships_are_the_number_of_partnerships(
    parameters: dict[str, str], keeps: list[Keeps]
) -> None:
    total = value("count", {"of": "partnerships", **parameters})
    assert isinstance(total, Number)
    for key in ("partnerships-by-type", "partnerships-by-region"):
        found = numbers(value(key, parameters))
        assert found["Total"][-1] == total.value
        sums = [
            sum(column)
            for column in zip(*(found[name] for name in found if name != "Total"), strict=True)
        ]
        assert sums == found["Total"]


@pytest.mark.parametrize("code", ["n1", "n3", "s1", "s2"])
def test_a_code_row_is_followed_by_filtering_for_the_code(code: str) -> None:
    key = "needs-by-theme" if code in NEEDS else "support-by-theme"
    row = next(row for row in rows(key, {}) if row.cells[0] == Text(code))
    assert row.cells[2] == Count(len(rows("interviews", {"code": code})))


@pytest.mark.parametrize(("kind", "key"), [("need", "needs"), ("support", "support")])
def test_the_row_of_unknown_codes_is_followed_by_filtering_for_them(kind: str, key: str) -> None:
    row = rows(f"{key}-by-theme", {})[-1]
    assert row.cells[2] == Count(len(rows("interviews", {"code": f"unknown {kind}"})))


def test_a_pair_is_followed_by_filtering_for_both_codes() -> None:
    for row in rows("needs-together", {}):
        one, other = map(said, row.cells[:2])
        assert row.cells[2] == Count(len(rows("interviews", {"code": f"{one} + {other}"})))


def test_coverage_counts_recognised_affiliates_that_took_part() -> None:
    coverage = value("coverage", {})
    assert isinstance(coverage, Sections)
    recognised = [affiliate for affiliate in DATA.affiliates if affiliate.recognised]
    took_part = {one.affiliate for one in DATA.interviews if one.respondent == "affiliate"}
    done = [affiliate for affiliate in recognised if affiliate.code in took_part]
    for section in coverage.sections:
        assert numbers(section.value)["Total"] == [len(recognised), len(done)]
    assert len(rows("coverage-gaps", {})) == len(recognised) - len(done)

"""Reading the register of affiliates."""

import datetime as dt
import time
from pathlib import Path

import pytest

from hubbot.errors import SourceError
from hubbot.parse.register import parse_register
from hubbot.problems import Problem
from hubbot.records import Affiliate, PageRevision

DATA = Path(__file__).parents[1] / "data" / "registers"
TITLE = "Module:Organizational Informations"


def read(text: str) -> tuple[dict[str, Affiliate], tuple[Problem, ...]]:
    affiliates, problems = parse_register(PageRevision(title=TITLE, text=text, revision_id=7))
    return {affiliate.name: affiliate for affiliate in affiliates}, problems


@pytest.fixture(scope="module")
def register() -> tuple[dict[str, Affiliate], tuple[Problem, ...]]:
    return read((DATA / "every_oddity.lua").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def affiliates(
    register: tuple[dict[str, Affiliate], tuple[Problem, ...]],
) -> dict[str, Affiliate]:
    return register[0]


@pytest.fixture(scope="module")
def problems(
    register: tuple[dict[str, Affiliate], tuple[Problem, ...]],
) -> tuple[Problem, ...]:
    return register[1]


def test_a_whole_entry_gives_a_whole_affiliate(affiliates: dict[str, Affiliate]) -> None:
    alderland = affiliates["Wikimedia Alderland"]
    assert alderland.code == "WMAL"
    assert alderland.org_type == "Chapter"
    assert alderland.country == "SE"
    assert alderland.country_as_written == "Sweden"
    assert alderland.region == "Northern & Western Europe"
    assert alderland.recognised
    assert alderland.page == "Wikimedia Alderland"
    assert alderland.agreement_date == dt.date(2015, 9, 12)
    assert alderland.source is not None
    assert alderland.source.revision_id == 7


def test_contacts_are_in_nothing_that_is_read(
    register: tuple[dict[str, Affiliate], tuple[Problem, ...]],
) -> None:
    assert "rivate" not in repr(register)


@pytest.mark.parametrize(
    "name",
    [
        "Wikimedians of L'Estuaire User Group",
        "Group of the \\ Backslash",
        "Lighthouse & Harbour Wikimedians",
        "Wikimedians of the Bracketed Keys",
        "Wikimedia Ålgrund",
        "Wikimedians of One Line",
    ],
)
def test_a_name_is_read_however_lua_writes_it(name: str, affiliates: dict[str, Affiliate]) -> None:
    assert name in affiliates


@pytest.mark.parametrize(
    ("name", "recognition"),
    [
        ("Wikimedians of L'Estuaire User Group", "recognised"),
        ("Group of the \\ Backslash", "recognised"),
        ("Wikimedians of the Weir", "suspended"),
        ("Wikimedians of the Unique Id", ""),
    ],
)
def test_a_recognition_is_read_with_s_and_with_z(
    name: str, recognition: str, affiliates: dict[str, Affiliate]
) -> None:
    assert affiliates[name].recognition == recognition


def test_derecognised_with_z_is_not_recognised() -> None:
    found, _ = read("return { { group_name = 'Mill', recognition_status = 'Derecognized' } }")
    assert found["Mill"].recognition == "derecognised"
    assert not found["Mill"].recognised


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Wikimedians of L'Estuaire User Group", "CI"),
        ("Group of the \\ Backslash", "US"),
        ("Wikimedians of the Weir", "TZ"),
        ("Wikimedians of the Bracketed Keys", "ML"),
        ("Wikimedia Ålgrund", "AX"),
        ("Lighthouse & Harbour Wikimedians", ""),
    ],
)
def test_a_country_becomes_its_code(
    name: str, country: str, affiliates: dict[str, Affiliate]
) -> None:
    assert affiliates[name].country == country


def test_a_group_without_a_country_keeps_the_region_international(
    affiliates: dict[str, Affiliate],
) -> None:
    assert affiliates["Lighthouse & Harbour Wikimedians"].region == "International"


def test_the_registers_region_helps_where_it_is_one_wikimedia_region(
    affiliates: dict[str, Affiliate],
) -> None:
    assert affiliates["Wikimedians of the Unique Id"].region == "Latin America & Caribbean"


def test_the_registers_europe_is_no_wikimedia_region() -> None:
    found, _ = read("return { { group_name = 'Mill', region = 'Europe' } }")
    assert found["Mill"].region == ""


def test_a_kind_of_organization_gets_the_registers_own_spelling(
    affiliates: dict[str, Affiliate],
) -> None:
    assert affiliates["Lighthouse & Harbour Wikimedians"].org_type == "Thematic Organization"
    assert affiliates["Group of the \\ Backslash"].org_type == "User Group"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Wikimedians of the Nameless Code", "Wikimedians of the Nameless Code"),
        ("Wikimedians of the Unique Id", "UG008"),
    ],
)
def test_an_entry_without_a_code_goes_by_another_identifier(
    name: str, code: str, affiliates: dict[str, Affiliate]
) -> None:
    assert affiliates[name].code == code


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("Wikimedia Ålgrund", "Wikimedia Älgrund"),
        ("Wikimedians of the Bracketed Keys", "Wikimedians of the Bracketed Keys"),
        ("Wikimedians of One Line", "Wikimedians of One Line"),
    ],
)
def test_a_page_is_the_one_linked_on_meta_else_named_like_the_group(
    name: str, page: str, affiliates: dict[str, Affiliate]
) -> None:
    assert affiliates[name].page == page


@pytest.mark.parametrize(
    ("code", "parameter", "value"),
    [
        ("unknown-country", "group_country", "Portugall"),
        ("invalid-value", "org_type", "Clubb"),
        ("invalid-value", "recognition_status", "dormant"),
        ("invalid-date", "agreement_date", "31/02/2020"),
    ],
)
def test_a_value_that_means_nothing_is_a_problem_and_costs_itself_only(
    code: str,
    parameter: str,
    value: str,
    affiliates: dict[str, Affiliate],
    problems: tuple[Problem, ...],
) -> None:
    assert "Wikimedians of Nowhere" in affiliates
    (found,) = [one for one in problems if one.parameter == parameter]
    assert (found.code, found.value, found.page) == (code, value, TITLE)
    text = (DATA / "every_oddity.lua").read_text(encoding="utf-8").splitlines()
    assert found.line is not None
    assert value in text[found.line - 1]


def test_a_misspelled_country_gets_a_suggestion(problems: tuple[Problem, ...]) -> None:
    (found,) = [one for one in problems if one.code == "unknown-country"]
    assert found.suggestions[0] == "Portugal"


def test_two_groups_with_one_code_are_both_kept_under_codes_of_their_own(
    affiliates: dict[str, Affiliate], problems: tuple[Problem, ...]
) -> None:
    assert affiliates["Wikimedia Alderland"].code == "WMAL"
    assert affiliates["Wikimedia Alder Valley"].code == "UG013"
    found = [one for one in problems if one.code == "duplicate-code" and one.value == "WMAL"]
    assert [one.details for one in found] == [("Wikimedia Alderland", "Wikimedia Alder Valley")]


def test_of_one_group_listed_twice_the_recognised_entry_is_kept(
    affiliates: dict[str, Affiliate], problems: tuple[Problem, ...]
) -> None:
    assert "Wikimedians of the Old Mill" not in affiliates
    assert affiliates["Wikimedians of the old mill"].recognised
    assert "DERE" in [one.value for one in problems if one.code == "duplicate-code"]


def test_an_entry_that_would_have_to_be_run_is_unreadable(
    affiliates: dict[str, Affiliate], problems: tuple[Problem, ...]
) -> None:
    assert "Wikimedians of the Function Call" not in affiliates
    (found,) = [one for one in problems if one.code == "register-entry-unreadable"]
    assert found.value == "Wikimedians of the Function Call"


def test_codes_are_unique(affiliates: dict[str, Affiliate]) -> None:
    codes = [affiliate.code for affiliate in affiliates.values()]
    assert len(codes) == len(set(codes)) == 13


# A broken entry costs that entry

ENTRY = "\t{{\n\t\taffiliate_code = '{0}',\n\t\tgroup_name = '{1}',\n\t\tdm_structure = {{\n"
ENTRY += "\t\t\t'Board',\n\t\t}},\n{2}\t}},\n"


def entry(code: str, name: str, more: str = "") -> str:
    return ENTRY.format(code, name, more)


ALPHA, GAMMA = entry("A", "Alpha"), entry("C", "Gamma", "\t\tgroup_country = 'Mali',\n")


@pytest.mark.parametrize(
    "broken",
    [
        entry("B", "Beta's"),
        entry("B", "Beta", "\t\torg_type = 'Chapter,\n"),
        entry("B", "Beta", "\t\torg_type = 'Chapter' region = 'Europe',\n"),
        entry("B", "Beta", "\t\torg_type = ,\n"),
        entry("B", "Beta", "\t\torg_type = 'a { b', ??\n"),
        entry("B", "Beta")[: -len("\t},\n")],
        entry("B", "Beta").replace("\t\t},\n", ""),
        entry("B", "Beta") + "\t}},\n",
        "\t'no table',\n",
    ],
)
def test_a_broken_entry_costs_that_entry_only(broken: str) -> None:
    found, problems = read(f"return {{\n{ALPHA}{broken}{GAMMA}}}\n")
    assert {"Alpha", "Gamma"} <= set(found)
    assert found["Gamma"].country == "ML"
    unreadable = [one for one in problems if one.code == "register-entry-unreadable"]
    assert len(unreadable) == (0 if "Beta" in found else 1)


def test_a_string_that_runs_into_the_next_line_is_broken_as_in_lua() -> None:
    found, problems = read("return { { group_name = 'Alpha\nBeta' }, { group_name = 'Gamma' } }")
    assert set(found) == {"Gamma"}
    assert [one.code for one in problems] == ["register-entry-unreadable"]


DAMAGES = ["", "'", '"', "{", "}", ",", "\\", "\n", "[["]


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_wrong_character_costs_no_other_entry(damage: str) -> None:
    """Damage every place of the middle entry, its last line break aside, that joins two lines."""
    beta = entry("B", "Beta\\'s", "\t\texplanation = 'a { and -- more',\n")
    whole, _ = read(f"return {{\n{ALPHA}{beta}{GAMMA}}}")
    for place in range(len(beta) - 1):
        damaged = beta[:place] + damage + beta[place + 1 :]
        found, problems = read(f"return {{\n{ALPHA}{damaged}{GAMMA}}}")
        assert (found.get("Alpha"), found.get("Gamma")) == (whole["Alpha"], whole["Gamma"])
        assert len(found) == 3 or "register-entry-unreadable" in {one.code for one in problems}


def test_a_broken_entry_is_named_with_its_line_and_its_name() -> None:
    _, problems = read(f"return {{\n{ALPHA}{entry('B', 'Beta', 'x = ,')}{GAMMA}}}\n")
    (found,) = problems
    assert (found.line, found.code, found.value) == (9, "register-entry-unreadable", "Beta")


def test_lines_are_right_behind_a_broken_entry() -> None:
    late = entry("D", "Delta", "\t\torg_type = 'Clubb',\n")
    text = f"return {{\n{entry('B', 'Beta', 'x = ,')}{late}}}\n"
    _, problems = read(text)
    (found,) = [one for one in problems if one.code == "invalid-value"]
    assert found.line is not None
    assert "Clubb" in text.splitlines()[found.line - 1]


def test_a_missing_comma_between_entries_costs_nothing() -> None:
    found, problems = read(f"return {{\n{ALPHA.rstrip().rstrip(',')}\n{GAMMA}}}\n")
    assert set(found) == {"Alpha", "Gamma"}
    assert problems == ()


def test_a_missing_last_brace_costs_nothing() -> None:
    found, problems = read(f"return {{\n{ALPHA}{GAMMA}")
    assert set(found) == {"Alpha", "Gamma"}
    assert problems == ()


@pytest.mark.parametrize(
    "text", ["", "return {}", "return { { } }", "print('x')", "{{{{", "return { {", "return 'x'"]
)
def test_a_register_without_a_readable_entry_is_an_error_and_no_empty_list(text: str) -> None:
    with pytest.raises(SourceError, match="holds no entry that can be read"):
        read(text)


def test_two_hundred_entries_are_read_in_a_moment() -> None:
    long = "\t\texplanation = '" + "words and more words " * 80 + "',\n"
    text = "return {\n" + "".join(entry(f"C{n}", f"G {n}", long) for n in range(200)) + "}\n"
    start = time.process_time()
    found, _ = read(text)
    assert len(found) == 200
    assert time.process_time() - start < 1

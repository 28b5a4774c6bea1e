"""What single reports promise."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

import pytest

from hubbot import config
from hubbot.messages import messages
from hubbot.problems import Problem
from hubbot.records import Affiliate, Answer, Code, Codebook, Dataset, Interview, PageRef, Theme
from hubbot.render import to_html, to_wikitext
from hubbot.reports import REGISTRY, build, context_of, parse_options
from hubbot.reports.suggestions import MOST
from hubbot.reports.words import quoted
from hubbot.values import ChartValue, Empty, Link, Listing, Map, Sections, Table, Value
from tests.reports.small import DATASET, INTERVIEWS

CHARTS = dataclasses.replace(
    config.defaults(), run=dataclasses.replace(config.defaults().run, charts=True)
)
EMPTY = Dataset()


def made(
    key: str,
    dataset: Dataset = DATASET,
    own: Mapping[str, str] | None = None,
    settings: config.Config | None = None,
    **parameters: str,
) -> Value:
    options, faults = parse_options({**(own or {}), **parameters}, REGISTRY[key], dataset.codebook)
    assert faults == ()
    return build(key, options, context_of(dataset, settings or config.defaults()))


def body(
    key: str, dataset: Dataset = DATASET, own: Mapping[str, str] | None = None, **parameters: str
) -> str:
    return to_wikitext(made(key, dataset, own, None, **parameters))


def ways(key: str) -> list[dict[str, str]]:
    """List a report's own parameters, one at a time, with each of their values."""
    return [{}, *({one.name: choice} for one in REGISTRY[key].own for choice in one.choices)]


@pytest.mark.parametrize("key", REGISTRY)
def test_a_report_of_nothing_says_so_or_counts_nothing(key: str) -> None:
    text = body(key, EMPTY)
    if key in ("count", "status", "coverage") or key.startswith("partnerships-by"):
        assert "0" in text
    else:
        assert messages("en").text(REGISTRY[key].empty) in text


@pytest.mark.parametrize("key", REGISTRY)
def test_a_report_comes_out_the_same_whatever_the_order_of_the_data(key: str) -> None:
    shuffled = dataclasses.replace(
        DATASET,
        affiliates=DATASET.affiliates[::-1],
        problems=DATASET.problems[::-1],
    )
    assert body(key, shuffled) == body(key)


@pytest.mark.parametrize("key", REGISTRY)
def test_no_person_is_named_in_a_report(key: str) -> None:
    for own in ways(key):
        text = body(key, own=own)
        for name in ("Ada", "AdaI", "Bo Made-Up", "Cy Nowhere"):
            assert name not in text


@pytest.mark.parametrize("key", REGISTRY)
def test_withdrawn_interviews_are_in_no_report(key: str) -> None:
    withdrawn = dataclasses.replace(DATASET, interviews=(), withdrawn=INTERVIEWS, problems=())
    nothing = dataclasses.replace(DATASET, interviews=(), problems=())
    assert body(key, withdrawn) == body(key, nothing)


@pytest.mark.parametrize("key", REGISTRY)
def test_words_that_are_held_back_are_in_no_report(key: str) -> None:
    for own in ways(key):
        text = body(key, own=own)
        assert "kept back" not in text
        assert "These words" not in text


def test_quotes_with_an_unreadable_wish_are_held_back() -> None:
    odd = dataclasses.replace(INTERVIEWS[0], quotes="only with my name")
    assert isinstance(made("quotes", dataclasses.replace(DATASET, interviews=(odd,))), Empty)


@pytest.mark.parametrize("key", [key for key in REGISTRY if key != "count"])
@pytest.mark.parametrize("language", ["sv", "fr", "es", "ar"])
def test_a_report_speaks_the_language_of_its_block(key: str, language: str) -> None:
    text = body(key, lang=language)
    assert f'lang="{language}"' in text
    caption = "caption-needs-by-theme" if key == "chart" else f"caption-{key}"
    assert messages(language).text(caption).split(" ")[0] in text


def test_codes_and_themes_are_named_in_the_language_of_the_block_or_in_english() -> None:
    text = body("needs-by-theme", lang="ar")
    assert "التدريب" in text
    assert "Legal advice" in text


def test_a_block_without_a_language_speaks_the_language_of_the_wiki() -> None:
    options, _ = parse_options({}, REGISTRY["themes"])
    context = context_of(DATASET, config.defaults(), language="fr")
    assert "Besoins" in to_wikitext(build("themes", options, context))


def test_a_caption_of_ones_own_keeps_the_base() -> None:
    value = made("needs-by-theme", caption="Mine | all mine")
    assert isinstance(value, Table)
    assert (value.caption, value.base) == ("Mine | all mine", "Base: 7 interviews")


def test_the_caption_names_the_filters_and_the_undated_interviews() -> None:
    value = made("needs-by-theme", since="2022", region="MENA, NWE", code="money+legal, training")
    assert value.base == (
        "Base: 1 interview; region: Middle East & North Africa, Northern & Western Europe;"
        " code: Legal advice + Funding, Training; from January 1, 2022;"
        " 1 interview without a date is left out"
    )


def test_the_caption_names_codes_outside_the_codebook_in_the_language_of_the_block() -> None:
    base = made("interviews", code="unknown, unknown need", lang="sv").base
    assert base.endswith("kod: okänd kod, okänd kod (Behov)")


def test_interviews_without_a_date_fall_out_of_a_period_and_are_counted() -> None:
    value = made("interviews", until="2021")
    assert isinstance(value, Table)
    assert len(value.rows) == 2
    assert "2 interviews without a date are left out" in value.base


def test_a_limit_says_what_it_left_out() -> None:
    value = made("interviews", limit="5")
    assert isinstance(value, Table)
    assert (len(value.rows), value.notes) == (5, ("2 more are not shown.",))


def test_a_limit_leaves_the_row_of_unknown_codes() -> None:
    value = made("needs-by-theme", limit="1")
    assert isinstance(value, Table)
    assert [row.last for row in value.rows] == [False, True]


def test_an_affiliate_with_two_interviews_is_listed_once_with_both_dates() -> None:
    text = body("affiliates")
    assert text.count("|Wikimedians of Alderney]]") == 1
    assert "October 15, 2021]], [[" in text


def test_thematic_groups_are_listed_only_where_they_are_asked_for() -> None:
    assert "Wiki Music Circle" not in body("affiliates")
    assert "Wiki Music Circle" in body("affiliates", thematic="yes")


def test_an_affiliate_without_a_region_is_listed_under_unknown() -> None:
    nowhere = Affiliate(code="X", name="Somewhere Group")
    interview = Interview(page=PageRef(title="P"), affiliate="X", respondent="affiliate")
    text = body("affiliates", Dataset(interviews=(interview,), affiliates=(nowhere,)))
    assert "* unknown (1)\n** [[:Somewhere Group|Somewhere Group]]" in text


def test_a_country_with_two_affiliates_is_on_the_map_once() -> None:
    value = made("affiliates-map")
    assert isinstance(value, Map)
    both = (
        *INTERVIEWS,
        Interview(page=PageRef(title="Z"), affiliate="WM-GHX", respondent="affiliate"),
    )
    assert made("affiliates-map", dataclasses.replace(DATASET, interviews=both)).interviews == 8
    again = made("affiliates-map", dataclasses.replace(DATASET, interviews=both))
    assert isinstance(again, Map)
    assert again.items == value.items


def test_an_affiliate_that_is_not_on_the_map_is_counted_below_it() -> None:
    music = dataclasses.replace(INTERVIEWS[3], respondent="affiliate")
    value = made("affiliates-map", dataclasses.replace(DATASET, interviews=(music, INTERVIEWS[0])))
    assert isinstance(value, Map)
    assert value.notes == ("1 affiliate without a country is not on the map.",)


def test_without_kartographer_the_countries_are_listed() -> None:
    context = context_of(DATASET, config.defaults(), extensions=frozenset({"Cite"}))
    options, _ = parse_options({}, REGISTRY["affiliates-map"])
    value = build("affiliates-map", options, context)
    assert isinstance(value, Listing)
    assert "* Ghana\n* Guernsey\n* Sweden\n* Yemen" in to_wikitext(value)


def test_codes_without_interviews_are_shown_with_nought() -> None:
    assert '! scope="row" | Office and staff\n| Funding and staff\n| 0\n' in body("needs-by-theme")


def test_a_partnership_named_in_two_interviews_counts_once_with_the_newer_status() -> None:
    value = made("partnerships")
    assert isinstance(value, Table)
    assert len(value.rows) == 4
    row = body("partnerships").split("Alderney museum]")[1].split("|-")[0]
    assert "| Past\n" in row
    assert "scanning, edit-a-thons" in row


def test_a_long_table_is_split_by_theme() -> None:
    themes = (Theme(code="a", label="A"), Theme(code="b", label="B"))
    codes = tuple(
        Code(code=f"{theme}{index}", label=f"{theme}{index}", theme=theme)
        for theme in "ab"
        for index in range(40)
    )
    value = made("needs-by-region", Dataset(codebook=Codebook(themes=themes, codes=codes)))
    assert isinstance(value, Sections)
    assert [section.value.caption for section in value.sections] == ["A", "B"]
    tables = [section.value for section in value.sections if isinstance(section.value, Table)]
    assert [len(table.rows) for table in tables] == [41, 41]


def test_a_chart_is_called_where_the_wiki_has_charts() -> None:
    value = made("chart", settings=CHARTS, of="coverage")
    assert isinstance(value, ChartValue)
    base = config.defaults().pages.reports_base
    assert f"{{{{#chart:{base}/coverage.chart}}}}" in to_wikitext(value)


def test_a_chart_of_a_selection_is_drawn_as_bars() -> None:
    assert isinstance(made("chart", settings=CHARTS, region="SSA"), Table)


def test_the_longest_bar_is_as_long_as_can_be() -> None:
    assert "width: 100%" in body("chart", of="needs-by-region")


def test_themes_stand_side_by_side_with_the_most_mentioned_first() -> None:
    text = body("themes", numbers="no")
    assert "=== Funding and staff ===" in text
    assert "|\n# Funding\n# Office and staff\n|\n# Fundraising support\n|}" in text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("plain words", "“plain words”"),
        ('"straight"', "“straight”"),
        ("«French»", "“French”"),
        ("‘It’s fine’", "“It’s fine”"),
        ('"one" and "two"', '"one" and "two"'),
        ('She said "yes"', '“She said "yes"”'),
        ("two\nlines", "“two lines”"),
        ('"', '“"”'),
        ('"The stop outside".', "“The stop outside.”"),
        ("„deutsch“", "“deutsch”"),
        ("« espaces »", "“espaces”"),
    ],
)
def test_words_in_quotation_marks_are_not_quoted_twice(words: str, shown: str) -> None:
    assert quoted(words, "“$1”") == shown


def test_quotes_name_their_source_only_where_it_is_asked_for() -> None:
    assert "[[" not in body("quotes")
    assert "|Alderney]], October 15, 2021" in body("quotes", source="yes")


def test_a_quote_is_shown_under_each_of_its_codes_and_once_under_each() -> None:
    assert body("quotes").count("Power cuts every day.") == 1


def test_problems_of_blocks_stand_beside_those_of_the_data() -> None:
    block = Problem("A page", 4, "block-edited-by-hand", details=("count",))
    context = context_of(DATASET, config.defaults(), block_problems=(block,))
    options, _ = parse_options({}, REGISTRY["problems"])
    text = to_wikitext(build("problems", options, context))
    assert "[[:A page|A page]] – [[Special:EditPage/A page|edit]]\n** warning, line 4:" in text
    assert "empty the space between the two markers" in text
    assert "Did you mean: money?" in text


def test_problems_can_be_narrowed_to_the_grave_ones() -> None:
    assert isinstance(made("problems", severity="error"), Empty)


def test_the_state_tells_the_time_of_the_newest_source() -> None:
    assert "March 7, 2022, 12&#58;30 UTC" in body("status")


def test_the_state_names_no_time_where_nothing_was_read() -> None:
    assert "As of" not in body("status", EMPTY)


def test_reports_are_written_for_the_site_too() -> None:
    text = str(to_html(made("interviews"), page_url=lambda title: f"/{title}"))
    assert text.count("<tr>") == 8
    assert "Circle of | players" in text


def test_a_filter_by_date_takes_in_its_last_day() -> None:
    value = made("interviews", since="2021-10-15", until="2021-10-15")
    assert value.interviews == 1
    assert INTERVIEWS[0].date == dt.date(2021, 10, 15)


@pytest.mark.parametrize(
    ("key", "sort"), [(key, sort) for key, one in REGISTRY.items() for sort in one.sorts]
)
def test_every_order_shows_the_same_rows(key: str, sort: str) -> None:
    def lines(text: str) -> list[str]:
        return sorted(line.lstrip("*") for line in text.splitlines() if not line.endswith(")"))

    assert lines(body(key, sort=sort)) == lines(body(key))


def test_interviews_stand_in_the_order_asked_for() -> None:
    def titles(sort: str) -> list[str]:
        value = made("interviews", sort=sort)
        assert isinstance(value, Table)
        return [cell.text for row in value.rows if isinstance(cell := row.cells[0], Link)]

    assert titles("date")[:2] == ["Alderney", "Sápmi"]
    assert titles("newest")[:2] == ["Alderney again", "Circle of | players"]
    assert titles("newest")[-2:] == titles("date")[-2:] == ["Hadramaut", "Nobody knows"]
    assert titles("interview")[0] == "Alderney"
    assert titles("needs")[-1] == "Sápmi"


@pytest.mark.parametrize("key", [key for key in REGISTRY if key != "count"])
def test_further_classes_are_on_the_page_whatever_the_report_is(key: str) -> None:
    text = body(key, own={"class": "mw-collapsible"})
    assert text.count("mw-collapsible") == 1


def test_an_interview_without_a_date_is_linked_by_words_that_say_so() -> None:
    assert "results/Hadramaut|date unknown]]" in body("affiliates")
    assert "|Hadramaut]], date unknown" in body("quotes", source="yes")


def test_the_tables_of_a_long_list_stand_in_the_order_of_the_regions() -> None:
    many = tuple(
        dataclasses.replace(one, page=PageRef(title=f"{one.page.title} {number}"))
        for one in INTERVIEWS
        for number in range(10)
    )
    value = made("interviews", dataclasses.replace(DATASET, interviews=many))
    assert isinstance(value, Sections)
    assert [section.value.caption for section in value.sections] == [
        "International",
        "Middle East & North Africa",
        "Northern & Western Europe",
        "Sub-Saharan Africa",
        "unknown",
    ]


def test_suggestions_without_a_limit_fit_on_a_page_and_say_what_is_left_out() -> None:
    answer = Answer(question="needs", text="A workshop please. " * 2 * MOST)
    many = dataclasses.replace(INTERVIEWS[5], answers=(answer,), mentions=())
    text = body("suggestions", dataclasses.replace(DATASET, interviews=(many,)))
    assert text.count("<code") == MOST
    assert f"{MOST} more are not shown." in text


def test_a_limit_on_themes_counts_what_both_columns_leave_out() -> None:
    themes = (Theme(code="a", label="A"),)
    codes = tuple(
        Code(code=f"{kind}{index}", theme="a", kind=kind)
        for kind in ("need", "support")
        for index in range(3)
    )
    text = body("themes", Dataset(codebook=Codebook(themes=themes, codes=codes)), limit="1")
    assert "4 more are not shown." in text


def test_problems_that_read_the_same_are_told_once() -> None:
    found = tuple(
        Problem("A page", None, "block-hidden", details=("count", where))
        for where in ("comment", "nowiki")
    )
    context = context_of(EMPTY, config.defaults(), block_problems=found)
    options, _ = parse_options({}, REGISTRY["problems"])
    text = to_wikitext(build("problems", options, context))
    assert text.count("** note:") == 1


def test_a_theme_asked_for_needs_no_heading() -> None:
    assert "===" not in body("themes", theme="skills")
    assert "# Legal advice (2)" in body("themes", theme="skills")

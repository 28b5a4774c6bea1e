"""Tabular data and charts for Wikimedia Commons keep the rules of its Data namespace."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hubbot.export import export_files
from hubbot.export.commons import tab
from hubbot.figures import figures
from hubbot.filters import Filters
from hubbot.messages import languages
from hubbot.records import Dataset
from hubbot.reports import REGISTRY
from hubbot.reports.chart import chart_page
from tests.export.commons_rules import faults_of_chart, faults_of_tab
from tests.reading import hostile_dataset, sample


def pages(dataset: Dataset) -> dict[str, dict[str, Any]]:
    made = sample()
    found = export_files(dataset, made.config, made.site)
    return {
        name.removeprefix("commons/"): json.loads(content)
        for name, content in found
        if name.startswith("commons/")
    }


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, Any]]:
    return pages(sample().dataset)


def test_every_page_of_data_is_valid(made: dict[str, dict[str, Any]]) -> None:
    data = {name: page for name, page in made.items() if name.endswith(".tab")}
    assert {name: faults for name, page in data.items() if (faults := faults_of_tab(page))} == {}


def test_every_chart_is_valid(made: dict[str, dict[str, Any]]) -> None:
    charts = {name: page for name, page in made.items() if name.endswith(".chart")}
    wrong = {name: faults for name, page in charts.items() if (faults := faults_of_chart(page))}
    assert wrong == {}


def test_hostile_labels_keep_the_rules() -> None:
    found = pages(hostile_dataset())
    for name, page in found.items():
        assert (faults_of_tab(page) if name.endswith(".tab") else faults_of_chart(page)) == []


def test_a_label_is_cut_to_four_hundred_characters() -> None:
    context = sample().prepared.reports.context
    figure = figures(context, Filters())[0]
    long = replace(figure, title=dict.fromkeys(languages(), "ab\n" * 400))
    assert faults_of_tab(tab(long, "")) == []
    assert len(tab(long, "")["description"]["en"]) == 400


def test_the_kinds_are_bar_line_and_pie(made: dict[str, dict[str, Any]]) -> None:
    kinds = {page["type"] for name, page in made.items() if name.endswith(".chart")}
    assert kinds == {"bar", "line", "pie"}


def test_every_report_that_a_block_can_draw_has_a_chart(made: dict[str, dict[str, Any]]) -> None:
    drawn = {f"{key}.chart" for key, report in REGISTRY.items() if report.charted}
    assert drawn <= made.keys()


def test_a_chart_stands_beside_its_data_where_a_block_calls_it(
    made: dict[str, dict[str, Any]],
) -> None:
    page = chart_page(sample().config, "needs-by-theme")
    source = made["needs-by-theme.chart"]["source"]
    assert page.removesuffix(".chart") == source.removesuffix(".tab")


def test_texts_are_in_the_five_languages(made: dict[str, dict[str, Any]]) -> None:
    assert made["coverage.chart"]["title"].keys() == set(languages())
    assert made["coverage.tab"]["data"][0][0].keys() == set(languages())


def test_the_numbers_are_those_of_the_report(made: dict[str, dict[str, Any]]) -> None:
    rows = {row[0]["en"]: row[1] for row in made["needs-by-theme.tab"]["data"]}
    assert rows["Funding"] == 7

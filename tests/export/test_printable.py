"""The printable report: whole in one file, for one period, with nothing foreign in it."""

from __future__ import annotations

import datetime as dt
import re

from hubbot.export import Period, export_files
from hubbot.export.datapackage import Since
from tests.reading import sample


def report(period: Period | None = None, since: Since | None = None) -> str:
    made = sample()
    files = dict(export_files(made.dataset, made.config, made.site, period, since))
    return files["report.html"].decode("utf-8")


def test_the_report_has_method_themes_charts_quotes_coverage_and_affiliates() -> None:
    text = report()
    headings = re.findall(r"<h2>([^<]+)</h2>", text)
    assert headings[:2] == ["How this was made", "Funding and staff"]
    assert headings[-1] == "Affiliates who took part"
    assert "In the words of the interviewees" in text
    assert text.count("<svg") > 10


def test_no_two_elements_share_an_id() -> None:
    ids = re.findall(r'\sid="([^"]+)"', report())
    assert len(ids) == len(set(ids)) > 20


def test_the_report_loads_nothing() -> None:
    text = report()
    assert re.findall(r"<(?:script|link|img|iframe)|url\((?!#)|@import", text) == []
    assert "default-src 'none'" in text


def test_a_period_is_named_and_its_numbers_are_of_its_interviews() -> None:
    text = report(Period(since=dt.date(2022, 1, 1), until=dt.date(2022, 12, 31)))
    assert "Interviews from January 1, 2022 to December 31, 2022" in text
    assert re.search(r"<dt>Interviews</dt><dd>17</dd>", text)
    assert "Interviews left out for having no date: 1." in text


def test_what_was_taken_back_is_stated() -> None:
    assert "2 interviews withdrawn, 1 deleted" in report(since=Since(withdrawn=2, deleted=1))


def test_the_pages_are_a4() -> None:
    assert "@page { size: A4;" in report()

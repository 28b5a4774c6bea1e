"""The list of interviews, in which every number of the other reports can be followed."""

from __future__ import annotations

from typing import Any

from hubbot.frames import day
from hubbot.reports.data import Data, Line, counts
from hubbot.reports.options import Options
from hubbot.reports.registry import report
from hubbot.values import Cell, Count, Day, Link, Text, Value


@report(
    "interviews",
    columns=(
        "column-interview",
        "column-date",
        "column-respondent",
        "column-region",
        "column-language",
        "column-needs",
    ),
    sorts=("newest", "date", "interview", "respondent", "region", "language", "needs"),
    limits="interviews",
)
def interviews(data: Data, options: Options) -> Value:
    """List the interviews, each with its date, respondent, region, language and needs."""
    frame = data.frames.needs
    needs = counts(frame[frame["kind"] == "need"], "interview")
    rows = data.selection.interviews.to_dict("records")
    rows.sort(key=lambda row: _key(data, row, options.sort))
    if options.sort == "newest":  # dates downwards, titles upwards, undated last
        rows.sort(key=lambda row: str(row["date"]), reverse=True)
    elif options.sort == "needs":
        rows.sort(key=lambda row: -needs.get(row["interview"], 0))
    lines = [
        Line(
            (
                Link(row["title"], data.page(row["title"])),
                Day(day(row["date"])),
                _respondent(data, row),
                Text(data.region(row["region"])),
                Text(data.messages.language_name(row["language"]) or data.unknown),
                Count(needs.get(row["interview"], 0)),
            ),
            data.region(row["region"]),
        )
        for row in rows
    ]
    groups = data.by_region(row["region"] for row in rows)
    return data.table(data.columns("column-needs"), lines, groups=groups)


def _key(data: Data, row: dict[Any, Any], sort: str) -> tuple[object, ...]:
    match sort:
        case "date":
            return (row["date"] or "9999", row["title"])
        case "region":
            return (*data.region_key(row["region"]), row["title"])
        case "language":
            language = data.messages.language_name(row["language"])
            return (language == "", data.messages.collated(language), row["title"])
        case "respondent":
            name = data.messages.collated(data.affiliate_name(row["affiliate"]))
            return (row["affiliate"] == "", name, row["title"])
        case _:
            return (row["title"],)


def _respondent(data: Data, row: dict[Any, Any]) -> Cell:
    """Link the affiliate; where the respondent is none, say what the respondent is."""
    if row["affiliate"]:
        return data.affiliate(row["affiliate"])
    if row["respondent"] == "affiliate":
        return Text(data.unknown)
    return Text(data.messages.label("respondent", row["respondent"]))

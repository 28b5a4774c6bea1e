"""Reports about the partnerships that interviews name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hubbot.records import PARTNER_TYPES, PARTNERSHIP_STATUSES
from hubbot.reports.data import Data, Line, counts
from hubbot.reports.options import Options
from hubbot.reports.registry import report
from hubbot.values import Cell, Column, Count, ItemLink, Joined, Row, Table, Text, Value


@report(
    "partnerships",
    columns=(
        "column-partner",
        "column-type",
        "column-status",
        "column-affiliate",
        "column-country",
        "column-activities",
    ),
    sorts=("partner", "affiliate", "type", "status", "country"),
    limits="partnerships",
    empty="empty-partnerships",
)
def partnerships(data: Data, options: Options) -> Value:
    """List the partnerships: partner, type, status, affiliate, country and activities."""
    rows = sorted(
        data.selection.partnerships.to_dict("records"),
        key=lambda row: _key(data, row, options.sort),
    )
    groups = data.by_region(row["region"] for row in rows)
    return data.table(data.columns(), [_line(data, row) for row in rows], groups=groups)


def _key(data: Data, row: dict[Any, Any], sort: str) -> tuple[object, ...]:
    affiliate = data.affiliate_name(row["affiliate"])
    collated = data.messages.collated
    named = (collated(row["partner"]), collated(affiliate), row["key"])
    match sort:
        case "affiliate":
            return (row["affiliate"] == "", collated(affiliate), *named)
        case "type":
            label = data.messages.label("partner-type", row["type"])
            return (row["type"] == "", collated(label), *named)
        case "country":
            country = data.messages.country(row["country"])
            return (row["country"] == "", collated(country), *named)
        case "status":
            return (_place(PARTNERSHIP_STATUSES, row["status"]), *named)
        case _:
            return named


def _place(values: Sequence[str], value: str) -> int:
    return values.index(value) if value in values else len(values)


def _line(data: Data, row: dict[Any, Any]) -> Line:
    partner = row["partner"] or data.unknown
    cell: Cell = ItemLink(row["wikidata"], partner) if row["wikidata"] else Text(partner)
    return Line(
        (
            cell,
            Text(data.messages.label("partner-type", row["type"])),
            Text(data.messages.label("partnership-status", row["status"])),
            data.affiliate(row["affiliate"]),
            Text(data.messages.country(row["country"])),
            Joined(tuple(map(Text, row["activities"])), data.say("comma")),
        ),
        data.region(row["region"]),
    )


@report(
    "partnerships-by-type",
    columns=("column-type",),
    across="column-status",
    charted=True,
    empty="empty-partnerships",
)
def partnerships_by_type(data: Data, options: Options) -> Value:
    """Count how many partnerships there are of each type, by status, with totals."""
    found = set(data.selection.partnerships["type"])
    types = [*PARTNER_TYPES, *sorted(found - {*PARTNER_TYPES, ""}), *([""] if "" in found else [])]

    def name(value: str) -> str:
        return data.messages.label("partner-type", value)

    return _by_status(data, "type", types, name)


@report(
    "partnerships-by-region",
    columns=("column-region",),
    across="column-status",
    charted=True,
    empty="empty-partnerships",
)
def partnerships_by_region(data: Data, options: Options) -> Value:
    """Count how many partnerships the affiliates of each region have, by status, with totals."""
    regions = data.regions(data.selection.partnerships["region"])
    return _by_status(data, "region", regions, data.region)


def _by_status(data: Data, by: str, values: Sequence[str], name: Callable[[str], str]) -> Table:
    frame = data.selection.partnerships
    found = set(frame["status"])
    statuses = [
        *PARTNERSHIP_STATUSES,
        *sorted(found - {*PARTNERSHIP_STATUSES, ""}),
        *([""] if "" in found else []),
    ]
    cells, totals = counts(frame, by, "status"), counts(frame, by)
    rows = [
        _row(
            name(value),
            [cells.get((value, status), 0) for status in statuses],
            totals.get(value, 0),
        )
        for value in values
    ]
    by_status = counts(frame, "status")
    total = _row(data.say("total"), [by_status.get(status, 0) for status in statuses], len(frame))
    columns = [
        Column(data.say(data.report.columns[0])),
        *(
            Column(data.messages.label("partnership-status", status), numeric=True)
            for status in statuses
        ),
        Column(data.say("total"), numeric=True),
    ]
    return Table(
        columns=tuple(columns),
        rows=(*rows, Row(total.cells, last=True, total=True)),
        chart=len(columns) - 1,
    )


def _row(name: str, numbers: Sequence[int], total: int) -> Row:
    return Row((Text(name), *(Count(number) for number in numbers), Count(total)))

"""The report that draws another report's table as a chart."""

from __future__ import annotations

import dataclasses
from typing import Final

from hubbot.config import Config
from hubbot.filters import Filters
from hubbot.reports.data import Data, Line
from hubbot.reports.options import Options
from hubbot.reports.registry import REGISTRY, Own, Report, report
from hubbot.values import Bar, ChartValue, Column, Count, Row, Sections, Table, Value

DEFAULT: Final = "needs-by-theme"


def charted() -> tuple[str, ...]:
    """List the reports whose tables can be drawn, the default first."""
    keys = sorted(key for key, one in REGISTRY.items() if one.charted)
    return (DEFAULT, *(key for key in keys if key != DEFAULT))


def chart_page(config: Config, key: str) -> str:
    """Name the page of Commons' Data namespace that defines a report's chart."""
    return f"{config.pages.reports_base}/{key}.chart"


@report(
    "chart",
    columns=("column-number", "column-chart"),
    own=(Own(name="of", values=charted, description="The report that is drawn."),),
    limits="bars",
    empty="empty-codes",
)
def chart(data: Data, options: Options) -> Value:
    """Draw another report: a chart where the wiki has them, else a table with bars."""
    key = options.own["of"]
    caption = data.say(f"caption-{key}")
    # The chart's data page stands on all interviews, so a selection is drawn here.
    whole = options.filters == Filters() and options.limit is None
    if data.context.config.run.charts and whole:
        return ChartValue(page=chart_page(data.context.config, key), caption=caption)
    tables = _tables(_drawn(data, REGISTRY[key]))
    rows = [(row.cells[0], _number(row, table)) for table in tables for row in table.rows]
    drawn = [(cell, number) for cell, number in rows if number is not None]
    longest = max((number for _, number in drawn), default=0)
    lines = [
        Line((cell, Count(number), Bar(100 * number // longest if longest else 0)))
        for cell, number in drawn
    ]
    first = tables[0].columns if tables else ()
    heading = Column(first[0].label if first else "")
    value = data.table((heading, *data.columns(*data.report.columns)), lines)
    return dataclasses.replace(value, caption=caption)


def _drawn(data: Data, chosen: Report) -> Value:
    """Build the report that is drawn, with the block's filters and its own defaults."""
    own = {one.name: one.default for one in chosen.own}
    sort = "interviews" if "interviews" in chosen.sorts else "".join(chosen.sorts[:1])
    options = dataclasses.replace(data.options, own=own, sort=sort, limit=None)
    return chosen.function(Data(data.context, chosen, options), options)


def _tables(value: Value) -> list[Table]:
    """List the tables to draw; of tables that show the same in two ways, the first."""
    match value:
        case Table():
            return [value]
        case Sections():
            tables = [section.value for section in value.sections]
            found = [table for table in tables if isinstance(table, Table)]
            return [table for table in found if table.columns == found[0].columns]
        case _:
            return []


def _number(row: Row, table: Table) -> int | None:
    """Return what a row's bar shows; the row of totals has none."""
    cell = None if row.total or table.chart is None else row.cells[table.chart]
    return cell.value if isinstance(cell, Count) else None

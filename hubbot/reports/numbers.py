"""Reports of a single number, and of the figures of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hubbot.frames import Selection
from hubbot.reports.data import Data
from hubbot.reports.options import Options
from hubbot.reports.registry import Own, report
from hubbot.values import Cell, Count, Day, Joined, Link, Moment, Number, Row, Table, Text, Value


def _different(values: object) -> int:
    return len(set(values) - {""})  # type: ignore[call-overload] # a column of texts


COUNTS: Final[Mapping[str, Callable[[Selection], int]]] = {
    "interviews": lambda selection: selection.size,
    "people": lambda selection: (
        _different(selection.people["key"]) + int(selection.people["unnamed"].sum())
    ),
    "affiliates": lambda selection: _different(selection.interviews["participant"]),
    "countries": lambda selection: _different(selection.interviews["country"]),
    "needs": lambda selection: int((selection.needs["kind"] == "need").sum()),
    "partnerships": lambda selection: len(selection.partnerships),
}


@report(
    "count",
    own=(Own(name="of", values=tuple(COUNTS), description="What is counted."),),
    inline=True,
)
def count(data: Data, options: Options) -> Value:
    """Show one number, which fits inside a sentence, a list item or a table cell."""
    return Number(value=COUNTS[options.own["of"]](data.selection))


@report("status", columns=("column-figure", "column-number"), filtered=False)
def status(data: Data, options: Options) -> Value:
    """Show the state of the data: as of when, what changed last, and the main figures."""
    dataset = data.context.dataset
    rows: list[tuple[str, Cell]] = []
    if dataset.as_of is not None:
        rows.append(("status-as-of", Moment(dataset.as_of)))
    newest = max(
        dataset.interviews, key=lambda item: (item.page.timestamp, item.page.title), default=None
    )
    if newest is not None:
        title = newest.page.title
        link = Link(title, data.page(title))
        when = Day(newest.page.timestamp.date())
        rows.append(("status-last-change", Joined((when, link), data.say("comma"))))
    rows += [(f"count-{key}", Count(of(data.selection))) for key, of in COUNTS.items()]
    rows.append(("status-drafts", Count(dataset.drafts)))
    found = {*dataset.problems, *data.context.block_problems}
    rows.append(("status-problems", Count(len(found))))
    return Table(
        columns=data.columns(),
        rows=tuple(Row((Text(data.say(key)), cell)) for key, cell in rows),
        sortable=False,
    )

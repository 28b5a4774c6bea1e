"""The report on problems, for the editors who can mend them."""

from __future__ import annotations

from collections.abc import Iterable

from hubbot.messages import problems_text
from hubbot.problems import Problem, Severity, sort_key
from hubbot.reports.data import Data
from hubbot.reports.options import Options
from hubbot.reports.registry import Own, report
from hubbot.values import Cell, Entry, Listing, Text, Value


@report(
    "problems",
    sorts=("page", "severity"),
    own=(
        Own(
            name="severity",
            values=("all", *Severity),
            description="Only problems that are at least so grave.",
        ),
    ),
    filtered=False,
    limits="pages",
    empty="empty-problems",
)
def problems(data: Data, options: Options) -> Value:
    """List what editors should mend, page by page: what is wrong and how to mend it."""
    every = {*data.context.dataset.problems, *data.context.block_problems}
    found = [one for one in every if _grave_enough(one, options.own["severity"])]
    pages: dict[str, list[Problem]] = {}
    for problem in sorted(found, key=sort_key):
        pages.setdefault(problem.page, []).append(problem)
    titles = sorted(pages)
    if options.sort == "severity":
        titles.sort(key=lambda title: min(_rank(problem) for problem in pages[title]))
    kept, notes = data.cut(titles)
    return Listing(
        entries=tuple(_page_entry(data, title, pages[title]) for title in kept), notes=notes
    )


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


def _rank(problem: Problem) -> int:
    return _RANKS[problem.severity]


def _grave_enough(problem: Problem, least: str) -> bool:
    return least == "all" or _rank(problem) <= _RANKS[Severity(least)]


def _page_entry(data: Data, title: str, found: Iterable[Problem]) -> Entry:
    # Two problems of blocks can read the same, since their lines are not told.
    lines = dict.fromkeys(_line(data, problem) for problem in found)
    return Entry(data.page_to_edit(title), tuple(map(Entry, lines)))


def _line(data: Data, problem: Problem) -> Cell:
    what, mend = problems_text(problem, data.messages)
    parts = [data.say(f"severity-{problem.severity}")]
    if problem.line is not None:
        parts.append(data.say("line", str(problem.line)))
    texts = [f"{data.messages.listed(parts)}: {what}", mend]
    if problem.suggestions:
        nearest = map(data.messages.isolated, problem.suggestions)
        texts.append(data.say("did-you-mean", data.messages.listed(nearest)))
    return Text(" ".join(texts))

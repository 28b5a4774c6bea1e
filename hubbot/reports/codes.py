"""Reports that count the codes of the codebook: by theme, region, kind, year and pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Any, TypeVar

from hubbot.records import Code
from hubbot.reports.data import Data, Line, counts, distinct, known_codes, unknown_codes
from hubbot.reports.options import Options
from hubbot.reports.registry import report
from hubbot.values import Cell, Column, Count, Row, Share, Text, Value

# The property that codes are crossed with: a region, a kind of affiliate or a year.
T = TypeVar("T", str, int)

BY_THEME = ("column-code", "column-theme", "column-interviews", "column-share", "column-affiliates")
THEME_SORTS = ("theme", "interviews", "affiliates", "label", "code")
_counting = partial(report, limits="codes", charted=True, empty="empty-codes")


@_counting("needs-by-theme", columns=BY_THEME, sorts=THEME_SORTS)
def needs_by_theme(data: Data, options: Options) -> Value:
    """Count how many interviews and affiliates name each need, theme by theme."""
    return _by_theme(data, options, "need")


@_counting("support-by-theme", columns=BY_THEME, sorts=THEME_SORTS)
def support_by_theme(data: Data, options: Options) -> Value:
    """Count how many interviews and affiliates ask for each support, theme by theme."""
    return _by_theme(data, options, "support")


def _by_theme(data: Data, options: Options, kind: str) -> Value:
    frame = data.selection.needs
    known = known_codes(frame)
    interviews = counts(known, "code")
    affiliates = distinct(known, "code", "participant")
    weight = affiliates if options.sort == "affiliates" else interviews
    lines = [
        Line(
            (
                Text(data.code(code.code)),
                Text(data.theme(code.theme)),
                Count(interviews.get(code.code, 0)),
                Share(interviews.get(code.code, 0), data.selection.size),
                Count(affiliates.get(code.code, 0)),
            ),
            data.theme(code.theme),
        )
        for code in ordered(data, data.codes(kind), weight, options.sort)
    ]
    unknown = unknown_codes(frame, kind)
    if len(unknown):
        named = unknown["interview"].nunique()
        cells: tuple[Cell, ...] = (
            Text(data.say("unknown-code")),
            Text(data.unknown),
            Count(named),
            Share(named, data.selection.size),
            Count(unknown.loc[unknown["participant"] != "", "participant"].nunique()),
        )
        lines.append(Line(cells, data.say("unknown-code"), last=True))
    columns = data.columns("column-interviews", "column-share", "column-affiliates")
    return data.table(columns, lines, chart=2, groups=data.by_theme())


CODE_SORTS = ("interviews", "theme", "label", "code")
_crossing = partial(_counting, columns=("column-code",), sorts=CODE_SORTS)


@_crossing("needs-by-region", across="column-region")
def needs_by_region(data: Data, options: Options) -> Value:
    """Count how many interviews of each region name each need, with totals."""
    return _by_region(data, options, "need")


@_crossing("support-by-region", across="column-region")
def support_by_region(data: Data, options: Options) -> Value:
    """Count how many interviews of each region ask for each support, with totals."""
    return _by_region(data, options, "support")


def _by_region(data: Data, options: Options, kind: str) -> Value:
    regions = data.regions(data.selection.interviews["region"])
    return _crossed(data, options, kind, "region", regions, data.region)


@_crossing("needs-by-type", across="column-org-type")
def needs_by_type(data: Data, options: Options) -> Value:
    """Count how many interviews of each kind of affiliate name each need, with totals."""
    types = data.org_types(data.selection.interviews["org_type"])
    return _crossed(data, options, "need", "org_type", types, data.org_type)


@_crossing("needs-over-time", across="column-year")
def needs_over_time(data: Data, options: Options) -> Value:
    """Count how many interviews of each year name each need, with totals."""
    found = {int(year) for year in data.selection.interviews["year"].unique()}
    known = found - {0}
    years = list(range(min(known), max(known) + 1)) if known else []
    years += [0] if 0 in found else []
    return _crossed(
        data, options, "need", "year", years, lambda year: str(year) if year else data.unknown
    )


def _crossed(
    data: Data,
    options: Options,
    kind: str,
    by: str,
    values: Sequence[T],
    name: Callable[[T], str],
) -> Value:
    """Count interviews by code and one property of the interview."""
    frame = data.selection.needs
    known = known_codes(frame)
    cells, totals = counts(known, "code", by), counts(known, "code")

    def row(label: str, found: Callable[[T], int], total: int) -> tuple[Cell, ...]:
        return (Text(label), *(Count(found(value)) for value in values), Count(total))

    lines = []
    for code in ordered(data, data.codes(kind), totals, options.sort):
        number = partial(_number, cells, code.code)
        numbers = row(data.code(code.code), number, totals.get(code.code, 0))
        lines.append(Line(numbers, data.theme(data.theme_of(code))))
    pairs = unknown_codes(frame, kind)[["interview", by]].drop_duplicates()
    if len(pairs):
        label, found = data.say("unknown-code"), counts(pairs, by)
        numbers = row(label, lambda value: found.get(value, 0), len(pairs))
        lines.append(Line(numbers, label, last=True))
    base = counts(data.selection.interviews, by)
    last = row(data.say("all-interviews"), lambda value: base.get(value, 0), data.selection.size)
    columns = [
        Column(data.say("column-code")),
        *(Column(name(value), numeric=True) for value in values),
        Column(data.say("total"), numeric=True),
    ]
    end = [Row(last, last=True, total=True)]
    chart = len(columns) - 1
    return data.table(columns, lines, last=end, chart=chart, groups=data.by_theme())


def _number(cells: dict[object, int], code: str, value: str | int) -> int:
    return cells.get((code, value), 0)


@report(
    "needs-together",
    columns=("column-code", "column-other-code", "column-interviews", "column-share"),
    sorts=("interviews", "label"),
    limits="pairs",
    empty="empty-pairs",
)
def needs_together(data: Data, options: Options) -> Value:
    """List which two needs are named in the same interview, and in how many."""
    frame = data.frames.needs
    chosen = known_codes(frame[frame["kind"] == "need"])
    chosen = chosen[chosen["interview"].isin(data.selection.interviews["interview"])]
    by_interview: dict[int, list[str]] = {}
    for interview, code in zip(chosen["interview"], chosen["code"], strict=True):
        by_interview.setdefault(interview, []).append(code)
    pairs = Counter(
        pair for codes in by_interview.values() for pair in combinations(sorted(codes), 2)
    )
    shown = {code.code for code in data.codes("need")}
    lines, collated = [], data.messages.collated
    for (one, other), number in pairs.items():
        if one in shown or other in shown:
            first, second = sorted((one, other), key=lambda code: (collated(data.code(code)), code))
            lines.append((number, data.code(first), data.code(second), first, second))
    if options.sort == "interviews":
        lines.sort(key=lambda line: (-line[0], collated(line[1]), collated(line[2]), line[3:]))
    else:
        lines.sort(key=lambda line: (collated(line[1]), collated(line[2]), line[3:]))
    size = data.selection.size
    return data.table(
        data.columns("column-interviews", "column-share"),
        [
            Line((Text(one), Text(other), Count(number), Share(number, size)), one)
            for number, one, other, _, _ in lines
        ],
    )


def ordered(data: Data, codes: Sequence[Code], numbers: Mapping[Any, int], sort: str) -> list[Code]:
    """Put codes in order; within one theme or among equals by number, label and code."""
    themes = data.frames.themes

    def key(code: Code) -> tuple[object, ...]:
        by_number = (
            -numbers.get(code.code, 0),
            *data.messages.collated(data.code(code.code)),
            code.code,
        )
        match sort:
            case "theme":
                return (themes.get(code.theme, len(themes)), *by_number)
            case "label":
                return by_number[1:]
            case "code":
                return (code.code,)
            case _:
                return by_number

    return sorted(codes, key=key)

"""What charts show: a few rows of numbers with names in every language.

A figure stands on the same frames and filters as the report of its name, so its numbers
are the report's. :mod:`hubbot.charts` draws figures, :mod:`hubbot.export.commons` writes
them for Wikimedia Commons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import pandas as pd

from hubbot.filters import Filters
from hubbot.messages import languages
from hubbot.records import PARTNER_TYPES, PARTNERSHIP_STATUSES
from hubbot.reports import REGISTRY, Options, ReportContext
from hubbot.reports.codes import ordered
from hubbot.reports.data import Data, counts, unknown_codes

# A text by the code of its language.
Label = Mapping[str, str]

# The most lines that a chart can show and still be read.
MOST_LINES: Final = 6

BAR: Final = "bar"  # one row a bar; several series are stacked
LINE: Final = "line"  # the rows are years, each series a line
HEAT: Final = "heat"  # rows by series, each number in a cell


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Numbers to be drawn: ``values[row][series]``.

    ``shape`` is how they are drawn (``bar``, ``line`` or ``heat``), ``kind`` the type that
    Extension:Chart draws them in (``bar``, ``line`` or ``pie``). ``notes`` say what is
    left out.
    """

    key: str
    shape: str
    kind: str
    title: Label
    row_title: Label
    value_title: Label
    rows: tuple[Label, ...]
    series: tuple[Label, ...]
    values: tuple[tuple[int, ...], ...]
    base: Label
    notes: tuple[Label, ...] = ()

    @property
    def total(self) -> int:
        """The sum of all numbers, 0 where there is nothing to draw."""
        return sum(sum(row) for row in self.values)


def figures(context: ReportContext, filters: Filters) -> tuple[Figure, ...]:
    """Make every figure of a dataset, in the order in which they are shown."""
    maker = _Maker(context, filters)
    return tuple(make(maker) for make in _FIGURES.values())


def figure(context: ReportContext, filters: Filters, key: str) -> Figure:
    """Make one figure; raises KeyError for an unknown key."""
    return _FIGURES[key](_Maker(context, filters))


class _Maker:
    """Counts once, and names in every language."""

    def __init__(self, context: ReportContext, filters: Filters) -> None:
        self._context, self._filters = context, filters

    @cached_property
    def _english(self) -> Data:
        return self._data("en")

    @cached_property
    def _all(self) -> Mapping[str, Data]:
        return {lang: self._data(lang) for lang in languages()}

    def _data(self, lang: str) -> Data:
        options = Options(lang=lang, filters=self._filters)
        return Data(self._context, REGISTRY["interviews"], options)

    def label(self, name: Callable[[Data], str]) -> Label:
        return {lang: name(data) for lang, data in self._all.items()}

    def say(self, key: str, *arguments: str | int) -> Label:
        return self.label(lambda data: data.say(key, *arguments))

    def figure(
        self,
        key: str,
        shape: str,
        names: tuple[str, str],
        rows: Sequence[tuple[Label, Sequence[int]]],
        series: Sequence[Label] = (),
        kind: str = "",
        notes: tuple[Label, ...] = (),
    ) -> Figure:
        """Put a figure together; ``names`` are the messages that name rows and numbers."""
        row_name, value_name = names
        return Figure(
            key=key,
            shape=shape,
            kind=kind or (LINE if shape == LINE else BAR),
            title=self.say(f"caption-{key}"),
            row_title=self.say(row_name),
            value_title=self.say(value_name),
            rows=tuple(label for label, _ in rows),
            series=tuple(series) or (self.say(value_name),),
            values=tuple(tuple(numbers) for _, numbers in rows),
            base=self.label(lambda data: data.say("base", data.selection.size)),
            notes=notes,
        )

    # --- Codes ---

    def codes(self, key: str, kind: str) -> Figure:
        """Count the interviews that name each code."""
        data = self._english
        found = counts(data.selection.needs, "code")
        rows: list[tuple[Label, list[int]]] = [
            (self._code(code.code), [found.get(code.code, 0)])
            for code in ordered(data, data.codes(kind), found, "interviews")
        ]
        unknown = unknown_codes(data.selection.needs, kind)
        if len(unknown):
            rows.append((self.say("unknown-code"), [int(unknown["interview"].nunique())]))
        return self.figure(key, BAR, ("column-code", "column-interviews"), rows)

    def _code(self, code: str) -> Label:
        return self.label(lambda data: data.code(code))

    def crossed(self, key: str, kind: str, by: str) -> Figure:
        """Count the interviews that name each code by a property of the interview."""
        data = self._english
        frame = data.selection.needs
        found, totals = counts(frame, "code", by), counts(frame, "code")
        interviews = data.selection.interviews[by]
        by_region = by == "region"
        values = data.regions(interviews) if by_region else data.org_types(interviews)
        name = Data.region if by_region else Data.org_type
        rows = [
            (self._code(code.code), [found.get((code.code, value), 0) for value in values])
            for code in ordered(data, data.codes(kind), totals, "interviews")
        ]
        unknown = unknown_codes(frame, kind)[["interview", by]].drop_duplicates()
        if len(unknown):
            outside = counts(unknown, by)
            rows.append((self.say("unknown-code"), [outside.get(value, 0) for value in values]))
        series = [self.label(partial(_named, name, value)) for value in values]
        return self.figure(key, HEAT, ("column-code", "column-interviews"), rows, series)

    def codes_over_time(self) -> Figure:
        """Count by year the interviews that name each of the needs named most."""
        data = self._english
        frame = data.selection.needs
        found, totals = counts(frame, "code", "year"), counts(frame, "code")
        every = ordered(data, data.codes("need"), totals, "interviews")
        chosen = [code for code in every if totals.get(code.code, 0)][:MOST_LINES]
        rows = [
            (self._same(str(year)), [found.get((code.code, year), 0) for code in chosen])
            for year in self._years()
        ]
        series = [self._code(code.code) for code in chosen]
        notes = (self.say("chart-most-named", MOST_LINES),) if len(every) > MOST_LINES else ()
        names = ("column-year", "column-interviews")
        return self.figure("needs-over-time", LINE, names, rows, series, notes=notes)

    # --- Interviews and affiliates ---

    def interviews_over_time(self) -> Figure:
        """Count the interviews of each year."""
        found = counts(self._english.selection.interviews, "year")
        rows = [(self._same(str(year)), [found.get(year, 0)]) for year in self._years()]
        undated = found.get(0, 0)
        notes = (self.say("chart-undated", undated),) if undated else ()
        names = ("column-year", "column-interviews")
        return self.figure("interviews-over-time", LINE, names, rows, notes=notes)

    def _years(self) -> list[int]:
        years = {int(year) for year in self._english.selection.interviews["year"]} - {0}
        return list(range(min(years), max(years) + 1)) if years else []

    def interviews_by_region(self) -> Figure:
        """Count the interviews of each region."""
        data = self._english
        found = counts(data.selection.interviews, "region")
        regions = data.regions(data.selection.interviews["region"])
        rows = [(self._region(one), [found.get(one, 0)]) for one in regions if found.get(one)]
        names = ("column-region", "column-interviews")
        return self.figure("interviews-by-region", BAR, names, rows, kind="pie")

    def coverage(self) -> Figure:
        """Count the recognised affiliates of each region, interviewed and not yet."""
        data = self._english
        frame = data.selection.affiliates
        recognised = frame[frame["recognised"].astype(bool)]
        taken_part = data.selection.interviews["participant"]
        done = counts(recognised[recognised["code"].isin(taken_part)], "region")
        every = counts(recognised, "region")
        rows = [
            (self._region(one), [done.get(one, 0), every.get(one, 0) - done.get(one, 0)])
            for one in data.regions(recognised["region"])
        ]
        series = [self.say("column-interviewed"), self.say("chart-not-interviewed")]
        return self.figure("coverage", BAR, ("column-region", "column-affiliates"), rows, series)

    def _region(self, region: str) -> Label:
        return self.label(lambda data: data.region(region))

    # --- Partnerships ---

    def partnerships(self, key: str, by: str) -> Figure:
        """Count the partnerships of each type or region by their status."""
        data = self._english
        frame = data.selection.partnerships
        statuses = _known_first(PARTNERSHIP_STATUSES, frame["status"])
        if by == "type":
            values = _known_first(PARTNER_TYPES, frame["type"])
            labels = [self._value("partner-type", value) for value in values]
        else:
            values = data.regions(frame["region"])
            labels = [self._region(value) for value in values]
        found = counts(frame, by, "status")
        rows = [
            (label, [found.get((value, status), 0) for status in statuses])
            for label, value in zip(labels, values, strict=True)
        ]
        series = [self._value("partnership-status", status) for status in statuses]
        names = (f"column-{by}", "count-partnerships")
        return self.figure(key, BAR, names, rows, series)

    def _value(self, prefix: str, value: str) -> Label:
        return self.label(lambda data: data.messages.label(prefix, value))

    @staticmethod
    def _same(text: str) -> Label:
        return dict.fromkeys(languages(), text)


def _named(name: Callable[[Data, str], str], value: str, data: Data) -> str:
    return name(data, value)


def _known_first(known: Sequence[str], found: pd.Series[str]) -> list[str]:
    others = set(found)
    return [*known, *sorted(others - {*known, ""}), *([""] if "" in others else [])]


_FIGURES: Final[Mapping[str, Callable[[_Maker], Figure]]] = {
    "needs-by-theme": lambda make: make.codes("needs-by-theme", "need"),
    "support-by-theme": lambda make: make.codes("support-by-theme", "support"),
    "needs-by-region": lambda make: make.crossed("needs-by-region", "need", "region"),
    "support-by-region": lambda make: make.crossed("support-by-region", "support", "region"),
    "needs-by-type": lambda make: make.crossed("needs-by-type", "need", "org_type"),
    "needs-over-time": _Maker.codes_over_time,
    "interviews-over-time": _Maker.interviews_over_time,
    "interviews-by-region": _Maker.interviews_by_region,
    "coverage": _Maker.coverage,
    "partnerships-by-type": lambda make: make.partnerships("partnerships-by-type", "type"),
    "partnerships-by-region": lambda make: make.partnerships("partnerships-by-region", "region"),
}

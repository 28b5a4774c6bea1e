"""What a report's function is given: the selected interviews, and names for what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeVar

import pandas as pd

from hubbot import countries
from hubbot.config import Config
from hubbot.filters import UNKNOWN
from hubbot.frames import UNKNOWN_OF_KIND, Frames, Selection, day
from hubbot.messages import Messages, messages
from hubbot.problems import Problem
from hubbot.records import Code, Dataset
from hubbot.reports.options import ORG_TYPES, Options
from hubbot.reports.registry import Report
from hubbot.values import (
    Cell,
    Column,
    EditLink,
    Joined,
    Link,
    Row,
    Section,
    Sections,
    Table,
    Text,
)

# A table of more rows than this is split by theme or region.
LONG: Final = 60

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class ReportContext:
    """Everything beside a block's options that its report may depend on.

    ``language`` is the wiki's content language; ``extensions`` the names of its
    extensions, empty where they are not known; ``block_problems`` what is wrong with
    blocks, for the report on problems.
    """

    dataset: Dataset
    frames: Frames
    config: Config
    language: str = "en"
    extensions: frozenset[str] = frozenset()
    block_problems: tuple[Problem, ...] = ()

    def lacks(self, extension: str) -> bool:
        """Tell whether the wiki is known not to have an extension."""
        return bool(self.extensions) and extension not in self.extensions


def context_of(
    dataset: Dataset,
    config: Config,
    *,
    language: str = "en",
    extensions: frozenset[str] = frozenset(),
    block_problems: tuple[Problem, ...] = (),
) -> ReportContext:
    """Make the context of a run, with frames of its own."""
    return ReportContext(
        dataset=dataset,
        frames=Frames(dataset),
        config=config,
        language=language,
        extensions=extensions,
        block_problems=block_problems,
    )


@dataclass(frozen=True)
class Line:
    """A row of a table that may be split; ``group`` is the heading of its part."""

    cells: tuple[Cell, ...]
    group: str = ""
    last: bool = False


@dataclass(frozen=True)
class Data:
    """The interviews that one block's filters let through, and names in its language."""

    context: ReportContext
    report: Report
    options: Options
    _names: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def messages(self) -> Messages:
        """The messages of the block's language."""
        return messages(self.options.lang or self.context.language)

    @cached_property
    def frames(self) -> Frames:
        """The frames of the whole dataset."""
        return self.context.frames

    @cached_property
    def selection(self) -> Selection:
        """The frames of what the filters let through."""
        return self.frames.select(self.options.filters)

    def say(self, key: str, *arguments: str | int) -> str:
        """Return a message in the block's language."""
        return self.messages.text(key, *arguments)

    @cached_property
    def unknown(self) -> str:
        """The word for what is not known."""
        return self.say("unknown")

    # --- Names ---

    def code(self, code: str) -> str:
        """Name a code of the codebook in the block's language."""
        found = self.frames.codes.get(code)
        return self._labelled(found.labels, found.label or code) if found else code

    def filtered_code(self, code: str) -> str:
        """Name a code of a filter, where codes outside the codebook can stand for all such."""
        kinds = {name: kind for kind, name in UNKNOWN_OF_KIND.items()} | {UNKNOWN: ""}
        if code not in kinds or code in self.frames.codes:
            return self.code(code)
        name, kind = self.say("unknown-code"), kinds[code]
        return self.say("with-number", name, self.say(f"kit-{kind}")) if kind else name

    def theme(self, code: str) -> str:
        """Name a theme of the codebook in the block's language; an empty one is unknown."""
        for theme in self.context.dataset.codebook.themes:
            if theme.code == code:
                return self._labelled(theme.labels, theme.label or code)
        return self.unknown

    def region(self, region: str) -> str:
        """Name a region; an empty one is unknown."""
        return self.messages.label("region", region)

    def org_type(self, org_type: str) -> str:
        """Name a kind of organisation; an empty one is unknown."""
        return self.messages.label("org-type", org_type)

    def affiliate(self, code: str) -> Cell:
        """Link an affiliate's page; an empty code is unknown."""
        affiliate = self.frames.affiliates_by_code.get(code)
        if affiliate is None:
            return Text(self.unknown)
        return Link(affiliate.page or affiliate.name, affiliate.name)

    def affiliate_name(self, code: str) -> str:
        """Name an affiliate of the register; an empty code is unknown."""
        affiliate = self.frames.affiliates_by_code.get(code)
        return affiliate.name if affiliate else self.unknown

    def page(self, title: str) -> str:
        """Shorten the title of an interview's page by what all of them share."""
        for prefix in self.context.config.pages.interview_prefixes:
            if title.startswith(prefix):
                return title.removeprefix(prefix)
        return title

    def page_to_edit(self, title: str) -> Cell:
        """Link a page, and beside it its text for editing."""
        return Joined((Link(title, self.page(title)), EditLink(title, self.say("edit"))), " – ")

    def held(self, title: str, date: str) -> Link:
        """Link an interview by its date."""
        found = day(date)
        return Link(title, self.messages.date(found) if found else self.say("date-unknown"))

    def _labelled(self, labels: Mapping[str, str], english: str) -> str:
        return labels.get(self.messages.lang) or english

    # --- What is listed though nothing was counted ---

    def codes(self, kind: str) -> list[Code]:
        """List the codebook's codes of one kind that the filters let be shown."""
        return [
            code
            for code in self.frames.codes.values()
            if (code.kind or "need") == kind
            and self.selection.shows_code(code.code, self.theme_of(code))
        ]

    def theme_of(self, code: Code) -> str:
        """Return a code's theme, or nothing where it is not in the codebook."""
        return code.theme if code.theme in self.frames.themes else ""

    def regions(self, found: Iterable[str]) -> list[str]:
        """List the eight regions that the filters let through, and what else was found."""
        return self._all(countries.REGIONS, found, self.options.filters.region)

    def by_region(self, regions: Iterable[str]) -> list[str]:
        """Name regions in the order of lists: by name, unknown last."""
        return [self.region(one) for one in sorted(set(regions), key=self.region_key)]

    def region_key(self, region: str) -> tuple[object, ...]:
        """Return what a region is sorted by."""
        return (region == "", self.messages.collated(self.region(region)))

    def by_theme(self) -> list[str]:
        """Name all themes in the order of the codebook, unknown last."""
        return [self.theme(code) for code in (*self.frames.themes, "")]

    def org_types(self, found: Iterable[str]) -> list[str]:
        """List the kinds of organisation that the filters let through, and those found."""
        return self._all(ORG_TYPES, found, self.options.filters.org_type)

    def _all(self, known: Sequence[str], found: Iterable[str], wanted: Sequence[str]) -> list[str]:
        shown = [value for value in known if not wanted or value in wanted]
        extra = sorted({value for value in found if value and value not in shown})
        return shown + extra + ([""] if "" in set(found) else [])

    # --- Making values ---

    def cut(self, items: Sequence[T]) -> tuple[Sequence[T], tuple[str, ...]]:
        """Keep as many items as the block asks for, and say how many were left out."""
        limit = self.options.limit
        if limit is None or len(items) <= limit:
            return items, ()
        return items[:limit], self.left_out(len(items) - limit)

    def left_out(self, number: int) -> tuple[str, ...]:
        """Say how many were left out, if any were."""
        return (self.say("more", number),) if number > 0 else ()

    def table(
        self,
        columns: Sequence[Column],
        lines: Sequence[Line],
        *,
        last: Sequence[Row] = (),
        chart: int | None = None,
        groups: Iterable[str] = (),
    ) -> Table | Sections:
        """Make a table, or several where it is long and its lines have groups.

        The lines marked ``last`` are not counted by ``limit``; ``last`` rows stand at
        the end of each table, and ``groups`` is the order of the tables.
        """
        first = [line for line in lines if not line.last]
        kept, notes = self.cut(first)
        shown = [*kept, *(line for line in lines if line.last)]
        if len(shown) <= LONG or len({line.group for line in shown}) < 2:
            return Table(
                columns=tuple(columns),
                rows=(*_rows(shown), *last),
                chart=chart,
                notes=notes,
            )
        parts: dict[str, list[Line]] = {group: [] for group in groups}
        for line in shown:
            parts.setdefault(line.group, []).append(line)
        tables = (
            Table(caption=group, columns=tuple(columns), rows=(*_rows(members), *last), chart=chart)
            for group, members in parts.items()
            if members
        )
        return Sections(sections=tuple(Section(None, table) for table in tables), notes=notes)

    def columns(self, *numeric: str) -> tuple[Column, ...]:
        """Make the columns that the report declares; ``numeric`` names those of numbers."""
        return tuple(Column(self.say(key), key in numeric) for key in self.report.columns)


def _rows(lines: Iterable[Line]) -> tuple[Row, ...]:
    return tuple(Row(line.cells, line.last) for line in lines)


def counts(frame: pd.DataFrame, *columns: str) -> dict[object, int]:
    """Count a frame's rows by one column or several."""
    if frame.empty:
        return {}
    by = columns[0] if len(columns) == 1 else list(columns)
    return {key: int(size) for key, size in frame.groupby(by, sort=False).size().items()}


def distinct(frame: pd.DataFrame, by: str, what: str) -> dict[str, int]:
    """Count the different values of one column, empty ones aside, by another."""
    pairs = frame.loc[frame[what] != "", [by, what]].drop_duplicates()
    return {str(key): number for key, number in counts(pairs, by).items()}


def known_codes(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose codes are in the codebook, as the kind they are named as."""
    return frame[frame["known"].astype(bool)]


def unknown_codes(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the rows of one kind whose codes are not in the codebook."""
    return frame[~frame["known"].astype(bool) & (frame["kind"] == kind)]

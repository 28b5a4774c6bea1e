"""What a report makes: small tables, lists, maps and numbers, ready to be rendered.

A value is written in one language but in no markup. Its texts are plain texts,
whoever wrote them: the renderers escape every one, so no report can forget to.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

# --- Cells ---


@dataclass(frozen=True)
class Text:
    """Plain text, from a message or from a page."""

    text: str


@dataclass(frozen=True)
class Link:
    """A link to a page of the wiki; without ``text`` it shows the title."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class EditLink:
    """A link that opens a page of the wiki for editing."""

    title: str
    text: str


@dataclass(frozen=True)
class ItemLink:
    """A link to an item on Wikidata; ``item`` is its Q-id."""

    item: str
    text: str


@dataclass(frozen=True)
class Count:
    """A whole number."""

    value: int


@dataclass(frozen=True)
class Share:
    """A part of a whole, shown in whole per cent; of nothing there is no share."""

    part: int
    whole: int

    @property
    def per_cent(self) -> int | None:
        """The share in whole per cent, halves rounded up, or None of nothing."""
        return (200 * self.part + self.whole) // (2 * self.whole) if self.whole else None


@dataclass(frozen=True)
class Day:
    """A date, or None where it is unknown."""

    date: dt.date | None


@dataclass(frozen=True)
class Moment:
    """A point in time, shown in UTC to the minute."""

    time: dt.datetime


@dataclass(frozen=True)
class Sample:
    """Text to be copied as it stands, such as a line of wikitext."""

    text: str


@dataclass(frozen=True)
class Bar:
    """A bar of a chart; ``per_cent`` of the longest bar's length."""

    per_cent: int


@dataclass(frozen=True)
class Joined:
    """Several cells in a row, with ``separator`` between them."""

    cells: tuple[Cell, ...]
    separator: str = ""


@dataclass(frozen=True)
class Numbered:
    """A numbered list inside a cell of a table."""

    cells: tuple[Cell, ...]


Cell = (
    Text
    | Link
    | EditLink
    | ItemLink
    | Count
    | Share
    | Day
    | Moment
    | Sample
    | Bar
    | Joined
    | Numbered
)

# --- Values ---


@dataclass(frozen=True, kw_only=True)
class Base:
    """What all values share.

    ``interviews`` is the number of interviews that the value stands on; ``lang`` the
    language it is written in; ``caption`` its title; ``base`` states in words on which
    interviews it stands; ``notes`` say what was left out.
    """

    interviews: int = 0
    lang: str = "en"
    caption: str = ""
    base: str = ""
    notes: tuple[str, ...] = ()
    css_class: str = ""


@dataclass(frozen=True, kw_only=True)
class Number(Base):
    """One number, which fits inside a sentence."""

    value: int


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; its first cell is its heading.

    ``last`` rows (totals, codes outside the codebook) stay at the end however readers
    sort the table; a ``total`` row speaks of all rows above it.
    """

    cells: tuple[Cell, ...]
    last: bool = False
    total: bool = False


@dataclass(frozen=True, kw_only=True)
class Table(Base):
    """A table; ``chart`` is the number of the column that a chart of it shows."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    chart: int | None = None
    sortable: bool = True
    row_headings: bool = True


@dataclass(frozen=True)
class Entry:
    """An entry of a list, with the entries below it."""

    cell: Cell
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Listing(Base):
    """A bulleted list of entries."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Map(Base):
    """A map on which whole countries are coloured; ``items`` are their Wikidata items."""

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChartValue(Base):
    """A chart that a page of Wikimedia Commons' Data namespace defines."""

    page: str


@dataclass(frozen=True, kw_only=True)
class Empty(Base):
    """What is shown where there is nothing to show; ``text`` says so."""

    text: str


@dataclass(frozen=True)
class Section:
    """A part of a long value; without a heading, its value's caption names it."""

    heading: Cell | None
    value: Value


@dataclass(frozen=True, kw_only=True)
class Sections(Base):
    """A value in several parts, by theme, region or page."""

    sections: tuple[Section, ...] = field(default=())


Value = Number | Table | Listing | Map | ChartValue | Empty | Sections

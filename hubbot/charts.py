"""Figures drawn as SVG: small, the same bytes each time, readable in greyscale and aloud.

Drawn by hand and not by a plotting library: text stays text, a screen reader gets a title
and a description, fills differ by pattern and not by colour alone, and nothing has to be
installed. Colours are attributes, which a page's style sheet may override.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from hubbot.figures import BAR, HEAT, LINE, Figure
from hubbot.messages import Messages, messages

INK: Final = "#1b1b1b"
PAPER: Final = "#ffffff"
BLUE: Final = "#2a5d9f"
SIZE: Final = 14  # of letters, in pixels
ROW: Final = 30
GAP: Final = 12
LABELS: Final = 300  # the width of the column with names
PLOT: Final = 420
_MOST_NAMED: Final = 40  # rows; more make no chart that can be read

# Not allowed in XML, or turning the direction of what follows.
_NO_XML: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def plain(text: str) -> str:
    """Return a text on one line, without what may not stand in XML."""
    return " ".join(_NO_XML.sub("", text).split())


def width(text: str, size: float = SIZE) -> float:
    """Estimate how wide a text is, in pixels: wide letters count double."""
    ems = 0.0
    for character in text:
        if unicodedata.combining(character):
            continue
        wide = unicodedata.east_asian_width(character) in "WF"
        ems += 1.0 if wide else 0.36 if character in " .,:;'il|!()" else 0.57
    return round(ems * size, 1)


def shortened(text: str, room: float, size: float = SIZE) -> str:
    """Cut a text to the room there is, in pixels, with an ellipsis."""
    text = plain(text)
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def draw(figure: Figure, lang: str, name: str = "") -> Markup:
    """Draw a figure in a language as one ``<svg>`` element.

    ``name`` tells its ids from those of other charts on a page (default: the figure's key).
    """
    return _Drawing(figure, messages(lang), name or figure.key).svg()


def describe(figure: Figure, lang: str) -> str:
    """Tell a figure's numbers in words: the text alternative of its drawing."""
    language = messages(lang)
    series = [label[lang] for label in figure.series]
    lines = []
    for label, numbers in zip(figure.rows, figure.values, strict=True):
        named = [
            language.text("with-number", name, number) if len(series) > 1 else str(number)
            for name, number in zip(series, numbers, strict=True)
            if number or len(series) == 1
        ]
        told = language.listed(named) or "0"
        lines.append(language.text("chart-summary", plain(label[lang]), told))
    return " ".join(lines)


@dataclass(frozen=True)
class _Fill:
    """How a series is filled: its pattern's lines on a ground."""

    ground: str
    lines: str
    text: str


# Told apart without colour: dark, hatched, light with dots, white with crosses, grey.
_FILLS: Final = (
    _Fill(BLUE, "", "#ffffff"),
    _Fill(
        "#ffffff", '<path d="M-2 2l4-4M0 8l8-8M6 10l4-4" stroke="#2a5d9f" stroke-width="2"/>', INK
    ),
    _Fill("#a9c4e6", "", INK),
    _Fill("#ffffff", '<circle cx="2" cy="2" r="1.4" fill="#2a5d9f"/>', INK),
    _Fill("#5b5b5b", "", "#ffffff"),
    _Fill("#ffffff", '<path d="M0 4h8" stroke="#5b5b5b" stroke-width="2"/>', INK),
)
_DASHES: Final = ("", "8 4", "2 4", "12 4 2 4", "5 3 1 3 1 3", "16 6")
_MARKS: Final = (
    '<circle cx="{x}" cy="{y}" r="5"/>',
    '<path d="M{x} {y}m-5 -5h10v10h-10z"/>',
    '<path d="M{x} {y}m0 -6l6 11h-12z"/>',
    '<path d="M{x} {y}m0 -6l6 6l-6 6l-6 -6z"/>',
    '<path d="M{x} {y}m-6 0h12m-6 -6v12" stroke-width="3"/>',
    '<path d="M{x} {y}m-5 -5l10 10m0 -10l-10 10" stroke-width="3"/>',
)


class _Drawing:
    """One figure on its way to SVG; ``at`` is how far down it has come."""

    def __init__(self, figure: Figure, language: Messages, name: str) -> None:
        self.figure, self.language, self.name = figure, language, name
        self.lang = language.lang
        self.rtl = language.direction == "rtl"
        self.at = 0.0
        self.wide: float = LABELS + PLOT + 3 * GAP
        self.parts: list[Markup] = []

    def svg(self) -> Markup:
        title = plain(self.figure.title[self.lang])
        self._heading(title)
        {BAR: self._bars, LINE: self._lines, HEAT: self._heat}[self.figure.shape]()
        self._notes()
        return svg_element(
            self.name,
            title,
            describe(self.figure, self.lang),
            (self.wide, self.at),
            self.parts,
            self.language,
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        fill: str = "",
        bold: bool = False,
        size: int = SIZE,
    ) -> None:
        """Write a text; ``anchor`` tells what of it is at x: its left end or its right."""
        if self.rtl and anchor != "middle":
            anchor = {"start": "end", "end": "start"}[anchor]
        self.parts.append(
            Markup('<text x="{}" y="{}" text-anchor="{}"{}{}{}>{}</text>').format(
                _number(x),
                _number(y),
                anchor,
                Markup(' font-size="{}"').format(size) if size != SIZE else "",
                Markup(' font-weight="bold"') if bold else "",
                Markup(' class="on" fill="{}"').format(fill) if fill else "",
                plain(text),
            )
        )

    def _heading(self, title: str) -> None:
        self.text(GAP, 24, shortened(title, self.wide - 2 * GAP, 17), bold=True, size=17)
        base = f"{self.figure.value_title[self.lang]} – {self.figure.base[self.lang]}"
        self.text(GAP, 44, shortened(base, self.wide - 2 * GAP, 13), size=13)
        self.at = 60

    def _notes(self) -> None:
        for note in self.figure.notes:
            self.at += 18
            self.text(GAP, self.at, shortened(note[self.lang], self.wide - 2 * GAP, 13), size=13)
        self.at += GAP

    def _rows(self) -> list[tuple[str, tuple[int, ...]]]:
        pairs = zip(self.figure.rows, self.figure.values, strict=True)
        return [(label[self.lang], numbers) for label, numbers in pairs][:_MOST_NAMED]

    def _fills(self) -> None:
        for index, fill in enumerate(_FILLS[: len(self.figure.series)]):
            if fill.lines:
                self.parts.append(
                    Markup(
                        '<pattern id="{}-{}" width="8" height="8" patternUnits="userSpaceOnUse">'
                        '<rect width="8" height="8" fill="{}"/>{}</pattern>'
                    ).format(self.name, index, fill.ground, Markup(fill.lines))  # noqa: S704 - our own constants
                )

    def _paint(self, index: int) -> str:
        fill = _FILLS[index % len(_FILLS)]
        if fill.lines:
            return f"url(#{self.name}-{index % len(_FILLS)})"
        return fill.ground

    def _legend(self, samples: Sequence[Markup]) -> None:
        if len(self.figure.series) < 2:
            return
        x = float(GAP)
        for sample, label in zip(samples, self.figure.series, strict=False):
            name = shortened(label[self.lang], 260, 13)
            if x + 34 + width(name, 13) > self.wide - GAP:
                x, self.at = float(GAP), self.at + 20
            self.parts.append(
                Markup('<g transform="translate({} {})">{}</g>').format(
                    _number(x), _number(self.at), sample
                )
            )
            self.text(x + 30, self.at + 11, name, size=13)
            x += 46 + width(name, 13)
        self.at += 26

    # --- Bars ---

    def _bars(self) -> None:
        self._fills()
        self._legend(
            [
                Markup('<rect width="24" height="14" fill="{}" stroke="{}"/>').format(
                    self._paint(index), BLUE
                )
                for index in range(len(self.figure.series))
            ]
        )
        rows = self._rows()
        longest = max((sum(numbers) for _, numbers in rows), default=0)
        scale = (PLOT - 40) / longest if longest else 0
        for label, numbers in rows:
            self._row_name(label)
            self._bar(numbers, scale)
            self.at += ROW

    def _row_name(self, label: str) -> None:
        name = shortened(label, LABELS - GAP)
        self.text(LABELS, self.at + 19, name, anchor="end")

    def _bar(self, numbers: Sequence[int], scale: float) -> None:
        x = float(LABELS + GAP)
        for index, number in enumerate(numbers):
            long = number * scale
            if not number:
                continue
            self.parts.append(
                Markup('<rect x="{}" y="{}" width="{}" height="20" fill="{}" stroke="{}"/>').format(
                    _number(x), _number(self.at + 4), _number(long), self._paint(index), BLUE
                )
            )
            if len(numbers) > 1 and long > 22:
                self._number_inside(x + long / 2, number, index)
            x += long
        total = self.language.number(sum(numbers))
        self.text(x + 6, self.at + 19, total, bold=True)

    def _number_inside(self, middle: float, number: int, index: int) -> None:
        fill = _FILLS[index % len(_FILLS)]
        shown = self.language.number(number)
        if fill.lines:
            # A patterned ground gets a plain patch under the number.
            room = width(shown) + 6
            self.parts.append(
                Markup('<rect x="{}" y="{}" width="{}" height="16" fill="{}"/>').format(
                    _number(middle - room / 2), _number(self.at + 6), _number(room), fill.ground
                )
            )
        self.text(middle, self.at + 19, shown, anchor="middle", fill=fill.text)

    # --- Lines ---

    def _lines(self) -> None:
        self._legend(
            [
                Markup('<path d="M0 7h24" {}/><g fill="{}" stroke="{}">{}</g>').format(
                    self._stroke(index), BLUE, BLUE, _mark(index, 12, 7)
                )
                for index in range(len(self.figure.series))
            ]
        )
        rows = self._rows()
        tall = 220.0
        most = max((max(numbers, default=0) for _, numbers in rows), default=0)
        step = (self.wide - 4 * GAP - 40) / max(len(rows) - 1, 1)
        top = self.at + 16
        places = [2 * GAP + 20 + index * step for index in range(len(rows))]
        self._grid(top, tall, most)
        for place, (label, _) in zip(places, rows, strict=True):
            self.text(place, top + tall + 20, label, anchor="middle")
        for index in range(len(self.figure.series)):
            numbers = [row[index] for _, row in rows]
            heights = [top + tall - (n / most * tall if most else 0) for n in numbers]
            self._line(index, numbers, list(zip(places, heights, strict=True)))
        self.at = top + tall + 28

    def _grid(self, top: float, tall: float, most: int) -> None:
        for part in {0, most // 2, most}:
            y = top + tall - (part / most * tall if most else 0)
            self.parts.append(
                Markup('<path class="grid" d="M{} {}H{}" stroke="#bbbbbb"/>').format(
                    _number(2 * GAP + 10), _number(y), _number(self.wide - 2 * GAP)
                )
            )
            shown = self.language.number(part)
            self.text(2 * GAP + 2, y + 5, shown, anchor="end", size=12)

    def _stroke(self, index: int) -> Markup:
        dashes = _DASHES[index % len(_DASHES)]
        return Markup('fill="none" stroke="{}" stroke-width="2"{}').format(
            BLUE, Markup(' stroke-dasharray="{}"').format(dashes) if dashes else ""
        )

    def _line(
        self, index: int, numbers: Sequence[int], points: Sequence[tuple[float, float]]
    ) -> None:
        if not points:
            return
        path = "L".join(f"{_number(x)} {_number(y)}" for x, y in points)
        self.parts.append(Markup('<path d="M{}" {}/>').format(path, self._stroke(index)))
        for number, (x, y) in zip(numbers, points, strict=True):
            self.parts.append(
                Markup('<g fill="{}" stroke="{}">{}</g>').format(BLUE, BLUE, _mark(index, x, y))
            )
            if len(self.figure.series) == 1:
                self.text(x, y - 10, self.language.number(number), anchor="middle", bold=True)

    # --- Numbers in cells ---

    def _heat(self) -> None:
        rows, names = self._rows(), [label[self.lang] for label in self.figure.series]
        cell = max(44.0, PLOT / max(len(names), 1))
        self.wide = LABELS + GAP * 3 + cell * len(names)
        high = min(max((width(name, 12) for name in names), default=0.0), 170.0)
        self.at += high * 0.75 + 10
        for index, name in enumerate(names):
            self._slanted(LABELS + GAP + (index + 0.5) * cell, shortened(name, 170, 12))
        most = max((max(numbers, default=0) for _, numbers in rows), default=0)
        self.wide += high * 0.7
        for label, numbers in rows:
            self._row_name(label)
            for index, number in enumerate(numbers):
                self._cell(LABELS + GAP + index * cell, cell, number, most)
            self.at += ROW

    def _slanted(self, x: float, name: str) -> None:
        anchor = "end" if self.rtl else "start"
        self.parts.append(
            Markup(
                '<text transform="translate({} {}) rotate(-45)" text-anchor="{}"'
                ' font-size="12">{}</text>'
            ).format(_number(x), _number(self.at - 4), anchor, name)
        )

    def _cell(self, x: float, cell: float, number: int, most: int) -> None:
        share = number / most if most else 0
        red, green, blue = (round(255 - share * (255 - part)) for part in (0x2A, 0x5D, 0x9F))
        self.parts.append(
            Markup(
                '<rect x="{}" y="{}" width="{}" height="{}" fill="#{}" stroke="#bbbbbb"/>'
            ).format(
                _number(x), _number(self.at), _number(cell), ROW, f"{red:02x}{green:02x}{blue:02x}"
            )
        )
        dark = share > 0.6
        shown = self.language.number(number)
        fill = "#ffffff" if dark else INK
        self.text(x + cell / 2, self.at + 20, shown, anchor="middle", fill=fill)


def svg_element(
    key: str,
    title: str,
    description: str,
    size: tuple[float, float],
    parts: Iterable[Markup],
    language: Messages,
) -> Markup:
    """Put an ``<svg>`` element together, with its title and its text alternative."""
    wide, tall = (_number(side) for side in size)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" lang="{lang}"'
        ' viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}"'
        ' aria-labelledby="{key}-title {key}-desc" direction="{direction}"'
        ' font-family="sans-serif" font-size="{letters}" fill="{ink}">'
        '<title id="{key}-title">{title}</title><desc id="{key}-desc">{description}</desc>'
        '<rect class="paper" width="100%" height="100%" fill="{paper}"/>{parts}</svg>'
    ).format(
        lang=language.lang,
        wide=wide,
        tall=tall,
        key=key,
        direction=language.direction,
        letters=SIZE,
        ink=INK,
        paper=PAPER,
        title=plain(title),
        description=plain(description),
        parts=Markup("").join(parts),
    )


def _mark(index: int, x: float, y: float) -> Markup:
    return Markup(_MARKS[index % len(_MARKS)]).format(x=_number(x), y=_number(y))  # noqa: S704 - our own constants


def _number(value: float) -> str:
    """Write a coordinate the same on every machine, without needless digits."""
    return f"{value:.1f}".removesuffix(".0")

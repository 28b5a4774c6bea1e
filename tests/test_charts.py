"""Charts: drawings that are read aloud, in greyscale, and stay the same."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from hubbot.charts import describe, draw, plain, shortened, width
from hubbot.figures import Figure, figures
from hubbot.filters import Filters
from hubbot.messages import languages
from tests.hostile import HOSTILE
from tests.reading import sample

SVG = "{http://www.w3.org/2000/svg}"


def made() -> dict[str, Figure]:
    context = sample().prepared.reports.context
    return {figure.key: figure for figure in figures(context, Filters())}


def parsed(figure: Figure, lang: str = "en") -> ET.Element:
    return ET.fromstring(draw(figure, lang))  # noqa: S314 - our own drawing


@pytest.mark.parametrize("lang", languages())
def test_every_figure_is_drawn_in_every_language(lang: str) -> None:
    for figure in made().values():
        assert parsed(figure, lang).find(f"{SVG}title") is not None


def test_a_drawing_is_named_by_its_title_and_its_description() -> None:
    drawing = parsed(made()["needs-by-theme"])
    ids = {one.get("id") for one in drawing.iter() if one.get("id")}
    assert drawing.get("role") == "img"
    assert set(str(drawing.get("aria-labelledby")).split()) <= ids


def test_the_description_tells_every_number() -> None:
    told = describe(made()["partnerships-by-type"], "en")
    assert "Museum: Current (7)." in told
    assert "Archive: Current (3), Past (1)." in told


def test_numbers_stand_beside_the_bars() -> None:
    texts = [text.text for text in parsed(made()["needs-by-theme"]).iter(f"{SVG}text")]
    assert texts[2:4] == ["Funding", "7"]


def test_the_parts_of_a_bar_differ_by_more_than_colour() -> None:
    drawing = draw(made()["partnerships-by-type"], "en")
    assert "url(#partnerships-by-type-1)" in drawing
    assert '<pattern id="partnerships-by-type-1"' in drawing


def test_lines_differ_by_their_dashes_and_marks() -> None:
    drawing = draw(made()["needs-over-time"], "en")
    assert len(set(re.findall(r'stroke-dasharray="([^"]+)"', drawing))) == 5


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_label_stays_text(value: str) -> None:
    figure = made()["needs-by-theme"]
    labels = tuple(dict.fromkeys(languages(), value) for _ in figure.rows)
    drawing = parsed(replace(figure, rows=labels))
    names = {one.tag.removeprefix(SVG) for one in drawing.iter()}
    assert names <= {"svg", "title", "desc", "rect", "text", "g", "path", "pattern", "circle"}
    texts = [text.text or "" for text in drawing.iter(f"{SVG}text")]
    assert shortened(value, 288) in texts


def test_a_figure_without_numbers_is_drawn() -> None:
    figure = made()["needs-over-time"]
    assert parsed(replace(figure, rows=(), values=(), series=())) is not None


def test_a_long_label_is_cut_to_its_room() -> None:
    assert width(shortened("a long label " * 20, 100)) <= 100
    assert shortened("short", 100) == "short"


def test_what_xml_forbids_is_dropped() -> None:
    assert plain("a\x00b\u202ec\ud800d") == "abcd"

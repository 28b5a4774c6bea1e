"""HTML from a wiki's parser: what readers need stays, what acts or asks elsewhere goes."""

from __future__ import annotations

import pytest

from hubbot.site.sanitise import sanitise

BASE = "https://wiki.example/wiki/"


def made(html: str) -> str:
    return str(sanitise(html, BASE))


def test_tables_lists_and_emphasis_stay() -> None:
    html = '<table class="wikitable"><tbody><tr><th scope="row">a</th></tr></tbody></table>'
    assert made(html) == html


def test_a_link_within_the_wiki_leads_to_the_wiki() -> None:
    assert (
        made('<a href="/wiki/A" class="new">A</a>') == '<a href="https://wiki.example/wiki/A">A</a>'
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "#cite", "vbscript:x"]
)
def test_an_address_that_is_no_web_page_is_dropped(address: str) -> None:
    assert made(f'<a href="{address}">A</a>') == "<a>A</a>"


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>@import url(//x)</style>",
        '<iframe src="//x">inside</iframe>',
        "<svg><a href='x'>y</a></svg>",
        '<mapframe text="x">[{}]</mapframe>',
        "<form><input></form>",
        '<link rel="stylesheet" href="//x">',
        "<!-- comment -->",
    ],
)
def test_what_acts_or_asks_elsewhere_is_left_out(html: str) -> None:
    assert made(f"<p>a{html}b</p>") == "<p>ab</p>"


def test_a_picture_becomes_its_text() -> None:
    assert made('<img src="//upload.example/x.png" alt="A map">') == "[A map]"


def test_attributes_that_act_are_dropped() -> None:
    assert made('<p onclick="x()" id="y" style="position:fixed">a</p>') == "<p>a</p>"


def test_the_length_of_a_bar_stays_and_no_address_with_it() -> None:
    bar = '<div style="width: 40%; height: 1em; background: #36c"></div>'
    assert made(bar) == bar
    assert made('<div style="background: url(//x)"></div>') == "<div></div>"


def test_elements_left_open_are_closed() -> None:
    assert made("<div><p>a") == "<div><p>a</p></div>"
    assert made("a</div></p>") == "a"


def test_text_is_escaped_once() -> None:
    assert made("<p>&lt;script&gt; &amp;amp;</p>") == "<p>&lt;script&gt; &amp;amp;</p>"

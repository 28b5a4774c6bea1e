"""A page made readable without a wiki."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from hubbot.site.readable import Shown, readable
from tests.hostile import HOSTILE


def made(text: str) -> str:
    return str(readable(text, [], lambda title: f"to:{title}"))


def with_block(text: str, html: str, *, inline: bool) -> str:
    start = text.index("BLOCK")
    shown = Shown(Markup(html), inline)  # noqa: S704 - the test's own HTML
    return str(readable(text, [(start, start + len("BLOCK"), shown)], None))


def test_headings_lists_emphasis_and_links_are_shown_as_such() -> None:
    assert made("== A ==\n* ''b'' '''c'''\n[[D|e]]") == (
        '<h2>A</h2>\n<ul><li><em>b</em> <strong>c</strong></li></ul>\n<p><a href="to:D">e</a></p>'
    )


def test_a_number_stands_in_its_sentence() -> None:
    assert with_block("We held BLOCK talks.", "35", inline=True) == "<p>We held 35 talks.</p>"


def test_a_number_stands_in_its_cell() -> None:
    text = '{| class="x"\n|+ C\n! scope="col" | A\n|-\n| BLOCK\n|}\nafter'
    assert with_block(text, "35", inline=True) == (
        "<table><caption> C</caption><tr><th> A</th></tr><tr><td> 35</td></tr></table>\n"
        "<p>after</p>"
    )


def test_a_table_of_ours_stands_between_paragraphs() -> None:
    shown = with_block("before\nBLOCK\nafter", "<table></table>", inline=False)
    assert shown == "<p>before</p>\n<table></table>\n<p>after</p>"


def test_marks_of_translation_and_comments_are_not_shown() -> None:
    assert made("<translate><!--T:1--> a</translate>") == "<p> a</p>"


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_stays_text(value: str) -> None:
    shown = made(value)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "\ue000" not in made(f"{value}\ue0000\ue001")

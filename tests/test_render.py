"""Rendering: whatever a value holds comes out as plain visible text."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import unicodedata

import mwparserfromhell
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubbot.messages import messages
from hubbot.render import escape, escape_isolated, is_title, to_html, to_wikitext, wiki_page_url
from hubbot.values import (
    ChartValue,
    Column,
    Count,
    Day,
    EditLink,
    Empty,
    Entry,
    ItemLink,
    Joined,
    Link,
    Listing,
    Map,
    Number,
    Row,
    Sample,
    Share,
    Table,
    Text,
)
from tests.hostile import HOSTILE

PIECES = [*HOSTILE, *"|{}[]<>!'=*#:;-~_&\n\t ", "a", "é", "http:", "\u0338", "\u202e", "ISBN 1"]
hostile_texts = st.one_of(
    st.text(), st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(HOSTILE)
)


def shown(text: str) -> str:
    """Reduce a text to what readers are to see: one line, without what has no shape."""
    kept = "".join(
        char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs")
    )
    kept = re.sub("[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ufdd0-\ufdef]", "", kept)
    kept = unicodedata.normalize("NFC", kept)
    return re.sub("[\t-\r\x1c-\x20\x85\u2028\u2029]+", " ", kept).strip(" ")


@given(hostile_texts)
@example("ISBN 978-0-306-40615-7, RFC 2119 and PMID 12345")
@example("&amp;lt;&#91;")
@example("-{zh:x}-")
def test_an_escaped_text_holds_no_markup(text: str) -> None:
    nodes = mwparserfromhell.parse(escape(text), skip_style_tags=True).nodes
    kinds = {type(node) for node in nodes}
    assert kinds <= {mwparserfromhell.nodes.Text, mwparserfromhell.nodes.HTMLEntity}


@given(hostile_texts)
@example("\u0338 a combining sign would join the markup before it")
@example("\u037e")
def test_an_escaped_text_shows_every_character(text: str) -> None:
    assert html.unescape(escape(text)) == shown(text)


@given(hostile_texts)
def test_an_escaped_text_holds_no_character_that_is_markup(text: str) -> None:
    bare = re.sub(r"&(?:amp|lt|gt|quot|#\d+);", "×", escape(text))
    assert not re.search(r"[\[\]{}|<>=~_&\"\n\x00-\x1f\x7f]|''|!!|:\S|ISBN|RFC|PMID", bare)
    assert not re.match(r"[*#:;!'\-+]", bare)


@given(st.lists(hostile_texts, max_size=4), st.sampled_from(["\u2068", "\u2069", ""]))
@example(["a", " ", "b"], "\u2068")
@example(["\u0338", "\u0338"], "\u2068")
def test_a_text_with_isolates_shows_every_character_and_whole_elements(
    parts: list[str], between: str
) -> None:
    text = "".join(f"\u2068{part}\u2069{between}" for part in parts)
    written = unicodedata.normalize("NFC", escape_isolated(text))
    without = re.sub("</?bdi>", "", written)
    assert "".join(html.unescape(without).split()) == "".join(shown(text).split())
    assert not re.search("[<>]", without)
    assert "".join(re.findall("</?bdi>", written)) == "<bdi></bdi>" * written.count("<bdi>")


def test_a_value_in_an_arabic_message_is_an_element_of_its_own() -> None:
    listing = Listing(entries=(Entry(Text("أضف «\u2068date=\u2069» هنا")),))
    assert "«<bdi>date&#61;</bdi>» هنا" in to_wikitext(listing, messages("ar"))
    assert "«<bdi>date=</bdi>» هنا" in to_html(listing, messages("ar"))


def test_a_partner_in_latin_letters_stands_apart_in_an_arabic_table() -> None:
    listing = Listing(entries=(Entry(ItemLink("Q1", "Museum (Alderney)")),))
    assert "<bdi>[https://www.wikidata.org/wiki/Q1 Museum (Alderney)]</bdi>" in to_wikitext(
        listing, messages("ar")
    )


@given(hostile_texts)
def test_a_text_escaped_is_what_the_wiki_stores(text: str) -> None:
    line = f"> {escape(text)}\n>{escape(text)}="
    assert unicodedata.normalize("NFC", line) == line


def test_letters_stay_readable() -> None:
    text = "Wikimedia Sápmi, l'été d’Abomey (50 %): ok?"
    assert escape(text) == text


@given(st.lists(st.lists(hostile_texts, min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_table_keeps_its_number_of_cells(rows: list[list[str]]) -> None:
    table = Table(
        columns=tuple(Column(text) for text in rows[0]),
        rows=tuple(Row(tuple(map(Text, cells))) for cells in rows),
        caption=f"c{rows[0][0]}",
        base=rows[0][1],
        notes=tuple(rows[0]),
    )
    lines = to_wikitext(table).splitlines()
    marks = [re.match(r"[|!{][-+}|]?", line) for line in lines]
    kinds = [mark[0] for mark in marks if mark]
    assert kinds == ["{|", "|+", "|-", "!", "!", "!", *["|-", "!", "|", "|"] * len(rows), "|}"]


@given(hostile_texts, hostile_texts)
def test_a_link_is_a_link_to_its_page_or_plain_text(title: str, text: str) -> None:
    code = mwparserfromhell.parse(to_wikitext(Listing(entries=(Entry(Link(title, text)),))))
    links = code.filter_wikilinks()
    assert len(links) <= 1
    assert code.filter_templates() == []
    if links:
        assert is_title(title)
        assert ("[" in str(links[0].title)) is False


@pytest.mark.parametrize(
    "title",
    [
        "A|B",
        "A]]B",
        "{{A}}",
        "A<b>",
        "A#b",
        "A%41",
        "A&amp;B",
        "../A",
        "A/../B",
        ":A",
        "A~~~~",
        "",
        " ",
        "A\nB",
        "A\u202eB",
        "＿＿目次＿＿",
    ],
)
def test_what_is_no_title_is_not_linked(title: str) -> None:
    assert "[[" not in to_wikitext(Listing(entries=(Entry(Link(title, "text")),)))


@pytest.mark.parametrize("title", ["Category:X", "File:X.png", "fr:X", "Wikimedia Sápmi (chapter)"])
def test_a_link_is_never_a_category_an_image_or_a_language(title: str) -> None:
    assert f"[[:{title}|x]]" in to_wikitext(Listing(entries=(Entry(Link(title, "x")),)))


def test_behaviour_switches_in_a_title_are_taken_apart() -> None:
    assert "[[:A NOTOC |x]]" not in to_wikitext(Listing(entries=(Entry(Link("A __NOTOC__", "x")),)))
    assert "__" not in to_wikitext(Listing(entries=(Entry(Link("A __NOTOC__", "x")),)))


def test_an_edit_link_opens_the_page_for_editing() -> None:
    body = to_wikitext(Listing(entries=(Entry(EditLink("A/B", "edit")),)))
    assert "[[Special:EditPage/A/B|edit]]" in body


def test_only_an_item_of_wikidata_is_linked_outside() -> None:
    good, bad = ItemLink("Q42", "Museum"), ItemLink("Q42 x] [http://evil.example", "Museum")
    body = to_wikitext(Listing(entries=(Entry(good), Entry(bad))))
    assert body.count("[http") == 1
    assert "[https://www.wikidata.org/wiki/Q42 Museum]" in body


def test_a_number_stands_inside_a_line() -> None:
    assert to_wikitext(Number(value=35)) == "35"


def test_every_other_value_begins_and_ends_with_a_line_break() -> None:
    body = to_wikitext(Empty(text="Nothing."))
    assert body.startswith("\n<div")
    assert body.endswith("</div>\n")


def test_arabic_is_marked_as_right_to_left() -> None:
    assert 'lang="ar" dir="rtl"' in to_wikitext(Empty(text="x", lang="ar"))


def test_latin_text_in_an_arabic_list_is_kept_apart() -> None:
    value = Listing(entries=(Entry(Joined((Text("Museum"), Text("متحف")), " – ")),), lang="ar")
    assert "* <bdi>Museum</bdi> – متحف" in to_wikitext(value)


def test_arabic_words_in_an_english_list_are_kept_apart() -> None:
    assert "* <bdi>متحف</bdi>" in to_wikitext(Listing(entries=(Entry(Text("متحف")),)))


def test_dates_and_shares_are_sorted_by_what_they_mean() -> None:
    cells = (Text("a"), Day(dt.date(2021, 10, 5)), Share(1, 3), Day(None), Count(12345))
    value = Table(columns=tuple(Column("c") for _ in cells), rows=(Row(cells),))
    lines = to_wikitext(value).splitlines()
    assert '| data-sort-value="2021-10-05" | October 5, 2021' in lines
    assert '| data-sort-value="33" | 33%' in lines
    assert '| data-sort-value="" | unknown' in lines
    assert '| data-sort-value="12345" | 12,345' in lines


def test_rows_of_totals_stay_at_the_bottom() -> None:
    value = Table(columns=(Column("c"),), rows=(Row((Text("Total"),), last=True),))
    assert '|- class="sortbottom"\n! scope="row" | Total' in to_wikitext(value)


def test_a_map_holds_each_item_in_one_shape_that_kartographer_reads() -> None:
    body = to_wikitext(Map(items=("Q34", "Q117"), caption="It's [[a]] {{map}}"))
    [data] = json.loads(re.findall(r"<mapframe[^>]*>\n(.*)\n</mapframe>", body)[0])
    assert data["type"] == "ExternalData"
    assert data["service"] == "geoshape"
    assert re.fullmatch(r"Q[1-9]\d{0,19}(\s*,\s*Q[1-9]\d{0,19})*", data["ids"])
    properties = data["properties"]
    assert re.fullmatch(r"#?([0-9a-fA-F]{3}){1,2}", properties["fill"])
    assert 0 <= properties["fill-opacity"] <= 1


def test_the_caption_of_a_map_is_escaped_for_the_attribute_and_for_the_wikitext_in_it() -> None:
    body = to_wikitext(Map(items=("Q34",), caption='[[a]] "b"'))
    attribute = re.findall(r'text="([^"]*)"', body)[0]
    assert html.unescape(attribute) == escape('[[a]] "b"')


def test_a_chart_is_a_call_of_the_chart_extension() -> None:
    assert "{{#chart:A/b.chart}}" in to_wikitext(ChartValue(page="A/b.chart"))


def test_a_sample_is_shown_and_not_run() -> None:
    body = to_wikitext(Listing(entries=(Entry(Sample("{{Need|money|2=words}}")),)))
    assert mwparserfromhell.parse(body).filter_templates() == []


@given(hostile_texts)
def test_html_shows_a_text_and_no_tag_of_it(text: str) -> None:
    found = str(to_html(Listing(entries=(Entry(Text(text)),))))
    inner = re.fullmatch(
        r'<div class="hubbot" lang="en" dir="ltr"><ul><li><bdi>(.*)</bdi></li></ul></div>',
        found,
        re.DOTALL,
    )
    assert inner is not None
    assert "<" not in inner[1]
    assert html.unescape(inner[1]) == re.sub(
        "[\t-\r\x1c-\x20\x85\u2028\u2029]+", " ", html.unescape(inner[1])
    )


def test_a_link_in_html_leads_to_the_page() -> None:
    url = wiki_page_url("https://wiki.example/wiki/$1")
    found = to_html(Listing(entries=(Entry(Link("A b/Ç?", "x")),)), messages("en"), url)
    assert '<a href="https://wiki.example/wiki/A_b/%C3%87%3F">' in found

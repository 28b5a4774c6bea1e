"""The walk over the tokens finds what the library's own tree holds."""

from __future__ import annotations

import mwparserfromhell
import pytest

from hubbot.config import defaults
from hubbot.parse import parse_context
from hubbot.parse.clean import passage, plain
from hubbot.parse.flatten import ADDED, SWALLOWED, Flat, flatten, without_marks
from tests.parse.case_files import FOLDER, default_names, read_case

NAMES = default_names()
SHOWN = parse_context(defaults(), NAMES).shown
NEED = "{{Content Partnerships Hub/Need|a|words}}"


def flat(text: str) -> Flat:
    return flatten(text, NAMES, SHOWN, "Some/Page")


def lines_of(text: str) -> int:
    """Count the page's lines up to the end of flattened text."""
    return 1 + text.count("\n") - text.count(ADDED) + text.count(SWALLOWED)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_the_walk_finds_every_template_of_the_librarys_tree(path: object) -> None:
    text = read_case(path).wikitext  # type: ignore[arg-type] # pytest gives what glob gave
    tree = mwparserfromhell.parse(text, skip_style_tags=True)
    ours = [
        (role, [str(one.name).strip() for one in template.params])
        for template in tree.ifilter_templates(recursive=True)
        if (role := NAMES.role(str(template.name))) is not None
    ]

    found = [(call.role, [one.name for one in call.given]) for call in flat(text).calls]

    assert sorted(found) == sorted(ours)


@pytest.mark.parametrize(
    "above",
    [
        "a\n\nb\n",
        "<!-- a\nb\n-->\n",
        "<ref\nname=x>a\n\nb</ref>\n",
        "{{box\n| a\n= b\n| c\n}}\n",
        '{| class="x"\n|-\n| a\n| b\n|}\n',
        "[[File:X.jpg|thumb\n|a\nb]]\n",
        "[[A|b\nc]]\n",
        "<div\n class='x'\n>a\n</div\n>\n",
        "<div class=x\nid=y>a</div>\n",
        "<div class='a\nb' id\n=\ny\n>a</div>\n",
        "a<ref name=x\n/>\n",
        "{{box|a\n=b}}\n",
        "a<br>b<br />\nc\n",
        "* a\n* b\n----\n",
        "{{Content Partnerships Hub/Partnership\n|partner=\nA\n|type=museum\n}}\n",
        "{{Content Partnerships Hub/Need\n|a\n|b\nc\n}}\n",
        "{{{a|b\nc}}}\n",
        "<nowiki>\n{{\n</nowiki>\n",
        "<h2>\na</h2>\n",
        "{{#if:\na|b\n|c}}\n",
        "{{Hubbot report|a}}\nb\n{{Hubbot report end}}\n",
        "[https://x.example a\nb]\n",
    ],
)
def test_lines_are_counted_over_markup_that_spans_them(above: str) -> None:
    line = above.count("\n") + 1

    found = flat(above + NEED)

    assert found.calls[-1].line == line
    assert lines_of(found.text) == line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <!-- b --> c", "a  c"),
        ("a<ref>b</ref><ref name=x /> c", "a c"),
        ("<translate><!--T:1--> a <tvar name=x>b</tvar></translate>", "a b"),
        ("<tvar|x>b</>", "b"),
        ("<nowiki>{{a}} ''</nowiki>", "{{a}} ''"),
        ("[[A|b]] [[C]] [[:Category:D]]", "b C Category:D"),
        ("[[Category:A]]x[[File:B.jpg|thumb]]", "x"),
        (
            "[https://x.example a] [https://y.example] https://z.example",
            "a https://y.example https://z.example",
        ),
        ("&lt;b&gt; &amp; &nbsp;x &#65;&#x42;", "<b> &  x AB"),
        ("&#2;x&#8;", "x"),
        ("{{a}} {{b|c|d=e}}", "{{a}}  c e"),
        ("{{!}}{{=}}{{PAGENAME}} {{SUBPAGENAME}} {{BASEPAGENAME}}", "|=Some/Page Page Some"),
        ("{{{a|b}}} {{{c}}}", "b {{{c}}}"),
        ("<b>a</b> <span style='x'>b</span>", "a b"),
        ("<small>a", "a"),
        ("a < b > c", "a < b > c"),
        ("'''a''' ''b''", "a b"),
        ("__NOTOC__a __b__", "a __b__"),
    ],
)
def test_a_value_is_read_as_its_readers_see_it(text: str, shown: str) -> None:
    assert plain(flat(text).text) == shown


def test_marks_that_a_page_holds_against_the_rules_are_taken_out() -> None:
    assert without_marks("a\x02\x031\x10b") == "a1b"


def test_the_span_of_a_coded_passage_is_where_its_words_are() -> None:
    found = passage(flat(f"* ''x'' [[A|b]] {NEED}, {NEED}").text)

    assert [found.text[start:end] for start, end in found.spans] == ["words", "words"]
    assert found.numbers == (0, 1)

"""The light tree is the library's tree, node by node, whatever the text."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import mwparserfromhell
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mwparserfromhell import nodes as theirs

from hubbot import xmlexport
from hubbot.parse import tree

_PIECES = (
    *("{{", "}}", "{{{", "}}}", "|", "=", "[[", "]]", "[", "]", "http://a.example", " ", "\n"),
    *("<!--", "-->", "<ref", "</ref>", ">", "/>", "<br>", "</br>", "<b", "</b>", "'", '"', "''"),
    *("name", "x", "&amp;", "&#65;", "&#x41;", "&#X4a;", "{|", "|}", "|-", "||", "!", "*", "#"),
    *(";", ":", "----", "== h ==", "<nowiki>", "</nowiki>", "<div ", "</div>", "class=", "style"),
    *("''' ", "{{a|b=c|d}}", "[[p|q]]", "<li>", "<hr/>", "<table", "</table>", "é"),
)


def _texts() -> list[str]:
    with resources.as_file(resources.files("hubbot") / "data" / "sample.xml") as sample:
        return [page.text for page in xmlexport.read(sample, None).pages.values()]


def _ours(nodes: tree.Nodes | None) -> object:
    return None if nodes is None else [_our_node(node) for node in nodes]


def _our_node(node: Any) -> object:  # noqa: ANN401 - any node
    match node:
        case str():
            return node
        case tree.Template():
            parts = [(_ours(p.name), _ours(p.value), p.showkey) for p in node.params]
            return ("Template", _ours(node.name), parts)
        case tree.Argument():
            return ("Argument", _ours(node.name), _ours(node.default))
        case tree.Wikilink():
            return ("Wikilink", _ours(node.title), _ours(node.text))
        case tree.ExternalLink():
            return ("ExternalLink", _ours(node.url), _ours(node.title), node.brackets)
        case tree.Heading():
            return ("Heading", _ours(node.title), node.level)
        case tree.Comment():
            return ("Comment", node.contents)
        case tree.Tag():
            rest = (node.wiki_markup, node.attributes, node.padding, node.self_closing)
            return ("Tag", _ours(node.tag), _ours(node.contents), *rest)
    return ("HTMLEntity", str(node))


def _library(code: Any) -> object:  # noqa: ANN401 - not typed
    return None if code is None else [_library_node(node) for node in code.nodes]


def _library_node(node: Any) -> object:  # noqa: ANN401 - any node
    match node:
        case theirs.Text():
            return node.value
        case theirs.Template():
            parts = [(_library(p.name), _library(p.value), p.showkey) for p in node.params]
            return ("Template", _library(node.name), parts)
        case theirs.Argument():
            return ("Argument", _library(node.name), _library(node.default))
        case theirs.Wikilink():
            return ("Wikilink", _library(node.title), _library(node.text))
        case theirs.ExternalLink():
            return ("ExternalLink", _library(node.url), _library(node.title), node.brackets)
        case theirs.Heading():
            return ("Heading", _library(node.title), node.level)
        case theirs.Comment():
            return ("Comment", node.contents)
        case theirs.Tag():
            contents = None if node.self_closing else _library(node.contents)
            attributes = [str(one) for one in node.attributes]
            rest = (node.wiki_markup, attributes, node.padding or "", node.self_closing)
            return ("Tag", _library(node.tag), contents, *rest)
    return ("HTMLEntity", str(node))


def _same(text: str) -> None:
    ours = tree.parse(text)
    library = mwparserfromhell.parse(text, skip_style_tags=True)
    assert _ours(ours) == _library(library)
    assert tree.source(ours) == str(library)


@pytest.mark.parametrize("text", _texts())
def test_a_page_of_the_sample_gives_the_librarys_tree(text: str) -> None:
    _same(text)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent / "cases").glob("*.txt")), ids=lambda path: path.stem
)
def test_a_case_file_gives_the_librarys_tree(path: Path) -> None:
    _same(path.read_text(encoding="utf-8"))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_any_markup_gives_the_librarys_tree(text: str) -> None:
    _same(text)

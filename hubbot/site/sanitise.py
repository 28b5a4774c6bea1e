"""HTML from a wiki's parser, reduced to what is safe to show on a page of the site.

Only known elements and attributes stay; links lead to the wiki; pictures become their
text, so that no page of the site asks another host for anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup

_ELEMENTS: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "big",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
_RENAMED: Final = {"h1": "h2", "strike": "s", "tt": "code", "center": "div"}
_VOID: Final = frozenset({"br", "hr", "wbr"})
# Elements that are left out with all they hold.
_DROPPED: Final = frozenset(
    [
        "script",
        "style",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "audio",
        "video",
        "form",
        "button",
        "select",
        "textarea",
        "noscript",
        "title",
        "head",
        "mapframe",
    ]
)
_ATTRIBUTES: Final = frozenset(
    ["title", "lang", "dir", "colspan", "rowspan", "scope", "data-sort-type", "data-sort-value"]
)
_CLASSES: Final = frozenset(["wikitable", "sortable", "sortbottom", "hubbot", "unsortable"])
# The bars that reports draw: lengths and one colour, and never an address.
_STYLE: Final = re.compile(
    r"(?:\s*(?:width|min-width|height|background|overflow-x)\s*:\s*[#\w.% ]+;?)+\s*", re.ASCII
)


def sanitise(html: str, base: str) -> Markup:
    """Return the HTML with nothing active or foreign in it; ``base`` is the page's address."""
    reader = _Reader(base)
    reader.feed(html)
    reader.close()
    return reader.result()


class _Reader(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = base
        self._parts: list[Markup] = []
        self._open: list[str] = []
        self._dropping: list[str] = []

    def result(self) -> Markup:
        """Return what was read, every element closed."""
        closing = [Markup("</{}>").format(name) for name in reversed(self._open)]
        return Markup("").join([*self._parts, *closing])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = _RENAMED.get(tag, tag)
        if self._dropping:
            if tag == self._dropping[-1]:
                self._dropping.append(tag)
            return
        if tag in _DROPPED:
            self._dropping.append(tag)
        elif tag == "img":
            alternative = dict(attrs).get("alt") or ""
            if alternative:
                self._parts.append(Markup("[{}]").format(alternative))
        elif name in _ELEMENTS:
            written = Markup("").join(
                Markup(' {}="{}"').format(key, value) for key, value in self._kept(name, attrs)
            )
            self._parts.append(Markup("<{}{}>").format(name, written))
            if name not in _VOID:
                self._open.append(name)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        name = _RENAMED.get(tag, tag)
        if self._dropping:
            if tag == self._dropping[-1]:
                self._dropping.pop()
            return
        if name not in self._open:
            return
        while self._open:
            closed = self._open.pop()
            self._parts.append(Markup("</{}>").format(closed))
            if closed == name:
                return

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._parts.append(Markup.escape(data))

    def _kept(self, name: str, attrs: list[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        for key, given in attrs:
            value = given or ""
            if key in seen:
                continue
            seen.add(key)
            if key in _ATTRIBUTES or (key == "style" and _STYLE.fullmatch(value)):
                yield key, value
            elif key == "class" and (classes := [c for c in value.split() if c in _CLASSES]):
                yield key, " ".join(classes)
            elif key == "href" and name == "a" and (address := self._address(value)):
                yield key, address

    def _address(self, value: str) -> str:
        """Make a link's address absolute; one within the page, or no web page, is dropped."""
        if value.startswith("#"):
            return ""
        address = urljoin(self._base, value.strip())
        return address if urlsplit(address).scheme in ("http", "https") else ""

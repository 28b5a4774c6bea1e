"""A target page made readable without a wiki: its blocks as reports, the rest as text.

Headings, lists, tables, emphasis and links of the text around the blocks are shown as such;
what needs a wiki, such as a template, is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from hubbot.render import PageUrl

# Private characters that stand for a block while the text around it is read.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PRIVATE: Final = re.compile(f"[{_OPEN}{_CLOSE}]")
_PLACE: Final = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_HEADING: Final = re.compile(r"(={1,6})\s*(.+?)\s*\1\s*")
_ITEM: Final = re.compile(r"([*#]+)\s*(.*)")
_HIDDEN: Final = re.compile(
    r"<!--.*?-->|</?translate[^>]*>|<languages\s*/>|<tvar[^>]*>|</tvar>", re.S
)
_INLINE: Final = re.compile(
    r"'''(?P<bold>.+?)'''|''(?P<italic>.+?)''"
    r"|\[\[:?(?P<title>[^\[\]|{}\n]+)(?:\|(?P<text>[^\[\]\n]*))?\]\]"
)


@dataclass(frozen=True)
class Shown:
    """A block as it is shown; ``inline`` ones stand inside a sentence."""

    html: Markup
    inline: bool


def readable(
    text: str, blocks: Sequence[tuple[int, int, Shown]], page_url: PageUrl | None
) -> Markup:
    """Render a page's text; each block comes with the places where its markers begin and end."""
    places = [(start, end, index) for index, (start, end, _) in enumerate(blocks)]
    pieces: list[str] = []
    at = 0
    for start, end, index in sorted(places):
        pieces += [_PRIVATE.sub("", text[at:start]), f"{_OPEN}{index}{_CLOSE}"]
        at = end
    pieces.append(_PRIVATE.sub("", text[at:]))
    reader = _Reader([shown for _, _, shown in blocks], page_url)
    return Markup("\n").join(reader.read(_HIDDEN.sub("", "".join(pieces))))


class _Reader:
    def __init__(self, shown: list[Shown], page_url: PageUrl | None) -> None:
        self._shown, self._page_url = shown, page_url

    def read(self, text: str) -> Iterator[Markup]:
        """Read line by line: headings, lists, tables and paragraphs."""
        lines: list[str] = []
        kind = ""
        for line in [*text.split("\n"), ""]:
            this = self._kind(line, kind, lines)
            if this != kind or this in ("heading", "block", ""):
                yield from self._part(kind, lines)
                lines = []
            kind = this
            if line.strip():
                lines.append(line)
        yield from self._part(kind, lines)

    def _kind(self, line: str, before: str, lines: Sequence[str]) -> str:
        bare = line.strip()
        in_table = before == "table" and not lines[-1].strip().startswith("|}")
        if bare.startswith("{|") or in_table:
            return "table"
        if not bare:
            return ""
        if _HEADING.fullmatch(bare):
            return "heading"
        place = _PLACE.fullmatch(bare)
        if place and not self._at(place).inline:
            return "block"
        return "list" if bare[0] in "*#" else "text"

    def _part(self, kind: str, lines: list[str]) -> Iterator[Markup]:
        if not lines:
            return
        match kind:
            case "heading":
                found = _HEADING.fullmatch(lines[0].strip())
                if found:
                    level = min(max(len(found[1]), 2), 6)
                    yield Markup("<h{0}>{1}</h{0}>").format(level, self._inline(found[2]))
            case "block":
                place = _PLACE.fullmatch(lines[0].strip())
                if place:
                    yield self._at(place).html
            case "list":
                items = (_ITEM.match(line.strip()) for line in lines)
                listed = [
                    Markup("<li>{}</li>").format(self._inline(item[2])) for item in items if item
                ]
                name = "ol" if lines[0].strip()[0] == "#" else "ul"
                yield Markup("<{0}>{1}</{0}>").format(name, Markup("").join(listed))
                yield from self._large(lines)
            case "table":
                yield self._table([line.strip() for line in lines])
                yield from self._large(lines)
            case _:
                yield Markup("<p>{}</p>").format(self._inline("\n".join(lines)))
                yield from self._large(lines)

    def _table(self, lines: Sequence[str]) -> Markup:
        """Read a table of wikitext, its cells without their attributes."""
        caption = Markup("")
        rows: list[list[Markup]] = [[]]
        for line in lines:
            if line.startswith("|+"):
                caption = Markup("<caption>{}</caption>").format(self._inline(_content(line[2:])))
            elif line.startswith("|-"):
                rows.append([])
            elif line.startswith(("!", "|")) and not line.startswith("|}"):
                name = "th" if line[0] == "!" else "td"
                for cell in re.split(r"\|\||!!", line[1:]):
                    shown = self._inline(_content(cell))
                    rows[-1].append(Markup("<{0}>{1}</{0}>").format(name, shown))
            elif rows[-1] and not line.startswith(("{|", "|}")):
                rows[-1].append(Markup("<td>{}</td>").format(self._inline(line)))
        filled = [Markup("<tr>{}</tr>").format(Markup("").join(row)) for row in rows if row]
        return Markup("<table>{}{}</table>").format(caption, Markup("").join(filled))

    def _at(self, place: re.Match[str]) -> Shown:
        return self._shown[int(place[1])]

    def _large(self, lines: list[str]) -> Iterator[Markup]:
        """Give the blocks that do not fit inside the lines in which they stand."""
        for place in _PLACE.finditer("\n".join(lines)):
            if not self._at(place).inline:
                yield self._at(place).html

    def _inline(self, text: str) -> Markup:
        parts: list[Markup] = []
        start = 0
        for match in _INLINE.finditer(text):
            parts.append(self._plain(text[start : match.start()]))
            parts.append(self._marked(match))
            start = match.end()
        parts.append(self._plain(text[start:]))
        return Markup("").join(parts)

    def _marked(self, match: re.Match[str]) -> Markup:
        if match["bold"]:
            return Markup("<strong>{}</strong>").format(self._plain(match["bold"]))
        if match["italic"]:
            return Markup("<em>{}</em>").format(self._plain(match["italic"]))
        title = match["title"].strip()
        text = self._plain(match["text"] or title)
        address = self._page_url(title) if self._page_url else ""
        return Markup('<a href="{}">{}</a>').format(address, text) if address else text

    def _plain(self, text: str) -> Markup:
        parts: list[Markup] = []
        start = 0
        for place in _PLACE.finditer(text):
            parts.append(Markup.escape(text[start : place.start()]))
            if self._at(place).inline:
                parts.append(self._at(place).html)
            start = place.end()
        parts.append(Markup.escape(text[start:]))
        return Markup("").join(parts)


def _content(cell: str) -> str:
    """Return a cell's content, without the attributes before its first bar."""
    attributes, bar, content = cell.partition("|")
    return content if bar and "[[" not in attributes else cell

"""Values turned into wikitext and HTML; every text in them is escaped here.

In wikitext, what could be markup is written as character references, which the
parser of MediaWiki shows as plain characters and never reads as markup
(https://www.mediawiki.org/wiki/Help:Formatting). No other module makes markup of
values, and a value holds no markup, so nothing read from a page can become any.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, assert_never
from urllib.parse import quote

from markupsafe import Markup

from hubbot.messages import Messages, messages
from hubbot.values import (
    Bar,
    Base,
    Cell,
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
    Moment,
    Number,
    Numbered,
    Row,
    Sample,
    Sections,
    Share,
    Table,
    Text,
    Value,
)

# --- Escaping ---

# Characters that the wiki would drop or refuse, or that would turn the text around them:
# controls, lone surrogates, noncharacters, the marks that embed or override a direction.
_DROPPED: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
)
_SPACES: Final = re.compile("[\t-\r\x1c-\x20\x85\u2028\u2029]+")

# One isolated part of a text.
_ISOLATE: Final = re.compile("\u2068([^\u2066-\u2069]*)\u2069")

# What may be markup wherever it stands: brackets, braces, bars, tags, references, signs
# of headings and parameters, signatures, behaviour switches (fullwidth ones too).
_ALWAYS: Final = '&<>"[]{}|=~_`\\\uff3f'
_MARKUP: Final = re.compile(
    f"[{re.escape(_ALWAYS)}]"
    r"|'(?=')|(?<=')'|^'|'$"  # bold and italics
    r"|!(?=!)|(?<=!)!|^!|!$"  # cells of a table's heading
    r"|:(?=\S)|^:"  # an address is no link without its colon
    r"|^[*#;+-]|-$"  # lists, lines and rows
    r"|(?<=I)S(?=BN)|(?<=R)F(?=C)|(?<=P)M(?=ID)",  # ISBN, RFC and PMID link by themselves
)


_NAMED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


@lru_cache(maxsize=8_192)
def escape(text: str) -> str:
    """Write plain text in wikitext so that it is shown as it is, on one line.

    Line breaks become spaces; control characters and direction overrides are dropped.
    """
    text = unicodedata.normalize("NFC", _DROPPED.sub("", text))
    text = _SPACES.sub(" ", text).strip(" ")
    escaped = _MARKUP.sub(_reference, text)
    # A combining character would join the markup before it to a letter of its own.
    if escaped and unicodedata.category(escaped[0]).startswith("M"):
        return f"&#{ord(escaped[0])};{escaped[1:]}"
    return escaped


def escape_isolated(text: str) -> str:
    """Write plain text as :func:`escape` does, and keep isolated parts apart.

    A part between U+2068 and U+2069, as messages written from right to left have round
    the values in them, becomes an element of its own, whatever stands in it.
    """
    return _isolated(text, escape)


def _isolated(text: str, write: Callable[[str], str]) -> str:
    """Write a text part by part; ``write`` escapes a part and strips the blanks at its ends."""
    parts = _ISOLATE.split(text)
    if len(parts) == 1:
        return write(text)
    whole = ""
    for index, part in enumerate(parts):
        before, after = (" " if end.isspace() else "" for end in (part[:1], part[-1:]))
        written = f"<bdi>{write(part)}</bdi>" if index % 2 else write(part)
        whole += f"{before}{written}{after}"
    return re.sub(" +", " ", whole).strip(" ")


def _reference(match: re.Match[str]) -> str:
    return _NAMED.get(match[0]) or f"&#{ord(match[0])};"


# Not allowed in a title, or read as something else than a title inside a link.
_NO_TITLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f#<>\[\]{}|\ufffd\u200e\u200f\u2028-\u202f\u2066-\u2069\uff3f]"
    r"|~~~|%[0-9A-Fa-f]{2}|&[A-Za-z0-9#]+;|^[:/]|(?:^|/)\.\.?(?:/|$)|^\s*$"
)


@lru_cache(maxsize=8_192)
def is_title(title: str) -> bool:
    """Tell whether a page of this title can exist, so that a link to it is safe."""
    return len(title.encode("utf-8", "replace")) <= 300 and not (
        _NO_TITLE.search(title) or _DROPPED.search(title)
    )


def _title(title: str) -> str:
    # Underscores mean spaces in titles, and would spell behaviour switches.
    text = unicodedata.normalize("NFC", title.replace("_", " "))
    # Two exclamation marks would begin a cell where the link stands in a row's heading.
    return " ".join(text.split()).replace("!!", "&#33;&#33;")


_LEFT_TO_RIGHT: Final = re.compile("[A-Za-z\u00c0-\u058f]")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ITEM: Final = re.compile(r"Q[1-9]\d{0,19}")


# --- Wikitext ---


def to_wikitext(value: Value, language: Messages | None = None) -> str:
    """Render a value as the body of a block.

    A number has no line break; every other value begins and ends with one.
    """
    writer = _Wikitext(language or messages(value.lang))
    if isinstance(value, Number):
        return writer.language.number(value.value)
    body = "\n".join(writer.whole(value))
    return f"\n{body}\n"


class _Wikitext:
    def __init__(self, language: Messages) -> None:
        self.language = language

    def whole(self, value: Value) -> Iterable[str]:
        lang, direction = self.language.lang, self.language.direction
        classes = f"hubbot mw-content-{direction}"
        if value.css_class and not isinstance(value, Table):
            classes += f" {value.css_class}"
        yield (f'<div class="{classes}" lang="{lang}" dir="{direction}" style="overflow-x: auto">')
        yield from self.value(value)
        yield "</div>"

    def value(self, value: Value) -> Iterable[str]:
        match value:
            case Number():
                yield self.language.number(value.value)
            case Table():
                yield from self._table(value)
            case Listing():
                yield from self._titled(value, self._entries(value.entries, "*"))
            case Map():
                yield from self._map(value)
            case ChartValue():
                yield from self._titled(value, [f"{{{{#chart:{_title(value.page)}}}}}"])
            case Empty():
                yield from self._titled(value, [escape(value.text)])
            case Sections():
                yield from self._titled(value, self._sections(value))
            case _:
                assert_never(value)

    def _titled(self, value: Base, lines: Iterable[str]) -> Iterable[str]:
        """Put the caption before what is no table, in a paragraph of its own."""
        caption = self._caption(value, strong=True)
        if caption:
            yield f"<p>{caption}</p>"
        yield from lines
        yield from self._notes(value)

    def _caption(self, value: Base, *, strong: bool = False) -> str:
        parts = [escape(value.caption)] if value.caption else []
        if strong and parts:
            parts = [f"<strong>{parts[0]}</strong>"]
        if value.base:
            # The caption of a table is bold; on what it stands is no title.
            style = "" if strong else ' style="font-weight: normal"'
            parts.append(f"<small{style}>{escape(value.base)}</small>")
        return "<br>".join(parts)

    def _notes(self, value: Base) -> Iterable[str]:
        for note in value.notes:
            yield f"<p>{escape(note)}</p>"

    def _entries(self, entries: Iterable[Entry], marker: str) -> Iterable[str]:
        for entry in entries:
            yield f"{marker} {self.cell(entry.cell)}"
            yield from self._entries(entry.entries, marker + marker[-1])

    def _sections(self, value: Sections) -> Iterable[str]:
        for section in value.sections:
            if section.heading is not None:
                yield f"=== {self.cell(section.heading)} ==="
            yield from self.value(section.value)

    def _table(self, value: Table) -> Iterable[str]:
        classes = ["wikitable", *(["sortable"] if value.sortable else []), value.css_class]
        yield f'{{| class="{" ".join(filter(None, classes))}"'
        caption = self._caption(value)
        if caption:
            # At the start, where it is seen though a phone shows half of a wide table.
            yield f'|+ style="text-align: start" | {caption}'
        yield "|-"
        for column in value.columns:
            yield self._heading(column)
        for row in value.rows:
            yield from self._row(row, headed=value.row_headings)
        yield "|}"
        yield from self._notes(value)

    def _heading(self, column: Column) -> str:
        sort = ' data-sort-type="number"' if column.numeric else ""
        return f'! scope="col"{sort} | {escape(column.label)}'

    def _row(self, row: Row, *, headed: bool) -> Iterable[str]:
        # Lists beside each other begin at the same height.
        lists = any(isinstance(cell, Numbered) for cell in row.cells)
        top = ' style="vertical-align: top"' if lists else ""
        yield f'|- class="sortbottom"{top}' if row.last else f"|-{top}"
        for index, cell in enumerate(row.cells):
            start = '! scope="row"' if headed and index == 0 else "|"
            if isinstance(cell, Numbered):
                yield start
                yield from (f"# {self.cell(inner)}" for inner in cell.cells)
                continue
            content = self.cell(cell)
            sort = _sort_value(cell)
            attribute = "" if sort is None or sort == content else f' data-sort-value="{sort}"'
            separator = " |" if attribute or start != "|" else ""
            yield f"{start}{attribute}{separator} {content}".rstrip()

    def _map(self, value: Map) -> Iterable[str]:
        # The attribute is decoded before it is parsed as wikitext, hence escaped twice.
        caption = " – ".join(filter(None, (escape(value.caption), escape(value.base))))
        text = caption.replace("&", "&amp;")
        data = {
            "type": "ExternalData",
            "service": "geoshape",
            "ids": ",".join(item for item in value.items if _ITEM.fullmatch(item)),
            "properties": {"fill": "#3366cc", "fill-opacity": 0.6, "stroke": "#ffffff"},
        }
        yield (
            f'<mapframe text="{text}" width="full" height="420"'
            ' latitude="20" longitude="10" zoom="2" align="center">'
        )
        yield json.dumps([data], ensure_ascii=True)
        yield "</mapframe>"
        yield from self._notes(value)

    def cell(self, cell: Cell) -> str:
        match cell:
            case Link():
                return self._link(cell.title, cell.text or cell.title)
            case EditLink():
                if not is_title(cell.title):
                    return escape(cell.text)
                return f"[[Special:EditPage/{_title(cell.title)}|{escape(cell.text)}]]"
            case ItemLink():
                if not _ITEM.fullmatch(cell.item):
                    return self._apart(escape(cell.text))
                shown = escape(cell.text)
                return self._apart(f"[https://www.wikidata.org/wiki/{cell.item} {shown}]", shown)
            case Sample():
                return f'<code dir="ltr">{escape(cell.text)}</code>'
            case Bar():
                bar = f'<div style="width: {cell.per_cent}%; height: 1em; background: #36c"></div>'
                return f'<div style="min-width: 8em">{bar}</div>'
            case Joined():
                separator = _MARKUP.sub(_reference, cell.separator)
                return separator.join(self.cell(inner) for inner in cell.cells)
            case Numbered():
                return ", ".join(self.cell(inner) for inner in cell.cells)
            case _:
                return self._apart(escape_isolated(_plain(cell, self.language)))

    def _link(self, title: str, text: str) -> str:
        shown = escape(text)
        if not is_title(title) or not shown:
            return self._apart(shown)
        return self._apart(f"[[:{_title(title)}|{shown}]]", shown)

    def _apart(self, wikitext: str, shown: str | None = None) -> str:
        """Keep a text of the other direction from turning round what stands beside it."""
        other = _LEFT_TO_RIGHT if self.language.direction == "rtl" else _RIGHT_TO_LEFT
        return f"<bdi>{wikitext}</bdi>" if other.search(shown or wikitext) else wikitext


def _plain(cell: Text | Count | Share | Day | Moment, language: Messages) -> str:
    match cell:
        case Text():
            return cell.text
        case Count():
            return language.number(cell.value)
        case Share():
            return language.share(cell)
        case Day():
            return language.date(cell.date)
        case Moment():
            return language.time(cell.time)
        case _:
            assert_never(cell)


def _sort_value(cell: Cell) -> str | None:
    """Return what a table is sorted by where that is not what it shows."""
    match cell:
        case Count():
            return str(cell.value)
        case Share():
            return "-1" if cell.per_cent is None else str(cell.per_cent)
        case Bar():
            return str(cell.per_cent)
        case Day():
            return cell.date.isoformat() if cell.date else ""
        case _:
            return None


# --- HTML ---

PageUrl = Callable[[str], str]


def wiki_page_url(pattern: str) -> PageUrl:
    """Make page addresses from a pattern such as ``https://meta.wikimedia.org/wiki/$1``."""

    def url(title: str) -> str:
        return pattern.replace("$1", quote(title.replace(" ", "_"), safe="/:(),.'!*"))

    return url


def to_html(
    value: Value, language: Messages | None = None, page_url: PageUrl | None = None
) -> Markup:
    """Render a value as HTML; pages without an address are plain text and no links."""
    writer = _Html(language or messages(value.lang), page_url)
    if isinstance(value, Number):
        return Markup.escape(writer.language.number(value.value))
    return Markup('<div class="hubbot" lang="{}" dir="{}">{}</div>').format(
        writer.language.lang, writer.language.direction, writer.value(value)
    )


def _joined(parts: Iterable[Markup], separator: str = "") -> Markup:
    return Markup.escape(separator).join(parts)


class _Html:
    def __init__(self, language: Messages, page_url: PageUrl | None) -> None:
        self.language, self._page_url = language, page_url

    def value(self, value: Value, level: int = 3) -> Markup:
        match value:
            case Number():
                return Markup.escape(self.language.number(value.value))
            case Table():
                return self._table(value) + self._notes(value)
            case Listing():
                return self._titled(value, self._entries(value.entries))
            case Map():
                return self._titled(value, Markup(""))
            case ChartValue():
                return self._titled(value, Markup("<p>{}</p>").format(value.page))
            case Empty():
                return self._titled(value, Markup("<p>{}</p>").format(_clean(value.text)))
            case Sections():
                return self._titled(value, self._sections(value, level))
            case _:
                assert_never(value)

    def _titled(self, value: Base, content: Markup) -> Markup:
        caption = self._caption(value)
        before = Markup('<p class="caption">{}</p>').format(caption) if caption else Markup("")
        return before + content + self._notes(value)

    def _caption(self, value: Base) -> Markup:
        parts = [Markup.escape(_clean(value.caption))] if value.caption else []
        if value.base:
            parts.append(Markup("<small>{}</small>").format(_clean(value.base)))
        return Markup("<br>").join(parts)

    def _notes(self, value: Base) -> Markup:
        return _joined(Markup("<p>{}</p>").format(_clean(note)) for note in value.notes)

    def _entries(self, entries: Iterable[Entry]) -> Markup:
        items = [
            Markup("<li>{}{}</li>").format(self.cell(entry.cell), self._entries(entry.entries))
            for entry in entries
        ]
        return Markup("<ul>{}</ul>").format(_joined(items)) if items else Markup("")

    def _sections(self, value: Sections, level: int) -> Markup:
        return _joined(
            self._html_heading(section.heading, level) + self.value(section.value, level + 1)
            for section in value.sections
        )

    def _html_heading(self, heading: Cell | None, level: int) -> Markup:
        if heading is None:
            return Markup("")
        return Markup("<h{0}>{1}</h{0}>").format(level, self.cell(heading))

    def _table(self, value: Table) -> Markup:
        caption = self._caption(value)
        head = _joined(
            Markup('<th scope="col"{}>{}</th>').format(
                Markup(' data-sort-type="number"') if column.numeric else "", _clean(column.label)
            )
            for column in value.columns
        )
        rows = _joined(self._row(row, headed=value.row_headings) for row in value.rows)
        return Markup(
            '<table class="{}">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
        ).format(
            " ".join(filter(None, ("sortable" if value.sortable else "", value.css_class))),
            Markup("<caption>{}</caption>").format(caption) if caption else "",
            head,
            rows,
        )

    def _row(self, row: Row, *, headed: bool) -> Markup:
        cells = []
        for index, cell in enumerate(row.cells):
            sort = _sort_value(cell)
            cells.append(
                Markup("<{0}{1}{2}>{3}</{4}>").format(
                    Markup('th scope="row"') if headed and index == 0 else "td",
                    "" if sort is None else Markup(' data-sort-value="{}"').format(sort),
                    Markup(' class="number"') if isinstance(cell, Count | Share) else "",
                    self.cell(cell),
                    "th" if headed and index == 0 else "td",
                )
            )
        attribute = Markup(' class="sortbottom"') if row.last else ""
        return Markup("<tr{}>{}</tr>").format(attribute, _joined(cells))

    def cell(self, cell: Cell) -> Markup:
        match cell:
            case Link():
                return self._link(cell.title, cell.text or cell.title)
            case EditLink():
                return self._link(cell.title, cell.text, "?action=edit")
            case ItemLink():
                if not _ITEM.fullmatch(cell.item):
                    return Markup.escape(_clean(cell.text))
                return Markup('<a href="https://www.wikidata.org/wiki/{}">{}</a>').format(
                    cell.item, _clean(cell.text)
                )
            case Sample():
                return Markup('<code dir="ltr">{}</code>').format(_clean(cell.text))
            case Bar():
                return Markup('<div class="bar" style="width: {}%"></div>').format(cell.per_cent)
            case Joined():
                return _joined((self.cell(inner) for inner in cell.cells), cell.separator)
            case Numbered():
                items = (Markup("<li>{}</li>").format(self.cell(inner)) for inner in cell.cells)
                return Markup("<ol>{}</ol>").format(_joined(items))
            case _:
                text = _isolated(_plain(cell, self.language), _html_text)
                return Markup("<bdi>{}</bdi>").format(
                    Markup(text)  # noqa: S704 - every part of it was escaped
                )

    def _link(self, title: str, text: str, query: str = "") -> Markup:
        address = self._page_url(title) if self._page_url and is_title(title) else ""
        if not address:
            return Markup("<bdi>{}</bdi>").format(_clean(text))
        return Markup('<a href="{}"><bdi>{}</bdi></a>').format(address + query, _clean(text))


def _html_text(text: str) -> str:
    return str(Markup.escape(_clean(text)))


def _clean(text: str) -> str:
    """Drop what may not stand in HTML, or would turn the text around it."""
    return _SPACES.sub(" ", _DROPPED.sub("", text)).strip(" ")

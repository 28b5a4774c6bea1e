"""From flattened text to plain text: marks, quotes of italics and left-over tags taken off."""

from __future__ import annotations

import re
from typing import NamedTuple

from hubbot.parse import flatten

_MARK = re.compile(
    f"{flatten.CODED}\\d+{flatten.WORDS}"
    f"|{flatten.TARGET}[^{flatten.TARGET_END}]*{flatten.TARGET_END}"
    f"|{flatten.HEADING}\\d"
    f"|[{flatten.CODED_END}{flatten.SWALLOWED}{flatten.ADDED}{flatten.PARTNER}"
    f"{flatten.PARTNER_END}{flatten.REPORT}{flatten.REPORT_END}{flatten.TARGET}"
    f"{flatten.TARGET_END}{flatten.LINK}{flatten.LITERAL}]"
)
# The same without the marks of coded passages.
_UNCODED_MARK = re.compile(
    f"{flatten.TARGET}[^{flatten.TARGET_END}]*{flatten.TARGET_END}"
    f"|{flatten.HEADING}\\d"
    f"|[{flatten.SWALLOWED}{flatten.ADDED}{flatten.PARTNER_END}{flatten.PARTNER}"
    f"{flatten.REPORT}{flatten.REPORT_END}{flatten.TARGET}{flatten.TARGET_END}"
    f"{flatten.LINK}{flatten.LITERAL}]"
)
_HAS_UNCODED_MARK = re.compile("[\x05-\x08\x0e-\x14]")
_HAS_MARK = re.compile("[\x02-\x08\x0e-\x14]")
_TARGETS = re.compile(f"{flatten.TARGET}([^{flatten.TARGET_END}]*){flatten.TARGET_END}")
_QUOTES = re.compile("''+")
# Tags that the parser leaves as text, as where one end of a pair is missing. Their names
# are listed, for "a < b > c" is no tag.
_TAG = re.compile(
    r"</?(?:translate|tvar|languages|ref|references|nowiki|includeonly|noinclude|onlyinclude|"
    r"section|div|span|p|center|small|big|b|i|u|s|em|strong|font|br|poem|blockquote|abbr|sub|"
    r"sup|code|tt|li|ul|ol|hr)(?:[\s|/:][^<>]*)?>|</>",
    re.IGNORECASE,
)
_SWITCH = re.compile(
    "__(?:NO|FORCE)?TOC__|__NO(?:INDEX|EDITSECTION|NEWSECTIONLINK|GALLERY)__|__(?:INDEX|"
    "HIDDENCAT|NEWSECTIONLINK|DISAMBIG|STATICREDIRECT)__"
)
_DOUBLE_BREAK = re.compile(f"{flatten.ADDED}\n(?=[ \t{flatten.SWALLOWED}]*\n)")
_OWN_REPORT = re.compile(f"{flatten.REPORT}.*?{flatten.REPORT_END}", re.DOTALL)
# These begin with a line break, which the search for them leaps to, rather than with "^".
_PARTNER_LINE = re.compile(
    f"\n[ \t*#:;{flatten.SWALLOWED}]*(?:{flatten.PARTNER}[^{flatten.PARTNER_END}]*"
    f"{flatten.PARTNER_END}[ \t.,;{flatten.SWALLOWED}]*)+(?=\n)"
)
_LINE_START = re.compile(r"\n[ \t]*(?:[*#:;]+[ \t]*|-{4,}[ \t]*)")
_EDGE_SPACES = re.compile("[ \t]*\n[ \t]*")
_SPACES = re.compile("  +")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_CODED = re.compile(f"{flatten.CODED}(\\d+){flatten.WORDS}|{flatten.CODED_END}")
_NUMBERS = re.compile(f"{flatten.CODED}(\\d+)")
_NO_WORDS = re.compile(f"{flatten.CODED}\\d+{flatten.WORDS}\\s*{flatten.CODED_END}")
_EDGES = " \t\r\n\xa0\u200b\u200e\u200f\ufeff\u2060"


class Passage(NamedTuple):
    """Plain text with the spans that inline templates code, and those templates' numbers."""

    text: str
    spans: tuple[tuple[int, int], ...]
    numbers: tuple[int, ...]


def plain(text: str) -> str:
    """Return a value as plain text, its breaks kept."""
    text = _unmarked(text)
    if _HAS_MARK.search(text):
        text = _MARK.sub("", _DOUBLE_BREAK.sub("", text))
    return text.strip(_EDGES)


def _unmarked(text: str) -> str:
    if "''" in text:
        text = _QUOTES.sub("", text)
    if "<" in text:
        text = _TAG.sub("", text)
    if "__" in text:
        text = _SWITCH.sub("", text)
    return text


def one_line(text: str) -> str:
    """Return a value as plain text with single spaces."""
    return " ".join(plain(text).split())


def targets(text: str) -> list[str]:
    """List where the links of a value lead whose labels differ from their targets."""
    return _TARGETS.findall(text) if flatten.TARGET in text else []


def with_targets(text: str) -> str:
    """Show the targets of links in square brackets behind their labels."""
    return _TARGETS.sub(r" [\1]", text) if flatten.TARGET in text else text


def without_own_reports(text: str) -> str:
    """Blank the text of our own reports on the page, keeping count of its lines."""
    if flatten.REPORT not in text:
        return text

    def blank(match: re.Match[str]) -> str:
        shown = match[0]
        lines = shown.count("\n") - shown.count(flatten.ADDED) + shown.count(flatten.SWALLOWED)
        return flatten.SWALLOWED * max(lines, 0)

    return _OWN_REPORT.sub(blank, text)


def passage(text: str) -> Passage:
    """Return narrative as plain text with paragraphs kept and coded spans told.

    List marks at the start of lines are taken off, and lines that only show a
    partnership, which has a record of its own.
    """
    numbers: tuple[int, ...] = ()
    if flatten.CODED in text:
        numbers = tuple(map(int, _NUMBERS.findall(text)))
        text = _NO_WORDS.sub("", text)
    text = f"\n{_unmarked(text)}\n"
    if flatten.PARTNER in text:
        text = _PARTNER_LINE.sub("\n", text)
    if flatten.ADDED in text:
        text = _DOUBLE_BREAK.sub("", text)
    if _HAS_UNCODED_MARK.search(text):
        text = _UNCODED_MARK.sub("", text)
    text = _LINE_START.sub("\n", text)
    if " \n" in text or "\n " in text:
        text = _EDGE_SPACES.sub("\n", text)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    text = _BLANK_LINES.sub("\n\n", text).strip(_EDGES)
    if flatten.CODED not in text:
        return Passage(text, (), numbers)
    return Passage(*_coded(text), numbers)


def _coded(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    length = end = 0
    for mark in _CODED.finditer(text):
        pieces.append(text[end : mark.start()])
        length += mark.start() - end
        end = mark.end()
        if mark[1]:
            opened.append(length)
        elif opened:
            spans.append((opened.pop(), length))
    pieces.append(text[end:].replace(flatten.CODED_END, ""))
    return "".join(pieces), tuple(sorted(spans))

"""Find templates and tags in wikitext with their places, as MediaWiki's preprocessor does.

The records are read with mwparserfromhell; this scan serves the two tasks for which a
parse tree is of no use: replacing single stretches of a page without touching any other
byte, and noticing a template that was opened and never closed. It follows
https://www.mediawiki.org/wiki/Preprocessor_ABNF: one pass from left to right, comments
and tags whose content is not wikitext taken out first, braces matched innermost first.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

# Tags whose content MediaWiki does not read as wikitext. A tag never closed is plain text.
RAW_TAGS = (
    "nowiki",
    "pre",
    "syntaxhighlight",
    "source",
    "math",
    "chem",
    "ce",
    "score",
    "timeline",
    "hiero",
    "graph",
    "templatedata",
    "templatestyles",
    "mapframe",
    "maplink",
    "inputbox",
    "imagemap",
    "categorytree",
)

_TOKEN = re.compile(
    r"(?P<comment><!--)"
    r"|<(?P<raw>" + "|".join(RAW_TAGS) + r")\b(?P<attributes>[^>]*)>"
    r"|(?P<translate></?translate\b[^>]*>)"
    r"|(?P<open>\{{2,})"
    r"|(?P<close>\}{2,})"
    r"|(?P<link>\[\[)"
    r"|(?P<endlink>\]\])"
    r"|(?P<pipe>\|)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Span:
    """A stretch of the text; ``kind`` says what it is (``comment``, ``nowiki``, ...)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Call:
    """One ``{{...}}`` with its place.

    ``pipes`` are the places of its own pipes. ``parent`` is the innermost call around
    it, and ``argument`` the number of the parent's part in which it stands.
    """

    start: int
    end: int
    pipes: tuple[int, ...] = field(repr=False)
    text: str = field(repr=False)
    parent: Call | None = field(default=None, compare=False, repr=False)
    argument: int = 0

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The texts between the pipes, the name first."""
        bounds = (self.start + 1, *self.pipes, self.end - 2)
        return tuple(self.text[left + 1 : right] for left, right in itertools.pairwise(bounds))

    @cached_property
    def name(self) -> str:
        """The name as written, without comments and outer white space."""
        # Not of the parts: those of calls inside one another are long, and long together.
        first = self.pipes[0] if self.pipes else self.end - 2
        return _COMMENT.sub("", self.text[self.start + 2 : first]).strip()

    def parameters(self) -> dict[str, str]:
        """Return the parameters by name, numbered ones by number; the last of equals wins."""
        found: dict[str, str] = {}
        number = 0
        for part in self.parts[1:]:
            key, equals, value = _COMMENT.sub("", part).partition("=")
            if equals:
                found[key.strip()] = value.strip()
            else:
                number += 1
                found[str(number)] = key.strip()
        return found


@dataclass(frozen=True)
class Scan:
    """What one pass over a page's text found, in the order of the text.

    ``calls`` holds the templates, ``hidden`` the comments and tags whose content is no
    wikitext, ``translate`` the stretches between ``<translate>`` and its end (to the
    end of the text where it is never closed), ``unclosed`` the places of ``{{`` that no
    ``}}`` closes.
    """

    calls: tuple[Call, ...]
    hidden: tuple[Span, ...]
    translate: tuple[Span, ...]
    unclosed: tuple[int, ...]


@dataclass
class _Open:
    """An opening on the stack: ``braces`` is 0 for a link."""

    position: int
    braces: int
    pipes: list[int] = field(default_factory=list)
    inner: list[_Found] = field(default_factory=list)


@dataclass
class _Found:
    start: int
    end: int
    pipes: list[int]
    inner: list[_Found]


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.stack: list[_Open] = []
        self.roots: list[_Found] = []
        self.hidden: list[Span] = []
        self.translate: list[Span] = []
        self.translate_opened: int | None = None

    def run(self) -> Scan:
        position = 0
        while match := _TOKEN.search(self.text, position):
            kind = match.lastgroup or ""
            if kind == "attributes":
                kind = "raw"
            position = getattr(self, f"_{kind}")(match)
        if self.translate_opened is not None:
            self.translate.append(Span("translate", self.translate_opened, len(self.text)))
        unclosed = tuple(opened.position for opened in self.stack if opened.braces)
        while self.stack:
            opened = self.stack.pop()
            self._inner().extend(opened.inner)
        calls = tuple(sorted(self._calls(), key=lambda call: call.start))
        return Scan(calls, tuple(self.hidden), tuple(self.translate), unclosed)

    def _comment(self, match: re.Match[str]) -> int:
        end = self.text.find("-->", match.end())
        end = len(self.text) if end < 0 else end + 3
        self.hidden.append(Span("comment", match.start(), end))
        return end

    def _raw(self, match: re.Match[str]) -> int:
        name = match["raw"].lower()
        if match["attributes"].rstrip().endswith("/"):
            return match.end()
        close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.text, match.end())
        if close is None:
            return match.end()
        self.hidden.append(Span(name, match.start(), close.end()))
        return close.end()

    def _translate(self, match: re.Match[str]) -> int:
        closing = match[0].startswith("</")
        if not closing and self.translate_opened is None:
            self.translate_opened = match.start()
        elif closing and self.translate_opened is not None:
            self.translate.append(Span("translate", self.translate_opened, match.end()))
            self.translate_opened = None
        return match.end()

    def _open(self, match: re.Match[str]) -> int:
        self.stack.append(_Open(match.start(), len(match[0])))
        return match.end()

    def _link(self, match: re.Match[str]) -> int:
        self.stack.append(_Open(match.start(), 0))
        return match.end()

    def _endlink(self, match: re.Match[str]) -> int:
        if self.stack and not self.stack[-1].braces:
            opened = self.stack.pop()
            self._inner().extend(opened.inner)
        return match.end()

    def _pipe(self, match: re.Match[str]) -> int:
        if self.stack and self.stack[-1].braces:
            self.stack[-1].pipes.append(match.start())
        return match.end()

    def _close(self, match: re.Match[str]) -> int:
        if not self.stack or not self.stack[-1].braces:
            # As in MediaWiki, braces inside an unfinished link close nothing.
            return match.end()
        opened = self.stack[-1]
        count = min(3, opened.braces, len(match[0]))
        end = match.start() + count
        start = opened.position + opened.braces - count
        found = _Found(start, end, opened.pipes, opened.inner)
        opened.braces -= count
        opened.pipes, opened.inner = [], []
        if opened.braces < 2:
            self.stack.pop()
        if count == 2:
            self._inner(opened).append(found)
        else:
            self._inner(opened).extend(found.inner)
        return end

    def _inner(self, opened: _Open | None = None) -> list[_Found]:
        """Where a finished call belongs: to the opening around it, else to the page."""
        if opened is not None and opened.braces >= 2:
            return opened.inner
        return self.stack[-1].inner if self.stack else self.roots

    def _calls(self) -> Iterator[Call]:
        waiting: list[tuple[_Found, Call | None]] = [(found, None) for found in self.roots]
        while waiting:
            found, parent = waiting.pop()
            argument = bisect.bisect(parent.pipes, found.start) if parent else 0
            call = Call(found.start, found.end, tuple(found.pipes), self.text, parent, argument)
            yield call
            waiting.extend((inner, call) for inner in found.inner)


def scan(text: str) -> Scan:
    """Find the templates, hidden stretches and translatable stretches of a page's text."""
    return _Scanner(text).run()

"""One walk over a page's markup: our templates taken out, everything else as plain lines.

The page is divided into tokens by mwparserfromhell's tokenizer
(https://mwparserfromhell.readthedocs.io/), once, and the tokens are walked over, once. Its
tree of nodes is not built: that would take five times as long as the tokens.

The result holds the page's text as readers see it, still with the marks that tell where
lines, headings and coded passages are. Marks are control characters, which wikitext
cannot hold (https://www.mediawiki.org/wiki/Unicode_normalization_considerations); what a
page holds of them against the rules is taken out first.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from mwparserfromhell import parser
from mwparserfromhell.parser import ParserError, tokens
from mwparserfromhell.parser.tokenizer import Tokenizer

from hubbot.preprocess import RAW_TAGS
from hubbot.wikitext import TemplateNames

# A coded passage is CODED, its number, WORDS, the words said, CODED_END.
CODED: Final = "\x02"
WORDS: Final = "\x03"
CODED_END: Final = "\x04"
# Where the label of a link differs from its target, LINK stands before the label, and the
# target behind it between the other two.
LINK: Final = "\x13"
TARGET: Final = "\x05"
TARGET_END: Final = "\x06"
SWALLOWED: Final = "\x07"  # a line break of the page that the text does not show
ADDED: Final = "\x08"  # stands before a line break that the page does not have
PARTNER: Final = "\x0e"  # around what an inline partnership shows
PARTNER_END: Final = "\x0f"
HEADING: Final = "\x10"  # before a heading's level and its text
REPORT: Final = "\x11"  # around the text of one of our own reports
REPORT_END: Final = "\x12"
LITERAL: Final = "\x14"  # behind a character that is no markup where it stands
BREAK: Final = ADDED + "\n"

_MARKS = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14"
_NO_MARKS = dict.fromkeys(map(ord, _MARKS))

_MAIN, _FILE, _CATEGORY = 0, 6, 14
_FILE_OPTION = re.compile(
    r"\s*(?:thumb|thumbnail|frame|frameless|border|left|right|center|none|upright|baseline|"
    r"(?:\d+)?(?:x\d+)?px|(?:link|alt|lang|page|class|upright|thumb)\s*=.*)\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
# Tags that show nothing in the text, and tags whose content is read as it stands: captions of
# a gallery are wikitext, but its lines are no text.
_SHOWS_NOTHING = frozenset(["ref", "references", "languages", "templatestyles", "section"])
_RAW_TAGS = frozenset([*RAW_TAGS, "gallery"]) - _SHOWS_NOTHING
_BLOCK_TAGS = frozenset(
    (
        "p",
        "div",
        "blockquote",
        "center",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "poem",
        "br",
        "hr",
    )
)
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LINE_MARKS = frozenset(("*", "#", ":", ";", "----"))
_CHARACTERS: Final = {"!": "|", "=": "=", "((": "{{", "))": "}}", "!-": "|-", "pipe": "|"}


class Given(NamedTuple):
    """One parameter as a page gives it; ``value`` still holds marks."""

    name: str
    value: str
    line: int
    positional: bool


class Call(NamedTuple):
    """One use of one of our templates; ``number`` counts the uses of a page."""

    role: str
    line: int
    given: tuple[Given, ...]
    number: int


@dataclass(slots=True)
class Flat:
    """A page flattened: its text with marks, and our templates in their order."""

    text: str
    calls: list[Call]


def without_marks(text: str) -> str:
    """Take out the control characters that this module uses as marks.

    Line ends of other systems, which files may have, become plain line breaks.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_NO_MARKS) if any(mark in text for mark in _MARKS) else text


def flatten(
    text: str, names: TemplateNames, shown: Mapping[str, frozenset[str]], title: str = ""
) -> Flat:
    """Divide a page into tokens once and walk over them once.

    ``title`` is what ``{{PAGENAME}}`` and its like stand for. ``shown`` names, for the
    roles of inline templates, the parameter whose value readers see. Raises
    mwparserfromhell's ParserError and RecursionError on hostile text.
    """
    walker = _Walker(_tokens(text), names, shown, title)
    walker.until(_NOTHING)
    calls = sorted(walker.calls, key=lambda call: call.number)
    return Flat("".join(walker.out), calls)


def _tokens(text: str) -> list[tokens.Token]:
    """Divide wikitext into tokens; italics and bold stay text.

    One end of them that is missing would hide whole templates.
    """
    # The compiled tokenizer is None where it could not be built.
    make: Callable[[], Any] = getattr(parser, "CTokenizer", None) or Tokenizer
    found: list[tokens.Token] = make().tokenize(text, 0, True)
    return found


_Kinds = frozenset[type[tokens.Token]]

_NOTHING: Final[_Kinds] = frozenset()
_PART: Final[_Kinds] = frozenset((tokens.TemplateParamSeparator, tokens.TemplateClose))
_NAME_OR_PART: Final[_Kinds] = _PART | {tokens.TemplateParamEquals}
_ARGUMENT: Final[_Kinds] = frozenset((tokens.ArgumentSeparator, tokens.ArgumentClose))
_ARGUMENT_END: Final[_Kinds] = frozenset((tokens.ArgumentClose,))
_LINK_PART: Final[_Kinds] = frozenset((tokens.WikilinkSeparator, tokens.WikilinkClose))
_LINK_END: Final[_Kinds] = frozenset((tokens.WikilinkClose,))
_URL_PART: Final[_Kinds] = frozenset((tokens.ExternalLinkSeparator, tokens.ExternalLinkClose))
_URL_END: Final[_Kinds] = frozenset((tokens.ExternalLinkClose,))
_HEADING_END: Final[_Kinds] = frozenset((tokens.HeadingEnd,))
_COMMENT_END: Final[_Kinds] = frozenset((tokens.CommentEnd,))
_TAG_PART: Final[_Kinds] = frozenset(
    (tokens.TagAttrStart, tokens.TagCloseOpen, tokens.TagCloseSelfclose)
)
_TAG_CONTENTS: Final[_Kinds] = frozenset((tokens.TagOpenClose,))
_TAG_END: Final[_Kinds] = frozenset((tokens.TagCloseClose,))


class _Walker:
    """Walks over tokens, writing to ``out`` and counting the page's lines in ``line``.

    All levels of the markup are read from the one iterator over the tokens.
    """

    def __init__(
        self,
        stream: list[tokens.Token],
        names: TemplateNames,
        shown: Mapping[str, frozenset[str]],
        title: str,
    ) -> None:
        self.stream: Iterator[tokens.Token] = iter(stream)
        self.names = names
        self.title = title
        self.shown = shown
        self.line = 1
        self.out: list[str] = []
        self.calls: list[Call] = []
        self.number = 0
        self._namespaces: dict[str, int] = {}

    def until(self, stops: _Kinds) -> tokens.Token:
        """Write what the tokens show up to one of the kinds, and return that one."""
        out = self.out
        for token in self.stream:
            kind = type(token)
            if kind is tokens.Text:
                value = token["text"]
                out.append(value)
                if "\n" in value:
                    self.line += value.count("\n")
            elif kind in stops:
                return token
            else:
                _HANDLERS[kind](self, token)
        if stops:
            # The library's errors have no types.
            raise ParserError("the tokens end inside markup")  # type: ignore[no-untyped-call]
        return tokens.Token()

    def captured(self, stops: _Kinds) -> tuple[str, tokens.Token]:
        """Return what the tokens show, instead of writing it, and where they stop."""
        outer, self.out = self.out, []
        stop = self.until(stops)
        text = "".join(self.out)
        self.out = outer
        return text, stop

    def hide(self, stops: _Kinds) -> tokens.Token:
        """Pass over tokens that show nothing where they stand, but take our templates."""
        start = self.line
        _, stop = self.captured(stops)
        self.swallow(self.line - start)
        return stop

    def swallow(self, lines: int) -> None:
        """Note line breaks of the page that are not in the text."""
        if lines > 0:
            self.out.append(SWALLOWED * lines)

    def skip(self, markup: str | None) -> None:
        """Pass over markup that shows nothing."""
        if markup and "\n" in markup:
            lines = markup.count("\n")
            self.line += lines
            self.out.append(SWALLOWED * lines)

    # Small things

    def ignore(self, _token: tokens.Token) -> None:
        """Pass over a token that shows nothing."""

    def comment(self, _token: tokens.Token) -> None:
        """Pass over a comment."""
        self.hide(_COMMENT_END)

    def entity(self, _token: tokens.Token) -> None:
        """Write the character that an entity stands for."""
        written = ""
        for token in self.stream:
            kind = type(token)
            if kind is tokens.HTMLEntityEnd:
                break
            if kind is tokens.HTMLEntityNumeric:
                written += "#"
            elif kind is tokens.HTMLEntityHex:
                written += "x"
            else:
                written += token["text"]
        char = html.unescape(f"&{written};")
        if char.isspace():
            char = " "
        self.out.append(_literal(char.translate(_NO_MARKS)))

    def heading(self, token: tokens.Token) -> None:
        """Write a heading's text behind its mark."""
        self.out.append(f"{HEADING}{token['level']}")
        self.until(_HEADING_END)

    def argument(self, _token: tokens.Token) -> None:
        """Write the default of a template's argument, or the argument as it is written."""
        name, stop = self.captured(_ARGUMENT)
        if type(stop) is tokens.ArgumentClose:
            self.out.append(f"{{{{{{{name}}}}}}}")
        else:
            self.swallow(_lines(name))
            self.until(_ARGUMENT_END)

    # Links

    def external_link(self, token: tokens.Token) -> None:
        """Write the label of a link, or its address where it has none."""
        url, stop = self.captured(_URL_PART)
        if type(stop) is tokens.ExternalLinkClose:
            self.out.append(url)
        elif token.get("brackets"):
            self.until(_URL_END)
            self.out.append(f"{TARGET}{url}{TARGET_END}")
        else:
            self.out.append(url)
            self.until(_URL_END)

    def wikilink(self, _token: tokens.Token) -> None:
        """Write the label of a link, or its target; the caption of a file."""
        title, stop = self.captured(_LINK_PART)
        title = title.strip()
        bare = type(stop) is tokens.WikilinkClose
        namespace = self._namespace(title)
        if namespace == _CATEGORY:
            if not bare:
                self.hide(_LINK_END)
        elif namespace == _FILE:
            self._file(title, "" if bare else self.captured(_LINK_END)[0])
        elif bare:
            self.out.append(title.lstrip(":"))
        else:
            label, _ = self.captured(_LINK_END)
            shown = label if label.strip() else title.lstrip(":")
            self.out.append(f"{LINK}{shown}{TARGET}{title}{TARGET_END}")

    def _file(self, title: str, parts: str) -> None:
        caption = parts.rpartition("|")[2]
        if _FILE_OPTION.match(caption):
            caption = ""
        self.swallow(_lines(parts) - _lines(caption))
        self.out.append(f"{caption}{TARGET}{title}{TARGET_END}")

    def _namespace(self, title: str) -> int:
        prefix, colon, _ = title.partition(":")
        if not colon or not prefix:
            return _MAIN
        number = self._namespaces.get(prefix)
        if number is None:
            number = self.names.namespaces.split(f"{prefix}:x")[0]
            self._namespaces[prefix] = number
        return number

    # Tags

    def tag(self, token: tokens.Token) -> None:
        """Write what a tag shows; wiki lists and tables are tags to the tokenizer too."""
        markup = token.get("wiki_markup")
        written, stop = self.captured(_TAG_PART)
        if markup in _LINE_MARKS:
            self.out.append(markup)
            return
        name = written.strip().lower()
        block = name in _BLOCK_TAGS
        if block or name in _HEADING_TAGS:
            self.out.append(BREAK)
        if name in _HEADING_TAGS:
            self.out.append(f"{HEADING}{name[1]}")
        while type(stop) is tokens.TagAttrStart:
            for pad in ("pad_first", "pad_before_eq", "pad_after_eq"):
                self.skip(stop.get(pad))
            stop = self.hide(_TAG_PART)
        self.skip(stop.get("padding"))
        if type(stop) is tokens.TagCloseSelfclose:
            return
        self._contents(name)
        self.hide(_TAG_END)
        if block or name in _HEADING_TAGS:
            self.out.append(BREAK)

    def _contents(self, name: str) -> None:
        if name in _SHOWS_NOTHING:
            self.hide(_TAG_CONTENTS)
        elif name in _RAW_TAGS:
            self.out.append(_literal(self.captured(_TAG_CONTENTS)[0]))
        else:
            self.until(_TAG_CONTENTS)

    # Templates

    def template(self, _token: tokens.Token) -> None:
        """Take a template of ours; write what another one says."""
        line = self.line
        number = self.number
        self.number += 1
        written, stop = self.captured(_PART)
        name = written.translate(_NO_MARKS)
        role = self.names.role(name)
        if role is not None:
            self._ours(role, line, number, stop)
        elif type(stop) is tokens.TemplateClose:
            self.swallow(self.line - line)
            self.out.append(self._word(name.strip()))
        else:
            self.swallow(self.line - line)
            self._values(stop)

    def _word(self, name: str) -> str:
        """Return what a template without parameters stands for; most keep their name."""
        if name in _CHARACTERS:
            return _CHARACTERS[name]
        full = self.title
        own = full.partition(":")[2] if self._namespace(full) else full
        match name:
            case "FULLPAGENAME":
                return full
            case "PAGENAME":
                return own
            case "SUBPAGENAME":
                return own.rpartition("/")[2]
            case "BASEPAGENAME":
                return own.rpartition("/")[0] or own
            case "ROOTPAGENAME":
                return own.partition("/")[0]
            case _:
                return f"{{{{{' '.join(name.split())}}}}}"

    def _values(self, stop: tokens.Token) -> None:
        """Write what the parameters of a template that is not ours say."""
        while type(stop) is tokens.TemplateParamSeparator:
            self.out.append(" ")
            text, stop = self.captured(_NAME_OR_PART)
            if type(stop) is tokens.TemplateParamEquals:
                self.swallow(_lines(text))
                stop = self.until(_PART)
            else:
                self.out.append(text)
        self.out.append(" ")

    def _ours(self, role: str, line: int, number: int, stop: tokens.Token) -> None:
        given: list[Given] = []
        positional = 0
        while type(stop) is tokens.TemplateParamSeparator:
            start = self.line
            text, stop = self.captured(_NAME_OR_PART)
            if type(stop) is tokens.TemplateParamEquals:
                start += _lines(text[: len(text) - len(text.lstrip())])
                name = text.translate(_NO_MARKS).strip()
                value, stop = self.captured(_PART)
                given.append(Given(name, value, start, False))
            else:
                positional += 1
                given.append(Given(str(positional), text, start, True))
        self.calls.append(Call(role, line, tuple(given), number))
        lines = self.line - line
        if role in self.shown:
            lines -= self._show(role, number, given)
        elif role == "report":
            self.out.append(REPORT)
        elif role == "report_end":
            self.out.append(REPORT_END)
        self.swallow(lines)

    def _show(self, role: str, number: int, given: list[Given]) -> int:
        """Write what an inline template shows; return how many of the page's lines it has."""
        words = ""
        for one in given:
            if one.name in self.shown[role]:
                words = one.value.strip()
        if role == "partnership":
            self.out.append(f"{PARTNER}{words}{PARTNER_END}")
        else:
            self.out.append(f"{CODED}{number}{WORDS}{words}{CODED_END}")
        return _lines(words)


def _literal(text: str) -> str:
    """Protect characters that would else be taken for left-over tags or italics."""
    return text.replace("<", f"<{LITERAL}").replace("'", f"'{LITERAL}")


def _lines(text: str) -> int:
    """Count the page's line breaks in flattened text."""
    if "\n" not in text and SWALLOWED not in text:
        return 0
    return text.count("\n") - text.count(ADDED) + text.count(SWALLOWED)


_HANDLERS: Final[dict[type[tokens.Token], Callable[[_Walker, tokens.Token], None]]] = {
    tokens.ArgumentOpen: _Walker.argument,
    tokens.CommentStart: _Walker.comment,
    tokens.ExternalLinkOpen: _Walker.external_link,
    tokens.HTMLEntityStart: _Walker.entity,
    tokens.HeadingStart: _Walker.heading,
    tokens.TagAttrEquals: _Walker.ignore,
    tokens.TagAttrQuote: _Walker.ignore,
    tokens.TagOpenOpen: _Walker.tag,
    tokens.TemplateOpen: _Walker.template,
    tokens.TemplateParamEquals: _Walker.ignore,
    tokens.WikilinkOpen: _Walker.wikilink,
}

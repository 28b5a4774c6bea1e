"""One walk over a page's parse tree: our templates taken out, everything else as plain lines.

The result holds the page's text as readers see it, still with the marks that tell where
lines, headings and coded passages are. Marks are control characters, which wikitext
cannot hold (https://www.mediawiki.org/wiki/Unicode_normalization_considerations); what a
page holds of them against the rules is taken out first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from mwparserfromhell.nodes import HTMLEntity

from hubbot.parse.tree import (
    Argument,
    Comment,
    ExternalLink,
    Heading,
    Nodes,
    Parameter,
    Tag,
    Template,
    Wikilink,
    parse,
    source,
)
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
BREAK: Final = ADDED + "\n"

_MARKS = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13"
_NO_MARKS = dict.fromkeys(map(ord, _MARKS))

_MAIN, _FILE, _CATEGORY = 0, 6, 14
_FILE_OPTION = re.compile(
    r"\s*(?:thumb|thumbnail|frame|frameless|border|left|right|center|none|upright|baseline|"
    r"(?:\d+)?(?:x\d+)?px|(?:link|alt|lang|page|class|upright|thumb)\s*=.*)\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
# Tags whose content is plain text to MediaWiki, and tags that show nothing in the text.
_RAW_TAGS = frozenset(
    (
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
        "gallery",
        "inputbox",
        "imagemap",
        "templatedata",
        "categorytree",
    )
)
_SHOWS_NOTHING = frozenset(["ref", "references", "languages", "templatestyles", "section"])
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
    """Take out the control characters that this module uses as marks."""
    return text.translate(_NO_MARKS) if any(mark in text for mark in _MARKS) else text


def flatten(
    text: str, names: TemplateNames, shown: Mapping[str, frozenset[str]], title: str = ""
) -> Flat:
    """Parse a page once and walk over its tree once.

    ``title`` is what ``{{PAGENAME}}`` and its like stand for. ``shown`` names, for the
    roles of inline templates, the parameter whose value readers see. Raises
    mwparserfromhell's ParserError and RecursionError on hostile text.
    """
    tree = parse(text)
    walker = _Walker(names, shown, title)
    walker.walk(tree)
    calls = sorted(walker.calls, key=lambda call: call.number)
    return Flat("".join(walker.out), calls)


class _Walker:
    """Walks over nodes, writing to ``out`` and counting the page's lines in ``line``."""

    def __init__(
        self, names: TemplateNames, shown: Mapping[str, frozenset[str]], title: str
    ) -> None:
        self.names = names
        self.title = title
        self.shown = shown
        self.line = 1
        self.out: list[str] = []
        self.calls: list[Call] = []
        self.number = 0
        self._namespaces: dict[str, int] = {}

    def walk(self, nodes: Nodes) -> None:
        """Write what the nodes show."""
        out = self.out
        for node in nodes:
            if type(node) is str:
                out.append(node)
                if "\n" in node:
                    self.line += node.count("\n")
            else:
                _HANDLERS[type(node)](self, node)

    def captured(self, nodes: Nodes) -> str:
        """Return what the nodes show instead of writing it."""
        if len(nodes) == 1 and type(nodes[0]) is str:  # most values are but a text
            value = nodes[0]
            self.line += value.count("\n")
            return value
        outer, self.out = self.out, []
        self.walk(nodes)
        text = "".join(self.out)
        self.out = outer
        return text

    def swallow(self, lines: int) -> None:
        """Note line breaks of the page that are not in the text."""
        if lines > 0:
            self.out.append(SWALLOWED * lines)

    def skip(self, markup: str) -> None:
        """Pass over markup that shows nothing."""
        if "\n" in markup:
            lines = markup.count("\n")
            self.line += lines
            self.out.append(SWALLOWED * lines)

    def hide(self, nodes: Nodes | None) -> None:
        """Pass over nodes that show nothing where they stand, but take our templates."""
        if nodes is None:
            return
        start = self.line
        self.captured(nodes)
        self.swallow(self.line - start)

    # Nodes

    def _comment(self, node: Comment) -> None:
        self.skip(node.contents)

    def _entity(self, node: HTMLEntity) -> None:
        char = node.normalize()
        if char in ("\xa0", "\n", "\t", "\r"):
            char = " "
        self.out.append("" if char in _MARKS else char)

    def _heading(self, node: Heading) -> None:
        self.out.append(f"{HEADING}{node.level}")
        self.walk(node.title)

    def _argument(self, node: Argument) -> None:
        if node.default is None:
            self.out.append(f"{{{{{{{self.captured(node.name)}}}}}}}")
        else:
            self.hide(node.name)
            self.walk(node.default)

    def _external_link(self, node: ExternalLink) -> None:
        if not node.brackets or node.title is None:
            self.walk(node.url)
            return
        url = self.captured(node.url)
        self.walk(node.title)
        self.out.append(f"{TARGET}{url}{TARGET_END}")

    def _wikilink(self, node: Wikilink) -> None:
        title = self.captured(node.title).strip()
        namespace = self._namespace(title)
        if namespace == _CATEGORY:
            self.hide(node.text)
        elif namespace == _FILE:
            caption = "" if node.text is None else self.captured(node.text)
            self._file(title, caption)
        elif node.text is None:
            self.out.append(title.lstrip(":"))
        else:
            label = self.captured(node.text)
            self.out.append(f"{LINK}{label if label.strip() else title}")
            self.out.append(f"{TARGET}{title}{TARGET_END}")

    def _file(self, title: str, parts: str) -> None:
        caption = parts.rpartition("|")[2]
        if _FILE_OPTION.match(caption):
            caption = ""
        self.swallow(parts.count("\n") - caption.count("\n"))
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

    def _tag(self, node: Tag) -> None:
        markup = node.wiki_markup
        if markup in _LINE_MARKS:
            self.out.append(markup)
            return
        name = source(node.tag).strip().lower()
        if markup is not None:
            self._table(node)
        elif name in _RAW_TAGS:
            self._around(node, lambda: self._raw(node.contents))
        elif name in _SHOWS_NOTHING:
            self._around(node, lambda: self.hide(node.contents))
        elif name in _HEADING_TAGS:
            self.out.append(f"{BREAK}{HEADING}{name[1]}")
            self._around(node, lambda: self._contents(node))
            self.out.append(BREAK)
        elif name in _BLOCK_TAGS:
            self.out.append(BREAK)
            self._around(node, lambda: self._contents(node))
            if not node.self_closing:
                self.out.append(BREAK)
        else:
            self._around(node, lambda: self._contents(node))

    def _around(self, node: Tag, contents: Callable[[], None]) -> None:
        for attribute in node.attributes:
            self.skip(attribute)
        self.skip(node.padding)
        contents()
        if not node.self_closing:
            self.skip(source(node.closing_tag))

    def _contents(self, node: Tag) -> None:
        if node.contents is not None:
            self.walk(node.contents)

    def _raw(self, contents: Nodes | None) -> None:
        text = "" if contents is None else source(contents)
        self.line += text.count("\n")
        self.out.append(text)

    def _table(self, node: Tag) -> None:
        self.out.append(BREAK)
        end = self.line + str(node).count("\n")
        for attribute in node.attributes:
            self.skip(attribute)
        self.skip(node.padding)
        self._contents(node)
        self.swallow(end - self.line)
        self.line = end
        if not node.self_closing:
            self.out.append(BREAK)

    # Templates

    def _template(self, node: Template) -> None:
        name = self._name(node.name)
        role = self.names.role(name)
        if role is not None:
            self._ours(role, name, node)
        elif node.params:
            self.skip(name)
            self._values(node)
        else:
            self.skip(name)
            self.out.append(self._word(name.strip()))

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
                return f"{{{{{name}}}}}"

    def _name(self, nodes: Nodes) -> str:
        if len(nodes) == 1 and type(nodes[0]) is str:
            return nodes[0]
        outer, self.out = self.out, []
        start = self.line
        self.walk(nodes)
        text = "".join(self.out).translate(_NO_MARKS)
        self.out = outer
        lines = self.line - start
        self.line = start + lines - text.count("\n")
        self.swallow(lines - text.count("\n"))
        return text

    def _values(self, node: Template) -> None:
        """Write what the parameters of a template that is not ours say."""
        for parameter in node.params:
            if parameter.showkey:
                self.skip(source(parameter.name))
            self.out.append(" ")
            self.walk(parameter.value)
        self.out.append(" ")

    def _ours(self, role: str, name: str, node: Template) -> None:
        line = self.line
        self.line += name.count("\n")
        number = self.number
        self.number += 1
        given = tuple(map(self._given, node.params))
        self.calls.append(Call(role, line, given, number))
        lines = self.line - line
        if role in self.shown:
            lines -= self._show(role, number, given)
        elif role == "report":
            self.out.append(REPORT)
        elif role == "report_end":
            self.out.append(REPORT_END)
        self.swallow(lines)

    def _given(self, parameter: Parameter) -> Given:
        line = self.line
        name = source(parameter.name)
        if parameter.showkey:
            self.line += name.count("\n")
            line += len(name) - len(name.lstrip("\n")) if name.startswith("\n") else 0
            if "<!--" in name:
                name = re.sub(r"<!--.*?-->", "", name, flags=re.DOTALL)
        return Given(name.strip(), self.captured(parameter.value), line, not parameter.showkey)

    def _show(self, role: str, number: int, given: tuple[Given, ...]) -> int:
        """Write what an inline template shows; return how many of the page's lines it has."""
        words = ""
        for one in given:
            if one.name in self.shown[role]:
                words = one.value.strip()
        if role == "partnership":
            self.out.append(f"{PARTNER}{words}{PARTNER_END}")
        else:
            self.out.append(f"{CODED}{number}{WORDS}{words}{CODED_END}")
        return words.count("\n") - words.count(ADDED) + words.count(SWALLOWED)


# Kept outside of the instances: bound methods would tie each into a cycle with its text.
_HANDLERS: Final[dict[type, Callable[[_Walker, Any], None]]] = {
    Argument: _Walker._argument,
    Comment: _Walker._comment,
    ExternalLink: _Walker._external_link,
    Heading: _Walker._heading,
    HTMLEntity: _Walker._entity,
    Tag: _Walker._tag,
    Template: _Walker._template,
    Wikilink: _Walker._wikilink,
}

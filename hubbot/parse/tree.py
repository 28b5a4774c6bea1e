"""A parse tree of bare lists, made from the tokens of mwparserfromhell's tokenizer.

The library's own tree is made to be edited: three quarters of its parsing time goes into
that. Here texts are plain ``str`` and every other node a small object whose ``str()`` is
its wikitext again; nothing but the making of nodes differs from
:func:`mwparserfromhell.parse`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from mwparserfromhell import parser as library
from mwparserfromhell.nodes import HTMLEntity
from mwparserfromhell.parser import ParserError, tokens
from mwparserfromhell.parser.tokenizer import Tokenizer

# The tokenizer that the library itself would use.
_Tokenizer: Any = vars(library)["CTokenizer"] or Tokenizer

Node = Any
Nodes = list[Node]
_Token = Any


class Template:
    """``{{name|...}}``."""

    __slots__ = ("name", "params")

    def __init__(self, name: Nodes, params: list[Parameter]) -> None:
        self.name = name
        self.params = params

    def __str__(self) -> str:
        inner = "".join(f"|{parameter}" for parameter in self.params)
        return f"{{{{{source(self.name)}{inner}}}}}"


class Parameter:
    """One part of a template; ``name`` is its number where ``showkey`` is false."""

    __slots__ = ("name", "showkey", "value")

    def __init__(self, name: Nodes, value: Nodes, *, showkey: bool) -> None:
        self.name = name
        self.value = value
        self.showkey = showkey

    def __str__(self) -> str:
        value = source(self.value)
        return f"{source(self.name)}={value}" if self.showkey else value


class Argument:
    """``{{{name|default}}}``."""

    __slots__ = ("default", "name")

    def __init__(self, name: Nodes, default: Nodes | None) -> None:
        self.name = name
        self.default = default

    def __str__(self) -> str:
        default = "" if self.default is None else f"|{source(self.default)}"
        return f"{{{{{{{source(self.name)}{default}}}}}}}"


class Wikilink:
    """``[[title|text]]``."""

    __slots__ = ("text", "title")

    def __init__(self, title: Nodes, text: Nodes | None) -> None:
        self.title = title
        self.text = text

    def __str__(self) -> str:
        text = "" if self.text is None else f"|{source(self.text)}"
        return f"[[{source(self.title)}{text}]]"


class ExternalLink:
    """``[url title]``, or a bare address."""

    __slots__ = ("brackets", "space", "title", "url")

    def __init__(self, url: Nodes, title: Nodes | None, *, brackets: bool, space: str) -> None:
        self.url = url
        self.title = title
        self.brackets = brackets
        self.space = space

    def __str__(self) -> str:
        if not self.brackets:
            return source(self.url)
        title = "" if self.title is None else f"{self.space}{source(self.title)}"
        return f"[{source(self.url)}{title}]"


class Heading:
    """``== title ==``."""

    __slots__ = ("level", "title")

    def __init__(self, title: Nodes, level: int) -> None:
        self.title = title
        self.level = level

    def __str__(self) -> str:
        marks = "=" * self.level
        return f"{marks}{source(self.title)}{marks}"


class Comment:
    """``<!-- contents -->``."""

    __slots__ = ("contents",)

    def __init__(self, contents: str) -> None:
        self.contents = contents

    def __str__(self) -> str:
        return f"<!--{self.contents}-->"


class Tag:
    """A tag of HTML, or what wikitext writes in its place (lists, tables, rules).

    ``wiki_markup`` is what stands in its place, ``attributes`` their wikitext.
    """

    __slots__ = (
        "attributes",
        "closing_markup",
        "closing_tag",
        "contents",
        "implicit",
        "invalid",
        "padding",
        "self_closing",
        "separator",
        "tag",
        "wiki_markup",
    )

    def __init__(self, opening: _Token, tag: Nodes, attributes: list[str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.wiki_markup: str | None = opening.get("wiki_markup") or None
        self.invalid = bool(opening.get("invalid"))
        self.closing_markup = self.wiki_markup or ""
        self.padding = ""
        self.separator = ""
        self.self_closing = False
        self.implicit = False
        self.contents: Nodes | None = None
        self.closing_tag: Nodes = []

    def __str__(self) -> str:
        attributes = "".join(self.attributes)
        inner = "" if self.contents is None else source(self.contents)
        if self.wiki_markup:
            start = f"{self.wiki_markup}{attributes}{self.padding}{self.separator}"
            return start if self.self_closing else f"{start}{inner}{self.closing_markup}"
        start = f"{'</' if self.invalid else '<'}{source(self.tag)}{attributes}{self.padding}"
        if self.self_closing:
            return start + (">" if self.implicit else "/>")
        return f"{start}>{inner}</{source(self.closing_tag)}>"


def source(nodes: Nodes) -> str:
    """Return the wikitext of some nodes."""
    if len(nodes) == 1 and type(nodes[0]) is str:
        return nodes[0]
    return "".join(map(str, nodes))


def parse(text: str) -> Nodes:
    """Parse wikitext as ``mwparserfromhell.parse(text, skip_style_tags=True)`` does.

    Raises mwparserfromhell's ParserError where its own tree could not be made either.
    """
    return _Builder(_Tokenizer().tokenize(text, 0, True)).build()


def _error(what: str) -> Exception:
    make: Any = ParserError
    error: Exception = make(what)
    return error


_TEMPLATE_ENDS: Final = frozenset((tokens.TemplateParamSeparator, tokens.TemplateClose))
_PARAMETER_ENDS: Final = _TEMPLATE_ENDS | {tokens.TemplateParamEquals}
_ARGUMENT_ENDS: Final = frozenset((tokens.ArgumentSeparator, tokens.ArgumentClose))
_WIKILINK_ENDS: Final = frozenset((tokens.WikilinkSeparator, tokens.WikilinkClose))
_EXTERNAL_ENDS: Final = frozenset((tokens.ExternalLinkSeparator, tokens.ExternalLinkClose))
_HEADING_ENDS: Final = frozenset((tokens.HeadingEnd,))
_COMMENT_ENDS: Final = frozenset((tokens.CommentEnd,))
_NAME_ENDS: Final = frozenset((tokens.TagAttrStart, tokens.TagCloseOpen, tokens.TagCloseSelfclose))
_ATTRIBUTE_ENDS: Final = _NAME_ENDS | {tokens.TagAttrEquals, tokens.TagAttrQuote}
_CONTENTS_ENDS: Final = frozenset((tokens.TagOpenClose,))
_CLOSING_ENDS: Final = frozenset((tokens.TagCloseClose,))


class _Builder:
    """Makes nodes of a list of tokens, in one pass."""

    def __init__(self, found: list[_Token]) -> None:
        self._tokens: Iterator[_Token] = iter(found)

    def build(self) -> Nodes:
        nodes: Nodes = []
        text = tokens.Text
        for token in self._tokens:
            kind = type(token)
            nodes.append(token["text"] if kind is text else self._node(kind, token))
        return nodes

    def _node(self, kind: type, token: _Token) -> Node:
        make = _MAKERS.get(kind)
        if make is None:
            raise _error(f"{kind.__name__} where a node should begin")
        return make(self, token)

    def _until(self, ends: frozenset[type]) -> tuple[Nodes, _Token]:
        """Make nodes up to a token of one of these kinds, and return both."""
        nodes: Nodes = []
        text = tokens.Text
        for token in self._tokens:
            kind = type(token)
            if kind is text:
                nodes.append(token["text"])
            elif kind in ends:
                return nodes, token
            else:
                nodes.append(self._node(kind, token))
        raise _error("a node never ends")

    def _template(self, _opening: _Token) -> Template:
        name, end = self._until(_TEMPLATE_ENDS)
        params: list[Parameter] = []
        number = 1
        while type(end) is tokens.TemplateParamSeparator:
            value, end = self._until(_PARAMETER_ENDS)
            key: Nodes | None = None
            while type(end) is tokens.TemplateParamEquals:
                key = value
                value, end = self._until(_PARAMETER_ENDS)
            if key is None:
                params.append(Parameter([str(number)], value, showkey=False))
                number += 1
            else:
                params.append(Parameter(key, value, showkey=True))
        return Template(name, params)

    def _two(
        self, ends: frozenset[type], separator: type
    ) -> tuple[Nodes, Nodes | None, _Token | None]:
        """Make the parts before and after a separator, which is returned too."""
        first, end = self._until(ends)
        if type(end) is not separator:
            return first, None, None
        return first, self._until(ends)[0], end

    def _argument(self, _opening: _Token) -> Argument:
        name, default, _ = self._two(_ARGUMENT_ENDS, tokens.ArgumentSeparator)
        return Argument(name, default)

    def _wikilink(self, _opening: _Token) -> Wikilink:
        title, text, _ = self._two(_WIKILINK_ENDS, tokens.WikilinkSeparator)
        return Wikilink(title, text)

    def _external_link(self, opening: _Token) -> ExternalLink:
        url, title, between = self._two(_EXTERNAL_ENDS, tokens.ExternalLinkSeparator)
        space = "" if between is not None and between.get("suppress_space") is True else " "
        return ExternalLink(url, title, brackets=bool(opening["brackets"]), space=space)

    def _heading(self, opening: _Token) -> Heading:
        return Heading(self._until(_HEADING_ENDS)[0], opening["level"])

    def _comment(self, _opening: _Token) -> Comment:
        return Comment(source(self._until(_COMMENT_ENDS)[0]))

    def _entity(self, _opening: _Token) -> HTMLEntity:
        token = next(self._tokens)
        hexadecimal: _Token | None = None
        named = type(token) is tokens.Text
        if not named:
            token = next(self._tokens)
            if type(token) is tokens.HTMLEntityHex:
                hexadecimal, token = token, next(self._tokens)
        next(self._tokens)  # HTMLEntityEnd
        return HTMLEntity(
            token["text"],
            named=named,
            hexadecimal=hexadecimal is not None,
            hex_char="x" if hexadecimal is None else hexadecimal["char"],
        )

    def _tag(self, opening: _Token) -> Tag:
        name, end = self._until(_NAME_ENDS)
        attributes: list[str] = []
        while type(end) is tokens.TagAttrStart:
            attribute, end = self._attribute(end)
            attributes.append(attribute)
        tag = Tag(opening, name, attributes)
        tag.padding = end.get("padding") or ""
        if type(end) is tokens.TagCloseSelfclose:
            tag.self_closing = True
            tag.implicit = bool(end.get("implicit"))
            return tag
        tag.separator = end.get("wiki_markup") or ""
        tag.contents, end = self._until(_CONTENTS_ENDS)
        tag.closing_markup = end.get("wiki_markup", tag.closing_markup) or ""
        tag.closing_tag, _ = self._until(_CLOSING_ENDS)
        return tag

    def _attribute(self, opening: _Token) -> tuple[str, _Token]:
        """Return the wikitext of an attribute, and the token after it."""
        name = quotes = ""
        has_value = False
        value, end = self._until(_ATTRIBUTE_ENDS)
        while type(end) in (tokens.TagAttrEquals, tokens.TagAttrQuote):
            if type(end) is tokens.TagAttrQuote:
                quotes = end["char"]
                more, end = self._until(_ATTRIBUTE_ENDS)
                value += more
            else:
                name, has_value = source(value), True
                value, end = self._until(_ATTRIBUTE_ENDS)
        written = f"{opening.get('pad_first') or ''}{name if name else source(value)}"
        written += opening.get("pad_before_eq") or ""
        if has_value and name:
            written += f"={opening.get('pad_after_eq') or ''}{quotes}{source(value)}{quotes}"
        return written, end


_MAKERS: Final[dict[type, Callable[[_Builder, _Token], Node]]] = {
    tokens.TemplateOpen: _Builder._template,
    tokens.ArgumentOpen: _Builder._argument,
    tokens.WikilinkOpen: _Builder._wikilink,
    tokens.ExternalLinkOpen: _Builder._external_link,
    tokens.HTMLEntityStart: _Builder._entity,
    tokens.HeadingStart: _Builder._heading,
    tokens.CommentStart: _Builder._comment,
    tokens.TagOpenOpen: _Builder._tag,
}

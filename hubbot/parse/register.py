"""The movement's register of affiliates: a Lua module, parsed as text and never run.

The grammar is tree-sitter's for Lua: it reads a register of 200 entries and 370 kB in
0.02 s, where luaparser, written in Python, takes 1.1 s, which would be more than half of
what reading a thousand interviews takes. Where the module as a whole does not parse, its
entries are told apart by counting braces outside strings and comments, and each is parsed
alone: a broken entry costs that entry.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from hubbot import countries, names
from hubbot.errors import SourceError
from hubbot.problems import Problem
from hubbot.records import Affiliate, PageRevision

if TYPE_CHECKING:
    from tree_sitter import Node

ORG_TYPES: Final = (
    "Chapter",
    "Thematic Organization",
    "User Group",
    "Allied or other organization",
)
RECOGNITIONS: Final = ("recognised", "derecognised", "suspended")

# The keys that are read; the contacts among the others are personal and never kept.
_KEYS: Final = frozenset(
    {
        "unique_id",
        "affiliate_code",
        "group_name",
        "org_type",
        "region",
        "group_country",
        "group_page",
        "agreement_date",
        "recognition_status",
    }
)


@dataclass(frozen=True)
class _Entry:
    """One table of the register: its values by key, and the lines they stand on."""

    line: int
    values: Mapping[str, str]
    lines: Mapping[str, int]
    broken: bool = False


def parse_register(revision: PageRevision) -> tuple[tuple[Affiliate, ...], tuple[Problem, ...]]:
    """Read all affiliates of the register, in its order, and what is wrong in it.

    Dates stand as DD/MM/YYYY there, ``recognised`` and ``derecognised`` are spelled with
    s or z. Raises SourceError where not one entry can be read: a quietly empty register
    would empty every list of affiliates.
    """
    read: list[tuple[_Entry, Affiliate]] = []
    problems: list[Problem] = []
    for entry in _entries(revision.text):
        affiliate, found = _affiliate(entry, revision)
        problems.extend(found)
        if affiliate is not None:
            read.append((entry, affiliate))
    if not read:
        raise SourceError(
            f"The register of affiliates ({revision.title}) holds no entry that can be read; "
            "it should be a Lua module of the form: return { { group_name = '...' }, ... }."
        )
    kept, duplicates = _without_duplicates(read, revision.title)
    return kept, (*problems, *duplicates)


# Reading Lua


def _entries(text: str) -> Iterator[_Entry]:
    source = text.encode("utf-8", "replace")
    table = _returned_table(source)
    if table is not None:
        yield from _tables(table, 0)
        return
    for line, chunk in _split(text):
        entry = _alone(chunk, line)
        if entry is not None:
            yield entry
            continue
        head, rest = _after_closing_line(chunk)
        entry = _alone(head, line) if rest else None
        if entry is None:
            yield _legible(chunk, line)
        else:
            yield entry
            if _holds_values(rest):
                yield _legible(rest, line + head.count("\n") + 1)


def _alone(chunk: str, line: int) -> _Entry | None:
    """Parse the text of one entry; None where it is anything else."""
    table = _returned_table(b"return {" + chunk.encode("utf-8", "replace") + b"}")
    found = list(_tables(table, line - 1)) if table is not None else []
    return found[0] if len(found) == 1 else None


def _returned_table(source: bytes) -> Node | None:
    """Return the table that a module returns, or None where any of it does not parse."""
    import tree_sitter
    import tree_sitter_lua

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_lua.language()))
    root = parser.parse(source).root_node
    if root.has_error:
        return None
    for statement in root.named_children:
        if statement.type == "return_statement":
            for expressions in statement.named_children:
                for value in expressions.named_children:
                    if value.type == "table_constructor":
                        return value
    return None


def _tables(table: Node, lines_before: int) -> Iterator[_Entry]:
    for field in table.named_children:
        if field.type != "field":
            continue  # a comment
        value = field.child_by_field_name("value")
        if value is not None and value.type == "table_constructor":
            yield _read_table(value, lines_before)
        else:
            yield _Entry(field.start_point[0] + 1 + lines_before, {}, {}, broken=True)


def _read_table(table: Node, lines_before: int) -> _Entry:
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    broken = False
    for field in table.named_children:
        name, value = field.child_by_field_name("name"), field.child_by_field_name("value")
        if field.type != "field" or name is None or value is None:
            continue
        broken = broken or _runs_over_lines(value)
        key = _string(name) if name.type == "string" else _source(name)
        if key not in _KEYS:
            continue
        lines[key] = field.start_point[0] + 1 + lines_before
        text = _value(value)
        broken = broken or text is None
        values[key] = text or ""
    return _Entry(table.start_point[0] + 1 + lines_before, values, lines, broken)


def _runs_over_lines(node: Node) -> bool:
    """Tell whether a quoted string lacks its end; the grammar takes it further than Lua does."""
    text = node.text or b""
    return node.type == "string" and text[:1] in (b"'", b'"') and _OPEN_END.search(text) is not None


_OPEN_END: Final = re.compile(rb"(?<!\\)(?:\\\\)*\n")


def _value(node: Node) -> str | None:
    """Return a value as text: a string, a number, strings joined by ``..``; else None."""
    match node.type:
        case "string":
            return _string(node)
        case "nil":
            return ""
        case "number" | "true" | "false":
            return _source(node)
        case "parenthesized_expression":
            return _value(node.named_children[0])
        case "binary_expression" if any(child.type == ".." for child in node.children):
            parts = [_value(child) for child in node.named_children]
            return None if None in parts else "".join(part for part in parts if part)
        case _:
            return None


def _source(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _string(node: Node) -> str:
    raw = node.text or b""
    if raw[:1] in (b"'", b'"'):
        return _ESCAPE.sub(_unescaped, raw[1:-1]).decode("utf-8", "replace")
    opening = raw.index(b"[", 1) + 1  # a long string: [[...]], [=[...]=], no escapes in it
    return raw[opening:-opening].removeprefix(b"\n").decode("utf-8", "replace")


_ESCAPE: Final = re.compile(rb"\\(\d{1,3}|x[0-9A-Fa-f]{2}|z\s*|\r?\n|.)", re.DOTALL)
_ESCAPES: Final = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def _unescaped(match: re.Match[bytes]) -> bytes:
    """Translate one escape (https://www.lua.org/manual/5.1/manual.html#2.1)."""
    code = match[1]
    if code.isdigit():
        return bytes([min(int(code), 255)])
    if code[:1] == b"x" and len(code) == 3:
        return bytes([int(code[1:], 16)])
    if code[:1] == b"z":
        return b""
    return _ESCAPES.get(code, code)


# Telling entries apart where the module does not parse

_TOKEN: Final = re.compile(
    r"""--\[(?P<a>=*)\[.*?\](?P=a)\]|--[^\n]*|\[(?P<b>=*)\[.*?\](?P=b)\]"""
    r"""|'(?:\\.|[^'\\\n])*(?:'|$)|"(?:\\.|[^"\\\n])*(?:"|$)|\n|[{}]""",
    re.DOTALL | re.MULTILINE,
)


def _split(text: str) -> Iterator[tuple[int, str]]:
    """Cut the outermost table into its entries; give each with its first line's number.

    A string ends with its line, at the latest. A brace that begins a line as far in as
    most that begin one begins an entry, whatever the count of braces says: so a
    missing quote or brace spoils one entry only.
    """
    outer = _OUTER.search(text)
    if outer is None:
        return
    starts = list(_starts(text, outer.end()))
    before = text[outer.end() : starts[0]] if starts else ""
    if _holds_values(before):
        yield text.count("\n", 0, outer.end()) + 1, before
    for start, end in zip_longest(starts, starts[1:]):
        chunk = text[start:end].rstrip()
        if end is None:
            chunk = chunk.removesuffix("}").rstrip()
        # The spaces before the entry stay with it, to tell how far in it stands.
        indent = text[text.rfind("\n", 0, start) + 1 : start]
        lead = indent if not indent.strip() else ""
        yield text.count("\n", 0, start) + 1, lead + chunk.rstrip(",;")


def _holds_values(text: str) -> bool:
    """Tell whether a text outside of every entry is more than braces and comments."""
    return "=" in _TOKEN.sub("", text)


_OUTER: Final = re.compile(r"\breturn\s*\{")


def _after_closing_line(chunk: str) -> tuple[str, str]:
    """Cut a text after the line that closes its first entry, by how far in it stands.

    What follows belongs to an entry whose opening brace is missing.
    """
    indent = re.match(r"[ \t]*", chunk)
    closing = re.search(
        rf"^{indent[0] if indent else ''}\}}[ \t]*[,;]?[ \t]*$", chunk, re.MULTILINE
    )
    if closing is None:
        return chunk, ""
    return chunk[: closing.end()].rstrip(" \t,;"), chunk[closing.end() + 1 :]


def _usual_indent(text: str) -> str | None:
    """Return the spaces before the braces that most often begin a line."""
    found = Counter(re.findall(r"^([ \t]*)\{", text, re.MULTILINE)).most_common(1)
    return found[0][0] if found else None


def _starts(text: str, position: int) -> Iterator[int]:
    depth, indent = 1, _usual_indent(text)
    for match in _TOKEN.finditer(text, position):
        found = match[0]
        if found == "{":
            before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if depth == 1 or before == indent:
                depth = 1
                yield match.start()
            depth += 1
        elif found == "}":
            depth = max(depth - 1, 1)


_LEGIBLE: Final = re.compile(
    r"""^[ \t{]*(?P<key>affiliate_code|group_name)\s*=\s*(?P<quote>['"])"""
    r"""(?P<value>(?:\\.|[^\\\n])*?)(?P=quote)[ \t]*[,;}]?[ \t]*$""",
    re.MULTILINE,
)


def _legible(chunk: str, line: int) -> _Entry:
    values = {match["key"]: match["value"].replace("\\", "") for match in _LEGIBLE.finditer(chunk)}
    return _Entry(line, values, {}, broken=True)


# From entries to affiliates


def _affiliate(
    entry: _Entry, revision: PageRevision
) -> tuple[Affiliate | None, tuple[Problem, ...]]:
    text = {key: _plain(value) for key, value in entry.values.items()}
    name = text.get("group_name", "")
    code = text.get("affiliate_code") or text.get("unique_id") or name
    if entry.broken or not code:
        return None, (_unreadable(revision.title, entry, name or code),)
    check = _Check(revision.title, entry.lines)
    written = text.get("group_country", "")
    country = check.country(written)
    affiliate = Affiliate(
        code=code,
        name=name or code,
        org_type=check.choice("org_type", text.get("org_type", ""), ORG_TYPES),
        country=country,
        country_as_written=written,
        region=_region(country, written, text.get("region", "")),
        recognition=check.choice(
            "recognition_status",
            text.get("recognition_status", "").lower().replace("recogniz", "recognis"),
            RECOGNITIONS,
        ),
        page=_page(text.get("group_page", "")) or name,
        agreement_date=check.date("agreement_date", text.get("agreement_date", "")),
        source=revision.ref,
    )
    return affiliate, tuple(check.problems)


def _unreadable(page: str, entry: _Entry, name: str) -> Problem:
    return Problem(page, entry.line, "register-entry-unreadable", value=name)


class _Check:
    """Reads single values of one entry and collects what is wrong in them."""

    def __init__(self, page: str, lines: Mapping[str, int]) -> None:
        self.page, self.lines = page, lines
        self.problems: list[Problem] = []

    def choice(self, key: str, text: str, allowed: tuple[str, ...]) -> str:
        """Return the allowed value in its own spelling; another one as written."""
        known = {names.key(value).replace("isation", "ization"): value for value in allowed}
        found = known.get(names.key(text).replace("isation", "ization"), "")
        if text and not found:
            self._add("invalid-value", key, text, names.nearest(text, list(known.items())))
        return found

    def date(self, key: str, text: str) -> dt.date | None:
        try:
            return dt.datetime.strptime(text, "%d/%m/%Y").date() if text else None
        except ValueError:
            self._add("invalid-date", key, text)
            return None

    def country(self, text: str) -> str:
        code = countries.find(text) if text else ""
        if text and not code and countries.find_region(text) != countries.INTERNATIONAL:
            self._add("unknown-country", "group_country", text, countries.nearest(text))
        return code

    def _add(self, code: str, key: str, text: str, suggestions: tuple[str, ...] = ()) -> None:
        line = self.lines.get(key)
        self.problems.append(Problem(self.page, line, code, key, text, suggestions))


# What the register's own regions say where an entry names no country; Europe and
# Asia/Pacific are parts of several Wikimedia regions.
_REGISTER_REGIONS: Final = (
    countries.INTERNATIONAL,
    countries.SUB_SAHARAN,
    countries.MENA,
    countries.NORTH_AMERICA,
    countries.LATIN_AMERICA,
)


def _region(country: str, written: str, region: str) -> str:
    if country:
        return countries.region_of(country)
    found = countries.find_region(written) or countries.find_region(region)
    return found if found in _REGISTER_REGIONS else ""


_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)


def _plain(text: str) -> str:
    return " ".join(html.unescape(_BREAK.sub(" ", text)).split())


_LINK: Final = re.compile(r"\[\[:?([^\[\]|]+)(?:\|[^\[\]]*)?\]\]")


def _page(text: str) -> str:
    """Return the title that ``group_page`` gives: a title, a wikilink, or Meta's address."""
    link = _LINK.fullmatch(text)
    if link:
        return link[1].replace("_", " ").strip()
    if "://" not in text and not text.startswith("//"):
        return text.replace("_", " ").strip()
    address = urlsplit(text)
    if address.hostname not in _META_HOSTS or not address.path.startswith("/wiki/"):
        return ""
    return unquote(address.path.removeprefix("/wiki/")).replace("_", " ").strip()


_META_HOSTS: Final = ("meta.wikimedia.org", "meta.m.wikimedia.org")


def _without_duplicates(
    read: list[tuple[_Entry, Affiliate]], page: str
) -> tuple[tuple[Affiliate, ...], list[Problem]]:
    """Give every affiliate a code of its own, as everything that counts them relies on it.

    Of two entries with one code and one name, the recognised one stays, else the first;
    with one code and two names, the second goes by its ``unique_id`` or its name.
    """
    kept: dict[str, Affiliate] = {}
    problems = []
    for entry, affiliate in read:
        earlier = kept.setdefault(affiliate.code, affiliate)
        if earlier is affiliate:
            continue
        line = entry.lines.get("affiliate_code", entry.line)
        details = (earlier.name, affiliate.name)
        problems.append(
            Problem(page, line, "duplicate-code", "affiliate_code", affiliate.code, details=details)
        )
        if names.key(earlier.name) == names.key(affiliate.name):
            if affiliate.recognised and not earlier.recognised:
                kept[affiliate.code] = affiliate
            continue
        for code in (entry.values.get("unique_id", ""), affiliate.name):
            if code and code not in kept:
                kept[code] = replace(affiliate, code=code)
                break
    return tuple(kept.values()), problems

"""Find the blocks that hubbot owns on a page, and replace what stands in them.

A block is ``{{Hubbot report|key|...}}`` and ``{{Hubbot report end}}`` with a body
between. Right after the begin marker stands the memory, a comment in which hubbot
remembers what it wrote. Everything outside the bodies is left as it is, to the byte.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hubbot import __version__
from hubbot.preprocess import Call, Scan, Span, scan
from hubbot.problems import Problem
from hubbot.records import PageRevision
from hubbot.wikitext import TemplateNames

MEMORY_VERSION = 1
_MEMORY = re.compile(r"\s*<!--\s*hubbot:(?P<fields>[^>]*?)-->")
_FIELD = re.compile(r"(\w+)=([^\s]+)")


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What hubbot remembers of the body it wrote.

    ``hash`` is the body's; ``interviews`` the number it stood on; ``args`` the hash of
    the block's parameters and of hubbot's version.
    """

    hash: str
    interviews: int
    args: str

    def comment(self) -> str:
        """Write the memory as the comment that stands in the page."""
        return (
            f"<!-- hubbot: v={MEMORY_VERSION} hash={self.hash} "
            f"interviews={self.interviews} args={self.args} -->"
        )


@dataclass(frozen=True, kw_only=True)
class Block:
    """One well-formed block of a page.

    ``parameters`` are those of the begin marker without the report's key; ``inside``
    is the stretch between the markers (memory and body); ``body`` is what stands in it
    after the memory. ``in_template`` and ``in_translate`` tell where it stands.
    """

    report: str
    parameters: Mapping[str, str]
    line: int
    inside: Span
    body: str
    memory: Memory | None
    in_template: bool = False
    in_translate: bool = False

    @property
    def args(self) -> str:
        """The hash of the parameters that goes into the memory."""
        text = "|".join([self.report, *(f"{k}={v}" for k, v in sorted(self.parameters.items()))])
        return _digest(f"{text}|hubbot {__version__}")[:12]


@dataclass(frozen=True, kw_only=True)
class PageBlocks:
    """The blocks of one page in the order of its text, and what is wrong with others."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]
    scan: Scan


def find(page: PageRevision, names: TemplateNames) -> PageBlocks:
    """Find the blocks of a page.

    A marker without its partner, and blocks inside one another or crossing, are
    problems and no blocks; so are markers where MediaWiki does not see them.
    """
    found = scan(page.text)
    lines = _LineCounter(page.text)
    problems = list(_hidden(page, found, names, lines))
    blocks: list[Block] = []
    for group in _groups(found, names):
        if isinstance(group, Call):
            problems.append(_unpaired(page, group, names, lines))
        elif len(group) > 1:
            problems.extend(_problem(page, begin, lines, "block-nested") for begin, _ in group)
        else:
            blocks.append(_block(page.text, *group[0], found, lines))
    return PageBlocks(blocks=tuple(blocks), problems=tuple(problems), scan=found)


def replace(text: str, bodies: Iterable[tuple[Block, str, int]]) -> str:
    """Return the page's text with new bodies, each with the interviews it stands on."""
    for block, body, interviews in sorted(bodies, key=lambda item: -item[0].inside.start):
        memory = Memory(hash=body_hash(body), interviews=interviews, args=block.args)
        text = text[: block.inside.start] + memory.comment() + body + text[block.inside.end :]
    return text


def body_hash(body: str) -> str:
    """Hash a body as the wiki stores it: in Unicode's form NFC."""
    return _digest(unicodedata.normalize("NFC", body))[:16]


def same_block(block: Block, others: Iterable[Block]) -> Block | None:
    """Find in another revision's blocks the one with the same report and parameters."""
    for other in others:
        if other.report == block.report and other.parameters == block.parameters:
            return other
    return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _LineCounter:
    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, position: int) -> int:
        return self._text.count("\n", 0, position) + 1


_Pair = tuple[Call, Call]
_Group = list[_Pair]


def _groups(found: Scan, names: TemplateNames) -> Iterator[Call | _Group]:
    """Pair the markers like brackets; yield lone markers, and pairs with what they hold.

    An outermost pair comes as a list of itself and all pairs inside it. Markers that
    stand in different arguments of templates are no pair.
    """
    waiting: list[tuple[Call, list[_Group]]] = []
    for call in found.calls:
        role = names.role(call.name)
        if role == "report":
            waiting.append((call, []))
        elif role == "report_end":
            if not waiting or not _same_place(waiting[-1][0], call):
                yield call
                continue
            begin, inner = waiting.pop()
            group = [(begin, call), *(pair for pairs in inner for pair in pairs)]
            if waiting:
                waiting[-1][1].append(group)
            else:
                yield group
    for begin, inner in waiting:
        yield begin
        # What an unfinished block seems to hold are whole blocks that follow it.
        yield from inner


def _same_place(begin: Call, end: Call) -> bool:
    return begin.parent == end.parent and begin.argument == end.argument


def _block(text: str, begin: Call, end: Call, found: Scan, lines: _LineCounter) -> Block:
    parameters = begin.parameters()
    report = parameters.pop("1", "")
    inside = Span("block", begin.end, end.start)
    match = _MEMORY.match(text, inside.start, inside.end)
    memory = _memory(match["fields"]) if match else None
    body = text[match.end() if match else inside.start : inside.end]
    return Block(
        report=report,
        parameters=parameters,
        line=lines(begin.start),
        inside=inside,
        body=body,
        memory=memory,
        in_template=begin.parent is not None,
        in_translate=any(s.start < end.end and begin.start < s.end for s in found.translate),
    )


def _memory(fields: str) -> Memory | None:
    """Read a memory of any version; None where it is no memory of ours."""
    values = dict(_FIELD.findall(fields))
    if not values.get("v", "").isdigit() or "hash" not in values:
        return None
    number = values.get("interviews", "0")
    return Memory(
        hash=values["hash"],
        interviews=int(number) if number.isdecimal() else 0,
        args=values.get("args", ""),
    )


def _hidden(
    page: PageRevision, found: Scan, names: TemplateNames, lines: _LineCounter
) -> Iterator[Problem]:
    for span in found.hidden:
        text = page.text[span.start + 4 : span.end - 3]
        for call in scan(text).calls if "{{" in text else ():
            if names.role(call.name) == "report":
                yield Problem(
                    page=page.title,
                    line=lines(span.start + 4 + call.start),
                    code="block-hidden",
                    details=(call.parameters().get("1", ""), span.kind),
                )


def _unpaired(page: PageRevision, call: Call, names: TemplateNames, lines: _LineCounter) -> Problem:
    role = names.role(call.name) or ""
    missing = "report_end" if role == "report" else "report"
    return _problem(page, call, lines, "block-unpaired", "{{" + names.name(missing) + "}}")


def _problem(
    page: PageRevision, call: Call, lines: _LineCounter, code: str, *details: str
) -> Problem:
    report = call.parameters().get("1", "")
    return Problem(page=page.title, line=lines(call.start), code=code, details=(report, *details))

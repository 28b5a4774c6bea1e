"""Find the blocks that hubbot owns on a page, and replace what stands in them.

A block is ``{{Hubbot report|key|...}}`` and ``{{Hubbot report end}}`` with a body
between. Right after the begin marker stands the memory, a comment in which hubbot
remembers what it wrote. Everything outside the bodies is left as it is, to the byte.
"""

from __future__ import annotations

import bisect
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hubbot import __version__
from hubbot.preprocess import Call, Scan, Span, scan
from hubbot.problems import Problem
from hubbot.records import PageRevision
from hubbot.wikitext import TemplateNames

MEMORY_VERSION = 1
_MEMORY = re.compile(r"\s*<!--\s*hubbot:(?P<fields>[^>]*?)-->")
_DIGITS = 9  # no wiki has more interviews, and Python reads no endless numbers
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
class Faulty:
    """Markers that make no block: what is wrong, and the stretch that may be a block's body."""

    problem: Problem
    stretch: Span


@dataclass(frozen=True, kw_only=True)
class PageBlocks:
    """The blocks of one page in the order of its text, and what is wrong with others."""

    blocks: tuple[Block, ...]
    faulty: tuple[Faulty, ...]
    scan: Scan

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the markers that make no block."""
        return tuple(faulty.problem for faulty in self.faulty)


def find(page: PageRevision, names: TemplateNames) -> PageBlocks:
    """Find the blocks of a page.

    A marker without its partner, and blocks inside one another or crossing, are
    problems and no blocks; so are markers where MediaWiki does not see them.
    """
    found = scan(page.text)
    reader = _PageReader(page, found, names)
    faulty = list(reader.hidden())
    blocks: list[Block] = []
    for group in _groups(found, names):
        if isinstance(group, Call):
            faulty.append(reader.unpaired(group))
        elif len(group) > 1:
            faulty.extend(reader.nested(group))
        else:
            blocks.append(reader.block(*group[0]))
    return PageBlocks(blocks=tuple(blocks), faulty=tuple(faulty), scan=found)


def replace(text: str, bodies: Iterable[tuple[Block, str, int]]) -> str:
    """Return the page's text with new bodies, each with the interviews it stands on."""
    pieces: list[str] = []
    end = 0
    for block, body, interviews in sorted(bodies, key=lambda item: item[0].inside.start):
        memory = Memory(hash=body_hash(body), interviews=interviews, args=block.args)
        pieces += [text[end : block.inside.start], memory.comment(), body]
        end = block.inside.end
    return "".join([*pieces, text[end:]])


def body_hash(body: str) -> str:
    """Hash a body as the wiki stores it: in Unicode's form NFC."""
    return _digest(unicodedata.normalize("NFC", body))[:16]


def same_block(block: Block, among: Sequence[Block], others: Iterable[Block]) -> Block | None:
    """Find in another revision's blocks the one that is ``block`` among its page's.

    It has the same report and parameters; of several such, the one in the same place.
    """
    alike = [one for one in others if _alike(one, block)]
    place = [one for one in among if _alike(one, block)].index(block)
    return alike[min(place, len(alike) - 1)] if alike else None


def _alike(one: Block, other: Block) -> bool:
    return one.report == other.report and one.parameters == other.parameters


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


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


def _memory(fields: str) -> Memory | None:
    """Read a memory of any version; None where it is no memory of ours."""
    values = dict(_FIELD.findall(fields))
    if not values.get("v", "").isdecimal() or "hash" not in values:
        return None
    number = values.get("interviews", "0")[:_DIGITS]
    return Memory(
        hash=values["hash"],
        interviews=int(number) if number.isdecimal() else 0,
        args=values.get("args", ""),
    )


class _PageReader:
    """Makes blocks and faults of the markers of one page."""

    def __init__(self, page: PageRevision, found: Scan, names: TemplateNames) -> None:
        self._page = page
        self._names = names
        self._found = found
        self._breaks = [match.start() for match in re.finditer("\n", page.text)]
        self._translate_starts = [span.start for span in found.translate]
        markers = [call for call in found.calls if names.role(call.name) in _MARKERS]
        # Where the text between two markers may begin and end.
        self._starts = [0, *sorted(call.end for call in markers)]
        self._ends = [*sorted(call.start for call in markers), len(page.text)]

    def block(self, begin: Call, end: Call) -> Block:
        """Read one block."""
        parameters = begin.parameters()
        report = parameters.pop("1", "")
        inside = Span("block", begin.end, end.start)
        text = self._page.text
        match = _MEMORY.match(text, inside.start, inside.end)
        memory = _memory(match["fields"]) if match else None
        return Block(
            report=report,
            parameters=parameters,
            line=self._line(begin.start),
            inside=inside,
            body=text[match.end() if match else inside.start : inside.end],
            memory=memory,
            in_template=begin.parent is not None,
            in_translate=self._in_translate(begin.start, end.end),
        )

    def hidden(self) -> Iterator[Faulty]:
        """Find begin markers where MediaWiki does not see them."""
        for span in self._found.hidden:
            text = self._page.text[span.start + 4 : span.end - 3]
            for call in scan(text).calls if "{{" in text else ():
                if self._names.role(call.name) == "report":
                    report = call.parameters().get("1", "")
                    start = span.start + 4 + call.start
                    yield self._faulty(start, "block-hidden", (report, span.kind), span)

    def unpaired(self, call: Call) -> Faulty:
        """Tell of a marker without its partner."""
        begins = self._names.role(call.name) == "report"
        if begins:
            following = bisect.bisect_left(self._ends, call.end)
            stretch = Span("body", call.end, self._ends[following])
        else:
            before = bisect.bisect_right(self._starts, call.start) - 1
            stretch = Span("body", self._starts[before], call.start)
        missing = self._names.name("report_end" if begins else "report")
        details = (call.parameters().get("1", ""), "{{" + missing + "}}")
        return self._faulty(call.start, "block-unpaired", details, stretch)

    def nested(self, group: _Group) -> Iterator[Faulty]:
        """Tell of blocks inside one another; the outermost comes first."""
        for number, (begin, end) in enumerate(group):
            stretch = Span("body", begin.end, begin.end if number else end.start)
            report = begin.parameters().get("1", "")
            yield self._faulty(begin.start, "block-nested", (report,), stretch)

    def _faulty(self, start: int, code: str, details: tuple[str, ...], stretch: Span) -> Faulty:
        problem = Problem(page=self._page.title, line=self._line(start), code=code, details=details)
        return Faulty(problem=problem, stretch=stretch)

    def _line(self, position: int) -> int:
        return bisect.bisect_left(self._breaks, position) + 1

    def _in_translate(self, start: int, end: int) -> bool:
        """Whether a stretch touches one of the translatable ones, which lie apart."""
        last = bisect.bisect_left(self._translate_starts, end) - 1
        return last >= 0 and self._found.translate[last].end > start


_MARKERS = ("report", "report_end")

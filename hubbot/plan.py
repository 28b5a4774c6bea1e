"""Decide what may be written: which blocks are filled, and which are left alone and why.

Pure: a page's text and the reports go in, a plan comes out. The publishers carry it out.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from hubbot import blocks
from hubbot.blocks import Block, Faulty
from hubbot.config import Config
from hubbot.exclusion import bot_is_excluded
from hubbot.outcomes import BlockOutcome, Outcome, PageOutcome
from hubbot.problems import Problem
from hubbot.records import PageRevision
from hubbot.sources import SiteInfo
from hubbot.wikitext import TemplateNames

# Tags that MediaWiki gives to edits which take others back
# (https://www.mediawiki.org/wiki/Manual:Tags).
REVERT_TAGS = frozenset({"mw-undo", "mw-rollback", "mw-manual-revert"})
MIN_GUARDED = 4

_STILL_SHOWN = "The block still shows an interview that was withdrawn, or may have been."
_NOBOTS = "The page asks bots to stay away ({{bots}} or {{nobots}})."


@dataclass(frozen=True, kw_only=True)
class Made:
    """A report as it goes into a block, and the number of interviews it stands on."""

    body: str
    interviews: int


class ReportMaker(Protocol):
    """What the plan needs to know of the reports."""

    def faults(self, page: str, block: Block) -> tuple[Problem, ...]:
        """Say what is wrong with a block's report key and parameters."""
        ...

    def is_inline(self, report: str) -> bool:
        """Whether the report fits inside a sentence or a template's parameter."""
        ...

    def make(self, block: Block) -> Made:
        """Make the report for a block."""
        ...

    def make_with_withdrawn(self, block: Block) -> Made:
        """Make it as it would be with the withdrawn interviews; never to be written."""
        ...

    def make_with_hidden(self, block: Block) -> Made:
        """Make it with the withdrawn interviews and those that may be; never to be written."""
        ...

    @property
    def hidden_since(self) -> dt.datetime | None:
        """When the newest of the pages was edited that are withdrawn, or may be."""
        ...

    def shows_withdrawn(self, body: str) -> bool:
        """Whether a text names an interview that is withdrawn, or may be, or repeats its words."""
        ...

    def sentence(self, problem: Problem) -> str:
        """Tell a problem and its mend to an operator."""
        ...

    def summary(self, reports: Collection[str], interviews: int) -> str:
        """Write the edit summary."""
        ...


@dataclass(frozen=True, kw_only=True)
class Target:
    """A page with blocks, and hubbot's own newest revision of it where that matters."""

    page: PageRevision
    own: PageRevision | None = None


@dataclass(frozen=True, kw_only=True)
class Examined:
    """One target page, looked at: each block with the problem that forbids to fill it.

    ``faulty`` are the markers that make no block; ``problems`` includes theirs.
    """

    target: Target
    blocks: tuple[tuple[Block, Problem | None], ...]
    problems: tuple[Problem, ...]
    faulty: tuple[Faulty, ...] = ()
    refusal: str = ""

    @property
    def page(self) -> PageRevision:
        """The page's revision."""
        return self.target.page


@dataclass(frozen=True, kw_only=True)
class PagePlan:
    """What is to be done with one page.

    ``text`` is the whole new text, equal to the page's where nothing changes;
    ``blocks`` tells what becomes of each block once the text is saved.
    """

    page: PageRevision
    text: str
    summary: str = ""
    blocks: tuple[BlockOutcome, ...] = ()
    refusal: str = ""

    @property
    def changes(self) -> bool:
        """Whether there is anything to save."""
        return self.text != self.page.text

    def outcome(self, outcome: Outcome, reason: str = "") -> PageOutcome:
        """Tell what became of the page; filled blocks share its outcome.

        A page that is left alone although a block still shows a withdrawn interview failed.
        """
        told = tuple(_told(block, outcome, reason) for block in self.blocks)
        if outcome is Outcome.REFUSED and Outcome.FAILED in {one.outcome for one in told}:
            outcome = Outcome.FAILED
        return PageOutcome(page=self.page.title, outcome=outcome, reason=reason, blocks=told)

    def unwritten(self) -> PageOutcome:
        """Tell what became of a page to which nothing is written."""
        outcomes = {block.outcome for block in self.blocks}
        for outcome in (Outcome.FAILED, Outcome.UNCHANGED, Outcome.REFUSED):
            if outcome in outcomes:
                break
        else:
            outcome = Outcome.REFUSED if self.refusal else Outcome.UNCHANGED
        if self.refusal and outcome is not Outcome.FAILED:
            outcome = Outcome.REFUSED
        reason = self.refusal or next((b.reason for b in self.blocks if b.outcome is outcome), "")
        return PageOutcome(page=self.page.title, outcome=outcome, reason=reason, blocks=self.blocks)


def _told(block: BlockOutcome, outcome: Outcome, reason: str) -> BlockOutcome:
    """Tell what became of a block that was to be filled, when the page was not saved."""
    if block.outcome is not Outcome.EDITED or outcome is Outcome.EDITED:
        return block
    if outcome is Outcome.REFUSED and block.shows_withdrawn:
        outcome, reason = Outcome.FAILED, f"{reason} {_STILL_SHOWN}"
    return replace(block, outcome=outcome, reason=reason)


@dataclass(frozen=True, kw_only=True)
class Planner:
    """The rules by which blocks are filled.

    ``force`` overrides the refusals that protect people's work inside a block, never
    those that a page's editors asked for in so many words.
    """

    config: Config
    site: SiteInfo
    names: TemplateNames
    maker: ReportMaker
    force: bool = False
    restricted_templates: Collection[str] = field(default=())

    @property
    def _task_page(self) -> str:
        """The page whose readers know the operator; empty where the bot has no name."""
        page = self.config.pages.task_page
        return page.replace("$1", self.site.user) if self.site.user or "$1" not in page else ""

    def examine(self, target: Target) -> Examined | None:
        """Look at one page; None where its own text holds no marker at all."""
        page = target.page
        found = blocks.find(page, self.names)
        if not found.blocks and not found.problems:
            return None
        problems = list(found.problems)
        refusal = self._page_refusal(page, found, problems)
        judged: list[tuple[Block, Problem | None]] = []
        for block in found.blocks:
            problem = None if refusal else self._fault(target, block)
            judged.append((block, problem))
            if problem:
                problems.append(problem)
            elif not refusal and "<translate" in page.text:
                problems.append(self._on_translatable(page, block))
        return Examined(
            target=target,
            blocks=tuple(judged),
            problems=tuple(problems),
            faulty=found.faulty,
            refusal=refusal,
        )

    def plan(self, examined: Examined) -> PagePlan:
        """Make the reports of one page and its new text."""
        page = examined.page
        filled: list[tuple[Block, str, int]] = []
        told: list[BlockOutcome] = []
        for block, problem in examined.blocks:
            if problem or examined.refusal:
                told.append(self._left_alone(page, block, problem, examined.refusal))
                continue
            made = self.maker.make(block)
            body = unicodedata.normalize("NFC", made.body)
            if block.body == body:
                told.append(BlockOutcome(report=block.report, outcome=Outcome.UNCHANGED))
                continue
            filled.append((block, body, made.interviews))
            told.append(self._to_be_filled(page, block))
        told.extend(self._lone_markers(examined))
        text = blocks.replace(page.text, filled)
        summary = self.maker.summary(
            [block.report for block, _, _ in filled], max((n for _, _, n in filled), default=0)
        )
        return PagePlan(
            page=page, text=text, summary=summary, blocks=tuple(told), refusal=examined.refusal
        )

    def _to_be_filled(self, page: PageRevision, block: Block) -> BlockOutcome:
        return BlockOutcome(
            report=block.report,
            outcome=Outcome.EDITED,
            shows_withdrawn=self._still_shows_withdrawn(page, block, None),
        )

    def _lone_markers(self, examined: Examined) -> Iterator[BlockOutcome]:
        """Tell of markers that make no block; those hidden from readers only if it matters."""
        text = examined.page.text
        for faulty in examined.faulty:
            problem = faulty.problem
            body = text[faulty.stretch.start : faulty.stretch.end]
            shown = self.maker.shows_withdrawn(body)
            if problem.code == "block-hidden" and not shown:
                continue
            reason = self.maker.sentence(problem)
            yield BlockOutcome(
                report=problem.details[0],
                outcome=Outcome.FAILED if shown else Outcome.REFUSED,
                reason=f"{reason} {_STILL_SHOWN}" if shown else reason,
                code=problem.code,
                shows_withdrawn=shown,
            )

    def _is_ours(self, page: PageRevision) -> bool:
        return bool(self.site.user) and page.user == self.site.user

    def _page_refusal(
        self, page: PageRevision, found: blocks.PageBlocks, problems: list[Problem]
    ) -> str:
        pages = self.config.pages
        allowed = page.title in pages.target_pages or (
            page.namespace in pages.target_namespaces
            and page.title.startswith(pages.target_prefixes)
        )
        if not allowed and found.blocks:
            first = found.blocks[0]
            problem = self._problem(page, first, "block-not-allowed-here", self._task_page)
            problems.append(problem)
            return self.maker.sentence(problem)
        if bot_is_excluded(
            found.scan, self.site.user, self.site.namespaces, self.restricted_templates
        ):
            return _NOBOTS
        return ""

    def _fault(self, target: Target, block: Block) -> Problem | None:
        page = target.page
        faults = self.maker.faults(page.title, block)
        if faults:
            return faults[0]
        if block.in_translate:
            return self._problem(page, block, "block-in-translate")
        if block.in_template and not self.maker.is_inline(block.report):
            return self._problem(page, block, "block-in-template")
        if self.force:
            return None
        for forbids, code in _PROTECTING:
            if forbids(self, target, block):
                return self._problem(page, block, code, *self._shrink_details(block, code))
        return None

    def _shrink_details(self, block: Block, code: str) -> tuple[str, ...]:
        if code != "block-shrunk" or block.memory is None:
            return ()
        return (str(block.memory.interviews), str(self.maker.make(block).interviews))

    def _reverted(self, target: Target, block: Block) -> bool:
        """Somebody took hubbot's edit back; see https://www.mediawiki.org/wiki/Manual:Tags."""
        page = target.page
        if self._is_ours(page) or not REVERT_TAGS & set(page.tags) or target.own is None:
            return False
        own = blocks.find(target.own, self.names).blocks
        before = blocks.same_block(block, blocks.find(page, self.names).blocks, own)
        return before is not None and before.body != block.body

    def _edited_by_hand(self, _target: Target, block: Block) -> bool:
        """Whether a body is not hubbot's; who edited the page last says nothing of a block."""
        if not block.body.strip():
            return False
        return block.memory is None or block.memory.hash != blocks.body_hash(block.body)

    def _shrunk(self, _target: Target, block: Block) -> bool:
        memory = block.memory
        if memory is None or not block.body.strip() or memory.args != block.args:
            return False
        least = memory.interviews * (1 - self.config.guard.max_drop)
        if memory.interviews < MIN_GUARDED or self.maker.make(block).interviews >= least:
            return False
        return self.maker.make_with_withdrawn(block).interviews < least

    def _left_alone(
        self, page: PageRevision, block: Block, problem: Problem | None, refusal: str
    ) -> BlockOutcome:
        reason = self.maker.sentence(problem) if problem else refusal
        shown = self._still_shows_withdrawn(page, block, problem)
        return BlockOutcome(
            report=block.report,
            outcome=Outcome.FAILED if shown else Outcome.REFUSED,
            reason=f"{reason} {_STILL_SHOWN}" if shown else reason,
            code=problem.code if problem else "",
            shows_withdrawn=shown,
        )

    def _still_shows_withdrawn(
        self, page: PageRevision, block: Block, problem: Problem | None
    ) -> bool:
        """Whether a block's body shows a withdrawn interview, in words or as a part of it.

        Told by the words; by the memory of a report that included it; or by a page that
        nobody has edited since, where the report would differ with it.
        """
        since = self.maker.hidden_since
        if since is None or not block.body.strip():
            return False
        if self.maker.shows_withdrawn(block.body):
            return True
        if block.memory is None or (problem and problem.code in _NO_REPORT):
            return False
        held, made = self.maker.make_with_hidden(block), self.maker.make(block)
        if held.body == made.body or block.memory.hash == blocks.body_hash(made.body):
            return False
        return page.timestamp <= since or block.memory.hash == blocks.body_hash(held.body)

    def _on_translatable(self, page: PageRevision, block: Block) -> Problem:
        spec = "|".join([block.report, *(f"{k}={v}" for k, v in block.parameters.items())])
        names = [name for name, of in self.config.pages.report_pages.items() if of == spec]
        show = "{{" + self.names.name("show") + "|" + (names[0] if names else "NAME") + "}}"
        return self._problem(page, block, "block-on-translatable-page", show)

    @staticmethod
    def _problem(page: PageRevision, block: Block, code: str, *details: str) -> Problem:
        return Problem(
            page=page.title, line=block.line, code=code, details=(block.report, *details)
        )


_NO_REPORT = ("block-unknown-report", "block-unknown-parameter")
# In this order: an edit taken back is told as such, though its block differs too.
_PROTECTING: tuple[tuple[Callable[[Planner, Target, Block], bool], str], ...] = (
    (Planner._reverted, "block-reverted"),
    (Planner._edited_by_hand, "block-edited-by-hand"),
    (Planner._shrunk, "block-shrunk"),
)

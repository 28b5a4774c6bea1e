"""Make reports for blocks: what the plan asks for, answered from the dataset."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

from hubbot import messages, render, reports
from hubbot.blocks import Block
from hubbot.config import Config
from hubbot.plan import Made
from hubbot.problems import Problem
from hubbot.records import Dataset, Interview
from hubbot.reports.data import ReportContext, context_of
from hubbot.reports.options import Options, parse_options, suggest
from hubbot.sources import SiteInfo

# Words shorter than this are found in any text, and say nothing of where they come from.
_TELLING_WORDS = 20


class Reports:
    """The reports of one run, each made once for the same key and parameters."""

    def __init__(self, dataset: Dataset, config: Config, site: SiteInfo) -> None:
        self._dataset = dataset
        self._config = config
        self._site = site
        self._context = self._context_of(dataset)
        self._contexts: dict[str, ReportContext] = {}
        self._made: dict[tuple[str, str], Made] = {}

    def _context_of(self, dataset: Dataset) -> ReportContext:
        return context_of(
            dataset,
            self._config,
            language=self._site.language,
            extensions=self._site.extensions,
        )

    def tell_block_problems(self, problems: Collection[Problem]) -> None:
        """Let the reports on problems name the blocks that were left alone."""
        self._context = replace(self._context, block_problems=tuple(dict.fromkeys(problems)))
        self._made.clear()
        self._contexts.clear()

    @property
    def context(self) -> ReportContext:
        """What the reports are made from."""
        return self._context

    def faults(self, page: str, block: Block) -> tuple[Problem, ...]:
        """Say what is wrong with a block's report key and parameters."""
        report = reports.REGISTRY.get(block.report)
        if report is None:
            return (
                Problem(
                    page=page,
                    line=block.line,
                    code="block-unknown-report",
                    value=block.report,
                    suggestions=suggest(block.report, reports.REGISTRY),
                    details=(block.report,),
                ),
            )
        _, faults = parse_options(block.parameters, report, self._dataset.codebook)
        return tuple(
            Problem(
                page=page,
                line=block.line,
                code="block-unknown-parameter",
                parameter=fault.parameter,
                value=fault.value,
                suggestions=fault.suggestions,
                details=(block.report,),
            )
            for fault in faults
        )

    def is_inline(self, report: str) -> bool:
        """Whether the report fits inside a sentence or a template's parameter."""
        return reports.REGISTRY[report].inline

    def make(self, block: Block) -> Made:
        """Make the report for a block."""
        return self._make(block, "counted")

    def make_with_withdrawn(self, block: Block) -> Made:
        """Make it as it would be with the withdrawn interviews; never to be written."""
        return self._make(block, "withdrawn" if self._dataset.withdrawn else "counted")

    def make_with_hidden(self, block: Block) -> Made:
        """Make it with the withdrawn interviews and those that may be; never to be written."""
        return self._make(block, "hidden" if self._hidden else "counted")

    @property
    def hidden_since(self) -> dt.datetime | None:
        """When the newest of the pages was edited that are withdrawn, or may be."""
        return max((one.page.timestamp for one in self._hidden), default=None)

    @cached_property
    def _hidden(self) -> tuple[Interview, ...]:
        return (*self._dataset.withdrawn, *self._dataset.unclear)

    def _context_with(self, which: str) -> ReportContext:
        """Give what the reports are made from, with interviews beyond the counted ones."""
        if which == "counted":
            return self._context
        if which not in self._contexts:
            more = self._dataset.withdrawn if which == "withdrawn" else self._hidden
            everything = sorted([*self._dataset.interviews, *more], key=lambda one: one.page.title)
            dataset = replace(self._dataset, interviews=tuple(everything), withdrawn=(), unclear=())
            told = self._context.block_problems
            self._contexts[which] = replace(self._context_of(dataset), block_problems=told)
        return self._contexts[which]

    def _make(self, block: Block, which: str) -> Made:
        key = (block.args, which)
        if key not in self._made:
            value = reports.build(block.report, self._options(block), self._context_with(which))
            language = self._options(block).lang or self._site.language
            body = render.to_wikitext(value, messages.messages(language))
            self._made[key] = Made(body=body, interviews=value.interviews)
        return self._made[key]

    def _options(self, block: Block) -> Options:
        report = reports.REGISTRY[block.report]
        return parse_options(block.parameters, report, self._dataset.codebook)[0]

    def shows_withdrawn(self, body: str) -> bool:
        """Whether a text names an interview that is withdrawn, or may be, or repeats its words."""
        if not self._hidden:
            return False
        text = " ".join(html.unescape(body).split())
        return any(_is_shown(interview, text) for interview in self._hidden)

    def sentence(self, problem: Problem) -> str:
        """Tell a problem, its mend and the nearest valid values to an operator."""
        said = messages.messages()
        told = [*messages.problems_text(problem, said)]
        if problem.suggestions:
            told.append(said.text("did-you-mean", said.listed(problem.suggestions)))
        return " ".join(told)

    def summary(self, reports_filled: Collection[str], interviews: int) -> str:
        """Write the edit summary: how many reports, from how many interviews, and whose task."""
        if not reports_filled:
            return ""
        task_page = self._config.pages.task_page.replace("$1", self._site.user or "hubbot")
        said = messages.messages(self._site.language)
        return said.text("summary", len(reports_filled), interviews, task_page)


def _is_shown(interview: Interview, text: str) -> bool:
    if re.search(re.escape(interview.page.title) + r"(?=[|\]#<]|$)", text):
        return True
    said = [mention.words for mention in interview.mentions]
    said += [partnership.description for partnership in interview.partnerships]
    return any(len(words) >= _TELLING_WORDS and " ".join(words.split()) in text for words in said)

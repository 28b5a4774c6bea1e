"""Builds the pages of the site from a prepared run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from hubbot import charts, cloud, html, reports
from hubbot.blocks import Block, PageBlocks, find
from hubbot.config import Config
from hubbot.figures import Figure, figures
from hubbot.filters import Filters
from hubbot.messages import Messages, messages, problems_text
from hubbot.outcomes import BlockOutcome, Outcome, PageOutcome
from hubbot.pipeline import Prepared
from hubbot.plan import Examined, PagePlan
from hubbot.problems import Problem
from hubbot.render import to_html
from hubbot.reports import REGISTRY, Options, ReportContext, parse_options
from hubbot.reports.numbers import COUNTS
from hubbot.site import diffs
from hubbot.site.addresses import FOLDER, Addresses, file_name
from hubbot.site.interviews import InterviewPages
from hubbot.site.readable import Shown, readable
from hubbot.site.withheld import Withheld
from hubbot.values import Number, Value

# Renders a page's wikitext as its wiki would; None where there is no wiki.
Rendered = Callable[[str, str], Markup]

_NAVIGATION: Final = (
    ("Start", "index.html"),
    ("Pages", "pages.html"),
    ("Interviews", "interviews.html"),
    ("Reports", "reports.html"),
    ("Problems", "problems.html"),
    ("Edits", "edits.html"),
)
_PERSONAL_PAGE: Final = (
    "This page is an interview too. What it says about people is not shown here: only its blocks "
    "are."
)
# Reports that the site shows in another way.
_NOT_AS_REPORT: Final = ("chart", "count")


class Site:
    """The site of one run; ``rendered`` asks the wiki's parser, where there is one."""

    def __init__(
        self, prepared: Prepared, config: Config, rendered: Rendered | None = None
    ) -> None:
        self._prepared, self._config, self._rendered = prepared, config, rendered
        dataset = prepared.dataset
        self._plans: list[tuple[Examined, PagePlan]] = [
            (one, prepared.planner.plan(one))
            for one in sorted(prepared.examined, key=lambda one: one.page.title)
        ]
        interviews = [page.interview for page in prepared.parsed if page.interview]
        self._withheld = Withheld([*interviews, *dataset.withdrawn])
        self._read = {page.ref.title for page in prepared.parsed if not page.shows_only}
        self._addresses = Addresses(
            (one.page.title for one in dataset.interviews),
            (plan.page.title for _, plan in self._plans if self._may_be_told(plan.page.title)),
            prepared.gathered.site.page_url,
        )
        self._language: Messages = messages(prepared.gathered.site.language)

    @property
    def _context(self) -> ReportContext:
        return self._prepared.reports.context

    def _may_be_told(self, title: str) -> bool:
        return not any(one.page.title == title for one in self._prepared.dataset.withdrawn)

    def files(self) -> Iterator[tuple[str, str]]:
        """Make every file: its path below the folder, and its text."""
        yield "html/site.css", html.asset("site.css")
        yield "html/site.js", html.asset("site.js")
        yield "index.html", self._index()
        yield from self._targets()
        yield from self._interviews()
        yield from self._reports()
        yield "html/problems.html", self._problems()
        yield "html/edits.html", self._edits()

    def _page(self, template: str, current: str, title: str, **values: object) -> str:
        top = template == "index.html"
        as_of = self._prepared.dataset.as_of
        navigation = [(name, self._from(top=top, to=address)) for name, address in _NAVIGATION]
        return html.page(
            template,
            title=title,
            current=current,
            navigation=navigation,
            folder=FOLDER if top else "",
            as_of=messages().time(as_of) if as_of else "an unknown time",
            **values,
        )

    @staticmethod
    def _from(*, top: bool, to: str) -> str:
        """Return the address of a file, from the start page or from a page in the folder."""
        if to == "index.html":
            return to if top else "../index.html"
        return f"{FOLDER}{to}" if top else to

    # --- Start ---

    def _index(self) -> str:
        figures_told = [
            {"label": self._language.text(f"count-{of}"), "number": self._report("count", of=of)}
            for of in COUNTS
        ]
        changed = sum(plan.changes for _, plan in self._plans)
        links = [
            ("pages.html", "Pages", f"{len(self._plans)} with blocks, {changed} would be edited"),
            ("interviews.html", "Interviews", "each with its answers and coded passages"),
            ("reports.html", "Reports", "everything that can be shown in a block"),
            ("problems.html", "Problems", f"{len(self._prepared.problems)} to mend"),
            ("edits.html", "Edits", "what would change, line by line"),
        ]
        return self._page(
            "index.html",
            "Start",
            "What the interviews say",
            lead="Made from the interview pages as they stand. Every number here can be followed "
            "to the interviews that it counts.",
            figures=figures_told,
            links=[
                {"address": self._from(top=True, to=to), "text": text, "about": about}
                for to, text, about in links
            ],
            charts=self._drawn(self._figures),
        )

    @cached_property
    def _figures(self) -> Sequence[Figure]:
        return figures(self._context, Filters())

    def _drawn(self, chosen: Sequence[Figure], *, words: bool = True) -> list[dict[str, object]]:
        lang = self._language.lang
        drawn: list[dict[str, object]] = [
            {"label": one.title[lang], "svg": charts.draw(one, lang)} for one in chosen if one.total
        ]
        found = cloud.words(self._prepared.dataset.interviews, self._config.run.stop_words)
        if words and found:
            title = self._language.text("caption-words")
            drawn.append({"label": title, "svg": cloud.draw(found, lang)})
        return drawn

    def _report(self, key: str, **own: str) -> Markup:
        options = Options(lang=self._language.lang, own=own)
        return self._html(reports.build(key, options, self._context))

    def _html(self, value: Value) -> Markup:
        made = to_html(value, messages(value.lang), self._addresses.link)
        return _edit_links(made)

    # --- Target pages ---

    def _targets(self) -> Iterator[tuple[str, str]]:
        rows = []
        for examined, plan in self._plans:
            title = plan.page.title
            if not self._may_be_told(title):
                continue
            outcome = self._outcome(plan)
            address = file_name("page", title)
            rows.append(_row(address, title, outcome.outcome, str(len(plan.blocks))))
            yield f"{FOLDER}{address}", self._target(examined, plan, outcome)
        yield (
            f"{FOLDER}pages.html",
            self._page(
                "list.html",
                "Pages",
                "Pages with blocks",
                lead="Each page on which a block stands, as it would read after the run.",
                caption=f"{len(rows)} pages",
                headings=_headings("Page", "Outcome", "Blocks#"),
                rows=rows,
                empty="No page holds a block.",
            ),
        )

    @staticmethod
    def _outcome(plan: PagePlan) -> PageOutcome:
        return plan.outcome(Outcome.PREVIEWED) if plan.changes else plan.unwritten()

    def _target(self, examined: Examined, plan: PagePlan, outcome: PageOutcome) -> str:
        edit = f"edits.html#{_anchor(plan.page.title)}" if plan.changes else ""
        return self._page(
            "target.html",
            "Pages",
            plan.page.title,
            lead=f"{_OUTCOMES[outcome.outcome]} {outcome.reason}".strip(),
            blocks=outcome.blocks,
            refused=outcome.refused or outcome.failed,
            edit=edit,
            content=self._content(examined, plan),
        )

    def _content(self, examined: Examined, plan: PagePlan) -> Markup:
        page = replace(plan.page, text=plan.text)
        found = find(page, self._prepared.gathered.names)
        held = [self._withheld.is_in(block.body) for block in found.blocks]
        text = plan.text
        for block, is_held in reversed(list(zip(found.blocks, held, strict=True))):
            if is_held:
                text = f"{text[: block.inside.start]}{_HELD}{text[block.inside.end :]}"
        shown = [
            self._block(block, outcome, is_held=is_held)
            for block, outcome, is_held in zip(found.blocks, plan.blocks, held, strict=False)
        ]
        personal = plan.page.title in self._read
        if personal or self._withheld.is_in(text):
            note = Markup("<p>{}</p>").format(_PERSONAL_PAGE if personal else _HELD)
            return note + Markup("").join(Markup("<div>{}</div>").format(one.html) for one in shown)
        if self._rendered is not None:
            return self._rendered(plan.page.title, text)
        places = [
            (*_markers(found, block), one) for block, one in zip(found.blocks, shown, strict=True)
        ]
        return readable(plan.text, places, self._addresses.link)

    def _block(self, block: Block, outcome: BlockOutcome, *, is_held: bool) -> Shown:
        if outcome.outcome in (Outcome.REFUSED, Outcome.FAILED):
            body = _HELD if is_held else block.body.strip()
            note = Markup('<div class="note"><p>{}</p><pre tabindex="0">{}</pre></div>').format(
                outcome.reason or "Left alone.", body or "(empty)"
            )
            return Shown(note, inline=False)
        options, _ = parse_options(
            block.parameters, REGISTRY[block.report], self._prepared.dataset.codebook
        )
        if not options.lang:
            options = replace(options, lang=self._language.lang)
        value = reports.build(block.report, options, self._context)
        return Shown(self._html(value), inline=isinstance(value, Number))

    # --- Interviews ---

    def _interviews(self) -> Iterator[tuple[str, str]]:
        pages = InterviewPages(
            self._context, self._config, self._addresses, self._prepared.problems
        )
        rows = []
        for one in self._prepared.dataset.interviews:
            address = self._addresses.page(one.page.title)
            name = pages.name(one)
            rows.append(
                _row(address, name, pages.affiliate(one), pages.region(one), pages.date(one))
            )
            yield (
                f"{FOLDER}{address}",
                self._page("interview.html", "Interviews", name, **pages.values(one)),
            )
        yield (
            f"{FOLDER}interviews.html",
            self._page(
                "list.html",
                "Interviews",
                "Interviews",
                lead="Every interview that is counted. Drafts and withdrawn ones are not here.",
                caption=f"{len(rows)} interviews",
                headings=_headings("Interview", "Affiliate or respondent", "Region", "Date"),
                rows=rows,
                empty="There are no interviews to show.",
            ),
        )

    # --- Reports ---

    def _reports(self) -> Iterator[tuple[str, str]]:
        rows = []
        for key, report in sorted(REGISTRY.items()):
            if key not in _NOT_AS_REPORT:
                address = f"report-{key}.html"
                rows.append(_row(address, self._caption(key), key, report.description))
                yield f"{FOLDER}{address}", self._report_page(key, report.description)
        rows.append(_row("charts.html", "All charts", "chart", REGISTRY["chart"].description))
        drawn = self._drawn(self._figures)
        yield f"{FOLDER}charts.html", self._value_page("All charts", "", drawn, [])
        yield (
            f"{FOLDER}reports.html",
            self._page(
                "list.html",
                "Reports",
                "Reports",
                lead="Everything that a block can show, made from all interviews.",
                caption=f"{len(rows)} reports",
                headings=_headings("Report", "Key", "What it shows"),
                rows=rows,
                empty="",
            ),
        )

    def _report_page(self, key: str, description: str) -> str:
        drawn = [figure for figure in self._figures if figure.key == key]
        charts_of_it = self._drawn(drawn, words=False)
        return self._value_page(self._caption(key), description, charts_of_it, [self._report(key)])

    def _value_page(
        self, title: str, lead: str, drawn: Sequence[object], values: Sequence[Markup]
    ) -> str:
        return self._page("value.html", "Reports", title, lead=lead, charts=drawn, values=values)

    def _caption(self, key: str) -> str:
        return self._language.text(f"caption-{key}")

    # --- Problems and edits ---

    def _problems(self) -> str:
        pages: dict[str, list[dict[str, object]]] = {}
        for problem in self._prepared.problems:
            pages.setdefault(problem.page, []).append(told(problem))
        listed = [
            {
                "id": _anchor(title),
                "title": title,
                "address": self._addresses.on_wiki(title) or self._addresses.page(title),
                "problems": found,
            }
            for title, found in sorted(pages.items())
        ]
        number = len(self._prepared.problems)
        return self._page(
            "problems.html",
            "Problems",
            "Problems",
            lead=f"{number} to mend, on {len(pages)} pages; each with the way to mend it.",
            pages=listed,
        )

    def _edits(self) -> str:
        edits = [self._edit(plan) for _, plan in self._plans if self._may_be_told(plan.page.title)]
        changed = sum(bool(edit["lines"]) for edit in edits)
        return self._page(
            "edits.html",
            "Edits",
            "Edits",
            lead=f"{changed} pages would be edited; nothing has been.",
            edits=edits,
        )

    def _edit(self, plan: PagePlan) -> dict[str, object]:
        outcome = self._outcome(plan)
        context = 0 if plan.page.title in self._read else 2
        return {
            "id": _anchor(plan.page.title),
            "title": plan.page.title,
            "address": file_name("page", plan.page.title),
            "outcome": outcome.outcome,
            "reason": outcome.reason,
            "summary": plan.summary,
            "lines": list(diffs.lines(plan, self._withheld, context=context)),
        }


_OUTCOMES: Final = {
    Outcome.EDITED: "Edited.",
    Outcome.PREVIEWED: "Would be edited.",
    Outcome.UNCHANGED: "Nothing to change.",
    Outcome.REFUSED: "Left alone.",
    Outcome.FAILED: "Failed.",
}
_HELD: Final = "The text that stands here repeats what is not to be shown, and is held back."


def told(problem: Problem) -> dict[str, object]:
    """Shape a problem for the templates, in English."""
    english = messages()
    what, mend = problems_text(problem, english)
    return {
        "severity": problem.severity,
        "name": english.text(f"severity-{problem.severity}"),
        "line": problem.line,
        "parameter": problem.parameter,
        "what": what,
        "mend": mend,
        "suggestions": ", ".join(problem.suggestions),
    }


def _row(address: str, text: str, *cells: str) -> dict[str, object]:
    return {
        "address": address,
        "text": text,
        "cells": [{"key": cell, "text": cell} for cell in map(str, cells)],
    }


def _headings(*names: str) -> list[dict[str, object]]:
    return [{"text": name.rstrip("#"), "numeric": name.endswith("#")} for name in names]


def _anchor(title: str) -> str:
    return file_name("edit", title).removesuffix(".html")


def _markers(found: PageBlocks, block: Block) -> tuple[int, int]:
    """Tell where the markers around a block begin and end."""
    begin = next(call for call in found.scan.calls if call.end == block.inside.start)
    end = next(call for call in found.scan.calls if call.start == block.inside.end)
    return begin.start, end.end


_EDIT_LINK: Final = re.compile(r'href="([^"?]+\.html)\?action=edit"')


def _edit_links(made: Markup) -> Markup:
    """Let links that would open an editor lead to the page of the site: it has no editor."""
    return Markup(_EDIT_LINK.sub(r'href="\1"', str(made)))  # noqa: S704 - escaped before


def write_site(site: Site, out: Path, progress: Callable[[str, int, int], Any]) -> Path:
    """Write the site's files and return the start page; what an earlier run left is removed.

    An interview that was withdrawn since must not stay behind in a file.
    """
    files = []
    for number, file in enumerate(site.files()):
        progress("making the site", number, 0)
        files.append(file)
    for old in sorted((out / FOLDER).glob("*.html")):
        old.unlink()
    for name, text in files:
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    return out / "index.html"

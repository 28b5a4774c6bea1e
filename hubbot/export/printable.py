"""The printable report of a period: one HTML file that stands for itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from markupsafe import Markup

from hubbot import charts, html, reports
from hubbot.export.datapackage import ANSWERS, Period, Since
from hubbot.figures import Figure, figure
from hubbot.filters import Filters
from hubbot.messages import Messages, messages
from hubbot.render import PageUrl, to_html
from hubbot.reports import Options, ReportContext
from hubbot.reports.numbers import COUNTS
from hubbot.values import Empty

_FIGURES_OF_THEMES: Final = ("needs-by-theme", "support-by-theme")

# The parts after the themes: heading, figures and reports.
_PARTS: Final[Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    "overview": (
        "Needs and support overall",
        ("needs-by-theme", "support-by-theme", "needs-by-region", "needs-over-time"),
        (),
    ),
    "partnerships": ("Partnerships", ("partnerships-by-type",), ("partnerships-by-region",)),
    "coverage": (
        "Who was interviewed, and who not yet",
        ("interviews-over-time", "coverage"),
        ("coverage",),
    ),
    "affiliates": ("Affiliates who took part", (), ("affiliates",)),
}


def printable(
    context: ReportContext,
    figures: Sequence[Figure],
    period: Period,
    since: Since,
    page_url: PageUrl | None,
) -> str:
    """Write the report: method and numbers, themes, charts, quotes, coverage, affiliates."""
    maker = _Report(context, figures, period, page_url)
    language = maker.language
    as_of = context.dataset.as_of
    return html.page(
        "report.html",
        title="What partners of content need",
        css=Markup(html.asset("report.css")),  # noqa: S704 - a packaged file
        period=maker.period_text(),
        figures=[
            {"label": language.text(f"count-{of}"), "number": maker.report("count", of=of)}
            for of in COUNTS
        ],
        method=list(maker.method(since)),
        themes=list(maker.themes()),
        parts=list(maker.parts()),
        as_of=language.time(as_of) if as_of else language.text("unknown"),
    )


class _Report:
    def __init__(
        self,
        context: ReportContext,
        figures: Sequence[Figure],
        period: Period,
        page_url: PageUrl | None,
    ) -> None:
        self._context, self._period, self._page_url = context, period, page_url
        self._figures = {figure.key: figure for figure in figures}
        self._filters = Filters(since=period.since, until=period.until)
        self.language: Messages = messages(context.language)

    def report(self, key: str, filters: Filters | None = None, **own: str) -> Markup:
        options = Options(lang=self.language.lang, filters=filters or self._filters, own=own)
        value = reports.build(key, options, self._context)
        return to_html(value, self.language, self._page_url)

    def _is_empty(self, key: str, filters: Filters) -> bool:
        options = Options(lang=self.language.lang, filters=filters)
        return isinstance(reports.build(key, options, self._context), Empty)

    def chart(self, key: str) -> Markup:
        figure = self._figures[key]
        return charts.draw(figure, self.language.lang) if figure.total else Markup("")

    def period_text(self) -> str:
        since, until = self._period.since, self._period.until
        if since and until:
            return f"Interviews from {self.language.date(since)} to {self.language.date(until)}"
        if since:
            return f"Interviews from {self.language.date(since)} on"
        if until:
            return f"Interviews until {self.language.date(until)}"
        return "All interviews"

    def method(self, since: Since) -> Iterator[str]:
        dataset = self._context.dataset
        yield (
            "Each interview is a page of the wiki. Its needs and the support it asks for are coded "
            "with the codes of a codebook; a code counts once for each interview, however often "
            "it is mentioned. A share is the interviews that name a code, of all interviews here, "
            "in whole per cent."
        )
        yield (
            "What could not be read or resolved is shown as unknown. Only interviews with "
            "affiliates count as affiliates who took part; two interviews with one affiliate are "
            "one affiliate."
        )
        if dataset.drafts:
            yield f"Drafts, which are counted nowhere: {dataset.drafts}."
        if self._period.undated:
            yield f"Interviews left out for having no date: {self._period.undated}."
        if since.left_out or since.held_back:
            yield (
                "Taken back since then, and so left out: "
                f"{since.withdrawn} interviews withdrawn, {since.deleted} deleted; of "
                f"{since.held_back} more the words are held back."
            )
        yield ANSWERS

    def themes(self) -> Iterator[Mapping[str, object]]:
        described = {one.code: one.description for one in self._context.dataset.codebook.themes}
        for code in self._context.frames.themes:
            filters = dataclasses.replace(self._filters, theme=(code,))
            contents = [self.report("themes", filters), *self._of_theme(code, filters)]
            if not self._is_empty("quotes", filters):
                contents.append(self.report("quotes", filters))
            data = reports.Data(
                self._context, reports.REGISTRY["themes"], Options(lang=self.language.lang)
            )
            yield {
                "name": data.theme(code),
                "description": described.get(code, ""),
                "contents": contents,
            }

    def _of_theme(self, code: str, filters: Filters) -> Iterator[Markup]:
        """Draw how often a theme's needs, and its support, are named."""
        for key in _FIGURES_OF_THEMES:
            drawn = figure(self._context, filters, key)
            if drawn.total:
                yield charts.draw(drawn, self.language.lang, f"{key}-{_ident(code)}")

    def parts(self) -> Iterator[Mapping[str, object]]:
        for key, (heading, figures, keys) in _PARTS.items():
            contents = [self.chart(figure) for figure in figures]
            contents += [self.report(one) for one in keys]
            yield {"id": key, "heading": heading, "contents": contents}


def _ident(code: str) -> str:
    """Make an id of a theme's code, whatever stands in it."""
    return code.encode("utf-8", "replace").hex()

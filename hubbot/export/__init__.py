"""Data files for researchers: tables, records, figures, a printable report.

The same pages give the same bytes. No file holds a personal value, a draft, a withdrawn
interview, or the words of an interview that asks that they are not shown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

from hubbot import charts, cloud
from hubbot.config import Config
from hubbot.export import commons
from hubbot.export.datapackage import Period, Since, package
from hubbot.export.files import csv_bytes, json_bytes, json_lines
from hubbot.export.printable import printable
from hubbot.export.tables import Tables, moment, records
from hubbot.figures import figures
from hubbot.filters import Filters
from hubbot.frames import Frames
from hubbot.records import Dataset, Interview
from hubbot.render import PageUrl, wiki_page_url
from hubbot.reports import context_of
from hubbot.sources import SiteInfo

__all__ = ["Period", "Since", "export_files", "write_export"]


def export_files(
    dataset: Dataset,
    config: Config,
    site: SiteInfo,
    period: Period | None = None,
    since: Since | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Make every file of an export: its path below the folder, and its content."""
    period, since = period or Period(), since or Since()
    interviews = tuple(one for one in dataset.interviews if _is_in(one, period))
    if period.since or period.until:
        undated = sum(one.date is None for one in dataset.interviews)
        period = dataclasses.replace(period, undated=undated)
    context = context_of(dataset, config, language=site.language, extensions=site.extensions)
    page_url = wiki_page_url(site.page_url) if site.page_url else None
    yield from _data(dataset, interviews, context.frames, period, since, page_url)
    filters = Filters(since=period.since, until=period.until)
    drawn = figures(context, filters)
    source = _source(dataset, config)
    for figure in drawn:
        page = f"{config.pages.reports_base}/{figure.key}.tab"
        yield f"commons/{figure.key}.tab", json_bytes(commons.tab(figure, source))
        yield f"commons/{figure.key}.chart", json_bytes(commons.chart(figure, page))
        yield f"charts/{figure.key}.svg", _svg(charts.draw(figure, site.language))
    words = cloud.words(interviews, config.run.stop_words)
    yield "charts/words.svg", _svg(cloud.draw(words, site.language))
    report = printable(context, drawn, period, since, page_url)
    yield "report.html", report.encode("utf-8")


def _data(
    dataset: Dataset,
    interviews: tuple[Interview, ...],
    frames: Frames,
    period: Period,
    since: Since,
    page_url: PageUrl | None,
) -> Iterator[tuple[str, bytes]]:
    tables = [(table, csv_bytes(table)) for table in Tables(dataset, interviews, frames).all()]
    for table, content in tables:
        yield f"{table.name}.csv", content
    lines = json_lines(records(interviews))
    yield "records.jsonl", lines
    shown = dataclasses.replace(dataset, interviews=interviews)
    described = package(shown, tables, lines, period, since, page_url)
    yield "datapackage.json", json_bytes(described)


def write_export(
    out: Path,
    dataset: Dataset,
    config: Config,
    site: SiteInfo,
    period: Period | None = None,
    since: Since | None = None,
    told: Callable[[str, int, int], None] = lambda *_: None,
) -> list[Path]:
    """Write every file below a folder and return their paths."""
    written = []
    for number, (name, content) in enumerate(export_files(dataset, config, site, period, since)):
        told("writing data", number, 0)
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written


def _is_in(interview: Interview, period: Period) -> bool:
    if period.since is None and period.until is None:
        return True
    if interview.date is None:
        return False
    after = period.since is None or interview.date >= period.since
    return after and (period.until is None or interview.date <= period.until)


def _source(dataset: Dataset, config: Config) -> str:
    """Say in wikitext where a page of data on Commons is from."""
    as_of = moment(dataset.as_of) if dataset.as_of else "unknown"
    return f"Counted by hubbot from the interviews below {config.pages.reports_base}, as of {as_of}"


def _svg(drawn: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n'.encode()

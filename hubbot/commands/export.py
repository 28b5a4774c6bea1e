"""``hubbot export``: data files and a printable report."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hubbot.app import App
from hubbot.errors import UsageError

if TYPE_CHECKING:
    from hubbot.asof import History
    from hubbot.export import Since
    from hubbot.records import Dataset
    from hubbot.sources import Gathered, SiteInfo

HELP = "write data files, charts and a printable report"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="write the files here"
    )
    parser.add_argument(
        "--since", metavar="DATE", type=_first_day, help="interviews of this day and later"
    )
    parser.add_argument(
        "--until", metavar="DATE", type=_last_day, help="interviews of this day and earlier"
    )
    parser.add_argument(
        "--as-of",
        metavar="TIME",
        type=_time,
        help="every page as it stood then, less what has been withdrawn or deleted since",
    )


def run(app: App) -> int:
    """Read the pages, now or as they stood, and write the files."""
    from hubbot.export import Period, write_export

    arguments = app.arguments
    if arguments.since and arguments.until and arguments.since > arguments.until:
        raise UsageError("--since is later than --until.")
    if app.from_path is None:
        app.log_in(to_write=False)
    site, dataset, since = _read(app, arguments.as_of)
    period = Period(since=arguments.since, until=arguments.until)
    written = write_export(arguments.out, dataset, app.config, site, period, since, app.progress)
    if arguments.as_of:
        app.say(
            f"As of {arguments.as_of:%Y-%m-%d %H:%M:%S} UTC. Left out: {since.withdrawn} "
            f"interviews withdrawn and {since.deleted} deleted since; of {since.held_back} more "
            "the words."
        )
    app.say(f"Wrote {len(written)} files to {arguments.out}.")
    return _finish(app, dataset)


def _read(app: App, as_of: dt.datetime | None) -> tuple[SiteInfo, Dataset, Since]:
    from hubbot.export import Since
    from hubbot.pipeline import read

    if as_of is None:
        gathered, _, dataset = read(app.source(), app.config, app.progress)
        return gathered.site, dataset, Since()
    from hubbot.asof import read_as_of

    gathered, dataset, since = read_as_of(
        app.source(), lambda now: _history(app, as_of, now), app.config, app.progress
    )
    return gathered.site, dataset, since


def _history(app: App, as_of: dt.datetime, now: Gathered) -> History:
    if app.from_path is None:
        from hubbot.wiki.history import WikiHistory

        return WikiHistory(app.session, app.wiki_source, now, as_of, app.progress)
    from hubbot.sources import XmlSource, open_source

    source = open_source(app.from_path, as_of)
    if not isinstance(source, XmlSource):
        raise UsageError("A folder of pages has no history: leave out --as-of.")
    return source


def _finish(app: App, dataset: Dataset) -> int:
    """Report the run on stdout as every command does, and return its exit code."""
    from hubbot.app import line, problem_json
    from hubbot.messages import messages, problems_text
    from hubbot.outcomes import RunResult

    named = {one.affiliate for one in dataset.interviews if one.respondent == "affiliate"}
    result = RunResult(
        interviews=len(dataset.interviews),
        affiliates=len(named - {""}),
        problems=dataset.problems,
        requests=0 if app.from_path else app.session.requests,
        seconds=time.monotonic() - app.begun,
    )
    app.progress.close()
    if app.as_json:
        english = messages()
        shown = {
            "interviews": result.interviews,
            "affiliates": result.affiliates,
            "problems": [
                problem_json(one, " ".join(problems_text(one, english))) for one in result.problems
            ],
            "edits": [],
            "requests": result.requests,
        }
        sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(line(result) + "\n")
    return result.exit_code()


def _first_day(text: str) -> dt.date:
    return _day(text, last=False)


def _last_day(text: str) -> dt.date:
    return _day(text, last=True)


def _day(text: str, *, last: bool) -> dt.date:
    """Read a day, month or year; of a month or year the first or the last day."""
    parts = text.split("-")
    try:
        year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else (12 if last else 1)
        if len(parts) > 2:
            return dt.date.fromisoformat(text)
        if not last:
            return dt.date(year, month, 1)
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        return following - dt.timedelta(days=1)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is not a date such as 2022-03-31') from error


def _time(text: str) -> dt.datetime:
    """Read a time; a day alone means its end, a time without a zone is UTC."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f'"{text}" is not a time such as 2022-03-31T12:00:00Z'
        ) from error
    if len(text) <= 10:
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)

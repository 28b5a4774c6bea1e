"""``hubbot check``: read, and tell what is wrong; write nothing."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from typing import TYPE_CHECKING

from hubbot.app import App

if TYPE_CHECKING:
    from hubbot.pipeline import Prepared

HELP = "read the pages and report problems; write nothing"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--strict",
        action="store_true",
        help="end with 1 where there is an error or a block that would be left alone",
    )


def run(app: App) -> int:
    """Print every problem, grouped by page."""
    if app.from_path is None:
        app.log_in(to_write=False)
    prepared = app.prepare()
    strict: bool = app.arguments.strict
    tell_problems(app, prepared)
    plans = [prepared.planner.plan(examined) for examined in prepared.examined if strict]
    return app.finish(prepared, [plan.unwritten() for plan in plans], strict=strict)


def tell_problems(app: App, prepared: Prepared, only: Collection[str] = ()) -> None:
    """Print the problems of all pages, or of those named in ``only``, grouped by page."""
    page = None
    for problem in prepared.problems:
        if only and problem.page not in only:
            continue
        if problem.page != page:
            page = problem.page
            app.say(page)
        where = f"line {problem.line}, " if problem.line else ""
        app.say(
            f"  {where}{problem.code} ({problem.severity}): {prepared.reports.sentence(problem)}"
        )

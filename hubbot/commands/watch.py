"""``hubbot watch``: stay up, and publish within a minute of an edit."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from typing import TYPE_CHECKING

from hubbot.app import App, wiki_only
from hubbot.errors import SourceError, UsageError
from hubbot.interrupt import Interrupted

if TYPE_CHECKING:
    from hubbot.watch import Pace, Watch
    from hubbot.wiki.changes import RecentChanges

LOG = logging.getLogger("hubbot")
HELP = "stay up, and publish within a minute of an edit"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--interval",
        metavar="SECONDS",
        type=float,
        default=15.0,
        help="ask for changes so often (default: %(default)g)",
    )
    parser.add_argument(
        "--min-gap",
        metavar="SECONDS",
        type=float,
        default=600.0,
        help="edit one page at most once in so long (default: %(default)g)",
    )


def run(app: App) -> int:
    """Publish once, then after every change, until a signal ends it."""
    from hubbot import health
    from hubbot.watch import LENIENCE_SECONDS

    if app.arguments.interval <= 0 or app.arguments.min_gap < 0:
        raise UsageError("--interval must be above 0, and --min-gap 0 or more.")
    wiki_only(app, "watch")
    health.alive_for(app.config.run.max_seconds + LENIENCE_SECONDS)
    with app.interrupt.limited(app.config.run.max_seconds):
        app.log_in(to_write=True)
    if not app.session.has_right("bot"):
        raise UsageError(f"{app.session.user} has no bot right, and nobody is asked here.")
    try:
        _watch(app).go_on()
    except Interrupted as error:
        LOG.info("%s", error)
    health.ended()
    return 0


def _watch(app: App) -> Watch:
    from hubbot import health
    from hubbot.watch import Pace, Watch
    from hubbot.wiki.changes import RecentChanges

    changes = RecentChanges(app.session, app.config)
    pace = Pace(app.arguments.min_gap, time.monotonic)
    return Watch(
        ask=changes.ask,
        run=lambda: _publish_in_time(app, changes, pace),
        alive=health.alive_for,
        wait=time.sleep,
        clock=time.monotonic,
        asked_to_end=lambda: app.interrupt.reason,
        pace=pace,
        interval=app.arguments.interval,
        longest_run=app.config.run.max_seconds,
    )


def _publish_in_time(app: App, changes: RecentChanges, pace: Pace) -> None:
    """Do one whole run; one that takes too long is told like a wiki that cannot be read."""
    limited, seconds, over = app.interrupt.limited, app.config.run.max_seconds, ""
    try:
        with limited(seconds):
            _publish(app, changes, pace)
    except Interrupted as error:
        over = str(error)
    with limited(seconds):
        pass  # what ended this run says nothing of the next, unless the process is to end
    if app.interrupt.reason:
        raise Interrupted(app.interrupt.reason)
    if over:
        raise SourceError(over)


def _publish(app: App, changes: RecentChanges, pace: Pace) -> None:
    """Do one whole run, and tell it in a line."""
    from hubbot.commands.publish import publisher_for, stopper
    from hubbot.watch import PacedPublisher

    app.begun, app.session.requests = time.monotonic(), 0
    with app.lock():
        prepared = app.prepare()
        changes.know(prepared.gathered)
        publisher = PacedPublisher(publisher_for(app, prepared, asking=False), pace)
        edits = app.publish(prepared, publisher, stopper(app, prepared))
    app.finish(prepared, edits)
    sys.stdout.flush()

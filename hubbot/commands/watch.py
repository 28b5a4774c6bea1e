"""``hubbot watch``: stay up, and publish within a minute of an edit."""

from __future__ import annotations

import argparse
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from hubbot.app import App, wiki_only
from hubbot.errors import SourceError, UsageError
from hubbot.interrupt import Interrupted

if TYPE_CHECKING:
    from hubbot.watch import Pace
    from hubbot.wiki.changes import RecentChanges

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
    from hubbot.watch import LENIENCE_SECONDS, Pace, Watch
    from hubbot.wiki.changes import RecentChanges

    interval, min_gap = app.arguments.interval, app.arguments.min_gap
    if interval <= 0 or min_gap < 0:
        raise UsageError("--interval must be above 0, and --min-gap 0 or more.")
    wiki_only(app, "watch")
    longest_run = float(app.config.run.max_seconds)
    with _Ending().listening() as ending:
        health.alive_for(longest_run + LENIENCE_SECONDS)
        with app.interrupt.limited(longest_run):
            app.log_in(to_write=True)
        if not app.session.has_right("bot"):
            raise UsageError(f"{app.session.user} has no bot right, and nobody is asked here.")
        changes = RecentChanges(app.session, app.config)
        pace = Pace(min_gap, time.monotonic)
        Watch(
            ask=changes.ask,
            run=lambda: _publish_in_time(app, changes, pace, ending),
            alive=health.alive_for,
            wait=ending.wait,
            clock=time.monotonic,
            asked_to_end=lambda: ending.reason,
            pace=pace,
            interval=interval,
            longest_run=longest_run,
        ).go_on()
    health.ended()
    return 0


def _publish_in_time(app: App, changes: RecentChanges, pace: Pace, ending: _Ending) -> None:
    """Do one whole run; one that takes too long is told like a wiki that cannot be read."""
    try:
        with app.interrupt.limited(app.config.run.max_seconds):
            _publish(app, changes, pace, ending)
    except Interrupted as error:
        raise SourceError(str(error)) from error


def _publish(app: App, changes: RecentChanges, pace: Pace, ending: _Ending) -> None:
    """Do one whole run, and tell it in a line."""
    from hubbot.commands.publish import publisher_for, stopper
    from hubbot.watch import PacedPublisher

    app.begun, app.session.requests = time.monotonic(), 0
    with app.lock():
        prepared = app.prepare()
        changes.know(prepared.gathered)
        publisher = PacedPublisher(publisher_for(app, prepared, asking=False), pace, ending.whole)
        stopped = stopper(app, prepared)
        edits = app.publish(prepared, publisher, lambda: ending.reason or stopped())
    app.finish(prepared, edits)


class _Ended(BaseException):
    """The process was asked to end, and is not in the middle of an edit."""


class _Ending:
    """Listens to the signals that end a process; ``reason`` says which one came."""

    def __init__(self) -> None:
        self.reason = ""
        self._whole = 0
        self._event = threading.Event()

    @contextmanager
    def listening(self) -> Iterator[_Ending]:
        """Let a signal end what happens inside: at once, or after the edit under way."""
        numbers = (signal.SIGTERM, signal.SIGINT)
        earlier = {number: signal.signal(number, self._signalled) for number in numbers}
        try:
            yield self
        except _Ended:
            return
        finally:
            for number, handler in earlier.items():
                signal.signal(number, handler)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Let what happens inside finish before a signal ends the process."""
        self._whole += 1
        try:
            yield
        finally:
            self._whole -= 1

    def wait(self, seconds: float) -> None:
        """Wait; a signal ends it at once."""
        self._event.wait(seconds)

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        again = bool(self.reason)
        self.reason = f"The process was asked to end ({signal.Signals(number).name})."
        self._event.set()
        if again or not self._whole:
            raise _Ended

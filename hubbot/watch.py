"""Stay up: ask for changes now and then, and publish soon after there were some.

The loop knows nothing of a wiki: it is given what asks, what publishes, a clock and a way
to wait.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from hubbot.errors import LockError, SourceError
from hubbot.outcomes import Outcome, PageOutcome
from hubbot.plan import PagePlan
from hubbot.publish import Publisher, Replan

LOG = logging.getLogger("hubbot.watch")

# A run begins when there were no more changes for so long, and at the latest after so long.
QUIET_SECONDS = 10.0
PATIENCE_SECONDS = 30.0
DAY_SECONDS = 86_400.0
LONGEST_WAIT_SECONDS = 300.0
# How late a sign of life may come before the process counts as stuck.
LENIENCE_SECONDS = 120.0


@dataclass
class Pace:
    """When each page was edited, so that none is edited twice within a gap (in seconds)."""

    min_gap: float
    clock: Callable[[], float]
    _edited: dict[str, float] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)

    def seconds_to_wait(self, page: str) -> float:
        """Tell how long a page must still be left alone."""
        return max(0.0, self._edited.get(page, -math.inf) + self.min_gap - self.clock())

    def put_off(self, page: str, seconds: float) -> None:
        """Remember that a page is to be edited later."""
        self._due[page] = self.clock() + seconds

    def edited(self, page: str) -> None:
        """Remember that a page was edited now."""
        self._edited[page] = self.clock()

    def begin_run(self) -> None:
        """Forget what a new run decides anew, and gaps that are over."""
        now = self.clock()
        self._due.clear()
        self._edited = {p: at for p, at in self._edited.items() if at + self.min_gap > now}

    @property
    def next_due(self) -> float:
        """When the first page that was put off is to be edited; infinite where none was."""
        return min(self._due.values(), default=math.inf)


@dataclass(frozen=True)
class PacedPublisher:
    """Puts off the edits of pages that were edited within the gap; another publisher edits."""

    publisher: Publisher
    pace: Pace

    def publish(self, plan: PagePlan, replan: Replan) -> PageOutcome:
        """Publish one page, or put it off."""
        title = plan.page.title
        seconds = self.pace.seconds_to_wait(title) if plan.changes else 0
        if seconds:
            self.pace.put_off(title, seconds)
            reason = f"hubbot has just edited the page; it does so again in {seconds:.0f} s."
            return plan.outcome(Outcome.REFUSED, reason)
        outcome = self.publisher.publish(plan, replan)
        if outcome.outcome is Outcome.EDITED:
            self.pace.edited(title)
        return outcome


@dataclass(kw_only=True)
class Watch:
    """The loop. All times are seconds of ``clock``.

    ``ask`` says whether something changed since it was last asked, and ``run`` does a
    whole run; both raise SourceError where the wiki fails, and ``run`` LockError where
    another run is under way: either is tried again. ``alive`` is told how long it may be
    until the next sign of life; ``asked_to_end`` says why the loop must end, if it must.
    """

    ask: Callable[[], bool]
    run: Callable[[], object]
    alive: Callable[[float], None]
    wait: Callable[[float], None]
    clock: Callable[[], float]
    asked_to_end: Callable[[], str]
    pace: Pace
    interval: float
    longest_run: float
    _first_change: float = field(default=math.inf, init=False)
    _last_change: float = field(default=math.inf, init=False)
    _next_full_run: float = field(default=-math.inf, init=False)
    _failures: int = field(default=0, init=False)

    def go_on(self) -> None:
        """Watch until asked to end; the first thing is a full run."""
        while not self.asked_to_end():
            self.turn()
            if not self.asked_to_end():
                seconds = self.seconds_to_wait()
                self.alive(seconds + LENIENCE_SECONDS)
                self.wait(seconds)

    def turn(self) -> None:
        """Ask once, and run where it is time to."""
        try:
            if self.ask():
                self._last_change = self.clock()
                self._first_change = min(self._first_change, self._last_change)
            if self._is_time():
                self._run()
        except (SourceError, LockError) as error:
            self._failures += 1
            LOG.warning("%s (asking again in %.0f s)", error, self.seconds_to_wait())
        else:
            if self._failures:
                LOG.warning("The wiki answers again.")
            self._failures = 0

    def seconds_to_wait(self) -> float:
        """Tell when the next turn is: sooner where a run is due, later after failures."""
        if self._failures:
            return float(
                min(self.interval * 2 ** min(self._failures - 1, 20), LONGEST_WAIT_SECONDS)
            )
        now = self.clock()
        due = min(
            self._last_change + QUIET_SECONDS,
            self._first_change + PATIENCE_SECONDS,
            self.pace.next_due,
            self._next_full_run,
        )
        return max(0.1, min(self.interval, due - now))

    def _is_time(self) -> bool:
        now = self.clock()
        return (
            now >= self._last_change + QUIET_SECONDS
            or now >= self._first_change + PATIENCE_SECONDS
            or now >= self.pace.next_due
            or now >= self._next_full_run
        )

    def _run(self) -> None:
        self.alive(self.longest_run + LENIENCE_SECONDS)
        self.pace.begin_run()
        begun = self.clock()
        # Where the run fails it is due again, and then for all that was due now.
        self._first_change = min(self._first_change, begun)
        self.run()
        self._first_change = self._last_change = math.inf
        self._next_full_run = begun + DAY_SECONDS

"""End a run in time: at its deadline, and when it is asked to end.

A run that waits for a wiki sits deep inside pywikibot, which takes every ``Exception`` for
a reason to wait and ask again. So the end comes as a signal, whose handler raises an
exception that is none (like ``KeyboardInterrupt``). Between edits that happens at once. An
edit that is being made is let finish first, as long as there is time for that.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

# How long an edit that is being made may go on after the run was asked to end.
GRACE_SECONDS = 20.0
# Of the time a run may take: what is kept to finish an edit, and to tell the result.
_SHARE_FOR_FINISHING = 0.1
_SECONDS_FOR_TELLING = 1.0


class Interrupted(BaseException):
    """The run must end now; the message says why, in a whole sentence."""


class Interrupt:
    """Watches the signals and the clock of one run.

    Used as a context manager in the main thread; elsewhere, and before it is entered,
    it does nothing. ``reason`` says why the run was asked to end, if it was; ``writing``
    is for the run to say that it has begun to write.
    """

    def __init__(self) -> None:
        self.reason = ""
        self.writing = False
        self._raised = False
        self._asked = False
        self._whole = 0
        self._watching = False
        self._timers: list[threading.Timer] = []
        self._due: list[str] = []
        self._earlier: dict[int, object] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._watching = True
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
                self._earlier[number] = signal.signal(number, self._signalled)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_timers()
        for number, handler in self._earlier.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # as signal() gave it
        self._earlier.clear()
        self._watching = False

    def limit(self, seconds: float, *, since: float | None = None) -> None:
        """Let the run end ``seconds`` after ``since`` (of ``time.monotonic``; now by default).

        A run that is limited again starts afresh: for commands that run for ever.
        """
        self._stop_timers()
        if not self._watching or self._asked:
            return
        self.reason, self._raised = "", False
        left = seconds - (0 if since is None else time.monotonic() - since)
        left -= min(_SECONDS_FOR_TELLING, left * _SHARE_FOR_FINISHING)
        finishing = min(GRACE_SECONDS, left * _SHARE_FOR_FINISHING)
        said = f"The time of the run is over ({seconds:g} seconds, run.max_seconds)."
        self._after(left - finishing, said)
        self._after(left, said)

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Limit what happens inside, and nothing before or after it."""
        self.limit(seconds)
        try:
            yield
        finally:
            self._stop_timers()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Let what happens inside finish before the run ends, if it ends within the grace."""
        self._whole += 1
        try:
            yield
        finally:
            self._whole -= 1

    def _after(self, seconds: float, reason: str) -> None:
        main = threading.main_thread().ident or 0

        def strike() -> None:
            self._due.append(reason)
            # To the main thread itself: only so a wait inside the system ends.
            signal.pthread_kill(main, signal.SIGUSR1)

        timer = threading.Timer(max(seconds, 0), strike)
        timer.daemon = True
        timer.start()
        self._timers.append(timer)

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        if self._raised:
            return
        again = bool(self.reason)
        if number == signal.SIGUSR1 and self._due:
            self.reason = self.reason or self._due.pop(0)
        elif not again:
            self._asked = True
            self.reason = f"The run was asked to end ({signal.Signals(number).name})."
            self._after(GRACE_SECONDS, self.reason)
        if again or not self._whole:
            self._raise()

    def _raise(self) -> None:
        # Once: what follows only tells the result.
        self._raised = True
        self._stop_timers()
        raise Interrupted(self.reason)

    def _stop_timers(self) -> None:
        while self._timers:
            self._timers.pop().cancel()
        self._due.clear()

"""Limits that keep a hostile page from holding up the run."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Final

# mwparserfromhell turns templates that are nested deeper than this into text (tried with
# 0.7.2, whose tokenizer keeps at most 40 levels of any markup).
PARSER_DEPTH: Final = 33


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a page is read: bytes, seconds, levels of templates, items of a kind."""

    page_bytes: int = 1_000_000
    seconds: float = 5.0
    depth: int = PARSER_DEPTH
    items: int = 1_000


class PageTimeoutError(Exception):
    """The page took longer than its time limit."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise PageTimeoutError in the block when it has taken ``seconds``.

    Works by SIGALRM, and so only in the main thread of a process and where the system
    has that signal; elsewhere the block runs without a limit. A timer that is already
    set keeps running afterwards, less the time spent here.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return
    earlier = signal.signal(signal.SIGALRM, _stop)
    remaining, interval = 0.0, 0.0
    start = time.monotonic()
    try:
        # The alarm may come at any place after this line, once. Hence two levels: whichever
        # it interrupts, the handler from before is put back.
        try:
            remaining, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, earlier)
        if remaining:
            spent = time.monotonic() - start
            signal.setitimer(signal.ITIMER_REAL, max(remaining - spent, 0.001), interval)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise PageTimeoutError

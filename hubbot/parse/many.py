"""Parse many pages: on several processors where that pays, with the same result."""

from __future__ import annotations

import contextlib
import gc
import itertools
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Final

from hubbot.parse.context import ParseContext
from hubbot.parse.interview import ParsedPage, parse_interview
from hubbot.records import PageRevision

# The fewest pages for which another process is worth its start, and the most processes.
PAGES_A_PROCESS: Final = 150
MOST_PROCESSES: Final = 4

# A page, and whether its title makes it an interview page.
Candidate = tuple[PageRevision, bool]


def parse_many(
    candidates: Sequence[Candidate],
    context: ParseContext,
    progress: Callable[[int], None],
    processes: int | None = None,
) -> list[ParsedPage]:
    """Parse pages in their order; ``progress`` hears how many are done.

    ``processes`` is chosen by the machine and the number of pages where it is not
    given. A process that dies costs time alone: its share is parsed here.
    """
    count = _processes(len(candidates)) if processes is None else processes
    size = -(-len(candidates) // count) or 1
    shares = [candidates[start : start + size] for start in range(0, len(candidates), size)]
    others = [_Other(share, context) for share in shares[1:]]
    try:
        parsed = [_parse(share, context, progress) for share in shares[:1]]
        for share, other in zip(shares[1:], others, strict=True):
            progress(sum(map(len, parsed)))
            parsed.append(other.result() or _parse(share, context, progress))
    finally:
        for other in others:
            other.end()
    return list(itertools.chain.from_iterable(parsed))


def _processes(pages: int) -> int:
    """Choose how many processes to parse with, this one included."""
    if not sys.platform.startswith("linux") or threading.active_count() > 1:
        return 1  # only there, and without threads, is a copy of this process safe to make
    return max(1, min(len(os.sched_getaffinity(0)), MOST_PROCESSES, pages // PAGES_A_PROCESS))


def _parse(
    share: Sequence[Candidate], context: ParseContext, progress: Callable[[int], None]
) -> list[ParsedPage]:
    parsed = []
    for number, (page, under_prefix) in enumerate(share):
        progress(number)
        parsed.append(parse_interview(page, context, under_prefix=under_prefix))
    return parsed


class _Other:
    """Another process that parses a share of the pages, as a copy of this one."""

    def __init__(self, share: Sequence[Candidate], context: ParseContext) -> None:
        fork = multiprocessing.get_context("fork")
        self._receiver, sender = fork.Pipe(duplex=False)
        self._process = fork.Process(target=_work, args=(share, context, sender), daemon=True)
        self._process.start()
        sender.close()

    def result(self) -> list[ParsedPage] | None:
        """Wait for the parsed pages; None where the process died."""
        try:
            parsed: list[ParsedPage] = self._receiver.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            return None
        return parsed

    def end(self) -> None:
        """End the process, whatever it does."""
        self._receiver.close()
        self._process.kill()
        self._process.join()


def _work(share: Sequence[Candidate], context: ParseContext, sender: Connection) -> None:
    # An interrupt is for the first process, which ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with contextlib.suppress(BrokenPipeError):
        sender.send(_parse(share, context, lambda _: None))


@contextlib.contextmanager
def fewer_collections() -> Iterator[None]:
    """Look for garbage more seldom while many records are made, which are none.

    Python counts new objects, and else goes over all records again and again.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()

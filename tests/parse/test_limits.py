"""The time limit of a page."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from hubbot.parse.limits import PageTimeoutError, time_limit


def test_a_block_that_takes_too_long_is_stopped() -> None:
    start = time.monotonic()

    with pytest.raises(PageTimeoutError), time_limit(0.05):
        time.sleep(5)

    assert time.monotonic() - start < 4


def test_a_block_in_time_is_left_alone() -> None:
    with time_limit(5):
        pass

    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_the_handler_from_before_is_put_back() -> None:
    before = signal.getsignal(signal.SIGALRM)

    with time_limit(5):
        assert signal.getsignal(signal.SIGALRM) != before

    assert signal.getsignal(signal.SIGALRM) == before


def test_a_timer_from_before_keeps_running() -> None:
    signal.setitimer(signal.ITIMER_REAL, 100)
    try:
        with time_limit(5):
            pass
        left, _ = signal.getitimer(signal.ITIMER_REAL)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

    assert 90 < left <= 100


def test_in_another_thread_there_is_no_limit() -> None:
    ended = []

    def block() -> None:
        with time_limit(0.01):
            time.sleep(0.05)
            ended.append(True)

    thread = threading.Thread(target=block)
    thread.start()
    thread.join()

    assert ended == [True]

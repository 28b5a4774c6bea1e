"""A run ends when its time is over, and when it is asked to end: at once, or after an edit."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from hubbot.interrupt import Interrupt, Interrupted


@pytest.fixture
def interrupt() -> Iterator[Interrupt]:
    with Interrupt() as made:
        yield made


def test_a_wait_ends_when_the_time_is_over(interrupt: Interrupt) -> None:
    interrupt.limit(0.3)
    begun = time.monotonic()
    with pytest.raises(Interrupted, match=r"The time of the run is over \(0.3 seconds"):
        time.sleep(5)
    assert time.monotonic() - begun < 4


def test_the_time_may_have_begun_earlier(interrupt: Interrupt) -> None:
    with pytest.raises(Interrupted):
        interrupt.limit(10, since=time.monotonic() - 10)
        time.sleep(5)


def test_it_is_no_exception_that_would_be_waited_out(interrupt: Interrupt) -> None:
    assert not issubclass(Interrupted, Exception)


def test_a_signal_ends_what_is_not_whole(interrupt: Interrupt) -> None:
    with pytest.raises(Interrupted, match="SIGTERM"):
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_signal_lets_an_edit_finish(interrupt: Interrupt) -> None:
    with interrupt.whole():
        os.kill(os.getpid(), signal.SIGTERM)
    assert interrupt.reason == "The run was asked to end (SIGTERM)."


def test_a_second_signal_waits_for_no_edit(interrupt: Interrupt) -> None:
    with pytest.raises(Interrupted), interrupt.whole():
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)


def test_an_edit_that_outlives_the_time_is_interrupted(interrupt: Interrupt) -> None:
    interrupt.limit(0.3)
    with pytest.raises(Interrupted), interrupt.whole():
        time.sleep(5)


def test_the_grace_after_a_signal_ends(
    interrupt: Interrupt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubbot.interrupt.GRACE_SECONDS", 0.1)
    with pytest.raises(Interrupted), interrupt.whole():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)


def test_it_is_told_once(interrupt: Interrupt) -> None:
    with pytest.raises(Interrupted):
        os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)  # while the result is told


def test_each_pass_has_its_own_time(interrupt: Interrupt) -> None:
    for _ in range(2):
        interrupt.limit(0.1)
        with pytest.raises(Interrupted):
            time.sleep(5)


def test_a_limit_ends_with_what_it_limits(interrupt: Interrupt) -> None:
    with interrupt.limited(0.2):
        time.sleep(0.05)
    time.sleep(0.3)
    assert interrupt.reason == ""


def test_the_handlers_of_before_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Interrupt():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before

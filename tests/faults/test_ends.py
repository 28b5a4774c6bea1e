"""How a run ends: at its deadline, by a signal, by the stop page, or beside another run."""

import itertools
import signal
import time
from collections.abc import Callable

import pytest

from tests.faults.conftest import HUB, Bench
from tests.faults.running import Run, Running
from tests.mediawiki import proxy as faults
from tests.mediawiki.proxy import ProxiedRequest

TEXT = "We held # talks."
STOP = "User:HubBot/Stop"
SOON = "[run]\nmax_seconds = 3\n"


def only(two: tuple[str, str]) -> list[str]:
    return ["--page", two[0], "--page", two[1]]


def when_asked(
    bench: Bench, matches: faults.Matcher, signals: list[signal.Signals]
) -> list[Running]:
    """Send signals to a run (put it into the list) when a request of its arrives."""
    running: list[Running] = []

    def strike(_: ProxiedRequest) -> None:
        for number in signals:
            running[0].send(number)
            time.sleep(0.1)

    bench.proxy.add(matches, faults.call(strike))
    return running


# The deadline


@pytest.mark.parametrize(
    "which",
    [faults.action("query", generator="embeddedin"), faults.action("login")],
    ids=["a list", "the login"],
)
def test_a_wiki_that_does_not_answer_in_time_publishes_nothing(
    bench: Bench, page: str, which: faults.Matcher, nothing_published: Callable[[], None]
) -> None:
    bench.proxy.add(which, faults.delay(8), times=None)
    begun = time.monotonic()
    told = bench.hubbot.publish(config=SOON)
    assert time.monotonic() - begun < 7
    assert told.code == 3
    assert told.json["error"] == (
        "The time of the run is over (3 seconds, run.max_seconds). Nothing was written."
    )


def test_a_wiki_that_is_in_trouble_for_ever_is_left_in_time(bench: Bench, page: str) -> None:
    bench.proxy.add(
        faults.action("query", generator="embeddedin"),
        faults.status(429, retry_after=30),
        times=None,
    )
    begun = time.monotonic()
    assert bench.hubbot.publish(config=SOON).code == 3
    assert time.monotonic() - begun < 7


def test_a_save_that_is_not_answered_in_time_is_told_with_what_is_left(
    bench: Bench, two: tuple[str, str]
) -> None:
    bench.proxy.add(faults.edits(two[0]), faults.delay(8), times=None)
    begun = time.monotonic()
    told = bench.hubbot.publish(*only(two), config=SOON)
    assert time.monotonic() - begun < 7
    assert told.code == 3
    assert told.page(two[0])["outcome"] == "failed"
    assert told.page(two[0])["reason"].endswith("Whether this edit was made is not known.")
    assert told.page(two[1])["reason"].startswith("Left undone. The time of the run is over")
    assert bench.by_bot(two[1]) == 0


# Signals


def test_sigterm_while_reading_ends_at_once_and_writes_nothing(bench: Bench, page: str) -> None:
    reading = faults.action("query", generator="embeddedin")
    running = when_asked(bench, reading, [signal.SIGTERM])
    running.append(bench.hubbot.start("--json", "publish", "--yes", "--page", page))
    told = running[0].result()
    assert told.code == 3
    assert told.json["error"] == "The run was asked to end (SIGTERM). Nothing was written."
    assert bench.by_bot(page) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_during_a_save_lets_it_finish_and_leaves_the_rest(
    bench: Bench, two: tuple[str, str], number: signal.Signals
) -> None:
    running = when_asked(bench, faults.edits(two[0]), [number])
    running.append(bench.hubbot.start("--json", "publish", "--yes", *only(two)))
    told = running[0].result()
    assert told.code == 3
    assert bench.bodies(two[0]) == ["6"]
    assert told.page(two[0])["outcome"] == "edited"
    assert bench.by_bot(two[1]) == 0
    assert told.page(two[1])["outcome"] == "failed"
    assert told.page(two[1])["reason"] == (
        f"Left undone. The run was asked to end ({number.name})."
    )


def test_a_second_signal_waits_for_nothing(bench: Bench, two: tuple[str, str]) -> None:
    running = when_asked(bench, faults.edits(two[0]), [signal.SIGTERM, signal.SIGTERM])
    bench.proxy.add(faults.edits(two[0]), faults.delay(0))
    running.append(bench.hubbot.start("--json", "publish", "--yes", *only(two)))
    told = running[0].result()
    assert told.code == 3
    assert told.page(two[0])["reason"].endswith("Whether this edit was made is not known.")


KILLED_AT: dict[str, faults.Matcher] = {
    "the login": faults.action("login"),
    "a list": faults.action("query", generator="embeddedin"),
    "the token": lambda request: (
        "tokens" in request.params.get("meta", "") and request.params.get("type") != "login"
    ),
    "the first save": faults.edits(),
    "between saves": faults.action("query", titles=STOP),
}


@pytest.mark.parametrize("which", KILLED_AT.values(), ids=KILLED_AT.keys())
@pytest.mark.parametrize("saved", [False, True], ids=["before", "after"])
def test_a_killed_run_is_made_whole_by_the_next(
    bench: Bench, two: tuple[str, str], which: faults.Matcher, saved: bool
) -> None:
    running: list[Running] = []
    kill = faults.call_after if saved else faults.call
    bench.proxy.add(which, kill(lambda _: running[0].send(signal.SIGKILL)))
    running.append(bench.hubbot.start("publish", "--yes", *only(two)))
    running[0].process.join(20)
    assert running[0].process.exitcode == -signal.SIGKILL
    assert all(body in ("", "6") for title in two for body in bench.bodies(title))
    assert bench.hubbot.publish(*only(two)).code == 0
    for title in two:
        assert bench.bodies(title) == ["6"]
        assert bench.by_bot(title) == 1


# Two at once


def test_of_two_runs_at_once_the_second_does_nothing(bench: Bench, page: str) -> None:
    second: list[Run] = []

    def run_again(_: ProxiedRequest) -> None:
        second.append(bench.hubbot.publish("--page", page))

    bench.proxy.add(faults.edits(page), faults.call(run_again))
    first = bench.hubbot.publish("--page", page)
    assert (first.code, second[0].code) == (0, 2)
    assert "Another run for" in second[0].json["error"]
    assert bench.by_bot(page) == 1


def test_between_machines_the_base_revision_decides(bench: Bench, page: str) -> None:
    second: list[Run] = []
    elsewhere = bench.hubbot.folder / "another machine"
    elsewhere.mkdir()

    def run_elsewhere(_: ProxiedRequest) -> None:
        second.append(bench.hubbot.publish("--page", page, TMPDIR=str(elsewhere)))

    bench.proxy.add(faults.edits(page), faults.call(run_elsewhere))
    first = bench.hubbot.publish("--page", page)
    assert (first.code, second[0].code) == (0, 0)
    assert bench.by_bot(page) == 1
    assert bench.bodies(page) == ["6"]


# The stop page, and the most pages of a run


def test_a_stop_page_set_before_the_run(bench: Bench, page: str) -> None:
    bench.wiki.edit(STOP, "Please wait.")
    told = bench.hubbot.publish("--page", page)
    bench.wiki.delete(STOP)
    assert bench.by_bot(page) == 0
    assert told.page(page)["outcome"] == "refused"
    assert told.page(page)["reason"] == f"{STOP} is not empty: somebody stopped the bot."
    assert told.code == 0


def test_a_stop_page_set_during_the_run(bench: Bench, two: tuple[str, str]) -> None:
    stop = faults.call(lambda _: bench.wiki.edit(STOP, "Please wait."))
    bench.proxy.add(faults.edits(two[0]), stop)
    told = bench.hubbot.publish(*only(two))
    bench.wiki.delete(STOP)
    assert bench.bodies(two[0]) == ["6"]
    assert bench.by_bot(two[1]) == 0
    assert told.page(two[1])["outcome"] == "refused"
    assert told.code == 0


def test_an_emptied_stop_page_stops_nothing(bench: Bench, page: str) -> None:
    bench.wiki.edit(STOP, "Please wait.")
    bench.wiki.edit(STOP, "")
    assert bench.hubbot.publish("--page", page).page(page)["outcome"] == "edited"
    bench.wiki.delete(STOP)


def test_a_run_edits_no_more_pages_than_it_may(bench: Bench, two: tuple[str, str]) -> None:
    told = bench.hubbot.publish(*only(two), config="[guard]\nmax_pages = 1\n")
    assert bench.by_bot(two[0]) == 1
    assert bench.by_bot(two[1]) == 0
    assert told.page(two[1])["reason"] == "This run has edited 1 pages; the next one goes on."
    assert told.code == 0


# This machine


def test_a_full_disk_is_told_in_a_sentence(bench: Bench, page: str) -> None:
    told = bench.hubbot.run_plainly(
        "publish", "--yes", "--page", page, "--out", "out", file_bytes=100
    )
    assert told.code == 2
    assert "File too large" in told.err
    assert "Traceback" not in told.err
    assert bench.by_bot(page) == 0


def test_a_folder_that_cannot_be_written_is_told_before_any_edit(bench: Bench, page: str) -> None:
    told = bench.hubbot.publish("--page", page, "--out", "hubbot.toml/out")
    assert told.code == 2
    assert "could not be written: Not a directory." in told.json["error"]
    assert bench.by_bot(page) == 0


def test_spoilt_cache_files_are_no_harm(bench: Bench, page: str) -> None:
    for cached in bench.siteinfo():
        cached.write_bytes(b"\x80spoilt")
    assert bench.hubbot.publish("--page", page).page(page)["outcome"] == "edited"


def test_the_lock_dies_with_its_process(bench: Bench, page: str) -> None:
    running: list[Running] = []
    kill = faults.call(lambda _: running[0].send(signal.SIGKILL))
    bench.proxy.add(faults.action("query", generator="embeddedin"), kill)
    running.append(bench.hubbot.start("publish", "--yes"))
    running[0].process.join(20)
    assert bench.hubbot.publish("--page", page).code == 0


def test_a_lock_that_cannot_be_made_is_told_in_a_sentence(bench: Bench, page: str) -> None:
    bench.hubbot.publish("--page", page)
    elsewhere = bench.hubbot.folder / "locks"
    elsewhere.mkdir()
    told = bench.hubbot.publish("--page", page, TMPDIR=str(elsewhere))
    [lock] = elsewhere.glob("*.lock")
    lock.unlink()
    lock.symlink_to("/etc/passwd")
    told = bench.hubbot.publish("--page", page, TMPDIR=str(elsewhere))
    assert told.code == 2
    assert "could not be made" in told.json["error"]
    assert list(itertools.islice(elsewhere.glob("*"), 1))
    assert HUB in page

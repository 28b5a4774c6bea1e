"""Faults between hubbot and the wiki: servers in trouble, cut connections, lost sessions."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults.conftest import Bench
from tests.faults.running import Run
from tests.mediawiki import proxy as faults
from tests.mediawiki.proxy import ProxiedRequest

TEXT = "We held # talks."
READING = faults.action("query", generator="embeddedin")


def once(bench: Bench, run: Run, page: str) -> None:
    """Assert that the page was filled by one edit and nothing failed."""
    assert bench.bodies(page) == ["6"]
    assert bench.by_bot(page) == 1
    assert run.page(page)["outcome"] == "edited"
    assert run.code == 0


PASSING: dict[str, faults.Fault] = {
    "503": faults.status(503),
    "429": faults.status(429, retry_after=1),
    "500 with HTML": faults.status(500),
    "truncated JSON": faults.truncated(),
    "cut before": faults.cut_before_forwarding(),
    "cut after": faults.cut_after_forwarding(),
    "maxlag": faults.api_error("maxlag", retry_after=1, lag=1),
    "bad token": faults.api_error("badtoken", "Invalid CSRF token."),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_a_fault_at_the_save_that_passes(bench: Bench, page: str, fault: faults.Fault) -> None:
    bench.proxy.add(faults.edits(page), fault)
    once(bench, bench.hubbot.publish("--page", page), page)


@pytest.mark.parametrize(
    "fault",
    [PASSING[name] for name in ("503", "429", "truncated JSON", "cut before")],
    ids=["503", "429", "truncated JSON", "cut before"],
)
def test_a_fault_while_reading_that_passes(bench: Bench, page: str, fault: faults.Fault) -> None:
    bench.proxy.add(READING, fault)
    once(bench, bench.hubbot.publish("--page", page), page)


def test_retry_after_is_waited_for(bench: Bench, page: str) -> None:
    times: list[float] = []

    def note(_: object) -> None:
        times.append(time.monotonic())

    bench.proxy.add(faults.edits(page), faults.status(429, retry_after=2))
    bench.proxy.add(faults.edits(page), faults.call(note))
    begun = time.monotonic()
    once(bench, bench.hubbot.publish("--page", page), page)
    assert times[0] - begun >= 2


def test_a_save_that_was_made_though_its_answer_was_lost_is_not_repeated(
    bench: Bench, page: str
) -> None:
    bench.proxy.add(faults.edits(page), faults.cut_after_forwarding())
    told = bench.hubbot.publish("--page", page)
    once(bench, told, page)
    assert sum(faults.edits(page)(request) for request in bench.proxy.seen) == 1


def test_a_save_whose_answer_was_lost_is_not_repeated_over_somebodys_revert(
    bench: Bench, page: str
) -> None:
    def saved_and_undone(request: ProxiedRequest, forward: faults.Forward) -> faults.Answer:
        forward(request)
        bench.wiki.undo(page)
        raise faults.ConnectionCut

    bench.proxy.add(faults.edits(page), saved_and_undone)
    told = bench.hubbot.publish("--page", page)
    assert bench.by_bot(page) == 1
    assert bench.bodies(page) == [""]
    assert told.page(page)["outcome"] == "refused"
    assert "undid" in told.page(page)["reason"]


FOR_EVER: dict[str, tuple[faults.Fault, str]] = {
    "503": (faults.status(503), "The wiki gave no answer"),
    "cut before": (faults.cut_before_forwarding(), "The wiki gave no answer"),
    "maxlag": (faults.api_error("maxlag", retry_after=1, lag=1), "databases lag behind"),
    "bad token": (faults.api_error("badtoken", "Invalid CSRF token."), "the bot's token"),
    "readonly": (faults.api_error("readonly", "Maintenance."), "read-only at the moment"),
    "unknown": (faults.api_error("internal_api_error_X", "Odd."), "Odd."),
}


@pytest.mark.parametrize(("fault", "sentence"), FOR_EVER.values(), ids=FOR_EVER.keys())
def test_a_fault_at_the_save_that_does_not_pass(
    bench: Bench, page: str, fault: faults.Fault, sentence: str
) -> None:
    bench.proxy.add(faults.edits(), fault, times=None)
    told = bench.hubbot.publish("--page", page)
    assert bench.by_bot(page) == 0
    assert told.page(page)["outcome"] == "failed"
    assert sentence in told.page(page)["reason"]
    assert "Traceback" not in told.err
    assert told.code == 3


READS: dict[str, faults.Matcher] = {
    "transclusions": READING,
    "text": faults.action("query", pageids="*"),
    "fixed pages": faults.action("query", prop="revisions|redirects"),
    "prefix": faults.action("query", generator="allpages"),
}


@pytest.mark.parametrize("which", READS.values(), ids=READS.keys())
def test_a_wiki_that_cannot_be_read_publishes_nothing(
    bench: Bench, page: str, which: faults.Matcher, nothing_published: Callable[[], None]
) -> None:
    bench.proxy.add(which, faults.status(503), times=None)
    told = bench.hubbot.publish()
    assert bench.by_bot(page) == 0
    assert "could not be read" in told.json["error"]
    assert told.code == 2


def test_pages_that_come_without_their_text_publish_nothing(
    bench: Bench, page: str, nothing_published: Callable[[], None]
) -> None:
    empty: dict[str, object] = {
        "query": {"pages": [{"pageid": 9, "ns": 0, "title": "Lost", "revisions": [{"slots": {}}]}]}
    }
    bench.proxy.add(faults.action("query", pageids="*"), faults.api_answer(**empty))
    told = bench.hubbot.publish()
    assert told.code == 2
    assert "gave no text for Lost" in told.json["error"]


def test_a_wiki_that_is_not_there(bench: Bench, nothing_published: Callable[[], None]) -> None:
    bench.proxy.add(faults.any_request, faults.cut_before_forwarding(), times=None)
    told = bench.hubbot.publish()
    assert told.code == 2
    assert "cannot be reached" in told.json["error"]


def without_cookies(request: ProxiedRequest, forward: faults.Forward) -> faults.Answer:
    """Lose the session: for the wiki, a request without cookies is nobody's."""
    kept = {name: value for name, value in request.headers.items() if name != "Cookie"}
    return forward(replace(request, headers=kept))


def test_a_session_lost_in_mid_run_is_opened_again(bench: Bench, page: str) -> None:
    bench.proxy.add(faults.edits(page), without_cookies)
    once(bench, bench.hubbot.publish("--page", page), page)


def test_a_session_lost_while_reading_is_opened_again(bench: Bench, page: str) -> None:
    bench.proxy.add(READING, without_cookies)
    once(bench, bench.hubbot.publish("--page", page), page)


def test_a_session_really_lost_makes_no_edit_without_a_login(bench: Bench, page: str) -> None:
    bench.proxy.add(faults.action("edit"), without_cookies, times=None)
    bench.proxy.add(faults.action("login"), faults.status(503), nth=2, times=None)
    told = bench.hubbot.publish("--page", page)
    assert len(bench.wiki.revisions(page)) == 1
    assert told.page(page)["outcome"] == "failed"
    assert told.code == 3


def test_another_accounts_session_makes_no_edit(bench: Bench, page: str) -> None:
    bench.proxy.add(
        faults.edits(page), faults.api_error("assertnameduserfailed", "You are not HubBot.")
    )
    told = bench.hubbot.publish("--page", page)
    assert told.page(page)["reason"] == "The bot is no longer logged in."
    assert told.code == 3


def test_a_stop_page_that_cannot_be_read_ends_the_writing(bench: Bench) -> None:
    first = bench.target("A stop unread", TEXT)
    second = bench.target("B stop unread", TEXT)
    stop = faults.action("query", titles="User:HubBot/Stop")
    bench.proxy.add(stop, faults.status(503), times=None)
    told = bench.hubbot.publish("--page", first, "--page", second)
    assert bench.bodies(first) == ["6"]
    assert bench.by_bot(second) == 0
    assert told.page(second)["outcome"] == "failed"
    assert told.code == 3


def test_an_answer_lost_after_the_last_try_is_found_at_the_next_run(
    bench: Bench, page: str
) -> None:
    bench.proxy.add(faults.edits(page), faults.cut_after_forwarding(), times=None)
    bench.proxy.add(faults.action("query", titles=page), faults.status(503), times=None)
    told = bench.hubbot.publish("--page", page)
    assert told.page(page)["outcome"] == "failed"
    bench.proxy.clear()
    assert bench.hubbot.publish("--page", page).page(page)["outcome"] == "unchanged"
    assert bench.by_bot(page) == 1

"""The fault proxy in front of a real wiki: what the fault tests rely on."""

import time

import pytest
import requests

from tests.mediawiki import COORDINATOR, ApiError, ApiSession, FaultProxy, TestWiki
from tests.mediawiki import proxy as faults


@pytest.fixture
def session(proxy: FaultProxy) -> ApiSession:
    """Give a session of Coordinator's by way of the proxy."""
    return ApiSession(proxy.api_url, COORDINATOR)


def save(session: ApiSession, title: str, text: str = "text") -> None:
    session.post(action="edit", title=title, text=text)


def test_what_no_rule_matches_is_passed_on(session: ApiSession, wiki: TestWiki) -> None:
    save(session, "Page", "å {{x}} & <b>")
    assert wiki.text("Page") == "å {{x}} & <b>"


def test_the_wiki_takes_the_proxys_address_for_its_own(
    session: ApiSession, proxy: FaultProxy
) -> None:
    general = session.get(action="query", meta="siteinfo")["query"]["general"]
    assert general["server"] == proxy.url


def test_the_second_edit_alone_is_answered_by_503(
    session: ApiSession, proxy: FaultProxy, wiki: TestWiki
) -> None:
    proxy.add(faults.edits(), faults.status(503), nth=2)
    save(session, "First")
    with pytest.raises(ApiError) as caught:
        save(session, "Second")
    assert caught.value.code == "503"
    assert not wiki.exists("Second")
    save(session, "Third")
    assert wiki.exists("Third")


def test_a_429_says_when_to_come_back(proxy: FaultProxy) -> None:
    proxy.add(faults.any_request, faults.status(429, retry_after=1))
    answer = requests.get(proxy.api_url, timeout=10)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


def test_a_rule_can_be_for_one_page(session: ApiSession, proxy: FaultProxy, wiki: TestWiki) -> None:
    proxy.add(faults.edits("Unlucky"), faults.status(500), times=None)
    save(session, "Lucky")
    with pytest.raises(ApiError):
        save(session, "Unlucky")
    with pytest.raises(ApiError):
        save(session, "Unlucky")


def test_an_error_of_the_api_is_answered_as_the_wiki_would(
    session: ApiSession, proxy: FaultProxy
) -> None:
    proxy.add(faults.edits(), faults.api_error("maxlag", retry_after=5, lag=7))
    with pytest.raises(ApiError) as caught:
        save(session, "Page")
    assert caught.value.code == "maxlag"
    assert caught.value.answer["error"]["lag"] == 7


def test_a_cut_before_forwarding_saves_nothing(
    session: ApiSession, proxy: FaultProxy, wiki: TestWiki
) -> None:
    proxy.add(faults.edits(), faults.cut_before_forwarding())
    with pytest.raises(requests.ConnectionError):
        save(session, "Page")
    assert not wiki.exists("Page")


def test_a_cut_after_forwarding_has_saved(
    session: ApiSession, proxy: FaultProxy, wiki: TestWiki
) -> None:
    proxy.add(faults.edits(), faults.cut_after_forwarding())
    with pytest.raises(requests.ConnectionError):
        save(session, "Page")
    assert wiki.text("Page") == "text"


def test_truncated_json_cannot_be_read(session: ApiSession, proxy: FaultProxy) -> None:
    proxy.add(faults.action("query"), faults.truncated())
    with pytest.raises(ApiError) as caught:
        session.get(action="query", meta="siteinfo")
    assert caught.value.code == "200"


def test_someone_can_edit_right_before_a_save(
    session: ApiSession, proxy: FaultProxy, wiki: TestWiki
) -> None:
    proxy.add(faults.edits("Page"), faults.call(lambda _: wiki.edit_as("Admin", "Page", "mine")))
    save(session, "Page", "theirs")
    assert [revision.text for revision in wiki.revisions("Page")] == ["theirs", "mine"]


def test_a_delay_is_waited_for(session: ApiSession, proxy: FaultProxy) -> None:
    proxy.add(faults.action("query"), faults.delay(0.5))
    start = time.monotonic()
    session.get(action="query")
    assert time.monotonic() - start >= 0.5


def test_an_error_in_a_callback_fails_the_test(wiki: TestWiki) -> None:
    running = FaultProxy(wiki.url)
    running.add(faults.any_request, faults.call(lambda _: wiki.text("Missing")))
    with pytest.raises(requests.ConnectionError):
        requests.get(running.api_url, timeout=10)
    with pytest.raises(KeyError):
        running.stop()

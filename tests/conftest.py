"""What all tests share: wikis on loopback, and no other network.

Unit tests cannot open a socket at all. A test that uses a wiki's fixture, or is marked `wiki`,
may reach loopback and nothing else.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.mediawiki import FaultProxy, TestWiki

WIKI_FIXTURES = {"wiki", "module_wiki", "session_wiki", "make_wiki", "proxy"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if WIKI_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.wiki)
        if item.get_closest_marker("wiki"):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "localhost"]))


@pytest.fixture
def wiki() -> Iterator[TestWiki]:
    """Give a fresh wiki for one test."""
    with TestWiki() as fresh:
        yield fresh


@pytest.fixture(scope="module")
def module_wiki() -> Iterator[TestWiki]:
    """Give a wiki that the tests of one module share."""
    with TestWiki() as fresh:
        yield fresh


@pytest.fixture(scope="session")
def session_wiki() -> Iterator[TestWiki]:
    """Give a wiki that all tests of the run share: for those that write only pages of their own."""
    with TestWiki() as fresh:
        yield fresh


@pytest.fixture
def make_wiki() -> Iterator[Callable[[str], TestWiki]]:
    """Give a function that makes a fresh wiki with further lines of LocalSettings.php."""
    made: list[TestWiki] = []

    def make(settings: str = "") -> TestWiki:
        made.append(TestWiki(settings))
        return made[-1]

    yield make
    for each in made:
        each.stop()


@pytest.fixture
def proxy(wiki: TestWiki) -> Iterator[FaultProxy]:
    """Give a fault proxy in front of the test's own fresh `wiki`."""
    with FaultProxy(wiki.url) as running:
        yield running

"""A wiki with a small corpus, hubbot on it, and the totals of what was tried."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pytest

from hubbot.paths import path_to_title
from tests.faults.ledger import BLOCK, BOT, Ledger
from tests.faults.running import Hubbot, start_server
from tests.mediawiki import FaultProxy, TestWiki

CORPUS = Path(__file__).parent.parent / "data" / "faults" / "corpus"
HUB = "Content Partnerships Hub"
RESULTS = f"{HUB}/Needs assessment/Research results"
COUNT = "{{Hubbot report|count|of=interviews}}"
END = "{{Hubbot report end}}"
LEDGER = Ledger()
TRIED: list[str] = []


def corpus() -> dict[str, str]:
    """Read the pages of the corpus, by title."""
    return {
        path_to_title(PurePosixPath(path.relative_to(CORPUS))): path.read_text(encoding="utf-8")
        for path in sorted(CORPUS.rglob("*.wiki"))
    }


@dataclass
class Bench:
    """A wiki with the corpus, a proxy in front of it, and hubbot."""

    wiki: TestWiki
    proxy: FaultProxy
    hubbot: Hubbot
    server: Path
    forced: set[str] = field(default_factory=set)

    def siteinfo(self) -> list[Path]:
        """List pywikibot's cached answers, the wiki's settings among them."""
        return list((self.server / "apicache").glob("*"))

    def target(self, name: str, text: str) -> str:
        """Save a page below the hub and give its title; `#` stands for a counting block."""
        title = f"{HUB}/{name}"
        self.wiki.edit(title, text.replace("#", COUNT + END))
        return title

    def bodies(self, title: str) -> list[str]:
        """Give the bodies of a page's blocks."""
        return [match["body"] for match in BLOCK.finditer(self.wiki.text(title))]

    def by_bot(self, title: str) -> int:
        """Count the revisions of a page that hubbot saved."""
        return sum(revision.user == BOT for revision in self.wiki.revisions(title))

    def newest_of_bot(self) -> int:
        """Give the number of hubbot's newest revision on the wiki."""
        found = self.wiki.api(action="query", list="usercontribs", ucuser=BOT, uclimit=1)
        return max((one["revid"] for one in found["query"]["usercontribs"]), default=0)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Start the server that runs of hubbot are forked from."""
    folder = tmp_path_factory.mktemp("pywikibot")
    start_server(folder)
    return folder


def make_bench(server: Path, folder: Path, settings: str = "") -> Iterator[Bench]:
    for cached in (server / "apicache").glob("*"):
        cached.unlink()
    with TestWiki(settings) as wiki, FaultProxy(wiki.url) as proxy:
        wiki.edit_all(corpus())
        made = Bench(wiki, proxy, Hubbot(proxy.api_url, folder, wiki.env()), server)
        yield made
        LEDGER.audit(wiki, made.forced)
    assert (LEDGER.lost, LEDGER.partial) == ([], [])


@pytest.fixture(scope="module")
def shared(server: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Give the bench that the tests of one module share."""
    yield from make_bench(server, tmp_path_factory.mktemp("runs"))


@pytest.fixture
def bench(shared: Bench) -> Iterator[Bench]:
    """Give the module's bench without any faults left from the test before."""
    yield shared
    shared.proxy.clear()
    shared.wiki.set_settings("")


@pytest.fixture
def page(bench: Bench, request: pytest.FixtureRequest) -> str:
    """Give a fresh page with a block."""
    return bench.target(own_name(request), "We held # talks.")


@pytest.fixture
def two(bench: Bench, request: pytest.FixtureRequest) -> tuple[str, str]:
    """Give two fresh pages with a block: what ends a run shows on the second."""
    first, second = (f"{letter} {own_name(request)}" for letter in "AB")
    return bench.target(first, "We held # talks."), bench.target(second, "We held # talks.")


def own_name(request: pytest.FixtureRequest) -> str:
    """Make the name of a test a title."""
    return re.sub(r"\W+|_+", " ", request.node.name.removeprefix("test_")).strip()


@pytest.fixture(autouse=True)
def _tried(request: pytest.FixtureRequest) -> None:
    TRIED.append(request.node.name)


@pytest.fixture
def nothing_published(shared: Bench) -> Iterator[Callable[[], None]]:
    """Fail a test after which hubbot has saved anything."""
    before = shared.newest_of_bot()

    def check() -> None:
        if shared.newest_of_bot() != before:
            LEDGER.partial.append("a run that failed while reading saved a page")
        assert shared.newest_of_bot() == before

    yield check
    check()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"shared", "bench", "many"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.wiki)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "localhost"]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if TRIED:
        terminalreporter.write_line(
            f"faults tried={len(TRIED)} edits lost={len(LEDGER.lost)} "
            f"partial publications={len(LEDGER.partial)} "
            f"(of {LEDGER.revisions} revisions that hubbot saved)"
        )
        for line in (*LEDGER.lost, *LEDGER.partial):
            terminalreporter.write_line(f"  {line}")

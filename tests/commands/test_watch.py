"""``hubbot watch`` on a real wiki."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.mediawiki import BOT, FaultProxy, TestWiki
from tests.mediawiki.proxy import action, any_request, delay, status
from tests.running import REPOSITORY, SAMPLE, environment, hubbot

pytestmark = pytest.mark.wiki
HUB = "Content Partnerships Hub"
RESULTS = f"{HUB}/Needs assessment/Research results"
NUMBER = f"{HUB}/Watched number"
BLOCK = "{{Hubbot report|count|of=interviews}}{{Hubbot report end}}"
HEALTHY = ["sh", str(REPOSITORY / "scripts" / "health_check.sh")]


@contextmanager
def watching(api_url: str, wiki: TestWiki, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``watch`` beside the test, with short intervals, and wait for its first run."""
    env = environment(folder, wiki.env() | {"TMPDIR": str(folder)})
    given = ("--wiki", api_url, "watch", "--interval", "1", "--min-gap", "0")
    stdout, stderr = (folder / "stdout").open("w"), (folder / "stderr").open("w")
    with stdout, stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "hubbot", *given],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        )
        try:
            assert within(60, lambda: "interviews=" in (folder / "stdout").read_text())
            yield process
        finally:
            process.kill()
            process.wait()


def within(seconds: float, happened: Callable[[], bool]) -> bool:
    """Wait until something has happened, at the most so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.5)
    return False


@pytest.fixture(scope="module")
def watched(module_wiki: TestWiki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestWiki]:
    """Give a wiki with the sample and one more number, on which ``watch`` has run once."""
    module_wiki.import_dump(SAMPLE)
    module_wiki.edit(NUMBER, BLOCK)
    with watching(module_wiki.api_url, module_wiki, tmp_path_factory.mktemp("watch")):
        yield module_wiki


def number(wiki: TestWiki) -> int:
    """Read the number on the watched page."""
    found = re.search(r"-->(\d+)\{\{", wiki.text(NUMBER))
    assert found
    return int(found[1])


def edits_by_bot(wiki: TestWiki, title: str) -> int:
    return sum(revision.user == BOT.user for revision in wiki.revisions(title))


def interview(name: str) -> str:
    return f"{RESULTS}/{name}"


def test_the_first_run_fills_every_block(watched: TestWiki) -> None:
    assert number(watched) == 35


def test_a_burst_of_edits_is_published_within_a_minute_in_one_edit(watched: TestWiki) -> None:
    before, edits = number(watched), edits_by_bot(watched, NUMBER)
    for name in ("Burst one", "Burst two", "Burst three"):
        watched.edit(
            interview(name), "{{Content Partnerships Hub/Interview|respondent=individual}}"
        )
    assert within(60, lambda: number(watched) == before + 3)
    assert edits_by_bot(watched, NUMBER) == edits + 1


def test_a_block_on_a_page_unknown_so_far_is_filled_within_a_minute(watched: TestWiki) -> None:
    watched.edit(f"{HUB}/Quite new", f"Now {BLOCK}.")
    assert within(60, lambda: "hubbot: v=1" in watched.text(f"{HUB}/Quite new"))


def test_a_deleted_interview_is_gone_from_the_numbers_within_a_minute(watched: TestWiki) -> None:
    watched.edit(
        interview("Deleted"), "{{Content Partnerships Hub/Interview|respondent=individual}}"
    )
    before = number(watched)
    assert within(60, lambda: number(watched) == before + 1)
    watched.delete(interview("Deleted"))
    assert within(60, lambda: number(watched) == before)


def test_an_interval_costs_one_request_whatever_changes_elsewhere(watched: TestWiki) -> None:
    time.sleep(3)  # the answer to the last test's edits is over
    watched.edit("Something else", "of no concern")
    watched.mark()
    time.sleep(8)
    seen = watched.requests_seen()
    assert 4 <= len(seen) <= 9
    assert {request.params.get("list") for request in seen} == {"recentchanges"}


def test_sigterm_ends_it_soon_and_without_a_traceback(
    session_wiki: TestWiki, tmp_path: Path
) -> None:
    prepare_small(session_wiki)
    with watching(session_wiki.api_url, session_wiki, tmp_path) as process:
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert time.monotonic() - begun < 25
    assert "Traceback" not in (tmp_path / "stderr").read_text()


def test_the_health_check_holds_while_it_watches_and_not_after(
    session_wiki: TestWiki, tmp_path: Path
) -> None:
    prepare_small(session_wiki)
    env = os.environ | {"TMPDIR": str(tmp_path)}
    with watching(session_wiki.api_url, session_wiki, tmp_path) as process:
        assert subprocess.run(HEALTHY, env=env, check=False).returncode == 0
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert subprocess.run(HEALTHY, env=env, check=False, capture_output=True).returncode != 0


def test_a_stuck_process_fails_the_health_check(tmp_path: Path) -> None:
    (tmp_path / f"hubbot-{os.getuid()}-watch.alive").write_text(f"{time.time() - 5:.0f}\n")
    env = os.environ | {"TMPDIR": str(tmp_path)}
    assert subprocess.run(HEALTHY, env=env, check=False).returncode != 0


def test_an_outage_is_survived_and_its_edits_are_published_after_it(
    wiki: TestWiki, proxy: FaultProxy, tmp_path: Path
) -> None:
    prepare_small(wiki)
    with watching(proxy.api_url, wiki, tmp_path) as process:
        proxy.add(any_request, status(503), times=None)
        assert within(30, lambda: "does not answer" in (tmp_path / "stderr").read_text())
        wiki.edit(interview("During"), "{{Content Partnerships Hub/Interview}}")
        assert process.poll() is None
        proxy.clear()
        assert within(60, lambda: number(wiki) == 1)
    assert "The wiki answers again." in (tmp_path / "stderr").read_text()


def test_a_run_that_takes_too_long_is_given_up_and_the_watch_goes_on(
    wiki: TestWiki, proxy: FaultProxy, tmp_path: Path
) -> None:
    prepare_small(wiki)
    (tmp_path / "hubbot.toml").write_text("[run]\nmax_seconds = 8\n")
    with watching(proxy.api_url, wiki, tmp_path) as process:
        proxy.add(action("query", generator="embeddedin"), delay(20), times=None)
        wiki.edit(interview("Slow"), "{{Content Partnerships Hub/Interview}}")
        over = "The time of the run is over"
        assert within(60, lambda: over in (tmp_path / "stderr").read_text())
        proxy.clear()
        assert within(90, lambda: number(wiki) == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def prepare_small(wiki: TestWiki) -> None:
    """Give a wiki just what a run needs, and one block."""
    pages = {f"{HUB}/Needs assessment/Codebook": "Empty.", NUMBER: BLOCK}
    pages |= {f"Template:{name}": "" for name in ("Hubbot report", "Hubbot report end")}
    pages |= {f"Template:{HUB}/Interview": "(interview)"}
    wiki.edit_all(pages)
    wiki.edit_as(
        "Admin",
        "Module:Organizational Informations",
        "return { { affiliate_code = 'A', group_name = 'A User Group' } }",
    )


def test_watch_needs_a_wiki(tmp_path: Path) -> None:
    ran = hubbot("--from", str(SAMPLE), "watch", folder=tmp_path)
    assert (ran.code, ran.stderr) == (2, "hubbot: watch works on a wiki; leave out --from.\n")

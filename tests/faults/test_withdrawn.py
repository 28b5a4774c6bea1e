"""Consent is taken back, and the words are gone from whatever hubbot saves from then on.

Each case has an interview of its own, with its own date and words, and a page that quotes it.
The first run publishes them all; then they are withdrawn in every way people find.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.conftest import END, HUB, RESULTS, Bench
from tests.faults.running import Run
from tests.mediawiki import TestWiki

CASES = (
    "Block of one",
    "Hand-edited",
    "Reverted",
    "Nobots",
    "Lost end",
    "Misspelled status",
    "Misspelled and hand-edited",
    "Misspelled parameter",
    "Lost brace",
    "Notes alone",
    "Notes with a template",
    "Stopped",
)
STILL = "still shows an interview that was withdrawn"


def words(name: str) -> str:
    return f"We whisper about {name.lower()} behind the archive."


def day(name: str) -> str:
    return f"2030-01-{CASES.index(name) + 1:02}"


def interview(name: str) -> str:
    """Give the text of one case's interview."""
    said = f"{{{{Content Partnerships Hub/Need|funding|2={words(name)}}}}}"
    if name.startswith("Notes"):
        return (
            f"Notes from meeting with Delta Wikimedians User Group\nDate: {day(name)}\n\n"
            f"'''What are your needs for a successful work with partners?'''\n\n{said}\n"
        )
    return (
        "{{Content Partnerships Hub/Interview\n| affiliate = DELTA\n"
        f"| date = {day(name)}\n| needs = funding\n}}}}\n{said}\n"
    )


def change(wiki: TestWiki, title: str, old: str, new: str) -> None:
    text = wiki.text(title)
    assert old in text, text
    wiki.edit(title, text.replace(old, new, 1))


def withdraw(wiki: TestWiki, name: str) -> None:
    """Take one interview back, as its case says."""
    title = f"{RESULTS}/{name}"
    date = f"| date = {day(name)}\n"
    if name.startswith("Misspelled"):
        given = "statuus = withdrawn" if name.endswith("parameter") else "status = withdrwan"
        change(wiki, title, date, f"{date}| {given}\n")
    elif name == "Lost brace":
        change(wiki, title, "| needs = funding\n}}", "| status = withdrawn\n| needs = funding\n}")
    elif name == "Notes alone":
        change(wiki, title, "Date:", "Status: withdrawn\nDate:")
    elif name == "Notes with a template":
        template = "{{Content Partnerships Hub/Interview|status=withdrawn}}\n"
        wiki.edit(title, template + wiki.text(title))
    else:
        change(wiki, title, date, f"{date}| status = withdrawn\n")


@dataclass(frozen=True)
class Runs:
    """The runs before and after, and hubbot's newest revision in between."""

    first: Run
    second: Run
    preview: Run
    check: Run
    last_before: int


@pytest.fixture(scope="module")
def runs(shared: Bench) -> Runs:
    wiki = shared.wiki
    for name in CASES:
        wiki.edit(f"{RESULTS}/{name}", interview(name))
        only = f"since={day(name)}|until={day(name)}"
        shared.target(name, f"Said:\n{{{{Hubbot report|quotes|source=yes|{only}}}}}{END}\n")
    shared.target("Number", "We held # talks.")
    first = shared.hubbot.publish()
    hand_edit(wiki)
    shared.hubbot.publish("--page", f"{HUB}/Reverted")
    wiki.undo(f"{HUB}/Reverted")
    for name in CASES:
        withdraw(wiki, name)
    before = shared.newest_of_bot()
    check = shared.hubbot.run("check")
    preview = shared.hubbot.run("preview", "--out", "out")
    limit = "[guard]\nmax_drop = 1\n"
    second = shared.hubbot.publish("-v", config=limit)
    return Runs(first, second, preview, check, before)


def hand_edit(wiki: TestWiki) -> None:
    for name in ("Hand-edited", "Misspelled and hand-edited"):
        change(wiki, f"{HUB}/{name}", END, f"A note typed here.\n{END}")
    change(wiki, f"{HUB}/Nobots", "Said:", "{{nobots}} Said:")
    change(wiki, f"{HUB}/Lost end", END, "")
    # A second quote of the same day, which hubbot adds and somebody undoes.
    again = interview("Reverted").replace("whisper", "whisper again")
    wiki.edit(f"{RESULTS}/Reverted again", again)


def gone(bench: Bench, runs: Runs, name: str) -> None:
    """Assert that a page showed the words before, and no longer does."""
    title = f"{HUB}/{name}"
    assert any(words(name) in one.text for one in bench.wiki.revisions(title))
    assert words(name) not in bench.wiki.text(title)
    assert runs.second.page(f"{HUB}/{name}")["outcome"] == "edited"


def failed(bench: Bench, runs: Runs, name: str) -> None:
    """Assert that a page that had to be left alone is told of as a failure."""
    found = runs.second.page(f"{HUB}/{name}")
    assert found["blocks"][0]["outcome"] == "failed"
    assert STILL in found["blocks"][0]["reason"]
    assert bench.wiki.revisions(f"{HUB}/{name}", limit=1)[0].user != "HubBot"


def test_every_interview_was_shown_before(runs: Runs, shared: Bench) -> None:
    assert runs.first.code == 0
    assert runs.first.json["interviews"] == 6 + len(CASES)


def test_the_only_interview_of_a_block_is_gone(runs: Runs, shared: Bench) -> None:
    gone(shared, runs, "Block of one")


def test_an_interview_in_a_hand_edited_block_is_a_failure(runs: Runs, shared: Bench) -> None:
    failed(shared, runs, "Hand-edited")


def test_an_interview_in_a_reverted_block_is_a_failure(runs: Runs, shared: Bench) -> None:
    failed(shared, runs, "Reverted")


def test_an_interview_on_a_page_with_nobots_is_a_failure(runs: Runs, shared: Bench) -> None:
    failed(shared, runs, "Nobots")


def test_an_interview_in_a_block_without_its_end_is_a_failure(runs: Runs, shared: Bench) -> None:
    failed(shared, runs, "Lost end")


def test_an_interview_with_a_misspelled_status_is_gone(runs: Runs, shared: Bench) -> None:
    gone(shared, runs, "Misspelled status")


def test_a_misspelled_status_and_a_hand_edit_are_a_failure(runs: Runs, shared: Bench) -> None:
    failed(shared, runs, "Misspelled and hand-edited")


def test_an_interview_withdrawn_in_a_misspelled_parameter_is_gone(
    runs: Runs, shared: Bench
) -> None:
    gone(shared, runs, "Misspelled parameter")


def test_an_interview_whose_template_lost_a_brace_is_gone(runs: Runs, shared: Bench) -> None:
    gone(shared, runs, "Lost brace")


def test_an_interview_withdrawn_in_its_notes_alone_is_gone(runs: Runs, shared: Bench) -> None:
    gone(shared, runs, "Notes alone")


def test_a_notes_page_withdrawn_by_a_template_is_gone(runs: Runs, shared: Bench) -> None:
    gone(shared, runs, "Notes with a template")


def test_withdrawn_interviews_are_counted_no_more(runs: Runs, shared: Bench) -> None:
    assert shared.bodies(f"{HUB}/Number") == ["7"]  # the six, and the one nobody withdrew
    assert runs.second.json["interviews"] == 7


def test_a_withdrawn_interview_that_is_still_shown_ends_the_run_with_3(runs: Runs) -> None:
    assert runs.second.code == 3


@pytest.mark.parametrize("name", CASES)
def test_no_revision_saved_since_holds_the_words(runs: Runs, shared: Bench, name: str) -> None:
    for title in [f"{HUB}/{case}" for case in CASES] + [f"{HUB}/Number"]:
        for revision in shared.wiki.revisions(title):
            if revision.user == "HubBot" and revision.id > runs.last_before:
                assert words(name) not in revision.text


def test_nothing_that_a_run_wrote_since_holds_the_words(runs: Runs, shared: Bench) -> None:
    whispered = re.compile("We whisper about")
    added = [line for line in runs.preview.out.splitlines() if not line.startswith(("-", " "))]
    kept = "reverted again"  # nobody withdrew that one
    for text in (runs.second.out, runs.second.err, runs.check.out, runs.check.err, *added):
        assert not whispered.search(text.replace("whisper again", ""))
    assert kept not in runs.second.out


def test_no_file_that_a_run_keeps_holds_the_words(runs: Runs, shared: Bench, server: Path) -> None:
    kept = [path for path in server.rglob("*") if path.is_file()]
    kept += [path for path in (shared.hubbot.folder / "cache").rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        assert b"We whisper about" not in path.read_bytes()


def test_a_stopped_bot_tells_of_a_withdrawn_interview_it_could_not_take_off(
    runs: Runs, bench: Bench
) -> None:
    title = f"{RESULTS}/Said late"
    text = interview("Stopped").replace("whisper", "murmur")
    bench.wiki.edit(title, text)
    bench.hubbot.publish("--page", f"{HUB}/Stopped")
    bench.wiki.edit(title, text.replace("| needs", "| status = withdrawn\n| needs"))
    bench.wiki.edit("User:HubBot/Stop", "Stop.")
    told = bench.hubbot.publish("--page", f"{HUB}/Stopped")
    bench.wiki.delete("User:HubBot/Stop")
    assert told.block(f"{HUB}/Stopped", "quotes")["outcome"] == "failed"
    assert STILL in told.block(f"{HUB}/Stopped", "quotes")["reason"]
    assert told.code == 3

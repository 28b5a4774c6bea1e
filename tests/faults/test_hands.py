"""What people do to blocks and memories between two runs.

The first run fills all pages; then people come; the second run must leave alone what is
theirs and renew the rest; then some of them come again, and there is a third run.
"""

import re
from dataclasses import dataclass

import pytest

from tests.faults.conftest import COUNT, END, HUB, RESULTS, Bench
from tests.faults.running import Run
from tests.mediawiki import TestWiki

NAMES = (
    "Untouched",
    "Edited by hand",
    "Emptied",
    "Emptied with its memory",
    "Memory forged",
    "Memory deleted",
    "Memory of an older version",
    "Memory unreadable",
    "Undone",
    "Rolled back",
    "Reverted by hand",
    "Undone then edited",
    "Vandalism undone",
    "Own number returns",
)
INTERVIEW = f"{RESULTS}/One more"


@dataclass(frozen=True)
class Runs:
    """The three runs, and one of a single page in between."""

    first: Run
    second: Run
    again: Run
    third: Run


def change(wiki: TestWiki, name: str, old: str, new: str) -> None:
    """Edit a page as somebody would, replacing a pattern."""
    title = f"{HUB}/{name}"
    text = wiki.text(title)
    assert re.search(old, text)
    wiki.edit(title, re.sub(old, new, text))


@pytest.fixture(scope="module")
def runs(shared: Bench) -> Runs:
    wiki = shared.wiki
    for name in NAMES:
        shared.target(name, "We held # talks.")
    shared.target("People's own", f"We held {COUNT}some{END} talks.")
    shared.target("Two blocks", "# and {{Hubbot report|count|of=affiliates}}" + END)
    first = shared.hubbot.publish()
    people_come(wiki)
    second = shared.hubbot.publish()
    wiki.undo(f"{HUB}/Undone then edited")
    refused = shared.hubbot.publish("--page", f"{HUB}/Undone then edited")
    assert refused.block("Undone then edited")["outcome"] == "refused"
    wiki.edit(f"{HUB}/Undone then edited", wiki.text(f"{HUB}/Undone then edited") + " Sorry.")
    again = shared.hubbot.publish("--page", f"{HUB}/Undone then edited")
    wiki.delete(INTERVIEW)
    return Runs(first, second, again, shared.hubbot.publish())


def people_come(wiki: TestWiki) -> None:
    change(wiki, "Edited by hand", f"6{END}", f"six or seven{END}")
    change(wiki, "Emptied", f"6{END}", END)
    # Not to the text before hubbot's edit: that would be to revert it.
    change(wiki, "Emptied with its memory", f"<!--.*-->6{END} talks", f"{END} long talks")
    change(wiki, "Memory forged", "hash=.{16}", "hash=0123456789abcdef")
    change(wiki, "Memory deleted", "<!--.*-->", "")
    change(wiki, "Memory of an older version", "v=1 ", "v=0 ")
    change(wiki, "Memory of an older version", " args=[0-9a-f]*", "")
    change(wiki, "Memory unreadable", "interviews=6", "interviews=" + "9" * 5000)
    copied = wiki.text(f"{HUB}/Untouched").replace("of=interviews", "of=affiliates")
    wiki.edit(f"{HUB}/Copied with its memory", copied)
    for name in ("Undone", "Reverted by hand"):
        assert wiki.revisions(f"{HUB}/{name}", limit=1)[0].user == "HubBot"
    wiki.undo(f"{HUB}/Undone")
    wiki.rollback(f"{HUB}/Rolled back")
    wiki.edit(f"{HUB}/Reverted by hand", wiki.revisions(f"{HUB}/Reverted by hand")[-1].text)
    change(wiki, "Vandalism undone", "6", "666")
    wiki.undo(f"{HUB}/Vandalism undone", user="Admin")
    change(wiki, "Two blocks", f"3{END}", f"three{END}")
    # A seventh interview, so that every block has something new to show.
    wiki.edit(
        INTERVIEW,
        "{{Content Partnerships Hub/Interview|affiliate=MESA|date=2022-04-04|needs=funding}}",
    )


def refused(bench: Bench, run: Run, name: str, sentence: str) -> None:
    assert run.block(name)["outcome"] == "refused"
    assert sentence in run.block(name)["reason"]
    assert bench.wiki.revisions(f"{HUB}/{name}", limit=1)[0].user != "HubBot"


def filled(bench: Bench, run: Run, name: str, number: str = "7") -> None:
    assert run.page(name)["outcome"] == "edited"
    found = [one.text for one in bench.wiki.revisions(f"{HUB}/{name}") if one.user == "HubBot"]
    assert any(f"-->{number}{END}" in text for text in found)


def test_an_untouched_block_is_filled_again(runs: Runs, shared: Bench) -> None:
    filled(shared, runs.second, "Untouched")


def test_a_body_edited_by_hand_is_left_alone(runs: Runs, shared: Bench) -> None:
    refused(shared, runs.second, "Edited by hand", "written or changed by hand")


def test_an_emptied_body_is_filled(runs: Runs, shared: Bench) -> None:
    filled(shared, runs.second, "Emptied")


def test_a_body_emptied_with_its_memory_is_filled(runs: Runs, shared: Bench) -> None:
    filled(shared, runs.second, "Emptied with its memory")


def test_a_body_that_people_wrote_is_left_alone(runs: Runs, shared: Bench) -> None:
    refused(shared, runs.first, "People's own", "written or changed by hand")


def test_a_forged_memory_protects_the_body(runs: Runs, shared: Bench) -> None:
    refused(shared, runs.second, "Memory forged", "written or changed by hand")


def test_a_deleted_memory_protects_the_body(runs: Runs, shared: Bench) -> None:
    refused(shared, runs.second, "Memory deleted", "written or changed by hand")


def test_a_memory_of_an_older_version_is_understood(runs: Runs, shared: Bench) -> None:
    filled(shared, runs.second, "Memory of an older version")


def test_a_memory_with_an_endless_number_stops_no_run(runs: Runs, shared: Bench) -> None:
    assert runs.second.block("Memory unreadable")["outcome"] == "refused"
    assert (
        "on 7 interviews, where it stood on 999,999,999"
        in runs.second.block("Memory unreadable")["reason"]
    )


def test_a_block_copied_with_its_memory_is_filled_by_its_own_parameters(
    runs: Runs, shared: Bench
) -> None:
    filled(shared, runs.second, "Copied with its memory", "3")


def test_an_undone_edit_is_not_repeated(runs: Runs, shared: Bench) -> None:
    refused(shared, runs.second, "Undone", "undid")


def test_a_rolled_back_edit_is_not_repeated(runs: Runs, shared: Bench) -> None:
    refused(shared, runs.second, "Rolled back", "undid")


def test_an_edit_reverted_by_hand_is_not_repeated(runs: Runs, shared: Bench) -> None:
    refused(shared, runs.second, "Reverted by hand", "undid")


def test_an_undone_edit_is_still_not_repeated_at_the_next_run(runs: Runs, shared: Bench) -> None:
    refused(shared, runs.third, "Undone", "undid")


def test_an_undone_edit_is_made_again_once_somebody_edited_the_page(
    runs: Runs, shared: Bench
) -> None:
    filled(shared, runs.again, "Undone then edited")


def test_vandalism_undone_by_a_person_keeps_nothing_from_being_filled(
    runs: Runs, shared: Bench
) -> None:
    filled(shared, runs.second, "Vandalism undone")


def test_a_number_that_returns_to_what_it_was_is_filled(runs: Runs, shared: Bench) -> None:
    filled(shared, runs.third, "Own number returns", "6")
    newest = shared.wiki.revisions(f"{HUB}/Own number returns", limit=1)[0]
    assert "mw-manual-revert" in newest.tags  # by hubbot itself: 6, 7, 6
    assert shared.hubbot.publish().page("Own number returns")["outcome"] == "unchanged"


def test_a_hand_edit_is_kept_though_hubbot_fills_the_block_beside_it(
    runs: Runs, shared: Bench
) -> None:
    assert runs.second.page("Two blocks")["outcome"] == "edited"
    assert shared.bodies(f"{HUB}/Two blocks") == ["6", "three"]
    reasons = [one["reason"] for one in runs.third.page("Two blocks")["blocks"]]
    assert "written or changed by hand" in reasons[1]


def test_what_people_decided_is_no_failure(runs: Runs) -> None:
    assert (runs.first.code, runs.third.code) == (0, 3)
    guarded = [
        one["page"]
        for one in runs.third.json["edits"]
        if any("stood on 999,999,999" in block["reason"] for block in one["blocks"])
    ]
    assert guarded == [f"{HUB}/Memory unreadable"]  # the shrink guard alone makes it 3


def test_force_fills_what_was_edited_by_hand_on_the_page_it_names(
    runs: Runs, shared: Bench
) -> None:
    page = f"{HUB}/Edited by hand"
    shared.forced.add(page)
    assert shared.hubbot.publish("--force").code == 2
    assert shared.hubbot.publish("--force", "--page", page).code == 0
    assert shared.bodies(page) == ["6"]

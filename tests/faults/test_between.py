"""Somebody edits, deletes, moves or protects a page between hubbot's read and its save.

The proxy lets them in right before the save arrives. One run meets them all.
"""

from collections.abc import Callable

import pytest

from tests.faults.conftest import COUNT, END, HUB, Bench
from tests.faults.running import Run
from tests.mediawiki import TestWiki
from tests.mediawiki import proxy as faults

TEXT = "First line.\n\nWe held # talks.\n\nLast line."
Act = Callable[[TestWiki, str], object]


def replacing(old: str, new: str) -> Act:
    """Let Coordinator replace a text on the page."""

    def act(wiki: TestWiki, title: str) -> None:
        text = wiki.text(title)
        assert old in text
        wiki.edit(title, text.replace(old, new))

    return act


def move_without_redirect(wiki: TestWiki, title: str) -> None:
    wiki.move(title, f"{title} moved", redirect=False)


BLOCK = COUNT + END
ACTS: dict[str, Act] = {
    "Edited outside": replacing("Last line.", "Last line, and one more."),
    "Edited beside": replacing("We held", "We have held"),
    "Edited inside": replacing(BLOCK, f"{COUNT}five{END}"),
    "Nobots": replacing("First line.", "First line. {{nobots}}"),
    "Block taken off": replacing(BLOCK, ""),
    "Deleted": lambda wiki, title: wiki.delete(title),
    "Moved": lambda wiki, title: wiki.move(title, f"{title} elsewhere"),
    "Moved without redirect": move_without_redirect,
    "Protected": lambda wiki, title: wiki.protect(title),
}
AROUND = {
    "Translate around": ("<translate>\n", "</translate>"),
    "Second pair around": (COUNT, END),
    "Nowiki around": ("<nowiki>", "</nowiki>"),
}


def put_around(start: str, end: str) -> Act:
    """Let Coordinator put something around the block, at both ends of the page."""

    def act(wiki: TestWiki, title: str) -> None:
        text = wiki.text(title).replace("First line.", f"First line.{start}")
        wiki.edit(title, text.replace("Last line.", f"Last line.{end}"))

    return act


ACTS |= {name: put_around(*tags) for name, tags in AROUND.items()}


def before_the_save(bench: Bench, title: str, act: Act) -> None:
    """Let somebody act on a page right before hubbot's save of it arrives."""
    bench.proxy.add(faults.edits(title), faults.call(lambda _: act(bench.wiki, title)))


@pytest.fixture(scope="module")
def run(shared: Bench) -> Run:
    for name, act in ACTS.items():
        before_the_save(shared, shared.target(name, TEXT), act)
    return shared.hubbot.publish()


def undone(bench: Bench, run: Run, name: str, sentence: str) -> None:
    """Assert that hubbot edited and took its own edit back, keeping the other's."""
    title = f"{HUB}/{name}"
    newest, own, others, *_ = bench.wiki.revisions(title)
    assert (newest.user, own.user, others.user) == ("HubBot", "HubBot", "Coordinator")
    assert newest.text == others.text
    assert "mw-undo" in newest.tags
    assert run.page(name)["outcome"] == "refused"
    assert sentence in run.page(name)["reason"]
    assert "hubbot undid its edit" in run.page(name)["reason"]


def test_an_edit_elsewhere_on_the_page_is_kept(run: Run, shared: Bench) -> None:
    text = shared.wiki.text(f"{HUB}/Edited outside")
    assert text.endswith("Last line, and one more.")
    assert shared.bodies(f"{HUB}/Edited outside") == ["6"]
    assert run.page("Edited outside")["outcome"] == "edited"


def test_an_edit_on_the_same_line_is_kept(run: Run, shared: Bench) -> None:
    assert "We have held {{" in shared.wiki.text(f"{HUB}/Edited beside")
    assert shared.bodies(f"{HUB}/Edited beside") == ["6"]


def test_an_edit_inside_the_block_is_kept(run: Run, shared: Bench) -> None:
    assert shared.bodies(f"{HUB}/Edited inside") == ["five"]
    assert shared.by_bot(f"{HUB}/Edited inside") == 0
    assert "written or changed by hand" in run.block("Edited inside")["reason"]


def test_translate_put_around_the_block_has_hubbot_undo_its_edit(run: Run, shared: Bench) -> None:
    undone(shared, run, "Translate around", "stands inside <translate>")


def test_a_second_pair_put_around_the_block_has_hubbot_undo_its_edit(
    run: Run, shared: Bench
) -> None:
    undone(shared, run, "Second pair around", "stands inside another block")


def test_nobots_put_on_the_page_has_hubbot_undo_its_edit(run: Run, shared: Bench) -> None:
    undone(shared, run, "Nobots", "asks bots to stay away")


def test_nowiki_put_around_the_block_has_hubbot_undo_its_edit(run: Run, shared: Bench) -> None:
    undone(shared, run, "Nowiki around", "Somebody took the block off the page")


def test_a_block_taken_off_the_page_stays_off(run: Run, shared: Bench) -> None:
    assert shared.by_bot(f"{HUB}/Block taken off") == 0
    assert "took the block off the page" in run.page("Block taken off")["reason"]


def test_a_deleted_page_is_not_made_again(run: Run, shared: Bench) -> None:
    assert not shared.wiki.exists(f"{HUB}/Deleted")
    assert run.page("Deleted")["reason"] == "The page was deleted meanwhile."


def test_a_moved_page_is_left_alone_under_both_names(run: Run, shared: Bench) -> None:
    assert shared.wiki.text(f"{HUB}/Moved").startswith("#REDIRECT")
    assert shared.by_bot(f"{HUB}/Moved") == 0
    assert shared.bodies(f"{HUB}/Moved elsewhere") == [""]
    assert "deleted or moved" in run.page("Moved")["reason"]


def test_a_page_moved_without_a_redirect_is_not_made_again(run: Run, shared: Bench) -> None:
    assert not shared.wiki.exists(f"{HUB}/Moved without redirect")
    assert shared.bodies(f"{HUB}/Moved without redirect moved") == [""]
    assert run.page("Moved without redirect")["outcome"] == "refused"


def test_a_protected_page_is_a_failure_told_in_a_sentence(run: Run, shared: Bench) -> None:
    assert shared.by_bot(f"{HUB}/Protected") == 0
    assert run.page("Protected")["outcome"] == "failed"
    assert run.page("Protected")["reason"] == (
        "The page is protected, and the bot may not edit it."
    )


def test_the_run_ends_with_3_for_the_protected_page_alone(run: Run) -> None:
    failed = [one["page"] for one in run.json["edits"] if one["outcome"] == "failed"]
    assert (run.code, failed) == (3, [f"{HUB}/Protected"])


def test_no_edit_of_the_same_second_is_overwritten(run: Run, bench: Bench) -> None:
    title = bench.target("Same second", TEXT)
    wiki = bench.wiki
    bench.proxy.add(
        faults.edits(title),
        faults.call(lambda _: [wiki.edit(title, wiki.text(title) + f" {n}") for n in range(3)]),
    )
    bench.hubbot.publish("--page", title)
    history = wiki.revisions(title)
    assert history[0].user == "HubBot"
    assert len({one.timestamp for one in history[:4]}) < 4  # some of them were of one second
    assert history[0].text.endswith("Last line. 0 1 2")


def test_a_page_edited_during_both_attempts_is_a_failure(run: Run, bench: Bench) -> None:
    title = bench.target("Edited twice", "We held # talks.")
    wiki = bench.wiki
    edits = iter(("We have held", "We once held"))
    bench.proxy.add(
        faults.edits(title),
        faults.call(lambda _: wiki.edit(title, f"{next(edits)} {BLOCK} talks.")),
        times=2,
    )
    told = bench.hubbot.publish("--page", title)
    assert told.code in (0, 3)
    assert wiki.text(title).startswith("We once held")

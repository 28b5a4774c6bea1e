"""Interviews, register or codebook go missing: no report is emptied by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import END, HUB, RESULTS, Bench, make_bench
from tests.faults.running import Run

INTERVIEW = "{{Content Partnerships Hub/Interview|affiliate=DELTA|date=2022-05-05|needs=funding}}"
REGISTER = "Module:Organizational Informations"
CODEBOOK = f"{HUB}/Needs assessment/Codebook"
GUARDED = "would stand on"


@pytest.fixture(scope="module")
def many(server: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Give a wiki with 40 interviews, all by template and outside the prefix, published."""
    for bench in make_bench(server, tmp_path_factory.mktemp("runs")):
        for old in ("Delta", "Delta again", "Long Fjord", "Long Fjord again"):
            bench.wiki.delete(f"{RESULTS}/{old}")
        bench.wiki.delete(f"{RESULTS}/Mesa Alta")
        bench.wiki.delete(f"{RESULTS}/Mesa Alta again")
        for number in range(40):
            bench.wiki.edit_as("Admin", f"Talk held {number}", INTERVIEW)
        bench.target("Number", "We held # talks.")
        bench.target("Table", f"{{{{Hubbot report|needs-by-theme}}}}{END}")
        assert bench.hubbot.publish().code == 0
        assert bench.bodies(f"{HUB}/Number") == ["40"]
        yield bench


@contextmanager
def changed(bench: Bench, title: str, text: str) -> Iterator[Run]:
    """Run with a page changed, and put it back."""
    before = bench.wiki.text(title)
    bench.wiki.edit(title, text)
    yield bench.hubbot.publish()
    bench.wiki.edit(title, before)


def unharmed(bench: Bench, run: Run, newest: int) -> None:
    assert bench.newest_of_bot() == newest
    assert bench.bodies(f"{HUB}/Number") == ["40"]
    assert run.code in (2, 3)


@pytest.mark.parametrize("text", ["return {}", "", "return 5"])
def test_a_register_that_is_empty_or_unreadable_publishes_nothing(many: Bench, text: str) -> None:
    newest = many.newest_of_bot()
    with changed(many, REGISTER, text) as told:
        unharmed(many, told, newest)
        assert told.code == 2
        assert "register" in told.json["error"].lower()


@pytest.mark.parametrize("title", [REGISTER, CODEBOOK], ids=["register", "codebook"])
def test_a_register_or_codebook_that_is_missing_publishes_nothing(many: Bench, title: str) -> None:
    newest, text = many.newest_of_bot(), many.wiki.text(title)
    many.wiki.delete(title)
    told = many.hubbot.publish()
    many.wiki.edit(title, text)
    unharmed(many, told, newest)
    assert told.code == 2
    assert "does not exist" in told.json["error"]


def test_a_run_after_a_renamed_template_leaves_the_reports_as_they_are(many: Bench) -> None:
    newest = many.newest_of_bot()
    for number in range(5, 40):
        many.wiki.edit_as(
            "Admin", f"Talk held {number}", INTERVIEW.replace("Interview|", "Conversation|")
        )
    told = many.hubbot.publish()
    unharmed(many, told, newest)
    assert told.json["interviews"] == 5
    assert told.code == 3
    assert {edit["outcome"] for edit in told.json["edits"]} == {"refused"}
    reason = "would stand on 5 interviews, where it stood on 40 before"
    assert reason in told.page("Number")["reason"]


def test_a_run_without_any_interview_leaves_the_reports_as_they_are(many: Bench) -> None:
    newest = many.newest_of_bot()
    for number in range(5):
        many.wiki.edit_as(
            "Admin", f"Talk held {number}", INTERVIEW.replace("Interview|", "Conversation|")
        )
    told = many.hubbot.publish()
    unharmed(many, told, newest)
    assert told.json["interviews"] == 0
    assert told.code == 3


def test_force_lets_a_drop_pass_on_the_page_it_names(many: Bench) -> None:
    page = f"{HUB}/Number"
    told = many.hubbot.publish("--force", "--page", page)
    assert told.code == 0
    assert many.bodies(page) == ["0"]


def test_a_check_tells_of_the_drop_before_any_run_does(many: Bench) -> None:
    told = many.hubbot.run("check")
    assert f"block-shrunk (error): The report block “needs-by-theme” {GUARDED}" in told.out


def test_withdrawn_interviews_are_no_drop(shared: Bench) -> None:
    page = shared.target("Few", "We held # talks.")
    shared.hubbot.publish("--page", page)
    for name in ("Delta", "Long Fjord", "Mesa Alta", "Delta again"):
        text = shared.wiki.text(f"{RESULTS}/{name}")
        shared.wiki.edit(
            f"{RESULTS}/{name}", text.replace("| date", "| status = withdrawn\n| date")
        )
    told = shared.hubbot.publish("--page", page)
    assert told.code == 0
    assert shared.bodies(page) == ["2"]

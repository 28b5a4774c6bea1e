"""The scripts for pywikibot's users, from a fresh folder with pywikibot's files alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mediawiki import BOT, TestWiki
from tests.running import REPOSITORY, SAMPLE, Ran, environment, program
from tests.wiki.test_login import pywikibot_folder

pytestmark = pytest.mark.wiki
SCRIPTS = REPOSITORY / "scripts"
RESULTS = "Content Partnerships Hub/Needs assessment/Research results"
PWB = (str(Path(sys.executable).parent / "pwb"),)


@pytest.fixture(scope="module")
def sample_wiki(module_wiki: TestWiki) -> TestWiki:
    module_wiki.import_dump(SAMPLE)
    return module_wiki


@pytest.fixture
def folder(sample_wiki: TestWiki, tmp_path: Path) -> Path:
    """Give a folder such as a user of pywikibot has, with the scripts on their path."""
    paths = f"user_script_paths = [{str(SCRIPTS)!r}]"
    return pywikibot_folder(tmp_path, sample_wiki, paths, password=BOT.password)


def edits_of(wiki: TestWiki) -> int:
    """Count the edits that the bot has made."""
    answer = wiki.api(action="query", list="users", ususers=BOT.user, usprop="editcount")
    return int(answer["query"]["users"][0]["editcount"])


def test_pwb_simulates_without_an_edit_and_says_so(sample_wiki: TestWiki, folder: Path) -> None:
    before = edits_of(sample_wiki)
    ran = program(*PWB, "refresh_summaries", "-simulate", folder=folder)
    assert ran.code == 0, ran.stderr
    assert "SIMULATION: no edit was made." in ran.stdout
    assert f"+++ {RESULTS}" in ran.stdout
    assert ran.line["previewed"] > 0
    assert (ran.line["edited"], edits_of(sample_wiki)) == (0, before)


def test_a_script_edits_the_named_page_with_the_given_summary(
    sample_wiki: TestWiki, folder: Path
) -> None:
    before = edits_of(sample_wiki)
    script = (sys.executable, str(SCRIPTS / "refresh_summaries.py"))
    given = (f"-page:{RESULTS}", "-summary:By hand today", "-always", "-pt:0")
    ran = program(*script, *given, folder=folder)
    assert (ran.code, ran.line["edited"]) == (0, 1), ran.stderr
    newest = sample_wiki.revisions(RESULTS, limit=1)[0]
    assert (newest.user, newest.comment) == (BOT.user, "By hand today")
    assert edits_of(sample_wiki) == before + 1


def test_without_a_terminal_a_script_edits_with_always_only(folder: Path) -> None:
    ran = program(*PWB, "refresh_summaries", folder=folder)
    assert ran.code == 2
    assert ran.stderr.endswith("give -always to edit without asking.\n")


def test_a_script_shows_a_diff_and_asks(folder: Path) -> None:
    ran = answered("q\n", folder)
    assert "+++ Content Partnerships Hub" in ran.stdout
    assert "[y]es, [n]o, [a]ll, [q]uit" in ran.stdout


def answered(typed: str, folder: Path) -> Ran:
    """Run a script at a terminal and type an answer."""
    leader, follower = os.openpty()
    with subprocess.Popen(
        [sys.executable, str(SCRIPTS / "refresh_summaries.py"), "-user:HubBot"],
        cwd=folder,
        env=environment(folder),
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as asking:
        os.write(leader, typed.encode())
        try:
            stdout, _ = asking.communicate(timeout=60)
        finally:
            asking.kill()
    os.close(leader)
    os.close(follower)
    return Ran(asking.returncode, stdout, "")


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("refresh_summaries", "-always           Edit without asking."),
        ("check_interviews", "Reads the wiki and writes nothing."),
        ("list_affiliates", "-all              List the affiliates"),
    ],
)
def test_help_is_the_docstring_in_pywikibots_form(script: str, shown: str, folder: Path) -> None:
    ran = program(*PWB, script, "-help", folder=folder)
    assert ran.code == 0, ran.stderr
    assert shown in ran.stdout
    assert "GLOBAL OPTIONS" in ran.stdout.upper()


def test_an_unknown_parameter_is_named(folder: Path) -> None:
    ran = program(*PWB, "check_interviews", "-pgae:X", folder=folder)
    assert ran.code == 2
    assert 'There is no parameter "-pgae:X"; -help lists them.' in ran.stderr


def test_check_tells_the_problems_of_one_page(folder: Path) -> None:
    ran = program(*PWB, "check_interviews", folder=folder)
    page = next(line for line in ran.stdout.splitlines() if not line.startswith(" "))
    one = program(*PWB, "check_interviews", f"-page:{page}", folder=folder)
    told = [line for line in one.stdout.splitlines()[:-1] if not line.startswith(" ")]
    assert told == [page]


def test_affiliates_are_listed_with_their_interviews(folder: Path) -> None:
    ran = program(*PWB, "list_affiliates", folder=folder)
    assert ran.code == 0, ran.stderr
    rows = [line.split("\t") for line in ran.stdout.splitlines()]
    assert all(len(row) == 4 and int(row[3]) > 0 for row in rows)
    everyone = program(*PWB, "list_affiliates", "-all", folder=folder)
    assert len(everyone.stdout.splitlines()) > len(rows) > 0

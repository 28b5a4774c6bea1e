"""``hubbot doctor`` on a real wiki."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.test_watch import BLOCK, HUB, interview, prepare_small
from tests.mediawiki import TestWiki
from tests.running import Ran, hubbot

pytestmark = pytest.mark.wiki
CONTACT = '[run]\ncontact = "operator@hub.example"\n'


@pytest.fixture(scope="module")
def small(module_wiki: TestWiki, tmp_path_factory: pytest.TempPathFactory) -> TestWiki:
    """Give a wiki with everything a run needs, installed and published."""
    prepare_small(module_wiki)
    run = ("--wiki", module_wiki.api_url)
    folder = tmp_path_factory.mktemp("install")
    hubbot(*run, "install", folder=folder, env=module_wiki.env())
    hubbot(*run, "publish", "--yes", folder=folder, env=module_wiki.env())
    return module_wiki


def doctor(wiki: TestWiki, folder: Path, *arguments: str, config: str = CONTACT) -> Ran:
    (folder / "hubbot.toml").write_text(config)
    return hubbot(*("--wiki", wiki.api_url, "doctor", *arguments), folder=folder, env=wiki.env())


def line(ran: Ran, subject: str) -> str:
    """Give the line on one subject."""
    return next(one for one in ran.stdout.splitlines() if f" {subject}: " in one)


def test_all_is_well_after_installing_and_publishing(small: TestWiki, tmp_path: Path) -> None:
    ran = doctor(small, tmp_path)
    assert (ran.code, [one for one in ran.stdout.splitlines() if one.startswith("mend")]) == (0, [])
    subjects = ["configuration", "login", "user agent", "right bot", "right apihighlimits"]
    for subject in [*subjects, "templates", "blocks", "stop page"]:
        assert line(ran, subject).startswith("ok ")


def test_a_missing_contact_is_told(small: TestWiki, tmp_path: Path) -> None:
    ran = doctor(small, tmp_path, config="")
    assert ran.code == 3
    assert line(ran, "user agent").startswith("mend user agent: It names no operator")


def test_a_refused_login_ends_with_2(small: TestWiki, tmp_path: Path) -> None:
    env = small.env() | {"HUBBOT_BOTPASSWORD": "wrong" * 6}
    ran = hubbot("--wiki", small.api_url, "doctor", folder=tmp_path, env=env)
    assert ran.code == 2
    assert line(ran, "login").startswith("mend login: The wiki refused to log in HubBot@hubbot")


def test_every_mistake_of_the_configuration_is_told(small: TestWiki, tmp_path: Path) -> None:
    ran = doctor(small, tmp_path, config='[guard]\nmax_drop = 7\nmax_pages = "many"\n')
    assert ran.code == 2
    told = line(ran, "configuration")
    assert "guard.max_drop: must lie between 0 and 1" in told
    assert "guard.max_pages: must be a whole number" in told


def test_a_full_stop_page_is_told(small: TestWiki, tmp_path: Path) -> None:
    small.edit("User:HubBot/Stop", "Please wait.")
    ran = doctor(small, tmp_path)
    small.edit("User:HubBot/Stop", "")
    assert ran.code == 3
    assert line(ran, "stop page").startswith("mend stop page: User:HubBot/Stop is not empty")


def test_a_missing_template_is_told(small: TestWiki, tmp_path: Path) -> None:
    small.move("Template:Hubbot show", "Template:Hubbot moved", redirect=False)
    ran = doctor(small, tmp_path)
    small.move("Template:Hubbot moved", "Template:Hubbot show", redirect=False)
    assert ran.code == 3
    assert "Missing: Template:Hubbot show." in line(ran, "templates")


def test_a_lost_bot_right_is_told(small: TestWiki, tmp_path: Path) -> None:
    small.set_groups("HubBot", remove="bot")
    ran = doctor(small, tmp_path)
    small.set_groups("HubBot", add="bot")
    assert ran.code == 3
    assert line(ran, "right bot").startswith("mend right bot: HubBot has no bot right")


def test_a_block_left_alone_is_told_and_is_no_failure(small: TestWiki, tmp_path: Path) -> None:
    page = f"{HUB}/No bots"
    small.edit(page, "{{nobots}}" + BLOCK)
    ran = doctor(small, tmp_path)
    small.delete(page)
    assert ran.code == 0
    assert line(ran, f"block count on {page}").startswith("note ")


def test_what_has_just_changed_is_not_stale(small: TestWiki, tmp_path: Path) -> None:
    small.edit(interview("Just now"), "{{Content Partnerships Hub/Interview}}")
    ran = doctor(small, tmp_path, "--max-age", "1")
    small.delete(interview("Just now"))
    assert ran.code == 0
    assert "wait for the next run" in line(ran, "age")


def test_a_page_that_waited_too_long_is_stale(small: TestWiki, tmp_path: Path) -> None:
    small.edit(interview("Long ago"), "{{Content Partnerships Hub/Interview}}")
    age_everything(small)
    ran = doctor(small, tmp_path, "--max-age", "24")
    assert ran.code == 3
    assert "pages have waited for more than 24 hours" in line(ran, "age")


def test_doctor_speaks_json(small: TestWiki, tmp_path: Path) -> None:
    env = small.env()
    ran = hubbot("--wiki", small.api_url, "--json", "doctor", folder=tmp_path, env=env)
    told = {one["subject"]: one["state"] for one in ran.json["findings"]}
    assert told["login"] == "ok"
    assert told["user agent"] == "mend"


def age_everything(wiki: TestWiki) -> None:
    """Let everything on the wiki have happened two days ago."""
    php = (
        "$d = MediaWiki\\MediaWikiServices::getInstance()->getDBLoadBalancer()"
        "->getConnection(DB_PRIMARY);"
        "$t = $d->timestamp(time() - 2 * 86400);"
        "$d->update('revision', ['rev_timestamp' => $t], '*', 'aged');"
        "$d->update('logging', ['log_timestamp' => $t], '*', 'aged');"
    )
    wiki.script("eval.php", stdin=php + "\n")

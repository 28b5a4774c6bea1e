"""How hubbot logs in to a real wiki, and what it says where it cannot."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubbot import __version__
from hubbot.errors import LoginError
from hubbot.wiki.login import Credentials
from tests.mediawiki import BOT, FaultProxy, TestWiki
from tests.running import SAMPLE, Ran, environment, hubbot, program
from tests.wiki.oauth import ACCESS, CONSUMER, TOKENS, OAuthGate

pytestmark = pytest.mark.wiki
REPORTS = "Content Partnerships Hub/Needs assessment/Research results"


@pytest.fixture(scope="module")
def sample_wiki(module_wiki: TestWiki) -> TestWiki:
    module_wiki.import_dump(SAMPLE)
    return module_wiki


@pytest.fixture
def gate(sample_wiki: TestWiki) -> Iterator[OAuthGate]:
    with FaultProxy(sample_wiki.url) as proxy:
        yield OAuthGate(sample_wiki, proxy)


def sentence(ran: Ran) -> str:
    """Give the error a run ended with; it must be one line, and no traceback."""
    assert ran.code == 2, ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stderr.strip().splitlines()[-1]


def pywikibot_folder(folder: Path, wiki: TestWiki, *lines: str, password: str = "") -> Path:
    """Write the files of a pywikibot user whose wiki is the test wiki."""
    given = [
        "family = mylang = 'loopback'",
        f"family_files['loopback'] = {wiki.api_url!r}",
        f"usernames['loopback']['loopback'] = {BOT.user!r}",
        *lines,
    ]
    if password:
        given.append("password_file = 'user-password.py'")
        secret = folder / "user-password.py"
        secret.write_text(f"({BOT.user!r}, BotPassword('hubbot', {password!r}))\n")
        secret.chmod(0o600)
    (folder / "user-config.py").write_text("\n".join(given) + "\n")
    (folder / "user-config.py").chmod(0o600)
    return folder


def test_a_wrong_bot_password_ends_reading_too(sample_wiki: TestWiki, tmp_path: Path) -> None:
    env = sample_wiki.env() | {"HUBBOT_BOTPASSWORD": "wrong" * 6}
    ran = hubbot("--wiki", sample_wiki.api_url, "check", folder=tmp_path, env=env)
    assert "refused to log in HubBot@hubbot" in sentence(ran)
    assert "wrongwrong" not in ran.stdout + ran.stderr


def test_without_an_account_reading_goes_on_and_says_so(
    sample_wiki: TestWiki, tmp_path: Path
) -> None:
    ran = hubbot("--wiki", sample_wiki.api_url, "check", folder=tmp_path)
    assert ran.code == 0
    assert ran.line["interviews"] == 35
    assert "without an account: Wikimedia's wikis limit the rate" in ran.stderr


def test_without_an_account_nothing_is_published(sample_wiki: TestWiki, tmp_path: Path) -> None:
    ran = hubbot("--wiki", sample_wiki.api_url, "publish", "--yes", folder=tmp_path)
    assert "No account is configured: set HUBBOT_USERNAME" in sentence(ran)


def test_a_user_name_alone_is_no_account_to_publish_with(
    sample_wiki: TestWiki, tmp_path: Path
) -> None:
    env = {"HUBBOT_USERNAME": BOT.user}
    ran = hubbot("--wiki", sample_wiki.api_url, "publish", "--yes", folder=tmp_path, env=env)
    assert "No password for HubBot is configured" in sentence(ran)


def test_a_job_with_an_open_pipe_for_stdin_is_never_asked_for_a_password(
    sample_wiki: TestWiki, tmp_path: Path
) -> None:
    pywikibot_folder(tmp_path, sample_wiki)
    reading, writing = os.pipe()
    try:
        ran = program(
            *(sys.executable, "-m", "hubbot", "publish", "--yes"), folder=tmp_path, stdin=reading
        )
    finally:
        os.close(reading)
        os.close(writing)
    assert "No password for HubBot is configured" in sentence(ran)


def test_a_refused_password_file_is_told_and_not_asked_again(
    sample_wiki: TestWiki, tmp_path: Path
) -> None:
    pywikibot_folder(tmp_path, sample_wiki, password="wrong" * 6)
    ran = hubbot("publish", "--yes", folder=tmp_path)
    assert "refused to log in HubBot@hubbot" in sentence(ran)


def test_the_main_password_is_no_password_for_a_job(sample_wiki: TestWiki, tmp_path: Path) -> None:
    pywikibot_folder(tmp_path, sample_wiki, "password_file = 'p.py'")
    (tmp_path / "p.py").write_text(f"({BOT.user!r}, 'loopback account password')\n")
    assert "Special:BotPasswords" in sentence(hubbot("publish", "--yes", folder=tmp_path))


def test_pywikibots_own_files_log_in(sample_wiki: TestWiki, tmp_path: Path) -> None:
    pywikibot_folder(tmp_path, sample_wiki, password=BOT.password)
    ran = hubbot("--json", "publish", "--yes", "--page", REPORTS, folder=tmp_path)
    assert ran.code == 0, ran.stderr
    assert {edit["outcome"] for edit in ran.json["edits"]} <= {"edited", "unchanged"}


def test_no_session_and_no_secret_is_written_to_the_disk(
    sample_wiki: TestWiki, tmp_path: Path
) -> None:
    pywikibot_folder(tmp_path, sample_wiki, password=BOT.password)
    hubbot("-v", "publish", "--yes", "--page", REPORTS, folder=tmp_path)
    hubbot("-v", "check", folder=tmp_path, env=sample_wiki.env())
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    holding = [path.name for path in written if BOT.password.encode() in path.read_bytes()]
    assert holding == ["user-password.py"]
    assert [path for path in written if path.suffix == ".lwp"] == []
    assert [path for path in written if b"session" in path.read_bytes().lower()] == []


def test_a_person_at_a_terminal_is_asked_for_a_missing_password(
    sample_wiki: TestWiki, tmp_path: Path
) -> None:
    pywikibot_folder(tmp_path, sample_wiki)
    leader, follower = pty.openpty()
    asking = subprocess.Popen(
        [sys.executable, "-m", "hubbot", "publish", "--yes", "--page", REPORTS],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert asking.stderr is not None
    try:
        assert asking.stderr.read(20) == b"Password of HubBot: "
        os.write(leader, b"not the password\n")
        _, stderr = asking.communicate(timeout=30)
    finally:
        asking.kill()
        os.close(leader)
        os.close(follower)
    assert b"refused to log in HubBot" in stderr
    assert asking.returncode == 2


def test_oauths_signed_requests_publish(gate: OAuthGate, tmp_path: Path) -> None:
    arguments = ("--wiki", gate.proxy.api_url, "--json", "publish", "--yes")
    ran = hubbot(*arguments, folder=tmp_path, env=TOKENS)
    assert ran.code == 0, ran.stderr
    assert {edit["outcome"] for edit in ran.json["edits"]} <= {"edited", "unchanged", "refused"}
    assert gate.wiki.revisions(REPORTS, limit=1)[0].user == BOT.user
    assert (gate.refused, gate.verified) == (0, ran.json["requests"])


def test_wrong_oauth_tokens_end_reading_too(gate: OAuthGate, tmp_path: Path) -> None:
    env = TOKENS | {"HUBBOT_OAUTH_ACCESS_SECRET": "expired"}
    ran = hubbot("--wiki", gate.proxy.api_url, "check", folder=tmp_path, env=env)
    assert "refused the OAuth tokens" in sentence(ran)
    assert gate.verified == 0


def test_oauth_tokens_of_another_account_are_refused(gate: OAuthGate, tmp_path: Path) -> None:
    env = TOKENS | {"HUBBOT_USERNAME": "Somebody else"}
    ran = hubbot("--wiki", gate.proxy.api_url, "check", folder=tmp_path, env=env)
    assert "The OAuth tokens are those of HubBot, not of Somebody else." in sentence(ran)


def test_oauth_tokens_in_pywikibots_files_log_in(gate: OAuthGate, tmp_path: Path) -> None:
    tokens = (*CONSUMER, *ACCESS)
    pywikibot_folder(
        tmp_path,
        gate.wiki,
        f"family_files['loopback'] = {gate.proxy.api_url!r}",
        f"authenticate['{gate.proxy.url.removeprefix('http://')}'] = {tokens!r}",
    )
    ran = hubbot("--json", "publish", "--yes", "--page", REPORTS, folder=tmp_path)
    assert ran.code == 0, ran.stderr
    assert gate.verified


def test_the_environment_wins_over_oauth_tokens_in_pywikibots_files(
    sample_wiki: TestWiki, tmp_path: Path
) -> None:
    pywikibot_folder(
        tmp_path,
        sample_wiki,
        f"authenticate['127.0.0.1:{sample_wiki.port}'] = ('a', 'b', 'c', 'd')",
    )
    ran = hubbot("--json", "publish", "--yes", folder=tmp_path, env=sample_wiki.env())
    assert ran.code == 0, ran.stderr


def test_the_user_agent_names_bot_operator_and_version(
    sample_wiki: TestWiki, tmp_path: Path
) -> None:
    (tmp_path / "hubbot.toml").write_text('[run]\ncontact = "operator@hub.example"\n')
    sample_wiki.mark()
    hubbot("--wiki", sample_wiki.api_url, "check", folder=tmp_path, env=sample_wiki.env())
    agents = {request.agent for request in sample_wiki.requests_seen()}
    assert len(agents) == 1
    agent = agents.pop()
    assert agent.startswith(f"hubbot/{__version__} (operator@hub.example; ")
    assert "User:HubBot" in agent


@pytest.mark.parametrize("missing", [*TOKENS])
def test_an_incomplete_set_of_tokens_is_named(missing: str) -> None:
    with pytest.raises(LoginError, match=f"For OAuth, set {missing} too."):
        Credentials.from_environment({k: v for k, v in TOKENS.items() if k != missing})


def test_an_incomplete_bot_password_is_named() -> None:
    with pytest.raises(LoginError, match="set HUBBOT_USERNAME and HUBBOT_BOTPASSWORD_NAME too"):
        Credentials.from_environment({"HUBBOT_BOTPASSWORD": "secret"})


def test_secrets_do_not_show_in_a_repr() -> None:
    given = Credentials.from_environment(TOKENS | {"HUBBOT_BOTPASSWORD": ""})
    assert ACCESS[1] not in repr(given)

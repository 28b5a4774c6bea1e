"""Passwords, tokens and sessions are in nothing that a run writes or shows."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import Bench
from tests.faults.running import Run
from tests.mediawiki import proxy as faults
from tests.mediawiki.proxy import ProxiedRequest

SET_COOKIE = re.compile(r"[sS]ession=(\w{10,})")


@pytest.fixture(scope="module")
def written(shared: Bench, server: Path) -> Iterator[tuple[list[Run], set[str], str]]:
    """Run well and badly, and give the runs, the secrets that went over the wire, and `ps`."""
    bench, shown = shared, []
    page = bench.target("Secrets", "We held # talks.")

    def look(_: ProxiedRequest) -> None:
        for process in Path("/proc").glob("[0-9]*"):
            if process.name != str(os.getpid()):
                shown.append((process / "cmdline").read_bytes().decode(errors="replace"))

    bench.proxy.add(faults.edits(), faults.call(look))
    runs = [bench.hubbot.run("-v", "publish", "--yes", "--page", page)]
    runs.append(bench.hubbot.run("-v", "check"))
    runs.append(bench.hubbot.run("-v", "preview", "--out", "out"))
    runs.append(
        bench.hubbot.run("-v", "check", HUBBOT_BOTPASSWORD="wr0ngwr0ngwr0ngwr0ngwr0ngwr0ngwr")
    )
    bench.proxy.add(faults.action("login"), faults.status(500), times=None)
    runs.append(bench.hubbot.run("-v", "publish", "--yes"))
    bench.proxy.add(faults.any_request, faults.truncated(), times=None)
    runs.append(bench.hubbot.run("-v", "publish", "--yes"))
    sent = [request for request in bench.proxy.seen if request.method == "POST"]
    secrets = {bench.wiki.env()["HUBBOT_BOTPASSWORD"], "wr0ngwr0ngwr0ngwr0ngwr0ngwr0ngwr"}
    for request in sent:
        secrets |= {request.params[key] for key in ("token", "lgtoken") if key in request.params}
        secrets |= set(SET_COOKIE.findall(request.headers.get("Cookie", "")))
    yield runs, {one for one in secrets if len(one) > 9}, "\n".join(shown)
    bench.proxy.clear()


Written = tuple[list[Run], set[str], str]


def test_the_secrets_that_are_looked_for_were_sent(written: Written) -> None:
    runs, secrets, shown = written
    assert len(secrets) >= 5  # two passwords, tokens to log in and to edit, sessions
    assert "forkserver" in shown
    assert [run.code for run in runs] == [0, 0, 0, 2, 2, 2]


def test_no_secret_is_in_what_a_run_prints(written: Written) -> None:
    runs, secrets, _ = written
    for run in runs:
        for secret in secrets:
            assert secret not in run.out
            assert secret not in run.err


def test_no_secret_is_in_a_file_that_a_run_writes(
    written: Written, shared: Bench, server: Path
) -> None:
    _, secrets, _ = written
    files = [
        path
        for folder in (server, shared.hubbot.folder)
        for path in folder.rglob("*")
        if path.is_file()
    ]
    assert any(path.parent.name == "apicache" for path in files)
    for path in files:
        content = path.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in content], path


def test_no_session_is_kept(written: Written, shared: Bench, server: Path) -> None:
    kept = [path.name for folder in (server, shared.hubbot.folder) for path in folder.rglob("*")]
    assert not [name for name in kept if name.endswith(".lwp")]


def test_no_secret_is_in_the_arguments_of_a_process(written: Written) -> None:
    _, secrets, shown = written
    assert not [secret for secret in secrets if secret in shown]


def test_no_run_shows_a_traceback(written: Written) -> None:
    runs, _, _ = written
    assert not [run.err for run in runs if "Traceback" in run.err]

"""The files for Toolforge: their keys, and a rehearsal of the build and of its job.

The keys are those of https://wikitech.wikimedia.org/wiki/Help:Toolforge/Jobs_framework and
https://wikitech.wikimedia.org/wiki/Help:Toolforge/Deploy_your_tool; with an unknown key the
files do not load at all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.mediawiki import TestWiki
from tests.running import REPOSITORY, SAMPLE

JOB_KEYS = {
    "name",
    "command",
    "image",
    "schedule",
    "continuous",
    "wait",
    "emails",
    "mem",
    "cpu",
    "retry",
    "timeout",
    "mount",
    "filelog",
    "no-filelog",
    "filelog-stdout",
    "filelog-stderr",
    "health-check-script",
    "health-check-http",
    "port",
    "replicas",
    "publish",
}
COMPONENT_KEYS = {"component_type", "build", "run"}
NOBODY = 64321  # a user that no machine has


def read_yaml(name: str) -> Any:  # noqa: ANN401 - YAML may be anything
    return yaml.safe_load((REPOSITORY / name).read_text(encoding="utf-8"))


def procfile() -> dict[str, str]:
    """Map the names of the Procfile to their commands."""
    lines = (REPOSITORY / "Procfile").read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


@pytest.mark.parametrize("name", ["jobs.yaml", "jobs-watch.yaml"])
def test_a_jobs_file_holds_known_keys_alone(name: str) -> None:
    [job] = read_yaml(name)
    assert set(job) <= JOB_KEYS
    assert job["command"] in procfile()
    assert (job["emails"], job["mount"]) == ("onfailure", "none")
    assert re.fullmatch(r"tool-(\w+)/tool-\1:latest", job["image"])


def test_the_scheduled_job_is_not_tried_again() -> None:
    [job] = read_yaml("jobs.yaml")
    assert (job["retry"], job["schedule"]) == (0, "@hourly")
    assert "continuous" not in job
    assert "health-check-script" not in job


def test_the_continuous_job_has_a_health_check_of_the_repository_and_no_schedule() -> None:
    [job] = read_yaml("jobs-watch.yaml")
    assert job["continuous"] is True
    assert not {"schedule", "timeout", "retry"} & set(job)
    assert (REPOSITORY / job["health-check-script"].split()[-1]).is_file()


def test_the_components_file_holds_known_keys_alone() -> None:
    components = read_yaml("toolforge.yaml")
    assert components["config_version"] == "v1beta1"
    for component in components["components"].values():
        assert set(component) == COMPONENT_KEYS
        assert component["component_type"] in ("scheduled", "continuous")
        assert set(component["build"]) == {"repository", "ref"}
        assert set(component["run"]) <= {"command", "schedule"}
        assert component["run"]["command"] in procfile()


def test_every_command_of_the_procfile_is_one_of_hubbots() -> None:
    from hubbot.commands import COMMANDS

    assert {command.split()[:1][0] for command in procfile().values()} == {"hubbot"}
    assert {command.split()[1] for command in procfile().values()} <= set(COMMANDS)


def test_the_python_is_one_that_hubbot_runs_on() -> None:
    wanted = (REPOSITORY / ".python-version").read_text(encoding="utf-8").strip()
    declared = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    least = re.search(r'requires-python = ">=3\.(\d+)"', declared)
    assert least
    assert re.fullmatch(r"3\.\d+", wanted)
    assert int(wanted.split(".")[1]) >= int(least[1])


class Build(NamedTuple):
    """What the buildpack makes: a checkout that cannot be written to, and its Python."""

    checkout: Path
    bin: Path


@pytest.fixture(scope="module")
def build() -> Iterator[Build]:
    """Copy what is tracked, install the requirements alone, and take away write access."""
    folder = Path(tempfile.mkdtemp(prefix="hubbot-build-"))
    checkout, venv = folder / "workspace", folder / "layer"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (REPOSITORY / name).is_file() and not name.startswith("tests/"):
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, checkout / name)
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    install = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*install, "-r", "requirements.txt"], cwd=checkout, check=True, timeout=500)
    shutil.rmtree(checkout / "build", ignore_errors=True)
    subprocess.run(["chmod", "-R", "a-w,a+rX", folder], check=True)
    yield Build(checkout, venv / "bin")
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    shutil.rmtree(folder)


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Give the one folder that the job may write to."""
    folder = Path(tempfile.mkdtemp(prefix="hubbot-tmp-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def as_nobody(command: str) -> list[str]:
    """Run a command as a user who owns nothing; only root can become one.

    The capability to read lets it run a Python that lies in root's home.
    """
    run = ["sh", "-c", command]
    if os.getuid() != 0:
        return run
    read = "-all,+dac_read_search"
    user = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return ["setpriv", *user, f"--inh-caps={read}", f"--ambient-caps={read}", *run]


def run_job(build: Build, env: dict[str, str], command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the built image's manner: no home, the checkout as working folder."""
    path = f"{build.bin}:/usr/bin:/bin"
    return subprocess.run(
        as_nobody(command),
        cwd=build.checkout,
        env={"PATH": path, "HOME": "/nonexistent", "LANG": "C.UTF-8", **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_no_tool_for_developing_is_in_the_build(build: Build) -> None:
    listed = run_job(build, {}, "python -m pip list --format json").stdout
    names = {package["name"].lower() for package in json.loads(listed)}
    assert {"hubbot", "pywikibot", "requests-oauthlib"} <= names
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & names


@pytest.mark.wiki
def test_the_job_of_the_build_publishes_with_nothing_writable_but_tmpdir(
    build: Build, scratch: Path, wiki: TestWiki
) -> None:
    wiki.import_dump(SAMPLE)
    [job] = read_yaml("jobs.yaml")
    command = procfile()[job["command"]].replace("hubbot ", f"hubbot --wiki {wiki.api_url} ", 1)
    ran = run_job(build, wiki.env() | {"TMPDIR": str(scratch)}, command)
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"interviews=35 .* edited=[1-9]\d* .* failed=0 ", ran.stdout)
    assert ran.stderr == ""
    assert left_behind(scratch) == []


def left_behind(scratch: Path) -> list[Path]:
    """List the files of the job's user outside its folder."""
    if os.getuid() != 0:
        return []
    places = [Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")]  # noqa: S108 - looked through only
    files = [file for place in places if place.is_dir() for file in place.iterdir()]
    return [file for file in files if file != scratch and file.lstat().st_uid == NOBODY]


@pytest.mark.wiki
def test_a_job_needs_less_than_half_the_memory_it_may_take(
    build: Build, scratch: Path, wiki: TestWiki
) -> None:
    wiki.import_dump(SAMPLE)
    [job] = read_yaml("jobs.yaml")
    assert job["mem"] == "0.5Gi"
    measured = (
        "import resource, sys; from hubbot.cli import main; main(sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    command = f"python -c '{measured}' --wiki {wiki.api_url} publish --yes"
    ran = run_job(build, wiki.env() | {"TMPDIR": str(scratch)}, command)
    kilobytes = int(ran.stdout.splitlines()[-1])
    assert 0 < kilobytes < 256 * 1024

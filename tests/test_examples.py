"""The commands that the documentation shows are commands that work."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mediawiki import TestWiki
from tests.running import REPOSITORY, SAMPLE, hubbot

PAGES = [
    REPOSITORY / "README.md",
    REPOSITORY / "CONTRIBUTING.md",
    *sorted((REPOSITORY / "docs").glob("*.md")),
]
# Programs of other places, which cannot be run here.
FOREIGN = {"ssh", "become", "toolforge"}
META = "https://meta.wikimedia.org/w/api.php"


def commands() -> Iterator[str]:
    """List the lines of shell blocks, and indented lines that begin like a command."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        lines = [line for block in blocks for line in block.splitlines()]
        lines += re.findall(r"^    ((?:hubbot|make|python|pwb) .*)$", text, re.MULTILINE)
        yield from (line.partition("  #")[0].strip() for line in lines if line.strip())


SHOWN = sorted(set(commands()))


def test_the_documentation_shows_commands() -> None:
    assert {"make demo", "make test"} <= set(SHOWN)


@pytest.mark.parametrize("line", [one for one in SHOWN if not one.startswith("hubbot ")])
def test_a_command_that_is_shown_exists(line: str) -> None:
    program, *rest = shlex.split(line)
    if program == "make":
        told = subprocess.run(
            ["make", "-n", *rest], cwd=REPOSITORY, capture_output=True, check=False
        )
        assert told.returncode == 0
    elif program == "pwb":
        assert (REPOSITORY / "scripts" / f"{rest[0]}.py").is_file()
    elif program == "python" and rest[0] == "-m":
        assert importlib.util.find_spec(rest[1])
    elif program == "python":
        assert (REPOSITORY / rest[0]).is_file()
    else:
        assert program in FOREIGN


@pytest.fixture(scope="module")
def sample_wiki(module_wiki: TestWiki) -> TestWiki:
    module_wiki.import_dump(SAMPLE)
    return module_wiki


@pytest.mark.parametrize("line", [one for one in SHOWN if one.startswith("hubbot ")])
def test_a_call_of_hubbot_that_is_shown_runs(
    sample_wiki: TestWiki, tmp_path: Path, line: str
) -> None:
    arguments = shlex.split(line)[1:]
    if META in arguments:
        arguments[arguments.index(META)] = sample_wiki.api_url
    elif "--from" in arguments:
        arguments[arguments.index("--from") + 1] = str(SAMPLE)
    elif "--help" not in arguments:
        arguments += ["--wiki", sample_wiki.api_url]
    ran = hubbot(*arguments, folder=tmp_path, env=sample_wiki.env())
    assert "Traceback" not in ran.stderr
    # Without a terminal, publishing ends where it would ask; the doctor may find something.
    asks = "There is no terminal to ask at" in ran.stderr
    assert ran.code == 0 or asks or "doctor" in arguments

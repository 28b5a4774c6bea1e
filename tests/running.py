"""Run the command as its users do: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
SAMPLE = REPOSITORY / "hubbot" / "data" / "sample.xml"


@dataclass(frozen=True)
class Ran:
    """How a run ended and what it printed."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON may be anything
        """Read stdout as JSON."""
        return json.loads(self.stdout)

    @property
    def line(self) -> dict[str, int]:
        """Read the last line's figures, such as ``edited=2``."""
        pairs = (pair.split("=") for pair in self.stdout.splitlines()[-1].split())
        return {name: int(number) for name, number in pairs}


def hubbot(*arguments: str, folder: Path, env: Mapping[str, str] | None = None) -> Ran:
    """Run ``hubbot`` in a folder, with a home and caches of its own there."""
    return program(sys.executable, "-m", "hubbot", *arguments, folder=folder, env=env)


def program(
    *command: str,
    folder: Path,
    env: Mapping[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
) -> Ran:
    """Run a program of this repository as :func:`hubbot` does."""
    ran = subprocess.run(
        command,
        cwd=folder,
        env=environment(folder, env),
        stdin=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def environment(folder: Path, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the variables a program runs with: no account but the one in ``env``."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("HUBBOT_", "PYWIKIBOT"))}
    state = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    return {**clean, **state, "PYTHONPATH": str(REPOSITORY), **(env or {})}

"""Run hubbot as a process of its own, with all that it wrote.

A run that starts from nothing spends most of its time importing. So each run is forked from a
server that has imported everything and done nothing yet: a process of its own all the same,
which signals reach and whose exit code is the real one.
"""

import atexit
import json
import multiprocessing
import multiprocessing.forkserver
import os
import re
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

FORK = multiprocessing.get_context("forkserver")
IMPORTED = (
    "hubbot.cli",
    "hubbot.pipeline",
    "hubbot.commands.publish",
    "hubbot.commands.preview",
    "hubbot.commands.check",
    "hubbot.wiki",
    "hubbot.reports",
    "pandas",
)
# Fewer and shorter waits than pywikibot's own, which go up to two minutes each.
USER_CONFIG = """
family = "meta"
mylang = "meta"
max_retries = 3
retry_wait = 0
retry_max = 1
minthrottle = 0
"""


def start_server(folder: Path) -> None:
    """Start what runs are forked from, with pywikibot's files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "user-config.py"
    config.write_text(USER_CONFIG, encoding="utf-8")
    config.chmod(0o600)
    os.environ |= {"PYWIKIBOT_DIR": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    FORK.set_forkserver_preload(list(IMPORTED))
    multiprocessing.forkserver.ensure_running()


@dataclass(frozen=True)
class Run:
    """One run that has ended: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The object that `--json` printed."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer

    def page(self, title: str) -> dict[str, Any]:
        """Give what `--json` says of one page."""
        [found] = [edit for edit in self.json["edits"] if edit["page"].endswith(title)]
        return dict(found)

    def block(self, title: str, report: str = "count") -> dict[str, Any]:
        """Give what `--json` says of the only block of a report on a page."""
        [found] = [one for one in self.page(title)["blocks"] if one["report"] == report]
        return dict(found)

    def figures(self) -> dict[str, int]:
        """Give the figures of the last line of a run without `--json`."""
        last = self.out.splitlines()[-1]
        return {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", last)}


@dataclass
class Running:
    """One run under way."""

    process: ForkServerProcess
    folder: Path

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self.process.pid or 0

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process."""
        os.kill(self.pid, number)

    def result(self, seconds: float = 60) -> Run:
        """Wait until the run has ended; it is killed where that takes too long."""
        self.process.join(seconds)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
            raise TimeoutError(f"hubbot ran for more than {seconds} seconds")
        return Run(
            self.process.exitcode if self.process.exitcode is not None else -1,
            (self.folder / "stdout").read_text(encoding="utf-8"),
            (self.folder / "stderr").read_text(encoding="utf-8"),
        )


@dataclass
class Hubbot:
    """hubbot on one wiki, as an operator calls it.

    `env` are environment variables; `config` is the text of hubbot.toml.
    """

    api_url: str
    folder: Path
    env: dict[str, str]
    config: str = ""
    runs: list[Run] = field(default_factory=list)
    _started: int = 0

    def start(self, *arguments: str, config: str | None = None, **env: str) -> Running:
        """Start a run and do not wait for it."""
        self._started += 1
        folder = self.folder / f"run{self._started}"
        folder.mkdir(parents=True)
        text = self.config if config is None else config
        (folder / "hubbot.toml").write_text(text, encoding="utf-8")
        environment = {"XDG_CACHE_HOME": str(self.folder / "cache"), **self.env, **env}
        given = ("--wiki", self.api_url, *arguments)
        process = FORK.Process(target=_main, args=(given, environment, str(folder)))
        process.start()
        return Running(process, folder)

    def run(self, *arguments: str, config: str | None = None, **env: str) -> Run:
        """Run a command to its end."""
        done = self.start(*arguments, config=config, **env).result()
        self.runs.append(done)
        return done

    def run_plainly(self, *arguments: str, file_bytes: int) -> Run:
        """Run a command without the server, on a system that lets no file grow larger."""
        folder = self.folder / f"plain{len(list(self.folder.iterdir()))}"
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "hubbot", "--wiki", self.api_url, *arguments],
            cwd=folder,
            env=os.environ | self.env | {"XDG_CACHE_HOME": str(folder), "PYTHONPATH": os.getcwd()},
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes)),
        )
        return Run(done.returncode, done.stdout, done.stderr)

    def publish(self, *more: str, config: str | None = None, **env: str) -> Run:
        """Publish to all pages, and print JSON."""
        return self.run("--json", "publish", "--yes", *more, config=config, **env)


def _main(arguments: tuple[str, ...], environment: dict[str, str], folder: str) -> None:
    """Be hubbot, in the forked process."""
    os.chdir(folder)
    os.environ.update(environment)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(name, os.O_CREAT | os.O_WRONLY, 0o600), number)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for the process's life
    from hubbot.cli import main

    code = main(arguments)
    # As at the end of any Python: pywikibot counts processes that did not say goodbye.
    atexit._run_exitfuncs()
    sys.exit(code)

"""What every command starts from: the options before the command, and the run they mean."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubbot import config as configuration
from hubbot.config import Config
from hubbot.errors import NoAccountError, UsageError
from hubbot.interrupt import Interrupt
from hubbot.lock import locked
from hubbot.outcomes import Outcome, PageOutcome, RunResult
from hubbot.progress import ProgressLine

if TYPE_CHECKING:
    from hubbot.cache import Cache
    from hubbot.pipeline import Prepared
    from hubbot.problems import Problem
    from hubbot.publish import Publisher
    from hubbot.sources import PageSource
    from hubbot.wiki import Session, WikiSource

LOG = logging.getLogger("hubbot")


@dataclass
class App:
    """One call of a command.

    ``out`` is where results go; logs and progress go to stderr.
    """

    arguments: argparse.Namespace
    begun: float = field(default_factory=time.monotonic)
    progress: ProgressLine = field(default_factory=ProgressLine)
    interrupt: Interrupt = field(default_factory=Interrupt)

    @cached_property
    def config(self) -> Config:
        """The configuration; raises ConfigError."""
        given = self.arguments.config
        return configuration.load(Path(given) if given else None)

    @property
    def from_path(self) -> Path | None:
        """The export or folder to read in place of a wiki."""
        return Path(self.arguments.from_path) if self.arguments.from_path else None

    @property
    def as_json(self) -> bool:
        """Whether stdout gets one JSON object and nothing else."""
        return bool(self.arguments.json)

    def say(self, text: str) -> None:
        """Write a line of the result to stdout, unless that is JSON's."""
        if not self.as_json and not self.arguments.quiet:
            self.progress.close()
            sys.stdout.write(text + "\n")

    def ask(self, shown: str) -> str:
        """Show an edit and ask whether to make it: y, n, a (all) or q (quit)."""
        self.progress.close()
        sys.stderr.write(shown + "\n")
        while True:
            sys.stderr.write("Save this edit? [y]es, [n]o, [a]ll, [q]uit: ")
            sys.stderr.flush()
            answer = sys.stdin.readline()
            if not answer:
                return "q"
            if answer.strip()[:1].lower() in ("y", "n", "a", "q"):
                return answer.strip()[0].lower()

    @cached_property
    def session(self) -> Session:
        """The connection to the wiki, not yet logged in; from here on, time is limited."""
        from hubbot.wiki import connect
        from hubbot.wiki.login import Credentials

        self.interrupt.limit(self.config.run.max_seconds, since=self.begun)
        return connect(
            self.arguments.wiki,
            Credentials.from_environment(os.environ),
            put_throttle=self.config.run.put_throttle,
            contact=self.config.run.contact,
        )

    def log_in(self, *, to_write: bool) -> None:
        """Log in; a command that only reads goes on without an account, and says so."""
        try:
            self.session.log_in(may_ask=to_write)
        except NoAccountError as error:
            if to_write:
                raise
            LOG.warning(
                "%s Reading goes on without an account: Wikimedia's wikis limit the rate of "
                "such requests.",
                error,
            )

    def source(self) -> PageSource:
        """Open the source that the options name."""
        if self.from_path is not None:
            from hubbot.sources import open_source

            return open_source(self.from_path)
        return self.wiki_source

    @cached_property
    def wiki_source(self) -> WikiSource:
        """The wiki as a source."""
        from hubbot.wiki import WikiSource

        return WikiSource(self.session, self.cache.recall if self.cache else None)

    @cached_property
    def cache(self) -> Cache | None:
        """What is remembered of the wiki's pages, where the configuration names a file for it."""
        if self.from_path is not None or not self.config.run.cache:
            return None
        from hubbot.cache import Cache

        return Cache(Path(self.config.run.cache), self.config)

    def prepare(self, *, only: Collection[str] = (), force: bool = False) -> Prepared:
        """Read everything and decide what may be written."""
        from hubbot.pipeline import prepare

        restricted = () if self.from_path else self.session.restricted_templates
        return prepare(
            self.source(),
            self.config,
            self.progress,
            cache=self.cache,
            only=only,
            force=force,
            restricted_templates=restricted,
        )

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the lock of this wiki and configuration."""
        with locked(self.session.address, self.config):
            yield

    def publish(
        self, prepared: Prepared, publisher: Publisher, stopped: Callable[[], str]
    ) -> list[PageOutcome]:
        """Carry out what was prepared."""
        from hubbot.pipeline import publish

        self.interrupt.writing = True
        return publish(
            prepared,
            publisher,
            self.progress,
            max_pages=self.config.guard.max_pages,
            stopped=stopped,
            asked_to_end=lambda: self.interrupt.reason,
        )

    def finish(
        self,
        prepared: Prepared | None,
        edits: Collection[PageOutcome] = (),
        *,
        strict: bool = False,
    ) -> int:
        """Report a run's result on stdout and return its exit code.

        ``prepared`` is None where a command reads no interviews.
        """
        # Nothing is left to interrupt, and the result is to be told.
        with self.interrupt.whole():
            result = RunResult(
                read=prepared is not None,
                interviews=len(prepared.dataset.interviews) if prepared else 0,
                affiliates=_participating(prepared) if prepared else 0,
                problems=prepared.problems if prepared else (),
                edits=tuple(edits),
                requests=0 if self.from_path else self.session.requests,
                seconds=time.monotonic() - self.begun,
            )
            self.progress.close()
            if self.as_json:
                sys.stdout.write(json.dumps(as_json(result, prepared), ensure_ascii=False) + "\n")
            else:
                self._tell(result)
        return result.exit_code(strict=strict)

    def _tell(self, result: RunResult) -> None:
        for edit in result.edits:
            if edit.outcome is not Outcome.UNCHANGED or edit.refused or edit.failed:
                self.say(_edit_line(edit))
        sys.stdout.write(line(result) + "\n")


def line(result: RunResult) -> str:
    """Tell a run in one line that monitoring can read."""
    outcomes = (Outcome.EDITED, Outcome.UNCHANGED, Outcome.REFUSED, Outcome.FAILED)
    read = [f"interviews={result.interviews}", f"problems={len(result.problems)}"]
    figures = read if result.read else []
    if previewed := result.count(Outcome.PREVIEWED):
        figures.append(f"previewed={previewed}")
    figures += [f"{outcome}={result.count(outcome)}" for outcome in outcomes]
    return " ".join([*figures, f"requests={result.requests}", f"seconds={result.seconds:.0f}"])


def _edit_line(edit: PageOutcome) -> str:
    told = [f"{edit.page}: {edit.outcome}" + (f". {edit.reason}" if edit.reason else "")]
    told += [
        f"  {block.report}: {block.outcome}. {block.reason}"
        for block in edit.blocks
        if block.reason and block.reason != edit.reason
    ]
    return "\n".join(told)


def as_json(result: RunResult, prepared: Prepared | None) -> dict[str, Any]:
    """Shape a run's result as ``--json`` prints it."""
    told = prepared.reports.sentence if prepared else str
    return {
        "interviews": result.interviews,
        "affiliates": result.affiliates,
        "problems": [problem_json(problem, told(problem)) for problem in result.problems],
        "edits": [
            {
                "page": edit.page,
                "outcome": edit.outcome,
                "reason": edit.reason,
                "blocks": [
                    {"report": block.report, "outcome": block.outcome, "reason": block.reason}
                    for block in edit.blocks
                ],
            }
            for edit in result.edits
        ],
        "requests": result.requests,
    }


def problem_json(problem: Problem, message: str) -> dict[str, Any]:
    """Shape one problem as ``--json`` prints it."""
    return {
        "page": problem.page,
        "line": problem.line,
        "code": problem.code,
        "severity": problem.severity,
        "parameter": problem.parameter,
        "message": message,
        "suggestions": list(problem.suggestions),
    }


def _participating(prepared: Prepared) -> int:
    interviews = prepared.dataset.interviews
    return len({one.affiliate for one in interviews if one.respondent == "affiliate"} - {""})


def wiki_only(app: App, command: str) -> None:
    """Refuse ``--from`` where a command makes sense on a wiki alone."""
    if app.from_path is not None:
        raise UsageError(f"{command} works on a wiki; leave out --from.")

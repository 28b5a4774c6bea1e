"""Carry out plans: what every publisher does, and those that write to no wiki."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Protocol

from hubbot.errors import OutputError
from hubbot.outcomes import Outcome, PageOutcome
from hubbot.plan import PagePlan, Target

# Plans a page anew, from a revision read after somebody else's edit; None: no block left.
Replan = Callable[[Target], PagePlan | None]


class Publisher(Protocol):
    """A wiki, a folder, or a look at what would be written."""

    def publish(self, plan: PagePlan, replan: Replan) -> PageOutcome:
        """Write one page, or leave it alone, and tell what became of it."""
        ...


class PreviewPublisher:
    """Shows every edit as a diff and writes nothing."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show

    def publish(self, plan: PagePlan, replan: Replan) -> PageOutcome:
        """Show one page's edit."""
        if not plan.changes:
            return plan.unwritten()
        self._show(diff(plan))
        return plan.outcome(Outcome.PREVIEWED)


class FolderPublisher:
    """Writes the pages as they would read into a folder, in the form of a folder source.

    Pages that need no change are written too: the folder holds every target page.
    ``done`` is what becomes of a changed page: edited, or only previewed.
    """

    def __init__(self, folder: Path, path_of: Callable[[str], PurePath], done: Outcome) -> None:
        self._folder = folder
        self._path_of = path_of
        self._done = done

    def publish(self, plan: PagePlan, replan: Replan) -> PageOutcome:
        """Write one page's text to its file; raise OutputError where that fails."""
        path = self._folder / self._path_of(plan.page.title)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(plan.text, encoding="utf-8", newline="")
        except OSError as error:
            raise OutputError(f"{path} could not be written: {error.strerror}.") from error
        return plan.outcome(self._done) if plan.changes else plan.unwritten()


def diff(plan: PagePlan) -> str:
    """Show a plan's edit as a unified diff, with the edit summary above it."""
    lines = difflib.unified_diff(
        plan.page.text.splitlines(),
        plan.text.splitlines(),
        f"{plan.page.title} (revision {plan.page.revision_id})",
        f"{plan.page.title} (as hubbot would save it)",
        lineterm="",
    )
    return "\n".join([f"Edit summary: {plan.summary}", *lines])


class AskingPublisher:
    """Shows each edit and asks before another publisher makes it.

    ``ask`` shows a text and returns y (yes), n (no), a (all from here on) or q (quit).
    """

    def __init__(self, publisher: Publisher, ask: Callable[[str], str]) -> None:
        self._publisher = publisher
        self._ask = ask
        self._answer = ""

    def publish(self, plan: PagePlan, replan: Replan) -> PageOutcome:
        """Ask, and publish where the answer is yes."""
        if not plan.changes:
            return plan.unwritten()
        if self._answer not in ("a", "q"):
            self._answer = self._ask(diff(plan))
        if self._answer in ("y", "a"):
            return self._publisher.publish(plan, replan)
        return plan.outcome(Outcome.REFUSED, "You answered no.")

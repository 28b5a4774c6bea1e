"""What became of a block, of a page, and of a whole run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hubbot.problems import Problem, Severity


class Outcome(StrEnum):
    """What became of one block or target page."""

    EDITED = "edited"
    UNCHANGED = "unchanged"
    PREVIEWED = "previewed"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class BlockOutcome:
    """What became of one block; ``code`` is the problem's code where it was left alone.

    ``shows_withdrawn`` tells that the block, as it stands on the page, shows an interview
    that was withdrawn.
    """

    report: str
    outcome: Outcome
    reason: str = ""
    code: str = ""
    shows_withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class PageOutcome:
    """What became of one target page, in one sentence, and of each of its blocks.

    ``ends_run`` tells that the reason holds for every other page too, so that there is
    no use in going on.
    """

    page: str
    outcome: Outcome
    reason: str = ""
    blocks: tuple[BlockOutcome, ...] = ()
    ends_run: bool = False

    @property
    def failed(self) -> bool:
        """Whether the page, or any of its blocks, failed."""
        outcomes = {self.outcome, *(block.outcome for block in self.blocks)}
        return Outcome.FAILED in outcomes or any(b.code == "block-shrunk" for b in self.blocks)

    @property
    def refused(self) -> bool:
        """Whether the page, or any of its blocks, was left alone."""
        return Outcome.REFUSED in {self.outcome, *(block.outcome for block in self.blocks)}


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """What a run read, found and did.

    ``read`` is false for a command that reads no interviews. ``requests`` is the number
    of API requests; ``seconds`` the time it took.
    """

    read: bool = True
    interviews: int = 0
    affiliates: int = 0
    problems: tuple[Problem, ...] = ()
    edits: tuple[PageOutcome, ...] = ()
    requests: int = 0
    seconds: float = 0.0

    def exit_code(self, *, strict: bool = False) -> int:
        """Return 3 where something failed, 1 for ``--strict``'s findings, else 0."""
        if any(edit.failed for edit in self.edits):
            return 3
        findings = any(problem.severity is Severity.ERROR for problem in self.problems)
        if strict and (findings or any(edit.refused for edit in self.edits)):
            return 1
        return 0

    def count(self, outcome: Outcome) -> int:
        """Count the pages with one outcome."""
        return sum(edit.outcome is outcome for edit in self.edits)

"""What the exit code of a run says, and what wins over what."""

from hubbot.outcomes import BlockOutcome, Outcome, PageOutcome, RunResult
from hubbot.problems import Problem


def run(*outcomes: Outcome, code: str = "", problem: str = "") -> RunResult:
    edits = tuple(
        PageOutcome(
            page="Page",
            outcome=outcome,
            blocks=(BlockOutcome(report="count", outcome=outcome, code=code),),
        )
        for outcome in outcomes
    )
    problems = (Problem("Page", 1, problem),) if problem else ()
    return RunResult(edits=edits, problems=problems)


def test_a_failure_is_3_and_wins_over_strict() -> None:
    assert run(Outcome.EDITED, Outcome.FAILED).exit_code() == 3
    assert run(Outcome.REFUSED, Outcome.FAILED).exit_code(strict=True) == 3


def test_a_report_that_would_shrink_is_3() -> None:
    assert run(Outcome.REFUSED, code="block-shrunk").exit_code() == 3


def test_what_people_decided_is_0_and_with_strict_1() -> None:
    assert run(Outcome.REFUSED).exit_code() == 0
    assert run(Outcome.REFUSED).exit_code(strict=True) == 1


def test_an_error_level_problem_is_1_with_strict_alone() -> None:
    assert run(problem="block-unpaired").exit_code() == 0
    assert run(problem="block-unpaired").exit_code(strict=True) == 1


def test_a_warning_is_0() -> None:
    assert run(Outcome.UNCHANGED, problem="invalid-date").exit_code(strict=True) == 0


def test_a_failed_block_on_an_edited_page_is_3() -> None:
    failed = BlockOutcome(report="count", outcome=Outcome.FAILED)
    page = PageOutcome(page="Page", outcome=Outcome.EDITED, blocks=(failed,))
    assert RunResult(edits=(page,)).exit_code() == 3

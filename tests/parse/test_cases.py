"""Every case file is read as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parse import case_files as cases

FILES = sorted(cases.FOLDER.glob("*.txt"))

# Problems that reading an interview or the codebook may raise; no page text raises
# page-unreadable, which stands for a failure inside the parsing library.
RAISED = {
    "template-unclosed",
    "no-interview",
    "status-unreadable",
    "required-missing",
    "unknown-parameter",
    "duplicate-parameter",
    "positional-leftover",
    "invalid-date",
    "date-not-iso",
    "invalid-value",
    "conflicting-values",
    "duplicate-code",
    "unknown-theme",
    "second-interview-template",
    "page-too-large",
    "parse-timeout",
    "nesting-too-deep",
    "comment-unclosed",
    "too-many-items",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_is_read_as_it_says(path: Path) -> None:
    case = cases.read_case(path)

    assert cases.actual(case) == cases.wanted(case)


def test_a_file_without_an_expectation_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("$$$$ PAGE X\n$$$$ WIKITEXT\nfoo\n$$$$ EXPECTED\n", encoding="utf-8")

    with pytest.raises(ValueError, match="no expectation"):
        cases.read_case(path)


@pytest.mark.parametrize("code", sorted(RAISED))
def test_every_problem_has_a_page_that_raises_it_and_a_neighbour_that_does_not(code: str) -> None:
    raising = cases.read_case(cases.FOLDER / f"{code}.txt")
    neighbour = cases.read_case(cases.FOLDER / f"{code}-not.txt")

    assert any(one.startswith(f"{code} ") for one in raising.problems)
    assert not any(one.startswith(f"{code} ") for one in neighbour.problems)

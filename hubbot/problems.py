"""What can be wrong in a page's data, told to the page's editors.

The catalogue below is the only list of problem codes. The sentences stand in
``i18n/en.json`` (and its translations) under ``problem-CODE`` (what is wrong)
and ``problem-CODE-mend`` (how to mend it). In both, ``$1`` is the value, ``$2``
the parameter, and ``$3`` and on the details.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How grave a problem is: an error keeps data out, a warning leaves it incomplete."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


CATALOGUE: Final[dict[str, Severity]] = {
    "template-unclosed": Severity.ERROR,
    "no-interview": Severity.WARNING,
    "status-unreadable": Severity.ERROR,
    "required-missing": Severity.WARNING,
    "unknown-parameter": Severity.WARNING,
    "duplicate-parameter": Severity.WARNING,
    "positional-leftover": Severity.WARNING,
    "invalid-date": Severity.WARNING,
    "date-not-iso": Severity.INFO,
    "invalid-value": Severity.WARNING,
    "unknown-code": Severity.WARNING,
    "unknown-affiliate": Severity.WARNING,
    "unknown-country": Severity.WARNING,
    "conflicting-values": Severity.WARNING,
    "duplicate-code": Severity.WARNING,
    "unknown-theme": Severity.WARNING,
    "register-entry-unreadable": Severity.WARNING,
    "second-interview-template": Severity.WARNING,
    "page-too-large": Severity.ERROR,
    "parse-timeout": Severity.ERROR,
    "nesting-too-deep": Severity.WARNING,
    "page-unreadable": Severity.ERROR,
    "comment-unclosed": Severity.WARNING,
    "too-many-items": Severity.WARNING,
    "block-unpaired": Severity.ERROR,
    "block-nested": Severity.ERROR,
    "block-unknown-report": Severity.ERROR,
    "block-unknown-parameter": Severity.WARNING,
    "block-hidden": Severity.INFO,
    "block-in-template": Severity.ERROR,
    "block-in-translate": Severity.ERROR,
    "block-on-translatable-page": Severity.ERROR,
    "block-not-allowed-here": Severity.ERROR,
    "block-edited-by-hand": Severity.WARNING,
    "block-reverted": Severity.WARNING,
    "block-shrunk": Severity.ERROR,
}


@dataclass(frozen=True)
class Problem:
    """One thing that an editor should mend.

    ``value`` is what stands in the page and never holds a personal value;
    ``suggestions`` are the nearest valid values, best first; ``details`` fill
    ``$3`` and on of the messages.
    """

    page: str
    line: int | None
    code: str
    parameter: str | None = None
    value: str = ""
    suggestions: tuple[str, ...] = ()
    details: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """The severity that the catalogue gives this code."""
        return CATALOGUE[self.code]


def sort_key(problem: Problem) -> tuple[object, ...]:
    """Order problems totally: by page, line (unknown first), code, and all the rest."""
    return (
        problem.page,
        problem.line or 0,
        problem.code,
        problem.parameter or "",
        problem.value,
        problem.details,
        problem.suggestions,
    )

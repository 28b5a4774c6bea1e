"""The filters that every report about interviews understands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

# Stands in a filter for what is not known: an interview without a region, a code that
# is not in the codebook.
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which interviews a report stands on; an empty filter lets all through.

    ``region``, ``country`` (ISO 3166 codes), ``org_type``, ``respondent`` and ``theme``
    hold the values let through. Each member of ``code`` is a set of codes that one
    interview must name together; one member is enough. ``since`` and ``until`` are
    inclusive; an interview without a date passes neither.
    """

    region: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    org_type: tuple[str, ...] = ()
    respondent: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    code: tuple[tuple[str, ...], ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def dated(self) -> bool:
        """Whether interviews without a date fall out."""
        return self.since is not None or self.until is not None

    @property
    def codes(self) -> frozenset[str]:
        """Every code that the filter names."""
        return frozenset(code for together in self.code for code in together)

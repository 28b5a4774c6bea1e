"""The diff of an edit, line by line, without what may not be shown."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from hubbot.plan import PagePlan
from hubbot.site.withheld import Withheld

HELD_BACK = "(a line that repeats what is not to be shown)"


@dataclass(frozen=True)
class Line:
    """A line of a diff; ``kind`` is ``plus``, ``minus``, ``same`` or ``place``."""

    kind: str
    text: str


_KINDS = {"+": "plus", "-": "minus", "@": "place"}


def lines(plan: PagePlan, withheld: Withheld, *, context: int) -> Iterator[Line]:
    """Compare a page with its plan; ``context`` is how many equal lines stand around."""
    compared = difflib.unified_diff(
        plan.page.text.splitlines(), plan.text.splitlines(), lineterm="", n=context
    )
    for line in compared:
        if line.startswith(("---", "+++")) and line[3:].strip() == "":
            continue
        kind = _KINDS.get(line[:1], "same")
        yield Line(kind, f"{line[:1]}{HELD_BACK}" if withheld.is_in(line[1:]) else line)

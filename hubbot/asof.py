"""The dataset of an earlier time, less what has been taken back since.

Consent is asked of today's pages: an interview that is withdrawn today, whose status cannot
be read today, or whose page holds none any more, is left out of every earlier state too; and
where an interview asks today that its words are not shown, the words of the earlier state
are held back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from hubbot.config import Config
from hubbot.export.datapackage import Since
from hubbot.parse import ParsedPage
from hubbot.pipeline import Progress, read
from hubbot.problems import Severity
from hubbot.records import Dataset, Interview, PageRef
from hubbot.sources import Gathered, PageSource


class History(PageSource, Protocol):
    """A source that delivers every page as it stood at one time.

    ``deleted`` is the number of interview pages of that time which are gone today; it is
    known once the pages are gathered.
    """

    @property
    def deleted(self) -> int:
        """How many interview pages have been deleted since."""
        ...


def read_as_of(
    now: PageSource,
    then: Callable[[Gathered], History],
    config: Config,
    progress: Progress,
) -> tuple[Gathered, Dataset, Since]:
    """Read the pages of today and those of then, and leave out what was taken back.

    ``then`` makes the source of that time from what was gathered today.
    """
    gathered, parsed, today = read(now, config, progress)
    history = then(gathered)
    earlier, _, dataset = read(history, config, progress)
    gone = _keys(one.page for one in today.withdrawn) | _keys(_unreadable(parsed))
    blank = _keys(page.ref for page in parsed if page.interview is None and not page.shows_only)
    silent = _keys(one.page for one in _interviews(parsed) if one.quotes != "yes")
    kept = [one for one in dataset.interviews if _key(one.page) not in gone | blank]
    quiet = [_hushed(one) if _key(one.page) in silent else one for one in kept]
    titles = {one.page.title for one in dataset.interviews} - {one.page.title for one in kept}
    taken_back = Since(
        withdrawn=sum(_key(one.page) in gone for one in dataset.interviews),
        deleted=history.deleted + sum(_key(one.page) in blank - gone for one in dataset.interviews),
        held_back=sum(a is not b for a, b in zip(kept, quiet, strict=True)),
    )
    remaining = replace(
        dataset,
        interviews=tuple(quiet),
        problems=tuple(one for one in dataset.problems if one.page not in titles),
    )
    return earlier, remaining, taken_back


def _interviews(parsed: Sequence[ParsedPage]) -> Iterable[Interview]:
    return (page.interview for page in parsed if page.interview is not None)


def _unreadable(parsed: Sequence[ParsedPage]) -> Iterable[PageRef]:
    """List the pages that are drafts today because something in them cannot be read."""
    for page in parsed:
        grave = any(problem.severity is Severity.ERROR for problem in page.problems)
        if grave and (page.interview is None or page.interview.status == "draft"):
            yield page.ref


def _hushed(interview: Interview) -> Interview:
    return interview if interview.quotes == "no" else replace(interview, quotes="no")


def _keys(pages: Iterable[PageRef]) -> set[int | str]:
    return {_key(page) for page in pages}


def _key(page: PageRef) -> int | str:
    """Tell a page by its number, which stays where it is moved; else by its title."""
    return page.page_id or page.title

"""Look at everything a run needs, and say of each whether it is well or how to mend it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hubbot.config import Config
from hubbot.outcomes import PageOutcome
from hubbot.pipeline import Prepared
from hubbot.records import PageRevision
from hubbot.sources import Gathered, PageSource


class State(StrEnum):
    """How something stands: well, worth knowing, or in the way of publishing."""

    OK = "ok"
    NOTE = "note"
    MEND = "mend"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, and a sentence: what was found, or how to mend it."""

    subject: str
    state: State
    sentence: str

    def __str__(self) -> str:
        return f"{self.state:<4} {self.subject}: {self.sentence}"


def contact(given: str, user_agent: str) -> Finding:
    """Look at what every request says of its operator."""
    if given:
        return Finding("user agent", State.OK, user_agent)
    return Finding(
        "user agent",
        State.MEND,
        "It names no operator, and Wikimedia's wikis may refuse such requests: set run.contact in "
        "hubbot.toml (or user_agent_description in user-config.py).",
    )


def rights(user: str, held: Collection[str]) -> list[Finding]:
    """Look at the rights of the account."""
    found = []
    if "bot" in held:
        found.append(Finding("right bot", State.OK, f"{user} has it."))
    else:
        mend = "ask for the bot flag, and give the bot password the grant for high volumes"
        said = f"{user} has no bot right, so `publish --yes` needs --page: {mend}."
        found.append(Finding("right bot", State.MEND, said))
    if "apihighlimits" in held:
        found.append(Finding("right apihighlimits", State.OK, f"{user} has it."))
    else:
        said = (
            "Without it reading takes ten times the requests: give the bot password the grant "
            '"High-volume (bot) access".'
        )
        found.append(Finding("right apihighlimits", State.NOTE, said))
    return found


def templates(wanted: Mapping[str, str], existing: Collection[str]) -> Finding:
    """Look at the templates, given as title by role, and those that the wiki has."""
    missing = sorted(title for title in wanted.values() if title not in existing)
    if not missing:
        return Finding("templates", State.OK, f"All {len(wanted)} are there.")
    return Finding(
        "templates", State.MEND, f"Missing: {', '.join(missing)}. `hubbot install` makes them."
    )


def stop_page(title: str, page: PageRevision | None) -> Finding:
    """Look at the page by which anybody can stop the bot."""
    if not title:
        return Finding("stop page", State.NOTE, "None is configured (pages.stop_page).")
    if page is not None and page.text.strip():
        return Finding(
            "stop page",
            State.MEND,
            f"{title} is not empty: talk to who wrote there, then empty it.",
        )
    return Finding("stop page", State.OK, f"{title} is empty or does not exist.")


def blocks(edits: Sequence[PageOutcome]) -> list[Finding]:
    """Look at the blocks: how many there are, and which of them are left alone and why."""
    told = [(edit, block) for edit in edits for block in edit.blocks]
    left = [(edit, block) for edit, block in told if block.code or edit.refused or edit.failed]
    said = f"{len(told)} on {len(edits)} pages."
    found = [Finding("blocks", State.OK if told else State.NOTE, said)]
    for edit, block in left:
        reason = block.reason or edit.reason
        if reason:
            state = State.MEND if edit.failed else State.NOTE
            found.append(Finding(f"block {block.report} on {edit.page}", state, reason))
    return found


@dataclass(frozen=True)
class Earlier:
    """The sources as they stood at a time, and the targets as they are ``now``."""

    history: PageSource
    now: Gathered

    def gather(self, config: Config) -> Gathered:
        """Read the earlier sources; raise SourceError if any cannot be read."""
        then = self.history.gather(config)
        return replace(
            then,
            targets=self.now.targets,
            own_revisions=self.now.own_revisions,
            codebook=then.codebook or self.now.codebook,
            register=then.register or self.now.register,
        )

    def redirects(self, titles: Collection[str]) -> Mapping[str, str]:
        """Map those of the titles that were redirects to their targets."""
        return self.history.redirects(titles)


def changed_since(page: PageRevision, since: dt.datetime) -> bool:
    """Tell whether a page's newest revision is younger than a time."""
    return page.timestamp is not None and page.timestamp > since


def waiting(prepared: Prepared) -> dict[str, PageRevision]:
    """List the pages that a run would edit now, by title."""
    plans = [prepared.planner.plan(examined) for examined in prepared.examined]
    return {plan.page.title: plan.page for plan in plans if plan.changes}


def freshness(
    now: Mapping[str, PageRevision],
    then: Mapping[str, PageRevision],
    since: dt.datetime,
    hours: float,
) -> Finding:
    """Tell whether pages have waited too long for a run.

    A page has if a run would edit it with what its sources say ``now``, would have edited
    it with what they said ``then``, and nobody has edited it since.
    """
    stale = sorted(
        title for title, page in now.items() if title in then and not changed_since(page, since)
    )
    if not stale:
        said = f"{len(now)} pages wait for the next run." if now else "Every page is up to date."
        return Finding("age", State.OK, said)
    return Finding(
        "age",
        State.MEND,
        f"{len(stale)} pages have waited for more than {hours:g} hours ({', '.join(stale[:5])}): "
        "look whether the scheduled job runs, and at its log.",
    )

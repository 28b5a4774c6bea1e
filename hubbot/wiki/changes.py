"""Ask a wiki with one request whether anything changed that hubbot reads or writes.

The list of recent changes says which pages changed, and in the same request the
transclusions of these pages say whether a page that was unknown so far concerns hubbot.
See https://www.mediawiki.org/wiki/API:RecentChanges.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hubbot.config import Config
from hubbot.sources import Gathered
from hubbot.wiki.session import Session

# Changes are listed late at times: the end of the last list is asked for again.
_OVERLAP = dt.timedelta(seconds=30)
_ROLES = ("interview", "report", "affiliate_infobox")
_TYPES = "edit|new|log"


class RecentChanges:
    """What changed since the last question."""

    def __init__(self, session: Session, config: Config) -> None:
        self._session = session
        self._config = config
        self._since: dt.datetime | None = None
        self._told: frozenset[int] = frozenset()
        self._titles: frozenset[str] = frozenset()
        self._prefixes: tuple[str, ...] = ()
        self._templates: tuple[str, ...] = ()
        self._namespaces: tuple[int, ...] = ()

    def know(self, gathered: Gathered) -> None:
        """Take over from a run which pages it stood on."""
        pages = self._config.pages
        namespaces = gathered.site.namespaces
        fixed = [pages.codebook, pages.register, *pages.affiliate_pages, *pages.target_pages]
        fixed.append(pages.stop_page.replace("$1", gathered.site.user))
        read = [gathered.codebook, gathered.register, *gathered.interviews, *gathered.targets]
        read += gathered.affiliate_pages
        self._titles = frozenset(
            {namespaces.normalise(title) for title in fixed if title}
            | {page.title for page in read if page}
            | {ref.title for ref in gathered.unchanged}
            | set(gathered.names.roles)
            | gathered.translatable
        )
        self._prefixes = tuple(namespaces.normalise(one) for one in pages.interview_prefixes)
        self._templates = tuple(title for role in _ROLES for title in gathered.names.titles(role))
        split = {namespaces.split(title)[0] for title in [*self._titles, *self._prefixes]}
        allowed = {*pages.interview_namespaces, *pages.target_namespaces}
        self._namespaces = tuple(sorted(split | allowed))

    def ask(self) -> bool:
        """Tell whether something changed; raises SourceError where the wiki does not answer.

        The first time it says no, and only takes the wiki's time.
        """
        answer = self._session.ask_once(**self._question())
        first = self._since is None
        self._since = dt.datetime.fromisoformat(answer["curtimestamp"])
        # More changes than one answer holds: after an outage of hours, say.
        return not first and (self._concerns(answer.get("query", {})) or "continue" in answer)

    def _question(self) -> dict[str, object]:
        asked: dict[str, object] = {"action": "query", "curtimestamp": True}
        if self._since is None:
            return asked
        listed: dict[str, object] = {"end": (self._since - _OVERLAP).isoformat(), "type": _TYPES}
        listed |= {"limit": "max"}
        if self._namespaces:
            listed["namespace"] = "|".join(map(str, self._namespaces))
        asked |= {f"rc{key}": value for key, value in listed.items()}
        asked |= {"list": "recentchanges", "rcprop": "ids|title|user|loginfo", "assert": "user"}
        if self._templates:
            asked |= {f"grc{key}": value for key, value in listed.items()}
            asked |= {"generator": "recentchanges", "prop": "templates", "tllimit": "max"}
            asked["tltemplates"] = "|".join(self._templates)
        return asked

    def _concerns(self, query: Mapping[str, Any]) -> bool:
        showing = {page["title"] for page in query.get("pages", ()) if page.get("templates")}
        told = frozenset(
            change["rcid"]
            for change in query.get("recentchanges", ())
            if not self._is_own(change)
            and any(title in showing or self._is_known(title) for title in _titles(change))
        )
        new = told - self._told
        self._told = told
        return bool(new)

    def _is_own(self, change: Mapping[str, Any]) -> bool:
        """Tell hubbot's own edits; pages that its account makes are read like any other."""
        return change["type"] == "edit" and change.get("user") == self._session.user

    def _is_known(self, title: str) -> bool:
        return title in self._titles or title.startswith(self._prefixes)


def _titles(change: Mapping[str, Any]) -> list[str]:
    """List the title that changed and, for a move, the one it was moved to."""
    titles = [change["title"], change.get("logparams", {}).get("target_title", "")]
    return [title for title in titles if title]

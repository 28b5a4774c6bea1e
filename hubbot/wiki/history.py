"""The pages of a wiki as they stood at an earlier time.

A page whose newest revision is not younger is taken as it is; of every other the revision
of that time is asked for, one request each (https://www.mediawiki.org/wiki/API:Revisions
allows ``rvstart`` for a single page only). Titles are those of that time, by the log of
moves. What neither stands below the prefixes of the configuration nor shows the template
today cannot be found.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hubbot import discovery
from hubbot.config import Config
from hubbot.pipeline import Progress
from hubbot.records import PageRevision
from hubbot.sources import Gathered
from hubbot.wiki.session import Session
from hubbot.wiki.source import WikiSource, read_revision
from hubbot.wikitext import TEMPLATE


@dataclass(frozen=True)
class _Logged:
    """One move or deletion; ``to`` is empty for a deletion."""

    title: str
    time: dt.datetime
    to: str = ""


class WikiHistory:
    """A wiki as a source of the pages of an earlier time.

    ``now`` is what was gathered of the wiki today; ``deleted`` counts the pages below the
    interview prefixes that existed then and have been deleted, or whose text of then has
    been hidden, since.
    """

    def __init__(
        self,
        session: Session,
        source: WikiSource,
        now: Gathered,
        as_of: dt.datetime,
        progress: Progress,
    ) -> None:
        self._session, self._source, self._now = session, source, now
        self._as_of, self._progress = as_of, progress
        self._moves: list[_Logged] = []
        self._hidden: set[int] = set()
        self._deleted = 0

    @property
    def deleted(self) -> int:
        """How many interview pages of then are gone."""
        return self._deleted

    def gather(self, config: Config) -> Gathered:
        """Read every page as it stood; raise SourceError if any cannot be read."""
        self._moves = list(self._log("move"))
        candidates = self._candidates(config)
        stood = list(self._stood(candidates.values()))
        translatable = self._translatable(stood)
        self._deleted = len(self._gone(config, candidates.values(), translatable))
        return replace(
            self._now,
            interviews=self._interviews(config, stood, translatable),
            unchanged=(),
            targets=(),
            codebook=self._one(self._now.codebook),
            register=self._one(self._now.register),
            affiliate_pages=tuple(self._stood(self._now.affiliate_pages)),
            own_revisions={},
            translatable=translatable,
        )

    def _translatable(self, stood: Iterable[PageRevision]) -> frozenset[str]:
        """Say which parents of pages named by a language held ``<translate>``."""
        parents = {discovery.possible_original(page.title) for page in stood}
        originals = self._source.pages(sorted(filter(None, parents))) if any(parents) else {}
        return frozenset(
            page.title
            for page in self._stood(originals.values())
            if discovery.is_translatable(page.text)
        )

    def _interviews(
        self, config: Config, stood: Iterable[PageRevision], translatable: frozenset[str]
    ) -> tuple[PageRevision, ...]:
        names = self._now.names
        sort = discovery.Discovery(config=config, names=names, translatable=translatable)
        found = [
            page
            for page in stood
            if not discovery.is_supporting(page.namespace, page.title)
            and not discovery.is_copy(page.title, translatable)
            and sort.is_interview(page)
        ]
        return tuple(sorted(found, key=lambda page: page.title))

    def _gone(
        self, config: Config, candidates: Collection[PageRevision], translatable: frozenset[str]
    ) -> set[str]:
        """List the pages that were deleted since, or whose text of then is hidden."""
        hidden = {page.title for page in candidates if page.page_id in self._hidden}
        deleted = self._deletions(config, {page.title for page in candidates})
        return hidden | {title for title in deleted if not discovery.is_copy(title, translatable)}

    def redirects(self, titles: Collection[str]) -> Mapping[str, str]:
        """Map those of the titles that were redirects to their targets of then."""
        namespaces = self._now.site.namespaces
        asked = {namespaces.normalise(title): title for title in sorted(titles)}
        existing = self._source.pages(sorted(asked))
        found: dict[str, str] = {}
        for page in self._stood(p for p in existing.values() if p.redirect_to or self._young(p)):
            if page.redirect_to:
                found[page.title] = namespaces.normalise(page.redirect_to)
                found[asked.get(page.title, page.title)] = found[page.title]
        return found

    # --- Pages ---

    def _candidates(self, config: Config) -> dict[int, PageRevision]:
        """Read, as they are today, all pages that may have been interviews then."""
        found = {page.page_id: page for page in self._now.interviews}
        titles: set[str] = set()
        ids: set[int] = set()
        for generator in self._generators(config):
            for answer in self._session.query(prop="info", **generator):
                ids |= {page["pageid"] for page in answer.get("pages", ())}
        prefixes = config.pages.interview_prefixes
        titles |= {self._today(move) for move in self._moves if move.title.startswith(prefixes)}
        wanted = sorted(ids - set(found))
        for group in _groups(wanted, self._session.groups):
            for page in self._content(pageids="|".join(map(str, group))):
                found[page.page_id] = page
        for page in self._source.pages(sorted(titles)).values() if titles else ():
            found.setdefault(page.page_id, page)
        return found

    def _generators(self, config: Config) -> Iterator[dict[str, Any]]:
        namespaces = self._now.site.namespaces
        yield {
            "generator": "embeddedin",
            "geititle": namespaces.title(TEMPLATE, config.templates.interview),
            "geinamespace": "|".join(map(str, config.pages.interview_namespaces)),
            "geilimit": "max",
        }
        for prefix in config.pages.interview_prefixes:
            number, name = namespaces.split(prefix)
            yield {
                "generator": "allpages",
                "gapprefix": name,
                "gapnamespace": number,
                "gaplimit": "max",
            }

    def _content(self, **which: object) -> Iterator[PageRevision]:
        for answer in self._session.query(
            prop="revisions", rvslots="main", rvprop="ids|timestamp|user|tags|content", **which
        ):
            for page in answer.get("pages", ()):
                for revision in page.get("revisions", ()):
                    if found := self._revision(page, revision):
                        yield found

    def _revision(
        self, page: Mapping[str, Any], revision: Mapping[str, Any]
    ) -> PageRevision | None:
        read = read_revision(page, revision)
        if read is None:
            self._hidden.add(page["pageid"])
        return read

    def _young(self, page: PageRevision) -> bool:
        return page.timestamp > self._as_of

    def _one(self, page: PageRevision | None) -> PageRevision | None:
        return next(self._stood([page]), None) if page else None

    def _stood(self, pages: Iterable[PageRevision]) -> Iterator[PageRevision]:
        """Give the pages as they stood; those that did not exist yet are left out."""
        every = list(pages)
        for number, page in enumerate(every):
            self._progress("reading earlier revisions", number, len(every))
            found: PageRevision | None = page
            if self._young(page):
                found = next(
                    self._content(
                        pageids=page.page_id, rvstart=_stamp(self._as_of), rvdir="older", rvlimit=1
                    ),
                    None,
                )
            if found is not None:
                title = self._title_then(found.title)
                number_then, _ = self._now.site.namespaces.split(title)
                yield replace(found, title=title, namespace=number_then)

    # --- The log ---

    def _log(self, kind: str, **more: object) -> Iterator[_Logged]:
        """Read a log since that time, the newest entry first."""
        for answer in self._session.query(
            list="logevents",
            letype=kind,
            leprop="title|timestamp|details|type",
            leend=_stamp(self._as_of),
            lelimit="max",
            **more,
        ):
            for entry in answer.get("logevents", ()):
                time = dt.datetime.fromisoformat(entry.get("timestamp", "1970-01-01T00:00:00Z"))
                if "title" in entry and time > self._as_of and entry["action"] in _ACTIONS:
                    to = entry.get("params", {}).get("target_title", "")
                    yield _Logged(entry["title"], time, to)

    def _title_then(self, title: str) -> str:
        for move in self._moves:
            if move.to == title:
                title = move.title
        return title

    def _today(self, moved: _Logged) -> str:
        title = moved.title
        for move in reversed(self._moves):
            if move.time >= moved.time and move.title == title:
                title = move.to
        return title

    def _deletions(self, config: Config, existing: Collection[str]) -> Iterator[str]:
        """List the deleted pages below the prefixes that existed then."""
        prefixes = config.pages.interview_prefixes
        namespaces = self._now.site.namespaces
        seen: set[str] = set()
        for deletion in self._log("delete"):
            title = deletion.title
            number, _ = namespaces.split(title)
            if title in seen or title in existing or not title.startswith(prefixes):
                continue
            seen.add(title)
            moved = any(m.title == title and m.time <= deletion.time for m in self._moves)
            if moved or discovery.is_supporting(number, title):
                continue
            if not any(made.to == "" for made in self._log("create", letitle=title)):
                yield self._title_then(title)


_ACTIONS = frozenset({"move", "move_redir", "delete", "create"})


def _groups(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    iterator = iter(items)
    while group := list(itertools.islice(iterator, size)):
        yield group


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

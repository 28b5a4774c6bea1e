"""Read all pages of a run from a wiki, in as few requests as the API allows.

One request names the fixed pages and the templates' redirects; one generator each lists
the transclusions, the prefixes and the target pages (up to 5,000 with the right for
high limits); the text comes 500 pages a request. See
https://www.mediawiki.org/wiki/API:Query.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from hubbot import discovery
from hubbot.config import Config
from hubbot.errors import SourceError
from hubbot.plan import REVERT_TAGS, Target
from hubbot.records import PageRef, PageRevision
from hubbot.sources import Gathered, SiteInfo
from hubbot.wiki.session import Session
from hubbot.wikitext import TEMPLATE, TemplateNames, template_names

_T = TypeVar("_T")
# Says, by page and revision id, the titles of the pages that are remembered.
Recall = Callable[[SiteInfo, TemplateNames, PageRevision | None], Mapping[tuple[int, int], str]]
_CONTENT = {
    "prop": "revisions",
    "rvslots": "main",
    "rvprop": "ids|timestamp|user|tags|content",
}


class WikiSource:
    """A wiki as a source of pages.

    ``recall`` says which pages need not be read, as their parsed form is remembered
    (see :meth:`hubbot.cache.Cache.recall`).
    """

    def __init__(self, session: Session, recall: Recall | None = None) -> None:
        self._session = session
        self._recall = recall

    def gather(self, config: Config) -> Gathered:
        """Read every page the configuration names; raise SourceError if any cannot be."""
        site = self._session.info()
        configured = discovery.template_roles(config.templates)
        stop_page = config.pages.stop_page.replace("$1", site.user) if site.user else ""
        titles = {role: site.namespaces.title(TEMPLATE, n) for role, n in configured.items()}
        fixed, redirects = self._fixed(
            [config.pages.codebook, config.pages.register, stop_page, *titles.values()]
        )
        listed = self._listed(config, titles["interview"])
        targets = self._with_markers(titles["report"], titles["report_end"])
        infobox = titles.get("affiliate_infobox")
        boxes = [*(self._transcluding(infobox) if infobox else ())]
        if config.pages.affiliate_pages:
            boxes += self.pages(config.pages.affiliate_pages).values()
        names = template_names(configured, redirects, site.namespaces)
        translatable = self._translatable([*listed, *(page.title for page in targets)])
        sort = discovery.Discovery(config=config, names=names, translatable=translatable)
        wanted = [ref for t, ref in listed.items() if not discovery.is_copy(t, translatable)]
        codebook = fixed.get(config.pages.codebook)
        known = self._recall(site, names, codebook) if self._recall else {}
        unchanged = {
            ref.page_id: ref
            for ref in wanted
            if known.get((ref.page_id, ref.revision_id)) == ref.title
        }
        read = self._by_id([ref.page_id for ref in wanted if ref.page_id not in unchanged])
        interviews: list[PageRevision] = []
        others: list[PageRef] = []
        for page in read:
            if sort.is_interview(page):
                interviews.append(page)
            else:
                others.append(page.ref)
        return Gathered(
            site=site,
            names=names,
            interviews=tuple(interviews),
            unchanged=tuple(unchanged.values()),
            others=tuple(others),
            targets=tuple(page for page in targets if sort.is_target(page)),
            codebook=codebook,
            register=fixed.get(config.pages.register),
            affiliate_pages=tuple(
                {page.title: page for page in boxes if sort.is_affiliate_page(page)}.values()
            ),
            stop_page=fixed.get(stop_page),
            own_revisions={
                page.title: own for page in targets if (own := self.own_revision(page, site.user))
            },
            translatable=translatable,
        )

    def redirects(self, titles: Collection[str]) -> Mapping[str, str]:
        """Map those of the titles that are redirects to their targets."""
        found: dict[str, str] = {}
        for group in self._grouped(sorted(set(titles))):
            for answer in self._session.query(titles="|".join(group), redirects=True):
                asked = {step["to"]: step["from"] for step in answer.get("normalized", ())}
                for step in answer.get("redirects", ()):
                    found[step["from"]] = step["to"]
                    if step["from"] in asked:
                        found[asked[step["from"]]] = step["to"]
        return found

    def pages(self, titles: Sequence[str]) -> dict[str, PageRevision]:
        """Read pages by title, as they stand now; those that do not exist are left out."""
        found: dict[str, PageRevision] = {}
        for group in self._grouped(titles):
            answers = self._session.query(titles="|".join(group), **_CONTENT)
            found |= {page.title: page for page in _pages(answers)}
        return found

    def target(self, title: str, user: str) -> Target | None:
        """Read one page anew, to plan it again; None where it is gone or a redirect."""
        page = next(iter(self.pages([title]).values()), None)
        if page is None or page.redirect_to is not None:
            return None
        return Target(page=page, own=self.own_revision(page, user))

    def own_revision(self, page: PageRevision, user: str) -> PageRevision | None:
        """Read hubbot's newest revision of a page on which somebody took an edit back."""
        if not user or page.user == user or not REVERT_TAGS & set(page.tags):
            return None
        answers = self._session.query(pageids=page.page_id, rvuser=user, rvlimit=1, **_CONTENT)
        return next(iter(_pages(itertools.islice(answers, 1), complete=False)), None)

    def _fixed(
        self, titles: Sequence[str]
    ) -> tuple[dict[str, PageRevision], list[tuple[str, str]]]:
        """Read the fixed pages, and the redirects that lead to any of them."""
        pages: list[Mapping[str, Any]] = []
        redirects: list[tuple[str, str]] = []
        asked = "|".join(sorted({title for title in titles if title}))
        content = {**_CONTENT, "prop": "revisions|redirects"}
        answers = list(self._session.query(titles=asked, rdlimit="max", **content))
        for answer in answers:
            for page in answer.get("pages", ()):
                pages.append(page)
                redirects += [(each["title"], page["title"]) for each in page.get("redirects", ())]
        found = {page.title: page for page in _pages(answers)}
        for answer in answers:
            for step in answer.get("normalized", ()):
                if step["to"] in found:
                    found[step["from"]] = found[step["to"]]
        return found, redirects

    def _listed(self, config: Config, interview: str) -> dict[str, PageRef]:
        """List the pages that may be interviews, with their newest revision, by title."""
        namespaces = self._session.info().namespaces
        generators: list[dict[str, Any]] = [
            {
                "generator": "embeddedin",
                "geititle": interview,
                "geinamespace": "|".join(map(str, config.pages.interview_namespaces)),
                "geifilterredir": "nonredirects",
                "geilimit": "max",
            }
        ]
        for prefix in config.pages.interview_prefixes:
            number, name = namespaces.split(prefix)
            generators.append(
                {
                    "generator": "allpages",
                    "gapprefix": name,
                    "gapnamespace": number,
                    "gapfilterredir": "nonredirects",
                    "gaplimit": "max",
                }
            )
        found: dict[str, PageRef] = {}
        for generator in generators:
            for answer in self._session.query(prop="info", **generator):
                for page in answer.get("pages", ()):
                    if not discovery.is_supporting(page["ns"], page["title"]):
                        found[page["title"]] = _ref(page)
        return dict(sorted(found.items()))

    def _transcluding(self, template: str) -> list[PageRevision]:
        answers = self._session.query(
            generator="embeddedin", geititle=template, geilimit="max", **_CONTENT
        )
        return sorted(_pages(answers), key=lambda page: page.title)

    def _with_markers(self, begin: str, end: str) -> list[PageRevision]:
        """Read the pages with a begin marker, and those with an end marker alone.

        The list of the latter comes in the same request.
        """
        answers = list(
            self._session.query(
                generator="embeddedin",
                geititle=begin,
                geilimit="max",
                list="embeddedin",
                eititle=end,
                eilimit="max",
                **_CONTENT,
            )
        )
        found = {page.title: page for page in _pages(answers)}
        ends = {page["title"] for answer in answers for page in answer.get("embeddedin", ())}
        found |= self.pages(sorted(ends - found.keys()))
        return sorted(found.values(), key=lambda page: page.title)

    def _translatable(self, titles: Iterable[str]) -> frozenset[str]:
        """Say which parents of pages named by a language hold ``<translate>``."""
        parents = sorted({parent for t in titles if (parent := discovery.possible_original(t))})
        found = self.pages(parents) if parents else {}
        return frozenset(
            title for title, page in found.items() if discovery.is_translatable(page.text)
        )

    def _by_id(self, page_ids: Sequence[int]) -> Iterator[PageRevision]:
        for group in self._grouped(page_ids):
            answers = self._session.query(pageids="|".join(map(str, group)), **_CONTENT)
            yield from _pages(answers)

    def _grouped(self, items: Sequence[_T]) -> Iterator[Sequence[_T]]:
        size = self._session.groups
        for start in range(0, len(items), size):
            yield items[start : start + size]


def _ref(page: Mapping[str, Any]) -> PageRef:
    return PageRef(title=page["title"], page_id=page["pageid"], revision_id=page["lastrevid"])


def _pages(answers: Iterable[Mapping[str, Any]], *, complete: bool = True) -> list[PageRevision]:
    """Collect the pages of a query's answers, which may bring a page in parts.

    Raises SourceError where an existing page came without its text.
    """
    found: dict[int, PageRevision] = {}
    titles: dict[int, str] = {}
    for answer in answers:
        for page in answer.get("pages", ()):
            if page.get("missing") or page.get("invalid") or page.get("special"):
                continue
            titles[page["pageid"]] = page["title"]
            for revision in page.get("revisions", ()):
                read = read_revision(page, revision)
                if read is not None:
                    found[page["pageid"]] = read
    unread = [title for number, title in titles.items() if number not in found]
    if unread and complete:
        raise SourceError(f"The wiki gave no text for {unread[0]} ({len(unread)} pages in all).")
    return list(found.values())


def read_revision(page: Mapping[str, Any], revision: Mapping[str, Any]) -> PageRevision | None:
    """Shape a page and a revision as the API gives them; None where its text is hidden."""
    slot = revision.get("slots", {}).get("main", {})
    if "content" not in slot:
        return None
    text = slot["content"]
    return PageRevision(
        title=page["title"],
        text=text,
        namespace=page["ns"],
        page_id=page["pageid"],
        revision_id=revision["revid"],
        timestamp=dt.datetime.fromisoformat(revision["timestamp"]),
        user=revision.get("user", ""),
        tags=tuple(revision.get("tags", ())),
        content_model=slot.get("contentmodel", "wikitext"),
        redirect_to=discovery.redirect_target(text),
    )

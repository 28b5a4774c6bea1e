"""Where pages come from: what every source delivers, an XML export, a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from hubbot.config import Config
from hubbot.records import PageRef, PageRevision
from hubbot.wikitext import Namespaces, TemplateNames


@dataclass(frozen=True, kw_only=True)
class SiteInfo:
    """What hubbot needs to know of a wiki.

    ``user`` is the account logged in, or empty; ``max_bytes`` the largest page that
    may be saved; ``language`` the content language; ``page_url`` a pattern with ``$1``.
    """

    namespaces: Namespaces = field(default_factory=Namespaces)
    language: str = "en"
    user: str = ""
    user_rights: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()
    max_bytes: int = 2048 * 1024
    page_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """All pages of one run, read before anything is written.

    ``interviews`` are the candidates to parse; ``unchanged`` those whose parsed form
    the cache already holds. ``targets`` are the pages that transclude the report
    template. ``redirects`` maps the titles of redirects, as far as they matter, to
    their targets. ``translatable`` are the titles of pages that hold ``<translate>``.
    """

    site: SiteInfo
    names: TemplateNames
    interviews: tuple[PageRevision, ...] = ()
    unchanged: tuple[PageRef, ...] = ()
    targets: tuple[PageRevision, ...] = ()
    codebook: PageRevision | None = None
    register: PageRevision | None = None
    affiliate_pages: tuple[PageRevision, ...] = ()
    stop_page: PageRevision | None = None
    redirects: Mapping[str, str] = field(default_factory=dict)
    translatable: frozenset[str] = frozenset()


class PageSource(Protocol):
    """A wiki, an XML export or a folder of pages."""

    def gather(self, config: Config) -> Gathered:
        """Read every page the configuration names; raise SourceError if any cannot be."""
        ...

"""Where pages come from: what every source delivers, an XML export, a folder."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from hubbot import xmlexport
from hubbot.config import Config
from hubbot.discovery import Discovery, is_translatable, redirect_target, template_roles
from hubbot.errors import SourceError
from hubbot.paths import SUFFIX, path_to_title
from hubbot.paths import title_to_path as title_to_path
from hubbot.records import PageRef, PageRevision
from hubbot.wikitext import MODULE, Namespaces, TemplateNames, template_names


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
    the cache already holds; ``others`` those that turned out to be no interviews.
    ``targets`` are the pages that transclude the report template; ``own_revisions``
    holds, by title, hubbot's newest revision of those on which somebody took an edit
    back. ``translatable`` are the titles of pages that hold ``<translate>``.
    """

    site: SiteInfo
    names: TemplateNames
    interviews: tuple[PageRevision, ...] = ()
    unchanged: tuple[PageRef, ...] = ()
    others: tuple[PageRef, ...] = ()
    targets: tuple[PageRevision, ...] = ()
    codebook: PageRevision | None = None
    register: PageRevision | None = None
    affiliate_pages: tuple[PageRevision, ...] = ()
    stop_page: PageRevision | None = None
    own_revisions: Mapping[str, PageRevision] = field(default_factory=dict)
    translatable: frozenset[str] = frozenset()


class PageSource(Protocol):
    """A wiki, an XML export or a folder of pages."""

    def gather(self, config: Config) -> Gathered:
        """Read every page the configuration names; raise SourceError if any cannot be."""
        ...

    def redirects(self, titles: Collection[str]) -> Mapping[str, str]:
        """Map those of the titles that are redirects to their targets."""
        ...


class XmlSource:
    """The pages of a MediaWiki XML export.

    With ``as_of``, pages are taken as they stood at that time, as far as the export
    holds their older revisions.
    """

    def __init__(self, path: Path, as_of: dt.datetime | None = None) -> None:
        self.path, self.as_of = path, as_of
        self._redirects: Mapping[str, str] = {}

    @property
    def deleted(self) -> int:
        """How many pages have been deleted since: none that an export could tell of."""
        return 0

    def gather(self, config: Config) -> Gathered:
        """Read the export; raise SourceError where it is not whole."""
        export = xmlexport.read(self.path, self.as_of)
        site = SiteInfo(
            namespaces=export.namespaces, language=export.language, page_url=export.page_url
        )
        self._redirects = redirects_among(export.pages.values(), site.namespaces)
        return gather_pages(export.pages.values(), self._redirects, site, config)

    def redirects(self, titles: Collection[str]) -> Mapping[str, str]:
        """Map the redirects of the export to their targets."""
        return self._redirects


class FolderSource:
    """The pages of a folder of ``.wiki`` files, named as :mod:`hubbot.paths` says.

    Files carry no history: every page has the revision id 0 and a time of 1970, so that
    every copy of a folder reads the same. Other files are passed over.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._redirects: Mapping[str, str] = {}

    def gather(self, config: Config) -> Gathered:
        """Read all files; raise SourceError where one cannot be or leads outside."""
        pages, site = self._pages(), SiteInfo()
        self._redirects = redirects_among(pages, site.namespaces)
        return gather_pages(pages, self._redirects, site, config)

    def redirects(self, titles: Collection[str]) -> Mapping[str, str]:
        """Map the redirects of the folder to their targets."""
        return self._redirects

    def _pages(self) -> list[PageRevision]:
        if not self.path.is_dir():
            raise SourceError(f"{self.path} is no folder.")
        pages: dict[str, PageRevision] = {}
        root = self.path.resolve()
        for file in _files(self.path):
            page = _read_file(file, self.path, root)
            if page.title in pages:
                raise SourceError(f'{self.path} holds two files for the page "{page.title}".')
            pages[page.title] = page
        if not pages:
            raise SourceError(f"{self.path} holds no {SUFFIX} file.")
        return list(pages.values())


def open_source(path: Path, as_of: dt.datetime | None = None) -> XmlSource | FolderSource:
    """Choose the source that a path means: a folder of pages, or an XML export.

    Raises SourceError where there is nothing, or something else, at that path.
    """
    if path.is_dir():
        return FolderSource(path)
    if not path.exists():
        raise SourceError(f"{path} does not exist.")
    if not path.name.endswith((".xml", ".xml.gz", ".xml.bz2")):
        raise SourceError(
            f"{path} is neither a folder nor an XML export (.xml, .xml.gz or .xml.bz2)."
        )
    return XmlSource(path, as_of)


def _files(folder: Path) -> Iterator[Path]:
    """List the page files below a folder; never follow a link to a folder."""

    def fail(error: OSError) -> None:
        raise SourceError(f"{error.filename} cannot be read: {error.strerror}.") from error

    for parent, folders, files in os.walk(folder, onerror=fail):
        folders.sort()
        for name in folders:
            if os.path.islink(os.path.join(parent, name)):
                raise SourceError(
                    f"{os.path.join(parent, name)} is a link to a folder, which is not followed."
                )
        for name in sorted(files):
            if name.endswith(SUFFIX) and name != SUFFIX:
                yield Path(parent, name)


def _read_file(file: Path, folder: Path, root: Path) -> PageRevision:
    if not file.resolve().is_relative_to(root):
        raise SourceError(f"{file} is a link that leads out of the folder.")
    if not file.is_file():
        raise SourceError(f"{file} is no ordinary file.")
    try:
        title = path_to_title(PurePosixPath(file.relative_to(folder).as_posix()))
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{file} is no text in UTF-8.") from error
    except ValueError as error:
        raise SourceError(f"{file} is not named like a page: {error}") from error
    namespace, name = Namespaces().split(title)
    if not name:
        raise SourceError(f"{file} is not named like a page.")
    is_module = namespace == MODULE and not name.endswith("/doc")
    return PageRevision(
        title=Namespaces().title(namespace, name),
        text=text,
        namespace=namespace,
        content_model="Scribunto" if is_module else "wikitext",
        redirect_to=None if is_module else redirect_target(text),
    )


def redirects_among(pages: Iterable[PageRevision], namespaces: Namespaces) -> dict[str, str]:
    """Map the titles of the pages that are redirects to their targets."""
    return {
        page.title: namespaces.normalise(page.redirect_to) for page in pages if page.redirect_to
    }


def gather_pages(
    pages: Iterable[PageRevision], redirects: Mapping[str, str], site: SiteInfo, config: Config
) -> Gathered:
    """Sort all pages of a wiki into what hubbot reads of them.

    Which pages show a template is decided by their own text, redirects by the pages.
    """
    by_title = {page.title: page for page in sorted(pages, key=lambda page: page.title)}
    namespaces = site.namespaces
    names = template_names(template_roles(config.templates), redirects.items(), namespaces)
    translatable = frozenset(
        title for title, page in by_title.items() if is_translatable(page.text)
    )
    discovery = Discovery(config=config, names=names, translatable=translatable)
    content = tuple(by_title.values())

    def page(title: str) -> PageRevision | None:
        wanted = namespaces.normalise(title)
        return by_title.get(redirects.get(wanted, wanted)) if title else None

    return Gathered(
        site=site,
        names=names,
        interviews=tuple(filter(discovery.is_interview, content)),
        targets=tuple(filter(discovery.is_target, content)),
        codebook=page(config.pages.codebook),
        register=page(config.pages.register),
        affiliate_pages=tuple(filter(discovery.is_affiliate_page, content)),
        stop_page=page(config.pages.stop_page.replace("$1", site.user)) if site.user else None,
        translatable=translatable,
    )

"""Reads a MediaWiki XML export: what Special:Export gives, and dumps.

The format is described at https://www.mediawiki.org/wiki/Help:Export.
"""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Final, cast
from xml.parsers import expat

from hubbot.discovery import redirect_target
from hubbot.errors import SourceError
from hubbot.records import PageRevision
from hubbot.wikitext import CANONICAL_NAMESPACES, Namespaces

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, kw_only=True)
class XmlExport:
    """The content of one export: the chosen revision of each page, by title."""

    pages: Mapping[str, PageRevision]
    namespaces: Namespaces
    language: str = "en"
    page_url: str = ""


def read(path: Path, as_of: dt.datetime | None = None) -> XmlExport:
    """Read an export (``.xml``, ``.xml.gz``, ``.xml.bz2``) in one pass.

    Of several revisions of a page the one with the highest id counts; with ``as_of``,
    only revisions not newer than that. Raises SourceError where the file cannot be
    read, is cut off, is no export, holds no text, or declares a document type: an
    export has none, and one could make the reader expand entities without end.
    """
    reader = _Reader(path, as_of)
    try:
        with _opened(path) as file:
            reader.feed(file)
    except (EOFError, zlib.error) as error:
        raise SourceError(f"{path} is cut off or damaged: {error}.") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}.") from error
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise SourceError(
            f"{path} is no complete XML export: {reason} in line {error.lineno}."
        ) from error
    return reader.result()


def _opened(path: Path) -> IO[bytes]:
    match path.suffix:
        case ".gz":
            return cast("IO[bytes]", gzip.open(path, "rb"))
        case ".bz2":
            return cast("IO[bytes]", bz2.open(path, "rb"))
        case _:
            return path.open("rb")


@dataclass
class _Page:
    title: str = ""
    namespace: int = 0
    page_id: int = 0
    redirect: str | None = None
    best: PageRevision | None = None


@dataclass
class _Revision:
    """The texts of the elements inside one ``<revision>``, by path below it."""

    values: dict[str, str] = field(default_factory=dict)
    hidden: bool = False
    size: int = 0


class _Reader:
    """Follows the elements of an export, and keeps one revision of each page."""

    def __init__(self, path: Path, as_of: dt.datetime | None) -> None:
        self._path, self._as_of = path, as_of
        self._open: list[str] = []
        self._text: list[str] = []
        self._page = _Page()
        self._revision = _Revision()
        self._pages: dict[str, PageRevision] = {}
        self._namespaces: dict[int, str] = {}
        self._case_sensitive: set[int] = set()
        self._key = 0
        self._language, self._base = "en", ""
        self._seen = False

    def feed(self, file: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = self._doctype
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def result(self) -> XmlExport:
        if not self._seen:
            raise SourceError(f"{self._path} holds no page.")
        local = self._namespaces or dict(CANONICAL_NAMESPACES)
        base, _, _ = self._base.rpartition("/")
        return XmlExport(
            pages=self._pages,
            namespaces=Namespaces(local=local, case_sensitive=frozenset(self._case_sensitive)),
            language=self._language,
            page_url=f"{base}/$1" if base else "",
        )

    def _doctype(self, *_: object) -> None:
        raise SourceError(f"{self._path} declares a document type, which no XML export does.")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if not self._open and tag != "mediawiki":
            raise SourceError(f"{self._path} is XML, but no export of a MediaWiki.")
        self._open.append(tag)
        self._text.clear()
        match tag:
            case "mediawiki":
                self._language = attributes.get(_XML_LANG, "en")
            case "namespace":
                self._namespace(attributes)
            case "page":
                self._page = _Page()
            case "redirect" if len(self._open) == 3:
                self._page.redirect = attributes.get("title")
            case "revision":
                self._revision = _Revision()
            case "text" if self._open[-2] == "revision":
                self._revision.hidden = "deleted" in attributes
                size = attributes.get("bytes", "")
                self._revision.size = int(size) if size.isdigit() else 0

    def _namespace(self, attributes: Mapping[str, str]) -> None:
        try:
            self._key = int(attributes.get("key", ""))
        except ValueError:
            raise SourceError(f"{self._path} lists a namespace without a number.") from None
        if attributes.get("case") == "case-sensitive":
            self._case_sensitive.add(self._key)

    def _end(self, name: str) -> None:
        tag = self._open.pop()
        text = "".join(self._text)
        self._text.clear()
        match (*self._open[1:], tag):
            case ("siteinfo", "base"):
                self._base = text.strip()
            case ("siteinfo", "namespaces", "namespace"):
                self._namespaces[self._key] = text.strip()
            case ("page", "title"):
                self._page.title = " ".join(text.replace("_", " ").split())
            case ("page", "ns"):
                self._page.namespace = self._number(text, tag)
            case ("page", "id"):
                self._page.page_id = self._number(text, tag)
            case ("page", "revision", *below) if below:
                self._revision.values["/".join(below)] = text
            case ("page", "revision"):
                self._take_revision()
            case ("page",):
                self._take_page()

    def _number(self, text: str, tag: str) -> int:
        try:
            return int(text)
        except ValueError:
            raise SourceError(
                f'{self._path} holds a page "{self._page.title}" whose {tag} is no number.'
            ) from None

    def _take_revision(self) -> None:
        values = self._revision.values
        if self._revision.hidden:
            return
        text = values.get("text", "")
        if not text and self._revision.size:
            raise SourceError(
                f"{self._path} holds no text of pages (it is an export of metadata alone)."
            )
        moment = self._moment(values.get("timestamp", ""))
        if self._as_of is not None and moment > self._as_of:
            return
        number = self._number(values.get("id", "0"), "revision id")
        if self._page.best is None or number >= self._page.best.revision_id:
            self._page.best = PageRevision(
                title="",
                text=text,
                revision_id=number,
                timestamp=moment,
                user=values.get("contributor/username") or values.get("contributor/ip", ""),
                content_model=values.get("model") or "wikitext",
            )

    def _moment(self, text: str) -> dt.datetime:
        try:
            moment = dt.datetime.fromisoformat(text.strip())
        except ValueError:
            return _EPOCH
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)

    def _take_page(self) -> None:
        page = self._page
        self._seen = True
        if page.best is None:
            return
        if not page.title:
            raise SourceError(f"{self._path} holds a page without a title.")
        redirect = None
        if page.best.content_model == "wikitext":
            redirect = redirect_target(page.best.text)
            if redirect is None and self._as_of is None:
                redirect = page.redirect
        revision = replace(
            page.best,
            title=page.title,
            namespace=page.namespace,
            page_id=page.page_id,
            redirect_to=redirect,
        )
        earlier = self._pages.get(page.title)
        if earlier is None or earlier.revision_id <= revision.revision_id:
            self._pages[page.title] = revision


_XML_LANG: Final = "http://www.w3.org/XML/1998/namespace lang"
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

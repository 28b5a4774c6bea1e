"""Remember what pages were parsed into, so that an unchanged page is neither read nor parsed.

The file holds personal values (names of people, text outside answers): only its owner may
read it, and pages that are withdrawn, drafts or gone leave it in the same run. Nothing
depends on it: without it, or where it is broken, everything is read anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from hubbot import __version__, serial
from hubbot.config import Config
from hubbot.parse import ParseContext, ParsedPage, parse_codebook, parse_context
from hubbot.records import PageRef, PageRevision
from hubbot.sources import SiteInfo
from hubbot.wikitext import TemplateNames

LOG = logging.getLogger("hubbot")

# Marks the file as ours (https://www.sqlite.org/fileformat.html, offset 68): no other
# program's file is ever written to or removed.
APPLICATION: Final = 0x48756243
_MAGIC: Final = b"SQLite format 3\x00"
_LAYOUT: Final = 1
_PATIENCE_SECONDS: Final = 1.0
# What pages are parsed with beside the configuration, as paths in the package.
_PARSED_WITH: Final = ("parse", "data", "*.py")
_LIBRARIES: Final = ("mwparserfromhell", "rapidfuzz", "babel")

Key = tuple[int, int]


class Cache:
    """The parsed pages of one wiki and configuration, in a SQLite file.

    In each run, :meth:`recall` comes first and :meth:`keep` once all pages are parsed.
    Neither raises: where the file cannot be used, a warning says so, and every page is
    read anew.
    """

    def __init__(self, path: Path, config: Config) -> None:
        self._path = path
        self._config = config
        self._connection: sqlite3.Connection | None = None
        self._version = ""
        self._pages: dict[Key, ParsedPage] = {}

    def recall(
        self, site: SiteInfo, names: TemplateNames, codebook: PageRevision | None
    ) -> Mapping[Key, str]:
        """Return which pages are remembered as they would be parsed today, with their titles.

        Pages are parsed by what the codebook says too: it is read already, as are the
        names of templates.
        """
        self.close()
        with self._guarded():
            self._connection = _connect(self._path)
            self._version = version(site, _context(self._config, names, codebook), self._config)
            rows = self._connection.execute(
                "SELECT page, revision, record, seal FROM parsed WHERE version = ?",
                (self._version,),
            )
            for number, revision, record, seal in rows:
                page = _unsealed(self._version, (number, revision), record, seal)
                if page is not None:
                    self._pages[number, revision] = page
        return {key: page.ref.title for key, page in self._pages.items()}

    def page(self, ref: PageRef) -> ParsedPage:
        """Return a page that :meth:`recall` named; raises KeyError for others."""
        return self._pages[_key(ref)]

    def keep(self, parsed: Iterable[ParsedPage]) -> None:
        """Remember these pages and forget all others, and let go of the file.

        Only what was published is stored, and pages without an interview: a withdrawn
        page or a draft leaves no trace.
        """
        pages = {_key(page.ref): page for page in parsed if _may_be_stored(page)}
        with self._guarded():
            if self._connection is not None:
                self._write(self._connection, pages)
        self.close()

    def _write(self, connection: sqlite3.Connection, pages: Mapping[Key, ParsedPage]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        stored = connection.execute("SELECT rowid, page, revision, version FROM parsed").fetchall()
        held = {
            (page, revision): row
            for row, page, revision, made_by in stored
            if made_by == self._version and (page, revision) in self._pages
        }
        kept = {row for key, row in held.items() if key in pages}
        connection.executemany(
            "DELETE FROM parsed WHERE rowid = ?",
            [(row,) for row, *_ in stored if row not in kept],
        )
        new = [
            (*key, self._version, *_sealed(self._version, key, page))
            for key, page in pages.items()
            if held.get(key) not in kept
        ]
        connection.executemany(
            "INSERT INTO parsed (page, revision, version, record, seal) VALUES (?, ?, ?, ?, ?)",
            new,
        )
        connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file and of what was read from it."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._pages = {}

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn whatever goes wrong with the file into a warning and an empty cache."""
        try:
            yield
        except (sqlite3.Error, OSError, _NotUsableError) as error:
            LOG.warning("The cache %s is not used in this run: %s.", self._path, error)
            self.close()
            _remove_ours(self._path)


class _NotUsableError(Exception):
    """The file is not what a cache should be; the message says what it is."""


def _context(config: Config, names: TemplateNames, codebook: PageRevision | None) -> ParseContext:
    context = parse_context(config, names)
    if codebook is None:
        return context
    return parse_context(config, names, parse_codebook(codebook, context)[0])


def version(site: SiteInfo, context: ParseContext, config: Config) -> str:
    """Return a text that differs wherever the same page may be parsed differently."""
    parts = (
        _LAYOUT,
        context.digest,
        site.page_url,
        sorted(site.namespaces.case_sensitive),
        config.pages,
        config.templates,
        config.notes,
        _program(),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@cache
def _program() -> str:
    """Digest hubbot itself, its data and the libraries that it parses with."""
    digest = hashlib.sha256(f"{__version__} {sys.version_info}".encode())
    for library in _LIBRARIES:
        digest.update(metadata.version(library).encode())
    package = Path(__file__).parent
    for place in _PARSED_WITH:
        for path in sorted(package.glob(place if "*" in place else f"{place}/*")):
            if path.is_file():
                digest.update(path.name.encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(ref: PageRef) -> Key:
    return ref.page_id, ref.revision_id


def _may_be_stored(page: ParsedPage) -> bool:
    published = page.interview is None or page.interview.status == "published"
    return published and page.ref.page_id > 0 and page.ref.revision_id > 0


def _sealed(made_by: str, key: Key, page: ParsedPage) -> tuple[str, str]:
    text = json.dumps(serial.encode(page), ensure_ascii=False, separators=(",", ":"))
    return text, _seal(made_by, key, text)


def _seal(made_by: str, key: Key, text: str) -> str:
    return hashlib.sha256(f"{made_by} {key} {text}".encode("utf-8", "surrogatepass")).hexdigest()


def _unsealed(made_by: str, key: Key, text: object, seal: object) -> ParsedPage | None:
    """Read one record; None where a bit of it was lost."""
    if not isinstance(text, str) or _seal(made_by, key, text) != seal:
        return None
    try:
        page: ParsedPage = serial.decode(ParsedPage, json.loads(text))
    except (ValueError, TypeError, IndexError, KeyError):
        return None
    return page


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file, made with mode 0600 where there is none."""
    is_new = _prepare(path)
    connection = sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA secure_delete = ON")
        # Nothing of a page that is forgotten may stay in a journal's file; a file that a
        # crash broke is found out by the seals.
        connection.execute("PRAGMA journal_mode = MEMORY")
        if is_new:
            connection.execute("PRAGMA auto_vacuum = FULL")
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS parsed (page INTEGER, revision INTEGER, version TEXT, "
            "record TEXT, seal TEXT)"
        )
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _prepare(path: Path) -> bool:
    """Make the file private to its owner; return whether it is empty yet."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(path, flags, 0o600)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid():
            raise _NotUsableError("it is no file of this account")
        if found.st_size and not _is_ours(os.pread(descriptor, 100, 0)):
            raise _NotUsableError("it is no cache of hubbot's; remove it or name another file")
        if found.st_mode & 0o077:
            os.fchmod(descriptor, 0o600)
        return found.st_size == 0
    finally:
        os.close(descriptor)


def _is_ours(header: bytes) -> bool:
    return header.startswith(_MAGIC) and header[68:72] == APPLICATION.to_bytes(4, "big")


def _remove_ours(path: Path) -> None:
    """Remove a cache that cannot be used or written to, so that nothing withdrawn stays in it."""
    with contextlib.suppress(OSError):
        if path.is_symlink() or not path.is_file():
            return
        with path.open("rb") as file:
            header = file.read(100)
        if _is_ours(header):
            path.unlink()

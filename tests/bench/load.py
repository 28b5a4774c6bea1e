"""Loads many made interviews into a test wiki within seconds."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from tests.bench import interviews
from tests.mediawiki import TestWiki

_CALL = re.compile(r"\{\{([^{}|\n]+)")


def load(wiki: TestWiki, folder: Path, count: int) -> None:
    """Import made interviews, then note which templates each page shows.

    MediaWiki's importer would find that out by parsing every page, for forty times as
    long; the rows that it would write for these pages are written at once in its place.
    """
    dump = folder / f"interviews-{count}.xml"
    interviews.write_dump(dump, count)
    wiki.script("importDump.php", "--no-updates", "--username-prefix=imported", str(dump))
    dump.unlink()
    connection = sqlite3.connect(wiki.folder / "data" / "wiki.sqlite")
    with connection:
        _link_templates(connection, count)
    connection.close()
    wiki.script("initSiteStats.php", "--update")


def _link_templates(connection: sqlite3.Connection, count: int) -> None:
    fixed = ((page.title, page.text) for page in interviews.fixed_pages().values())
    texts = dict((*fixed, *interviews.TARGETS.items(), *interviews.pages(count)))
    stored = connection.execute("SELECT page_id, page_namespace, page_title FROM page").fetchall()
    numbers = {(namespace, _text(title)): number for number, namespace, title in stored}
    templates = {title for namespace, title in numbers if namespace == 10}
    targets = {
        title: connection.execute(
            "INSERT INTO linktarget (lt_namespace, lt_title) VALUES (10, ?)", (title,)
        ).lastrowid
        for title in sorted(templates)
    }
    rows = [
        (numbers[0, title.replace(" ", "_")], targets[name], 0)
        for title, text in texts.items()
        if (0, title.replace(" ", "_")) in numbers
        for name in {found.strip().replace(" ", "_") for found in _CALL.findall(text)} & templates
    ]
    connection.executemany(
        "INSERT INTO templatelinks (tl_from, tl_target_id, tl_from_namespace) VALUES (?, ?, ?)",
        rows,
    )


def _text(title: bytes | str) -> str:
    return title.decode() if isinstance(title, bytes) else title

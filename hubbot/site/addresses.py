"""The names of the site's files, and the addresses of links between them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from hubbot.render import PageUrl, wiki_page_url

FOLDER: Final = "html/"


def file_name(kind: str, title: str) -> str:
    """Name the file of a page: readable, and different for different titles."""
    plain = unicodedata.normalize("NFKD", title.rpartition("/")[2])
    word = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower())
    digest = hashlib.sha256(title.encode("utf-8", "replace")).hexdigest()[:8]
    return "-".join(filter(None, (kind, word.strip("-")[:40], digest))) + ".html"


class Addresses:
    """Where each page of the site, and each page of the wiki, is to be found.

    ``pattern`` is the wiki's, with ``$1``; empty where there is no wiki.
    """

    def __init__(self, interviews: Iterable[str], targets: Iterable[str], pattern: str) -> None:
        self._pages = {title: file_name("interview", title) for title in interviews}
        for title in targets:
            self._pages.setdefault(title, file_name("page", title))
        self._wiki: PageUrl = wiki_page_url(pattern) if _is_web(pattern) else _nowhere

    def page(self, title: str) -> str:
        """Return the file of a page that the site shows, or nothing."""
        return self._pages.get(title, "")

    def link(self, title: str) -> str:
        """Return where a link to a page of the wiki leads, from a file in the folder."""
        return self.page(title) or self._wiki(title)

    def on_wiki(self, title: str) -> str:
        """Return a page's address on the wiki, or nothing where there is none."""
        return self._wiki(title)


def _is_web(pattern: str) -> bool:
    return pattern.startswith(("http://", "https://", "//"))


def _nowhere(title: str) -> str:
    return ""

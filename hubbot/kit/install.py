"""Decide which pages of the kit are made, renewed or left alone.

Each page that hubbot may renew ends with a comment that holds a hash of the rest. While it
fits, nobody has changed the page since hubbot wrote it, in whichever version that was;
once it does not, the page is people's and is left alone for ever.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from hubbot.exclusion import bot_is_excluded
from hubbot.kit.pages import KitPage
from hubbot.plan import PagePlan, Target
from hubbot.preprocess import scan
from hubbot.records import PageRevision
from hubbot.sources import SiteInfo
from hubbot.wikitext import MODULE

LEFT_ALONE: Final = "People have changed this page, so hubbot leaves it alone."
_NOBOTS: Final = "The page asks bots to stay away ({{bots}} or {{nobots}})."

_WIKITEXT_MARK: Final = "<noinclude><!-- hubbot install: hash=%s --></noinclude>"
_LUA_MARK: Final = "-- hubbot install: hash=%s"
_MARK: Final = re.compile(
    r"\s*(?:<noinclude><!--|--) hubbot install: hash=([0-9a-f]{16})(?: --></noinclude>)?\s*\Z"
)


@dataclass(frozen=True)
class Installation:
    """The rules by which the kit's pages are written on one wiki."""

    site: SiteInfo
    summary: str

    def plan(self, wanted: KitPage, current: PageRevision | None) -> PagePlan:
        """Decide what becomes of one page; ``current`` is None where there is none yet."""
        text = self.text(wanted)
        if current is None:
            return PagePlan(page=self._missing(wanted), text=text, summary=self.summary)
        if wanted.once or same_text(current.text, text):
            return PagePlan(page=current, text=current.text)
        refusal = self._refusal(current)
        if refusal:
            return PagePlan(page=current, text=current.text, refusal=refusal)
        return PagePlan(page=current, text=text, summary=self.summary)

    def replan(self, wanted: KitPage, target: Target) -> PagePlan:
        """Decide anew, after somebody else's edit."""
        return self.plan(wanted, target.page)

    def text(self, wanted: KitPage) -> str:
        """Return the text that is saved: the page's own, with the mark where it is renewed."""
        if wanted.once:
            return _stored(wanted.text)
        body = _stored(wanted.text)
        lua = self.site.namespaces.split(wanted.title)[0] == MODULE
        return f"{body}\n{_LUA_MARK % _hash(body)}" if lua else body + _WIKITEXT_MARK % _hash(body)

    def _refusal(self, current: PageRevision) -> str:
        if not unchanged_since_installed(current.text):
            return LEFT_ALONE
        if bot_is_excluded(scan(current.text), self.site.user, self.site.namespaces):
            return _NOBOTS
        return ""

    def _missing(self, wanted: KitPage) -> PageRevision:
        namespace = self.site.namespaces.split(wanted.title)[0]
        return PageRevision(title=wanted.title, text="", namespace=namespace)


def unchanged_since_installed(text: str) -> bool:
    """Tell whether a page still is what some version of hubbot installed."""
    text = _stored(text)
    mark = _MARK.search(text)
    return mark is not None and mark[1] == _hash(text[: mark.start()])


def same_text(one: str, other: str) -> bool:
    """Tell whether the wiki would store two texts alike."""
    return _stored(one) == _stored(other)


def _stored(text: str) -> str:
    """Return a text as MediaWiki stores it: in Unicode's form NFC, without blanks at its end."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).rstrip()


def _hash(text: str) -> str:
    return hashlib.sha256(text.rstrip().encode("utf-8", "surrogatepass")).hexdigest()[:16]

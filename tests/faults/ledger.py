"""Keep count of what hubbot did to a wiki's pages, read from their revisions."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from tests.mediawiki import Revision, TestWiki

BOT = "HubBot"
# Written without hubbot's own code, so that a mistake there does not hide itself here.
BLOCK = re.compile(
    r"(\{\{Hubbot report\|[^{}]*\}\})"
    r"(\s*<!-- hubbot: v=\d+ hash=(?P<hash>\w+)[^>]*-->)?"
    r"(?P<body>(?:(?!\{\{Hubbot report(?: end)?[|}]).)*)"
    r"(\{\{Hubbot report end\}\})",
    re.DOTALL,
)


def outside(text: str) -> str:
    """Give the text of a page without what stands in its blocks."""
    return BLOCK.sub(r"\1\5", text)


def bodies_of_people(text: str) -> list[str]:
    """List the bodies of blocks that are not as hubbot wrote them, nor empty."""
    return [
        match["body"]
        for match in BLOCK.finditer(text)
        if match["body"].strip() and match["hash"] != digest(match["body"])
    ]


def digest(body: str) -> str:
    """Hash a body as hubbot's memory does."""
    return hashlib.sha256(unicodedata.normalize("NFC", body).encode()).hexdigest()[:16]


@dataclass
class Ledger:
    """The totals of all wikis of a session."""

    lost: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    revisions: int = 0

    def audit(self, wiki: TestWiki, forced: Iterable[str] = ()) -> None:
        """Look at every revision that the bot saved; `forced` are pages written with --force."""
        for title in sorted(_edited_pages(wiki)):
            history = list(reversed(wiki.revisions(title)))
            for before, after in pairwise(history):
                if after.user == BOT:
                    self.revisions += 1
                    self.lost += _lost(title, before, after, forced=title in forced)
                    self.partial += _halves(title, after)


def _edited_pages(wiki: TestWiki) -> Iterator[str]:
    answer = wiki.api(action="query", list="usercontribs", ucuser=BOT, uclimit=500)
    yield from {change["title"] for change in answer["query"]["usercontribs"]}


def _lost(title: str, before: Revision, after: Revision, *, forced: bool) -> Iterator[str]:
    if outside(before.text) != outside(after.text):
        yield f"{title}, revision {after.id}: the text outside the blocks changed"
    kept = bodies_of_people(after.text)
    for body in bodies_of_people(before.text):
        if body not in kept and not forced:
            yield f"{title}, revision {after.id}: what people wrote is gone: {body!r}"


def _halves(title: str, after: Revision) -> Iterator[str]:
    for match in BLOCK.finditer(after.text):
        if match["hash"] is None and match["body"].strip() and "mw-undo" not in after.tags:
            yield f"{title}, revision {after.id}: a body without its memory"

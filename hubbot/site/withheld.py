"""What no page of the site may repeat, though an old text on the wiki still has it.

A block that is left alone, or the old side of a diff, can hold words of an interview that
was withdrawn since, is a draft, or asks that its words are not shown.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import Final

from hubbot.records import Interview

# Shorter texts are found anywhere, and say nothing of where they come from.
_TELLING: Final = 20


class Withheld:
    """Tells whether a text repeats anything that is not to be shown."""

    def __init__(self, interviews: Iterable[Interview]) -> None:
        found: set[str] = set()
        for one in interviews:
            if one.status != "published" or one.quotes != "yes":
                found.update(text for text in _said(one) if len(text) >= _TELLING)
            if one.status == "withdrawn":
                found.add(_plain(one.page.title))
        self._texts = tuple(sorted(found))

    def is_in(self, text: str) -> bool:
        """Whether the text repeats something withheld."""
        if not self._texts:
            return False
        plain = _plain(text)
        return any(one in plain for one in self._texts)


def _said(interview: Interview) -> Iterator[str]:
    texts = [mention.words for mention in interview.mentions]
    texts += [partnership.description for partnership in interview.partnerships]
    texts += [answer.text for answer in interview.answers]
    texts += [interview.before, interview.after]
    for text in texts:
        yield _plain(text)
        yield from (_plain(part) for part in text.split("\n"))


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())

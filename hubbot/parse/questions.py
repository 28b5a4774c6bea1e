"""Finds question lines, whatever markup, number or spelling they are written with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from hubbot.parse.clean import plain

# The shortest line that a respelled wording is looked for in, and how near it must be,
# of 100: near enough for slips of the pen, too far for another word.
_LEAST_LENGTH: Final = 20
_LEAST_SCORE: Final = 88
_LEAST_WORD_SCORE: Final = 70

_START = re.compile(
    r"\A[\s*#:;=•–—-]*(?:(?:question|q)?\s*\(?\d{1,2}\s*(?:[.):]|[-–—]\s)|(?:question|q)\s*:)?"
    r"[\s\"'“”:;*=-]*",
    re.IGNORECASE,
)
_MARKUP: Final = "'=;:*#<\x02\x07\x08\x10\x13？"
_END: Final = " \t?:;.!\"'“”’=*\xa0？"
_SENTENCE_END = re.compile(r"(?:[.!?…)\]\"”]|'')[\s'\x04\x06\x13\x10\d:;*#]*\Z")
_SENTENCES = re.compile(r"[.!?…]\s")
_NOT_IN_WORDS = re.compile(r"[\s\W_]+")
_FOLD: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\xa0": " "})


class Hit(NamedTuple):
    """A question in a line: its id and where it begins and ends, marks included."""

    question: str
    start: int
    end: int


def question_key(text: str) -> str:
    """Reduce a question line to what all ways of writing it share."""
    bare = _START.sub("", plain(text), count=1).translate(_FOLD).rstrip(_END)
    return _NOT_IN_WORDS.sub(" ", bare.casefold()).strip()


class Questions:
    """The known wordings of questions."""

    def __init__(self, wordings: Mapping[str, str]) -> None:
        self.wordings = dict(wordings)
        self.least = min(map(len, wordings), default=0)
        self._most = max(map(len, wordings), default=0)
        self._pairs = tuple(wordings.items())
        self._first = {wording.split()[0] for wording in wordings if wording}
        self._rarest = {wording: max(wording.split(), key=len) for wording in wordings if wording}

    def whole(self, line: str) -> str:
        """Return the id of the question that a line is, or ""."""
        if not self.least <= len(line) <= self._most + 60 or not self._may_ask(line):
            return ""
        return self.find(line)

    def _may_ask(self, line: str) -> bool:
        """Tell cheaply whether a line may be a question: most lines are not."""
        if "?" in line or line[0] in _MARKUP or line[0].isdigit() or line[0].isspace():
            return True
        return line.split(None, 1)[0].lower() in self._first

    def find(self, line: str) -> str:
        """Return the id of the question that a text is, exactly or slightly respelled, or ""."""
        key = question_key(line)
        found = self.wordings.get(key)
        if found is not None:
            return found
        if not _LEAST_LENGTH <= len(key) <= self._most * 1.3:
            return ""
        if _SENTENCES.search(_START.sub("", plain(line), count=1)):
            return ""  # "Yes. What are ..." holds more than a question
        return respelled(key, self._pairs)

    def present(self, text: str) -> list[tuple[str, str]]:
        """List the wordings that stand somewhere in a text, so that lines need not look."""
        folded = fold(text)
        return [(one, self.wordings[one]) for one, word in self._rarest.items() if word in folded]

    def within(self, line: str, present: list[tuple[str, str]]) -> Hit | None:
        """Find a question at the start, the end or between sentences of a longer line."""
        return self._at_start(line) or self._at_end(line) or self._between(line, present)

    def _at_start(self, line: str) -> Hit | None:
        """Find the question up to its question mark or colon, the answer after it."""
        for mark in ("?", "？", ":"):
            place = line.find(mark, self.least - 1, self._most + 60)
            if place >= 0 and (question := self.find(line[:place])):
                return Hit(question, 0, _past_marks(line, place + 1))
        return None

    def _at_end(self, line: str) -> Hit | None:
        """Find the line's last sentence, where that is a question."""
        if not line.rstrip(" '\x04\x07\x08").endswith(("?", "？")):
            return None
        tail = max(len(line) - self._most - 60, 0)
        for match in re.finditer(r"[.!?…:)\]\"”']\s+|'{2,5}", line[tail:]):
            start = tail + match.end()
            if question := self.find(line[start:]):
                return Hit(question, start, len(line))
        return None

    def _between(self, line: str, present: list[tuple[str, str]]) -> Hit | None:
        if not present:
            return None
        folded = fold(line)
        best: Hit | None = None
        for wording, question in present:
            if self._rarest[wording] not in folded:
                continue
            for match in _wording_pattern(wording).finditer(folded):
                if self._stands_alone(line, match.start(), match.end()):
                    hit = Hit(question, match.start(), _past_marks(line, match.end()))
                    if best is None or hit.start < best.start:
                        best = hit
                    break
        return best

    @staticmethod
    def _stands_alone(line: str, start: int, end: int) -> bool:
        """Tell a question from the same words inside somebody's sentence."""
        before = line[:start]
        asks = line[end : end + 1] in ("?", "？", "'", ":")
        begins = _START.fullmatch(before) is not None or bool(_SENTENCE_END.search(before))
        return (asks and (begins or line[start : start + 1].isupper())) or (
            begins and line[start : start + 1].isupper() and not line[end:].strip(_END)
        )


def fold(text: str) -> str:
    """Lower the case and straighten quotes without moving any character."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_FOLD) if not lowered.isascii() else lowered


def _past_marks(line: str, end: int) -> int:
    """Go past the question mark and the end of bold that belong to the question."""
    while end < len(line) and line[end] in "?？:'":
        end += 1
    return end


@lru_cache(maxsize=1_000)
def _wording_pattern(wording: str) -> re.Pattern[str]:
    return re.compile(r"\b" + r"[\W_]+".join(map(re.escape, wording.split(" "))) + r"\b")


@lru_cache(maxsize=10_000)
def respelled(key: str, wordings: tuple[tuple[str, str], ...]) -> str:
    """Return the id of the one wording that a key is a slightly wrong spelling of, or ""."""
    from rapidfuzz import fuzz, process

    hits = process.extract(
        key, [wording for wording, _ in wordings], scorer=fuzz.ratio, score_cutoff=_LEAST_SCORE
    )
    found = {wordings[index][1] for wording, _, index in hits if _same_words(key, wording)}
    return found.pop() if len(found) == 1 else ""


def _same_words(one: str, other: str) -> bool:
    """Tell whether each longer word of either has a near spelling in the other.

    The first and the last words must answer each other, so that no word is lost that
    stands before or behind the question.
    """
    some, others = one.split(), other.split()
    return (
        _near(some[0], others[0])
        and _near(some[-1], others[-1])
        and _words_within(some, others)
        and _words_within(others, some)
    )


def _words_within(some: list[str], others: list[str]) -> bool:
    return all(len(word) <= 3 or any(_near(word, each) for each in others) for word in some)


def _near(word: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return bool(fuzz.ratio(word, other) >= _LEAST_WORD_SCORE)

"""The word cloud: which words the answers use, and how they are laid out.

A word counts once for each interview, and shows only where two interviews or more use it:
so that no single speaker can be told by it. Names of people interviewed or asking are left
out, and so are the answers of interviews whose words are not to be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from markupsafe import Markup

from hubbot.charts import BLUE, plain, svg_element, width
from hubbot.config import bundled
from hubbot.messages import messages
from hubbot.records import Interview

LEAST_INTERVIEWS: Final = 2
MOST_WORDS: Final = 60
_WIDE: Final = 680.0
_SMALLEST, _LARGEST = 14.0, 46.0
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True)
class Word:
    """A word and the number of interviews that use it."""

    text: str
    interviews: int


@cache
def packaged_stop_words() -> frozenset[str]:
    """Return the words that are left out in any case."""
    lines = bundled("stopwords.txt").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


def words(interviews: Iterable[Interview], stop_words: Collection[str] = ()) -> list[Word]:
    """Count the words of answers, the most used first; ``stop_words`` are left out too."""
    chosen = list(interviews)
    left_out = packaged_stop_words() | {_folded(word) for word in stop_words}
    left_out |= {word for one in chosen for word in _names(one)}
    found: Counter[str] = Counter()
    for interview in chosen:
        if interview.quotes == "yes":
            text = " ".join(answer.text for answer in interview.answers)
            found.update({word for word in _words_of(text) if word not in left_out})
    listed = [Word(text, n) for text, n in found.items() if n >= LEAST_INTERVIEWS]
    return sorted(listed, key=lambda word: (-word.interviews, word.text))[:MOST_WORDS]


def _words_of(text: str) -> Iterator[str]:
    # Addresses are no words.
    for match in _WORD.finditer(re.sub(r"\S+://\S+|\S+@\S+", " ", text)):
        word = _folded(match[0])
        if len(word) > 2 or not word.isascii():
            yield word


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).replace("’", "'").lower()


def _names(interview: Interview) -> Iterator[str]:
    for person in (*interview.interviewees, *interview.interviewers):
        yield from (_folded(m[0]) for m in _WORD.finditer(f"{person.name} {person.username}"))


@dataclass(frozen=True)
class _Placed:
    word: Word
    size: float
    left: float
    top: float


def draw(found: Sequence[Word], lang: str) -> Markup:
    """Draw the words as lines of text, the most used largest, each with its number."""
    language = messages(lang)
    title = plain(language.text("caption-words"))
    note = language.text("chart-words", LEAST_INTERVIEWS)
    placed, tall = _lines(found)
    parts = [
        Markup(
            '<text x="{}" y="{}" font-size="{}" fill="{}" textLength="{}"'
            ' lengthAdjust="spacingAndGlyphs">{}<tspan class="small" font-size="12"'
            ' dy="-6"> {}</tspan></text>'
        ).format(
            f"{one.left:.0f}",
            f"{one.top:.0f}",
            f"{one.size:.0f}",
            BLUE if index % 2 else "#1b1b1b",
            f"{_room(one.word, one.size):.0f}",
            plain(one.word.text),
            one.word.interviews,
        )
        for index, one in enumerate(placed)
    ]
    heading = Markup('<text x="12" y="24" font-size="17" font-weight="bold">{}</text>')
    said = Markup('<text x="12" y="44" font-size="12">{}</text>')
    told = language.listed(language.text("with-number", w.text, w.interviews) for w in found)
    everything = [heading.format(title), said.format(plain(note)), *parts]
    return svg_element("words", title, f"{note} {told}", (_WIDE, tall), everything, language)


def _room(word: Word, size: float) -> float:
    return width(plain(word.text), size) + width(f" {word.interviews}", 12)


def _lines(found: Sequence[Word]) -> tuple[list[_Placed], float]:
    """Set the words in lines like running text, so that none covers another."""
    most = max((word.interviews for word in found), default=1)
    least = min((word.interviews for word in found), default=1)
    placed: list[_Placed] = []
    line: list[tuple[Word, float]] = []
    bottom = 56.0
    for word in [*sorted(found, key=lambda word: word.text), None]:
        if word is not None:
            part = (word.interviews - least) / max(most - least, 1)
            size = _SMALLEST + part * (_LARGEST - _SMALLEST)
            used = sum(_room(one, s) + 14 for one, s in line)
            if not line or used + _room(word, size) < _WIDE - 24:
                line.append((word, size))
                continue
        bottom += max((s for _, s in line), default=0) + 12
        left = 12.0
        for one, one_size in line:
            placed.append(_Placed(one, one_size, left, bottom - 8))
            left += _room(one, one_size) + 14
        line = [(word, size)] if word is not None else []
    return placed, bottom + 12

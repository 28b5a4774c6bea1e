"""How two spellings of one name are recognised, and which names lie near a wrong one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

_NO_WORD = re.compile(r"[\W_]+")
# Letters that hold no separable accent, yet are typed without their stroke or ligature.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# Apostrophes join what stands around them: "d'Ivoire" and "dIvoire" are one spelling.
_APOSTROPHES = re.compile("['’‘ʼ`´ʻ]")
_USER_GROUP = re.compile(r"\busergroup(s?)\b")


@lru_cache(maxsize=50_000)
def key(name: str) -> str:
    """Reduce a name to what all its harmless spellings share.

    Case, accents, punctuation, underscores, ``&`` for "and", and "Usergroup" for
    "User Group" make no difference; words, their order and their number do.
    """
    # Some signs (℠) become capital letters only when they are taken apart.
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    text = "".join(char for char in text if not unicodedata.combining(char)).replace("&", " and ")
    text = _APOSTROPHES.sub("", text.translate(_LETTERS))
    text = " ".join(_NO_WORD.sub(" ", text).split())
    return _USER_GROUP.sub(r"user group\1", text)


def nearest(
    name: str, choices: Sequence[tuple[str, str]], limit: int = 3, least: float = 60
) -> tuple[str, ...]:
    """List what lies nearest to a name that means nothing, best first.

    ``choices`` are pairs of a key (see :func:`key`) and what is suggested for it; of
    equally near ones the alphabetically first is preferred, so that the answer is stable.
    ``least`` is the lowest score, of 100, that is worth suggesting.
    """
    from rapidfuzz import fuzz, process

    wanted = key(name)
    if not wanted:
        return ()
    keys = [choice for choice, _ in choices]
    hits = process.extract(wanted, keys, scorer=fuzz.WRatio, limit=None, score_cutoff=least)
    ranked = sorted((-score, choices[position][1]) for _, score, position in hits)
    return tuple(dict.fromkeys(suggestion for _, suggestion in ranked))[:limit]


def index(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map names to identifiers; a name that stands for more than one maps to ""."""
    found: dict[str, str] = {}
    for name, identifier in pairs:
        if name and found.setdefault(name, identifier) != identifier:
            found[name] = ""
    return found

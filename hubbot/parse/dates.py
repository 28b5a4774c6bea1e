"""Dates as people write them.

A date of which only digits leave open which is the day is not read: it is one of two.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Final, NamedTuple

# Languages whose month names are understood; those of English come first.
_LANGUAGES: Final = ("en", "sv", "fr", "es", "ar", "de", "pt", "it", "nl", "da", "nb", "fi", "pl")

_TIME = (
    r"(?:(?:at|kl\.?|time:?)\s*)?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?"
    r"\s*\(?(?:UTC|GMT|CES?T|EES?T|Z)?(?:\s*[+-]\d{1,2}(?::?\d{2})?)?\)?"
)
_DATE = re.compile(
    rf"(?:{_TIME},?\s+)?(?:(?P<weekday>[^\W\d_]+)\.?,?\s+)?(?:the\s+)?(?:"
    r"(?P<y1>\d{4})(?P<s1>[-./\u2010-\u2013])(?P<m1>\d{1,2})[-./\u2010-\u2013](?P<d1>\d{1,2})"
    r"|(?P<y2>[12]\d{3})(?P<m2>\d{2})(?P<d2>\d{2})"
    r"|(?P<y3>\d{4})\s*年\s*(?P<m3>\d{1,2})\s*月\s*(?P<d3>\d{1,2})\s*日"
    r"|(?P<a>\d{1,2})(?P<s>[-./])(?P<b>\d{1,2})[-./](?P<y4>\d{4})"
    r"|(?P<d5>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?\s+(?:of\s+|de\s+)?(?P<n5>[^\W\d_]{3,})\.?,?"
    r"\s+(?:de\s+|del\s+)?(?P<y5>\d{4})"
    r"|(?P<n6>[^\W\d_]{3,})\.?\s+(?P<d6>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y6>\d{4})"
    r"|(?P<y7>\d{4}),?\s+(?P<n7>[^\W\d_]{3,})\.?\s+(?P<d7>\d{1,2})(?:st|nd|rd|th)?"
    r")(?!\d)",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"[\s,;.|T]*(?:{_TIME}|\(?(?:UTC|GMT)\)?)?[\s.]*\Z", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


class ReadDate(NamedTuple):
    """A date at the start of a text: the day (or the days it may be), and where it ends."""

    day: dt.date | None
    end: int
    iso: bool
    either: tuple[dt.date, ...] = ()


def leading_date(text: str) -> ReadDate | None:
    """Read the date that a text begins with; None where it begins with none."""
    match = _DATE.match(text)
    if match is None or not _is_weekday(match["weekday"]):
        return None
    days = tuple(dict.fromkeys(_days(match)))
    if not days:
        return None
    iso = bool(_ISO.match(match[0]))
    return ReadDate(days[0] if len(days) == 1 else None, match.end(), iso, days)


def read_date(text: str) -> ReadDate | None:
    """Read a text that is a date, with a time of day at most; None where it is not."""
    found = leading_date(text)
    if found is None or not _AFTER.match(text, found.end):
        return None
    return found._replace(iso=found.iso and found.end == len(text))


def _days(match: re.Match[str]) -> list[dt.date]:
    for form in "123":
        if match[f"y{form}"]:
            return _day(match[f"y{form}"], match[f"m{form}"], match[f"d{form}"])
    if match["y4"]:
        return _numeric(match)
    for form in "567":
        if match[f"y{form}"]:
            month = _months().get(match[f"n{form}"].lower())
            return _day(match[f"y{form}"], month, match[f"d{form}"]) if month else []
    return []


def _numeric(match: re.Match[str]) -> list[dt.date]:
    """Day first where dots divide (as wherever dots are used), else either, where possible."""
    day_first = _day(match["y4"], match["b"], match["a"])
    if match["s"] == ".":
        return day_first
    return day_first + _day(match["y4"], match["a"], match["b"])


def _day(year: str, month: str | int, day: str) -> list[dt.date]:
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return []
    return [found] if found.year >= 1000 else []  # "0202-10-15" is a slip, not a date


def _is_weekday(word: str | None) -> bool:
    return word is None or word.lower() in _weekdays()


@cache
def _months() -> dict[str, int]:
    """Map names and abbreviations of months to numbers, leaving out ambiguous ones."""
    return _names("months") | {"sept": 9}


@cache
def _weekdays() -> dict[str, int]:
    return _names("days")


def _names(what: str) -> dict[str, int]:
    from babel import Locale

    found: dict[str, int] = {}
    for language in _LANGUAGES:
        tables = getattr(Locale(language), what)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in tables[context][width].items():
                    found.setdefault(name.lower().rstrip("."), number)
    return found

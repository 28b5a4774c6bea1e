"""The parameters of a block, read into options; what cannot be read is a fault."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeVar

from hubbot import countries, names
from hubbot.filters import UNKNOWN, Filters
from hubbot.messages import languages, messages
from hubbot.records import RESPONDENTS, Codebook
from hubbot.reports.registry import Report

# The kinds of organisation in the movement's register of affiliates.
ORG_TYPES: Final = (
    "Chapter",
    "Thematic Organization",
    "User Group",
    "Allied or other organization",
)

# The common parameters, with what each is for; the filters first.
FILTERS: Final[Mapping[str, str]] = {
    "region": "Wikimedia regions, separated by commas.",
    "country": "Countries by name or ISO code, separated by commas.",
    "org_type": "Kinds of affiliate, separated by commas.",
    "respondent": "Who answered, separated by commas.",
    "theme": "Only interviews that name a code of these themes, separated by commas; of the "
    "codes, only those of the themes are shown.",
    "code": "Only interviews that name these codes, separated by commas (any of them) or + (all "
    "of them); of the codes, only these are shown.",
    "since": "The first day, month or year of the interviews; those without a date fall out.",
    "until": "The last day, month or year of the interviews; those without a date fall out.",
}
COMMON: Final[Mapping[str, str]] = {
    "lang": "The language of the report.",
    **FILTERS,
    "sort": "The order of the rows.",
    "limit": "The most rows shown; what is left out is counted.",
    "class": "Further CSS classes.",
    "caption": "A caption in place of the report's own.",
}

T = TypeVar("T", str, tuple[str, ...])

_CSS_CLASSES: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*( [A-Za-z][A-Za-z0-9_-]*)*")
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True)
class Fault:
    """A parameter of a block that cannot be used.

    ``value`` is empty where the name itself is unknown to the report. ``suggestions``
    are the nearest valid names or values, best first.
    """

    parameter: str
    value: str = ""
    suggestions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Show the parameter as it stands in the block."""
        return f"{self.parameter}={self.value}" if self.value else self.parameter


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a block asks of its report; an empty ``lang`` is the wiki's own language."""

    lang: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: str = ""
    limit: int | None = None
    css_class: str = ""
    caption: str = ""
    own: Mapping[str, str] = field(default_factory=dict)


class _InvalidError(Exception):
    """A value that is not valid, with the part of it that is not and the nearest ones."""

    def __init__(
        self, value: str, valid: Iterable[str] = (), nearest: tuple[str, ...] = ()
    ) -> None:
        super().__init__(value)
        self.fault = (value, nearest or suggest(value, valid))


def suggest(wrong: str, valid: Iterable[str]) -> tuple[str, ...]:
    """List the valid names nearest to a wrong one; few valid ones are all listed."""
    choices = list(valid)
    found = names.nearest(wrong, [(names.key(choice), choice) for choice in choices])
    return found or (tuple(choices) if len(choices) <= 6 else ())


def parse_options(
    parameters: Mapping[str, str], report: Report, codebook: Codebook | None = None
) -> tuple[Options, tuple[Fault, ...]]:
    """Read a block's named parameters, and list those that the report cannot use.

    An empty value counts as absent. Themes and codes are checked against the codebook
    where one is given; labels in any language are understood.
    """
    readers = _readers(report, codebook)
    values: dict[str, Any] = {}
    faults = []
    for name, text in parameters.items():
        name, text = name.strip(), " ".join(html.unescape(text).split())
        if name == "1" and text == report.key:
            continue
        if name not in readers:
            faults.append(Fault(name, "", suggest(name, readers)))
        elif text:
            try:
                values[name] = readers[name](text)
            except _InvalidError as invalid:
                faults.append(Fault(name, *invalid.fault))
    since, until = values.get("since"), values.get("until")
    if since and until and since > until:
        faults.append(Fault("until", parameters["until"].strip(), (since.isoformat(),)))
    return _options(values, report), tuple(faults)


def _options(values: Mapping[str, Any], report: Report) -> Options:
    return Options(
        lang=values.get("lang", ""),
        filters=Filters(**{name: values[name] for name in FILTERS if name in values}),
        sort=values.get("sort", report.sorts[0] if report.sorts else ""),
        limit=values.get("limit"),
        css_class=values.get("class", ""),
        caption=values.get("caption", ""),
        own={own.name: values.get(own.name, own.default) for own in report.own},
    )


def _readers(report: Report, codebook: Codebook | None) -> dict[str, Callable[[str], Any]]:
    readers: dict[str, Callable[[str], Any]] = {"lang": _language, "class": _classes}
    if report.filtered:
        readers |= _filter_readers(codebook)
    if report.sorts:
        readers["sort"] = _one_of(report.sorts)
    if report.limits:
        readers["limit"] = _limit
    if not report.inline:
        readers["caption"] = str
    readers |= {own.name: _one_of(own.choices) for own in report.own}
    return readers


def _filter_readers(codebook: Codebook | None) -> dict[str, Callable[[str], Any]]:
    themes, codes = _identifiers(codebook)
    return {
        "region": lambda text: _listed(text, _region, countries.nearest_regions),
        "country": lambda text: _listed(text, _country, countries.nearest),
        "org_type": lambda text: _among(text, {_fold(name): name for name in ORG_TYPES}),
        "respondent": lambda text: _among(text, {_fold(name): name for name in RESPONDENTS}),
        "theme": lambda text: _among(text, themes),
        "code": lambda text: _codes(text, codes),
        "since": lambda text: _date(text, first=True),
        "until": lambda text: _date(text, first=False),
    }


def _identifiers(codebook: Codebook | None) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """Map the folded codes and labels of the codebook to their codes."""
    if codebook is None:
        return None, None
    found = []
    for rows in (codebook.themes, codebook.codes):
        labels = [
            (_fold(text), row.code) for row in rows for text in (row.label, *row.labels.values())
        ]
        found.append(names.index(labels) | {_fold(row.code): row.code for row in rows})
    return found[0], found[1]


def _language(text: str) -> str:
    code = text.lower()
    if messages(code).lang.partition("-")[0] != code.partition("-")[0]:
        raise _InvalidError(text, languages())
    return messages(code).lang


def _classes(text: str) -> str:
    if not _CSS_CLASSES.fullmatch(text):
        raise _InvalidError(text)
    return text


def _limit(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) < 1:
        raise _InvalidError(text)
    return int(text)


def _one_of(values: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in values:
            raise _InvalidError(text, values)
        return text.lower()

    return read


def _date(text: str, *, first: bool) -> dt.date:
    """Read a day, or the first or last day of a month or year."""
    match = _DATE.fullmatch(text)
    if not match:
        raise _InvalidError(text)
    year, month, day = int(match[1]), match[2], match[3]
    try:
        if day:
            return dt.date(year, int(month), int(day))
        if first:
            return dt.date(year, int(month or 1), 1)
        following = dt.date(year + (not month or month == "12"), int(month or 12) % 12 + 1, 1)
        return following - dt.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise _InvalidError(text) from error


def _listed(
    text: str, find: Callable[[str], T], nearest: Callable[[str], tuple[str, ...]]
) -> tuple[T, ...]:
    """Read a comma list of names that may hold commas themselves; the longest name wins."""
    parts = [part.strip() for part in re.split("[,;]", text)]
    found: list[T] = []
    start = 0
    while start < len(parts):
        for end in range(len(parts), start, -1):
            value = find(", ".join(parts[start:end]))
            if value:
                found.append(value)
                start = end
                break
        else:
            if parts[start]:
                raise _InvalidError(parts[start], nearest=nearest(parts[start]))
            start += 1
    return tuple(sorted(set(found)))


def _region(text: str) -> str:
    return UNKNOWN if _fold(text) == UNKNOWN else countries.find_region(text)


def _country(text: str) -> str:
    return UNKNOWN if _fold(text) == UNKNOWN else countries.find(text)


def _among(text: str, valid: Mapping[str, str] | None) -> tuple[str, ...]:
    return _listed(text, lambda part: _identifier(part, valid), lambda part: _near(part, valid))


def _near(text: str, valid: Mapping[str, str] | None) -> tuple[str, ...]:
    return suggest(text, dict.fromkeys((valid or {}).values()))


def _identifier(text: str, valid: Mapping[str, str] | None) -> str:
    """Return what a text names, or nothing; without a codebook it names itself."""
    if _fold(text) in _UNKNOWNS:
        return _fold(text)
    if valid is None:
        return "" if "," in text else text
    return valid.get(_fold(text), "")


def _codes(text: str, valid: Mapping[str, str] | None) -> tuple[tuple[str, ...], ...]:
    """Read a comma list of codes, of which several may be joined by a plus."""

    def together(part: str) -> tuple[str, ...]:
        whole = _identifier(part, valid) if valid is not None or "+" not in part else ""
        names = [name.strip() for name in part.split("+") if name.strip()]
        found = {whole} if whole else {_identifier(name, valid) for name in names}
        return () if "" in found else tuple(sorted(found))

    def nearest(part: str) -> tuple[str, ...]:
        wrong = [name for name in part.split("+") if not _identifier(name.strip(), valid)]
        return _near(wrong[0].strip(), valid) if wrong else ()

    return _listed(text, together, nearest)


_UNKNOWNS: Final = (UNKNOWN, f"{UNKNOWN} need", f"{UNKNOWN} support")


@cache
def _fold(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())

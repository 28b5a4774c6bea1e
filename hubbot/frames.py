"""The records as tidy data frames, one fact a row, for reports to count in.

Every frame but ``affiliates`` has a column ``interview``: the interview's position in
the dataset, which is also the index of the frame ``interviews``. Filters are applied
to ``interviews`` once; whatever else a report needs is joined by that column. Texts
that are unknown are empty; dates are ISO texts, so that they compare as they sort.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pandas as pd

from hubbot import countries, names
from hubbot.filters import UNKNOWN, Filters
from hubbot.records import RESPONDENTS, Affiliate, Code, Dataset, Interview, Partnership, Person

# The columns of each frame, as tests and documentation rely on them.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "interviews": (
        "interview",
        "title",
        "respondent",
        "affiliate",  # the code of an affiliate in the register, or empty
        "participant",  # the same, where the respondent is the affiliate itself
        "date",
        "year",
        "language",
        "country",
        "region",
        "org_type",
        "quotes",  # whether the words may be shown
    ),
    "needs": (
        "interview",
        "code",
        "kind",
        "known",
        "theme",
        "affiliate",
        "participant",
        "region",
        "year",
        "org_type",
    ),
    "mentions": ("interview", "code", "kind", "known", "theme", "words", "line"),
    "partnerships": (
        "interview",
        "affiliate",
        "key",  # the affiliate and the partner: the same in every interview
        "partner",
        "wikidata",
        "type",
        "status",
        "country",
        "region",
        "activities",
        "date",
    ),
    "people": ("interview", "key", "unnamed"),
    "affiliates": ("code", "name", "page", "org_type", "country", "region", "recognised"),
}


@dataclass(frozen=True)
class Frames:
    """The data frames of one dataset, each built when it is first asked for."""

    dataset: Dataset
    _selections: dict[Filters, Selection] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def select(self, filters: Filters) -> Selection:
        """Return what the filters let through; asked for again, it is not made again."""
        found = self._selections.get(filters)
        if found is None:
            found = self._selections[filters] = Selection(self, filters)
        return found

    @cached_property
    def affiliates_by_code(self) -> Mapping[str, Affiliate]:
        """The register's affiliates by their code."""
        return {affiliate.code: affiliate for affiliate in self.dataset.affiliates}

    @cached_property
    def codes(self) -> Mapping[str, Code]:
        """The codebook's codes; of a code given twice the first counts."""
        found: dict[str, Code] = {}
        for code in self.dataset.codebook.codes:
            found.setdefault(code.code, code)
        return found

    @cached_property
    def themes(self) -> Mapping[str, int]:
        """The codebook's themes with their place: by ``order``, then as on the page."""
        ordered = sorted(
            enumerate(self.dataset.codebook.themes),
            key=lambda pair: (pair[1].order is None, pair[1].order or 0, pair[0]),
        )
        found: dict[str, int] = {}
        for _, theme in ordered:
            found.setdefault(theme.code, len(found))
        return found

    @cached_property
    def interviews(self) -> pd.DataFrame:
        """One row an interview."""
        rows = (
            self._interview_row(index, item) for index, item in enumerate(self.dataset.interviews)
        )
        return _frame("interviews", rows).set_index("interview", drop=False)

    @cached_property
    def needs(self) -> pd.DataFrame:
        """One row for each pair of an interview and a need or support code that it names."""
        place = self._places
        rows = (
            (index, *pair, *place[index])
            for index, item in enumerate(self.dataset.interviews)
            for pair in self._pairs(item)
        )
        return _frame("needs", rows)

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """One row for each mention with words that may be shown, in page order."""
        rows = (
            (index, *self._coded(mention.code, mention.kind), mention.words, mention.line or 0)
            for index, item in enumerate(self.dataset.interviews)
            if _may_quote(item)
            for mention in item.mentions
            if mention.words.strip()
        )
        return _frame("mentions", rows)

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """One row for each partnership that an interview names."""
        rows = (
            row
            for index, item in enumerate(self.dataset.interviews)
            for row in self._partnership_rows(index, item)
        )
        return _frame("partnerships", rows)

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row for each person interviewed, to be counted only; the keys are personal.

        ``unnamed`` is the number of people that a row without a key stands for.
        """
        usernames = _unambiguous(
            (names.key(person.name), names.key(person.username))
            for item in self.dataset.interviews
            for person in item.interviewees
        )
        rows: list[tuple[object, ...]] = []
        for index, item in enumerate(self.dataset.interviews):
            rows.extend((index, _person_key(person, usernames), 0) for person in item.interviewees)
            if item.people_unnamed:
                rows.append((index, "", item.people_unnamed))
        return _frame("people", rows)

    @cached_property
    def affiliates(self) -> pd.DataFrame:
        """One row for each affiliate of the register."""
        rows = (
            (
                item.code,
                item.name,
                item.page or item.name,
                item.org_type,
                item.country,
                _region(item.region, item.country),
                item.recognised,
            )
            for item in self.dataset.affiliates
        )
        return _frame("affiliates", rows)

    def _interview_row(self, index: int, item: Interview) -> tuple[object, ...]:
        affiliate = self.affiliates_by_code.get(item.affiliate)
        country = item.country or (affiliate.country if affiliate else "")
        if country not in countries.countries():
            country = ""
        region = _region(item.region, country) or (affiliate.region if affiliate else "")
        code = affiliate.code if affiliate else ""
        respondent = item.respondent or RESPONDENTS[0]
        return (
            index,
            item.page.title,
            respondent,
            code,
            code if respondent == RESPONDENTS[0] else "",
            item.date.isoformat() if item.date else "",
            item.date.year if item.date else 0,
            item.language,
            country,
            region,
            affiliate.org_type if affiliate else "",
            _may_quote(item),
        )

    @cached_property
    def _places(self) -> list[tuple[object, ...]]:
        """What is repeated from the interview in each row about one of its needs."""
        frame = self.interviews
        wanted = ("affiliate", "participant", "region", "year", "org_type")
        return list(zip(*(frame[name].tolist() for name in wanted), strict=True))

    def _pairs(self, item: Interview) -> Iterator[tuple[str, str, bool, str]]:
        named = [(code, "need") for code in item.needs]
        named += [(code, "support") for code in item.support]
        named += [(mention.code, mention.kind) for mention in item.mentions]
        return iter(dict.fromkeys(self._coded(code, kind) for code, kind in named if code))

    def _coded(self, code: str, kind: str) -> tuple[str, str, bool, str]:
        """Return code, kind, whether it is known as that kind, and its theme."""
        known = self.codes.get(code)
        if known is None or (known.kind or "need") != kind:
            return code, kind, False, ""
        return code, kind, True, known.theme if known.theme in self.themes else ""

    def _partnership_rows(self, index: int, item: Interview) -> Iterator[tuple[object, ...]]:
        row = self._interview_rows[index]
        for partnership in item.partnerships:
            partner = self._partner_key(partnership)
            yield (
                index,
                row["affiliate"],
                # Without an affiliate in the register, the page stands for it.
                f"{row['affiliate'] or '#' + item.page.title}\n{partner}",
                partnership.partner.strip(),
                partnership.wikidata,
                partnership.type,
                partnership.status,
                partnership.country if partnership.country in countries.countries() else "",
                row["region"],
                partnership.activities,
                row["date"],
            )

    @cached_property
    def _interview_rows(self) -> list[dict[Any, Any]]:
        return list(self.interviews.to_dict("records"))

    @cached_property
    def _items(self) -> Mapping[str, str]:
        """The Wikidata item of each partner's name that is given with one item only."""
        return _unambiguous(
            (names.key(partnership.partner), partnership.wikidata)
            for item in self.dataset.interviews
            for partnership in item.partnerships
        )

    def _partner_key(self, partnership: Partnership) -> str:
        name = names.key(partnership.partner) or partnership.partner.strip()
        return partnership.wikidata or self._items.get(name, name)


@dataclass(frozen=True)
class Selection:
    """What the filters of one report let through; frames as in :class:`Frames`."""

    frames: Frames
    filters: Filters

    @cached_property
    def interviews(self) -> pd.DataFrame:
        """The interviews that pass every filter."""
        frame = self._undated_too
        since, until = self.filters.since, self.filters.until
        if not self.filters.dated:
            return frame
        dates = frame["date"]
        first = since.isoformat() if since else "0001-01-01"
        last = until.isoformat() if until else "9999-12-31"
        return frame[(dates >= first) & (dates <= last)]

    @cached_property
    def undated(self) -> int:
        """How many interviews pass the other filters, but fall out without a date."""
        return int((self._undated_too["date"] == "").sum()) if self.filters.dated else 0

    @cached_property
    def needs(self) -> pd.DataFrame:
        """Pairs of interview and code of the interviews, of the codes filtered for."""
        return self._of_codes(self._joined(self.frames.needs))

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """Mentions in the interviews, of the codes filtered for."""
        return self._of_codes(self._joined(self.frames.mentions))

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """One row a pair of affiliate and partner, the newest interview's word counting.

        What the newest interview does not say is taken from the one before it.
        """
        frame = self._joined(self.frames.partnerships)
        ordered = frame.sort_values(["date", "interview"], ascending=False, kind="stable")
        merged: dict[str, dict[Any, Any]] = {}
        for row in ordered.to_dict("records"):
            kept = merged.setdefault(row["key"], row)
            if kept is not row:
                kept |= {name: value for name, value in row.items() if not kept[name]}
        return _frame("partnerships", (tuple(row.values()) for row in merged.values()))

    @cached_property
    def people(self) -> pd.DataFrame:
        """The people interviewed, to be counted only."""
        return self._joined(self.frames.people)

    @cached_property
    def affiliates(self) -> pd.DataFrame:
        """The register's affiliates that pass the filters by region, country and type."""
        frame = self.frames.affiliates
        for name in ("region", "country", "org_type"):
            frame = _having(frame, name, getattr(self.filters, name))
        return frame

    @property
    def size(self) -> int:
        """The number of interviews that pass."""
        return len(self.interviews)

    def shows_code(self, code: str, theme: str, *, known: bool = True) -> bool:
        """Tell whether the filters let a code of the codebook be shown."""
        themes, codes = self.filters.theme, self.filters.codes
        passes = not codes or code in codes or (not known and UNKNOWN in codes)
        return passes and (not themes or (theme or UNKNOWN) in themes)

    @cached_property
    def _undated_too(self) -> pd.DataFrame:
        frame = self.frames.interviews
        for name in ("region", "country", "org_type", "respondent"):
            frame = _having(frame, name, getattr(self.filters, name))
        if self.filters.theme:
            named = _having(self.frames.needs, "theme", self.filters.theme)
            frame = frame[frame["interview"].isin(named["interview"])]
        if self.filters.code:
            frame = frame[frame["interview"].isin(self._naming_codes())]
        return frame

    def _naming_codes(self) -> set[int]:
        found: set[int] = set()
        for together in self.filters.code:
            naming = [self._naming(code) for code in together]
            found |= set.intersection(*naming) if naming else set()
        return found

    def _naming(self, code: str) -> set[int]:
        frame = self.frames.needs
        if code == UNKNOWN:
            rows = ~frame["known"].astype(bool)
        elif code in UNKNOWN_OF_KIND.values():
            kind = next(kind for kind, name in UNKNOWN_OF_KIND.items() if name == code)
            rows = ~frame["known"].astype(bool) & (frame["kind"] == kind)
        else:
            rows = self._meant(frame, {code})
        return set(frame.loc[rows, "interview"].tolist())

    def _meant(self, frame: pd.DataFrame, codes: AbstractSet[str]) -> pd.Series[bool]:
        """Tell which rows name one of the codes, and not only as a code of the other kind."""
        known = frame["known"].astype(bool)
        return frame["code"].isin(codes) & (known | ~frame["code"].isin(self.frames.codes))

    def _joined(self, frame: pd.DataFrame) -> pd.DataFrame:
        if len(self.interviews) == len(self.frames.interviews):
            return frame
        return frame[frame["interview"].isin(self.interviews["interview"])]

    def _of_codes(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame = _having(frame, "theme", self.filters.theme)
        codes = self.filters.codes
        if not codes:
            return frame
        shown = self._meant(frame, codes)
        unknown = ~frame["known"].astype(bool)
        for kind, name in UNKNOWN_OF_KIND.items():
            if UNKNOWN in codes or name in codes:
                shown |= unknown & (frame["kind"] == kind)
        return frame[shown]


# Codes outside the codebook, in the filter `code`, by their kind.
UNKNOWN_OF_KIND: Final[Mapping[str, str]] = {
    "need": f"{UNKNOWN} need",
    "support": f"{UNKNOWN} support",
}


def _having(frame: pd.DataFrame, name: str, wanted: tuple[str, ...]) -> pd.DataFrame:
    if not wanted:
        return frame
    values = ["" if value == UNKNOWN and name != "respondent" else value for value in wanted]
    return frame[frame[name].isin(values)]


def _frame(name: str, rows: Any) -> pd.DataFrame:  # noqa: ANN401 - any iterable of rows
    """Build a frame whose texts are Python's own, which is the cheapest for few rows."""
    columns = COLUMNS[name]
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    data = {
        column: pd.Series(list(cells), dtype=_DTYPES.get(column, "object"))
        for column, cells in zip(columns, values, strict=True)
    }
    return pd.DataFrame(data)


_DTYPES: Final[Mapping[str, str]] = {
    "interview": "int64",
    "year": "int64",
    "unnamed": "int64",
    "line": "int64",
    "known": "bool",
    "quotes": "bool",
    "recognised": "bool",
}


def _region(region: str, country: str) -> str:
    """Return a region that reports know: the one given, else the country's, else none."""
    return countries.find_region(region) or countries.region_of(country)


def _may_quote(item: Interview) -> bool:
    return item.quotes in ("yes", "")  # anything else fails closed


def _person_key(person: Person, usernames: Mapping[str, str]) -> str:
    name, username = names.key(person.name), names.key(person.username)
    username = username or usernames.get(name, "")
    return f"user:{username}" if username else f"name:{name or person.name.strip()}"


def _unambiguous(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Map names to what they stand for, where they are used for one thing only."""
    return names.index([(name, value) for name, value in pairs if name and value])


def day(text: str) -> dt.date | None:
    """Read a date of a frame back; an empty text is no date."""
    return dt.date.fromisoformat(text) if text else None

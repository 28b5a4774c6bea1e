"""Reports about affiliates: who took part, who did not, and how many of all there are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from hubbot import countries
from hubbot.reports.data import Data, Line, counts
from hubbot.reports.options import Options
from hubbot.reports.registry import Own, report
from hubbot.values import (
    Cell,
    Column,
    Count,
    Entry,
    Joined,
    Link,
    Listing,
    Map,
    Row,
    Section,
    Sections,
    Share,
    Table,
    Text,
    Value,
)


@dataclass
class _Participant:
    """An affiliate or a thematic group; ``held`` are its interviews' dates and titles."""

    cell: Cell
    name: str
    region: str
    held: list[tuple[str, str]] = field(default_factory=list)


@report(
    "affiliates",
    columns=("column-affiliate", "column-region", "column-interviews", "column-held"),
    sorts=("region", "affiliate", "date", "interviews"),
    own=(
        Own(name="style", values=("list", "table"), description="A list or a table."),
        Own(name="thematic", values=("no", "yes"), description="Whether thematic groups show."),
    ),
    limits="affiliates",
    empty="empty-affiliates",
)
def affiliates(data: Data, options: Options) -> Value:
    """List the affiliates who took part, by region, each with its interviews and dates."""
    found = _participants(data, thematic=options.own["thematic"] == "yes")
    ordered = _ordered(data, found, options.sort)
    if options.own["style"] == "list":
        return _participant_list(data, ordered, grouped=options.sort == "region")
    lines = [
        Line(
            (one.cell, Text(data.region(one.region)), Count(len(one.held)), _dates(data, one)),
            data.region(one.region),
        )
        for one in ordered
    ]
    groups = data.by_region(one.region for one in ordered)
    return data.table(data.columns("column-interviews"), lines, groups=groups)


def _participant_list(data: Data, ordered: Sequence[_Participant], *, grouped: bool) -> Listing:
    kept, notes = data.cut(ordered)
    lines = [(one.region, Entry(Joined((one.cell, _dates(data, one)), " – "))) for one in kept]
    if not grouped:
        return Listing(entries=tuple(entry for _, entry in lines), notes=notes)
    entries = []
    for region in dict.fromkeys(region for region, _ in lines):
        size = sum(one.region == region for one in ordered)
        heading = Text(data.say("with-number", data.region(region), size))
        entries.append(Entry(heading, tuple(entry for place, entry in lines if place == region)))
    return Listing(entries=tuple(entries), notes=notes)


def _participants(data: Data, *, thematic: bool) -> list[_Participant]:
    frame = data.selection.interviews
    wanted = frame["participant"] != ""
    if thematic:
        wanted |= frame["respondent"] == "thematic group"
    found: dict[str, _Participant] = {}
    for row in frame[wanted].to_dict("records"):
        code, title = row["affiliate"], row["title"]
        key = code or f"#{title}"
        if key not in found:
            known = data.frames.affiliates_by_code.get(code)
            name = known.name if known else data.page(title)
            cell = data.affiliate(code) if known else Link(title, name)
            region = _register_region(data, code) if known else row["region"]
            found[key] = _Participant(cell, name, region)
        found[key].held.append((row["date"], title))
    return list(found.values())


def _register_region(data: Data, code: str) -> str:
    affiliate = data.frames.affiliates_by_code[code]
    return countries.find_region(affiliate.region) or countries.region_of(affiliate.country)


def _ordered(data: Data, found: list[_Participant], sort: str) -> list[_Participant]:
    def key(one: _Participant) -> tuple[object, ...]:
        named = (data.messages.collated(one.name), min(one.held))
        if sort == "region":
            return (*data.region_key(one.region), *named)
        if sort == "interviews":
            return (-len(one.held), *named)
        return (min(one.held)[0] or "9999", *named) if sort == "date" else named

    return sorted(found, key=key)


def _dates(data: Data, one: _Participant) -> Cell:
    """Link each interview by its date, oldest first and undated last."""
    held = sorted(one.held, key=lambda pair: (pair[0] == "", *pair))
    return Joined(
        tuple(data.held(title, date) for date, title in held),
        data.say("comma"),
    )


@report("affiliates-map", empty="empty-affiliates")
def affiliates_map(data: Data, options: Options) -> Value:
    """Show a map of the countries of the affiliates who took part."""
    codes = sorted(set(data.selection.interviews["participant"]) - {""})
    of_affiliates = [data.frames.affiliates_by_code[code].country for code in codes]
    placed = [code for code in of_affiliates if code in countries.countries()]
    missing = len(of_affiliates) - len(placed)
    notes = (data.say("not-on-map", missing),) if missing else ()
    if data.context.lacks("Kartographer"):
        named = sorted(map(data.messages.country, set(placed)), key=data.messages.collated)
        return Listing(entries=tuple(Entry(Text(name)) for name in named), notes=notes)
    items = {countries.countries()[code].wikidata for code in placed}
    return Map(items=tuple(sorted(items, key=lambda item: int(item[1:]))), notes=notes)


COVERAGE = ("column-recognised", "column-interviewed", "column-share")


@report(
    "coverage",
    columns=("column-region", *COVERAGE),
    charted=True,
    empty="empty-register",
)
def coverage(data: Data, options: Options) -> Value:
    """Count how many of the recognised affiliates were interviewed, by region and by kind."""
    frame = data.selection.affiliates
    recognised = frame[frame["recognised"].astype(bool)]
    interviewed = recognised[recognised["code"].isin(data.selection.interviews["participant"])]
    by_region = _coverage(
        data, recognised, interviewed, "region", data.regions(recognised["region"]), data.region
    )
    types = data.org_types(recognised["org_type"])
    by_type = _coverage(data, recognised, interviewed, "org_type", types, data.org_type)
    return Sections(
        sections=(
            Section(None, dataclasses.replace(by_region, caption=data.say("by-region"))),
            Section(None, dataclasses.replace(by_type, caption=data.say("by-type"))),
        )
    )


def _coverage(
    data: Data,
    recognised: pd.DataFrame,
    interviewed: pd.DataFrame,
    by: str,
    values: Sequence[str],
    name: Callable[[str], str],
) -> Table:
    all_of, done = counts(recognised, by), counts(interviewed, by)
    rows = [
        _coverage_row(name(value), done.get(value, 0), all_of.get(value, 0)) for value in values
    ]
    total = _coverage_row(data.say("total"), len(interviewed), len(recognised))
    heading = "column-region" if by == "region" else "column-org-type"
    return Table(
        columns=(
            Column(data.say(heading)),
            *(Column(data.say(key), numeric=True) for key in COVERAGE),
        ),
        rows=(*rows, Row(total.cells, last=True, total=True)),
        chart=2,
    )


def _coverage_row(name: str, done: int, of_all: int) -> Row:
    return Row((Text(name), Count(of_all), Count(done), Share(done, of_all)))


@report(
    "coverage-gaps",
    columns=("column-affiliate", "column-region", "column-country", "column-org-type"),
    sorts=("region", "affiliate", "country", "type"),
    limits="affiliates",
    empty="empty-gaps",
)
def coverage_gaps(data: Data, options: Options) -> Value:
    """List the recognised affiliates that were not interviewed yet."""
    frame = data.selection.affiliates
    missing = frame[
        frame["recognised"].astype(bool)
        & ~frame["code"].isin(data.selection.interviews["participant"])
    ]
    rows = missing.to_dict("records")
    rows.sort(key=lambda row: _gap_key(data, row, options.sort))
    lines = [
        Line(
            (
                data.affiliate(row["code"]),
                Text(data.region(row["region"])),
                Text(data.messages.country(row["country"])),
                Text(data.org_type(row["org_type"])),
            ),
            data.region(row["region"]),
        )
        for row in rows
    ]
    groups = data.by_region(row["region"] for row in rows)
    return data.table(data.columns(), lines, groups=groups)


def _gap_key(data: Data, row: dict[Any, Any], sort: str) -> tuple[object, ...]:
    collated = data.messages.collated
    named = (collated(row["name"]), row["code"])
    match sort:
        case "affiliate":
            return named
        case "country":
            country = data.messages.country(row["country"])
            return (row["country"] == "", collated(country), *named)
        case "type":
            return (row["org_type"] == "", collated(data.org_type(row["org_type"])), *named)
        case _:
            return (*data.region_key(row["region"]), *named)

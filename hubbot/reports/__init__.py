"""The reports, by their key, and how one is built.

Importing this package registers every report of its modules.
"""

from __future__ import annotations

import dataclasses

from hubbot.reports import (  # noqa: F401 - importing a module registers its reports
    affiliates,
    chart,
    codes,
    interviews,
    numbers,
    partnerships,
    problems,
    suggestions,
    words,
)
from hubbot.reports.data import Data, ReportContext, context_of
from hubbot.reports.options import Fault, Options, parse_options
from hubbot.reports.registry import REGISTRY, Own, Report, report
from hubbot.values import Empty, Listing, Map, Number, Sections, Table, Value

__all__ = [
    "REGISTRY",
    "Data",
    "Fault",
    "Options",
    "Own",
    "Report",
    "ReportContext",
    "build",
    "context_of",
    "parse_options",
    "report",
]


def build(key: str, options: Options, context: ReportContext) -> Value:
    """Build one report for one block; raises KeyError for an unknown key."""
    chosen = REGISTRY[key]
    if set(options.own) != {own.name for own in chosen.own}:
        own = {one.name: one.default for one in chosen.own}
        options = dataclasses.replace(options, own=own | dict(options.own))
    if not options.sort and chosen.sorts:
        options = dataclasses.replace(options, sort=chosen.sorts[0])
    if options.limit is None:
        options = dataclasses.replace(options, limit=chosen.limit)
    data = Data(context, chosen, options)
    value = chosen.function(data, options)
    size = data.selection.size if chosen.filtered else len(context.dataset.interviews)
    if isinstance(value, Number):
        return dataclasses.replace(value, interviews=size, lang=data.messages.lang)
    if _is_empty(value):
        value = Empty(text=data.say(chosen.empty))
    return dataclasses.replace(
        value,
        interviews=size,
        lang=data.messages.lang,
        caption=options.caption or value.caption or data.say(f"caption-{key}"),
        base=value.base or (_base(data) if chosen.filtered else ""),
        css_class=options.css_class,
    )


def _is_empty(value: Value) -> bool:
    match value:
        case Table():
            return all(row.last for row in value.rows)
        case Listing():
            return not value.entries
        case Map():
            return not value.items
        case Sections():
            return not value.sections
        case _:
            return False


def _base(data: Data) -> str:
    """State in words on which interviews a report stands."""
    filters, messages = data.options.filters, data.messages
    said = [data.say("base", data.selection.size)]
    names = {
        "region": [data.region(_known(value)) for value in filters.region],
        "country": [messages.country(_known(value)) for value in filters.country],
        "org-type": [data.org_type(_known(value)) for value in filters.org_type],
        "respondent": [messages.label("respondent", value) for value in filters.respondent],
        "theme": [data.theme(_known(value)) for value in filters.theme],
        "code": [" + ".join(map(data.filtered_code, together)) for together in filters.code],
    }
    said += [
        data.say(f"filter-{name}", messages.listed(sorted(values)))
        for name, values in names.items()
        if values
    ]
    if filters.since:
        said.append(data.say("filter-since", messages.date(filters.since)))
    if filters.until:
        said.append(data.say("filter-until", messages.date(filters.until)))
    if data.selection.undated:
        said.append(data.say("undated", data.selection.undated))
    return data.say("semicolon").join(said)


def _known(value: str) -> str:
    return "" if value == "unknown" else value

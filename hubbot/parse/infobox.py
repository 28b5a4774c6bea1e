"""The infobox on affiliates' own pages, which fills gaps of the register."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import mwparserfromhell
from mwparserfromhell.nodes import Template
from mwparserfromhell.parser import ParserError

from hubbot import countries
from hubbot.config import Config
from hubbot.parse.dates import read_date
from hubbot.parse.limits import Limits, PageTimeoutError, time_limit
from hubbot.problems import Problem
from hubbot.records import PageRef, PageRevision
from hubbot.wikitext import TemplateNames

ROLE: Final = "affiliate_infobox"
# The longest infobox that is looked at, in characters from its opening.
_LONGEST: Final = 50_000


@dataclass(frozen=True, kw_only=True)
class Infobox:
    """What one affiliate's page says of the affiliate.

    ``country`` is an ISO code, or "" where the page names none that is known.
    ``agreement_dates`` holds the day, or both days that a date in figures may mean.
    ``parameters`` and ``lines`` map a field of the configuration to the infobox's
    parameter and to its line.
    """

    page: PageRef
    name: str = ""
    country: str = ""
    country_as_written: str = ""
    agreement_dates: tuple[dt.date, ...] = ()
    date_as_written: str = ""
    website: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def parse_infobox(revision: PageRevision, config: Config, names: TemplateNames) -> Infobox | None:
    """Read the first infobox on an affiliate's page; None where there is none.

    Which parameter holds what is configured. No exception leaves: what takes too long
    or cannot be parsed is a problem.
    """
    seconds = Limits().seconds
    try:
        with time_limit(seconds):
            return _read(revision, config, names)
    except PageTimeoutError:
        return _unread(revision, "parse-timeout", str(seconds))
    except (ParserError, RecursionError):
        return _unread(revision, "page-unreadable", "")


def _unread(revision: PageRevision, code: str, limit: str) -> Infobox:
    problem = Problem(revision.title, None, code, details=(limit,))
    return Infobox(page=revision.ref, problems=(problem,))


def _read(revision: PageRevision, config: Config, names: TemplateNames) -> Infobox | None:
    found = _first_infobox(revision.text, names)
    if found is None:
        return None
    template, line = found
    box = _Values(template, line, config.templates.affiliate_infobox_parameters)
    country, problems = _country(box, revision.title)
    written = box.text("agreement_date")
    date = read_date(written) if written else None
    if written and date is None:
        problems.append(box.problem(revision.title, "invalid-date", "agreement_date"))
    return Infobox(
        page=revision.ref,
        name=box.text("name"),
        country=country,
        country_as_written=box.text("country") or box.text("country_code"),
        agreement_dates=date.either if date else (),
        date_as_written=written,
        website=box.website(),
        parameters=box.parameters,
        lines=box.lines,
        problems=tuple(problems),
    )


_OPENING: Final = re.compile(r"\{\{\s*([^{}|<>\[\]]+)")


def _first_infobox(text: str, names: TemplateNames) -> tuple[Template, int] | None:
    for opening in _OPENING.finditer(text):
        if names.role(opening[1].strip()) != ROLE:
            continue
        part = text[opening.start() : opening.start() + _LONGEST]
        code = mwparserfromhell.parse(part, skip_style_tags=True)
        template = next(code.ifilter_templates(recursive=False), None)
        # An infobox that is never closed leaves a template of its values as the first one.
        if template is not None and names.role(str(template.name).strip()) == ROLE:
            return template, text.count("\n", 0, opening.start()) + 1
    return None


_TAKEN_OFF: Final = re.compile(
    r"<!--.*?-->|</?translate[^>]*>|</?tvar[^>]*>|<ref[^>]*/>|<ref.*?</ref>", re.DOTALL
)
_ADDRESS: Final = re.compile(r"https?://[^\s\[\]<>|{}\"]+")


class _Values:
    """The values of an infobox by the configuration's names for them."""

    def __init__(self, template: Template, line: int, configured: Mapping[str, str]) -> None:
        self._raw: dict[str, str] = {}
        self.parameters: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        wanted = {_parameter_key(name): field for field, name in configured.items() if name}
        line += str(template.name).count("\n")
        for parameter in template.params:
            name = str(parameter.name)
            raw = _TAKEN_OFF.sub("", str(parameter.value))
            meant = wanted.get(_parameter_key(name))
            if meant and raw.strip():
                self._raw[meant] = raw
                self.parameters[meant] = name.strip()
                self.lines[meant] = line + _leading_breaks(name)
            line += str(parameter).count("\n")

    def text(self, field: str) -> str:
        """Return a value as plain words."""
        raw = re.sub(r"<br\s*/?>", "\n", self._raw.get(field, ""), flags=re.IGNORECASE)
        code = mwparserfromhell.parse(raw, skip_style_tags=True)
        plain = code.strip_code(keep_template_params=True)
        return " ".join(plain.split())

    def website(self) -> str:
        """Return the first address in the value of ``website``."""
        address = _ADDRESS.search(self._raw.get("website", ""))
        return address[0].rstrip(".,;:)") if address else ""

    def problem(
        self, page: str, code: str, field: str, suggestions: tuple[str, ...] = ()
    ) -> Problem:
        return Problem(
            page, self.lines[field], code, self.parameters[field], self.text(field), suggestions
        )


def _parameter_key(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).lower()


def _leading_breaks(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")


def _country(box: _Values, page: str) -> tuple[str, list[Problem]]:
    """Read the country from its code, else from a location such as "Town, Country"."""
    written = box.text("country_code")
    country = countries.find(written) if written else ""
    if written and not country:
        suggestions = countries.nearest(written)
        return "", [box.problem(page, "unknown-country", "country_code", suggestions)]
    location = box.text("country")
    if not country and location:
        country = countries.find(location) or countries.find(location.rpartition(",")[2].strip())
    return country, []

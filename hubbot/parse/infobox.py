"""The infobox on affiliates' own pages, which fills gaps of the register."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hubbot import countries
from hubbot.config import Config
from hubbot.problems import Problem
from hubbot.records import PageRef, PageRevision
from hubbot.wikitext import TemplateNames

if TYPE_CHECKING:
    from mwparserfromhell.nodes import Template

ROLE: Final = "affiliate_infobox"
# The longest infobox that is looked at, in characters from its opening.
_LONGEST: Final = 50_000


@dataclass(frozen=True, kw_only=True)
class Infobox:
    """What one affiliate's page says of the affiliate.

    ``country`` is an ISO code, or "" where the page names none that is known.
    ``parameters`` and ``lines`` map a field of this record to the infobox's parameter
    and to its line.
    """

    page: PageRef
    name: str = ""
    country: str = ""
    country_as_written: str = ""
    agreement_date: dt.date | None = None
    date_as_written: str = ""
    website: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def parse_infobox(
    revision: PageRevision,
    config: Config,
    names: TemplateNames,
    read_date: Callable[[str], dt.date | None] | None = None,
) -> Infobox | None:
    """Read the first infobox on an affiliate's page; None where there is none.

    Which parameter holds what is configured. ``read_date`` reads a date as people write
    it; by default ISO dates, ``12 September 2015`` and the register's ``12/09/2015``.
    """
    found = _first_infobox(revision.text, names)
    if found is None:
        return None
    template, line = found
    box = _Values(template, line, config.templates.affiliate_infobox_parameters)
    country, problems = _country(box, revision.title)
    written = box.text("agreement_date")
    date = (read_date or _date)(written) if written else None
    if written and date is None:
        problems.append(box.problem(revision.title, "invalid-date", "agreement_date"))
    return Infobox(
        page=revision.ref,
        name=box.text("name"),
        country=country,
        country_as_written=box.text("country") or box.text("country_code"),
        agreement_date=date,
        date_as_written=written,
        website=box.website(),
        parameters=box.parameters,
        lines=box.lines,
        problems=tuple(problems),
    )


_OPENING: Final = re.compile(r"\{\{\s*([^{}|<>\[\]]+)")


def _first_infobox(text: str, names: TemplateNames) -> tuple[Template, int] | None:
    import mwparserfromhell

    for opening in _OPENING.finditer(text):
        if names.role(opening[1].strip()) != ROLE:
            continue
        part = text[opening.start() : opening.start() + _LONGEST]
        for template in mwparserfromhell.parse(part, skip_style_tags=True).ifilter_templates(
            recursive=False
        ):
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
        for parameter in template.params:
            name = str(parameter.name)
            raw = _TAKEN_OFF.sub("", str(parameter.value))
            meant = wanted.get(_parameter_key(name))
            line_of_name = line + str(template).count("\n", 0, str(template).find(str(parameter)))
            if meant and raw.strip():
                self._raw[meant] = raw
                self.parameters[meant] = name.strip()
                self.lines[meant] = line_of_name + _leading_breaks(name)

    def text(self, field: str) -> str:
        """Return a value as plain words."""
        import mwparserfromhell

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


_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_DATE_FORMS: Final = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})\.? (?P<name>[a-z]{3,9})\.?,? (?P<year>\d{4})"),
    re.compile(r"(?P<name>[a-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})"),
)


def _date(text: str) -> dt.date | None:
    for form in _DATE_FORMS:
        match = form.match(text.strip().lower())
        if match is None:
            continue
        parts = match.groupdict()
        name = (parts.get("name") or "")[:3]
        if name and name not in _MONTHS:
            return None
        month = _MONTHS.index(name) + 1 if name else int(parts["month"])
        try:
            return dt.date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            return None
    return None

"""The tables of the data files: their columns, declared once, and their rows.

The columns of interviews, partnerships and codes come from the declarations of the
template parameters (:mod:`hubbot.schema`): a new parameter is a new column, and a line of
the data dictionary. Personal parameters never are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from hubbot import schema
from hubbot.frames import Frames
from hubbot.records import (
    Affiliate,
    Code,
    Dataset,
    Interview,
    PageRef,
    Partnership,
)
from hubbot.schema import Kind, Parameter

# What stands between the values of a cell that holds several.
SEPARATOR: Final = " | "

Cell = str | int | bool | dt.date | dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a data file, as the data dictionary describes it.

    ``type`` is one of Table Schema's (https://specs.frictionlessdata.io/table-schema/);
    ``constraints`` are those of Table Schema.
    """

    name: str
    description: str
    type: str = "string"
    constraints: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DataTable:
    """One data file: its name without ending, what a row is, its columns and rows."""

    name: str
    description: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


SOURCE: Final = (
    Column(
        name="page",
        description="The title of the wiki page that the row was read from.",
        constraints={"required": True},
    ),
    Column(
        name="page_id", type="integer", description="The page's number, which stays if it moves."
    ),
    Column(
        name="revision_id", type="integer", description="The revision of the page that was read."
    ),
    Column(
        name="revision_time", type="datetime", description="When that revision was saved, in UTC."
    ),
)


def source_cells(page: PageRef | None) -> tuple[Cell, ...]:
    """Write from which page and revision a row was read."""
    if page is None:
        return ("", None, None, None)
    return (page.title, page.page_id, page.revision_id, page.timestamp)


# --- Columns and cells of declared parameters ---

_TYPES: Final[Mapping[Kind, str]] = {Kind.DATE: "date", Kind.NUMBER: "integer"}
_SHAPES: Final[Mapping[Kind, str]] = {
    Kind.DATE: "Year-month-day.",
    Kind.LANGUAGE: "A language code.",
    Kind.COUNTRY: "An ISO 3166 code of two letters.",
    Kind.REGION: "One of the Wikimedia regions.",
    Kind.AFFILIATE: "The code of an affiliate in affiliates.csv, empty where none was found.",
    Kind.NEEDS: f"Codes of codebook.csv (others as on the page), separated by “{SEPARATOR}”.",
    Kind.SUPPORT: f"Codes of codebook.csv (others as on the page), separated by “{SEPARATOR}”.",
    Kind.LIST: f"Several texts, separated by “{SEPARATOR}”.",
    Kind.WIKIDATA_ITEM: "An item on Wikidata: Q and digits.",
    Kind.THEME: "The code of a theme.",
}
# Fields whose text is resolved to an identifier, the text on the page kept beside it.
_RESOLVED: Final = (Kind.AFFILIATE, Kind.COUNTRY, Kind.REGION)
HELD_BACK: Final = "Empty where the interview asks that its words are not shown."


def exported(record: type) -> dict[str, Parameter]:
    """List the parameters of a record that may leave the wiki, by the name of their field."""
    found = schema.parameters(record).items()
    return {name: declaration for name, declaration in found if not declaration.personal}


def parameter_columns(record: type) -> Iterator[Column]:
    """Describe the columns of a record's parameters."""
    for name, declaration in exported(record).items():
        said = [declaration.description, _SHAPES.get(declaration.kind, "")]
        said.append(HELD_BACK if declaration.words else "")
        constraints: dict[str, Any] = {}
        if declaration.allowed:
            constraints["enum"] = list(declaration.allowed)
        yield Column(
            name=name,
            description=" ".join(filter(None, said)),
            type=_TYPES.get(declaration.kind, "string"),
            constraints=constraints,
        )
        if declaration.kind in _RESOLVED:
            yield Column(
                name=f"{name}_as_written",
                description=f"The text of “{declaration.name}” on the page, as it stands there.",
            )


def parameter_cells(
    record: Interview | Partnership | Code, *, words: bool = True
) -> Iterator[Cell]:
    """Write the cells of :func:`parameter_columns`; without ``words``, none that was said."""
    for name, declaration in exported(type(record)).items():
        value = getattr(record, name)
        yield None if declaration.words and not words else cell(value)
        if declaration.kind in _RESOLVED:
            yield as_written(record, name)


def as_written(record: Interview | Partnership | Code, name: str) -> str:
    """Return a resolved field as its page writes it.

    On a page of plain notes an affiliate is read from the title line, which may name
    people: it is not given.
    """
    if isinstance(record, Code) or (isinstance(record, Interview) and not record.template):
        return ""
    return record.as_written.get(name, "")


def cell(value: object) -> Cell:
    """Turn a field's value into a cell."""
    if value is None or isinstance(value, str | int | dt.date):
        return value
    if isinstance(value, tuple | list):
        return SEPARATOR.join(str(one) for one in value)
    return str(value)


# --- The tables ---


class Tables:
    """The tables of a dataset; ``interviews`` are those of the period that was asked for."""

    def __init__(self, dataset: Dataset, interviews: Sequence[Interview], frames: Frames) -> None:
        self._dataset, self._interviews, self._frames = dataset, tuple(interviews), frames

    def all(self) -> tuple[DataTable, ...]:
        """Make every table."""
        return (
            self.interviews(),
            self.named("needs", "need"),
            self.named("support", "support"),
            self.partnerships(),
            self.affiliates(),
            self.codebook(),
            self.needs_matrix(),
        )

    @cached_property
    def _affiliates(self) -> Mapping[str, Affiliate]:
        return self._frames.affiliates_by_code

    def _affiliate(self, interview: Interview) -> tuple[str, str]:
        found = self._affiliates.get(interview.affiliate)
        return (found.name, found.org_type) if found else ("", "")

    def interviews(self) -> DataTable:
        """One row an interview."""
        more = (
            Column(name="affiliate_name", description="The affiliate's name in the register."),
            Column(name="org_type", description="What kind of organisation the affiliate is."),
            Column(
                name="people",
                type="integer",
                description="How many people were interviewed; their names are in no file.",
            ),
            Column(
                name="template",
                type="boolean",
                description="Whether the page has the interview template, or plain notes only.",
            ),
        )
        rows = (
            (
                *source_cells(one.page),
                *parameter_cells(one, words=may_quote(one)),
                *self._affiliate(one),
                len(one.interviewees) + one.people_unnamed,
                one.template,
            )
            for one in self._interviews
        )
        return DataTable(
            name="interviews",
            description="One row an interview. Drafts and withdrawn interviews are left out.",
            columns=(*SOURCE, *parameter_columns(Interview), *more),
            rows=tuple(rows),
        )

    def named(self, name: str, kind: str) -> DataTable:
        """One row for each pair of an interview and a code of one kind."""
        columns = (
            *SOURCE,
            Column(
                name="code",
                description="The code; as on the page where the codebook does not have it.",
            ),
            Column(name="label", description="The code's name in English."),
            Column(name="theme", description="The code of the theme it belongs to."),
            Column(
                name="in_codebook", type="boolean", description="Whether the codebook has the code."
            ),
            Column(
                name="as_written",
                description=f"The code as the page writes it, separated by “{SEPARATOR}”.",
            ),
            Column(
                name="mentions",
                type="integer",
                description="How many passages of the page are coded with it.",
            ),
            Column(
                name="words",
                description=f"The words of those passages, separated by “{SEPARATOR}”. {HELD_BACK}",
            ),
        )
        rows = tuple(row for one in self._interviews for row in self._named_rows(one, kind))
        return DataTable(
            name=name,
            description=f"One row for each interview and {kind} that it names.",
            columns=columns,
            rows=rows,
        )

    def _named_rows(self, interview: Interview, kind: str) -> Iterator[tuple[Cell, ...]]:
        listed = interview.needs if kind == "need" else interview.support
        for code in listed:
            found = self._frames.codes.get(code)
            known = found is not None and (found.kind or "need") == kind
            mentions = [m for m in interview.mentions if m.kind == kind and m.code == code]
            spelled = dict.fromkeys(m.as_written for m in mentions if m.as_written)
            said = [" ".join(m.words.split()) for m in mentions if m.words]
            yield (
                *source_cells(interview.page),
                code,
                found.label if found and known else "",
                found.theme if found and known else "",
                known,
                cell(tuple(spelled)),
                len(said),
                cell(tuple(said)) if may_quote(interview) else "",
            )

    def partnerships(self) -> DataTable:
        """One row for each partnership that an interview names."""
        more = (
            Column(name="affiliate", description="The code of the interview's affiliate."),
            Column(name="affiliate_name", description="That affiliate's name in the register."),
            Column(
                name="partner_key",
                description="The same for every spelling of one partner; a partnership counts "
                "once for each affiliate (or page without one) and partner.",
            ),
        )
        keys = iter(self._frames.partnerships["key"])
        by_page = {
            one.page.title: [str(next(keys)).rpartition("\n")[2] for _ in one.partnerships]
            for one in self._dataset.interviews
        }
        rows = (
            (
                *source_cells(one.page),
                *parameter_cells(partnership, words=may_quote(one)),
                one.affiliate,
                self._affiliate(one)[0],
                key,
            )
            for one in self._interviews
            for partnership, key in zip(one.partnerships, by_page[one.page.title], strict=True)
        )
        return DataTable(
            name="partnerships",
            description="One row for each partnership that an interview names.",
            columns=(*SOURCE, *parameter_columns(Partnership), *more),
            rows=tuple(rows),
        )

    def affiliates(self) -> DataTable:
        """One row for each affiliate of the register."""
        taken_part = [one.affiliate for one in self._interviews if one.respondent == "affiliate"]
        rows = (
            (
                *source_cells(one.source),
                *(cell(getattr(one, name)) for name in _AFFILIATE),
                taken_part.count(one.code),
            )
            for one in self._dataset.affiliates
        )
        columns = (
            *SOURCE,
            *(
                Column(
                    name="affiliate_page" if name == "page" else name,
                    description=said,
                    type="date" if name == "agreement_date" else "string",
                )
                for name, said in _AFFILIATE.items()
            ),
            Column(
                name="interviews",
                type="integer",
                description="How many interviews of these files were held with the affiliate.",
            ),
        )
        return DataTable(
            name="affiliates",
            description="One row for each affiliate of the movement's register.",
            columns=columns,
            rows=tuple(rows),
        )

    def codebook(self) -> DataTable:
        """One row a code; the first two columns are what Taguette imports."""
        codes = self._dataset.codebook.codes
        labels = [one.label or one.code for one in codes]
        languages = sorted({lang for one in codes for lang in one.labels})
        themes = {one.code: one.label for one in self._dataset.codebook.themes}
        rows = (
            (
                name if labels.count(name) == 1 else f"{name} ({one.code})",
                one.description,
                *(
                    c
                    for f, c in zip(exported(Code), parameter_cells(one), strict=True)
                    if f not in _FIRST
                ),
                themes.get(one.theme, ""),
                *(one.labels.get(lang, "") for lang in languages),
                *source_cells(self._dataset.codebook.page),
            )
            for name, one in zip(labels, codes, strict=True)
        )
        columns = (
            Column(name="name", description="The code's name in English, told apart by its code."),
            Column(name="description", description="What the code stands for."),
            *(one for one in parameter_columns(Code) if one.name not in _FIRST),
            Column(name="theme_label", description="The theme's name in English."),
            *(
                Column(name=f"label_{lang}", description=f"The code's name in the language {lang}.")
                for lang in languages
            ),
            *SOURCE,
        )
        return DataTable(
            name="codebook",
            description="One row a code. The first two columns can be imported into Taguette.",
            columns=columns,
            rows=tuple(rows),
        )

    def needs_matrix(self) -> DataTable:
        """One row an interview, one column a need: 1 where it is named, else 0."""
        codes = [code for code in self._frames.codes.values() if (code.kind or "need") == "need"]
        taken = {column.name for column in SOURCE}
        columns = (
            *SOURCE,
            *(
                Column(
                    name=_column_name(code.code, taken),
                    type="integer",
                    description=f"1 where the interview names the need “{code.label}”, else 0.",
                    constraints={"enum": [0, 1]},
                )
                for code in codes
            ),
        )
        rows = (
            (*source_cells(one.page), *(int(code.code in one.needs) for code in codes))
            for one in self._interviews
        )
        return DataTable(
            name="needs_matrix",
            description="One row an interview and one column a need of the codebook.",
            columns=columns,
            rows=tuple(rows),
        )


_FIRST: Final = ("label", "description")
_AFFILIATE: Final[Mapping[str, str]] = {
    "code": "The affiliate's code in the register.",
    "name": "The affiliate's name.",
    "org_type": "What kind of organisation it is.",
    "country": "Its country, an ISO 3166 code of two letters; empty where there is none.",
    "country_as_written": "The country as the register writes it.",
    "region": "The Wikimedia region of its country.",
    "recognition": "Whether it is recognised today.",
    "page": "The title of its page on the wiki.",
    "agreement_date": "When it was recognised first, year-month-day.",
    "website": "Its website.",
}


def may_quote(interview: Interview) -> bool:
    """Whether the interview's words may leave the wiki; anything but a plain yes is a no."""
    return interview.quotes == "yes"


def _column_name(code: str, taken: set[str]) -> str:
    name = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", code).split()) or "code"
    while name in taken:
        name = f"code_{name}"
    taken.add(name)
    return name


def records(interviews: Iterable[Interview]) -> Iterator[dict[str, Any]]:
    """Make a record of each interview: its parameters, passages, partnerships and answers."""
    for one in interviews:
        words = may_quote(one)
        answers: dict[str, str] = {}
        for answer in one.answers if words else ():
            known = answers.get(answer.question)
            answers[answer.question] = f"{known}\n\n{answer.text}" if known else answer.text
        yield {
            **dict(zip((c.name for c in SOURCE), map(_plain, source_cells(one.page)), strict=True)),
            **_fields(one, words=words),
            "people": len(one.interviewees) + one.people_unnamed,
            "template": one.template,
            "mentions": [
                {
                    "kind": mention.kind,
                    "code": mention.code,
                    "as_written": mention.as_written,
                    "question": mention.question,
                    "words": mention.words if words else "",
                }
                for mention in one.mentions
            ],
            "partnerships": [_fields(partnership, words=words) for partnership in one.partnerships],
            "answers": answers,
        }


def _fields(record: Interview | Partnership, *, words: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, declaration in exported(type(record)).items():
        value = getattr(record, name)
        found[name] = "" if declaration.words and not words else _plain(value)
        if declaration.kind in _RESOLVED:
            found[f"{name}_as_written"] = as_written(record, name)
    return found


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def moment(time: dt.datetime) -> str:
    """Write a point in time as MediaWiki does, in UTC."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""The documentation subpage of each template, made of the declarations."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from hubbot.kit.names import BLOCKS, RECORDS, KitNames
from hubbot.kit.templatedata import allowed, as_wikitext, templatedata
from hubbot.records import (
    Alias,
    Code,
    Interview,
    Interviewer,
    PageRef,
    Partnership,
    Passage,
    Person,
    Question,
    Theme,
)
from hubbot.reports import REGISTRY
from hubbot.reports.options import COMMON
from hubbot.schema import Kind, Parameter, parameters
from hubbot.sources import SiteInfo
from hubbot.write import to_wikitext

_DESCRIPTIONS: Final[Mapping[str, str]] = {
    "interview": "An interview, once on its page, at the top. It shows a box to readers.",
    "need": "Words in which a need was named. Readers see the words and a small mark of the code.",
    "support": (
        "Words in which support was asked for. Readers see the words and a small mark of the code."
    ),
    "partnership": "One partner of the affiliate interviewed, anywhere on the interview's page.",
    "theme": "A theme of the codebook, on the codebook page.",
    "code": "A code of the codebook, on the codebook page: one need, or one kind of support.",
    "question": "A further wording of a question of the interviews, on the codebook page.",
    "alias": "Another name of an affiliate, on the codebook page.",
    "interviewer": "Somebody who asks, and is not counted as interviewed, on the codebook page.",
    "report": "Begins a report that a bot keeps up to date. It shows nothing by itself.",
    "report_end": "Ends a report that a bot keeps up to date. It shows nothing by itself.",
    "show": (
        "Shows a report page in the language of the page that is being read, else in the "
        "wiki's own. For translatable pages, whose copies would keep old numbers."
    ),
}
_KINDS: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "text",
    Kind.CHOICE: "one of the allowed values",
    Kind.DATE: "a date: year-month-day",
    Kind.YEAR_OR_DATE: "a year, a month or a day: 2019, 2019-05, 2019-05-31",
    Kind.PEOPLE: "people, one a line or separated by commas",
    Kind.LANGUAGE: "a language code",
    Kind.COUNTRY: "a country's name or two-letter code",
    Kind.REGION: "a Wikimedia region",
    Kind.AFFILIATE: "an affiliate",
    Kind.NEEDS: "codes of needs, one a line or separated by commas",
    Kind.SUPPORT: "codes of support, one a line or separated by commas",
    Kind.CODE: "codes, separated by commas",
    Kind.THEME: "a theme's code",
    Kind.LIST: "a list, one a line or separated by commas",
    Kind.NUMBER: "a whole number",
    Kind.URL: "an address (https://…)",
    Kind.FILE_OR_URL: "a file, or an address",
    Kind.WIKIDATA_ITEM: "an item of Wikidata (Q…)",
}

_EXAMPLES: Final[Mapping[str, object]] = {
    "interview": Interview(
        page=PageRef(title=""),
        affiliate="Wikimedia Sverige",
        date=dt.date(2021, 10, 15),
        interviewees=(
            Person(name="A. Volunteer", username="Volunteer"),
            Person(name="B. Member"),
        ),
        language="sv",
        format="video",
        needs=("funding", "training"),
        support=("template-agreements",),
    ),
    "need": Passage(codes="training", words="We would like to learn how to plan a project"),
    "support": Passage(codes="template-agreements", words="A short agreement that can be copied"),
    "partnership": Partnership(
        partner="National Library of Sweden",
        wikidata="Q953058",
        type="library",
        status="current",
        country="Sweden",
        start="2020-03-01",
        activities=("scanning", "edit-a-thons"),
    ),
    "theme": Theme(
        code="funding-and-staff",
        label="Funding and staff",
        description="Money, and people who are paid.",
        order=1,
        labels={"sv": "Finansiering och personal"},
    ),
    "code": Code(
        code="funding",
        theme="funding-and-staff",
        kind="need",
        label="Funding",
        description="Money for projects, travel, equipment or rooms.",
        keywords=("money", "grant", "costs"),
        aliases=("budget",),
        labels={"sv": "Finansiering"},
    ),
    "question": Question(id="support", text="What kind of help would you like to have?"),
    "alias": Alias(name="The Lake group", affiliate="Wikimedians of the Lake User Group"),
    "interviewer": Interviewer(name="A. Coordinator"),
}


def described_kind(kind: Kind) -> str:
    """Say in words what a parameter of a kind holds."""
    return _KINDS[kind]


def example(role: str, names: KitNames) -> str:
    """Write the example of a record's template."""
    return to_wikitext(_EXAMPLES[role], names.name(role), block=role in BLOCKS)


def quoted_in_pre(text: str) -> str:
    """Write wikitext so that it is shown, and no template is seen in it by any program."""
    return text.replace("&", "&amp;").replace("{{", "&#123;&#123;").replace("<", "&lt;")


class Documentation:
    """Writes the documentation subpages."""

    def __init__(self, names: KitNames, site: SiteInfo) -> None:
        self._names = names
        self._form = "TemplateData" in site.extensions

    def page(self, role: str) -> str:
        """Write the documentation of one template."""
        parts = [_DESCRIPTIONS[role], *self._usage(role), *self._table(role)]
        if role == "report":
            parts.extend(_report_table())
        data = self._templatedata(role)
        if self._form and data:
            parts += ["== Form ==", "VisualEditor makes its form of this:"]
            shown = as_wikitext(data)
            parts.append(f'<div class="mw-collapsible mw-collapsed">\n{shown}\n</div>')
        return "\n\n".join(parts)

    def _usage(self, role: str) -> Iterator[str]:
        yield "== Usage =="
        if role in RECORDS:
            shown = example(role, self._names)
            yield f"<pre>\n{quoted_in_pre(shown)}\n</pre>"
            yield f"It looks like this:\n\n{shown}"
            return
        pair = f"{{{{{self._names.name('report')}|needs-by-theme}}}}\n"
        pair += f"{{{{{self._names.name('report_end')}}}}}"
        show = f"{{{{{self._names.name('show')}|Themes}}}}"
        yield f"<pre>\n{quoted_in_pre(show if role == 'show' else pair)}\n</pre>"

    def _table(self, role: str) -> Iterator[str]:
        rows: Iterable[tuple[str, ...]]
        if role in RECORDS:
            rows = [_row(one) for one in parameters(RECORDS[role]).values()]
            rows = [*rows, *_translated(RECORDS[role])]
        else:
            rows = [
                (f"<code>{name}</code>", one["description"], "", "")
                for name, one in self._parameters(role).items()
            ]
        if rows:
            yield "== Parameters =="
            yield _table(("Parameter", "What it is for", "Values", "If left out"), rows)

    def _parameters(self, role: str) -> Mapping[str, Any]:
        if role == "show":
            names = list(self._names.config.pages.report_pages)
            what = f"The name of a page below [[{self._names.config.pages.reports_base}]]."
            return {"1": _described("Report page", what, names, required=True)}
        if role != "report":
            return {}
        found = {"1": _described("Report", "The key of the report.", list(REGISTRY), required=True)}
        for name, what in COMMON.items():
            found[name] = _described(name.replace("_", " ").capitalize(), what)
        for report in REGISTRY.values():
            for own in report.own:
                values = found.get(own.name, {}).get("suggestedvalues", [])
                merged = list(dict.fromkeys([*values, *own.choices]))
                found[own.name] = _described(own.name.capitalize(), own.description, merged)
        return found

    def _templatedata(self, role: str) -> Mapping[str, Any]:
        description = _DESCRIPTIONS[role]
        if role in RECORDS:
            return templatedata(RECORDS[role], description, block=role in BLOCKS)
        described = self._parameters(role)
        return {
            "description": description,
            "format": "inline",
            "params": described,
            "paramOrder": list(described),
        }


def _translated(record: type) -> Iterator[tuple[str, ...]]:
    """Yield a row for each parameter that may be given in further languages."""
    fields = {one.name for one in dataclasses.fields(record)}
    for field, declared in parameters(record).items():
        if f"{field}s" in fields:
            name = f"<code>{declared.name}/sv</code>"
            yield (
                name,
                "The same in another language, here in Swedish.",
                described_kind(declared.kind),
                "",
            )


def _described(
    label: str, description: str, values: Iterable[str] = (), *, required: bool = False
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "label": label,
        "description": description.replace("[[", "").replace("]]", ""),
        "type": "line",
    }
    if required:
        described["required"] = True
    if values:
        described["suggestedvalues"] = list(values)
    return described


def _row(declared: Parameter) -> tuple[str, ...]:
    names = ", ".join(f"<code>{name}</code>" for name in (declared.name, *declared.aliases))
    kind = described_kind(declared.kind)
    if values := allowed(declared):
        kind += ": " + ", ".join(f"<code>{value}</code>" for value in values)
    return names, declared.description, kind, _if_left_out(declared)


def _if_left_out(declared: Parameter) -> str:
    if declared.required:
        return "'''required'''"
    if declared.required_when is not None:
        other, value = declared.required_when
        return f"'''required''' where <code>{other}</code> is <code>{value}</code>"
    return f"<code>{declared.default}</code>" if declared.default else ""


def _report_table() -> Iterator[str]:
    yield "== Reports =="
    rows = [
        (
            f"<code>{report.key}</code>",
            report.description,
            "<br>".join(f"<code>{own.name}</code>: {', '.join(own.choices)}" for own in report.own),
        )
        for report in REGISTRY.values()
    ]
    yield _table(("Report", "What it shows", "Its own parameters"), rows)


def _table(headings: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ['<div style="overflow-x:auto">', '{| class="wikitable"']
    lines += [f'! scope="col" | {heading}' for heading in headings]
    for name, *cells in rows:
        lines += ["|-", f'! scope="row" style="text-align:start" | {name}']
        lines += [f"| {cell}" for cell in cells]
    return "\n".join([*lines, "|}", "</div>"])

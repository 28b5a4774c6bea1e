"""The texts of the kit's pages for one wiki and configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from hubbot import countries
from hubbot.config import Config, bundled
from hubbot.kit.documentation import Documentation, example, quoted_in_pre
from hubbot.kit.names import RECORDS, KitNames
from hubbot.messages import languages, messages
from hubbot.schema import Parameter, parameters
from hubbot.sources import SiteInfo
from hubbot.wikitext import TEMPLATE

_PLACEHOLDER: Final = re.compile(r"@([a-zA-Z_-]+)(?::([\w-]+))?@")

# Inline styles: TemplateStyles may be absent. Logical properties suit both directions.
_BOX: Final = (
    "border:1px solid #a2a9b1; border-inline-start:4px solid #36c; padding:0.5em 1em; "
    "margin:0.5em 0 1em; overflow-wrap:anywhere"
)
_ROW: Final = (
    "border:0 solid #a2a9b1; border-bottom-width:1px; padding:0.4em 0; overflow-wrap:anywhere"
)
_SMALL: Final = "font-size:0.85em; color:inherit; font-style:italic"
_FACTS: Final = {
    "date": "column-date",
    "country": "column-country",
    "region": "column-region",
    "respondent": "kit-respondent",
    "format": "kit-format",
    "needs": "column-needs",
    "support": "column-support-requested",
}
_KIND_OF_CODES: Final = {"needs": "need", "support": "support"}


@dataclass(frozen=True, kw_only=True)
class KitPage:
    """One page as hubbot would install it.

    ``once`` marks pages that people fill in (the codebook) or hubbot's blocks fill (the
    reports): they are made where they are missing, and never touched again.
    """

    title: str
    text: str
    once: bool = False


def kit_pages(config: Config, site: SiteInfo) -> tuple[KitPage, ...]:
    """List all pages of the kit, in the order in which they are to be saved.

    A page comes after those that it shows, so that it is whole when it is saved.
    """
    return tuple(_Kit(config, site).pages())


class _Kit:
    def __init__(self, config: Config, site: SiteInfo) -> None:
        self.config = config
        self.site = site
        self.names = KitNames(config, site.namespaces)
        self.documentation = Documentation(self.names, site)

    def pages(self) -> Iterator[KitPage]:
        yield from self._modules()
        for role in RECORDS:
            yield from self._template(role, "passage" if role in ("need", "support") else role)
        for role in ("report", "report_end", "show"):
            yield from self._template(role, role)
        yield KitPage(title=self.names.preload, text=self._filled("preload"))
        yield KitPage(title=self.names.template("interview", "/start"), text=self._filled("start"))
        if self.config.pages.codebook:
            title = self.site.namespaces.normalise(self.config.pages.codebook)
            yield KitPage(title=title, text=self._filled("codebook"), once=True)
        yield KitPage(
            title=self.site.namespaces.normalise(self.config.pages.help), text=self._filled("help")
        )
        yield from self._reports()

    def _modules(self) -> Iterator[KitPage]:
        if not self._has_lua:
            return
        regions = sorted(
            (one.name.casefold(), one.region) for one in countries.countries().values()
        )
        rows = "".join(
            f"\t[{_lua(name)}] = {_lua(region)},\n" for name, region in regions if region
        )
        data = f"-- The Wikimedia region of each country.\nreturn {{\n{rows}}}\n"
        yield KitPage(title=self.names.regions_module, text=data)
        yield KitPage(title=self.names.module, text=self._labels_module())

    def _labels_module(self) -> str:
        pages = self.config.pages
        values = {
            "codebook": pages.codebook,
            "code": self.names.name("code"),
            "register": pages.register,
            "regions_module": self.names.regions_module,
        }
        text = bundled("kit/labels.lua")
        for key, value in values.items():
            text = text.replace(f"'@{key}@'", _lua(value))
        return text

    def _template(self, role: str, file: str) -> Iterator[KitPage]:
        documentation = self.names.template(role, "/doc")
        # Documentation first: the template takes its TemplateData from it when it is saved.
        yield KitPage(title=documentation, text=self.documentation.page(role))
        body = self._filled(file, role).rstrip("\n")
        shown = self.names.name(role) + "/doc"
        yield KitPage(
            title=self.names.template(role), text=f"{body}<noinclude>{{{{{shown}}}}}</noinclude>"
        )

    def _reports(self) -> Iterator[KitPage]:
        """Make the report pages, each with one block in its language."""
        end = "{{" + self.names.name("report_end") + "}}"
        default = self.config.run.languages[0] if self.config.run.languages else ""
        for name, spec in self.config.pages.report_pages.items():
            gap = "" if spec.partition("|")[0].strip() == "count" else "\n"
            begin = "{{" + self.names.name("report") + "|" + spec
            base = f"|lang={default}" if default and default != self.site.language else ""
            yield KitPage(
                title=self.names.report_page(name), text=f"{begin}{base}}}}}{gap}{end}", once=True
            )
            for language in self.config.run.languages[1:]:
                yield KitPage(
                    title=self.names.report_page(name, language),
                    text=f"{begin}|lang={language}}}}}{gap}{end}",
                    once=True,
                )

    # Filling in

    @property
    def _has_lua(self) -> bool:
        return "Scribunto" in self.site.extensions

    def _filled(self, file: str, role: str = "") -> str:
        """Read a page's text and fill its placeholders in, for a template's role."""
        record = RECORDS.get(role)
        declared = {} if record is None else parameters(record)
        kind = role if role in ("need", "support") else ""
        text = bundled(f"kit/{file}.wikitext").rstrip("\n")
        line = "dotted" if kind == "need" else "dashed"
        text = text.replace("@kind@", kind).replace("@line@", line)

        def value(match: re.Match[str]) -> str:
            what, name = match[1], match[2] or ""
            if not name:
                return self._names_and_styles[what]
            return self._of(what, name, declared)

        return _PLACEHOLDER.sub(value, text)

    def _of(self, what: str, name: str, declared: Mapping[str, Parameter]) -> str:
        match what:
            case "value":
                return given(declared[name])
            case "say":
                return said(name)
            case "fact":
                return self._fact(name, declared)
            case "codes":
                return self._codes(name, declared)
            case "part":
                text = given(declared[name])
                return f"{{{{#if:{text}|&#32;· {self._choice(name, declared[name])}}}}}"
            case "example":
                return quoted_in_pre(example(name, self.names))
            case _:
                raise KeyError(what)

    @cached_property
    def _names_and_styles(self) -> Mapping[str, str]:
        pages = self.config.pages
        return {
            "box": _BOX,
            "row": _ROW,
            "codebook": pages.codebook,
            "reports_base": pages.reports_base,
            "help": pages.help,
            "start_name": self.names.start,
            "start": self._start(),
            "category": self._category(),
            "T": self.site.namespaces.title(TEMPLATE, "")[:-1],
            "targets": self._links([*pages.target_prefixes, *pages.target_pages]),
            "report_list": self._report_list(),
            "affiliate": self._affiliate(),
            "code-link": self._code_link(),
            "blank_interview": self._blank_interview(),
            "question_headings": self._question_headings(),
            **{role: self.names.name(role) for role in (*RECORDS, "report", "report_end", "show")},
        }

    def _affiliate(self) -> str:
        text = given(parameters(RECORDS["interview"])["affiliate"])
        return f"{{{{#invoke:{self._module_name}|affiliate|{text}}}}}" if self._has_lua else text

    @property
    def _module_name(self) -> str:
        return self.names.module.partition(":")[2]

    def _fact(self, name: str, declared: Mapping[str, Parameter]) -> str:
        """Show one field in the box, where it says something."""
        text = given(declared[name])
        if self._has_lua and name in ("country", "region"):
            country = given(declared["country"])
            more = f"|region={text}" if name == "region" else ""
            affiliate = given(declared["affiliate"])
            text = f"{{{{#invoke:{self._module_name}|{name}|{affiliate}|country={country}{more}}}}}"
        label = f'<span class="hubbot-label" style="{_SMALL}">{said(_FACTS[name])}</span>'
        shown = f"{{{{#if:{text}|<div>{label} <bdi>{text}</bdi></div>}}}}"
        default = declared[name].default
        return f"{{{{#ifeq:{{{{lc:{text}}}}}|{default}||{shown}}}}}" if default else shown

    def _codes(self, name: str, declared: Mapping[str, Parameter]) -> str:
        text = given(declared[name])
        label = f'<div class="hubbot-label" style="{_SMALL}">{said(_FACTS[name])}</div>'
        kind = _KIND_OF_CODES[name]
        shown = f"\n{text}\n"
        if self._has_lua:
            shown = f"{{{{#invoke:{self._module_name}|list|{kind}|{text}}}}}"
        return f'{{{{#if:{text}|<div style="flex:1 1 14em">{label}{shown}</div>}}}}'

    def _choice(self, name: str, declared: Parameter) -> str:
        """Show a choice's word in the language of the page, where there are messages for it."""
        text = given(declared)
        cases = []
        for choice in declared.allowed:
            key = next((k for k in _choice_keys(name, choice) if messages().has(k)), "")
            if key:
                cases.append(f"|{choice}={said(key)}")
        return f"{{{{#switch:{{{{lc:{text}}}}}{''.join(cases)}|#default=<bdi>{text}</bdi>}}}}"

    def _code_link(self) -> str:
        text = given(parameters(RECORDS["need"])["codes"])
        page = self.config.pages.codebook
        return f"[[:{page}#code-{{{{anchorencode:{text}}}}}|{text}]]" if page else text

    def _category(self) -> str:
        name = self.config.pages.tracking_category
        return f"[[{self.site.namespaces.title(14, name)}]]" if name else ""

    def _start(self) -> str:
        prefixes = self.config.pages.interview_prefixes
        prefix = prefixes[0] if prefixes else ""
        if "InputBox" in self.site.extensions:
            label = messages(self.site.language).text("kit-start")
            return (
                f"<inputbox>\ntype=create\nprefix={prefix}\npreload={self.names.preload}\n"
                f"width=30\nbreak=no\nbuttonlabel={label}\n</inputbox>"
            )
        page = f"{prefix}{{{{{{1|New interview}}}}}}"
        query = f"action=edit&preload={{{{urlencode:{self.names.preload}}}}}"
        return f"[{{{{fullurl:{page}|{query}}}}} {said('kit-start')}: {{{{{{1|New interview}}}}}}]"

    def _blank_interview(self) -> str:
        lines = [
            f"| {one.name} = {'draft' if field == 'status' else ''}".rstrip()
            for field, one in parameters(RECORDS["interview"]).items()
        ]
        return "\n".join(["{{" + self.names.name("interview"), *lines, "}}"])

    def _question_headings(self) -> str:
        questions = self.config.notes.questions
        # A question that joins two others ("needs-and-support") would ask both again.
        wordings = [
            texts[0]
            for name, texts in questions.items()
            if texts and not ("-and-" in name and questions.keys() >= set(name.split("-and-")))
        ]
        return "\n\n".join(f"== {text} ==" for text in wordings)

    def _report_list(self) -> str:
        names = self.config.pages.report_pages
        return ", ".join(f"[[{self.names.report_page(name)}|{name}]]" for name in names) or "–"

    def _links(self, titles: Iterable[str]) -> str:
        return ", ".join(f"[[:{title.rstrip('/')}]]" for title in titles) or "–"


def _choice_keys(field: str, choice: str) -> tuple[str, ...]:
    word = choice.replace(" ", "-")
    return (f"partner-{field}-{word}", f"partnership-{field}-{word}", f"{field}-{word}")


def given(declared: Parameter) -> str:
    """Return the wikitext that stands for a parameter's value, by whichever name it is given.

    Of several spellings the first that is not empty counts.
    """
    first, *others = (declared.name, *declared.aliases)
    if not others:
        return f"{{{{{{{first}|}}}}}}"
    following = given(
        Parameter(name=others[0], kind=declared.kind, description="", aliases=tuple(others[1:]))
    )
    own = f"{{{{{{{first}|}}}}}}"
    return f"{{{{#if:{own}|{own}|{following}}}}}"


def said(key: str) -> str:
    """Return the wikitext of a message in the language of the page that is being read."""
    own = {language: messages(language).text(key) for language in languages() if language != "en"}
    cases = "".join(f"|{language}={text}" for language, text in sorted(own.items()))
    return f"{{{{#switch:{{{{PAGELANGUAGE}}}}{cases}|#default={messages('en').text(key)}}}}}"


def _lua(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"

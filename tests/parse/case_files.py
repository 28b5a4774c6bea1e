r"""Read the case files of tests/parse/cases: wikitext and what must be read of it.

A file has sections, each opened by a line of four dollar signs:

    $$$$ PAGE Title of the page
    $$$$ LIMITS items=2          (only where a limit is tried)
    $$$$ CODEBOOK                (only where the codebook matters: its wikitext)
    $$$$ WIKITEXT
    $$$$ EXPECTED

A line of EXPECTED is ``name: value``. Only the fields named are compared, but all problems:

    interview: none | shows only         no record was made
    affiliate: Wikimedia Norge           any field; nothing behind the colon means empty
    needs: funding | staff               lists are divided by bars
    interviewees: Anna Berg, WMNO (AnnaB) | Bo Ek
    answers: today | needs               the questions answered, in order
    answer today: one line\nanother      \n is a line break
    coded today: We need money           the coded passages of an answer
    line needs: 12                       where a field or (line answer today) an answer stands
    mention: need funding 12 today = the words said
    partnership: partner=National Museum; type=museum
    theme: code=a; labels.sv=Finansiering      rows of a codebook, likewise code, alias, ...
    problem: invalid-value 5 type = musem -> museum | media also detail | detail
    problem: invalid-value 5 type ...    whatever value, suggestions and details it has
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path

from hubbot import config
from hubbot.parse import ParseContext, parse_codebook, parse_context, parse_interview
from hubbot.problems import Problem
from hubbot.records import Codebook, Interview, PageRevision, Person
from hubbot.wikitext import Namespaces, TemplateNames, template_names

FOLDER = Path(__file__).parent / "cases"
_SECTION = re.compile(r"^\$\$\$\$ ([A-Z]+)(?: (.*))?\n", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One case file."""

    name: str
    page: str
    wikitext: str
    expected: tuple[tuple[str, str], ...]
    limits: tuple[tuple[str, float], ...] = ()
    codebook: str = ""

    @property
    def problems(self) -> list[str]:
        """The problems expected, as written."""
        return [value for name, value in self.expected if name == "problem"]


def read_case(path: Path) -> Case:
    """Read one case file; raises ValueError where it expects nothing."""
    pieces = _SECTION.split(path.read_text(encoding="utf-8"))[1:]
    sections = {
        name: (title or "", body)
        for name, title, body in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
    }
    lines = [line for line in sections["EXPECTED"][1].splitlines() if line.strip()]
    if not lines:
        raise ValueError(f"{path.name} has no expectation")
    limits = (one.split("=") for one in sections.get("LIMITS", ("", ""))[0].split())
    return Case(
        name=path.stem,
        page=sections["PAGE"][0],
        wikitext=sections["WIKITEXT"][1],
        expected=tuple(_expectation(line) for line in lines),
        limits=tuple((name, float(value)) for name, value in limits),
        codebook=sections.get("CODEBOOK", ("", ""))[1],
    )


def _expectation(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise ValueError(f"no colon in the expectation {line!r}")
    return name.strip(), value.strip().replace("\\n", "\n")


def default_names() -> TemplateNames:
    """Return the names of the default configuration's templates, with one redirect to Interview."""
    templates = config.defaults().templates
    names = {
        one.name: value
        for one in dataclasses.fields(templates)
        if isinstance(value := getattr(templates, one.name), str)
    }
    redirects = [("Template:CPH interview", "Template:Content Partnerships Hub/Interview")]
    local = {**Namespaces().local, 10: "Mall"}
    return template_names(
        names,
        [
            (source.replace("Template", "Mall"), target.replace("Template", "Mall"))
            for source, target in redirects
        ],
        Namespaces(local=local),
    )


def context_of(case: Case) -> ParseContext:
    """Return what the case's page is parsed with."""
    defaults, names = config.defaults(), default_names()
    context = parse_context(defaults, names)
    if case.codebook:
        page = PageRevision(title=defaults.pages.codebook, text=case.codebook)
        context = parse_context(defaults, names, parse_codebook(page, context)[0])
    limits = {name: int(value) if value >= 1 else value for name, value in case.limits}
    return dataclasses.replace(
        context,
        limits=dataclasses.replace(context.limits, **limits),  # type: ignore[arg-type] # names of the file
    )


def actual(case: Case) -> list[tuple[str, str]]:
    """Return what was read, written like the expectation, for the names that it names."""
    revision = PageRevision(title=case.page, text=case.wikitext)
    context = context_of(case)
    defaults = config.defaults()
    names = list(dict.fromkeys(name for name, _ in case.expected))
    if case.page == defaults.pages.codebook:
        codebook, problems = parse_codebook(revision, context)
        found = [row for name in names for row in _rows(codebook, name, case)]
    else:
        under = case.page.startswith(defaults.pages.interview_prefixes)
        parsed = parse_interview(revision, context, under_prefix=under)
        problems = parsed.problems
        found = []
        for name in names:
            if name == "interview":
                found.append((name, "shows only" if parsed.shows_only else "none"))
            elif name != "problem":
                assert parsed.interview is not None, "the page gave no interview"
                found.extend((name, one) for one in _values(parsed.interview, name, case))
    assert all(problem.page == case.page for problem in problems)
    return found + [("problem", _problem(one, case)) for one in problems]


def wanted(case: Case) -> list[tuple[str, str]]:
    """Return the expectation in the order of :func:`actual`."""
    names = list(dict.fromkeys(name for name, _ in case.expected if name != "problem"))
    grouped = [pair for name in names for pair in case.expected if pair[0] == name]
    return grouped + [("problem", one) for one in case.problems]


def _values(interview: Interview, name: str, case: Case) -> list[str]:
    kind, _, rest = name.partition(" ")
    if kind == "answer":
        return [one.text for one in interview.answers if one.question == rest]
    if kind == "coded":
        return [
            " | ".join(one.text[start:end] for start, end in one.coded)
            for one in interview.answers
            if one.question == rest
        ]
    if kind == "line" and rest.startswith("answer "):
        return [str(one.line) for one in interview.answers if f"answer {one.question}" == rest]
    if kind == "line":
        return [str(interview.lines.get(rest))]
    if kind == "written":
        return [interview.as_written.get(rest, "")]
    if name == "answers":
        return [" | ".join(one.question for one in interview.answers)]
    if name == "mention":
        return [
            f"{one.kind} {one.code} {one.line} {one.question}".strip()
            + (f" = {one.words}" if one.words else "")
            for one in interview.mentions
        ]
    if name == "partnership":
        return _like(interview.partnerships, name, case)
    return [_text(getattr(interview, name))]


def _rows(codebook: Codebook, name: str, case: Case) -> list[tuple[str, str]]:
    if name == "problem":
        return []
    return [
        (name, one)
        for one in _like(
            getattr(codebook, f"{name}s".replace("ss", "ses") if name == "alias" else f"{name}s"),
            name,
            case,
        )
    ]


def _like(records: tuple[object, ...], name: str, case: Case) -> list[str]:
    """Write records with the fields that the expectation names."""
    patterns = [value for each, value in case.expected if each == name]
    written = []
    for index, record in enumerate(records):
        pattern = patterns[min(index, len(patterns) - 1)]
        fields = [part.split("=")[0].strip() for part in pattern.split(";")]
        written.append("; ".join(f"{field}={_deep(record, field)}" for field in fields))
    return written


def _deep(record: object, field: str) -> str:
    name, _, key = field.partition(".")
    value = getattr(record, name)
    return _text(value.get(key) if key else value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " | ".join(_text(one) for one in value)
    if isinstance(value, Person):
        name = ", ".join((value.name, *value.organisations))
        return f"{name} ({value.username})" if value.username else name
    return str(value)


def _problem(problem: Problem, case: Case) -> str:
    """Write a problem; value, suggestions and details as dots where that is asked for."""
    text = f"{problem.code} {problem.line or '-'} {(problem.parameter or '-').replace(' ', '_')}"
    if f"{text} ..." in case.problems:
        return f"{text} ..."
    full = text
    if problem.value:
        full += f" = {problem.value}"
    if problem.suggestions:
        full += " -> " + " | ".join(problem.suggestions)
    if problem.details:
        full += " also " + " | ".join(problem.details)
    return full

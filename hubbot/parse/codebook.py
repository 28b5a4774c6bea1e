"""The codebook page: themes, codes, question wordings, aliases and interviewers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from mwparserfromhell.parser import ParserError

from hubbot.parse.context import ParseContext
from hubbot.parse.engine import Reader, build
from hubbot.parse.flatten import flatten, without_marks
from hubbot.parse.limits import PageTimeoutError, time_limit
from hubbot.parse.people import key
from hubbot.parse.values import nearest
from hubbot.problems import Problem
from hubbot.records import Alias, Code, Codebook, Interviewer, PageRevision, Question, Theme

_ROWS: Final[dict[str, type]] = {
    "theme": Theme,
    "code": Code,
    "question": Question,
    "alias": Alias,
    "interviewer": Interviewer,
}


@dataclass
class _Rows:
    """The rows of the page by role, each with the line it stands on."""

    found: dict[str, list[tuple[Any, int | None]]] = field(
        default_factory=lambda: {role: [] for role in _ROWS}
    )

    def of(self, role: str) -> tuple[Any, ...]:
        return tuple(row for row, _ in self.found[role])


def parse_codebook(
    revision: PageRevision, context: ParseContext
) -> tuple[Codebook, tuple[Problem, ...]]:
    """Read the codebook page; rows without what identifies them are left out.

    Of two rows with the same code the first counts. A page over a limit or that cannot
    be parsed gives an empty codebook and an error-level problem.
    """
    reader = Reader(revision.title, items=context.limits.items)
    rows = _Rows()
    size = len(revision.text.encode("utf-8", "replace"))
    if size > context.limits.page_bytes:
        limit = str(context.limits.page_bytes)
        reader.report("page-too-large", None, value=str(size), details=(limit,))
    else:
        _read(revision, context, reader, rows)
    themes = _unique(rows.found["theme"], reader)
    codes = _unique(rows.found["code"], reader)
    _check_themes(codes, themes, reader)
    codebook = Codebook(
        themes=themes,
        codes=codes,
        questions=rows.of("question"),
        aliases=rows.of("alias"),
        interviewers=rows.of("interviewer"),
        page=revision.ref,
    )
    return codebook, tuple(reader.problems)


def _read(revision: PageRevision, context: ParseContext, reader: Reader, rows: _Rows) -> None:
    seconds = context.limits.seconds
    try:
        with time_limit(seconds):
            flat = flatten(without_marks(revision.text), context.names, {})
            for call in flat.calls:
                record = _ROWS.get(call.role)
                if record is not None:
                    reading = reader.read(call, record)
                    reader.require(record, reading)
                    if _identified(record, reading.given):
                        rows.found[call.role].append((build(record, reading), call.line))
    except PageTimeoutError:
        reader.report("parse-timeout", None, details=(str(seconds),))
    except RecursionError:
        reader.report("nesting-too-deep", None, details=(str(context.limits.depth),))
    except ParserError:
        reader.report("page-unreadable", None)


# What a row is nothing without.
_IDENTITY: Final[dict[type, frozenset[str]]] = {
    Theme: frozenset(("code",)),
    Code: frozenset(("code",)),
    Question: frozenset(("id", "text")),
    Alias: frozenset(("name", "affiliate")),
    Interviewer: frozenset(("name",)),
}


def _identified(record: type, given: Iterable[str]) -> bool:
    return _IDENTITY[record] <= set(given)


def _unique(rows: Sequence[tuple[Any, int | None]], reader: Reader) -> tuple[Any, ...]:
    first: dict[str, Any] = {}
    for row, line in rows:
        known = first.setdefault(key(row.code), row)
        if known is not row:
            reader.report(
                "duplicate-code", line, "code", row.code, (), (str(known.line), row.label)
            )
    return tuple(first.values())


def _check_themes(codes: Sequence[Code], themes: Sequence[Theme], reader: Reader) -> None:
    known = {key(theme.code) for theme in themes}
    for code in codes:
        if code.theme and key(code.theme) not in known:
            near = nearest(code.theme, [theme.code for theme in themes])
            reader.report("unknown-theme", code.line, "theme", code.theme, near, (code.code,))

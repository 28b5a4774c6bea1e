"""Reports of what people said, coded and not yet coded, and of the themes it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from hubbot.reports.codes import ordered
from hubbot.reports.data import Data, counts, known_codes, unknown_codes
from hubbot.reports.options import Options
from hubbot.reports.registry import Own, report
from hubbot.values import (
    Cell,
    Entry,
    Joined,
    Link,
    Listing,
    Numbered,
    Row,
    Section,
    Sections,
    Table,
    Text,
    Value,
)

KINDS: Final = ("need", "support")


@report(
    "themes",
    columns=("column-needs-of-interviewees", "column-support-requested"),
    own=(Own(name="numbers", values=("yes", "no"), description="Whether numbers show."),),
    limits="codes in each list",
    empty="empty-codes",
)
def themes(data: Data, options: Options) -> Value:
    """Show for each theme its needs beside its support, the most mentioned first."""
    numbers = counts(known_codes(data.selection.needs), "code")
    places = [*data.frames.themes, ""]
    sections = []
    for theme in places:
        lists = [_numbered(data, theme, kind, numbers) for kind in KINDS]
        if any(cells for cells, _ in lists):
            heading = Text(data.theme(theme) if theme else data.say("without-theme"))
            sections.append(Section(heading, _two_columns(data, lists)))
    return _by_theme(data, sections)


def _by_theme(data: Data, sections: Sequence[Section]) -> Value:
    """Put themes one after another; one that was asked for needs no heading of its own."""
    if len(sections) == 1 and data.options.filters.theme:
        return sections[0].value
    return Sections(sections=tuple(sections))


def _two_columns(data: Data, lists: Sequence[tuple[Sequence[Cell], int]]) -> Table:
    return Table(
        columns=data.columns(),
        rows=(Row(tuple(Numbered(tuple(cells)) for cells, _ in lists)),),
        notes=data.left_out(sum(left for _, left in lists)),
        sortable=False,
        row_headings=False,
    )


def _numbered(
    data: Data, theme: str, kind: str, numbers: dict[object, int]
) -> tuple[Sequence[Cell], int]:
    """List a theme's codes of one kind, and count what the limit leaves out.

    The codes without a theme end with the unknown ones.
    """
    codes = [code for code in data.codes(kind) if data.theme_of(code) == theme]
    named = [
        (data.code(code.code), numbers.get(code.code, 0))
        for code in ordered(data, codes, numbers, "interviews")
    ]
    unknown = unknown_codes(data.selection.needs, kind)
    if not theme and len(unknown):
        named.append((data.say("unknown-code"), unknown["interview"].nunique()))
    shown = data.options.own["numbers"] == "yes"
    cells = [
        Text(data.say("with-number", name, number) if shown else name) for name, number in named
    ]
    kept, _ = data.cut(cells)
    return kept, len(cells) - len(kept)


@report(
    "quotes",
    own=(Own(name="source", values=("no", "yes"), description="Whether sources show."),),
    limits="quotes of each code",
    empty="empty-quotes",
)
def quotes(data: Data, options: Options) -> Value:
    """Show the words said, by theme and code; quotes=no holds an interview's words back."""
    frame = data.selection.mentions
    by_code: dict[str, list[dict[Any, Any]]] = {}
    for row in frame.to_dict("records"):
        by_code.setdefault(row["code"] if row["known"] else "", []).append(row)
    known = [code for kind in KINDS for code in data.codes(kind) if code.code in by_code]
    numbers = counts(known_codes(data.selection.needs), "code")
    sections = []
    for theme in [*data.frames.themes, ""]:
        codes = [code for code in known if data.theme_of(code) == theme]
        entries = [
            _quotes_of(data, data.code(code.code), by_code[code.code])
            for code in ordered(data, codes, numbers, "interviews")
        ]
        if not theme and "" in by_code:
            entries.append(_quotes_of(data, data.say("unknown-code"), by_code[""]))
        if entries:
            heading = data.theme(theme) if theme else data.say("without-theme")
            sections.append(Section(Text(heading), Listing(entries=tuple(entries))))
    return _by_theme(data, sections)


def _quotes_of(data: Data, name: str, rows: Sequence[dict[Any, Any]]) -> Entry:
    different = {(row["interview"], row["line"], row["words"]): row for row in rows}
    kept, notes = data.cut(list(different.values()))
    entries = [Entry(_quote(data, row)) for row in kept]
    return Entry(Text(name), (*entries, *(Entry(Text(note)) for note in notes)))


def _quote(data: Data, row: dict[Any, Any]) -> Cell:
    words = Text(quoted(row["words"], data.say("quoted", "$1")))
    if data.options.own["source"] == "no":
        return words
    interview = data.frames.interviews.loc[row["interview"]]
    title = str(interview["title"])
    date = Text(data.held(title, str(interview["date"])).text)
    source = Joined((Link(title, data.page(title)), date), data.say("comma"))
    return Joined((words, source), " – ")


_OPENING: Final = "\"'“”„‟«»‹›‘’‚「『"
_CLOSING: Final = "\"'“”‟«»‹›‘’」』"
_STOPS: Final = ".,;:!?…。،؟"
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’](?=\w)")


def quoted(words: str, pattern: str) -> str:
    """Put the language's quotation marks (``pattern``, with ``$1``) round words, once.

    Words that open and close with quotation marks lose their own first; where marks
    inside show that the outer two are no pair, the words stay as they are.
    """
    text = " ".join(words.split())
    bare = text.rstrip(_STOPS)
    if len(bare) > 2 and bare[0] in _OPENING and bare[-1] in _CLOSING:
        inner = bare[1:-1]
        if {bare[0], bare[-1]} & set(_APOSTROPHE.sub("", inner)):
            return text
        # A full stop after the marks goes inside them, with the words.
        text = inner.strip() + text[len(bare) :]
    return pattern.replace("$1", text)

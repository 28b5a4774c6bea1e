"""Notes under question lines: the answers, and the metadata lines above them.

Read on pages with and without the interview template. Three layouts are known: six
questions with answers; three numbered questions with answers, sometimes on the
question's own line; and questions that are an agenda only, with everything said after a
line "Notes:".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from hubbot.parse import people
from hubbot.parse.clean import one_line, passage, plain, with_targets, without_own_reports
from hubbot.parse.context import ParseContext
from hubbot.parse.dates import ReadDate, leading_date
from hubbot.parse.flatten import ADDED, HEADING, SWALLOWED
from hubbot.records import Answer, Person

# The id of everything said after a line "Notes:".
NOTES: Final = "notes"

_HEADING_AT = re.compile(rf"[\s{SWALLOWED}{ADDED}]*{HEADING}(\d)")
_MARKERS = re.compile(r"\A[\s*#:;=]+|[=]+\s*\Z")
_SEPARATORS: Final = " \t|:,;–—-"
_LABEL_LENGTH: Final = 60
_TITLE_LENGTH: Final = 200


class Line(NamedTuple):
    """A line with marks, its number on the page, and its heading level (0: none)."""

    text: str
    number: int
    heading: int


@dataclass
class Section:
    """What stands under one question; ``question`` is empty where it is none we know."""

    question: str
    line: int
    heading: int
    lines: list[str] = field(default_factory=list)


class Labelled(NamedTuple):
    """A metadata line: the field's name, the text behind the label, line number, whole line."""

    field: str
    text: str
    line: int
    whole: str


@dataclass
class Notes:
    """What a page's running text says.

    ``questions`` tells whether a question line was found; ``asked`` maps the numbers of
    coded passages to the question that they answer. ``names`` are what the title lines
    offer as the affiliate's name, with their line.
    """

    questions: bool = False
    answers: tuple[Answer, ...] = ()
    before: str = ""
    after: str = ""
    asked: dict[int, str] = field(default_factory=dict)
    labelled: list[Labelled] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    unnamed: int = 0
    people_line: int | None = None
    date: ReadDate | None = None
    date_text: str = ""
    date_line: int | None = None
    names: list[tuple[str, int]] = field(default_factory=list)


def read_notes(text: str, context: ParseContext) -> Notes:
    """Read a page's flattened text, without what stands in templates of ours."""
    text = without_own_reports(text)
    lines = _lines(text)
    top, sections, agenda = _sections(lines, text, context)
    notes = Notes(questions=any(one.question not in ("", NOTES) for one in sections))
    _Metadata(context, notes).read(top)
    _answers(_as_agenda(sections) if agenda else sections, notes)
    return notes


def _lines(text: str) -> list[Line]:
    lines = []
    number = 1
    for raw in text.split("\n"):
        heading = 0
        if HEADING in raw and (match := _HEADING_AT.match(raw)):
            heading = int(match[1])
        lines.append(Line(raw, number, heading))
        number += 1
        if SWALLOWED in raw or ADDED in raw:
            number += raw.count(SWALLOWED) - raw.count(ADDED)
    return lines


# Questions and answers


def _sections(
    lines: list[Line], text: str, context: ParseContext
) -> tuple[list[Line], list[Section], bool]:
    """Divide the lines: those above the first question, the sections, was there an agenda."""
    present = context.matcher.present(text)
    top: list[Line] = []
    sections: list[Section] = []
    agenda = False
    for line in lines:
        parts = _parts(line.text, present, context)
        for question, part in parts or ((None, line.text),):
            if question is None and not sections:
                agenda = agenda or _label(part, context, "agenda")
                top.append(line._replace(text=part))
            elif question is None:
                _continue(sections, line, part, context)
            else:
                sections.append(Section(question, line.number, line.heading, [part]))
    if not any(one.question for one in sections if one.question != NOTES):
        sections = _only_notes(lines, top, context) or sections
    return top, sections, agenda


def _only_notes(lines: list[Line], top: list[Line], context: ParseContext) -> list[Section]:
    """Where no question is asked, a line "Notes:" begins the notes all the same."""
    for index, line in enumerate(lines):
        rest = _notes_label(line.text, context)
        if rest is not None:
            del top[index:]
            section = Section(NOTES, line.number, line.heading, [rest])
            section.lines.extend(one.text for one in lines[index + 1 :])
            return [section]
    return []


def _parts(
    text: str, present: list[tuple[str, str]], context: ParseContext
) -> list[tuple[str | None, str]]:
    """Divide a line into (question id or None, text): a question's text is its answer.

    Empty where the line holds no question.
    """
    matcher = context.matcher
    if len(text) < matcher.least:
        return []
    question = matcher.whole(text)
    if question:
        return [(question, _invisible(text))]
    parts: list[tuple[str | None, str]] = []
    hit = matcher.within(text, present)
    while hit is not None:
        if plain(text[: hit.start]):
            parts.append((None, text[: hit.start]))
        text = text[hit.end :]
        following = matcher.within(text, present)
        parts.append((hit.question, text[: following.start] if following else text))
        if following is not None:
            text = text[following.start :]
            following = following._replace(start=0, end=following.end - following.start)
        hit = following
    return parts


def _invisible(text: str) -> str:
    """Keep the marks that count lines."""
    if SWALLOWED not in text and ADDED not in text:
        return ""
    return "".join(char for char in text if char in (SWALLOWED, ADDED))


def _continue(sections: list[Section], line: Line, part: str, context: ParseContext) -> None:
    """Add a line to the section it stands in.

    A label "Notes:" begins the section of everything said.
    A heading that is no known question ends the answer above it where that question is
    a heading of the same or a lower level, or no heading at all.
    """
    current = sections[-1]
    rest = _notes_label(part, context)
    if rest is not None:
        sections.append(Section(NOTES, line.number, line.heading, [rest]))
        return
    ends = line.heading and (not current.heading or line.heading <= current.heading)
    if ends and current.question:
        sections.append(Section("", line.number, line.heading, [part]))
    else:
        current.lines.append(part)


def _notes_label(text: str, context: ParseContext) -> str | None:
    """Return what stands behind a label "Notes:", or None where a line is not so labelled."""
    match = context.notes_label.match(text)
    return None if match is None else text[match.end() :]


def _label(text: str, context: ParseContext, what: str) -> bool:
    return len(text) <= _LABEL_LENGTH and _bare(text) in context.labels.get(what, ())


def _bare(text: str) -> str:
    return one_line(text).casefold().strip(" *#:;='.")


def _as_agenda(sections: list[Section]) -> list[Section]:
    """Questions under a line "Questions:" of which only the last is answered are an agenda."""
    asked = [one for one in sections if one.question not in ("", NOTES)]
    if len(asked) < 2 or any(one.question == NOTES for one in sections):
        return sections
    if any(plain("\n".join(one.lines)) for one in asked[:-1]):
        return sections
    asked[-1].question = NOTES
    return sections


def _answers(sections: Iterable[Section], notes: Notes) -> None:
    """Make the answers; several sections of one question are one answer, in their order."""
    by_question: dict[str, tuple[list[str], int]] = {}
    after: list[str] = []
    for section in sections:
        if section.question:
            parts, _ = by_question.setdefault(section.question, ([], section.line))
            parts.append("\n".join(section.lines))
        else:
            after.append("\n".join(section.lines))
    answers = []
    for question, (parts, line) in by_question.items():
        found = passage("\n\n".join(parts))
        notes.asked |= dict.fromkeys(found.numbers, question)
        if found.text:
            answers.append(Answer(question=question, text=found.text, line=line, coded=found.spans))
    notes.answers = tuple(answers)
    notes.after = passage("\n\n".join(after)).text


# Metadata lines


class _Metadata:
    """Reads the lines above the first question; what it cannot use is kept in ``before``."""

    def __init__(self, context: ParseContext, notes: Notes) -> None:
        self.context = context
        self.notes = notes
        self.before: list[str] = []
        # How a line that follows may name a person: not, as a line of a labelled list, or,
        # right after the date, by looking like one.
        self.listing = ""

    def read(self, lines: list[Line]) -> None:
        for line in lines:
            if not line.text or line.text.isspace():
                self.before.append(line.text)
                if self.listing and self.notes.people:
                    self.listing = "looks"  # the label's own list has ended, or has gaps
            else:
                self._line(line.text, line)
        self.notes.before = passage("\n".join(self.before)).text

    def _line(self, text: str, line: Line) -> None:
        if self._labelled(text, line) or self._dated(text, line):
            return
        if self.listing and not line.heading and self._person(text, line):
            return
        if not self._title(text, line):
            self.before.append(text)
            if plain(text):
                self.listing = ""

    def _labelled(self, text: str, line: Line) -> bool:
        head, _, rest = text.partition(":") if ":" in text.lstrip(":; ") else (text, "", "")
        if text.startswith((":", ";")):  # list marks, not the label's colon
            head, _, rest = text.lstrip(":; ").partition(":")
        if len(head) > _LABEL_LENGTH:
            return False
        what = self.context.label_fields.get(_bare(head))
        if what is None or what == "title":
            return False
        rest = rest.removeprefix("'''").removeprefix("''")
        if what in ("agenda", NOTES):
            if plain(rest):
                self.before.append(rest)
        elif what == "date":
            self._date(rest, line)
        elif what == "interviewees":
            self._people(rest, line)
        elif plain(rest):
            self.notes.labelled.append(Labelled(what, rest, line.number, text))
        else:
            return False
        return True

    def _date(self, text: str, line: Line) -> None:
        value = one_line(text)
        found = leading_date(value)
        self.listing = "looks"
        if self.notes.date_line is not None and not self.notes.date_text:
            self.before.append(text)
            return
        self.notes.date_line = line.number
        self.notes.date = found
        self.notes.date_text = value[: found.end] if found else value
        if found:
            self._rest(value[found.end :], line)

    def _dated(self, text: str, line: Line) -> bool:
        """Read a line that begins with a date that nothing labels."""
        if self.notes.date_line is not None or len(text) > _TITLE_LENGTH:
            return False
        value = _MARKERS.sub("", one_line(text))
        found = leading_date(value)
        if found is None or not (
            found.end == len(value) or value[found.end :].lstrip()[:1] in tuple("|,;(–—-T")
        ):
            return False
        self._date(value, line)
        return True

    def _rest(self, text: str, line: Line) -> None:
        """Read what follows a date on its line, perhaps divided by bars."""
        for part in text.split("|"):
            rest = part.strip(_SEPARATORS)
            if rest and not self._title(rest, line):
                listing, self.listing = self.listing, ""
                if not self._labelled(rest, line):
                    self.before.append(rest)
                self.listing = listing

    def _people(self, text: str, line: Line) -> None:
        self.listing = "looks" if plain(text) else "labelled"
        if self.notes.people_line is None:
            self.notes.people_line = line.number
        row = " ".join(with_targets(text).split("\n"))
        number = people.read_people(text)
        if number[1]:
            self.notes.unnamed += number[1]
        else:
            self.notes.people.extend(people.read_row(plain(row)))

    def _person(self, text: str, line: Line) -> bool:
        if not people.looks_like_person(text, labelled=self.listing == "labelled"):
            return False
        found, unnamed = people.read_people(f"{text}\n")
        if self.notes.people_line is None:
            self.notes.people_line = line.number
        self.notes.people.extend(
            people.read_line(people.item(with_targets(text))) if not unnamed else ()
        )
        self.notes.unnamed += unnamed
        return bool(found or unnamed)

    def _title(self, text: str, line: Line) -> bool:
        """Read a title line: a label at its start, or an ending of titles at its end."""
        if len(text) > _TITLE_LENGTH:
            return False
        value = _MARKERS.sub("", one_line(text)).rstrip(_SEPARATORS)
        labels = self.context.labels
        name = _after_label(value, labels.get("title", ()))
        short = _without_ending(value if name is None else name, labels.get("title_endings", ()))
        if name is None and short is None:
            return False
        name = short if short is not None else name or ""
        name, day = _without_date(name)
        if day is not None and self.notes.date_line is None:
            self.notes.date_line, self.notes.date, self.notes.date_text = (
                line.number,
                day[0],
                day[1],
            )
        if name:
            self.notes.names.append((name, line.number))
        return True


def _after_label(text: str, labels: Iterable[str]) -> str | None:
    folded = text.casefold()
    for label in labels:
        if folded.startswith(label) and not folded[len(label) : len(label) + 1].isalnum():
            return text[len(label) :].strip(_SEPARATORS)
    return None


def _without_ending(text: str, endings: Iterable[str]) -> str | None:
    folded = text.casefold()
    for ending in endings:
        if folded.endswith(ending) and len(folded) == len(text):
            return text[: len(text) - len(ending)].strip(_SEPARATORS)
    return None


def _without_date(name: str) -> tuple[str, tuple[ReadDate, str] | None]:
    """Take a date off the end of a title."""
    for match in re.finditer(r"[\s,|(–—-]+", name):
        rest = name[match.end() :].rstrip(" )")
        found = leading_date(rest)
        if found is not None and found.day is not None and found.end == len(rest):
            return name[: match.start()].strip(_SEPARATORS), (found, rest)
    return name, None


def by_field(labelled: Iterable[Labelled]) -> Mapping[str, Labelled]:
    """Map each field to its first metadata line."""
    found: dict[str, Labelled] = {}
    for one in labelled:
        found.setdefault(one.field, one)
    return found

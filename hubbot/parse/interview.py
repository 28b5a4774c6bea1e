"""From one page to one interview and its problems."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from mwparserfromhell.parser import ParserError

from hubbot import preprocess
from hubbot.parse import notes as notes_pages
from hubbot.parse import people
from hubbot.parse.clean import plain
from hubbot.parse.context import ParseContext
from hubbot.parse.engine import Reader, Reading, build, empty_reading
from hubbot.parse.flatten import Call, Flat, flatten, without_marks
from hubbot.parse.limits import PARSER_DEPTH, PageTimeoutError, time_limit
from hubbot.parse.notes import Labelled, Notes
from hubbot.parse.values import choice_key, list_items, read
from hubbot.problems import Problem
from hubbot.records import Interview, Mention, PageRef, PageRevision, Partnership, Passage, Person
from hubbot.schema import Parameter, fields_by_name, parameters

# The value of a field by which an interviewee takes consent back. It counts wherever it is
# given, in a duplicate or a misspelled parameter too.
_CONSENT: Final = {"status": "withdrawn", "quotes": "no"}
_WITHDRAWN = re.compile(r"\W*(?:status\W*)?withdrawn\b", re.IGNORECASE)
_WITHDRAWN_IN_TEXT = re.compile(r"\|\s*status\s*=\s*withdrawn\b", re.IGNORECASE)
_STATUS_ORDER: Final = ("published", "draft", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class ParsedPage:
    """What one page gave.

    ``interview`` is None where the page holds none. ``shows_only`` marks a page that the
    wiki lists because it shows another page's interview: it is no source, and nothing is
    wrong with it. Of a withdrawn interview nothing is told, its problems included.
    """

    ref: PageRef
    interview: Interview | None = None
    problems: tuple[Problem, ...] = ()
    shows_only: bool = False


def parse_interview(
    revision: PageRevision, context: ParseContext, *, under_prefix: bool
) -> ParsedPage:
    """Read one page; ``under_prefix`` tells that its title makes it an interview page.

    Whatever stands on the page, no exception leaves: a page over a limit or that cannot
    be parsed becomes a draft with an error-level problem, for consent fails closed.
    """
    if not under_prefix and not any(_openings(revision.text, context)):
        return ParsedPage(ref=revision.ref, shows_only=True)
    if len(revision.text.encode("utf-8", "replace")) > context.limits.page_bytes:
        size = str(len(revision.text.encode("utf-8", "replace")))
        return _unread(revision, context, "page-too-large", size, context.limits.page_bytes)
    try:
        with time_limit(context.limits.seconds):
            return _Page(revision, context, under_prefix=under_prefix).parsed()
    except PageTimeoutError:
        return _unread(revision, context, "parse-timeout", "", context.limits.seconds)
    except RecursionError:
        return _unread(revision, context, "nesting-too-deep", "", context.limits.depth)
    except ParserError:
        return _unread(revision, context, "page-unreadable", "", "")


def _openings(text: str, context: ParseContext) -> Iterator[re.Match[str]]:
    for match in context.opening.finditer(text):
        name = re.sub(r"<!--.*?-->", "", match["name"], flags=re.DOTALL)
        if context.names.role(name) == "interview":
            yield match


def _unread(
    revision: PageRevision, context: ParseContext, code: str, value: str, limit: object
) -> ParsedPage:
    withdrawn = _WITHDRAWN_IN_TEXT.search(revision.text) is not None
    opening = next(_openings(revision.text, context), None)
    line = None if opening is None else _line_at(revision.text, opening.start())
    problem = Problem(revision.title, line, code, None, value, (), (str(limit),))
    interview = Interview(
        page=revision.ref,
        status="withdrawn" if withdrawn else "draft",
        respondent="unknown",
        template=opening is not None,
    )
    problems = () if withdrawn else (problem,)
    return ParsedPage(ref=revision.ref, interview=interview, problems=problems)


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


class _Page:
    """One page while it is read."""

    def __init__(
        self, revision: PageRevision, context: ParseContext, *, under_prefix: bool
    ) -> None:
        self.ref = revision.ref
        self.title = revision.title
        self.context = context
        self.under_prefix = under_prefix
        self.reader = Reader(revision.title, items=context.limits.items)
        self.report = self.reader.report
        self.text = self._without_open_comment(without_marks(revision.text))

    def parsed(self) -> ParsedPage:
        flat = flatten(self.text, self.context.names, self.context.shown, self.title)
        main = [call for call in flat.calls if call.role == "interview"]
        unclosed = self._unclosed(main)
        notes = notes_pages.read_notes(flat.text, self.context)
        if not main and not unclosed and not notes.questions:
            self.report("no-interview", None)
            return ParsedPage(ref=self.ref, problems=tuple(self.reader.problems))
        self._depth()
        reading = self._main(main)
        statuses = self._statuses(reading, main, unclosed)
        self._from_notes(reading, notes, template=bool(main or unclosed))
        interview = self._interview(reading, notes, flat, template=bool(main or unclosed))
        status = max((interview.status, *statuses), key=_STATUS_ORDER.index)
        if status == "withdrawn":
            return ParsedPage(ref=self.ref, interview=replace(interview, status=status))
        if not unclosed:
            self.reader.require(Interview, reading)
        return ParsedPage(
            ref=self.ref,
            interview=replace(interview, status=status),
            problems=tuple(self.reader.problems),
        )

    # What MediaWiki sees and the parser does not

    def _without_open_comment(self, text: str) -> str:
        """Leave out what a comment that nothing closes hides from the page's readers."""
        start = text.rfind("<!--")
        if start < 0 or text.find("-->", start) >= 0:
            return text
        for span in preprocess.scan(text).hidden:
            if span.kind == "comment" and span.end == len(text):
                self.report("comment-unclosed", _line_at(text, span.start))
                return text[: span.start]
        return text

    def _unclosed(self, main: Sequence[Call]) -> list[int]:
        """Lines of openings of the interview template that the parser made nothing of."""
        opened = list(_openings(self.text, self.context))
        balanced = all(
            self.text.count(left) == self.text.count(right)
            for left, right in (("[[", "]]"), ("{{", "}}"))
        )
        if len(opened) <= len(main) and balanced:
            return []
        found = preprocess.scan(self.text)
        closed = {call.start for call in found.calls}
        read = Counter(call.line for call in main)
        lines = []
        for match in opened:
            line = _line_at(self.text, match.start())
            if any(span.start <= match.start() < span.end for span in found.hidden):
                continue
            read[line] -= 1
            if read[line] < 0 or match.start() not in closed:
                self.report("template-unclosed", line, details=(match["name"].strip(),))
                lines.append(line)
        return lines

    def _depth(self) -> None:
        """Report templates nested deeper than the parser reads: the inner ones stay text."""
        limit = self.context.limits.depth
        if self.text.count("{{") <= limit:
            return
        depth = 0
        for brace in re.finditer(r"\{\{|\}\}", self.text):
            depth = depth + 1 if brace[0] == "{{" else max(depth - 1, 0)
            if depth > limit:
                line = _line_at(self.text, brace.start())
                self.report("nesting-too-deep", line, details=(str(limit),))
                return

    # The interview template

    def _main(self, calls: Sequence[Call]) -> Reading:
        if not calls:
            return empty_reading(Interview)
        reading = self.reader.read(calls[0], Interview)
        for index, problem in enumerate(self.reader.problems):
            if problem.code == "invalid-value" and problem.parameter == "status":
                self.reader.problems[index] = replace(problem, code="status-unreadable")
        if self._refused("quotes", reading) and reading.values["quotes"] != _CONSENT["quotes"]:
            reading.values["quotes"] = _CONSENT["quotes"]
            self._counts_instead("quotes", reading)
        for call in calls[1:]:
            self.report("second-interview-template", call.line, details=_public(call))
        return reading

    def _counts_instead(self, field: str, reading: Reading) -> None:
        """Let the problem of a duplicate say which of its values counts."""
        lost = tuple(
            one for one in reading.all_texts.get(field, []) if choice_key(one) != _CONSENT[field]
        )
        for index, problem in enumerate(self.reader.problems):
            if problem.code == "duplicate-parameter" and problem.parameter == field:
                counts = replace(problem, value=_CONSENT[field], details=lost)
                self.reader.problems[index] = counts

    def _refused(self, field: str, reading: Reading) -> bool:
        """Tell whether consent is taken back in any parameter that may mean the field."""
        refusal = _CONSENT[field]
        texts = reading.all_texts.get(field, [])
        near = [text for name, text in reading.strange if choice_key(name) == field]
        return any(choice_key(text) == refusal for text in (*texts, *near))

    def _statuses(
        self, reading: Reading, calls: Sequence[Call], unclosed: Sequence[int]
    ) -> Iterator[str]:
        """Every status that the page's templates may mean; the most closed one counts."""
        if unclosed:
            text = "\n".join(self.text.split("\n")[unclosed[0] - 1 :])
            yield "withdrawn" if _WITHDRAWN_IN_TEXT.search(text) else "draft"
        yield from _stated(reading)
        for call in calls[1:]:
            other = Reader(self.title, items=self.reader.items).read(call, Interview)
            yield str(other.values["status"])
            yield from _stated(other)

    # Template and notes together

    def _from_notes(self, reading: Reading, notes: Notes, *, template: bool) -> None:
        """Fill what the template leaves open from the notes' metadata lines."""
        if not template:
            reading.values["respondent"] = "unknown"
        self._date(reading, notes)
        for one in notes_pages.by_field(notes.labelled).values():
            self._labelled(reading, notes, one)
        self._people(reading, notes)

    def _date(self, reading: Reading, notes: Notes) -> None:
        if notes.date_line is None:
            return
        found, line, text = notes.date, notes.date_line, notes.date_text
        if found is None or found.day is None:
            either = () if found is None else tuple(map(str, found.either))
            if "date" not in reading.given:
                reading.given.add("date")
                reading.lines["date"] = line
                self.report("invalid-date", line, "date", text, either)
            return
        if "date" not in reading.given and not found.iso:
            self.report("date-not-iso", line, "date", text, (str(found.day),))
        self._fill(reading, "date", found.day, str(found.day), line)

    def _labelled(self, reading: Reading, notes: Notes, one: Labelled) -> None:
        declared = parameters(Interview)[one.field]
        found = read(one.text, declared)
        if found.fault and one.field in _CONSENT:
            self.report(_unreadable(one.field), one.line, declared.name, plain(one.text))
        elif found.fault:
            notes.before = f"{notes.before}\n{plain(one.whole)}".strip()
            return
        if one.field in _CONSENT:
            self._consent(reading, one, found.value)
        else:
            self._fill(reading, one.field, found.value, plain(one.text), one.line)

    def _consent(self, reading: Reading, one: Labelled, value: str) -> None:
        """Of template and notes, what shows less counts."""
        declared = parameters(Interview)[one.field]
        if reading.values[one.field] == declared.default or value == _CONSENT[one.field]:
            self._fill(reading, one.field, value, value, one.line)
            reading.values[one.field] = value

    def _fill(self, reading: Reading, field: str, value: Any, text: str, line: int) -> None:  # noqa: ANN401 - any field's value
        """Take a value of the notes where the template has none; else compare."""
        declared = parameters(Interview)[field]
        if field not in reading.given:
            reading.values[field] = value
            reading.lines[field] = line
            reading.given.add(field)
            if read(text, declared).keep and not declared.personal:
                reading.as_written[field] = text
        elif _comparable(reading.values[field]) != _comparable(value):
            self._conflict(declared, str(reading.values[field] or ""), text, line)

    def _conflict(self, declared: Parameter, value: str, other: str, line: int) -> None:
        hidden = declared.personal
        details = () if hidden else (other,)
        self.report("conflicting-values", line, declared.name, "" if hidden else value, (), details)

    def _people(self, reading: Reading, notes: Notes) -> None:
        asked, interviewers = self._divided(notes.people, by_organisation=True)
        named, moved = self._divided(reading.values["interviewees"], by_organisation=False)
        reading.values["interviewees"] = named
        known = people.name_keys((*reading.values["interviewers"], *moved))
        asked = tuple(one for one in asked if not people.name_keys((one,)) & known)
        interviewers = tuple(one for one in interviewers if not people.name_keys((one,)) & known)
        reading.values["interviewers"] = (*reading.values["interviewers"], *moved, *interviewers)
        if "interviewees" in reading.given:
            both = people.name_keys(asked) and named
            if both and not people.name_keys(asked) <= people.name_keys(named):
                declared = parameters(Interview)["interviewees"]
                self._conflict(declared, "", "", notes.people_line or 0)
            return
        reading.values["interviewees"] = asked
        reading.unnamed += notes.unnamed
        if notes.people_line is not None:
            reading.lines["interviewees"] = notes.people_line

    def _divided(
        self, persons: Sequence[Person], *, by_organisation: bool
    ) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
        """Divide people into those asked and those who ask.

        In the notes' one list, an interviewer is known by the organisation too, unless
        that organisation is the one interviewed.
        """
        names, organisations = self.context.interviewers, self.context.organisations
        own = people.key(self._page_name())
        by_organisation = by_organisation and own not in organisations
        asks = [
            bool(people.name_keys((one,)) & names)
            or (
                by_organisation
                and any(people.key(each) in organisations for each in one.organisations)
            )
            for one in persons
        ]
        asked = tuple(one for one, does in zip(persons, asks, strict=True) if not does)
        return asked, tuple(one for one, does in zip(persons, asks, strict=True) if does)

    def _page_name(self) -> str:
        return self.title.rpartition("/")[2]

    # The record

    def _interview(
        self, reading: Reading, notes: Notes, flat: Flat, *, template: bool
    ) -> Interview:
        self.reader.hide_words = reading.values["quotes"] == _CONSENT["quotes"]
        names = tuple(dict.fromkeys((self._page_name(), *(name for name, _ in notes.names))))
        if not template and not reading.values["affiliate"]:
            reading.values["affiliate"] = names[0]
            reading.as_written["affiliate"] = names[0]
        if template is False:
            reading.given.add("affiliate")
        interview: Interview = build(
            Interview,
            reading,
            page=self.ref,
            template=template,
            people_unnamed=reading.unnamed,
            mentions=(*self._listed(reading), *self._inline(flat, notes)),
            partnerships=tuple(self._partnerships(flat)),
            answers=notes.answers,
            before=notes.before,
            after=notes.after,
            affiliate_candidates=names,
            lines=reading.lines,
        )
        return interview

    def _listed(self, reading: Reading) -> Iterator[Mention]:
        for field, kind in (("needs", "need"), ("support", "support")):
            for code in reading.values[field]:
                line = reading.lines.get(field)
                yield Mention(kind=kind, code=code, line=line, as_written=code)

    def _inline(self, flat: Flat, notes: Notes) -> Iterator[Mention]:
        for call in self._limited(flat, ("need", "support")):
            reading = self.reader.read(call, Passage)
            words: str = reading.values["words"]
            codes = list_items(reading.values["codes"])
            self.reader.require(Passage, reading, "" if codes or self.reader.hide_words else words)
            for code in codes:
                yield Mention(
                    kind=call.role,
                    code=code,
                    words=words,
                    question=notes.asked.get(call.number, ""),
                    line=call.line,
                    as_written=code,
                )

    def _partnerships(self, flat: Flat) -> Iterator[Partnership]:
        for call in self._limited(flat, ("partnership",)):
            reading = self.reader.read(call, Partnership)
            self.reader.require(Partnership, reading)
            yield build(Partnership, reading)

    def _limited(self, flat: Flat, roles: tuple[str, ...]) -> list[Call]:
        calls = [call for call in flat.calls if call.role in roles]
        limit = self.context.limits.items
        if len(calls) > limit:
            line = calls[limit].line
            self.report("too-many-items", line, None, str(len(calls)), details=(str(limit),))
        return calls[:limit]


def _stated(reading: Reading) -> Iterator[str]:
    """List the statuses that a template states beside the one that counts."""
    for name, text in reading.strange:
        if _WITHDRAWN.fullmatch(text.strip(" .!")) and choice_key(name) not in ("quotes",):
            yield "withdrawn"
        elif choice_key(name) == "status" and choice_key(text) not in ("published", ""):
            yield "draft"
    for text in reading.all_texts.get("status", []):
        if _WITHDRAWN.match(text):
            yield "withdrawn"


def _unreadable(field: str) -> str:
    return "status-unreadable" if field == "status" else "invalid-value"


def _comparable(value: object) -> object:
    return choice_key(value) if isinstance(value, str) else value


def _public(call: Call) -> tuple[str, ...]:
    """List what an interview template says that is not personal, as ``name=text``."""
    names, declared = fields_by_name(Interview), parameters(Interview)
    return tuple(
        f"{given.name}={plain(given.value)}"
        for given in call.given
        if given.name in names and not declared[names[given.name]].personal and plain(given.value)
    )


__all__ = ["PARSER_DEPTH", "ParsedPage", "parse_interview"]

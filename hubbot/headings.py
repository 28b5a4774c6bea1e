"""Turn the question lines of a notes page into headings, leaving every word in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hubbot.parse import ParseContext
from hubbot.parse.clean import one_line
from hubbot.preprocess import scan

# A line of the text, or a part of one that a break ends.
_SEGMENT = re.compile(r"([^\n]*?)(?:\n|<br\s*/?\s*>[ \t]*\n?|\Z)", re.IGNORECASE)
_HEADING = re.compile(r"\s*(=+).+\1\s*\Z")
_QUOTES = re.compile("''+")
_LIST_MARKS = re.compile(r"\A[\s*#:;]+")
_BREAK = re.compile(r"<br\s*/?\s*>", re.IGNORECASE)
_AFTER = re.compile(r"[ \t]*(?:<br\s*/?\s*>[ \t]*(?=\n|\Z))?", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z]+)[^<>]*>", re.IGNORECASE)
_LABEL_LENGTH: Final = 60


@dataclass(frozen=True)
class QuestionLine:
    """Where a question (or the label of the notes) stands in a text, and its words."""

    start: int
    end: int
    words: str


def with_headings(text: str, context: ParseContext, level: int) -> str:
    """Return the text with its question lines as headings of a level (1 to 6)."""
    mark = "=" * level
    pieces: list[str] = []
    position = 0
    for line in question_lines(text, context):
        before = text[position : line.start]
        if before and not before.endswith("\n"):
            before = before.rstrip(" \t")
        pieces.append(before)
        if (before and not before.endswith("\n")) or (not before and pieces[:-1]):
            pieces.append("\n")
        pieces.append(f"{mark} {line.words} {mark}")
        following = _AFTER.match(text, line.end)
        position = following.end() if following else line.end
        if text[position : position + 1] not in ("", "\n"):
            pieces.append("\n")
    return "".join([*pieces, text[position:]])


def question_lines(text: str, context: ParseContext) -> list[QuestionLine]:
    """Find the question lines that are no headings yet and can be made into some.

    Passed over is what stands in comments, in tags whose content is no wikitext, and in
    templates, and lines whose markup goes on in the next one.
    """
    found = scan(text)
    closed = [(span.start, span.end) for span in found.hidden]
    closed += [(call.start, call.end) for call in found.calls]
    lines: list[QuestionLine] = []
    present = context.matcher.present(text)
    for start, end in _segments(text):
        for hit_start, hit_end in _hits(text[start:end], present, context, asked=bool(lines)):
            first, last = start + hit_start, start + hit_end
            if any(left < last and first < right for left, right in closed):
                continue
            while first > start and text[first - 1] == "'":
                first -= 1
            words = heading_words(text[first:last])
            if words:
                lines.append(QuestionLine(first, last, words))
    return lines


def _segments(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    while position < len(text):
        match = _SEGMENT.match(text, position)
        if match is None or match.end() == position:
            return
        yield match.start(1), match.end(1)
        position = match.end()


def _hits(
    segment: str, present: list[tuple[str, str]], context: ParseContext, *, asked: bool
) -> Iterator[tuple[int, int]]:
    if not segment.strip() or _HEADING.match(segment):
        return
    if context.matcher.whole(segment):
        yield 0, len(segment.rstrip())
        return
    label = _notes_label(segment, context) if asked else 0
    if label:
        yield 0, label
        return
    position = 0
    while (hit := context.matcher.within(segment[position:], present)) is not None:
        yield position + hit.start, position + hit.end
        position += hit.end


def _notes_label(segment: str, context: ParseContext) -> int:
    """Return where a label "Notes:" ends that a line begins with, or 0."""
    head, colon, rest = segment.partition(":")
    labels = context.labels.get("notes", ())
    if len(head) > _LABEL_LENGTH or one_line(head).casefold().strip(" *#:;='.") not in labels:
        return 0
    if not colon and rest:
        return 0
    end = len(head) + len(colon)
    return end + len(rest) - len(rest.removeprefix("'''"))


def heading_words(raw: str) -> str:
    """Return a question line as the text of a heading; empty where its markup is not whole."""
    words = _LIST_MARKS.sub("", _QUOTES.sub("", _BREAK.sub(" ", raw)))
    words = words.strip().strip("=").strip()
    opened: list[str] = []
    for closing, name in _TAG.findall(words):
        if not closing:
            opened.append(name.lower())
        elif not opened or opened.pop() != name.lower():
            return ""
    if opened or "\n" in words or words.count("[[") != words.count("]]"):
        return ""
    return words

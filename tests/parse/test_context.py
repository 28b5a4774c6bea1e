"""What an interview page's parse depends on."""

from __future__ import annotations

import dataclasses

from hubbot.config import defaults
from hubbot.parse import parse_context, parse_interview
from hubbot.records import Code, Codebook, Interviewer, PageRevision, Question, Theme
from hubbot.schema import Kind, parameter
from tests.parse.case_files import default_names

NAMES = default_names()


def digest(codebook: Codebook) -> str:
    return parse_context(defaults(), NAMES, codebook).digest


def test_a_new_wording_changes_the_digest() -> None:
    assert digest(Codebook(questions=(Question(id="today", text="What now?"),))) != digest(
        Codebook()
    )


def test_a_new_interviewer_changes_the_digest() -> None:
    assert digest(Codebook(interviewers=(Interviewer(name="Bo"),))) != digest(Codebook())


def test_themes_and_codes_leave_the_digest_alone() -> None:
    book = Codebook(
        themes=(Theme(code="a", label="A"),), codes=(Code(code="b", theme="a", label="B"),)
    )

    assert digest(book) == digest(Codebook())


def test_a_wording_of_the_configuration_keeps_its_question() -> None:
    book = Codebook(questions=(Question(id="mine", text="Other questions or perspectives?"),))

    assert (
        parse_context(defaults(), NAMES, book).questions["other questions or perspectives"]
        == "other"
    )


def test_further_labels_come_from_the_configuration() -> None:
    config = defaults()
    labels = {**config.notes.labels, "date": ("Datum",)}
    notes = dataclasses.replace(config.notes, labels=labels)
    context = parse_context(dataclasses.replace(config, notes=notes), NAMES)
    text = "Datum: 2021-10-15\nOther questions or perspectives?\nNone."

    parsed = parse_interview(PageRevision(title="P/X", text=text), context, under_prefix=True)

    assert parsed.interview is not None
    assert str(parsed.interview.date) == "2021-10-15"


def test_a_newly_declared_field_is_read_without_a_change_of_the_parser() -> None:
    from hubbot.parse.engine import Reader
    from hubbot.parse.flatten import flatten

    @dataclasses.dataclass(frozen=True, kw_only=True)
    class Row:
        colour: str = parameter(
            Kind.CHOICE, "Its colour.", aliases=("tint",), allowed=("red", "blue")
        )
        size: int | None = parameter(Kind.NUMBER, "Its size.", required=True)

    call = flatten("{{Content Partnerships Hub/Alias|tint=Blu|weight=3}}", NAMES, {}).calls[0]
    reader = Reader("Page", items=10)
    reader.require(Row, reader.read(call, Row))

    assert [(one.code, one.parameter, one.suggestions) for one in reader.problems] == [
        ("unknown-parameter", "weight", ()),
        ("invalid-value", "colour", ("blue",)),
        ("required-missing", "size", ()),
    ]

"""Records written as templates: what is written is read back as the same record."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hubbot import countries
from hubbot.config import defaults
from hubbot.discovery import template_roles
from hubbot.parse import parse_codebook, parse_context, parse_interview
from hubbot.parse.clean import plain
from hubbot.records import (
    Alias,
    Code,
    Interview,
    Interviewer,
    PageRef,
    PageRevision,
    Partnership,
    Passage,
    Person,
    Question,
    Theme,
)
from hubbot.schema import Kind, Parameter, parameters
from hubbot.wikitext import Namespaces, template_names
from hubbot.write import escaped, to_wikitext

TEMPLATES = defaults().templates
NAMES = template_names(template_roles(TEMPLATES), (), Namespaces())
CONTEXT = parse_context(defaults(), NAMES)
# All that wikitext gives a meaning to, beside ordinary letters.
ALPHABET = "abc éåع 19|{}[]<>=&;:*#~_/.\"'-!%?\n"


def _is_plain(text: str) -> bool:
    """Tell whether a text is one that reading can give: marks of italics and tags are none."""
    return plain(text) == text and text == text.strip() and "\n" not in text


def _lines(text: str) -> bool:
    return all(_is_plain(line) for line in text.split("\n")) and plain(text) == text


TEXTS = st.text(ALPHABET, max_size=40).filter(_lines)
ONE_LINE = TEXTS.map(lambda text: " ".join(text.split())).filter(_is_plain)
ITEMS = (
    st.text("abc éåع19|{}[]<>=&/.\"'!%? ", min_size=1, max_size=15)
    .map(lambda text: "x" + " ".join(text.split()))
    .filter(_is_plain)
    .map(lambda text: text.rstrip(";"))
)
WORDS = st.text("abcdeåé", min_size=2, max_size=8).map(str.capitalize)
NAMES_OF_PEOPLE = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
PEOPLE = st.builds(
    Person,
    name=NAMES_OF_PEOPLE,
    username=st.one_of(st.just(""), WORDS.map(lambda word: f"{word}7")),
    organisations=st.lists(
        st.sampled_from(("WMSE", "ABC", "Wikimedia Sverige", "Ex Museum")), max_size=2, unique=True
    ).map(tuple),
)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: TEXTS,
    Kind.DATE: st.one_of(st.none(), st.dates(dt.date(1000, 1, 1))),
    Kind.YEAR_OR_DATE: st.one_of(
        st.sampled_from(("", "2019", "2019-05")),
        st.dates(dt.date(1000, 1, 1)).map(dt.date.isoformat),
    ),
    Kind.PEOPLE: st.lists(PEOPLE, max_size=3).map(tuple),
    Kind.LANGUAGE: st.sampled_from(("en", "sv", "ar", "zh-hans")),
    Kind.COUNTRY: ONE_LINE,
    Kind.REGION: st.sampled_from(("", *countries.REGIONS)),
    Kind.AFFILIATE: ONE_LINE,
    Kind.NEEDS: st.lists(ITEMS, max_size=12, unique=True).map(tuple),
    Kind.SUPPORT: st.lists(ITEMS, max_size=12, unique=True).map(tuple),
    Kind.CODE: ONE_LINE,
    Kind.THEME: ONE_LINE,
    Kind.LIST: st.lists(ITEMS, max_size=12, unique=True).map(tuple),
    Kind.NUMBER: st.one_of(st.none(), st.integers(-99, 99)),
    Kind.URL: st.sampled_from(("", "https://example.org/a?b=c&d={e}|f", "//example.org/x_y")),
    Kind.FILE_OR_URL: st.one_of(ONE_LINE, st.just("https://example.org/a?b=c")),
    Kind.WIKIDATA_ITEM: st.sampled_from(("", "Q1", "Q953058")),
}


def _value(field: str, declared: Parameter) -> st.SearchStrategy[Any]:
    if declared.kind is Kind.CHOICE:
        # A choice that stands for something where it is left out is never empty.
        return st.sampled_from((*declared.allowed, *(() if declared.default else ("",))))
    values = VALUES[declared.kind]
    if declared.required and declared.kind is not Kind.DATE:
        return values.filter(bool)
    return values


def _records(record: type, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    fields = {name: _value(name, declared) for name, declared in parameters(record).items()}
    return st.builds(record, **fields, **more)


def _parameters_of(record: object) -> dict[str, Any]:
    kind: type = type(record)
    return {name: getattr(record, name) for name in parameters(kind)}


def _page(text: str) -> PageRevision:
    return PageRevision(title="User:Somebody/Interview", text=text)


def _read(text: str) -> Interview:
    found = parse_interview(_page(text), CONTEXT, under_prefix=False).interview
    assert found is not None
    return found


@settings(deadline=None, max_examples=200, derandomize=True)
@given(_records(Interview, page=st.just(PageRef(title="x")), people_unnamed=st.integers(0, 3)))
def test_an_interview_is_read_as_it_was_written(record: Interview) -> None:
    found = _read(to_wikitext(record, TEMPLATES.interview))
    assert _parameters_of(found) == _parameters_of(record)
    assert found.people_unnamed == record.people_unnamed


@settings(deadline=None, max_examples=200, derandomize=True)
@given(_records(Partnership))
@example(Partnership(partner="Mill | Museum}}", description="closes --> and {{opens}} [[it]]"))
def test_a_partnership_is_read_as_it_was_written(record: Partnership) -> None:
    interview = to_wikitext(Interview(page=PageRef(title="x")), TEMPLATES.interview)
    found = _read(f"{interview}\n{to_wikitext(record, TEMPLATES.partnership)}")
    assert [_parameters_of(one) for one in found.partnerships] == [_parameters_of(record)]


@settings(deadline=None, max_examples=200, derandomize=True)
@given(codes=st.lists(ITEMS, min_size=1, max_size=3, unique=True), words=TEXTS.filter(bool))
@example(codes=["funding"], words="a = b | c }} {{Hubbot report end}} <!-- d -->")
def test_a_passage_is_read_as_it_was_written(codes: list[str], words: str) -> None:
    interview = to_wikitext(Interview(page=PageRef(title="x")), TEMPLATES.interview)
    passage = Passage(codes=", ".join(codes), words=words)
    found = _read(f"{interview}\n{to_wikitext(passage, TEMPLATES.need, block=False)}")
    assert [(one.kind, one.code, one.words) for one in found.mentions] == [
        ("need", code, words) for code in codes
    ]


LABELS = st.dictionaries(st.sampled_from(("sv", "fr", "ar", "zh-hans")), ONE_LINE.filter(bool))


@settings(deadline=None, max_examples=100, derandomize=True)
@given(
    theme=_records(Theme, labels=LABELS),
    code=_records(Code, labels=LABELS),
    question=_records(Question),
    alias=_records(Alias),
    interviewer=_records(Interviewer),
)
def test_the_rows_of_the_codebook_are_read_as_they_were_written(
    theme: Theme, code: Code, question: Question, alias: Alias, interviewer: Interviewer
) -> None:
    rows = (theme, code, question, alias, interviewer)
    text = "\n".join(
        to_wikitext(row, getattr(TEMPLATES, type(row).__name__.lower()), block=False)
        for row in rows
    )
    book, _ = parse_codebook(_page(text), CONTEXT)
    found = (*book.themes, *book.codes, *book.questions, *book.aliases, *book.interviewers)
    assert [_parameters_of(one) for one in found] == [_parameters_of(one) for one in rows]
    assert [book.themes[0].labels, book.codes[0].labels] == [theme.labels, code.labels]


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Grown(Partnership):
    """A record to which somebody has added a field."""

    budget: int | None = dataclasses.field(
        default=None,
        metadata={"hubbot.parameter": Parameter(name="", kind=Kind.NUMBER, description="")},
    )


def test_a_field_that_is_added_to_a_record_is_written() -> None:
    assert "| budget = 5" in to_wikitext(_Grown(partner="A", budget=5), "Partnership")


def test_what_says_no_more_than_the_default_is_left_out() -> None:
    record = Interview(page=PageRef(title="x"), respondent="affiliate", status="published")
    assert to_wikitext(record, "I") == "{{I\n}}"


def test_words_with_an_equals_sign_are_given_by_name() -> None:
    written = to_wikitext(Passage(codes="a", words="b = c"), "Need", block=False)
    assert written == "{{Need|a|2=b = c}}"


def test_a_value_cannot_end_its_template_or_sign_for_somebody() -> None:
    written = escaped("}}{{subst:X}}|[[Category:C]]~~~~''i''<nowiki>__NOTOC__")
    assert not [bad for bad in ("{", "}", "|", "[", "<", "~~~", "''", "__") if bad in written]

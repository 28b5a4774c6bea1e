"""What must hold of every text: it parses, nothing vanishes, markup makes no difference."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hubbot import config
from hubbot.parse import ParsedPage, parse_codebook, parse_context, parse_interview
from hubbot.records import Code, Interview, PageRevision, Partnership, Passage, Theme
from hubbot.schema import parameters
from tests.parse.case_files import default_names

CONTEXT = parse_context(config.defaults(), default_names())
HUB = "Content Partnerships Hub"
HEAD = f"{{{{{HUB}/Interview|affiliate=WMNO|date=2021-10-15}}}}\n"
NEEDS = "What are your needs for a successful work with partners?"

hostile = st.lists(
    st.sampled_from([*"{}[]|=<>!-'&;:*#\n ax/\x02\x07", "<ref>", "<!--", "{{", "}}", "[["])
).map("".join)
any_text = st.text(max_size=200) | hostile
words = st.text(alphabet="bcdfgkmptvz", min_size=4, max_size=8)
# Markup between words that leaves all words on the page for its readers.
# fmt: off
glue = st.sampled_from(
    [
        " ", "\n", "\n\n", ", ", " ''", "''' ", "\n* ", "\n# ", "\n: ", "; ", " (", ") ", "? ",
        ". ", "<br>", "&nbsp;", " – ", " = ", "|", "\n== ", " ==\n", " <b>", "</b> ", "[", "]",
        '"', "’",
    ]
)
# fmt: on
narrative = st.lists(st.tuples(words, glue), min_size=1, max_size=12)


def read(text: str) -> ParsedPage:
    page = PageRevision(title=f"{HUB}/Needs assessment/Research results/X", text=text)
    return parse_interview(page, CONTEXT, under_prefix=True)


def told(parsed: ParsedPage) -> str:
    """Everything that the records and the problems of a page say."""
    return f"{parsed.interview} {parsed.problems}"


def missing(pieces: list[tuple[str, str]], parsed: ParsedPage) -> list[str]:
    everything = told(parsed)
    return [word for word, _ in pieces if word not in everything]


def joined(pieces: list[tuple[str, str]]) -> str:
    return "".join(word + after for word, after in pieces)


@pytest.mark.parametrize("name", [one.name for one in parameters(Interview).values()])
@given(text=any_text)
@settings(max_examples=60, deadline=None)
def test_any_text_in_any_parameter_of_an_interview_is_read(name: str, text: str) -> None:
    parsed = read(f"{{{{{HUB}/Interview|{name}={text}}}}}")

    assert parsed.interview is not None


@pytest.mark.parametrize(("role", "record"), [("Need", Passage), ("Partnership", Partnership)])
@given(text=any_text, data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_text_in_any_parameter_of_an_inline_template_is_read(
    role: str, record: type, text: str, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([one.name for one in parameters(record).values()]))

    assert read(f"{HEAD}{{{{{HUB}/{role}|{name}={text}}}}}").interview is not None


@pytest.mark.parametrize(("role", "record"), [("Theme", Theme), ("Code", Code)])
@given(text=any_text, data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_text_in_any_parameter_of_a_codebook_row_is_read(
    role: str, record: type, text: str, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([one.name for one in parameters(record).values()]))
    page = PageRevision(title="Codebook", text=f"{{{{{HUB}/{role}|{name}={text}}}}}")

    codebook, _ = parse_codebook(page, CONTEXT)

    assert codebook.page == page.ref


@given(text=any_text)
@settings(max_examples=300, deadline=None)
def test_any_page_is_read(text: str) -> None:
    assert read(text).ref.title.endswith("/X")


@given(pieces=narrative)
@settings(max_examples=300, deadline=None)
@example(pieces=[("bcdf", "\n== "), ("gkmp", " ==\n"), ("tvzb", " ")])
def test_no_word_of_an_answer_vanishes(pieces: list[tuple[str, str]]) -> None:
    parsed = read(f"{HEAD}== {NEEDS} ==\n{joined(pieces)}")

    assert missing(pieces, parsed) == []


@given(pieces=narrative)
@settings(max_examples=300, deadline=None)
def test_no_word_of_a_notes_page_vanishes(pieces: list[tuple[str, str]]) -> None:
    parsed = read(f"Date: 2021-10-15\n{joined(pieces)}\n{NEEDS}\n{joined(pieces)}")

    assert missing(pieces, parsed) == []


@given(pieces=narrative)
@settings(max_examples=300, deadline=None)
@example(pieces=[("bcdf", " = "), ("gkmp", "|"), ("tvzb", " ")])
def test_no_word_of_a_coded_passage_vanishes(pieces: list[tuple[str, str]]) -> None:
    parsed = read(f"{HEAD}{{{{{HUB}/Need|funding|{joined(pieces)}}}}}")

    assert missing(pieces, parsed) == []


@given(pieces=narrative, name=st.sampled_from(["partner", "description", "activities", "type"]))
@settings(max_examples=300, deadline=None)
def test_no_word_of_a_partnership_vanishes(pieces: list[tuple[str, str]], name: str) -> None:
    parsed = read(f"{HEAD}{{{{{HUB}/Partnership|{name}={joined(pieces)}}}}}")

    assert missing(pieces, parsed) == []


@given(pieces=narrative)
@settings(max_examples=300, deadline=None)
def test_no_word_of_the_needs_vanishes(pieces: list[tuple[str, str]]) -> None:
    kept = [(word, after) for word, after in pieces if after not in (" = ", "|")]
    parsed = read(f"{HEAD[:-3]}|needs={joined(kept)}}}}}")

    assert missing(kept, parsed) == []


@given(pieces=narrative)
@settings(max_examples=300, deadline=None)
def test_no_personal_text_stands_in_a_problem(pieces: list[tuple[str, str]]) -> None:
    text = joined(pieces)
    parsed = read(
        f"{HEAD[:-3]}|interviewees={text}|interviewees={text}|recording={text}}}}}\n"
        f"Participants: {text}\n{NEEDS}\nYes."
    )

    problems = str([(one.value, one.suggestions, one.details) for one in parsed.problems])

    assert not [word for word, _ in pieces if word in problems]


@given(pieces=narrative)
@settings(max_examples=300, deadline=None)
def test_where_quotes_are_refused_no_word_stands_in_a_problem(
    pieces: list[tuple[str, str]],
) -> None:
    text = joined(pieces)
    parsed = read(
        f"{HEAD[:-3]}|quotes=no}}}}\n{{{{{HUB}/Need|funding|{text}|{text}}}}}"
        f"{{{{{HUB}/Need||{text}}}}}"
    )

    problems = str(parsed.problems)

    assert not [word for word, _ in pieces if word in problems]


MARKUPS = [
    "{q}\n{a}\n",
    "{q}\n\n{a}\n\n",
    "'''{q}'''\n{a}\n",
    "''{q}''\n\n{a}\n",
    "'''{n}. {q}'''\n{a}\n",
    ";{q}\n:{a}\n",
    "== {q} ==\n{a}\n",
    "=== {n}. {q} ===\n\n{a}\n",
    "==== '''{q}''' ====\n{a}\n",
    "{q}<br>{a}<br>\n",
    "'''{q}'''<br />\n{a}\n\n",
    "{n}. {q}\n{a}\n",
    "{n}) {q} {a}\n",
    "# {q}\n{a}\n",
    "* '''{q}'''\n** {a}\n",
    ": {q}\n:: {a}\n",
    "<b>{q}</b>\n{a}\n",
    "<h2>{q}</h2>\n{a}\n",
    "“{q}”\n{a}\n",
    "<translate><!--T:{n}--> '''{q}'''</translate>\n{a}\n",
]

WORDINGS = [
    (question, wording)
    for question, all_wordings in config.defaults().notes.questions.items()
    for wording in all_wordings[-1:]
]
sentences = st.lists(words, min_size=1, max_size=5).map(
    lambda each: " ".join(each).capitalize() + "."
)


@pytest.mark.parametrize("markup", MARKUPS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_the_markup_of_question_lines_makes_no_difference(markup: str, data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.sampled_from(WORDINGS), min_size=1, unique=True))
    said = [data.draw(sentences) for _ in asked]
    pairs = list(zip(asked, said, strict=True))
    page = "Date: 2021-10-15\n\n" + "".join(
        markup.format(q=wording, a=answer, n=number)
        for number, ((_, wording), answer) in enumerate(pairs, 1)
    )

    interview = read(page).interview

    assert interview is not None
    assert [(one.question, one.text) for one in interview.answers] == [
        (question, answer) for (question, _), answer in pairs
    ]


def test_a_parsed_page_and_the_context_can_be_pickled() -> None:
    parsed = read(f"{HEAD}== {NEEDS} ==\nMoney.")

    assert pickle.loads(pickle.dumps(parsed)) == parsed  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(CONTEXT)).digest == CONTEXT.digest  # noqa: S301 - likewise

"""The data files: their columns come from the schema, their rows can be followed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from hubbot.export import Period, export_files
from hubbot.export.tables import exported, parameter_columns
from hubbot.records import Interview, Partnership
from hubbot.reports import Options, build
from hubbot.schema import Kind, parameter, parameters
from hubbot.values import Number
from tests.reading import sample


def files(period: Period | None = None) -> dict[str, bytes]:
    made = sample()
    return dict(export_files(made.dataset, made.config, made.site, period))


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return files()


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def number(of: str) -> int:
    value = build("count", Options(own={"of": of}), sample().prepared.reports.context)
    assert isinstance(value, Number)
    return value.value


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record that no export knows."""

    mood: str = parameter(Kind.CHOICE, "How it went.", allowed=("good", "bad"))
    phone: str = parameter(Kind.TEXT, "A number.", personal=True)
    place: str = parameter(Kind.COUNTRY, "Where.")
    day: dt.date | None = parameter(Kind.DATE, "When.")


def test_a_new_parameter_is_a_column_with_its_description_type_and_values() -> None:
    columns = {column.name: column for column in parameter_columns(Record)}
    assert columns["mood"].description == "How it went."
    assert columns["mood"].constraints == {"enum": ["good", "bad"]}
    assert columns["day"].type == "date"


def test_a_resolved_parameter_keeps_the_text_of_the_page_beside_it() -> None:
    assert "place_as_written" in [column.name for column in parameter_columns(Record)]


def test_a_personal_parameter_is_no_column() -> None:
    assert "phone" not in [column.name for column in parameter_columns(Record)]


@pytest.mark.parametrize("record", [Interview, Partnership])
def test_every_parameter_that_is_not_personal_is_exported(record: type) -> None:
    personal = {name for name, one in parameters(record).items() if one.personal}
    assert set(exported(record)) == set(parameters(record)) - personal


@pytest.mark.parametrize(
    "name", ["interviews", "needs", "support", "partnerships", "affiliates", "codebook"]
)
def test_every_row_carries_its_page_and_revision(made: dict[str, bytes], name: str) -> None:
    found = rows(made[f"{name}.csv"])
    assert found
    assert [r for r in found if not (r["page"] and r["revision_id"] and r["revision_time"])] == []


@pytest.mark.parametrize(("name", "of"), [("interviews", "interviews"), ("needs", "needs")])
def test_a_number_is_the_number_of_rows(made: dict[str, bytes], name: str, of: str) -> None:
    assert len(rows(made[f"{name}.csv"])) == number(of)


def test_partnerships_counted_once_for_affiliate_and_partner_are_the_number(
    made: dict[str, bytes],
) -> None:
    found = rows(made["partnerships.csv"])
    pairs = {(row["affiliate"] or row["page"], row["partner_key"]) for row in found}
    assert len(pairs) == number("partnerships")


def test_people_are_counted_and_not_named(made: dict[str, bytes]) -> None:
    everything = b"".join(made.values()).decode("utf-8")
    titles = " ".join(one.page.title for one in sample().dataset.interviews)
    people = [
        person.name
        for page in sample().prepared.parsed
        if page.interview
        for person in (*page.interview.interviewees, *page.interview.interviewers)
    ]
    assert len(people) > 60
    assert [name for name in people if name in everything and name not in titles] == []
    assert all(row["people"].isdigit() for row in rows(made["interviews.csv"]))


def test_the_matrix_has_a_one_for_every_need_of_the_codebook(made: dict[str, bytes]) -> None:
    ones = sum(
        value == "1"
        for row in rows(made["needs_matrix.csv"])
        for name, value in row.items()
        if name not in ("page", "page_id", "revision_id", "revision_time")
    )
    known = [row for row in rows(made["needs.csv"]) if row["in_codebook"] == "true"]
    assert ones == len(known) > 0


def test_the_codebook_begins_with_name_and_description(made: dict[str, bytes]) -> None:
    header = made["codebook.csv"].decode("utf-8-sig").splitlines()[0]
    assert header.startswith('"name","description",')


def test_the_spelling_of_a_page_is_kept(made: dict[str, bytes]) -> None:
    found = {row["page"]: row for row in rows(made["interviews.csv"])}
    cook_strait = found["Content Partnerships Hub/Helpdesk/Interview Cook Strait"]
    assert cook_strait["affiliate_as_written"] == "WCKS"


def test_words_of_an_interview_that_asks_for_silence_are_nowhere(made: dict[str, bytes]) -> None:
    silent = sample().interview("Wikimédiens du Haut Atlas")
    words = [m.words for m in silent.mentions if m.words] + [a.text for a in silent.answers]
    assert silent.quotes == "no"
    assert words
    everything = b"".join(made.values()).decode("utf-8")
    assert [text for text in words if text.split("\n")[0] in everything] == []
    record = next(r for r in records(made) if r["page"] == silent.page.title)
    assert record["answers"] == {}


def test_a_withdrawn_interview_is_in_no_file(made: dict[str, bytes]) -> None:
    (withdrawn,) = sample().dataset.withdrawn
    texts = [withdrawn.page.title, *(m.words for m in withdrawn.mentions if m.words)]
    everything = b"".join(made.values()).decode("utf-8")
    assert [text for text in texts if text in everything] == []


def records(made: dict[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in made["records.jsonl"].decode("utf-8").splitlines()]


def test_records_hold_the_answers_by_question(made: dict[str, bytes]) -> None:
    one = sample().interview("Wikimedians of Lake Volta User Group")
    record = next(r for r in records(made) if r["page"] == one.page.title)
    assert record["answers"].keys() == {answer.question for answer in one.answers}
    assert record["answers"]["today"].startswith("We began with a small community library")


def test_a_period_keeps_the_interviews_of_its_days_and_counts_those_without_date() -> None:
    period = Period(since=dt.date(2021, 1, 1), until=dt.date(2021, 12, 31))
    made = files(period)
    assert {row["date"][:4] for row in rows(made["interviews.csv"])} == {"2021"}
    stated = json.loads(made["datapackage.json"])["period"]
    assert stated["interviews_without_date_left_out"] == 1


def test_a_title_line_of_plain_notes_is_no_spelling_of_an_affiliate() -> None:
    made = sample()
    notes = next(one for one in made.dataset.interviews if not one.template)
    named = replace(notes, as_written={"affiliate": "Notes with Alva Lind"})
    others = [one if one is not notes else named for one in made.dataset.interviews]
    dataset = replace(made.dataset, interviews=tuple(others))
    written = dict(export_files(dataset, made.config, made.site))
    assert b"Alva Lind" not in b"".join(written.values())

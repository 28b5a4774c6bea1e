"""The data frames: one fact a row, filtered once."""

from __future__ import annotations

import dataclasses

import pytest

from hubbot.filters import Filters
from hubbot.frames import COLUMNS, Frames
from hubbot.records import Dataset, Interview, PageRef, Partnership, Person
from tests.reports.small import DATASET, INTERVIEWS

FRAMES = Frames(DATASET)


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("dataset", [DATASET, Dataset()], ids=["small", "empty"])
def test_a_frame_has_the_columns_it_declares(name: str, dataset: Dataset) -> None:
    assert tuple(getattr(Frames(dataset), name).columns) == COLUMNS[name]


def test_a_code_counts_once_for_each_interview() -> None:
    pairs = FRAMES.needs
    money = pairs[(pairs["code"] == "money") & (pairs["interview"] == 0)]
    assert len(money) == 1


def test_a_need_outside_the_codebook_is_kept_as_unknown() -> None:
    unknown = FRAMES.needs[~FRAMES.needs["known"]]
    assert set(unknown["code"]) == {"wifi", "electricity"}


def test_words_that_are_held_back_are_no_mention() -> None:
    assert 2 not in set(FRAMES.mentions["interview"])


def test_an_interview_takes_country_and_region_from_its_affiliate() -> None:
    row = FRAMES.interviews.loc[2]
    assert (row["country"], row["region"]) == ("GH", "Sub-Saharan Africa")


def test_only_the_affiliate_itself_is_a_participant() -> None:
    row = FRAMES.interviews.loc[3]
    assert (row["affiliate"], row["participant"]) == ("WM-MUSIC", "")


def people(*named: tuple[Person, ...]) -> int:
    interviews = tuple(
        Interview(page=PageRef(title=str(number)), interviewees=persons)
        for number, persons in enumerate(named)
    )
    return int(Frames(Dataset(interviews=interviews)).people["key"].nunique())


def test_a_person_is_recognised_by_user_name_and_by_name() -> None:
    once = (Person(name="Ada Invented", username="AdaI"),)
    assert people(once, (Person(name="ada invented"),), (Person(name="A.", username="AdaI"),)) == 1


def test_two_users_of_one_name_are_two_people() -> None:
    assert people((Person(name="Ada", username="A1"),), (Person(name="Ada", username="A2"),)) == 2


def test_people_without_a_name_are_counted_by_number() -> None:
    assert FRAMES.people["unnamed"].sum() == 4


def test_a_partner_is_recognised_by_its_item_under_another_spelling() -> None:
    partners = (
        Partnership(partner="Royal Library", wikidata="Q1"),
        Partnership(partner="Kungliga biblioteket", wikidata="Q1"),
        Partnership(partner="royal library"),
    )
    one = dataclasses.replace(INTERVIEWS[0], partnerships=partners)
    frames = Frames(Dataset(interviews=(one,)))
    assert len(frames.select(Filters()).partnerships) == 1


def test_the_same_filters_are_applied_once() -> None:
    frames = Frames(DATASET)
    assert frames.select(Filters(theme=("skills",))) is frames.select(Filters(theme=("skills",)))


def test_a_selection_leaves_the_frames_as_they_were() -> None:
    frames = Frames(DATASET)
    selection = frames.select(Filters(region=("South Asia",)))
    assert len(selection.interviews) == len(selection.needs) == 0
    assert len(frames.interviews) == len(INTERVIEWS)

"""The data package: valid by the Frictionless library, and a whole data dictionary."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from frictionless import Package

from hubbot.export import write_export
from hubbot.export.datapackage import Since
from hubbot.records import Dataset
from tests.reading import hostile_dataset, sample


def package(folder: Path, dataset: Dataset, since: Since | None = None) -> Package:
    made = sample()
    write_export(folder, dataset, made.config, made.site, since=since)
    return Package(str(folder / "datapackage.json"))


@pytest.mark.parametrize("hostile", [False, True])
def test_the_files_are_what_the_package_says_of_them(tmp_path: Path, hostile: bool) -> None:
    dataset = hostile_dataset() if hostile else sample().dataset
    report = package(tmp_path, dataset).validate()
    # A hostile status or type is none of the allowed values, and is told as such.
    errors = [error for task in report.tasks for error in task.errors]
    wrong = [error.message for error in errors if error.type != "constraint-error" or not hostile]
    assert wrong + [error.message for error in report.errors] == []
    assert len(report.tasks) == 8


def test_every_column_is_described(tmp_path: Path) -> None:
    found = package(tmp_path, sample().dataset)
    tables = [resource for resource in found.resources if resource.format == "csv"]
    assert [
        field.name for table in tables for field in table.schema.fields if not field.description
    ] == []


def test_the_version_is_the_time_of_the_newest_source(tmp_path: Path) -> None:
    as_of = sample().dataset.as_of
    assert as_of is not None
    found = package(tmp_path, sample().dataset)
    assert found.version == as_of.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_sources_carry_page_and_revision(tmp_path: Path) -> None:
    package(tmp_path, sample().dataset)
    found = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    one = sample().interview("Interview Cook Strait").page
    source = next(each for each in found["sources"] if each["title"] == one.title)
    assert source["revision"] == one.revision_id
    assert source["path"].endswith(f"?oldid={one.revision_id}")


def test_what_was_taken_back_is_stated(tmp_path: Path) -> None:
    package(tmp_path, sample().dataset, Since(withdrawn=2, deleted=1, held_back=3))
    found = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert found["taken_back_since_version"] == {
        "interviews_withdrawn": 2,
        "interviews_deleted": 1,
        "interviews_whose_words_are_held_back": 3,
    }


def test_the_dictionary_says_that_formulas_are_made_safe_and_answers_may_name_people(
    tmp_path: Path,
) -> None:
    said = str(package(tmp_path, sample().dataset).description)
    assert "apostrophe" in said
    assert "may name people" in said

"""The command `hubbot export`: its options, what it prints, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.running import SAMPLE, hubbot


def test_it_tells_what_it_wrote_and_ends_with_the_line_of_every_command(tmp_path: Path) -> None:
    ran = hubbot("--from", str(SAMPLE), "export", "--out", "data", folder=tmp_path)
    assert ran.code == 0
    written = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert f"Wrote {len(written)} files to data." in ran.stdout
    assert ran.line["interviews"] == 35


def test_json_is_one_object_with_the_figures_of_the_run(tmp_path: Path) -> None:
    ran = hubbot("--from", str(SAMPLE), "--json", "export", "--out", "data", folder=tmp_path)
    assert ran.json["interviews"] == 35
    assert ran.json["affiliates"] == 29
    assert ran.json["edits"] == []


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [("2022", "2022", {"2022"}), ("2021-12", "2021-12-31", {"2021"})],
)
def test_a_month_or_a_year_means_its_first_and_last_day(
    tmp_path: Path, since: str, until: str, years: set[str]
) -> None:
    arguments = ("export", "--out", "data", "--since", since, "--until", until)
    assert hubbot("--from", str(SAMPLE), *arguments, folder=tmp_path).code == 0
    text = (tmp_path / "data" / "interviews.csv").read_text("utf-8-sig")
    assert {row["date"][:4] for row in csv.DictReader(io.StringIO(text))} == years


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--out", "data", "--since", "soon"),
        ("--out", "data", "--since", "2022-02-30"),
        ("--out", "data", "--as-of", "yesterday"),
        ("--out", "data", "--since", "2023", "--until", "2022"),
    ],
)
def test_what_cannot_be_done_ends_with_two_and_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    ran = hubbot("--from", str(SAMPLE), "export", *arguments, folder=tmp_path)
    assert ran.code == 2
    assert re.fullmatch(r"hubbot: .+\.\n", ran.stderr)
    assert not (tmp_path / "data").exists()


def test_a_folder_of_pages_has_no_history(tmp_path: Path) -> None:
    assert hubbot("demo", folder=tmp_path).code == 0
    pages = str(SAMPLE.parent.parent.parent / "tests" / "data" / "sample")
    arguments = ("export", "--out", "data", "--as-of", "2026-01-01")
    ran = hubbot("--from", pages, *arguments, folder=tmp_path)
    assert ran.code == 2
    assert "has no history" in ran.stderr


def test_an_xml_export_is_read_as_it_stood(tmp_path: Path) -> None:
    arguments = ("export", "--out", "data", "--as-of", "2026-10-19")
    ran = hubbot("--from", str(SAMPLE), *arguments, folder=tmp_path)
    assert ran.code == 0, ran.stderr
    package = json.loads((tmp_path / "data" / "datapackage.json").read_text("utf-8"))
    assert package["version"] <= "2026-10-19T23:59:59Z"


def test_the_demo_says_what_it_read_found_and_wrote_and_where(tmp_path: Path) -> None:
    ran = hubbot("demo", folder=tmp_path)
    assert ran.code == 0
    last = ran.stdout.splitlines()[-4:]
    assert last[0].startswith("Read ")
    assert last[1].startswith("Found ")
    assert last[2].startswith("Wrote ")
    assert last[3] == "To see it all, open demo-out/index.html in a browser."
    assert (tmp_path / "demo-out" / "index.html").is_file()

"""CSV and JSON: safe in a spreadsheet, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hubbot.export import export_files
from hubbot.export.files import csv_bytes, safe
from hubbot.export.tables import Column, DataTable
from tests.hostile import HOSTILE
from tests.reading import hostile_dataset, sample
from tests.running import REPOSITORY, SAMPLE


def table(*values: str) -> DataTable:
    column = Column(name="=x", description="A text.")
    return DataTable(
        name="t", description="", columns=(column,), rows=tuple((value,) for value in values)
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_a_text_that_is_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["a=1", "1", "", "it's", "–1", "Ärlig"])
def test_a_text_that_is_no_formula_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_the_heading_of_a_column_is_safe_too() -> None:
    assert csv_bytes(table()).decode("utf-8-sig") == '"\'=x"\r\n'


def test_a_csv_file_begins_with_a_byte_order_mark_and_ends_its_lines_as_the_rfc_says() -> None:
    content = csv_bytes(table("å", "b"))
    assert content == b'\xef\xbb\xbf"\'=x"\r\n"\xc3\xa5"\r\n"b"\r\n'


def test_hostile_values_keep_their_cells_and_are_no_formula() -> None:
    content = csv_bytes(table(*HOSTILE)).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(content, newline="")))[1:]
    assert [len(row) for row in found] == [1] * len(HOSTILE)
    assert [row[0] for row in found if row[0].lstrip()[:1] in "=+-@" and row[0].strip()] == []


def test_hostile_values_stay_text_in_every_file() -> None:
    made = sample()
    written = dict(export_files(hostile_dataset(), made.config, made.site))
    for name, content in written.items():
        if name.endswith((".json", ".tab", ".chart")):
            json.loads(content)
        if name.endswith(".jsonl"):
            assert len([json.loads(line) for line in content.splitlines()]) == 35
        if name.endswith((".svg", ".html")):
            text = content.decode("utf-8")
            assert "<script" not in text
            assert "onerror=" not in text.replace("src=x onerror=alert(1)&gt;", "")
            assert "<img" not in text


def exported(folder: Path, seed: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "hubbot", "--from", str(SAMPLE), "export", "--out", "data"]
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, timeout=120)
    paths = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    made = exported(first, "1")
    assert made == exported(second, "2")
    assert {
        "data/interviews.csv",
        "data/needs.csv",
        "data/support.csv",
        "data/partnerships.csv",
        "data/affiliates.csv",
        "data/codebook.csv",
        "data/needs_matrix.csv",
        "data/records.jsonl",
        "data/datapackage.json",
        "data/report.html",
        "data/commons/needs-by-theme.tab",
        "data/commons/needs-by-theme.chart",
        "data/charts/needs-by-region.svg",
        "data/charts/words.svg",
    } <= set(made)

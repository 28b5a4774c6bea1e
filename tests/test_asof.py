"""An export of an earlier time made again from a real wiki's revisions."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.mediawiki import TestWiki
from tests.running import SAMPLE, Ran, hubbot

RESULTS = "Content Partnerships Hub/Needs assessment/Research results"
CODEBOOK = "Content Partnerships Hub/Needs assessment/Codebook"
REGISTER = "Module:Organizational Informations"
DELETED = f"{RESULTS}/Wikimedia Kvarner"
WITHDRAWN = f"{RESULTS}/Deccan Wikimedians"
UNREADABLE = f"{RESULTS}/Wikimedians of the Padma Delta"
BLANKED = f"{RESULTS}/Chubu Wikimedians"
SILENT = f"{RESULTS}/Wikimedians of Lake Volta User Group"

pytestmark = pytest.mark.wiki


class Cited(NamedTuple):
    """A wiki, an export of it, and the time at which it was made."""

    wiki: TestWiki
    folder: Path
    files: dict[str, bytes]
    time: str

    def export(self, *arguments: str) -> tuple[Ran, dict[str, bytes]]:
        """Export to a folder of its own and read all files."""
        return exported(self.wiki, self.folder, *arguments)


def exported(wiki: TestWiki, folder: Path, *arguments: str) -> tuple[Ran, dict[str, bytes]]:
    out = folder / f"out-{len(list(folder.glob('out-*')))}"
    ran = hubbot(
        "--wiki",
        wiki.api_url,
        "export",
        "--out",
        str(out),
        *arguments,
        folder=folder,
        env=wiki.env(),
    )
    paths = sorted(path for path in out.rglob("*") if path.is_file())
    return ran, {str(path.relative_to(out)): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def cited(module_wiki: TestWiki, tmp_path_factory: pytest.TempPathFactory) -> Cited:
    module_wiki.import_dump(SAMPLE)
    folder = tmp_path_factory.mktemp("asof")
    ran, files = exported(module_wiki, folder)
    assert ran.code == 0, ran.stderr
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    time.sleep(1.5)  # the edits that follow are of a later second
    return Cited(module_wiki, folder, files, now)


def append(wiki: TestWiki, title: str, old: str, new: str) -> None:
    text = wiki.text(title)
    assert old in text
    wiki.edit_as("Admin", title, text.replace(old, new, 1))


def rows(content: bytes) -> dict[str, dict[str, str]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return {row["page"]: row for row in csv.DictReader(text)}


def test_after_a_row_of_edits_the_export_is_the_same_byte_for_byte(cited: Cited) -> None:
    wiki = cited.wiki
    text = wiki.text(f"{RESULTS}/Wikimedia Skåne")
    wiki.edit_as("Admin", f"{RESULTS}/Wikimedia Skåne", text.replace("quotes", "format"))
    wiki.edit_as("Admin", f"{RESULTS}/Wikimedia Skåne", text + "\nMore was said.")
    wiki.edit(f"{RESULTS}/Wikimedians of a new lake", "{{Content Partnerships Hub/Interview}}")
    wiki.move(f"{RESULTS}/Wikimedia Anahuac", f"{RESULTS}/Anahuac again")
    wiki.move(f"{RESULTS}/Wikimedia Visayan Sea", "Visayan Sea elsewhere", redirect=False)
    wiki.edit_as("Admin", f"{RESULTS}/Wikipedians of Huye", f"#REDIRECT [[{RESULTS}]]")
    append(wiki, CODEBOOK, "label=Funding", "label=Money")
    append(wiki, REGISTER, "'Ghana'", "'Togo'")
    append(wiki, "Wikimedistas del Altiplano", "{{", "{{Other}}{{")
    ran, files = cited.export("--as-of", cited.time)
    assert ran.code == 0, ran.stderr
    assert {name for name in files if files[name] != cited.files.get(name)} == set()
    assert files.keys() == cited.files.keys()
    assert cited.export()[1]["interviews.csv"] != cited.files["interviews.csv"]


def test_what_was_taken_back_since_is_left_out_and_counted(cited: Cited) -> None:
    wiki = cited.wiki
    wiki.delete(DELETED)
    append(
        wiki,
        WITHDRAWN,
        "{{Content Partnerships Hub/Interview",
        "{{Content Partnerships Hub/Interview|status=withdrawn",
    )
    append(
        wiki,
        UNREADABLE,
        "{{Content Partnerships Hub/Interview",
        "{{Content Partnerships Hub/Interview|status=withdrwn",
    )
    append(
        wiki,
        SILENT,
        "{{Content Partnerships Hub/Interview",
        "{{Content Partnerships Hub/Interview|quotes=no",
    )
    wiki.edit_as("Admin", BLANKED, "")
    ran, files = cited.export("--as-of", cited.time)
    assert ran.code == 0, ran.stderr
    assert "2 interviews withdrawn and 2 deleted since; of 1 more the words" in ran.stdout
    gone = {DELETED, WITHDRAWN, UNREADABLE, BLANKED}
    before, after = rows(cited.files["interviews.csv"]), rows(files["interviews.csv"])
    assert before.keys() - after.keys() == gone
    assert {page for page in after if after[page] != before[page]} == {SILENT}
    assert after[SILENT] == before[SILENT] | {"quotes": "no"}
    everything = b"".join(files.values()).decode("utf-8")
    assert [title for title in gone if title in everything] == []
    assert "nobody can answer a letter from a museum" not in everything
    stated = json.loads(files["datapackage.json"])
    assert stated["version"] == json.loads(cited.files["datapackage.json"])["version"]
    assert stated["taken_back_since_version"] == {
        "interviews_withdrawn": 2,
        "interviews_deleted": 2,
        "interviews_whose_words_are_held_back": 1,
    }

"""The bundled sample export is current, whole, and what a MediaWiki accepts."""

import json
import re
import sqlite3
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tools import make_sample

DATA = Path(__file__).parent / "data"
SPACE = "{http://www.mediawiki.org/xml/export-0.11/}"
MEDIAWIKI = Path("/usr/share/mediawiki")


@pytest.fixture(scope="module")
def exported() -> dict[str, ET.Element]:
    """Return the export's pages by title."""
    root = ET.parse(make_sample.EXPORT).getroot()  # noqa: S314 - our own file, not a stranger's
    return {page.findtext(f"{SPACE}title", ""): page for page in root.iter(f"{SPACE}page")}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """Return the database of a fresh MediaWiki into which the export was imported."""
    home = tmp_path_factory.mktemp("wiki")
    maintenance = MEDIAWIKI / "maintenance"
    install = ["--dbtype=sqlite", f"--dbpath={home}", "--dbname=sample", f"--confpath={home}"]
    names = ["--scriptpath=/w", "--pass=only-for-a-test-wiki", "Sample", "Admin"]
    run = ["php", str(maintenance / "install.php"), *install, *names]
    subprocess.run(run, check=True, capture_output=True, timeout=120)
    settings = home / "LocalSettings.php"
    with settings.open("a", encoding="utf-8") as lines:
        lines.write('wfLoadExtension( "Scribunto" );\nwfLoadExtension( "ParserFunctions" );\n')
    load = ["--conf", str(settings), "--no-updates", str(make_sample.EXPORT)]
    run = ["php", str(maintenance / "importDump.php"), *load]
    subprocess.run(run, check=True, capture_output=True, timeout=120)
    return sqlite3.connect(home / "sample.sqlite")


def test_the_export_is_what_the_pages_give_today() -> None:
    made = make_sample.make_export(make_sample.PAGES, make_sample.INDEX)
    assert make_sample.EXPORT.read_bytes() == made.encode()


def test_the_check_says_that_a_changed_export_is_out_of_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "sample.xml"
    changed.write_bytes(make_sample.EXPORT.read_bytes() + b" ")
    monkeypatch.setattr(make_sample, "EXPORT", changed)
    assert make_sample.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err


def test_the_index_names_every_file_of_the_folder_and_no_other() -> None:
    rows = make_sample.read_index(make_sample.INDEX)
    named = {make_sample.page_file(make_sample.PAGES, row.title) for row in rows}
    assert named == {path for path in make_sample.PAGES.rglob("*") if path.is_file()}


def test_no_page_or_revision_id_stands_twice_in_the_index() -> None:
    rows = make_sample.read_index(make_sample.INDEX)
    assert len({row.page_id for row in rows}) == len(rows)
    assert len({row.revision_id for row in rows}) == len(rows)


def test_pages_are_as_mediawiki_stores_them() -> None:
    for path in make_sample.PAGES.rglob("*.wiki"):
        text = path.read_bytes().decode("utf-8")
        assert text == unicodedata.normalize("NFC", text).rstrip(), path
        assert "\r" not in text, path


def test_the_export_gives_back_the_text_of_every_file(exported: dict[str, ET.Element]) -> None:
    for title, page in exported.items():
        text = make_sample.page_file(make_sample.PAGES, title).read_bytes().decode("utf-8")
        assert page.findtext(f"{SPACE}revision/{SPACE}text") == text


def test_redirects_are_marked_in_the_export(exported: dict[str, ET.Element]) -> None:
    marked = {
        title for title, page in exported.items() if page.find(f"{SPACE}redirect") is not None
    }
    assert marked == {
        "Content Partnerships Hub/Needs assessment/Research results/Wikipedians of Huye",
        "Template:CPH interview",
        "Wikimedians of Lake Balaton",
        "Wikipedians of Huye",
    }


def test_sha1_is_written_to_the_base_of_36_with_leading_zeros() -> None:
    # MediaWiki stores the first for a revision without any text.
    assert make_sample.sha1_base36("") == "phoiac9h4m842xq45sp7s6u21eteeq1"
    assert make_sample.sha1_base36("page 12") == "0j365pih1bdk2ksdy01uan48hwa96gl"


def test_every_page_of_the_truth_is_a_page_of_the_sample(exported: dict[str, ET.Element]) -> None:
    truth = json.loads((DATA / "sample_truth.json").read_text(encoding="utf-8"))
    assert set(truth["pages_of_interviews"]) <= set(exported)
    assert truth["pages"] == len(exported)


def test_every_page_is_explained_in_the_samples_readme(exported: dict[str, ET.Element]) -> None:
    lines = (DATA / "sample_README.md").read_text(encoding="utf-8").splitlines()
    rows = {line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")}
    items = {line.removeprefix("* ") for line in lines if line.startswith("* ")}
    assert set(exported) <= rows | items


def test_the_totals_of_the_truth_are_sums_of_its_pages() -> None:
    truth = json.loads((DATA / "sample_truth.json").read_text(encoding="utf-8"))
    pages = truth["pages_of_interviews"].values()
    counted = [page for page in pages if page["status"] == "published"]
    affiliates = {page["affiliate"] for page in counted if page["respondent"] == "affiliate"}
    partners = {(page["affiliate"], row[0]) for page in counted for row in page["partnerships"]}
    people = {name for page in counted for name in page["people"]}
    assert truth["interviews"] == len(counted)
    assert set(truth["affiliate_codes"]) == affiliates - {None}
    assert truth["affiliates"] == len(affiliates - {None})
    assert truth["partnerships"] == len(partners)
    assert truth["people_named"] == len(people)
    assert truth["needs"] == {
        code: sum(code in page["needs"] for page in counted) for code in truth["needs"]
    }
    assert truth["needs_pairs"] == sum(len(page["needs"]) for page in counted)
    assert sum(truth["by_region"].values()) == len(counted)


def test_blocks_of_the_target_pages_are_empty_in_the_sample(
    exported: dict[str, ET.Element],
) -> None:
    gallery = exported["Content Partnerships Hub/Needs assessment/Reports gallery"]
    text = gallery.findtext(f"{SPACE}revision/{SPACE}text", "")
    bodies = re.findall(r"\{\{Hubbot report\|[^}]*\}\}(.*?)\{\{Hubbot report end\}\}", text, re.S)
    assert len(bodies) >= 30
    assert not "".join(bodies).strip()


def as_text(value: object) -> str:
    """Return a value of the database, which may be bytes, as text."""
    return value.decode() if isinstance(value, bytes) else str(value)


@pytest.mark.wiki
def test_a_mediawiki_imports_every_page_with_its_text(imported: sqlite3.Connection) -> None:
    query = """SELECT page_namespace, page_title, rev_sha1
        FROM page JOIN revision ON rev_id = page_latest"""
    stored = {
        (space, as_text(title)): as_text(sha1) for space, title, sha1 in imported.execute(query)
    }
    for row in make_sample.read_index(make_sample.INDEX):
        space = make_sample.namespace_of(row.title)
        name = row.title.partition(":")[2] if space else row.title
        text = make_sample.page_file(make_sample.PAGES, row.title).read_bytes().decode("utf-8")
        assert stored[space, name.replace(" ", "_")] == make_sample.sha1_base36(text)


@pytest.mark.wiki
def test_a_mediawiki_takes_the_register_for_a_module(imported: sqlite3.Connection) -> None:
    query = """SELECT model_name FROM page
        JOIN slots ON slot_revision_id = page_latest
        JOIN content ON content_id = slot_content_id
        JOIN content_models ON model_id = content_model
        WHERE page_namespace = 828"""
    assert [as_text(model) for (model,) in imported.execute(query)] == ["Scribunto"]

"""Exports and folders as sources of pages."""

from pathlib import Path

import pytest

from hubbot.config import bundled, defaults
from hubbot.errors import SourceError
from hubbot.sources import FolderSource, Gathered, XmlSource, open_source, title_to_path

PREFIX = "Content Partnerships Hub/Needs assessment/Research results/"
SAMPLE = Path(__file__).parent / "data" / "sample"


def folder(tmp_path: Path, pages: dict[str, str]) -> Path:
    root = tmp_path / "pages"
    for title, text in pages.items():
        file = root / title_to_path(title)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return root


def gather(tmp_path: Path, pages: dict[str, str]) -> Gathered:
    return FolderSource(folder(tmp_path, pages)).gather(defaults())


def titles(pages: object) -> list[str]:
    assert isinstance(pages, tuple)
    return [page.title for page in pages]


def test_pages_are_sorted_into_what_they_are(tmp_path: Path) -> None:
    config = defaults()
    found = gather(
        tmp_path,
        {
            PREFIX + "B": "Date: 2021-10-15",
            PREFIX + "A": "{{CPH interview|affiliate=A}}",
            "Elsewhere": "{{CPH interview|affiliate=A}}",
            "Template:CPH interview": "#REDIRECT [[Template:Content Partnerships Hub/Interview]]",
            "Renamed": "#REDIRECT [[renamed_group]]",
            "Summary": "<translate>x</translate> {{Hubbot report|themes}}{{Hubbot report end}}",
            "Summary/sv": "{{Hubbot report|themes}}{{Hubbot report end}}",
            config.pages.codebook: "Themes",
            config.pages.register: "return {}",
            "Group": "{{Affiliate infobox|name=Group}}",
        },
    )
    assert titles(found.interviews) == [PREFIX + "A", PREFIX + "B", "Elsewhere"]
    assert titles(found.targets) == ["Summary"]
    assert titles(found.affiliate_pages) == ["Group"]
    assert found.translatable == {"Summary"}
    assert found.codebook is not None
    assert found.register is not None
    assert found.register.namespace == 828


def test_redirects_are_found_by_the_pages(tmp_path: Path) -> None:
    source = FolderSource(folder(tmp_path, {"Old": "#REDIRECT [[new_group]]", "Other": "Words"}))
    source.gather(defaults())
    assert source.redirects(["Old"]) == {"Old": "New group"}


def test_missing_pages_are_none(tmp_path: Path) -> None:
    found = gather(tmp_path, {"A": "x"})
    assert (found.codebook, found.register, found.stop_page) == (None, None, None)


def test_a_moved_codebook_is_found_through_its_redirect(tmp_path: Path) -> None:
    config = defaults()
    found = gather(
        tmp_path, {config.pages.codebook: "#REDIRECT [[New codebook]]", "New codebook": "T"}
    )
    assert found.codebook is not None
    assert found.codebook.text == "T"


def test_the_text_of_a_file_is_taken_as_it_is(tmp_path: Path) -> None:
    text = "\r\n words \u00a0\n\n"
    assert gather(tmp_path, {PREFIX + "A": text}).interviews[0].text == text


def test_a_folder_tells_no_time_and_no_revision(tmp_path: Path) -> None:
    (page,) = gather(tmp_path, {PREFIX + "A": "x"}).interviews
    assert (page.revision_id, page.timestamp.year) == (0, 1970)


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    root = folder(tmp_path, {PREFIX + "A": "x"})
    (root / "README.md").write_bytes(b"\xff")
    assert titles(FolderSource(root).gather(defaults()).interviews) == [PREFIX + "A"]


def test_the_bundled_export_and_its_folder_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "sample.xml"
    path.write_text(bundled("sample.xml"), encoding="utf-8")
    source, other = XmlSource(path), FolderSource(SAMPLE)
    export, files = source.gather(defaults()), other.gather(defaults())
    for field in ("interviews", "targets", "affiliate_pages"):
        ours, theirs = getattr(export, field), getattr(files, field)
        assert {one.title: one.text.strip() for one in ours} == {
            one.title: one.text.strip() for one in theirs
        }
        assert ours
    assert source.redirects([]) == other.redirects([]) != {}
    assert export.translatable == files.translatable
    assert export.names.roles == files.names.roles


def test_a_link_that_leads_out_of_the_folder_is_an_error(tmp_path: Path) -> None:
    root = folder(tmp_path, {"A": "x"})
    secret = tmp_path / "secret.wiki"
    secret.write_text("secret", encoding="utf-8")
    (root / "B.wiki").symlink_to(secret)
    with pytest.raises(SourceError, match="leads out of the folder"):
        FolderSource(root).gather(defaults())


def test_a_link_to_a_folder_is_an_error(tmp_path: Path) -> None:
    root = folder(tmp_path, {"A": "x"})
    (root / "sub").symlink_to(tmp_path)
    with pytest.raises(SourceError, match="link to a folder"):
        FolderSource(root).gather(defaults())


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    root = folder(tmp_path, {PREFIX + "A": "x"})
    (root / "Content_Partnerships_Hub" / "Codebook.wiki").symlink_to(
        root / title_to_path(PREFIX + "A")
    )
    assert FolderSource(root).gather(defaults()).interviews[0].text == "x"


def test_two_files_for_one_page_are_an_error(tmp_path: Path) -> None:
    root = folder(tmp_path, {"Alder": "x"})
    (root / "%41lder.wiki").write_text("y", encoding="utf-8")
    with pytest.raises(SourceError, match='two files for the page "Alder"'):
        FolderSource(root).gather(defaults())


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("A.wiki", b"\xff\xfe", "no text in UTF-8"),
        ("%FF.wiki", b"x", "not named like a page"),
        ("_.wiki", b"x", "not named like a page"),
        ("A.txt", b"x", "holds no .wiki file"),
    ],
)
def test_a_folder_that_cannot_be_read_whole_is_an_error(
    name: str, content: bytes, says: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=says):
        FolderSource(tmp_path).gather(defaults())


def test_a_path_is_opened_as_what_it_is(tmp_path: Path) -> None:
    export = tmp_path / "export.xml.gz"
    export.touch()
    assert isinstance(open_source(tmp_path), FolderSource)
    assert isinstance(open_source(export), XmlSource)


@pytest.mark.parametrize(("name", "says"), [("gone.xml", "does not exist"), ("a.txt", "neither")])
def test_a_path_that_is_no_source_is_an_error(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(SourceError, match=says):
        open_source(tmp_path / name)

"""Reading MediaWiki XML exports."""

import bz2
import datetime as dt
import gzip
from pathlib import Path

import pytest

from hubbot import xmlexport
from hubbot.errors import SourceError

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="sv">
<siteinfo><sitename>Test</sitename><dbname>testwiki</dbname>
<base>https://wiki.example.org/wiki/Huvudsida</base><generator>MediaWiki 1.39</generator>
<case>first-letter</case><namespaces>
<namespace key="0" case="first-letter" /><namespace key="10" case="first-letter">Mall</namespace>
<namespace key="2300" case="case-sensitive">Gadget</namespace>
</namespaces></siteinfo>
"""


def revision(number: int, text: str, moment: str = "2026-09-01T10:00:00Z", more: str = "") -> str:
    return (
        f"<revision><id>{number}</id><timestamp>{moment}</timestamp><contributor>"
        f"<username>Somebody</username><id>5</id></contributor><comment>c</comment>"
        f"<model>wikitext</model><format>text/x-wiki</format>"
        f'<text bytes="{len(text)}" xml:space="preserve"{more}>{text}</text></revision>'
    )


def page(title: str, *revisions: str, more: str = "", number: str = "9") -> str:
    return (
        f"<page><title>{title}</title><ns>0</ns><id>{number}</id>{more}{''.join(revisions)}</page>"
    )


def export(*pages: str) -> str:
    return HEAD + "".join(pages) + "</mediawiki>"


def read(
    tmp_path: Path, content: str | bytes, as_of: dt.datetime | None = None
) -> xmlexport.XmlExport:
    path = tmp_path / "export.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return xmlexport.read(path, as_of)


def test_a_page_is_read_with_its_revision(tmp_path: Path) -> None:
    text = "  Words &lt;b&gt; &amp;amp; ünïcode\n\n&#123;{x}}\n"
    found = read(tmp_path, export(page("Wikimedia_Álderland", revision(17, text)))).pages
    one = found["Wikimedia Álderland"]
    assert one.text == "  Words <b> &amp; ünïcode\n\n{{x}}\n"
    assert (one.page_id, one.revision_id, one.namespace, one.user) == (9, 17, 0, "Somebody")
    assert one.timestamp == dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC)
    assert one.content_model == "wikitext"


def test_the_wiki_is_described(tmp_path: Path) -> None:
    found = read(tmp_path, export(page("A", revision(1, "x"))))
    assert found.language == "sv"
    assert found.page_url == "https://wiki.example.org/wiki/$1"
    assert found.namespaces.normalise("template:box") == "Mall:Box"
    assert found.namespaces.normalise("gadget:small") == "Gadget:small"


@pytest.mark.parametrize("order", [(3, 12, 9), (12, 9, 3), (9, 3, 12)])
def test_of_several_revisions_the_highest_id_counts(order: tuple[int, ...], tmp_path: Path) -> None:
    revisions = [revision(number, f"text {number}") for number in order]
    assert read(tmp_path, export(page("A", *revisions))).pages["A"].text == "text 12"


def test_of_a_page_listed_twice_the_highest_revision_counts(tmp_path: Path) -> None:
    content = export(page("A", revision(9, "newer")), page("A", revision(3, "older")))
    assert read(tmp_path, content).pages["A"].text == "newer"


def test_a_page_is_read_as_it_stood_at_a_time(tmp_path: Path) -> None:
    content = export(
        page("A", revision(1, "old", "2026-01-01T00:00:00Z"), revision(2, "new")),
        page("B", revision(3, "too new")),
    )
    found = read(tmp_path, content, dt.datetime(2026, 6, 1, tzinfo=dt.UTC)).pages
    assert {title: one.text for title, one in found.items()} == {"A": "old"}


def test_a_hidden_revision_is_passed_over(tmp_path: Path) -> None:
    hidden = revision(2, "", more=' deleted="deleted"')
    assert read(tmp_path, export(page("A", revision(1, "x"), hidden))).pages["A"].text == "x"


@pytest.mark.parametrize(
    ("text", "element"),
    [("#REDIRECT [[B]]", '<redirect title="B" />'), ("#NOWORD [[B]]", '<redirect title="B" />')],
)
def test_a_redirect_is_known_by_its_text_or_by_the_export(
    text: str, element: str, tmp_path: Path
) -> None:
    found = read(tmp_path, export(page("A", revision(1, text), more=element)))
    assert found.pages["A"].redirect_to == "B"


def test_text_in_other_slots_is_not_the_pages_text(tmp_path: Path) -> None:
    slot = "<content><role>aux</role><model>x</model><text>other</text></content></revision>"
    content = export(page("A", revision(1, "main").replace("</revision>", slot)))
    assert read(tmp_path, content).pages["A"].text == "main"


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
def test_a_packed_export_is_read(suffix: str, pack: object, tmp_path: Path) -> None:
    assert callable(pack)
    path = tmp_path / f"export.xml{suffix}"
    path.write_bytes(pack(export(page("A", revision(1, "x"))).encode()))
    assert xmlexport.read(path).pages["A"].text == "x"


WHOLE = export(*(page(f"P{n}", revision(n, "words " * 20)) for n in range(1, 50)))


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.999])
def test_an_export_that_is_cut_off_is_an_error(share: float, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no complete XML export"):
        read(tmp_path, WHOLE[: int(len(WHOLE) * share)])


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
@pytest.mark.parametrize("harm", ["cut", "junk", "flip"])
def test_a_damaged_packed_export_is_an_error(
    suffix: str, pack: object, harm: str, tmp_path: Path
) -> None:
    assert callable(pack)
    whole = bytearray(pack(WHOLE.encode()))
    whole[len(whole) // 2] ^= 0xFF if harm == "flip" else 0
    content = {"cut": whole[: len(whole) // 2], "junk": b"no archive at all", "flip": whole}[harm]
    path = tmp_path / f"export.xml{suffix}"
    path.write_bytes(bytes(content))
    with pytest.raises(SourceError):
        xmlexport.read(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no complete XML export"),
        ("words", "no complete XML export"),
        ("<html><body/></html>", "no export of a MediaWiki"),
        (export(), "holds no page"),
        (export(page("A", revision(1, "x"), number="one")), "whose id is no number"),
        (export(page("", revision(1, "x"))), "without a title"),
        (HEAD + "<page><title>A</title></mediawiki>", "mismatched tag in line"),
        (export(page("A", '<revision><id>1</id><text bytes="9" id="4" /></revision>')), "no text"),
    ],
)
def test_what_is_no_whole_export_is_an_error(content: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=says):
        read(tmp_path, content)


def test_an_export_that_declares_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE mediawiki [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(SourceError, match="document type"):
        read(tmp_path, bomb + export(page("A", revision(1, "&b;"))))


def test_an_export_that_names_a_document_type_elsewhere_is_refused(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE mediawiki SYSTEM "file:///etc/hostname">'
    with pytest.raises(SourceError, match="document type"):
        read(tmp_path, doctype + export(page("A", revision(1, "x"))))


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        xmlexport.read(tmp_path / "export.xml")

"""Makes the bundled sample export from the folder of sample pages.

The pages in ``tests/data/sample`` and their index ``tests/data/sample_index.tsv`` are what people
edit. ``hubbot/data/sample.xml`` is made from them, as an export of schema 0.11
(https://www.mediawiki.org/wiki/Help:Export), and ships with the package. The same pages always
give the same bytes: every time stands in the index, none is taken from the clock.

    python tools/make_sample.py          writes the export
    python tools/make_sample.py --check  ends with 1 where the export is out of date
"""

import argparse
import csv
import hashlib
import html
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "tests" / "data" / "sample"
INDEX = ROOT / "tests" / "data" / "sample_index.tsv"
EXPORT = ROOT / "hubbot" / "data" / "sample.xml"
sys.path.insert(0, str(ROOT))

from hubbot.wikitext import CANONICAL_NAMESPACES, MODULE  # noqa: E402 - found through the line above

# A file name keeps everything of a title but what file systems refuse.
ENCODED = re.compile(r'[%\\:*?"<>|\x00-\x1f\x7f]')
REDIRECT = re.compile(r"#REDIRECT\s*\[\[([^]|#]+)", re.IGNORECASE)

HEAD = """\
<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.mediawiki.org/xml/export-0.11/ \
http://www.mediawiki.org/xml/export-0.11.xsd" version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Sample wiki</sitename>
    <dbname>samplewiki</dbname>
    <base>https://wiki.example.org/wiki/Main_Page</base>
    <generator>MediaWiki 1.39.0</generator>
    <case>first-letter</case>
    <namespaces>
{namespaces}
    </namespaces>
  </siteinfo>
"""
PAGE = """\
  <page>
    <title>{title}</title>
    <ns>{namespace}</ns>
    <id>{page_id}</id>{redirect}
    <revision>
      <id>{revision_id}</id>
      <timestamp>{timestamp}</timestamp>
      <contributor>
        <username>{contributor}</username>
        <id>{contributor_id}</id>
      </contributor>
      <origin>{revision_id}</origin>
      <model>{model}</model>
      <format>{format}</format>
      <text bytes="{size}" sha1="{sha1}" xml:space="preserve">{text}</text>
      <sha1>{sha1}</sha1>
    </revision>
  </page>
"""


@dataclass(frozen=True)
class IndexRow:
    """One line of the index: which revision the sample has of a page."""

    title: str
    page_id: int
    revision_id: int
    timestamp: str
    contributor: str


def read_index(path: Path) -> list[IndexRow]:
    """Return the index's lines in the order of their page ids."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [
            IndexRow(
                title=row["title"],
                page_id=int(row["page_id"]),
                revision_id=int(row["revision_id"]),
                timestamp=row["timestamp"],
                contributor=row["contributor"],
            )
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    return sorted(rows, key=lambda row: row.page_id)


def page_file(folder: Path, title: str) -> Path:
    """Return the file of a page: spaces as ``_``, slashes as folders, ``%XX`` where needed."""
    name = ENCODED.sub(lambda match: f"%{ord(match[0]):02X}", title.replace(" ", "_"))
    return folder / f"{name}.wiki"


def namespace_of(title: str) -> int:
    """Return the number of the namespace whose name the title begins with, 0 for none."""
    prefix = title.partition(":")[0] if ":" in title else ""
    return next(number for number, name in CANONICAL_NAMESPACES.items() if name == prefix)


def sha1_base36(text: str) -> str:
    """Return the SHA-1 of a text as MediaWiki writes it: 31 digits to the base of 36."""
    number = int.from_bytes(hashlib.sha1(text.encode(), usedforsecurity=False).digest(), "big")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits.rjust(31, "0")


def escape(text: str) -> str:
    """Return the text with the characters escaped that XML gives a meaning to."""
    return html.escape(text, quote=False).replace('"', "&quot;")


def page_xml(row: IndexRow, text: str, contributor_id: int) -> str:
    """Return the ``<page>`` element of one page with its one revision."""
    redirect = REDIRECT.match(text)
    target = f'\n    <redirect title="{escape(redirect[1])}" />' if redirect else ""
    namespace = namespace_of(row.title)
    is_module = namespace == MODULE
    return PAGE.format(
        title=escape(row.title),
        namespace=namespace,
        page_id=row.page_id,
        redirect=target,
        revision_id=row.revision_id,
        timestamp=row.timestamp,
        contributor=escape(row.contributor),
        contributor_id=contributor_id,
        model="Scribunto" if is_module else "wikitext",
        format="text/plain" if is_module else "text/x-wiki",
        size=len(text.encode()),
        sha1=sha1_base36(text),
        text=escape(text),
    )


def namespace_xml() -> str:
    """Return the ``<namespace>`` elements of the export's head."""
    return "\n".join(
        f'      <namespace key="{number}" case="first-letter">{name}</namespace>'
        if name
        else f'      <namespace key="{number}" case="first-letter" />'
        for number, name in CANONICAL_NAMESPACES.items()
    )


def make_export(folder: Path, index: Path) -> str:
    """Return the whole export; a page without a file raises FileNotFoundError."""
    rows = read_index(index)
    users = sorted({row.contributor for row in rows})
    parts = [HEAD.format(namespaces=namespace_xml())]
    for row in rows:
        text = page_file(folder, row.title).read_bytes().decode("utf-8")
        parts.append(page_xml(row, text, users.index(row.contributor) + 1))
    return "".join([*parts, "</mediawiki>\n"])


def main(arguments: list[str] | None = None) -> int:
    """Write the export, or with ``--check`` say whether it is current."""
    parser = argparse.ArgumentParser(description="Makes hubbot/data/sample.xml.")
    parser.add_argument("--check", action="store_true", help="write nothing, compare only")
    check: bool = parser.parse_args(arguments).check
    made = make_export(PAGES, INDEX).encode()
    if not check:
        EXPORT.parent.mkdir(parents=True, exist_ok=True)
        EXPORT.write_bytes(made)
        return 0
    if EXPORT.is_file() and EXPORT.read_bytes() == made:
        return 0
    sys.stderr.write(f"{EXPORT} is out of date: run python tools/make_sample.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())

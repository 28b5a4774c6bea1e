"""The description of the data files: a Frictionless Data Package with the data dictionary.

See https://specs.frictionlessdata.io/data-package/ and
https://specs.frictionlessdata.io/table-schema/.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hubbot.export.files import SAFE, safe
from hubbot.export.tables import DataTable, moment
from hubbot.records import Dataset, PageRef
from hubbot.render import PageUrl

ANSWERS: Final = (
    "Answers and passages are what people said in their own words: they may name people. Personal "
    "fields (who was interviewed, who asked, recordings) are in no file."
)


@dataclass(frozen=True, kw_only=True)
class Since:
    """What has been taken back since the time whose state was asked for.

    ``withdrawn`` and ``deleted`` are interviews left out; of ``held_back`` interviews
    the words are left out.
    """

    withdrawn: int = 0
    deleted: int = 0
    held_back: int = 0

    @property
    def left_out(self) -> int:
        """How many interviews are left out."""
        return self.withdrawn + self.deleted


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days of the interviews; ``undated`` fell out for having no date."""

    since: dt.date | None = None
    until: dt.date | None = None
    undated: int = 0


def package(
    dataset: Dataset,
    files: Sequence[tuple[DataTable, bytes]],
    records: bytes,
    period: Period,
    since: Since,
    page_url: PageUrl | None,
) -> dict[str, Any]:
    """Describe the files."""
    version = moment(dataset.as_of) if dataset.as_of else ""
    found: dict[str, Any] = {
        "profile": "data-package",
        "name": "interviews",
        "title": "Interviews about needs and support",
        "description": f"{SAFE} {ANSWERS}",
        "version": version,
        "period": {
            "since": period.since.isoformat() if period.since else None,
            "until": period.until.isoformat() if period.until else None,
            "interviews_without_date_left_out": period.undated,
        },
        "taken_back_since_version": {
            "interviews_withdrawn": since.withdrawn,
            "interviews_deleted": since.deleted,
            "interviews_whose_words_are_held_back": since.held_back,
        },
        "resources": [
            *(_table(table, content) for table, content in files),
            _file("records", "records.jsonl", records),
        ],
    }
    sources = [_source(page, page_url) for page in _pages(dataset)]
    if sources:
        found["sources"] = sources
    return found


def _table(table: DataTable, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
        **_stated(content),
        "schema": {
            "fields": [
                {
                    "name": safe(column.name),
                    "type": column.type,
                    "description": column.description,
                    **({"constraints": dict(column.constraints)} if column.constraints else {}),
                }
                for column in table.columns
            ],
            "missingValues": [""],
        },
    }


def _file(name: str, path: str, content: bytes) -> dict[str, Any]:
    return {
        "name": name,
        "type": "file",
        "path": path,
        "description": "An interview a line, with its passages, partnerships and answers by "
        "question. Interviews that ask for it are without their words.",
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        **_stated(content),
    }


def _stated(content: bytes) -> Mapping[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"bytes": len(content), "hash": f"sha256:{digest}"}


def _pages(dataset: Dataset) -> Iterable[PageRef]:
    """List every page whose text is in the files, each once."""
    pages = {one.page for one in dataset.interviews}
    pages |= {one.source for one in dataset.affiliates if one.source}
    if dataset.codebook.page:
        pages.add(dataset.codebook.page)
    return sorted(pages, key=lambda page: (page.title, page.revision_id))


def _source(page: PageRef, page_url: PageUrl | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": page.title,
        "revision": page.revision_id,
        "revision_time": moment(page.timestamp),
    }
    if page_url is not None:
        found["path"] = f"{page_url(page.title)}?oldid={page.revision_id}"
    return found

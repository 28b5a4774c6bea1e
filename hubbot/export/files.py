"""Data as bytes: CSV that opens right in a spreadsheet, JSON that is the same each time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable
from typing import Any, Final

from hubbot.export.tables import Cell, DataTable, moment

# What a spreadsheet takes for a formula, or skips before one
# (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

SAFE: Final = (
    "In the CSV files, a text that begins with =, +, -, @, a tab or a line break has an "
    "apostrophe before it, so that a spreadsheet does not take it for a formula."
)


def safe(text: str) -> str:
    """Return a text that no spreadsheet reads as a formula; control characters are dropped."""
    text = _CONTROL.sub("", text)
    return f"'{text}" if _FORMULA.match(text.lstrip(" \u00a0")) else text


def csv_bytes(table: DataTable) -> bytes:
    """Write a table as CSV (RFC 4180) in UTF-8.

    It begins with a byte order mark, without which Excel reads UTF-8 as something else;
    Python's ``utf-8-sig``, R and pandas pass over it. Every text is in quotation marks.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(safe(column.name) for column in table.columns)
    for row in table.rows:
        writer.writerow([_written(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return cell
    if isinstance(cell, dt.datetime):
        return moment(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return safe(cell)


def json_bytes(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold
    """Write JSON with tabs, as MediaWiki stores it, and a line break at its end."""
    text = json.dumps(value, ensure_ascii=False, indent="\t")
    return (_CONTROL.sub("", text) + "\n").encode("utf-8")


def json_lines(records: Iterable[dict[str, Any]]) -> bytes:
    """Write JSON Lines: an object a line."""
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return "".join(lines).encode("utf-8", "replace")

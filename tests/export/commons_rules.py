"""The rules of Commons' Data namespace, from its documentation.

https://www.mediawiki.org/wiki/Help:Tabular_Data and
https://www.mediawiki.org/wiki/Extension:Chart/Specification
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

LICENSES = {"CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "ODbL-1.0"}
TAB_KEYS = {"license", "description", "sources", "schema", "data", "mediawikiCategories"}
CHART_KEYS = {
    "license",
    "version",
    "source",
    "type",
    "title",
    "subtitle",
    "xAxis",
    "yAxis",
    "legend",
    "transform",
    "mediawikiCategories",
}
TYPES = {"string", "boolean", "number", "localized"}
HEADER = re.compile(r"[^\W\d]\w*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]+)*")


def faults_of_tab(page: dict[str, Any]) -> list[str]:
    """Name everything for which the wiki would refuse a page of tabular data."""
    faults = [f"unknown key {key}" for key in page.keys() - TAB_KEYS]
    if page.get("license") not in LICENSES:
        faults.append("no licence")
    if not isinstance(page.get("sources", ""), str):
        faults.append("sources is no text")
    faults += _localized(page.get("description", {"en": ""}), "description")
    fields = page["schema"]["fields"]
    names = [field["name"] for field in fields]
    faults += [f"bad name {name}" for name in names if not HEADER.fullmatch(name)]
    if len(set(names)) != len(names):
        faults.append("two columns of one name")
    for field in fields:
        faults += [f"unknown key {key}" for key in field.keys() - {"name", "type", "title"}]
        faults += [] if field["type"] in TYPES else [f"bad type {field['type']}"]
        faults += _localized(field["title"], field["name"])
    for row in page["data"]:
        if len(row) != len(fields):
            faults.append(f"{len(row)} cells")
        for field, value in zip(fields, row, strict=False):
            faults += _value(field["type"], value)
    return faults


def faults_of_chart(page: dict[str, Any]) -> list[str]:
    """Name everything for which the wiki would refuse the definition of a chart."""
    faults = [f"unknown key {key}" for key in page.keys() - CHART_KEYS]
    if page.get("license") not in LICENSES:
        faults.append("no licence")
    if page.get("version") != 1 or isinstance(page.get("version"), bool):
        faults.append("version is not 1")
    if page.get("type") not in {"bar", "line", "pie", "area", "rect"}:
        faults.append("bad type")
    source = page.get("source", "")
    if not source.endswith(".tab") or source.startswith("Data:") or not _is_line(source):
        faults.append(f"bad source {source}")
    for key in ("title", "subtitle", "legend"):
        if key in page:
            faults += _localized(page[key], key)
    for key in ("xAxis", "yAxis"):
        axis = page.get(key, {})
        faults += [f"unknown key {name}" for name in axis.keys() - {"title", "format"}]
        if "title" in axis:
            faults += _localized(axis["title"], key)
        if axis.get("format", "auto") not in {"auto", "none"}:
            faults.append("bad format")
    return faults


def _value(type_: str, value: object) -> Iterator[str]:
    match type_:
        case "localized":
            yield from _localized(value, "cell")
        case "number" if not isinstance(value, int | float) or isinstance(value, bool):
            yield f"no number: {value!r}"
        case "string" if not _is_line(value):
            yield f"no text: {value!r}"


def _localized(value: object, where: str) -> Iterator[str]:
    if not isinstance(value, dict) or not value:
        yield f"{where} is no text by language"
        return
    for language, text in value.items():
        if not LANGUAGE.fullmatch(language):
            yield f"{where} has a bad language {language}"
        if not _is_line(text):
            yield f"{where} is no line of at most 400 characters: {text!r}"


def _is_line(text: object) -> bool:
    return isinstance(text, str) and len(text) <= 400 and not re.search(r"[\r\n\t]", text)

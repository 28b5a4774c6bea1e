"""Figures for Wikimedia Commons: tabular data and charts, which people upload.

The forms are those of https://www.mediawiki.org/wiki/Help:Tabular_Data and
https://www.mediawiki.org/wiki/Extension:Chart/Specification, version 1: a licence, texts
by language of at most 400 characters on one line, numbers. A name and numbers, no words
of anybody's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from hubbot.charts import plain
from hubbot.figures import HEAT, Figure, Label

LICENSE: Final = "CC0-1.0"
LONGEST: Final = 400


def tab(figure: Figure, source: str) -> dict[str, Any]:
    """Make the tabular data of a figure; ``source`` says in wikitext where it is from."""
    names = _field_names(["row", *(label["en"] for label in figure.series)])
    titles = [figure.row_title, *figure.series]
    types = ["localized", *("number" for _ in figure.series)]
    return {
        "license": LICENSE,
        "description": _localized(figure.title),
        "sources": source,
        "schema": {
            "fields": [
                {"name": name, "type": type_, "title": _localized(title)}
                for name, type_, title in zip(names, types, titles, strict=True)
            ]
        },
        "data": [
            [_localized(label), *numbers]
            for label, numbers in zip(figure.rows, figure.values, strict=True)
        ],
    }


def chart(figure: Figure, data_page: str) -> dict[str, Any]:
    """Make the chart of a figure; ``data_page`` is its data's page, without namespace."""
    found: dict[str, Any] = {
        "license": LICENSE,
        "version": 1,
        "source": data_page,
        "type": figure.kind,
        "title": _localized(figure.title),
        "subtitle": _localized(figure.base),
    }
    if figure.kind != "pie":
        found["xAxis"] = {"title": _localized(figure.row_title)}
        found["yAxis"] = {"title": _localized(figure.value_title)}
    if figure.shape == HEAT or len(figure.series) > 1:
        found["legend"] = _localized(figure.value_title)
    return found


def _localized(label: Label) -> dict[str, str]:
    """Cut every text to what a page of data may hold; English stands first."""
    texts = {lang: plain(text)[:LONGEST] for lang, text in label.items()}
    return dict(sorted(texts.items(), key=lambda pair: (pair[0] != "en", pair[0])))


def _field_names(labels: Iterable[str]) -> list[str]:
    """Make names of letters, digits and underscores, each different."""
    found: list[str] = []
    for label in labels:
        ascii_only = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
        name = re.sub(r"[^a-z0-9]+", "_", ascii_only.lower()).strip("_")[:60] or "series"
        name = name if name[0].isalpha() else f"n_{name}"
        while name in found:
            name += "_"
        found.append(name)
    return found

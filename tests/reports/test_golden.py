"""Every report of the small dataset, in English and Arabic, compared whole.

To renew the files after a change that is meant, run
``python -m tests.reports.test_golden`` and read the diff before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hubbot import config
from hubbot.render import to_wikitext
from hubbot.reports import REGISTRY, build, context_of, parse_options
from tests.reports.small import DATASET

GOLDEN = Path(__file__).parent / "golden"
# Reports that look quite different with a parameter of their own.
VARIANTS = {
    "affiliates-table": ("affiliates", {"style": "table", "thematic": "yes"}),
    "quotes-source": ("quotes", {"source": "yes"}),
    "interviews-filtered": (
        "interviews",
        {"since": "2022", "org_type": "User Group", "limit": "1", "class": "plain"},
    ),
    "chart-coverage": ("chart", {"of": "coverage"}),
}
CASES: dict[str, tuple[str, dict[str, str]]] = {key: (key, {}) for key in REGISTRY} | VARIANTS


def body(name: str, language: str) -> str:
    key, parameters = CASES[name]
    context = context_of(DATASET, config.defaults())
    report = REGISTRY[key]
    options, faults = parse_options({**parameters, "lang": language}, report, DATASET.codebook)
    assert faults == ()
    return to_wikitext(build(key, options, context))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", CASES)
def test_a_report_is_as_it_was(name: str, language: str) -> None:
    expected = (GOLDEN / f"{name}.{language}.wiki").read_text(encoding="utf-8")
    assert body(name, language) == expected


def test_there_is_no_golden_file_without_a_report() -> None:
    names = {path.name for path in GOLDEN.iterdir()}
    assert names == {f"{name}.{language}.wiki" for name in CASES for language in ("en", "ar")}


def renew() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.glob("*.wiki"):
        path.unlink()
    for name in CASES:
        for language in ("en", "ar"):
            path = GOLDEN / f"{name}.{language}.wiki"
            path.write_text(body(name, language), encoding="utf-8")


if __name__ == "__main__":
    renew()

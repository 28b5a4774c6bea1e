"""Every mistake of a configuration is named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubbot import config
from hubbot.errors import ConfigError

MISTAKES = """
unknown = 1
[pages]
interview_prefixes = ["No slash"]
codebok = "typo"
[guard]
max_drop = 7
max_pages = "many"
[run]
max_seconds = 0
languages = "en"
"""


@pytest.fixture
def told(tmp_path: Path) -> str:
    """Give what is said of a file full of mistakes."""
    file = tmp_path / "hubbot.toml"
    file.write_text(MISTAKES)
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    return str(caught.value)


@pytest.mark.parametrize(
    "mistake",
    [
        "unknown: there is no such section",
        'pages.interview_prefixes: "No slash" must end with a slash',
        "pages.codebok: there is no such key",
        "guard.max_drop: must lie between 0 and 1",
        "guard.max_pages: must be a whole number",
        "run.max_seconds: must be at least 1",
        "run.languages: must be a list of texts",
    ],
)
def test_a_mistake_is_named_beside_all_others(told: str, mistake: str) -> None:
    assert mistake in told


def test_a_key_that_is_left_out_keeps_its_default(tmp_path: Path) -> None:
    file = tmp_path / "hubbot.toml"
    file.write_text("[guard]\nmax_pages = 7\n")
    changed, packaged = config.load(file), config.defaults()
    assert changed.guard.max_pages == 7
    assert (changed.pages, changed.guard.max_drop) == (packaged.pages, packaged.guard.max_drop)

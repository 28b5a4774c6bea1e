"""A survey of other things on another wiki needs only another configuration."""

from __future__ import annotations

import re
from pathlib import Path

from hubbot import config
from tests.running import REPOSITORY, hubbot

SURVEY = Path(__file__).parent / "data" / "libraries"


def test_another_survey_is_read_and_filled_by_its_configuration(tmp_path: Path) -> None:
    given = ("--config", str(SURVEY / "hubbot.toml"), "--from", str(SURVEY / "pages"))
    ran = hubbot(*given, "--json", "publish", "--out", str(tmp_path), folder=tmp_path)
    assert (ran.code, ran.stderr) == (0, "")
    assert (ran.json["interviews"], ran.json["affiliates"], ran.json["problems"]) == (2, 2, [])
    written = (tmp_path / "pages" / "Bibliotek" / "Resultat.wiki").read_text(encoding="utf-8")
    assert written == (SURVEY / "expected" / "Resultat.wiki").read_text(encoding="utf-8")


def test_nothing_of_the_first_survey_stands_in_the_code() -> None:
    """Its names stand in the packaged default configuration and the sample alone."""
    default = config.default_text()
    named = re.compile(r"Content Partnerships Hub|Needs assessment|Research results|WMSE")
    assert named.search(default)
    code = [*(REPOSITORY / "hubbot").rglob("*.py"), *(REPOSITORY / "scripts").glob("*.py")]
    found = [
        f"{path.name}: {line.strip()}"
        for path in code
        for line in path.read_text(encoding="utf-8").splitlines()
        if named.search(line)
    ]
    assert found == []

"""The sample of pywikibot's configuration holds what pywikibot knows, and works."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.mediawiki import BOT, TestWiki
from tests.running import REPOSITORY, SAMPLE, program

TEXT = (REPOSITORY / "user-config.py.sample").read_text(encoding="utf-8")


def test_the_sample_works_once_its_capitals_are_replaced(wiki: TestWiki, tmp_path: Path) -> None:
    wiki.import_dump(SAMPLE)
    text = TEXT.replace("YOUR BOT'S NAME", BOT.user).replace(
        "/PATH/TO/HUBBOT/scripts", str(REPOSITORY / "scripts")
    )
    text = text.replace("YOUR USER PAGE OR E-MAIL ADDRESS", "operator@hub.example")
    # The loopback wiki in the place of Meta-Wiki.
    text = text.replace('"meta"', '"loopback"')
    text += f'family_files["loopback"] = {wiki.api_url!r}\n'
    (tmp_path / "user-config.py").write_text(text)
    (tmp_path / "user-config.py").chmod(0o600)
    secret = f"({BOT.user!r}, BotPassword('hubbot', {BOT.password!r}))\n"
    (tmp_path / "user-password.py").write_text(secret)
    (tmp_path / "user-password.py").chmod(0o600)
    wiki.mark()
    pwb = str(Path(sys.executable).parent / "pwb")
    ran = program(pwb, "refresh_summaries", "-simulate", folder=tmp_path)
    assert ran.code == 0, ran.stderr
    assert "SIMULATION: no edit was made." in ran.stdout
    assert ran.stderr == ""
    assert any("operator@hub.example" in request.agent for request in wiki.requests_seen())


def test_the_sample_names_no_real_account() -> None:
    assert "YOUR BOT'S NAME" in TEXT
    compile(TEXT, "user-config.py", "exec")

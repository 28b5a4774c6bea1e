"""The table of promises names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
GUARANTEES = (ROOT / "docs/guarantees.md").read_text("utf-8")
NAMED = set(re.findall(r"`(test_\w+)`", GUARANTEES))


def defined() -> set[str]:
    """List the names of all tests."""
    files = (ROOT / "tests").rglob("test_*.py")
    found = (re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M) for path in files)
    return {name for names in found for name in names}


def test_every_promise_names_its_tests() -> None:
    rows = re.findall(r"^\| (?!promise)[^|]+\| (.*) \|$", GUARANTEES, re.MULTILINE)
    assert len(rows) > 20
    assert all("`test_" in row for row in rows)


def test_every_test_that_is_named_exists() -> None:
    assert sorted(NAMED - defined()) == []

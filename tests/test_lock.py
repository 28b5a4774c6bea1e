"""One run at a time for one wiki and configuration."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from hubbot.config import defaults
from hubbot.errors import LockError
from hubbot.lock import locked

WIKI = "https://wiki.example"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_a_second_lock_is_refused() -> None:
    with (
        locked(WIKI, defaults()),
        pytest.raises(LockError, match=r"Another run for https://wiki.example is under way"),
        locked(WIKI, defaults()),
    ):
        pass


def test_a_lock_is_freed() -> None:
    for _ in range(2):
        with locked(WIKI, defaults()):
            pass


def test_another_wiki_has_its_own_lock() -> None:
    with locked(WIKI, defaults()), locked("https://other.example", defaults()):
        pass


def test_another_configuration_has_its_own_lock() -> None:
    config = defaults()
    other = replace(config, pages=replace(config.pages, target_prefixes=("Other/",)))
    with locked(WIKI, config), locked(WIKI, other):
        pass


def test_a_link_in_the_locks_place_is_not_followed(tmp_path: Path) -> None:
    with locked(WIKI, defaults()):
        [lock] = tmp_path.glob("*.lock")
    lock.unlink()
    lock.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LockError, match="could not be made"), locked(WIKI, defaults()):
        pass
    assert not os.path.exists(tmp_path / "elsewhere")

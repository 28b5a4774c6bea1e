"""One run at a time on one machine for one wiki and configuration."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hubbot.config import Config
from hubbot.errors import LockError


@contextmanager
def locked(wiki: str, config: Config) -> Iterator[None]:
    """Hold the lock of a wiki and configuration; raise LockError where another run does.

    The system frees it when the process ends, however it ends.
    """
    pages = config.pages
    key = f"{wiki}|{pages.interview_prefixes}|{pages.target_prefixes}|{pages.target_pages}"
    name = f"hubbot-{os.getuid()}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.lock"
    path = Path(tempfile.gettempdir()) / name
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise LockError(f"The lock {path} could not be made: {error.strerror}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LockError(f"Another run for {wiki} is under way; this one did nothing.") from error
    else:
        yield
    finally:
        os.close(descriptor)

"""The sign of life that a watching hubbot leaves in a file for health checks.

The file holds the time, in seconds since 1970, until which the process counts as alive;
``scripts/health_check.sh`` compares it with the clock.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path


def health_file() -> Path:
    """Return the path of the file: in TMPDIR (else ``/tmp``), one for each user."""
    return Path(tempfile.gettempdir()) / f"hubbot-{os.getuid()}-watch.alive"


def alive_for(seconds: float) -> None:
    """Say that the process counts as alive for so long."""
    path = health_file()
    written = path.with_suffix(f".{os.getpid()}")
    written.write_text(f"{time.time() + seconds:.0f}\n", encoding="ascii")
    written.replace(path)


def ended() -> None:
    """Take the sign of life away."""
    health_file().unlink(missing_ok=True)

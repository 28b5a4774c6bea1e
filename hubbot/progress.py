"""Show how far a long run is, on a terminal only."""

from __future__ import annotations

import sys
import time
from typing import TextIO

# Work done sooner than this needs no progress.
_PATIENCE_SECONDS = 2.0
_INTERVAL_SECONDS = 0.2


class ProgressLine:
    """One line on a terminal's stderr: the stage, the count and the time left.

    Nothing of it is written where stderr is no terminal.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shows = self._stream.isatty()
        self._begun = self._stage_begun = time.monotonic()
        self._stage = ""
        self._last = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` are done in a stage; a total of 0 is unknown."""
        if not self._shows:
            return
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._stage_begun = stage, now
        if now - self._begun < _PATIENCE_SECONDS or now - self._last < _INTERVAL_SECONDS:
            return
        self._last = now
        self._stream.write(f"\r\x1b[K{self._text(done, total, now)}")
        self._stream.flush()

    def _text(self, done: int, total: int, now: float) -> str:
        if not total:
            return f"{self._stage} ..."
        text = f"{self._stage}: {done} of {total}"
        if done:
            left = (now - self._stage_begun) / done * (total - done)
            text += f", {left:.0f} s left"
        return text

    def close(self) -> None:
        """Take the line off the terminal."""
        if self._shows and self._last:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

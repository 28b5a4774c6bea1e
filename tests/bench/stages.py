"""The processor time of everything between reading and writing, without imports.

``python -m tests.bench.stages FILE.xml`` parses, resolves, aggregates and renders the
pages of an export in one process, and prints the processor seconds of that; then those
of mwparserfromhell alone over the same texts, in turns, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Collection, Mapping
from pathlib import Path

import mwparserfromhell

from hubbot import config as configuration
from hubbot import pipeline
from hubbot.config import Config
from hubbot.parse import many
from hubbot.sources import Gathered, XmlSource

TURNS = 5


class _Gathered:
    """A source that has been read already."""

    def __init__(self, path: Path, config: Config) -> None:
        self._source = XmlSource(path)
        self.pages = self._source.gather(config)

    def gather(self, config: Config) -> Gathered:
        """Return what was read."""
        return self.pages

    def redirects(self, titles: Collection[str]) -> Mapping[str, str]:
        """Map redirects to their targets."""
        return self._source.redirects(titles)


def _stages(source: _Gathered, config: Config) -> float:
    begun = time.process_time()
    prepared = pipeline.prepare(source, config, lambda *_: None)
    for examined in prepared.examined:
        prepared.planner.plan(examined)
    return time.process_time() - begun


def _alone(texts: list[str]) -> float:
    begun = time.process_time()
    for text in texts:
        mwparserfromhell.parse(text, skip_style_tags=True)
    return time.process_time() - begun


def main(path: Path) -> None:
    """Take both times in turns, so that a busy machine slows both."""
    many.MOST_PROCESSES = 1  # type: ignore[misc]  # all its time is to be seen here
    config = configuration.defaults()
    source = _Gathered(path, config)
    texts = [page.text for page in source.pages.interviews]
    turns = [(_stages(source, config), _alone(texts)) for _ in range(TURNS)]
    json.dump(turns[1:], sys.stdout)  # the first turn imports


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""``hubbot preview``: show every edit as a diff; write to no wiki."""

from __future__ import annotations

import argparse
from pathlib import Path

from hubbot.app import App
from hubbot.commands.publish import write_pages

HELP = "show every edit as a diff; with --out, the pages and a site too"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--out", metavar="DIR", type=Path, help="write the pages and the site here")


def run(app: App) -> int:
    """Show the edits, and write pages and site where asked."""
    from hubbot.publish import PreviewPublisher

    if app.from_path is None:
        app.log_in(to_write=False)
    prepared = app.prepare()
    edits = app.publish(prepared, PreviewPublisher(app.say), lambda: "")
    if app.arguments.out:
        write_pages(prepared, app.arguments.out)
    return app.finish(prepared, edits)

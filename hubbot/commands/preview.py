"""``hubbot preview``: show every edit as a diff; write to no wiki."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from hubbot.app import App
from hubbot.commands.publish import write_pages

if TYPE_CHECKING:
    from markupsafe import Markup

    from hubbot.pipeline import Prepared
    from hubbot.site import Rendered

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
        rendered = None if app.from_path else _renderer(app, prepared)
        start = write_preview_site(app, prepared, app.arguments.out, rendered)
        app.say(f"Open {start} in a browser.")
    return app.finish(prepared, edits)


def write_preview_site(
    app: App, prepared: Prepared, out: Path, rendered: Rendered | None = None
) -> Path:
    """Write the browsable site of a run and return its start page."""
    from hubbot.site import Site, write_site

    return write_site(Site(prepared, app.config, rendered), out, app.progress)


def _renderer(app: App, prepared: Prepared) -> Rendered:
    from hubbot.site.sanitise import sanitise
    from hubbot.wiki.rendering import render_page

    base = prepared.gathered.site.page_url.replace("$1", "")

    def rendered(title: str, text: str) -> Markup:
        return sanitise(render_page(app.session, title, text), base)

    return rendered

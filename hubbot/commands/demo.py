"""``hubbot demo``: the whole job on the bundled sample, without network or account."""

from __future__ import annotations

import argparse
from importlib import resources
from pathlib import Path

from hubbot import config as configuration
from hubbot.app import App
from hubbot.commands.preview import write_preview_site
from hubbot.commands.publish import write_pages
from hubbot.errors import UsageError

HELP = "do the whole job on the bundled sample, without network or account"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        default=Path("demo-out"),
        help="write everything here (default: %(default)s)",
    )


def run(app: App) -> int:
    """Read the sample, tell what is wrong in it, and write pages, site and data."""
    from hubbot.export import write_export
    from hubbot.outcomes import Outcome

    if app.arguments.wiki or app.arguments.from_path:
        raise UsageError("demo reads the bundled sample; leave out --wiki and --from.")
    app.config = configuration.defaults()
    with resources.as_file(resources.files("hubbot") / "data" / "sample.xml") as sample:
        app.arguments.from_path = str(sample)
        prepared = app.prepare()
    out: Path = app.arguments.out
    write_pages(prepared, out)
    start = write_preview_site(app, prepared, out)
    written = write_export(
        out / "data",
        prepared.dataset,
        app.config,
        prepared.gathered.site,
        told=app.progress,
    )
    plans = [prepared.planner.plan(examined) for examined in prepared.examined]
    edits = [p.outcome(Outcome.PREVIEWED) if p.changes else p.unwritten() for p in plans]
    code = app.finish(prepared, edits)
    app.say("")
    app.say(f"Read {len(prepared.parsed)} interview pages of the bundled sample.")
    app.say(
        f"Found {len(prepared.problems)} problems in them; {out}/html/problems.html tells each."
    )
    app.say(f"Wrote {len(edits)} pages to {out}/pages and {len(written)} data files to {out}/data.")
    app.say(f"To see it all, open {start} in a browser.")
    return code

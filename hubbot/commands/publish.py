"""``hubbot publish``: fill the blocks on the wiki's pages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hubbot.app import App
from hubbot.errors import UsageError

if TYPE_CHECKING:
    from hubbot.pipeline import Prepared
    from hubbot.publish import Publisher

HELP = "fill the blocks; asks before each page unless --yes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--yes", action="store_true", help="edit without asking")
    parser.add_argument(
        "--page", metavar="TITLE", action="append", default=[], help="edit this page only"
    )
    parser.add_argument(
        "--force", action="store_true", help="fill blocks that would be left alone; needs --page"
    )
    parser.add_argument("--out", metavar="DIR", type=Path, help="write the pages here (too)")


def run(app: App) -> int:
    """Publish to the wiki, or with ``--from`` to a folder."""
    arguments = app.arguments
    if arguments.force and not arguments.page:
        raise UsageError("--force overrides what protects people's edits: name the --page.")
    if app.from_path is not None:
        return _publish_to_folder(app)
    if not arguments.yes and not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask at: give --yes to publish without asking.")
    app.log_in(to_write=True)
    if arguments.yes and not arguments.page and not app.session.has_right("bot"):
        raise UsageError(
            f"{app.session.user} has no bot right: name each --page to publish without asking."
        )
    with app.lock():
        prepared = app.prepare(only=arguments.page, force=arguments.force)
        if arguments.out:
            write_pages(prepared, arguments.out)
        edits = app.publish(
            prepared, publisher_for(app, prepared, asking=not arguments.yes), stopper(app, prepared)
        )
        return app.finish(prepared, edits)


def _publish_to_folder(app: App) -> int:
    from hubbot.outcomes import Outcome
    from hubbot.paths import title_to_path
    from hubbot.publish import FolderPublisher

    if app.arguments.out is None:
        raise UsageError("With --from, publish writes to a folder: name it with --out.")
    prepared = app.prepare(only=app.arguments.page, force=app.arguments.force)
    publisher = FolderPublisher(app.arguments.out / "pages", title_to_path, Outcome.EDITED)
    return app.finish(prepared, app.publish(prepared, publisher, lambda: ""))


def write_pages(prepared: Prepared, out: Path) -> None:
    """Write every target page as it would read, in the form of a folder source."""
    from hubbot.outcomes import Outcome
    from hubbot.paths import title_to_path
    from hubbot.publish import FolderPublisher

    publisher = FolderPublisher(out / "pages", title_to_path, Outcome.PREVIEWED)
    for examined in prepared.examined:
        publisher.publish(prepared.planner.plan(examined), prepared.replan)


def publisher_for(app: App, prepared: Prepared, *, asking: bool) -> Publisher:
    """Choose what makes the edits; where pywikibot was told to simulate, nothing does."""
    from hubbot.publish import AskingPublisher, PreviewPublisher
    from hubbot.wiki import WikiPublisher

    if app.session.simulated:
        return PreviewPublisher(app.say)
    publisher = WikiPublisher(
        app.session,
        app.wiki_source,
        prepared.gathered.site.max_bytes,
        whole=app.interrupt.whole,
    )
    return AskingPublisher(publisher, app.ask) if asking else publisher


def stopper(app: App, prepared: Prepared | None = None) -> Callable[[], str]:
    """Look at the stop page: as gathered before the first edit, anew before each other."""
    title = app.config.pages.stop_page.replace("$1", app.session.user)
    reason = f"{title} is not empty: somebody stopped the bot."
    asked = False

    def stopped() -> str:
        nonlocal asked
        if not title:
            return ""
        if asked or prepared is None:
            page = next(iter(app.wiki_source.pages([title]).values()), None)
        else:
            asked, page = True, prepared.gathered.stop_page
        return reason if page is not None and page.text.strip() else ""

    return stopped

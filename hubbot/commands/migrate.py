"""``hubbot migrate``: propose the interview template for pages of notes; lose no word."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from hubbot.app import App
from hubbot.commands.publish import stopper
from hubbot.errors import UsageError

if TYPE_CHECKING:
    from hubbot.migrate import Migration, Migrator
    from hubbot.outcomes import PageOutcome
    from hubbot.pipeline import Prepared
    from hubbot.publish import Publisher
    from hubbot.records import PageRevision

HELP = "propose the interview template for pages of notes, as a diff"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--page", metavar="TITLE", action="append", default=[], help="look at this page only"
    )
    parser.add_argument(
        "--publish",
        action="store_true",
        help="save the pages; asks before each on a terminal",
    )


def run(app: App) -> int:
    """Show the proposals, or save them."""
    if not app.arguments.publish:
        if app.from_path is None:
            app.log_in(to_write=False)
        return _run(app, _preview(app), lambda _: lambda: "")
    if app.from_path is not None:
        raise UsageError("migrate --publish works on a wiki; leave out --from.")
    app.log_in(to_write=True)
    with app.lock():
        return _run(app, _saving(app), lambda prepared: stopper(app, prepared))


def _run(
    app: App,
    publisher_of: Callable[[Prepared], Publisher],
    stopper_of: Callable[[Prepared], Callable[[], str]],
) -> int:
    from hubbot.migrate import Migrator

    prepared = app.prepare()
    restricted = () if app.from_path else tuple(app.session.restricted_templates)
    migrator = Migrator(prepared, app.config, restricted)
    publisher, stopped = publisher_of(prepared), stopper_of(prepared)
    edits = list(_migrated(app, migrator, publisher, stopped))
    return app.finish(_without_blocks(prepared), edits)


def _without_blocks(prepared: Prepared) -> Prepared:
    """Leave out the target pages, which are no business of this command."""
    return dataclasses.replace(prepared, examined=())


def _migrated(
    app: App, migrator: Migrator, publisher: Publisher, stopped: Callable[[], str]
) -> Iterator[PageOutcome]:
    from hubbot.outcomes import Outcome

    texts = _texts(app, migrator)
    edited = 0
    reason = ""
    for number, title in enumerate(_titles(app, migrator)):
        app.progress("migrating", number, len(texts))
        if title not in texts:
            yield _no_notes(title)
            continue
        migration = migrator.migrate(texts[title])
        plan = migration.plan
        if plan.changes and edited >= app.config.guard.max_pages:
            reason = f"This run has edited {edited} pages; the next one goes on."
        reason = reason or (stopped() if plan.changes else "")
        if plan.changes and reason:
            yield plan.outcome(Outcome.REFUSED, reason)
            continue
        outcome = publisher.publish(plan, migrator.replan)
        edited += outcome.outcome is Outcome.EDITED
        yield _with_rest(outcome, migration)


def _titles(app: App, migrator: Migrator) -> list[str]:
    normalise = migrator.prepared.gathered.site.namespaces.normalise
    return sorted({normalise(title) for title in app.arguments.page}) or list(migrator.notes_pages)


def _texts(app: App, migrator: Migrator) -> Mapping[str, PageRevision]:
    """Find the notes pages' texts; those that a cache spared the reading are read now."""
    wanted = set(migrator.notes_pages) & set(_titles(app, migrator))
    found = {p.title: p for p in migrator.prepared.gathered.interviews if p.title in wanted}
    missing = sorted(wanted - set(found))
    if missing and app.from_path is None:
        found |= app.wiki_source.pages(missing)
    return found


def _no_notes(title: str) -> PageOutcome:
    from hubbot.migrate import NO_NOTES
    from hubbot.outcomes import Outcome, PageOutcome

    return PageOutcome(page=title, outcome=Outcome.REFUSED, reason=NO_NOTES)


def _with_rest(outcome: PageOutcome, migration: Migration) -> PageOutcome:
    """Say what is left for people beside what became of the page."""
    if not migration.left or not migration.plan.changes:
        return outcome
    reason = " ".join([*filter(None, [outcome.reason]), *migration.left])
    return dataclasses.replace(outcome, reason=reason)


def _preview(app: App) -> Callable[[Prepared], Publisher]:
    from hubbot.publish import PreviewPublisher

    return lambda _: PreviewPublisher(app.say)


def _saving(app: App) -> Callable[[Prepared], Publisher]:
    from hubbot.publish import AskingPublisher
    from hubbot.wiki import WikiPublisher

    def saving(prepared: Prepared) -> Publisher:
        max_bytes = prepared.gathered.site.max_bytes
        publisher = WikiPublisher(app.session, app.wiki_source, max_bytes, as_bot=False)
        return AskingPublisher(publisher, app.ask) if sys.stdin.isatty() else publisher

    return saving

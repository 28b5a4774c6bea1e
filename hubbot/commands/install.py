"""``hubbot install``: put templates, forms, help and report pages on the wiki.

A page that people have changed since is left alone and listed; installing again changes
nothing. The edits are never marked as a bot's.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from hubbot.app import App, wiki_only
from hubbot.commands.publish import stopper

if TYPE_CHECKING:
    from hubbot.kit import Installation, KitPage
    from hubbot.outcomes import PageOutcome
    from hubbot.plan import PagePlan
    from hubbot.publish import Publisher
    from hubbot.records import PageRevision
    from hubbot.sources import SiteInfo

HELP = "put the templates, forms, help and report pages on the wiki"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--dry-run", action="store_true", help="tell what would be done; write nothing"
    )


def run(app: App) -> int:
    """Make what is missing, renew what is hubbot's own, leave alone what people changed."""
    wiki_only(app, "install")
    app.log_in(to_write=not app.arguments.dry_run)
    if app.arguments.dry_run:
        return app.finish(None, list(_install(app, _show(app), lambda: "")))
    with app.lock():
        return app.finish(None, list(_install(app, _save(app), stopper(app))))


# Carries out the plan for one page of the kit.
_Writer = Callable[["PagePlan", "KitPage", "Installation"], "PageOutcome"]


def _install(app: App, write: _Writer, stopped: Callable[[], str]) -> Iterator[PageOutcome]:
    from hubbot.kit import kit_pages
    from hubbot.outcomes import Outcome

    site = app.session.info()
    installation = _installation(app, site)
    pages = kit_pages(app.config, site)
    present = app.wiki_source.pages([page.title for page in pages])
    reason = ""
    # Without the limit on the pages of a run: half a kit is none, and its size is fixed.
    for number, page in enumerate(pages):
        app.progress("writing", number, len(pages))
        plan = installation.plan(page, present.get(page.title))
        if plan.changes:
            reason = reason or stopped()
        if not plan.changes:
            yield plan.unwritten()
        elif reason:
            yield plan.outcome(Outcome.REFUSED, reason)
        else:
            yield write(plan, page, installation)


def _installation(app: App, site: SiteInfo) -> Installation:
    from hubbot.kit import Installation
    from hubbot.messages import messages

    task_page = app.config.pages.task_page.replace("$1", site.user)
    summary = messages(site.language).text("kit-summary-install", task_page)
    return Installation(site, summary)


def _save(app: App) -> _Writer:
    from hubbot.wiki import WikiPublisher

    max_bytes = app.session.info().max_bytes
    publisher: Publisher = WikiPublisher(
        app.session, app.wiki_source, max_bytes, as_bot=False, whole=app.interrupt.whole
    )

    def save(plan: PagePlan, page: KitPage, installation: Installation) -> PageOutcome:
        return publisher.publish(plan, lambda target: installation.replan(page, target))

    return save


def _show(app: App) -> _Writer:
    from hubbot.outcomes import Outcome
    from hubbot.publish import diff

    def show(plan: PagePlan, page: KitPage, installation: Installation) -> PageOutcome:
        if not _exists(plan.page):
            return plan.outcome(Outcome.PREVIEWED, "It would be made.")
        app.say(diff(plan))
        return plan.outcome(Outcome.PREVIEWED, "It would be renewed.")

    return show


def _exists(page: PageRevision) -> bool:
    return page.page_id != 0

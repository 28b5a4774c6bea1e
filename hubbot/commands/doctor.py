"""``hubbot doctor``: say whether everything is well, or how to mend it."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

from hubbot.app import App, wiki_only
from hubbot.errors import HubbotError, UsageError

if TYPE_CHECKING:
    from hubbot.doctor import Finding
    from hubbot.pipeline import Prepared

HELP = "say whether everything is well, or how to mend it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--max-age",
        metavar="HOURS",
        type=float,
        help="complain where a page has waited longer than this for a run",
    )


def run(app: App) -> int:
    """Print a line for each thing looked at; end with 3 where one is to be mended."""
    from hubbot.doctor import State

    wiki_only(app, "doctor")
    if app.arguments.max_age is not None and app.arguments.max_age <= 0:
        raise UsageError("--max-age must be above 0.")
    report = _Report(app)
    code = 0
    try:
        _examine(app, report)
    except HubbotError as error:
        report.fail(str(error))
        code = 2
    report.end()
    if code:
        return code
    return 3 if any(one.state is State.MEND for one in report.findings) else 0


class _Report:
    """Prints the findings as they come, or all at once as JSON.

    ``subject`` is what is being looked at, to which an error is put down.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self.findings: list[Finding] = []
        self.subject = "configuration"

    def add(self, *findings: Finding) -> None:
        self.findings += findings
        for finding in findings:
            self._app.say(str(finding))

    def ok(self, sentence: str) -> None:
        from hubbot.doctor import Finding, State

        self.add(Finding(self.subject, State.OK, sentence))

    def fail(self, sentence: str) -> None:
        from hubbot.doctor import Finding, State

        self.add(Finding(self.subject, State.MEND, sentence))

    def end(self) -> None:
        if self._app.as_json:
            told = [
                {"subject": one.subject, "state": one.state, "sentence": one.sentence}
                for one in self.findings
            ]
            sys.stdout.write(json.dumps({"findings": told}, ensure_ascii=False) + "\n")


def _examine(app: App, report: _Report) -> None:
    from hubbot import discovery, doctor
    from hubbot.wikitext import TEMPLATE

    config = app.config
    report.ok("Read without a mistake.")
    report.subject = "login"
    app.log_in(to_write=True)
    report.ok(f"Logged in as {app.session.user} on {app.session.address}.")
    report.add(doctor.contact(app.session.contact, app.session.user_agent))
    report.subject = "pages"
    prepared = app.prepare()
    gathered = prepared.gathered
    report.ok(
        f"{len(prepared.dataset.interviews)} interviews, {len(prepared.problems)} problems in them."
    )
    report.add(*doctor.rights(app.session.user, gathered.site.user_rights))
    title = gathered.site.namespaces.title
    roles = discovery.template_roles(config.templates).items()
    # The infobox is the wiki's own, and may go by another name.
    wanted = {r: title(TEMPLATE, name) for r, name in roles if r != "affiliate_infobox"}
    existing = app.wiki_source.pages(sorted(wanted.values()))
    report.add(doctor.templates(wanted, existing))
    plans = [prepared.planner.plan(examined) for examined in prepared.examined]
    report.add(*doctor.blocks([plan.unwritten() for plan in plans]))
    stop_page = config.pages.stop_page.replace("$1", app.session.user)
    report.add(doctor.stop_page(stop_page, gathered.stop_page))
    if app.arguments.max_age is not None:
        report.add(_freshness(app, prepared))


def _freshness(app: App, prepared: Prepared) -> Finding:
    """Plan anew with the sources as they stood ``--max-age`` hours ago."""
    from hubbot import doctor, pipeline
    from hubbot.wiki.history import WikiHistory

    hours: float = app.arguments.max_age
    since = dt.datetime.now(dt.UTC) - dt.timedelta(hours=hours)
    now = doctor.waiting(prepared)
    if not now:
        return doctor.freshness(now, {}, since, hours)
    gathered = prepared.gathered
    history = WikiHistory(app.session, app.wiki_source, gathered, since, app.progress)
    then = pipeline.prepare(
        doctor.Earlier(history, gathered),
        app.config,
        app.progress,
        restricted_templates=app.session.restricted_templates,
    )
    return doctor.freshness(now, doctor.waiting(then), since, hours)

#!/usr/bin/env python3
"""Fill the reports on the wiki's pages from its interview pages.

Reads every interview, the codebook and the register first, and then saves the pages
whose reports changed. Before each edit it shows a diff and asks.

The following parameters are supported:

-page:            Fill the reports of this page only. May be given several times.

-summary:         Use this edit summary in place of the one that tells what changed.

-always           Edit without asking.

Use the global option -simulate to see every diff and save nothing.

For example:

    pwb refresh_summaries -page:"Survey/Summary" -simulate
"""

from __future__ import annotations

import sys

from hubbot.commands.publish import stopper
from hubbot.errors import UsageError
from hubbot.scripting import ScriptApp, run_script


def refresh(app: ScriptApp) -> int:
    """Read everything, then fill the reports."""
    pages, always = app.options.get("page", []), "always" in app.options
    app.log_in(to_write=not app.session.simulated)
    if not app.session.simulated and always and not pages and not app.session.has_right("bot"):
        raise UsageError(
            f"{app.session.user} has no bot right: name each -page: to edit without asking."
        )
    if not app.session.simulated and not always and not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask at: give -always to edit without asking.")
    with app.lock():
        prepared = app.prepare(only=pages)
        edits = app.publish(prepared, app.publisher(prepared), stopper(app, prepared))
    if app.session.simulated:
        app.say("SIMULATION: no edit was made.")
    return app.finish(prepared, edits)


def main() -> int:
    """Run the script and return its exit code."""
    return run_script(refresh, "page:", "summary:", "always")


if __name__ == "__main__":
    sys.exit(main())

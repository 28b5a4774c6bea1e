#!/usr/bin/env python3
"""Tell what is wrong in the interview pages, and in the blocks of the report pages.

Reads the wiki and writes nothing.

The following parameters are supported:

-page:            Tell the problems of this page only. May be given several times.

For example:

    pwb check_interviews -family:meta -lang:meta
"""

from __future__ import annotations

import sys

from hubbot.commands.check import tell_problems
from hubbot.scripting import ScriptApp, run_script


def check(app: ScriptApp) -> int:
    """Read everything and print the problems, grouped by page."""
    app.log_in(to_write=False)
    prepared = app.prepare()
    normalise = prepared.gathered.site.namespaces.normalise
    tell_problems(app, prepared, {normalise(title) for title in app.options.get("page", [])})
    return app.finish(prepared)


def main() -> int:
    """Run the script and return its exit code."""
    return run_script(check, "page:")


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""List the affiliates that have been interviewed, with the number of their interviews.

Reads the wiki and writes nothing. Each line holds the affiliate's code, name, country
and number of interviews, with tabs between them.

The following parameters are supported:

-all              List the affiliates that have not been interviewed too.

For example:

    pwb list_affiliates -family:meta -lang:meta
"""

from __future__ import annotations

import sys
from collections import Counter

from hubbot.scripting import ScriptApp, run_script


def list_affiliates(app: ScriptApp) -> int:
    """Read everything and print a line for each affiliate."""
    app.log_in(to_write=False)
    dataset = app.prepare().dataset
    held = Counter(interview.affiliate for interview in dataset.interviews)
    for affiliate in sorted(dataset.affiliates, key=lambda one: (one.name, one.code)):
        if held[affiliate.code] or "all" in app.options:
            cells = (affiliate.code, affiliate.name, affiliate.country, held[affiliate.code])
            app.say("\t".join(str(cell or "") for cell in cells))
    return 0


def main() -> int:
    """Run the script and return its exit code."""
    return run_script(list_affiliates, "all")


if __name__ == "__main__":
    sys.exit(main())

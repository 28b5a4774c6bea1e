"""What hubbot is compared with; each runs in a process of its own, as hubbot does.

``python -m tests.bench.fetchers loop|preload API_URL`` fetches the text of every page
that shows the interview template, and does nothing with it; ``parse NUMBER`` parses the
texts of made interviews with mwparserfromhell and prints the processor seconds of that.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

TEMPLATE = "Template:Content Partnerships Hub/Interview"


def _site(api_url: str) -> Any:  # noqa: ANN401 - pywikibot is not typed
    from hubbot.wiki import connect
    from hubbot.wiki.login import Credentials

    session = connect(api_url, Credentials.from_environment(os.environ))
    session.log_in()
    return session.site


def _fetch(kind: str, api_url: str) -> None:
    import pywikibot
    from pywikibot.pagegenerators import PreloadingGenerator

    site = _site(api_url)
    pywikibot.config.minthrottle = 0.1  # pywikibot's own
    site.throttle.set_delays()
    pages = pywikibot.Page(site, TEMPLATE).getReferences(
        only_template_inclusion=True, namespaces=[0], content=False
    )
    if kind == "preload":
        pages = PreloadingGenerator(pages, groupsize=50)
    print(sum(len(page.text) > 0 for page in pages))


def _parse(count: int) -> None:
    import mwparserfromhell

    from tests.bench import interviews

    texts = [text for _, text in interviews.pages(count)]
    begun = time.process_time()
    for text in texts:
        mwparserfromhell.parse(text, skip_style_tags=True)
    print(time.process_time() - begun)


if __name__ == "__main__":
    if sys.argv[1] == "parse":
        _parse(int(sys.argv[2]))
    else:
        _fetch(sys.argv[1], sys.argv[2])

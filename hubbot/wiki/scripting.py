"""The habits of pywikibot, for the scripts in ``scripts/``: its options and its site.

See https://www.mediawiki.org/wiki/Manual:Pywikibot/Global_Options.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pywikibot
import pywikibot.config

from hubbot.config import Config
from hubbot.wiki.login import Credentials
from hubbot.wiki.session import Session, connect

_SITE_OPTIONS = ("-family", "-lang", "-code", "-site")


def script_name() -> str:
    """Return the name by which pywikibot knows the running script."""
    return str(pywikibot.calledModuleName())


def handle_options() -> tuple[tuple[str, ...], list[str]]:
    """Let pywikibot take its global options; return all that was given, and what is left."""
    return tuple(pywikibot.argvu[1:]), pywikibot.handle_args()


def script_session(given: Sequence[str], config: Config) -> Session:
    """Connect to the site that the options and ``user-config.py`` name, else Meta-Wiki."""
    throttled = any(one.startswith(("-pt:", "-putthrottle:")) for one in given)
    return connect(
        _api_url(given),
        _credentials(given),
        put_throttle=pywikibot.config.put_throttle if throttled else config.run.put_throttle,
        contact=config.run.contact,
    )


def _api_url(given: Sequence[str]) -> str | None:
    """Give the site's address where one is named; an option wins over the file."""
    config = pywikibot.config
    configured = (Path(config.base_dir) / config.user_config_file).is_file()
    if not configured and not any(one.startswith(_SITE_OPTIONS) for one in given):
        return None
    site = pywikibot.Site()
    return f"{site.protocol()}://{site.hostname()}{site.apipath()}"


def _credentials(given: Sequence[str]) -> Credentials:
    """Read the environment's; ``-user:`` names another account, of pywikibot's files."""
    credentials = Credentials.from_environment(os.environ)
    users = [one.partition(":")[2] for one in given if one.startswith("-user:")]
    if users and users[-1].replace("_", " ") != credentials.username:
        return Credentials(username=users[-1])
    return credentials

"""The habits of pywikibot, for the scripts in ``scripts/``: its options, its simulation.

See https://www.mediawiki.org/wiki/Manual:Pywikibot/Global_Options.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

import pywikibot
import pywikibot.config

from hubbot.app import App
from hubbot.cli import set_up_logging
from hubbot.commands.publish import publisher_for
from hubbot.errors import HubbotError, SourceError, UsageError
from hubbot.outcomes import PageOutcome
from hubbot.pipeline import Prepared
from hubbot.plan import PagePlan, Target
from hubbot.publish import Publisher, Replan
from hubbot.wiki.login import Credentials
from hubbot.wiki.session import FAILURES, Session, connect

_SITE_OPTIONS = ("-family", "-lang", "-code", "-site")


@dataclasses.dataclass
class ScriptApp(App):
    """A run of a script: the site and account are pywikibot's.

    ``options`` are the script's own, by name; an option without a value maps to "".
    """

    options: Mapping[str, list[str]] = dataclasses.field(default_factory=dict)
    given: tuple[str, ...] = ()

    @cached_property
    def session(self) -> Session:
        """The site that pywikibot's options and ``user-config.py`` name, else Meta-Wiki."""
        throttled = any(one.startswith(("-pt:", "-putthrottle:")) for one in self.given)
        return connect(
            self._api_url(),
            self._credentials(),
            put_throttle=pywikibot.config.put_throttle if throttled else self._throttle,
            contact=self.config.run.contact,
        )

    @property
    def _throttle(self) -> float:
        return self.config.run.put_throttle

    def _api_url(self) -> str | None:
        """Give the site's address where one is named; an option wins over the file."""
        config = pywikibot.config
        configured = (Path(config.base_dir) / config.user_config_file).is_file()
        if not configured and not any(one.startswith(_SITE_OPTIONS) for one in self.given):
            return None
        site = pywikibot.Site()
        return f"{site.protocol()}://{site.hostname()}{site.apipath()}"

    def _credentials(self) -> Credentials:
        """Read the environment's; ``-user:`` names another account, of pywikibot's files."""
        credentials = Credentials.from_environment(os.environ)
        users = [one.partition(":")[2] for one in self.given if one.startswith("-user:")]
        if users and users[-1].replace("_", " ") != credentials.username:
            return Credentials(username=users[-1])
        return credentials

    def publisher(self, prepared: Prepared) -> Publisher:
        """Choose what makes the edits: nothing, a person's answers, or ``-always``."""
        publisher = publisher_for(self, prepared, asking="always" not in self.options)
        summaries = self.options.get("summary")
        return _WithSummary(publisher, summaries[-1]) if summaries else publisher


@dataclasses.dataclass(frozen=True)
class _WithSummary:
    """Gives every edit the summary of ``-summary:``."""

    publisher: Publisher
    summary: str

    def publish(self, plan: PagePlan, replan: Replan) -> PageOutcome:
        return self.publisher.publish(
            self._summed(plan), lambda target: self._again(target, replan)
        )

    def _again(self, target: Target, replan: Replan) -> PagePlan | None:
        plan = replan(target)
        return self._summed(plan) if plan else None

    def _summed(self, plan: PagePlan) -> PagePlan:
        return dataclasses.replace(plan, summary=self.summary)


def run_script(main: Callable[[ScriptApp], int], *known: str) -> int:
    """Handle pywikibot's global options, run ``main`` and return the exit code.

    ``known`` are the script's own options, such as ``page:`` (with a value) or ``always``.
    """
    given = tuple(pywikibot.argvu[1:])
    try:
        options = _options(pywikibot.handle_args(), known)
        arguments = argparse.Namespace(
            config=None, from_path=None, wiki=None, json=False, verbose=False, quiet=False
        )
        set_up_logging(arguments)
        return main(ScriptApp(arguments, options=options, given=given))
    except HubbotError as error:
        return _failed(str(error))
    except FAILURES as error:
        return _failed(str(SourceError(f"The wiki cannot be reached: {error}")))
    except KeyboardInterrupt:
        return _failed("Interrupted; what was written so far is whole.")


def _failed(sentence: str) -> int:
    sys.stderr.write(f"{pywikibot.calledModuleName()}: {sentence}\n")
    return 2


def _options(given: list[str], known: tuple[str, ...]) -> dict[str, list[str]]:
    options: dict[str, list[str]] = {}
    for argument in given:
        name, colon, value = argument.removeprefix("-").partition(":")
        if not argument.startswith("-") or name + colon not in known or (colon and not value):
            raise UsageError(f'There is no parameter "{argument}"; -help lists them.')
        options.setdefault(name, []).append(value)
    return options

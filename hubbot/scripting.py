"""What the scripts in ``scripts/`` share: a run with the options and the site of pywikibot."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable, Mapping
from functools import cached_property

from hubbot.app import App
from hubbot.cli import set_up_logging
from hubbot.commands.publish import publisher_for
from hubbot.errors import HubbotError, SourceError, UsageError
from hubbot.outcomes import PageOutcome
from hubbot.pipeline import Prepared
from hubbot.plan import PagePlan, Target
from hubbot.publish import Publisher, Replan
from hubbot.wiki.scripting import handle_options, script_name, script_session
from hubbot.wiki.session import FAILURES, Session


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
        return script_session(self.given, self.config)

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
    try:
        given, left = handle_options()
        options = _options(left, known)
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
    sys.stderr.write(f"{script_name()}: {sentence}\n")
    return 2


def _options(given: list[str], known: tuple[str, ...]) -> dict[str, list[str]]:
    options: dict[str, list[str]] = {}
    for argument in given:
        name, colon, value = argument.removeprefix("-").partition(":")
        if not argument.startswith("-") or name + colon not in known or (colon and not value):
            raise UsageError(f'There is no parameter "{argument}"; -help lists them.')
        options.setdefault(name, []).append(value)
    return options

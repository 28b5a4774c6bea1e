"""One run: gather everything, make everything, and only then write.

A source that fails raises before anything is published; so does a register that cannot
be read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from hubbot import parse
from hubbot.cache import Cache
from hubbot.config import Config
from hubbot.discovery import Discovery
from hubbot.errors import HubbotError, SourceError
from hubbot.interrupt import Interrupted
from hubbot.maker import Reports
from hubbot.outcomes import Outcome, PageOutcome
from hubbot.parse.infobox import parse_infobox
from hubbot.parse.register import parse_register
from hubbot.plan import Examined, PagePlan, Planner, Target
from hubbot.problems import Problem, sort_key
from hubbot.publish import Publisher, Replan
from hubbot.records import Affiliate, Codebook, Dataset
from hubbot.resolve import names_to_look_up, resolve
from hubbot.sources import Gathered, PageSource

LOG = logging.getLogger("hubbot")

# Says how far a stage is: its name, what is done, and of how many.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A run before its first edit: everything read, resolved, examined and decided."""

    gathered: Gathered
    parsed: Sequence[parse.ParsedPage]
    dataset: Dataset
    planner: Planner
    reports: Reports
    examined: Sequence[Examined]
    missing: Collection[str] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems of all pages, blocks left alone included, in order."""
        of_blocks = [problem for one in self.examined for problem in one.problems]
        return tuple(sorted([*self.dataset.problems, *of_blocks], key=sort_key))

    def replan(self, target: Target) -> PagePlan | None:
        """Plan one page anew, from a revision read after somebody else's edit."""
        examined = self.planner.examine(target)
        return self.planner.plan(examined) if examined else None


def read(
    source: PageSource, config: Config, progress: Progress, cache: Cache | None = None
) -> tuple[Gathered, Sequence[parse.ParsedPage], Dataset]:
    """Gather all pages and make the dataset of them; raise SourceError if any is missing.

    ``cache`` is the one that the source asks which pages need not be read.
    """
    progress("reading", 0, 0)
    gathered = source.gather(config)
    affiliates, problems = _affiliates(gathered, config)
    context = parse.parse_context(config, gathered.names)
    codebook, more = _codebook(gathered, config, context)
    context = parse.parse_context(config, gathered.names, codebook)
    parsed = parse_all(gathered, context, config, progress)
    if cache is not None:
        parsed = _with_remembered(parsed, gathered, cache)
    infoboxes = [parse_infobox(page, config, gathered.names) for page in gathered.affiliate_pages]
    wanted = names_to_look_up(parsed, codebook, affiliates, config)
    redirects = source.redirects(wanted) if wanted else {}
    sources = [page.ref for page in (gathered.codebook, gathered.register) if page]
    dataset = resolve(
        parsed,
        codebook,
        affiliates,
        [box for box in infoboxes if box is not None],
        redirects,
        config,
        problems=[*problems, *more],
        sources=sources,
    )
    return gathered, parsed, dataset


def parse_all(
    gathered: Gathered, context: parse.ParseContext, config: Config, progress: Progress
) -> Sequence[parse.ParsedPage]:
    """Parse every candidate, in the order of titles."""
    sort = Discovery(config=config, names=gathered.names, translatable=gathered.translatable)
    pages = sorted(gathered.interviews, key=lambda page: page.title)
    return parse.parse_many(
        [(page, sort.is_under_prefix(page.title)) for page in pages],
        context,
        lambda number: progress("parsing", number, len(pages)),
    )


def _with_remembered(
    parsed: Sequence[parse.ParsedPage], gathered: Gathered, cache: Cache
) -> Sequence[parse.ParsedPage]:
    """Add the pages that did not change, in the order of titles, and remember them all."""
    pages = [*parsed, *map(cache.page, gathered.unchanged)]
    others = (parse.ParsedPage(ref=ref, shows_only=True) for ref in gathered.others)
    cache.keep([*pages, *others])
    return sorted(pages, key=lambda page: page.ref.title)


@parse.fewer_collections()
def prepare(
    source: PageSource,
    config: Config,
    progress: Progress,
    *,
    cache: Cache | None = None,
    only: Collection[str] = (),
    force: bool = False,
    restricted_templates: Collection[str] = (),
) -> Prepared:
    """Read everything, and decide what may be written to the target pages.

    ``only`` names the pages to write to, where not all; those without a block are in
    ``missing``.
    """
    gathered, parsed, dataset = read(source, config, progress, cache)
    reports = Reports(dataset, config, gathered.site)
    planner = Planner(
        config=config,
        site=gathered.site,
        names=gathered.names,
        maker=reports,
        force=force,
        restricted_templates=restricted_templates,
    )
    targets = [
        Target(page=page, own=gathered.own_revisions.get(page.title)) for page in gathered.targets
    ]
    examined = [found for target in targets if (found := planner.examine(target))]
    # Without lines: filling the blocks above moves them, and the next run would edit again.
    reports.tell_block_problems(
        [replace(problem, line=None) for one in examined for problem in one.problems]
    )
    titles = {gathered.site.namespaces.normalise(title) for title in only}
    chosen = [one for one in examined if not titles or one.page.title in titles]
    return Prepared(
        gathered=gathered,
        parsed=parsed,
        dataset=dataset,
        planner=planner,
        reports=reports,
        examined=examined if not titles else chosen,
        missing=sorted(titles - {one.page.title for one in chosen}),
    )


def publish(
    prepared: Prepared,
    publisher: Publisher,
    progress: Progress,
    *,
    max_pages: int,
    stopped: Callable[[], str],
    asked_to_end: Callable[[], str] = lambda: "",
) -> list[PageOutcome]:
    """Write the planned pages, one by one, in the order of titles.

    Every page is planned before the first edit. ``stopped`` is asked before each edit and
    says why writing must end, if it must; ``asked_to_end`` likewise, where that is a failure.
    What cannot be written for a reason that holds for all pages ends the writing.
    """
    outcomes = [
        PageOutcome(page=title, outcome=Outcome.REFUSED, reason="There is no block on this page.")
        for title in prepared.missing
    ]
    examined = sorted(prepared.examined, key=lambda one: one.page.title)
    plans = [prepared.planner.plan(one) for one in examined]
    writing = _Writing(publisher, prepared.replan, max_pages, stopped, asked_to_end)
    for number, plan in enumerate(plans):
        progress("writing", number, len(plans))
        outcomes.append(writing.page(plan))
    return outcomes


@dataclass
class _Writing:
    """The writing of all pages: how many were edited, and why no more are, if so."""

    publisher: Publisher
    replan: Replan
    max_pages: int
    stopped: Callable[[], str]
    asked_to_end: Callable[[], str]
    edited: int = 0
    end: tuple[Outcome, str] | None = None

    def page(self, plan: PagePlan) -> PageOutcome:
        """Write one page, unless writing has ended."""
        begun = False
        try:
            if plan.changes and self.end is None:
                self._look_for_the_end()
            if plan.changes and self.end is not None:
                return plan.outcome(*self.end)
            begun = plan.changes
            outcome = self.publisher.publish(plan, self.replan)
        except HubbotError as error:
            outcome = replace(plan.outcome(Outcome.FAILED, str(error)), ends_run=True)
        except Interrupted as error:
            unknown = " Whether this edit was made is not known." if begun else ""
            self.end = (Outcome.FAILED, f"Left undone. {error}")
            return plan.outcome(Outcome.FAILED, f"{error}{unknown}")
        self.edited += outcome.outcome is Outcome.EDITED
        if outcome.ends_run:
            self.end = (Outcome.FAILED, f"Left undone. {outcome.reason}")
        return outcome

    def _look_for_the_end(self) -> None:
        if reason := self.asked_to_end():
            self.end = (Outcome.FAILED, f"Left undone. {reason}")
        elif self.edited >= self.max_pages:
            reason = f"This run has edited {self.max_pages} pages; the next one goes on."
            self.end = (Outcome.REFUSED, reason)
        elif reason := self.stopped():
            self.end = (Outcome.REFUSED, reason)


def _affiliates(
    gathered: Gathered, config: Config
) -> tuple[tuple[Affiliate, ...], tuple[Problem, ...]]:
    if not config.pages.register:
        return (), ()
    if gathered.register is None:
        raise SourceError(
            f"The register of affiliates, {config.pages.register}, does not exist; without it "
            "nothing is published."
        )
    return parse_register(gathered.register)


def _codebook(
    gathered: Gathered, config: Config, context: parse.ParseContext
) -> tuple[Codebook, tuple[Problem, ...]]:
    if not config.pages.codebook:
        return Codebook(), ()
    if gathered.codebook is None:
        raise SourceError(
            f"The codebook, {config.pages.codebook}, does not exist; without it nothing is "
            "published."
        )
    return parse.parse_codebook(gathered.codebook, context)

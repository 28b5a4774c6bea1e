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
from hubbot.errors import SourceError
from hubbot.maker import Reports
from hubbot.outcomes import Outcome, PageOutcome
from hubbot.parse.infobox import parse_infobox
from hubbot.parse.register import parse_register
from hubbot.plan import Examined, PagePlan, Planner, Target
from hubbot.problems import Problem, sort_key
from hubbot.publish import Publisher
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
) -> list[PageOutcome]:
    """Write the planned pages, one by one, in the order of titles.

    ``stopped`` is asked before each edit and says why writing must end, if it must.
    """
    outcomes = [
        PageOutcome(page=title, outcome=Outcome.REFUSED, reason="There is no block on this page.")
        for title in prepared.missing
    ]
    edited = 0
    reason = ""
    for number, examined in enumerate(sorted(prepared.examined, key=lambda one: one.page.title)):
        progress("writing", number, len(prepared.examined))
        plan = prepared.planner.plan(examined)
        if plan.changes:
            reason = reason or stopped()
            if not reason and edited >= max_pages:
                reason = f"This run has edited {max_pages} pages; the next one goes on."
        if plan.changes and reason:
            outcomes.append(plan.outcome(Outcome.REFUSED, reason))
            continue
        outcome = publisher.publish(plan, prepared.replan)
        edited += outcome.outcome is Outcome.EDITED
        outcomes.append(outcome)
    return outcomes


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

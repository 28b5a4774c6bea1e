"""Turn notes pages into structured ones: the interview template on top, questions as headings.

No word is lost, and the page reads the same afterwards: every proposal is parsed again and
compared with the page as it was. What would not read the same is left out and listed, down
to leaving the page alone.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from hubbot.config import Config
from hubbot.discovery import is_translatable
from hubbot.exclusion import bot_is_excluded
from hubbot.headings import question_lines, with_headings
from hubbot.messages import messages
from hubbot.parse import ParseContext, parse_context, parse_interview
from hubbot.pipeline import Prepared
from hubbot.plan import PagePlan, Target
from hubbot.preprocess import scan
from hubbot.records import Interview, PageRevision
from hubbot.reports.suggestions import Keywords
from hubbot.schema import parameters
from hubbot.write import to_wikitext

NO_NOTES: Final = "This is no notes page: it has the interview template, or no question."
_NOBOTS: Final = "The page asks bots to stay away ({{bots}} or {{nobots}})."
_TRANSLATABLE: Final = "The page is translatable; its text belongs to the translation."
_WITHDRAWN: Final = "The interview was withdrawn."
_WORDS_LOST: Final = "The page could not be changed without changing how it reads."

_LEVELS: Final = (2, 3, 4, 5, 6)
_WORD: Final = re.compile(r"\w+")
_BREAK: Final = re.compile(r"<br\s*/?\s*>", re.IGNORECASE)
_SAFE_CODE: Final = re.compile(r"(?:(?!--)[^<>{}\[\]|\n])+\Z")
# What may differ between two readings of one page: where things stand, and the name of the
# affiliate, which the template says in place of the page's title.
_NOT_COMPARED: Final = frozenset(
    (
        "page",
        "template",
        "lines",
        "as_written",
        "affiliate",
        "respondent",
        "affiliate_candidates",
    )
)


@dataclass(frozen=True, kw_only=True)
class Migration:
    """What is proposed for one page, and what is left for people, a sentence each."""

    plan: PagePlan
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Migrator:
    """Proposes migrations for the notes pages of one run."""

    prepared: Prepared
    config: Config
    restricted_templates: tuple[str, ...] = field(default=())

    @cached_property
    def notes_pages(self) -> tuple[str, ...]:
        """The titles of the pages that are interviews without the template, sorted."""
        return tuple(
            page.ref.title
            for page in self.prepared.parsed
            if page.interview is not None and not page.interview.template
        )

    def migrate(self, page: PageRevision) -> Migration:
        """Propose a new text for a page, as far as what it says is sure."""
        before = self._read(page)
        refusal = self._refusal(page, before)
        if before is None or refusal:
            return Migration(plan=PagePlan(page=page, text=page.text, refusal=refusal))
        proposal = self._proposal(page, before)
        if proposal is None:
            return Migration(plan=PagePlan(page=page, text=page.text, refusal=_WORDS_LOST))
        text, left_out = proposal
        task_page = self.config.pages.task_page.replace("$1", self._site.user)
        summary = messages(self._site.language).text("kit-summary-migrate", task_page)
        return Migration(
            plan=PagePlan(page=page, text=text, summary=summary),
            left=tuple(self._left(page, before, text, left_out)),
        )

    def replan(self, target: Target) -> PagePlan:
        """Propose anew, after somebody else's edit."""
        return self.migrate(target.page).plan

    @property
    def _site(self) -> Any:  # noqa: ANN401 - SiteInfo, which would be imported for this alone
        return self.prepared.gathered.site

    @cached_property
    def _context(self) -> ParseContext:
        names = self.prepared.gathered.names
        return parse_context(self.config, names, self.prepared.dataset.codebook)

    @cached_property
    def _resolved(self) -> Mapping[str, Interview]:
        return {one.page.title: one for one in self.prepared.dataset.interviews}

    @cached_property
    def _official_names(self) -> Mapping[str, str]:
        return {one.code: one.name for one in self.prepared.dataset.affiliates}

    @cached_property
    def _keywords(self) -> Keywords:
        codes = self.prepared.dataset.codebook.codes
        return Keywords(tuple(one for one in codes if one.keywords and _SAFE_CODE.match(one.code)))

    def _read(self, page: PageRevision) -> Interview | None:
        return parse_interview(page, self._context, under_prefix=True).interview

    def _refusal(self, page: PageRevision, before: Interview | None) -> str:
        if before is None or before.template:
            return NO_NOTES
        if before.status == "withdrawn":
            return _WITHDRAWN
        if is_translatable(page.text):
            return _TRANSLATABLE
        site = self._site
        if bot_is_excluded(scan(page.text), site.user, site.namespaces, self.restricted_templates):
            return _NOBOTS
        return ""

    # The proposal

    def _proposal(
        self, page: PageRevision, before: Interview
    ) -> tuple[str, tuple[str, ...]] | None:
        """Find a text that reads like the page; with the fields that had to be left out."""
        record = self._record(before)
        bodies = [with_headings(page.text, self._context, level) for level in _LEVELS]
        for body in dict.fromkeys((*bodies, page.text)):
            left_out: list[str] = []
            while True:
                text = self._assembled(record, before, body, left_out)
                differing = _differing(before, self._read(dataclasses.replace(page, text=text)))
                given = [name for name in differing if name in parameters(Interview)]
                fresh = [name for name in given if name not in left_out]
                if not fresh:
                    break
                left_out += fresh
            if not differing and keeps_words(page.text, text):
                return text, tuple(left_out)
        return None

    def _record(self, before: Interview) -> Interview:
        resolved = self._resolved.get(before.page.title)
        name = self._official_names.get(resolved.affiliate, "") if resolved else ""
        respondent = (
            before.respondent if before.respondent != "unknown" or not name else "affiliate"
        )
        return dataclasses.replace(
            before, affiliate=name, respondent=respondent, needs=(), support=()
        )

    def _assembled(
        self, record: Interview, before: Interview, body: str, left_out: Iterable[str]
    ) -> str:
        name = self._context.names.name("interview")
        template = to_wikitext(record, name, leave_out=tuple(left_out))
        return "\n".join([template, *self._suggestions(before), body])

    def _suggestions(self, before: Interview) -> Iterator[str]:
        """Write the codes whose keywords the answers hold as a comment."""
        found: dict[str, list[str]] = {}
        for answer in before.answers:
            for code in self._keywords.match(answer.text):
                codes = found.setdefault(code.kind or "need", [])
                if code.code not in codes:
                    codes.append(code.code)
        if found:
            names = {"need": "needs", "support": "support"}
            rows = [f"{names[kind]}: {', '.join(found[kind])}" for kind in names if kind in found]
            yield "<!-- Codes that may fit, by their keywords. A person should check them."
            yield "\n".join(rows) + " -->"

    # What is left

    def _left(
        self, page: PageRevision, before: Interview, text: str, left_out: Iterable[str]
    ) -> Iterator[str]:
        yield from self._affiliate_left(page)
        if before.date is None:
            yield "No date could be read for certain."
        for name in left_out:
            yield f"“{parameters(Interview)[name].name}” is not in the template; see the notes."
        if not before.interviewees and not before.people_unnamed:
            yield "Nobody is named as interviewed."
        if before.before:
            yield "Text above the first question is neither a date nor a name; see whether it is."
        if before.after:
            yield "There is text under a heading that is no known question."
        if question_lines(text, self._context):
            yield "A question line could not be made a heading."

    def _affiliate_left(self, page: PageRevision) -> Iterator[str]:
        resolved = self._resolved.get(page.title)
        if resolved is not None and resolved.affiliate in self._official_names:
            return
        near = [
            suggestion
            for problem in self.prepared.problems
            if problem.page == page.title and problem.code == "unknown-affiliate"
            for suggestion in problem.suggestions
        ]
        told = f" (perhaps {', '.join(dict.fromkeys(near))})" if near else ""
        yield f"The affiliate is not known{told}."


def keeps_words(before: str, after: str) -> bool:
    """Tell whether every word of a text is in another, as often at least; breaks are none."""
    return not _words(before) - _words(after)


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(_BREAK.sub(" ", text)))


def _differing(before: Interview, after: Interview | None) -> list[str]:
    """List the fields that two readings of a page do not share."""
    names = [one.name for one in dataclasses.fields(Interview) if one.name not in _NOT_COMPARED]
    if after is None:
        return ["answers"]
    return [name for name in names if _comparable(before, name) != _comparable(after, name)]


def _comparable(interview: Interview, name: str) -> object:
    """Return a field's value without the lines on which things stand."""
    value = getattr(interview, name)
    if isinstance(value, tuple):
        return tuple(
            dataclasses.replace(one, line=None) if hasattr(one, "line") else one for one in value
        )
    return value

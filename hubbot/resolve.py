"""From names to identifiers: affiliates, codes, countries and regions of all interviews.

Only what is certain is taken; everything else becomes a problem with the nearest names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

from hubbot import countries, names
from hubbot.config import Config
from hubbot.parse import ParsedPage
from hubbot.parse.infobox import Infobox
from hubbot.problems import Problem, sort_key
from hubbot.records import (
    Affiliate,
    Code,
    Codebook,
    Dataset,
    Interview,
    Mention,
    PageRef,
    Partnership,
)

THEMATIC: Final = "Thematic Organization"
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


# Problems of a page that leave its status unknown.
_STATUS_UNREAD = frozenset(
    {
        "status-unreadable",
        "template-unclosed",
        "page-too-large",
        "parse-timeout",
        "page-unreadable",
        "nesting-too-deep",
    }
)


def resolve(
    parsed: Sequence[ParsedPage],
    codebook: Codebook,
    affiliates: Sequence[Affiliate],
    infoboxes: Sequence[Infobox],
    redirects: Mapping[str, str],
    config: Config,
    *,
    problems: Iterable[Problem] = (),
    sources: Iterable[PageRef] = (),
) -> Dataset:
    """Resolve every name and code, and put together what reports are made of.

    ``redirects`` maps titles to their targets. ``problems`` are those found in other
    pages (codebook, register), ``sources`` those pages: they count for ``as_of``.
    Everything is sorted as :class:`hubbot.records.Dataset` says, whatever the order of
    the input.
    """
    index = AffiliateIndex(affiliates, codebook, redirects, config)
    known, conflicts = with_infoboxes(affiliates, infoboxes, index)
    found = [*problems, *index.problems, *conflicts]
    resolver = _Resolver(known, index, CodeIndex(codebook.codes))
    interviews: dict[str, list[Interview]] = {"published": [], "draft": [], "withdrawn": []}
    unclear: list[Interview] = []
    pages = [page for page in parsed if not page.shows_only]
    for page in pages:
        if page.interview is None:
            found.extend(page.problems)
            continue
        interview, more = resolver.interview(page.interview)
        # Consent fails closed: a status that is none of the three makes a draft.
        interviews.get(interview.status, interviews["draft"]).append(interview)
        if interview.status == "draft" and not _STATUS_UNREAD.isdisjoint(
            problem.code for problem in page.problems
        ):
            unclear.append(interview)
        if interview.status != "withdrawn":
            found.extend((*page.problems, *more))
    refs = [*(page.ref for page in pages), *sources, *(box.page for box in infoboxes)]
    return Dataset(
        interviews=tuple(sorted(interviews["published"], key=_by_title)),
        affiliates=tuple(sorted(known.values(), key=lambda one: (one.name, one.code))),
        codebook=codebook,
        problems=_sorted(found),
        drafts=len(interviews["draft"]),
        withdrawn=tuple(sorted(interviews["withdrawn"], key=_by_title)),
        unclear=tuple(sorted(unclear, key=_by_title)),
        as_of=_newest(refs),
    )


def names_to_look_up(
    parsed: Sequence[ParsedPage],
    codebook: Codebook,
    affiliates: Sequence[Affiliate],
    config: Config,
) -> tuple[str, ...]:
    """List the titles that may be redirects which explain names found nowhere else.

    Where every name is found there is nothing to look up; else the names in question,
    and the affiliates' own titles, since groups get renamed.
    """
    index = AffiliateIndex(affiliates, codebook, {}, config)
    unknown = {
        name
        for page in parsed
        if page.interview is not None
        for name in _explaining(page.interview)
        if name and not index.find_in_title(name)
    }
    if not unknown:
        return ()
    titles = unknown | {title for one in affiliates for title in (one.name, one.page)}
    return tuple(sorted(title for title in titles if _may_be_title(title)))


def _explaining(interview: Interview) -> tuple[str, ...]:
    """List the names by which an interview's affiliate is found: a template's is enough."""
    if interview.template:
        return (interview.affiliate,)
    return (interview.affiliate, *interview.affiliate_candidates)


def _may_be_title(text: str) -> bool:
    """Tell whether MediaWiki takes a text for a title (Manual:Page title)."""
    return bool(text) and len(text.encode()) <= 255 and not set(text) & set("[]{}|<>#\n")


def _by_title(interview: Interview) -> str:
    return interview.page.title


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=sort_key))


def _newest(refs: Iterable[PageRef]) -> dt.datetime | None:
    """Return the newest revision's time; None where no source knows when it was saved."""
    newest = max((ref.timestamp for ref in refs), default=_EPOCH)
    return newest if newest > _EPOCH else None


class _Steps:
    """Names in steps of falling certainty: first as written, then by their keys.

    The first step that knows a name decides; where it means two things at that step, it
    means nothing.
    """

    def __init__(self, *steps: Iterable[tuple[str, str]]) -> None:
        self._exact: list[dict[str, str]] = []
        self._loose: list[dict[str, str]] = []
        for step in steps:
            self.add(step)

    def add(self, step: Iterable[tuple[str, str]]) -> None:
        """Add a step after the others."""
        pairs = list(step)
        self._exact.append(names.index(pairs))
        self._loose.append(names.index((names.key(name), meant) for name, meant in pairs))

    def find(self, name: str) -> str:
        """Return what a name means, or ""."""
        for step in self._exact:
            if name in step:
                return step[name]
        key = names.key(name)
        for step in self._loose:
            if key in step:
                return step[key]
        return ""

    def pairs(self) -> Iterator[tuple[str, str]]:
        """List the names of all steps that mean one thing, with what they mean."""
        for step in self._exact:
            for name, meant in step.items():
                if meant:
                    yield name, meant


# Affiliates

# Words that the names of most affiliates share, and so tell nothing when they are compared.
_COMMON_WORDS: Final = frozenset(
    [
        "wikimedia",
        "wikimedians",
        "wikipedia",
        "wikipedians",
        "community",
        "user",
        "group",
        "groups",
        "of",
        "the",
        "in",
    ]
)


class AffiliateIndex:
    """Finds the affiliate that a name means.

    In this order: its code, its official name, the title of its page, a redirect to or
    from one of these, an alias of the codebook; then the same with harmless differences
    of spelling left out (see :func:`hubbot.names.key`).
    """

    def __init__(
        self,
        affiliates: Sequence[Affiliate],
        codebook: Codebook,
        redirects: Mapping[str, str],
        config: Config,
    ) -> None:
        endings = config.notes.labels.get("title_endings", ())
        self._endings = tuple(f" {names.key(ending)}" for ending in endings)
        official = [(one.name, one.code) for one in affiliates]
        pages = [(one.page, one.code) for one in affiliates]
        self._steps = _Steps(
            ((one.code, one.code) for one in affiliates),
            official,
            pages,
            _through_redirects(official + pages, redirects),
        )
        self._steps.add(self._aliases(codebook))
        self._shown = _unambiguous_names(affiliates)
        self._found: dict[str, str] = {}
        self._near: dict[str, tuple[str, ...]] = {}

    def find(self, name: str) -> str:
        """Return the code of the affiliate that a name means, or "" where none is sure."""
        if name not in self._found:
            self._found[name] = self._steps.find(" ".join(name.replace("_", " ").split()))
        return self._found[name]

    def find_in_title(self, title: str) -> str:
        """Return the affiliate that a title names, configured endings left out, or ""."""
        return self.find(title) or self.find(self._without_ending(title))

    def nearest(self, name: str) -> tuple[str, ...]:
        """Suggest at most three affiliates, by official name (by code if two share it)."""
        if name not in self._near:
            wanted = _distinctive(self._without_ending(name))
            self._near[name] = names.nearest(wanted, self._choices)
        return self._near[name]

    @cached_property
    def _choices(self) -> list[tuple[str, str]]:
        pairs = ((_distinctive(name), self._shown[code]) for name, code in self._steps.pairs())
        return list(dict.fromkeys(pairs))

    def _without_ending(self, name: str) -> str:
        key = names.key(name)
        for ending in self._endings:
            key = key.removesuffix(ending)
        return key

    def _aliases(self, codebook: Codebook) -> list[tuple[str, str]]:
        self.problems: list[Problem] = []
        page = codebook.page.title if codebook.page else ""
        pairs = []
        for alias in codebook.aliases:
            code = self._steps.find(alias.affiliate)
            if code:
                pairs.append((alias.name, code))
            elif alias.affiliate:
                self.problems.append(
                    Problem(page, alias.line, "unknown-affiliate", "affiliate", alias.affiliate)
                )
        return pairs


def _through_redirects(
    titles: Sequence[tuple[str, str]], redirects: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """List what redirects to an affiliate's title, and where its own title redirects to."""
    known = names.index(titles)
    for source in redirects:
        target = _end_of_redirects(source, redirects)
        if known.get(target):
            yield source, known[target]
    for title, code in titles:
        if title in redirects:
            yield _end_of_redirects(title, redirects), code


def _end_of_redirects(title: str, redirects: Mapping[str, str]) -> str:
    """Follow redirects to their end; a ring of them ends anywhere, but ends."""
    seen: set[str] = set()
    while title in redirects and title not in seen:
        seen.add(title)
        title = redirects[title].partition("#")[0]
    return title


def _unambiguous_names(affiliates: Sequence[Affiliate]) -> dict[str, str]:
    by_name = names.index((one.name, one.code) for one in affiliates)
    return {one.code: one.name if by_name.get(one.name) else one.code for one in affiliates}


def _distinctive(name: str) -> str:
    words = names.key(name).split()
    return " ".join(word for word in words if word not in _COMMON_WORDS) or " ".join(words)


def with_infoboxes(
    affiliates: Sequence[Affiliate], infoboxes: Sequence[Infobox], index: AffiliateIndex
) -> tuple[dict[str, Affiliate], list[Problem]]:
    """Fill the register's gaps from the affiliates' own pages, and name what disagrees.

    The register wins. Returns the affiliates by code.
    """
    known = {one.code: one for one in affiliates}
    problems: list[Problem] = []
    for box in sorted(infoboxes, key=lambda box: box.page.title):
        problems.extend(box.problems)
        code = index.find(box.page.title) or (index.find(box.name) if box.name else "")
        if code:
            problems.extend(_conflicts(known[code], box))
            known[code] = _filled(known[code], box)
        else:
            problems.append(_unmatched(box, index))
    return known, problems


def _filled(affiliate: Affiliate, box: Infobox) -> Affiliate:
    country = affiliate.country or box.country
    return replace(
        affiliate,
        country=country,
        country_as_written=affiliate.country_as_written or box.country_as_written,
        region=affiliate.region or countries.region_of(country),
        agreement_date=affiliate.agreement_date or _only(box.agreement_dates),
        website=affiliate.website or box.website,
    )


def _only(days: Sequence[dt.date]) -> dt.date | None:
    return days[0] if len(days) == 1 else None


def _conflicts(affiliate: Affiliate, box: Infobox) -> Iterator[Problem]:
    """Name what the infobox says otherwise, or in figures that may mean two days."""
    country, date = affiliate.country, affiliate.agreement_date
    if country and box.country and country != box.country:
        field = "country" if "country" in box.parameters else "country_code"
        yield _conflict(box, field, countries.name(country), box.country_as_written)
    days = box.agreement_dates
    if date and days and date not in days:
        yield _conflict(box, "agreement_date", date.isoformat(), box.date_as_written)
    elif not date and len(days) > 1:
        line, parameter = box.lines.get("agreement_date"), box.parameters.get("agreement_date")
        near = tuple(day.isoformat() for day in days)
        yield Problem(box.page.title, line, "invalid-date", parameter, box.date_as_written, near)


def _conflict(box: Infobox, field: str, counts: str, other: str) -> Problem:
    line, parameter = box.lines.get(field), box.parameters.get(field)
    return Problem(box.page.title, line, "conflicting-values", parameter, counts, (), (other,))


def _unmatched(box: Infobox, index: AffiliateIndex) -> Problem:
    name = box.name or box.page.title
    line, parameter = box.lines.get("name"), box.parameters.get("name")
    return Problem(box.page.title, line, "unknown-affiliate", parameter, name, index.nearest(name))


# Codes


class CodeIndex:
    """Finds the code of the codebook that a text means, need and support apart.

    In this order: the code itself, a label in any language, an alias; then the same with
    harmless differences of spelling left out.
    """

    def __init__(self, codes: Sequence[Code]) -> None:
        self._steps = {kind: _code_steps(codes, kind) for kind in ("need", "support")}
        self._order = {code.code: position for position, code in enumerate(codes)}
        self._found: dict[tuple[str, str], str] = {}
        self._near: dict[tuple[str, str], tuple[str, ...]] = {}

    def find(self, kind: str, text: str) -> str:
        """Return the code of this kind that a text means, or ""."""
        wanted = (kind, text)
        if wanted not in self._found:
            self._found[wanted] = self._steps[kind].find(" ".join(text.split()))
        return self._found[wanted]

    def nearest(self, kind: str, text: str) -> tuple[str, ...]:
        """Suggest at most three codes of this kind."""
        wanted = (kind, text)
        if wanted not in self._near:
            choices = [(names.key(name), code) for name, code in self._steps[kind].pairs()]
            self._near[wanted] = names.nearest(text, choices)
        return self._near[wanted]

    def order(self, code: str) -> tuple[int, str]:
        """Sort codes as the codebook lists them, and unknown ones after them by name."""
        return self._order.get(code, len(self._order)), code


def _code_steps(codes: Sequence[Code], kind: str) -> _Steps:
    own = [code for code in codes if code.kind == kind]
    return _Steps(
        ((code.code, code.code) for code in own),
        ((label, code.code) for code in own for label in (code.label, *code.labels.values())),
        ((alias, code.code) for code in own for alias in code.aliases),
    )


# Interviews


class _Resolver:
    """Resolves one interview after the other against the same indexes."""

    def __init__(
        self, affiliates: Mapping[str, Affiliate], index: AffiliateIndex, codes: CodeIndex
    ) -> None:
        self._affiliates, self._index, self._codes = affiliates, index, codes
        self._problems: list[Problem] = []
        self._page = ""

    def interview(self, written: Interview) -> tuple[Interview, tuple[Problem, ...]]:
        """Return the interview with identifiers for names, and what could not be resolved."""
        self._problems = []
        self._page = written.page.title
        affiliate, respondent = self._respondent(written)
        country = self._country(written, affiliate)
        mentions = tuple(self._mention(mention, written) for mention in written.mentions)
        resolved = replace(
            written,
            affiliate=affiliate.code if affiliate else "",
            respondent=respondent,
            country=country,
            region=self._region(written, country, affiliate),
            needs=self._union("need", written.needs, mentions, written),
            support=self._union("support", written.support, mentions, written),
            mentions=mentions,
            partnerships=tuple(self._partnership(one) for one in written.partnerships),
            as_written=_as_written(written, "affiliate", "country", "region"),
        )
        return resolved, tuple(dict.fromkeys(self._problems))

    def _respondent(self, written: Interview) -> tuple[Affiliate | None, str]:
        """Tell who answered.

        Where the page says so, that counts. A page of plain notes that does not is an
        affiliate's if its title or its title line names one, a thematic group's if that
        is a thematic organization, and unknown otherwise.
        """
        if written.template:
            return self._named(written), written.respondent
        says = written.respondent not in ("", "unknown")
        affiliate = self._of_notes(written, required=not says)
        if says:
            return affiliate, written.respondent
        if affiliate is None:
            return None, "unknown"
        return affiliate, "thematic group" if affiliate.org_type == THEMATIC else "affiliate"

    def _named(self, written: Interview) -> Affiliate | None:
        name = written.affiliate
        code = self._index.find(name) if name else ""
        if name and not code:
            self._add("unknown-affiliate", written, "affiliate", name, self._index.nearest(name))
        return self._affiliates.get(code)

    def _of_notes(self, written: Interview, *, required: bool) -> Affiliate | None:
        """Find a notes page's affiliate by a label, the page's title or its title line.

        Of two different ones the first counts, and the other is named. A title line that
        names none is named nowhere: it may hold somebody's name.
        """
        title = written.page.title.rpartition("/")[2]
        offered = (written.affiliate, title, *written.affiliate_candidates)
        known = dict.fromkeys(self._index.find_in_title(name) for name in offered if name)
        codes = [code for code in known if code]
        if not codes and required:
            name = written.affiliate or title
            self._add("unknown-affiliate", written, "affiliate", name, self._index.nearest(name))
        for other in codes[1:]:
            counts, not_counted = self._affiliates[codes[0]].name, self._affiliates[other].name
            self._add("conflicting-values", written, "affiliate", counts, (), (not_counted,))
        return self._affiliates[codes[0]] if codes else None

    def _country(self, written: Interview, affiliate: Affiliate | None) -> str:
        if not written.country:
            return affiliate.country if affiliate else ""
        return self._known_country(written.country, written.lines.get("country"))

    def _known_country(self, text: str, line: int | None) -> str:
        code = countries.find(text)
        if not code:
            near = countries.nearest(text)
            self._problems.append(
                Problem(self._page, line, "unknown-country", "country", text, near)
            )
        return code

    def _region(self, written: Interview, country: str, affiliate: Affiliate | None) -> str:
        """Take the page's region, else the country's, else that of its affiliate."""
        if written.region:
            region = countries.find_region(written.region)
            if not region:
                near = countries.nearest_regions(written.region)
                self._add("invalid-value", written, "region", written.region, near)
            return region
        if country or written.country:
            return countries.region_of(country)
        return affiliate.region if affiliate else ""

    def _mention(self, mention: Mention, written: Interview) -> Mention:
        inline = bool(mention.words)
        parameter = "1" if inline else _FIELD[mention.kind]
        line = mention.line if mention.line is not None else written.lines.get(parameter)
        code = self._code(mention.kind, mention.code, line, parameter)
        if code == mention.code and mention.as_written:
            return mention
        return replace(mention, code=code, as_written=mention.as_written or mention.code)

    def _union(
        self, kind: str, listed: Sequence[str], mentions: Sequence[Mention], written: Interview
    ) -> tuple[str, ...]:
        """List the codes of all mentions and of the parameter, each once, in order."""
        named = {mention.code for mention in written.mentions if mention.kind == kind}
        codes = [mention.code for mention in mentions if mention.kind == kind]
        field = _FIELD[kind]
        for text in listed:
            if text not in named:
                codes.append(self._code(kind, text, written.lines.get(field), field))
        once = {names.key(code) or code: code for code in reversed(codes)}
        return tuple(sorted(once.values(), key=self._codes.order))

    def _code(self, kind: str, text: str, line: int | None, parameter: str) -> str:
        """Return the code that a text means; the text itself where it means none."""
        code = self._codes.find(kind, text)
        if code:
            return code
        other = self._codes.find(_OTHER[kind], text)
        near = self._codes.nearest(kind, text)
        self._problems.append(
            Problem(self._page, line, "unknown-code", parameter, text, near, (kind, other))
        )
        return text

    def _partnership(self, written: Partnership) -> Partnership:
        if not written.country:
            return written
        country = self._known_country(written.country, written.line)
        return replace(written, country=country, as_written=_as_written(written, "country"))

    def _add(
        self,
        code: str,
        written: Interview,
        parameter: str,
        value: str,
        suggestions: tuple[str, ...] = (),
        details: tuple[str, ...] = (),
    ) -> None:
        line = written.lines.get(parameter)
        self._problems.append(
            Problem(self._page, line, code, parameter, value, suggestions, details)
        )


_FIELD: Final = {"need": "needs", "support": "support"}
_OTHER: Final = {"need": "support", "support": "need"}


def _as_written(record: Interview | Partnership, *fields: str) -> Mapping[str, str]:
    """Keep the page's own spelling of the fields that are about to be resolved."""
    spelled: dict[str, Any] = {field: getattr(record, field) for field in fields}
    return {**{field: text for field, text in spelled.items() if text}, **record.as_written}

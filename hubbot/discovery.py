"""Which pages are interviews, which are targets, and which are neither.

All functions decide by titles and texts alone, so every source can use them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Final

from hubbot.config import Config, Templates, bundled
from hubbot.records import PageRevision
from hubbot.wikitext import MEDIAWIKI, MODULE, TEMPLATE, TemplateNames


def template_roles(templates: Templates) -> Mapping[str, str]:
    """Map the key of each template in the configuration to the template's name."""
    values = {one.name: getattr(templates, one.name) for one in dataclasses.fields(templates)}
    return {role: name for role, name in values.items() if isinstance(name, str) and name}


@cache
def language_codes() -> frozenset[str]:
    """Return the language codes that a translated subpage can be named by."""
    return _words("languages.txt", "#")


@cache
def _words(file: str, comment: str) -> frozenset[str]:
    lines = bundled(file).splitlines()
    return frozenset(
        word for line in lines if not line.startswith(comment) for word in line.split()
    )


# Redirects


_REDIRECT: Final = re.compile(
    r"\s*([#＃][^\s:\[]+)\s*:?\s*\[\[\s*:?([^\[\]{|}<>\n]+)(?:\|[^\]]*)?\]\]"
)


def redirect_target(text: str) -> str | None:
    """Return the title that a redirect's text names, or None where it is no redirect.

    The word is understood in every language of MediaWiki, as pages may have been
    written on a wiki of any of them
    (https://www.mediawiki.org/wiki/Help:Redirects).
    """
    match = _REDIRECT.match(text)
    if match is None or match[1].lower() not in _words("redirect_words.txt", "!"):
        return None
    return match[2].partition("#")[0].replace("_", " ").strip() or None


# Translations

_TRANSLATE: Final = re.compile(r"<translate(?:\s+nowrap)?\s*>", re.IGNORECASE)


def is_translatable(text: str) -> bool:
    """Tell whether a page is set up for the Translate extension.

    (https://www.mediawiki.org/wiki/Help:Extension:Translate/Page_translation_example)
    """
    return "<translate" in text.lower() and _TRANSLATE.search(text) is not None


def possible_original(title: str) -> str | None:
    """Return the parent of a subpage that is named by a language code, else None.

    Whether the subpage is a copy depends on the parent (see :func:`is_copy`).
    """
    parent, slash, last = title.rpartition("/")
    return parent if slash and parent and last in language_codes() else None


def is_copy(title: str, translatable: Container[str]) -> bool:
    """Tell whether a page is the translated copy of a translatable page.

    Such copies belong to the Translate extension, which writes them anew: they are
    neither read nor written. ``translatable`` holds the titles of the pages with
    ``<translate>``.
    """
    original = possible_original(title)
    return original is not None and original in translatable


# Templates in a text

_OPENING: Final = re.compile(r"\{\{(?:\s|<!--.*?-->)*([^{}|<>\[\]\n]+)", re.DOTALL)


def roles_in(text: str, names: TemplateNames) -> frozenset[str]:
    """List which of our templates are opened anywhere in a text, readable or not.

    An opening is enough: a template that is never closed, or stands in ``<nowiki>``,
    is the parser's to judge.
    """
    if "{{" not in text:
        return frozenset()
    found = {names.role(name.strip()) for name in set(_OPENING.findall(text))}
    return frozenset(role for role in found if role)


_NOT_TRANSCLUDED: Final = re.compile(
    r"<!--.*?-->|<(nowiki|pre|syntaxhighlight|source|includeonly)\b[^>/]*>.*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)


def transcludes(text: str, role: str, names: TemplateNames) -> bool:
    """Tell whether a page's own text transcludes one of our templates, or means to.

    What stands in comments, ``<nowiki>``, ``<pre>``, ``<syntaxhighlight>`` or
    ``<includeonly>`` transcludes nothing on the page itself.
    """
    return role in roles_in(text, names) and _outside_quotation(text, role, names)


def _outside_quotation(text: str, role: str, names: TemplateNames) -> bool:
    visible, hidden = _NOT_TRANSCLUDED.subn(" ", text)
    return not hidden or role in roles_in(visible, names)


# Kinds of pages

_MARKERS: Final = frozenset({"report", "report_end"})


def is_supporting(namespace: int, title: str) -> bool:
    """Tell whether a page is a template, a module, an interface page or documentation."""
    return namespace in (TEMPLATE, MODULE, MEDIAWIKI) or title.endswith("/doc")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Discovery:
    """Sorts the pages of one wiki by what they are to hubbot.

    ``translatable`` holds the titles of the pages with ``<translate>``.
    """

    config: Config
    names: TemplateNames
    translatable: Container[str] = frozenset()

    def is_interview(self, page: PageRevision) -> bool:
        """Tell whether a page is to be parsed as an interview.

        It is if its own text transcludes the interview template, or if it lies under a
        configured prefix. Left out are redirects, templates and documentation,
        translated copies, namespaces that are not allowed and, under a prefix, hubbot's
        own pages and pages with a block but no interview template.
        """
        if page.namespace not in self.config.pages.interview_namespaces:
            return False
        if not self._is_content(page):
            return False
        if self._transcludes(page, "interview"):
            return True
        if not self.is_under_prefix(page.title) or self._is_own(page.title):
            return False
        return "report" not in self._roles_in(page)

    def is_target(self, page: PageRevision) -> bool:
        """Tell whether a page holds a block, or what looks like one.

        Whether the block may be filled is decided later, so that a block in a wrong
        place becomes a problem and is not passed over.
        """
        return self._is_content(page) and bool(_MARKERS & self._roles_in(page))

    def is_affiliate_page(self, page: PageRevision) -> bool:
        """Tell whether a page is configured as an affiliate's, or shows their infobox."""
        if not self._is_content(page):
            return False
        return page.title in self._affiliate_pages or self._transcludes(page, "affiliate_infobox")

    def is_under_prefix(self, title: str) -> bool:
        """Tell whether a page is a subpage of a configured prefix."""
        return any(title.startswith(one) and title != one for one in self._prefixes)

    def _transcludes(self, page: PageRevision, role: str) -> bool:
        if role not in self._roles_in(page):
            return False
        return _outside_quotation(page.text, role, self.names)

    def _roles_in(self, page: PageRevision) -> frozenset[str]:
        """List the roles in a page's text, found once for all the questions about a page."""
        roles = self._seen.get(page.text)
        if roles is None:
            roles = self._seen[page.text] = roles_in(page.text, self.names)
        return roles

    @cached_property
    def _seen(self) -> dict[str, frozenset[str]]:
        return {}

    def _is_content(self, page: PageRevision) -> bool:
        if page.redirect_to is not None or is_supporting(page.namespace, page.title):
            return False
        return not is_copy(page.title, self.translatable)

    def _is_own(self, title: str) -> bool:
        base = self.names.namespaces.normalise(self.config.pages.reports_base)
        return title in self._own or title == base or title.startswith(f"{base}/")

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        return tuple(self._normalised(self.config.pages.interview_prefixes))

    @cached_property
    def _own(self) -> frozenset[str]:
        pages = self.config.pages
        return frozenset(self._normalised((pages.codebook, pages.register)))

    @cached_property
    def _affiliate_pages(self) -> frozenset[str]:
        return frozenset(self._normalised(self.config.pages.affiliate_pages))

    def _normalised(self, titles: Iterable[str]) -> Iterator[str]:
        return (self.names.namespaces.normalise(title) for title in titles if title)

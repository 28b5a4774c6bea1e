"""Titles, namespaces and template names, as MediaWiki reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

MAIN, USER, MEDIAWIKI, TEMPLATE, MODULE = 0, 2, 8, 10, 828

# The canonical English names, which every wiki understands beside its own
# (https://www.mediawiki.org/wiki/Manual:Namespace).
CANONICAL_NAMESPACES: Mapping[int, str] = {
    -2: "Media",
    -1: "Special",
    0: "",
    1: "Talk",
    2: "User",
    3: "User talk",
    4: "Project",
    5: "Project talk",
    6: "File",
    7: "File talk",
    8: "MediaWiki",
    9: "MediaWiki talk",
    10: "Template",
    11: "Template talk",
    12: "Help",
    13: "Help talk",
    14: "Category",
    15: "Category talk",
    828: "Module",
    829: "Module talk",
}


@dataclass(frozen=True)
class Namespaces:
    """The namespaces of one wiki.

    ``local`` maps a namespace's number to its name on the wiki; ``aliases`` maps
    further names to numbers. ``case_sensitive`` lists the namespaces whose titles may
    begin with a small letter.
    """

    local: Mapping[int, str] = field(default_factory=lambda: CANONICAL_NAMESPACES)
    aliases: Mapping[str, int] = field(default_factory=dict)
    case_sensitive: frozenset[int] = frozenset()

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        numbers = {name.lower(): number for number, name in CANONICAL_NAMESPACES.items() if name}
        numbers["image"] = 6
        numbers |= {name.lower(): number for name, number in self.aliases.items()}
        numbers |= {name.lower(): number for number, name in self.local.items() if name}
        return numbers

    def split(self, title: str, default: int = MAIN) -> tuple[int, str]:
        """Split a title as people write it into namespace number and normalised name.

        ``default`` is the namespace where the title names none (TEMPLATE inside
        ``{{...}}``); a leading colon means the main namespace.
        """
        text = " ".join(title.replace("_", " ").split())
        if text.startswith(":"):
            text, default = text[1:].lstrip(), MAIN
        prefix, colon, rest = text.partition(":")
        number = self._numbers.get(prefix.strip().lower()) if colon else None
        if number is not None:
            return number, self._cased(rest.strip(), number)
        return default, self._cased(text, default)

    def normalise(self, title: str, default: int = MAIN) -> str:
        """Return the title as the wiki shows it: local namespace, spaces, first letter."""
        return self.title(*self.split(title, default))

    def title(self, number: int, name: str) -> str:
        """Join a namespace number and a name to a full title."""
        prefix = self.local.get(number, CANONICAL_NAMESPACES.get(number, ""))
        return f"{prefix}:{name}" if prefix else name

    def _cased(self, name: str, number: int) -> str:
        if number in self.case_sensitive or not name:
            return name
        first = name[0].upper()
        # MediaWiki leaves letters alone whose upper case is more than one letter (ß).
        return first + name[1:] if len(first) == 1 else name


@dataclass(frozen=True)
class TemplateNames:
    """Which of hubbot's templates a name in ``{{...}}`` means, redirects included.

    ``roles`` maps each full title (``Template:X``, and the titles of redirects to
    it) to the key of the template in the configuration (``interview``, ``need``, ...).
    """

    roles: Mapping[str, str]
    namespaces: Namespaces = field(default_factory=Namespaces)
    _seen: dict[str, str | None] = field(
        default_factory=dict, init=False, repr=False, compare=False, hash=False
    )

    def role(self, name: str) -> str | None:
        """Return the configuration key of the template, or None where it is not ours."""
        try:
            return self._seen[name]
        except KeyError:
            role = self.roles.get(self.namespaces.normalise(name, TEMPLATE))
            self._seen[name] = role
            return role

    def name(self, role: str) -> str:
        """Return the configured name of one of our templates, without its namespace."""
        for title, its_role in self.roles.items():
            if its_role == role:
                return self.namespaces.split(title)[1]
        return ""

    def titles(self, role: str) -> tuple[str, ...]:
        """List the full titles that mean one of our templates, sorted."""
        return tuple(sorted(title for title, its_role in self.roles.items() if its_role == role))


def template_names(
    templates: Mapping[str, str], redirects: Iterable[tuple[str, str]], namespaces: Namespaces
) -> TemplateNames:
    """Build the template names from the configuration and pairs (redirect, target)."""
    roles = {namespaces.normalise(name, TEMPLATE): role for role, name in templates.items() if name}
    # One step only: MediaWiki does not transclude through a redirect to a redirect.
    through = {source: roles[target] for source, target in redirects if target in roles}
    # The configured names come first, so that name() finds them.
    return TemplateNames(roles | {k: v for k, v in through.items() if k not in roles}, namespaces)

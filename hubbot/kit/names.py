"""What the pages of the kit are called, and which record each template holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hubbot.config import Config
from hubbot.records import (
    Alias,
    Code,
    Interview,
    Interviewer,
    Partnership,
    Passage,
    Question,
    Theme,
)
from hubbot.wikitext import MODULE, TEMPLATE, Namespaces

RECORDS: Final[Mapping[str, type]] = {
    "interview": Interview,
    "need": Passage,
    "support": Passage,
    "partnership": Partnership,
    "theme": Theme,
    "code": Code,
    "question": Question,
    "alias": Alias,
    "interviewer": Interviewer,
}
# Templates that stand on lines of their own, a parameter a line.
BLOCKS: Final = frozenset(("interview", "partnership"))


@dataclass(frozen=True)
class KitNames:
    """The titles of the kit's pages on one wiki."""

    config: Config
    namespaces: Namespaces

    def name(self, role: str) -> str:
        """Return a template's name without its namespace."""
        return str(getattr(self.config.templates, role))

    def template(self, role: str, subpage: str = "") -> str:
        """Return the full title of a template, or of its subpage."""
        return self._full(TEMPLATE, self.name(role) + subpage)

    @property
    def module(self) -> str:
        """The Lua module that shows labels."""
        return self._full(MODULE, self.name("interview"))

    @property
    def regions_module(self) -> str:
        """The Lua table of countries and their regions."""
        return f"{self.module}/regions"

    @property
    def start(self) -> str:
        """The name of the template with the form that starts an interview."""
        return f"{self.name('interview')}/start"

    @property
    def preload(self) -> str:
        """The page whose text a new interview begins with."""
        return self.template("interview", "/preload")

    def report_page(self, name: str, language: str = "") -> str:
        """Return the title of a report page, or of its variant in a language."""
        base = f"{self.config.pages.reports_base}/{name}"
        return self.namespaces.normalise(f"{base}/{language}" if language else base)

    def _full(self, namespace: int, name: str) -> str:
        return self.namespaces.title(*self.namespaces.split(name, namespace))

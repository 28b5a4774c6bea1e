"""Messages, numbers, dates and names in the language of a block.

The messages stand in ``i18n/LANGUAGE.json`` in the form of translatewiki.net
(https://translatewiki.net/wiki/Translating:Localisation_guide): ``$1`` is the first
argument, and ``{{PLURAL:$1|one|other}}`` chooses among the plural forms that the
Unicode CLDR gives the language, in CLDR's order (zero, one, two, few, many, other).
``i18n/qqq.json`` documents each message.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Final

from hubbot import countries, names
from hubbot.problems import Problem
from hubbot.values import Share

if TYPE_CHECKING:
    from babel import Locale

DEFAULT_LANGUAGE: Final = "en"
DOCUMENTATION: Final = "qqq"
_PLURAL: Final = re.compile(r"\{\{PLURAL:\$(\d+)\|([^{}]*)\}\}")
_ARGUMENT: Final = re.compile(r"\$(\d+)")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PLURAL_ORDER: Final = ("zero", "one", "two", "few", "many", "other")


@cache
def languages() -> tuple[str, ...]:
    """List the codes of the languages that have messages, sorted."""
    folder = resources.files("hubbot").joinpath("i18n")
    codes = (entry.name.removesuffix(".json") for entry in folder.iterdir())
    return tuple(sorted(code for code in codes if code != DOCUMENTATION and "." not in code))


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return a language's own messages by key, without any fallback."""
    path = resources.files("hubbot").joinpath("i18n", f"{language}.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    return {key: text for key, text in found.items() if not key.startswith("@")}


@cache
def messages(language: str = DEFAULT_LANGUAGE) -> Messages:
    """Return the messages of a language, or of the nearest one that has messages."""
    code = language.lower()
    while code and code not in languages():
        code = code.rpartition("-")[0]
    return Messages(code or DEFAULT_LANGUAGE)


class Messages:
    """The messages of one language; what is missing is taken from English."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._own = catalogue(lang)
        self._english = catalogue(DEFAULT_LANGUAGE)

    @cached_property
    def _locale(self) -> Locale:
        from babel import Locale  # loaded only where something is published

        return Locale.parse(self.lang, sep="-")

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return str(self._locale.text_direction)

    def has(self, key: str) -> bool:
        """Tell whether there is such a message, if only in English."""
        return key in self._english

    def template(self, key: str) -> str:
        """Return a message as it is stored, in English where the language has none."""
        return self._own.get(key) or self._english[key]

    def text(self, key: str, *arguments: str | int) -> str:
        """Return a message with its arguments filled in, as plain text.

        Whole numbers are written as the language writes them. Raises KeyError for a
        key that no language has.
        """
        template = self._own.get(key)
        source = self
        if template is None:
            template = self._english[key]
            source = messages(DEFAULT_LANGUAGE)
        return source._fill(template, arguments)

    def _fill(self, template: str, arguments: tuple[str | int, ...]) -> str:
        def value(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            if index >= len(arguments):
                return ""
            found = arguments[index]
            return self.number(found) if isinstance(found, int) else found

        def plural(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            found = arguments[index] if index < len(arguments) else 0
            number = found if isinstance(found, int) else 0
            return self._plural(number, match[2].split("|"))

        # One pass for the values, so that a "$1" inside an argument stays as it is.
        return _ARGUMENT.sub(value, _PLURAL.sub(plural, template))

    def _plural(self, number: int, forms: list[str]) -> str:
        rule = self._locale.plural_form
        categories: list[str] = [tag for tag in _PLURAL_ORDER if tag in rule.tags or tag == "other"]
        position = categories.index(rule(number))
        return forms[min(position, len(forms) - 1)]

    def number(self, number: int) -> str:
        """Write a whole number."""
        from babel.numbers import format_decimal

        return str(number) if 0 <= number < 1000 else format_decimal(number, locale=self._locale)

    def share(self, share: Share) -> str:
        """Write a share in whole per cent; a dash where there is nothing to share."""
        if share.per_cent is None:
            return "–"
        return self._percent_pattern.replace("0", str(share.per_cent), 1)

    @cached_property
    def _percent_pattern(self) -> str:
        from babel.numbers import format_percent

        return format_percent(0, locale=self._locale)

    def date(self, date: dt.date | None) -> str:
        """Write a date in full, or that it is unknown."""
        return self.text("unknown") if date is None else _long_date(self.lang, date)

    def time(self, time: dt.datetime) -> str:
        """Write a point in time, to the minute and in UTC."""
        utc = time.astimezone(dt.UTC)
        return self.text("time-utc", self.date(utc.date()), f"{utc:%H:%M}")

    def country(self, code: str) -> str:
        """Name a country by its ISO code; an empty code is unknown."""
        return countries.name(code, self.lang) if code else self.text("unknown")

    def language_name(self, code: str) -> str:
        """Name a language by its code; the code itself where CLDR has no name."""
        name = self._locale.languages.get(code.replace("-", "_"))
        return str(name) if name else code

    def label(self, prefix: str, identifier: str) -> str:
        """Name one of hubbot's own values, such as ``partner-type`` ``museum``.

        An empty identifier is unknown; one without a message is shown as it is.
        """
        if not identifier:
            return self.text("unknown")
        key = f"{prefix}-{slug(identifier)}"
        return self.text(key) if self.has(key) else identifier

    def collated(self, label: str) -> tuple[str, str]:
        """Return what a label is sorted by: without case and, but in Swedish, accents."""
        folded = label.casefold() if self.lang == "sv" else names.key(label)
        return folded, label

    def isolated(self, text: str) -> str:
        """Keep a text from being turned round, or turning round, what stands beside it.

        Where directions mix, it is put between U+2068 and U+2069, which the renderers know.
        """
        mixed = self.direction == "rtl" or _RIGHT_TO_LEFT.search(text)
        return f"\u2068{text}\u2069" if mixed else text

    def listed(self, texts: Iterable[str]) -> str:
        """Join texts with the language's comma."""
        return self.text("comma").join(texts)


def problems_text(problem: Problem, messages: Messages) -> tuple[str, str]:
    """Say what is wrong and how to mend it, a sentence each, as plain text."""
    details = problem.details
    if problem.code == "duplicate-parameter":
        details = (messages.listed(details),)
    arguments: tuple[str | int, ...] = (problem.value, problem.parameter or "", *details)
    if problem.code in _COUNTING:
        arguments = tuple(int(one) if one.isdecimal() else one for one in map(str, arguments))
    key = f"problem-{problem.code}"
    return (
        messages.text(_variant(problem, messages, key, arguments), *arguments),
        messages.text(_told(messages, f"{key}-mend", arguments), *arguments),
    )


# The problems whose arguments are numbers, to be written as the language writes them.
_COUNTING: Final = ("page-too-large", "parse-timeout", "too-many-items", "block-shrunk")


def _variant(
    problem: Problem, messages: Messages, key: str, arguments: tuple[str | int, ...]
) -> str:
    """Choose the message for a value that is held back, or a code of the other kind."""
    if problem.code == "unknown-code" and len(problem.details) == 2 and problem.details[1]:
        return f"{key}-{problem.details[0]}"
    return _told(messages, key, arguments)


def _told(messages: Messages, key: str, arguments: tuple[str | int, ...]) -> str:
    """Choose the message that does without an argument that is empty, where there is one."""
    if not messages.has(f"{key}-hidden"):
        return key
    wanted = {int(number) for number in _ARGUMENT.findall(messages.template(key))}
    given = {index for index, one in enumerate(arguments, start=1) if one != ""}
    return key if wanted <= given else f"{key}-hidden"


@cache
def slug(text: str) -> str:
    """Turn an identifier into the form it has in message keys."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@cache
def _long_date(language: str, date: dt.date) -> str:
    from babel.dates import format_date

    return format_date(date, "long", locale=language.replace("-", "_"))

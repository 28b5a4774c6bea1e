"""Reads the parameters of any of our templates as the record's class declares them.

Nothing here knows a single field: a parameter that is added to a record is read, checked
and reported like the others.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hubbot.parse.clean import plain
from hubbot.parse.flatten import Call, Given
from hubbot.parse.values import READERS, Read, nearest, read
from hubbot.problems import Problem
from hubbot.schema import Parameter, fields_by_name, parameters

_TRANSLATION = re.compile(r"([^/]+)/([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\Z")
_PLAIN_NAME = re.compile(r"[\w /-]{1,40}\Z")


@dataclass(slots=True)
class Reading:
    """What one template says: values by field, lines by field, texts kept as written.

    ``translations`` maps a field to its texts by language; ``given`` names the fields
    that hold a text; ``strange`` lists (name, text) of what no field takes; ``all_texts``
    maps a field to the texts of all its parameters, duplicates included.
    """

    line: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    as_written: dict[str, str] = field(default_factory=dict)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    strange: list[tuple[str, str]] = field(default_factory=list)
    all_texts: dict[str, list[str]] = field(default_factory=dict)
    unnamed: int = 0


class Reader:
    """Reads templates of one page; ``problems`` collects what is wrong with them.

    ``hide_words`` keeps what people said out of problems too.
    """

    def __init__(self, page: str, *, items: int, hide_words: bool = False) -> None:
        self.page = page
        self.items = items
        self.hide_words = hide_words
        self.problems: list[Problem] = []

    def report(
        self,
        code: str,
        line: int | None,
        parameter: str | None = None,
        value: str = "",
        suggestions: Iterable[str] = (),
        details: Iterable[str] = (),
    ) -> None:
        """Note one problem."""
        self.problems.append(
            Problem(self.page, line, code, parameter, value, tuple(suggestions), tuple(details))
        )

    def read(self, call: Call, record: type) -> Reading:
        """Read a template into the fields of its record; what is missing is not checked."""
        reading = empty_reading(record, call.line)
        declared = parameters(record)
        for name, givens in self._sorted(call, record, reading).items():
            self._field(name, declared[name], givens, reading)
        return reading

    def require(self, record: type, reading: Reading, value: str = "") -> None:
        """Report the required parameters that say nothing; ``value`` is what stands without."""
        for name, declared in parameters(record).items():
            needed = declared.required
            if declared.required_when is not None:
                other, when = declared.required_when
                needed = needed or reading.values.get(other) == when
            if needed and name not in reading.given:
                where = reading.lines.get(name, reading.line)
                self.report("required-missing", where, declared.name, value)

    def _value(self, declared: Parameter, text: str, marked: str, line: int) -> Read:
        """Read one text as a field's value and report what is wrong with it."""
        found = READERS[declared.kind](text, marked, declared)
        if found.fault:
            shown = "" if self._hidden(declared) else text
            near = () if self._hidden(declared) else found.suggestions
            self.report(found.fault, line, declared.name, shown, near)
        if isinstance(found.value, tuple) and len(found.value) > self.items:
            count, limit = str(len(found.value)), str(self.items)
            self.report("too-many-items", line, declared.name, count, (), (limit,))
            found = found._replace(value=found.value[: self.items])
        return found

    def _hidden(self, declared: Parameter) -> bool:
        return declared.personal or (declared.words and self.hide_words)

    def _sorted(self, call: Call, record: type, reading: Reading) -> dict[str, list[Given]]:
        """Group what is given by field, reporting what belongs to none."""
        names = fields_by_name(record)
        by_field: dict[str, list[Given]] = {}
        before: str | None = None
        for given in call.given:
            name = names.get(given.name)
            if name is not None:
                by_field.setdefault(name, []).append(given)
                before = name
            elif not self._translation(given, record, reading):
                self._strange(given, record, before, reading)
                before = before if given.positional else None
        return by_field

    def _field(self, name: str, declared: Parameter, givens: list[Given], reading: Reading) -> None:
        texts = [plain(given.value) for given in givens]
        chosen = 0
        if len(givens) > 1:
            chosen = self._chosen(givens, texts)
            self._duplicates(declared, givens, texts, chosen)
        line = givens[chosen].line
        reading.lines[name] = line
        reading.all_texts[name] = texts
        if not texts[chosen]:
            return
        reading.given.add(name)
        found = self._value(declared, texts[chosen], givens[chosen].value, line)
        reading.values[name] = found.value
        reading.unnamed += found.unnamed
        if found.keep and not declared.personal:
            reading.as_written[name] = texts[chosen]

    def _chosen(self, givens: list[Given], texts: list[str]) -> int:
        """Choose the last of one name, as MediaWiki does; of aliases, the last that says something.

        (https://www.mediawiki.org/wiki/Help:Templates: of equal names the last is used.)
        """
        last = {given.name: index for index, given in enumerate(givens)}
        filled = [index for index in last.values() if texts[index]]
        return max(filled or last.values())

    def _duplicates(
        self, declared: Parameter, givens: list[Given], texts: list[str], chosen: int
    ) -> None:
        same_name = len({given.name for given in givens}) < len(givens)
        lost = [text for index, text in enumerate(texts) if index != chosen]
        if not same_name and not any(lost):
            return
        hidden = self._hidden(declared)
        self.report(
            "duplicate-parameter",
            givens[chosen].line,
            declared.name,
            "" if hidden else texts[chosen],
            (),
            () if hidden else filter(None, lost),
        )

    def _translation(self, given: Given, record: type, reading: Reading) -> bool:
        """Take ``label/sv=`` where the record keeps texts by language beside the field."""
        match = _TRANSLATION.match(given.name)
        if match is None:
            return False
        name = fields_by_name(record).get(match[1])
        if name is None or f"{name}s" not in _field_names(record):
            return False
        texts = reading.translations.setdefault(name, {})
        text = plain(given.value)
        if match[2] in texts:
            lost = texts[match[2]]
            self.report(
                "duplicate-parameter", given.line, given.name, text, (), filter(None, [lost])
            )
        if text:
            texts[match[2]] = text
        return True

    def _strange(self, given: Given, record: type, before: str | None, reading: Reading) -> None:
        text = plain(given.value)
        if given.positional or given.name.isdigit():
            if text:
                reading.strange.append(("", text))
                shown = text if self._may_show_leftover(record, before) else ""
                self.report("positional-leftover", given.line, given.name, shown)
            return
        reading.strange.append((given.name, text))
        near = self._near(given, record)
        name: str | None = given.name
        if self.hide_words and any(one.words for one in parameters(record).values()):
            # "{{Need|code|words with a = in them}}": the name is a part of the words.
            name = None
        shown = text if self._may_show_unknown(record, given.name, near) and name else ""
        self.report("unknown-parameter", given.line, name, shown, near)

    def _near(self, given: Given, record: type) -> tuple[str, ...]:
        declared = parameters(record).values()
        names = fields_by_name(record)
        near = nearest(given.name, names) if _PLAIN_NAME.match(given.name) else ()
        if not near:  # words with an equals sign in them look like a parameter of their own
            return tuple(one.name for one in declared if one.words and one.name.isdigit())
        return tuple(dict.fromkeys(parameters(record)[names[one]].name for one in near))

    def _may_show_leftover(self, record: type, before: str | None) -> bool:
        """Tell whether a text behind a pipe too many belongs to nothing personal before it."""
        declared = parameters(record)
        if any(one.personal for one in declared.values()):
            return before is not None and not declared[before].personal
        return not (self.hide_words and any(one.words for one in declared.values()))

    def _may_show_unknown(self, record: type, name: str, near: tuple[str, ...]) -> bool:
        """Where a record has personal fields, a text of an unknown one may well be personal."""
        declared = parameters(record)
        personal = {one.name for one in declared.values() if one.personal}
        return not personal or (bool(near) and not personal.intersection(near))


def empty_reading(record: type, line: int | None = None) -> Reading:
    """Return what a record's fields hold where the page says nothing."""
    return Reading(line=line, values=dict(_defaults(record)))


@cache
def _defaults(record: type) -> dict[str, Any]:
    declared = parameters(record)
    return {
        one.name: read(declared[one.name].default, declared[one.name]).value
        if declared[one.name].default
        else one.default
        for one in dataclasses.fields(record)
        if one.name in declared
    }


@cache
def _field_names(record: type) -> frozenset[str]:
    return frozenset(one.name for one in dataclasses.fields(record))


def build(record: type, reading: Reading, **more: Any) -> Any:  # noqa: ANN401 - any record
    """Make the record of a reading, with line, translations and kept texts as it has fields."""
    names = _field_names(record)
    extra: dict[str, Any] = {
        "line": reading.line,
        "as_written": reading.as_written,
        **{f"{name}s": texts for name, texts in reading.translations.items()},
        **more,
    }
    return record(**reading.values, **{name: extra[name] for name in extra if name in names})

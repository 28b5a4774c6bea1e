"""Write records as the wiki templates that they are read from.

What :mod:`hubbot.parse` reads, this writes: a record's fields become the parameters that
:mod:`hubbot.schema` declares, in their order, and nothing here knows a single field.
Fields that say no more than their default are left out. Values are written so that
MediaWiki shows them as plain text and no value can end its template
(https://www.mediawiki.org/wiki/Help:Templates).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from hubbot.parse.engine import empty_reading
from hubbot.records import Person
from hubbot.schema import Kind, Parameter, parameters

_ENTITY_LIKE = re.compile(r"&(?=#?\w{1,31};)")
_SPECIAL: Final = {char: f"&#{ord(char)};" for char in "|{}[]<>"}
_ITALICS = re.compile("''+")
_SIGNATURE = re.compile("~(?=~~)")
_SWITCH = re.compile("_(?=_)")
_LINE_START = re.compile(r"^[*#:;=-]", re.MULTILINE)
_USER: Final = "User:"


def escaped(text: str) -> str:
    """Return a text as wikitext that shows it unchanged, also as a template's value."""
    text = _ENTITY_LIKE.sub("&amp;", text)
    text = "".join(_SPECIAL.get(char, char) for char in text)
    text = _ITALICS.sub(lambda match: "&#39;" * len(match[0]), text)
    text = _SIGNATURE.sub("&#126;", text)
    text = _SWITCH.sub("&#95;", text)
    return _LINE_START.sub(_as_entity, text)


def _as_entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def to_wikitext(
    record: object,
    template: str,
    *,
    block: bool = True,
    leave_out: Collection[str] = (),
) -> str:
    """Write a record as its template: one parameter a line, or with ``block=False`` in a line.

    ``leave_out`` names fields that are not to be written. Parameters named by the number 1
    are written without their name, as people write them.
    """
    given = [pair for pair in values(record) if pair[0] not in leave_out]
    if not block:
        return "{{" + "|".join([template, *(_short(name, text) for _, name, text in given)]) + "}}"
    lines = [f"| {name} ={_gap(text)}{text}" for _, name, text in given]
    return "\n".join(["{{" + template, *lines, "}}"])


def _short(name: str, text: str) -> str:
    if name == "1" and "=" not in text and text == text.strip():
        return text
    return f"{name}={text}"


def _gap(text: str) -> str:
    return "" if text.startswith("\n") else " "


def values(record: object) -> Iterator[tuple[str, str, str]]:
    """Yield (field, parameter's name, wikitext of the value) of what a record says."""
    kind: type = type(record)
    for field, declared in parameters(kind).items():
        text = _value(record, field, declared)
        if text:
            yield field, declared.name, text
        translations = getattr(record, f"{field}s", None)
        if isinstance(translations, Mapping):
            for language, translated in sorted(translations.items()):
                yield field, f"{declared.name}/{language}", escaped(translated)


def _value(record: object, field: str, declared: Parameter) -> str:
    value = getattr(record, field)
    kind: type = type(record)
    if declared.kind is Kind.PEOPLE:
        first = next(f for f, d in parameters(kind).items() if d.kind is Kind.PEOPLE)
        unnamed = getattr(record, "people_unnamed", 0) if field == first else 0
        return _people(value, unnamed)
    if value == empty_reading(kind).values[field]:
        return ""
    return _WRITERS.get(declared.kind, _text)(value)


def _text(value: object) -> str:
    return escaped(value.isoformat() if isinstance(value, dt.date) else str(value))


def _list(items: Sequence[str]) -> str:
    """Write a short list in one line, a long one as bullets."""
    texts = [escaped(item) for item in items]
    row = ", ".join(texts)
    return row if len(row) <= _ROW_LENGTH else _bullets(texts)


_ROW_LENGTH: Final = 80


def _bullets(texts: Iterable[str]) -> str:
    return "".join(f"\n* {text}" for text in texts)


def _people(people: Sequence[Person], unnamed: int) -> str:
    texts = [_person(one, alone=len(people) == 1) for one in people]
    if unnamed:
        texts.append(str(unnamed))
    return texts[0] if len(texts) == 1 else _bullets(texts)


def _person(person: Person, *, alone: bool) -> str:
    """Write ``Name, ORG (Username)``; behind a dash where a comma would divide people."""
    name, username = escaped(person.name), escaped(person.username)
    if person.username and person.name == person.username:
        name, username = _USER + name, ""
    organisations = [escaped(one) for one in person.organisations]
    if alone and organisations:
        name = f"{name} – {organisations.pop(0)}"
    shown = ", ".join([name, *organisations])
    return f"{shown} ({username})" if username else shown


_WRITERS: Final[Mapping[Kind, Callable[[Any], str]]] = {
    Kind.NEEDS: _list,
    Kind.SUPPORT: _list,
    Kind.LIST: _list,
}

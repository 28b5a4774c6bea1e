"""How the text of a parameter is read, by its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from hubbot.parse.clean import plain, targets
from hubbot.parse.dates import read_date
from hubbot.parse.flatten import LINK, TARGET_END
from hubbot.parse.people import read_people
from hubbot.schema import Kind, Parameter

_SPACES = re.compile(r"[\s_-]+")
_LIST_BREAK = re.compile(r"[,،，、\n•]")
_YEAR_OR_MONTH = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?\Z")
_LIST_MARK = re.compile(r"\A\s*(?:[*#:;]+|[-–]\s+|\d{1,3}[.)]\s+)\s*")
_URL = re.compile(r"(?:https?:)?//[^\s<>\"\[\]]+\Z", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?\Z", re.IGNORECASE)
_ITEM = re.compile(r"(?:\A|[:/#])(Q[1-9]\d*)\Z", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*\Z")
_INTERWIKI = re.compile(r"\A:?(?:m|meta|metawikimedia)?:", re.IGNORECASE)


class Read(NamedTuple):
    """What was read of a text: the value, and the problem's code where it cannot be used.

    ``keep`` asks that the text is kept beside the value; ``unnamed`` counts people.
    """

    value: Any
    fault: str = ""
    suggestions: tuple[str, ...] = ()
    keep: bool = False
    unnamed: int = 0


def read(marked: str, declaration: Parameter) -> Read:
    """Read a parameter's text, marks still in it, as its declaration says."""
    return READERS[declaration.kind](plain(marked), marked, declaration)


def nearest(text: str, choices: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """List the choices nearest to a text, best first; of equally near ones the earlier."""
    from rapidfuzz import fuzz, process

    known = list(choices)
    wanted = choice_key(text)[:200]
    hits = process.extract(
        wanted, [choice_key(choice) for choice in known], scorer=fuzz.ratio, score_cutoff=60
    )
    ranked = sorted(hits, key=lambda hit: (-hit[1], hit[2]))
    return tuple(known[index] for _, _, index in ranked)[:limit]


@lru_cache(maxsize=2_000)
def choice_key(text: str) -> str:
    """Reduce a choice to what its spellings share."""
    return _SPACES.sub(" ", text.casefold()).strip(" .!:;,\"'”“’\u200e\u200f")


def _single(text: str) -> str:
    return " ".join(text.split())


def list_items(text: str) -> tuple[str, ...]:
    """Split a plain value at commas, breaks and bullets, each item once, in their order."""
    pieces = (_LIST_MARK.sub("", piece) for piece in _LIST_BREAK.split(text))
    items = (" ".join(piece.split()).rstrip(";") for piece in pieces)
    return tuple(dict.fromkeys(item for item in items if item))


def _text(text: str, _marked: str, _: Parameter) -> Read:
    return Read(text)


def _name(text: str, marked: str, _: Parameter) -> Read:
    """Read a name; where it is all one link, the target is the surer name."""
    shown = _single(text)
    linked = targets(marked)
    written = marked.strip()
    if len(linked) == 1 and written[0] == LINK and written[-1] == TARGET_END:
        shown = _INTERWIKI.sub("", linked[0]).partition("#")[0].strip() or shown
    return Read(shown, keep=True)


def _place(text: str, _marked: str, _: Parameter) -> Read:
    return Read(_single(text), keep=True)


def _short(text: str, _marked: str, _: Parameter) -> Read:
    return Read(_single(text))


def _choice(text: str, _marked: str, declaration: Parameter) -> Read:
    if text in declaration.allowed:
        return Read(text)
    wanted = choice_key(text)
    for allowed in declaration.allowed:
        if wanted == choice_key(allowed):
            return Read(allowed)
    near = nearest(wanted, declaration.allowed) or declaration.allowed
    return Read(declaration.unreadable or declaration.default, "invalid-value", near)


def _date(text: str, _marked: str, _: Parameter) -> Read:
    found = read_date(_single(text))
    if found is None:
        return Read(None, "invalid-date", keep=True)
    if found.day is None:
        return Read(None, "invalid-date", tuple(map(str, found.either)), keep=True)
    if found.iso:
        return Read(found.day)
    return Read(found.day, "date-not-iso", (str(found.day),))


def _year_or_date(text: str, marked: str, declaration: Parameter) -> Read:
    if _YEAR_OR_MONTH.match(_single(text)):
        return Read(_single(text))
    read = _date(text, marked, declaration)
    return read._replace(value=read.value.isoformat() if read.value else "")


def _people(text: str, marked: str, _: Parameter) -> Read:
    people, unnamed = read_people(marked)
    return Read(people, unnamed=unnamed)


def _language(text: str, _marked: str, _: Parameter) -> Read:
    wanted = _single(text)
    code = wanted.casefold().replace("_", "-")
    known = _language_names()
    if _LANGUAGE.match(code) and code.partition("-")[0] in known.values():
        return Read(code)
    name = wanted.casefold()
    near: tuple[str, ...] = (known[name],) if name in known else ()
    if not near:
        near = tuple(known[choice] for choice in nearest(name, known))
    return Read("", "invalid-value", near, keep=True)


@cache
def _language_names() -> Mapping[str, str]:
    """Map the English names of languages to their codes."""
    from babel import Locale

    names: dict[str, str] = {}
    for code, name in sorted(Locale("en").languages.items(), key=lambda pair: len(pair[0])):
        names.setdefault(name.casefold(), code.lower().replace("_", "-"))
    return names


def _list(text: str, _marked: str, _: Parameter) -> Read:
    return Read(list_items(text))


def _number(text: str, _marked: str, _: Parameter) -> Read:
    written = _single(text)
    try:
        return Read(int(written))
    except ValueError:
        return Read(None, "invalid-value", keep=True)


def _url(text: str, marked: str, _: Parameter) -> Read:
    linked = targets(marked)
    written = linked[0] if len(linked) == 1 else _single(text)
    if _URL.match(written):
        return Read(written)
    near = (f"https://{written}",) if _BARE_HOST.match(written) else ()
    return Read("", "invalid-value", near, keep=True)


def _file_or_url(text: str, marked: str, _: Parameter) -> Read:
    linked = targets(marked)
    return Read(linked[0] if len(linked) == 1 else _single(text))


def _wikidata_item(text: str, marked: str, _: Parameter) -> Read:
    for written in (*targets(marked), _single(text)):
        found = _ITEM.search(written)
        if found:
            return Read(found[1].upper())
    return Read("", "invalid-value", keep=True)


READERS: Final[Mapping[Kind, Callable[[str, str, Parameter], Read]]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.YEAR_OR_DATE: _year_or_date,
    Kind.PEOPLE: _people,
    Kind.LANGUAGE: _language,
    Kind.COUNTRY: _place,
    Kind.REGION: _place,
    Kind.AFFILIATE: _name,
    Kind.NEEDS: _list,
    Kind.SUPPORT: _list,
    Kind.CODE: _short,
    Kind.THEME: _short,
    Kind.LIST: _list,
    Kind.NUMBER: _number,
    Kind.URL: _url,
    Kind.FILE_OR_URL: _file_or_url,
    Kind.WIKIDATA_ITEM: _wikidata_item,
}

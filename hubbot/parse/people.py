"""People as pages name them: ``Name, ORG``, ``Name, ORG (Username)``, ``Name [User:X]``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hubbot.parse.clean import plain, with_targets
from hubbot.records import Person

_USER = re.compile(
    r"\A:?(?:[a-z-]{1,12}:)*(?:user|u|användare|utilisateur|usuario|benutzer):", re.I
)
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_ITEM_MARK = re.compile(r"\A\s*(?:[*#:;•·▪–—-]+\s*)?(?:\(?\d{1,3}[.):]\s+|\d{1,3}[.)](?=\D))?\s*")
_DASH = re.compile(r"\s+[-–—]\s+")
_AND = re.compile(r"\s+(?:and|&|och|et|y)\s+", re.IGNORECASE)
_COMMAS = re.compile("[,،，]")
_PRONOUNS = re.compile(r"\A[a-z]+/[a-z]+(?:/[a-z]+)?\Z")
_ORGANISATION = re.compile(
    r"wiki|\b(?:association|foundation|group|society|community|network|institut\w*|"
    r"universit\w*|college|school|librar\w*|bibliot\w*|museum\w*|archive\w*|arkiv\w*|galler\w*|"
    r"ministry|department|council|board|office|centre|center|hub|team|chapter|agency|project|"
    r"unesco|trust|union|academy|committee|organi[sz]ation|e\.?v\.?|ab|inc|ltd|staff)\b",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"\b(?:meeting|meet|zoom|online|call|notes|interview|questions|agenda|introduction|"
    r"background|summary|date|time|content|partnerships?|needs|assessment)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\A[A-Z][A-Z0-9&/.-]{1,11}\Z")
_NUMBER = re.compile(
    r"\A\s*(\d{1,5})\s*(?:people|persons?|participants?|interviewees?|volunteers?)?\s*\.?\s*\Z",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*\Z")
_PARTICLES = frozenset(
    (
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "di",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "bint",
        "ibn",
        "y",
        "e",
        "of",
        "af",
        "och",
    )
)


def read_people(text: str) -> tuple[tuple[Person, ...], int]:
    """Read people from a value: one a line, or on one line with commas between.

    Returns the people, and the number of people that a bare number stands for.
    """
    lines = [line for line in map(item, with_targets(text).split("\n")) if line]
    people: list[Person] = []
    unnamed = 0
    for line in lines:
        number = _NUMBER.match(line)
        if number:
            unnamed += int(number[1])
        elif len(lines) == 1:
            people.extend(read_row(line))
        else:
            people.extend(read_line(line))
    return tuple(people), unnamed


def read_row(line: str) -> list[Person]:
    """Read people that stand on one line: organisations belong to the person before them."""
    people: list[Person] = []
    for part in re.split("[;；]", line):
        groups: list[list[str]] = []
        for piece in _pieces(part):
            if groups and is_organisation(_BRACKET.sub("", piece)):
                groups[-1].append(piece)
            else:
                groups.extend([one] for one in _AND.split(piece) if one.strip())
        people.extend(person for group in groups if (person := _person(group)) is not None)
    return people


def read_line(line: str) -> list[Person]:
    """Read a line for each person: what follows a comma is an organisation."""
    people = [_person(_pieces(part)) for part in re.split("[;；]", line)]
    return [person for person in people if person is not None]


def item(line: str) -> str:
    """Return a line as plain text without the mark of a list or a typed number."""
    return _ITEM_MARK.sub("", plain(line), count=1).strip()


def _pieces(text: str) -> list[str]:
    """Split at commas that stand outside of brackets."""
    pieces = [""]
    depth = 0
    for char in text:
        depth += (char in "([") - (char in ")]")
        if depth <= 0 and _COMMAS.match(char):
            pieces.append("")
        else:
            pieces[-1] += char
    return [piece.strip() for piece in pieces if piece.strip()]


def _person(pieces: list[str]) -> Person | None:
    if not pieces:
        return None
    usernames: list[str] = []
    texts = [_BRACKET.sub(lambda match: _username(match, usernames), piece) for piece in pieces]
    texts = [text.strip(" \t.;:") for text in texts]
    name, *behind_dash = _DASH.split(texts[0], maxsplit=1)
    organisations = [*behind_dash, *texts[1:]]
    if is_user(name):
        usernames.insert(0, _bare_user(name))
        name = usernames[0]
    name = name or (usernames[0] if usernames else "")
    if not name and not any(organisations):
        return None
    return Person(
        name=" ".join(name.split()),
        username=usernames[0] if usernames else "",
        organisations=tuple(one for one in (*organisations, *usernames[1:]) if one),
    )


def _username(match: re.Match[str], found: list[str]) -> str:
    inside = match[1].strip()
    if not inside:
        return ""
    if _PRONOUNS.match(inside):
        return match[0]  # "she/her" belongs to the name
    if is_user(inside):
        found.insert(0, _bare_user(inside))
    else:
        found.append(inside)
    return ""


def is_user(text: str) -> bool:
    """Tell whether a text names a user page, or is a name with an at sign before it."""
    return bool(_USER.match(text)) or (text.startswith("@") and len(text) > 1)


def _bare_user(text: str) -> str:
    return _USER.sub("", text).lstrip("@").replace("_", " ").partition("|")[0].strip()


def is_organisation(text: str) -> bool:
    """Tell whether a text is certainly an organisation's name rather than a person's."""
    return bool(_ORGANISATION.search(text)) or bool(_ACRONYM.match(text.strip()))


def looks_like_person(line: str, *, labelled: bool) -> bool:
    """Tell whether a line names a person; less is asked where a label has said so."""
    text = item(with_targets(line))
    if not text or len(text) > 150 or (text.endswith((".", "?", "!")) and not labelled):
        return False
    if _NUMBER.match(text):
        return labelled
    name = _BRACKET.sub("", _DASH.split(_pieces(text)[0])[0] if _pieces(text) else "").strip()
    if is_user(text) or is_user(name):
        return True
    words = name.split()
    if not all(_WORD.match(word) for word in words):
        return False
    if labelled:
        return 0 < len(words) <= 6
    capitals = [word for word in words if word.lower() not in _PARTICLES]
    if not all(word[0].isupper() for word in capitals) or is_organisation(name):
        return False
    if _NO_PERSON.search(name):
        return False
    return 2 <= len(words) <= 5 or (len(words) == 1 and name != text)


def name_keys(people: Iterable[Person]) -> frozenset[str]:
    """Return the names and user names of people in a form that can be compared."""
    keys = {key(text) for person in people for text in (person.name, person.username)}
    return frozenset(keys - {""})


def key(name: str) -> str:
    """Reduce a name to what its spellings share."""
    return " ".join(name.replace("_", " ").casefold().split())

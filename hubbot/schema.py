"""How a template parameter is declared: once, in one line, on the field of its record.

A record in :mod:`hubbot.records` is a frozen dataclass. A field made with
:func:`parameter` is a parameter of that record's wiki template. The parser, the
template's TemplateData, its documentation, the data dictionary and the data files
are all made from these declarations.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

_METADATA_KEY: Final = "hubbot.parameter"


class Kind(StrEnum):
    """What kind of value a parameter holds, and so how its text is read and written."""

    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    YEAR_OR_DATE = "year or date"
    PEOPLE = "people"
    LANGUAGE = "language"
    COUNTRY = "country"
    REGION = "region"
    AFFILIATE = "affiliate"
    NEEDS = "needs"
    SUPPORT = "support"
    CODE = "code"
    THEME = "theme"
    LIST = "list"
    NUMBER = "number"
    URL = "url"
    FILE_OR_URL = "file or url"
    WIKIDATA_ITEM = "wikidata item"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """The declaration of one template parameter.

    ``required_when`` names another parameter and the value of it that makes this
    one required; ``personal`` keeps the value out of every report, problem, log,
    export and site; ``words`` marks what people said, which ``quotes=no`` holds back.
    ``unreadable`` is what a choice means whose text is none of the allowed values (the
    default, where nothing is declared).
    """

    name: str
    kind: Kind
    description: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    required_when: tuple[str, str] | None = None
    allowed: tuple[str, ...] = ()
    default: str = ""
    unreadable: str = ""
    example: str = ""
    personal: bool = False
    words: bool = False


def parameter(
    kind: Kind,
    description: str,
    *,
    name: str = "",
    aliases: tuple[str, ...] = (),
    required: bool = False,
    required_when: tuple[str, str] | None = None,
    allowed: tuple[str, ...] = (),
    default: str = "",
    unreadable: str = "",
    example: str = "",
    personal: bool = False,
    words: bool = False,
) -> Any:  # noqa: ANN401 - like dataclasses.field, it stands for a value of the field's type
    """Declare a record's field as a template parameter.

    ``name`` is given only where the parameter is not called like the field (``2``
    of the inline templates). ``default`` is the text that an absent or empty
    parameter stands for, ``unreadable`` the one that an unknown choice stands for.
    """
    declaration = Parameter(
        name=name,
        kind=kind,
        description=description,
        aliases=aliases,
        required=required,
        required_when=required_when,
        allowed=allowed,
        default=default,
        unreadable=unreadable,
        example=example,
        personal=personal,
        words=words,
    )
    return dataclasses.field(default=_EMPTY[kind], metadata={_METADATA_KEY: declaration})


# What a field holds when the page says nothing (and the declaration has no default).
_EMPTY: Final[Mapping[Kind, Any]] = {
    **dict.fromkeys(Kind, ""),
    Kind.DATE: None,
    Kind.NUMBER: None,
    Kind.PEOPLE: (),
    Kind.NEEDS: (),
    Kind.SUPPORT: (),
    Kind.LIST: (),
}


@cache
def parameters(record: type) -> Mapping[str, Parameter]:
    """List a record's template parameters, in order, by the name of their field."""
    found: dict[str, Parameter] = {}
    for field in dataclasses.fields(record):
        declaration = field.metadata.get(_METADATA_KEY)
        if declaration is not None:
            name = declaration.name or field.name
            found[field.name] = dataclasses.replace(declaration, name=name)
    return found


@cache
def fields_by_name(record: type) -> Mapping[str, str]:
    """Map every accepted spelling of a record's parameters to the field's name."""
    return {
        spelling: field
        for field, declaration in parameters(record).items()
        for spelling in (declaration.name, *declaration.aliases)
    }

"""TemplateData, from the declarations of a record's fields.

TemplateData is what VisualEditor makes a template's form of
(https://www.mediawiki.org/wiki/Help:TemplateData).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from hubbot import countries
from hubbot.schema import Kind, Parameter, parameters

_TYPES: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "string",
    Kind.CHOICE: "line",
    Kind.DATE: "date",
    Kind.YEAR_OR_DATE: "line",
    Kind.PEOPLE: "string",
    Kind.LANGUAGE: "line",
    Kind.COUNTRY: "line",
    Kind.REGION: "line",
    Kind.AFFILIATE: "line",
    Kind.NEEDS: "string",
    Kind.SUPPORT: "string",
    Kind.CODE: "line",
    Kind.THEME: "line",
    Kind.LIST: "string",
    Kind.NUMBER: "number",
    Kind.URL: "url",
    Kind.FILE_OR_URL: "line",
    Kind.WIKIDATA_ITEM: "line",
}
_BLOCK: Final = "block"
_INLINE: Final = "inline"


def templatedata(record: type, description: str, *, block: bool) -> dict[str, Any]:
    """Describe a record's template: its fields in their order, and nothing else."""
    declared = parameters(record)
    return {
        "description": description,
        "format": _BLOCK if block else _INLINE,
        "params": {one.name: parameter(field, one) for field, one in declared.items()},
        "paramOrder": [one.name for one in declared.values()],
    }


def parameter(field: str, declared: Parameter) -> dict[str, Any]:
    """Describe one parameter."""
    described: dict[str, Any] = {
        "label": field.replace("_", " ").capitalize(),
        "description": declared.description,
        "type": _TYPES[declared.kind],
    }
    if declared.aliases:
        described["aliases"] = list(declared.aliases)
    if declared.required:
        described["required"] = True
    elif declared.required_when is not None:
        described["suggested"] = True
    if allowed(declared):
        described["suggestedvalues"] = list(allowed(declared))
    for key in ("default", "example"):
        if getattr(declared, key):
            described[key] = getattr(declared, key)
    return described


def allowed(declared: Parameter) -> tuple[str, ...]:
    """List the values that a parameter can have, where they can be listed."""
    return countries.REGIONS if declared.kind is Kind.REGION else declared.allowed


def as_wikitext(described: Mapping[str, Any]) -> str:
    """Write TemplateData as it stands on a documentation page."""
    text = json.dumps(described, ensure_ascii=False, indent="\t")
    return f"<templatedata>\n{text}\n</templatedata>"

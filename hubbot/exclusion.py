"""Obey ``{{bots}}`` and ``{{nobots}}``, and templates by which people hold bots off a page."""

from __future__ import annotations

from collections.abc import Collection

from hubbot.preprocess import Call, Scan
from hubbot.wikitext import TEMPLATE, Namespaces

SCRIPT = "hubbot"


def bot_is_excluded(
    scan: Scan, user: str, namespaces: Namespaces, restricted: Collection[str] = ()
) -> bool:
    """Say whether the page asks the bot, by its user name, to stay away.

    ``restricted`` lists further templates (without namespace) that keep bots off, such
    as a wiki's "in use". The rules are those of
    https://en.wikipedia.org/wiki/Template:Bots as pywikibot applies them; what cannot
    be understood keeps the bot off, for the page's editors meant something by it.
    """
    for call in scan.calls:
        namespace, name = namespaces.split(call.name, TEMPLATE)
        if namespace != TEMPLATE:
            continue
        if name in restricted or (name == "Nobots" and _nobots(call, user)):
            return True
        if name == "Bots" and _bots(call, user):
            return True
    return False


def _names(value: str) -> set[str]:
    return {name.strip().replace("_", " ") for name in value.split(",") if name.strip()}


def _nobots(call: Call, user: str) -> bool:
    parameters = call.parameters()
    if not parameters:
        return True
    listed = _names(parameters.get("1", ""))
    return set(parameters) != {"1"} or bool(listed & {"all", SCRIPT, user})


def _bots(call: Call, user: str) -> bool:
    parameters = call.parameters()
    if "allow" in parameters and not _names(parameters["allow"]) & {"all", user}:
        return True
    if "allowscript" in parameters and not _names(parameters["allowscript"]) & {"all", SCRIPT}:
        return True
    denied = _names(parameters.get("deny", "")) & {"all", user}
    denied_script = _names(parameters.get("denyscript", "")) & {"all", SCRIPT}
    return bool(denied or denied_script)

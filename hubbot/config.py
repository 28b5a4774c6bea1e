"""The configuration: the packaged defaults, changed by an operator's ``hubbot.toml``."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, get_type_hints

from hubbot.errors import ConfigError

FILE_NAME = "hubbot.toml"


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Which pages are read and which may be written."""

    interview_prefixes: tuple[str, ...]
    interview_namespaces: tuple[int, ...]
    codebook: str
    register: str
    affiliate_pages: tuple[str, ...]
    reports_base: str
    report_pages: Mapping[str, str]
    target_prefixes: tuple[str, ...]
    target_pages: tuple[str, ...]
    target_namespaces: tuple[int, ...]
    stop_page: str
    task_page: str
    help: str
    tracking_category: str


@dataclass(frozen=True, kw_only=True)
class Templates:
    """Names of the wiki templates, without their namespace."""

    interview: str
    need: str
    support: str
    partnership: str
    theme: str
    code: str
    question: str
    alias: str
    interviewer: str
    report: str
    report_end: str
    show: str
    affiliate_infobox: str
    affiliate_infobox_parameters: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Notes:
    """How notes pages are read: question wordings by id, labels by what they label."""

    questions: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Limits that keep a faulty source from emptying pages."""

    max_drop: float
    max_pages: int


@dataclass(frozen=True, kw_only=True)
class Run:
    """How a run behaves; ``put_throttle`` and ``max_seconds`` are in seconds."""

    put_throttle: float
    max_seconds: int
    cache: str
    languages: tuple[str, ...]
    contact: str
    charts: bool
    stop_words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything an operator can set; every key has a default."""

    pages: Pages
    templates: Templates
    notes: Notes
    guard: Guard
    run: Run


def load(path: Path | None = None) -> Config:
    """Read the configuration from ``path``, else from the working folder's file, if any.

    Raises ConfigError, naming every mistake at once with its key.
    """
    chosen = path if path is not None else Path(FILE_NAME)
    if path is None and not chosen.is_file():
        return defaults()
    try:
        given = tomllib.loads(chosen.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{chosen} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{chosen} is not valid TOML: {error}.") from error
    return _build(given, str(chosen))


@cache
def defaults() -> Config:
    """Return the packaged defaults."""
    return _build({}, "default.toml")


def default_text() -> str:
    """Return the packaged defaults as written, comments included."""
    return resources.files("hubbot").joinpath("data/default.toml").read_text(encoding="utf-8")


def _build(given: Mapping[str, Any], source: str) -> Config:
    base = tomllib.loads(default_text())
    mistakes: list[str] = []
    sections: dict[str, Any] = {}
    types = get_type_hints(Config)
    for name in given:
        if name not in types:
            mistakes.append(f"{name}: there is no such section (one of {', '.join(types)})")
    for name, section_type in types.items():
        sections[name] = _section(section_type, base[name], given.get(name, {}), name, mistakes)
    config = Config(**sections)
    mistakes.extend(_out_of_range(config))
    if mistakes:
        raise ConfigError(f"{source} has mistakes: " + "; ".join(mistakes) + ".")
    return config


def _section(
    section: type, base: Mapping[str, Any], given: object, name: str, mistakes: list[str]
) -> Any:  # noqa: ANN401 - the section's own dataclass, chosen by the caller
    if not isinstance(given, Mapping):
        mistakes.append(f"{name}: must be a section ([{name}]), not a value")
        given = {}
    types = get_type_hints(section)
    for key in given:
        if key not in types:
            mistakes.append(f"{name}.{key}: there is no such key (one of {', '.join(types)})")
    values = {}
    for key, expected in types.items():
        value = given.get(key, base[key])
        fault = _fault(value, expected)
        if fault:
            mistakes.append(f"{name}.{key}: must be {fault}")
            value = base[key]  # so that the other keys' ranges can be looked at too
        values[key] = _frozen(value)
    return section(**values)


_FAULTS = {
    "str": "a text in quotation marks",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple[str, ...]": "a list of texts",
    "tuple[int, ...]": "a list of whole numbers",
    "Mapping[str, str]": "a table of texts",
    "Mapping[str, tuple[str, ...]]": "a table of lists of texts",
}


def _fault(value: object, expected: Any) -> str:  # noqa: ANN401 - a type form has no type
    """Say what the value should have been, or nothing where it is right."""
    name = expected.__name__ if isinstance(expected, type) else ""
    if not name or "[" in str(expected):
        name = str(expected).replace("collections.abc.", "").replace("typing.", "")
    return "" if _fits(value, name) else _FAULTS[name]


def _fits(value: object, name: str) -> bool:
    def is_list(of: type) -> bool:
        return isinstance(value, list) and all(type(item) is of for item in value)

    match name:
        case "str":
            return isinstance(value, str)
        case "int":
            return type(value) is int
        case "float":
            return type(value) in (int, float)
        case "bool":
            return isinstance(value, bool)
        case "tuple[str, ...]":
            return is_list(str)
        case "tuple[int, ...]":
            return is_list(int)
        case "Mapping[str, str]":
            return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
        case _:
            return isinstance(value, dict) and all(
                isinstance(v, list) and all(isinstance(item, str) for item in v)
                for v in value.values()
            )


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def _out_of_range(config: Config) -> Iterator[str]:
    if not 0 <= config.guard.max_drop <= 1:
        yield "guard.max_drop: must lie between 0 and 1"
    if config.guard.max_pages < 1:
        yield "guard.max_pages: must be at least 1"
    if config.run.max_seconds < 1:
        yield "run.max_seconds: must be at least 1"
    for section in (config.pages, config.templates):
        for field in dataclasses.fields(section):
            value = getattr(section, field.name)
            if value == "" and field.name not in _MAY_BE_EMPTY:
                yield f"{_section_name(section)}.{field.name}: must not be empty"
    for prefix in config.pages.interview_prefixes:
        if not prefix.endswith("/"):
            yield f'pages.interview_prefixes: "{prefix}" must end with a slash'


_MAY_BE_EMPTY = {
    "affiliate_infobox",
    "codebook",
    "register",
    "stop_page",
    "task_page",
    "tracking_category",
}


def _section_name(section: Pages | Templates) -> str:
    return type(section).__name__.lower()


def bundled(name: str) -> str:
    """Return the text of a file in the package's data folder."""
    return resources.files("hubbot").joinpath(os.path.join("data", name)).read_text("utf-8")

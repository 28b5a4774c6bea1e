"""The registry of reports: what a report is, and how one is added.

A report is one function, registered with :func:`report`, from :class:`Data` and
:class:`Options` to a value. Its key becomes the first parameter of a block; its
declaration is what block parameters are checked against and what the reference page
is made of. Nothing else has to change to add one, but a caption in ``i18n``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hubbot.reports.data import Data
    from hubbot.reports.options import Options
    from hubbot.values import Value

    Function = Callable[[Data, Options], Value]


@dataclass(frozen=True, kw_only=True)
class Own:
    """A parameter of one report beyond the common ones; the first value is the default.

    ``values`` may be a function, for values that depend on what is registered.
    """

    name: str
    values: tuple[str, ...] | Callable[[], tuple[str, ...]]
    description: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that the parameter can have."""
        return self.values() if callable(self.values) else self.values

    @property
    def default(self) -> str:
        """What the parameter means where a block does not give it."""
        return self.choices[0]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report's declaration.

    ``columns`` are keys of messages, and ``across`` that of what has a column for each of
    its values, with one for the total after them. The first of ``sorts`` is the default order; ties
    are broken by label and then by code. ``filtered`` tells whether the filters apply,
    ``charted`` whether a chart of it can be made, ``inline`` whether it fits inside a
    sentence; ``limits`` what ``limit`` counts, and ``limit`` how many show where a block
    does not say; ``empty`` the message for no rows.
    """

    key: str
    function: Function
    description: str
    columns: tuple[str, ...] = ()
    across: str = ""
    sorts: tuple[str, ...] = ()
    own: tuple[Own, ...] = ()
    filtered: bool = True
    charted: bool = False
    inline: bool = False
    limits: str = ""
    limit: int | None = None
    empty: str = "empty-interviews"


_REPORTS: Final[dict[str, Report]] = {}
REGISTRY: Final[Mapping[str, Report]] = MappingProxyType(_REPORTS)


def report(
    key: str,
    *,
    columns: tuple[str, ...] = (),
    across: str = "",
    sorts: tuple[str, ...] = (),
    own: tuple[Own, ...] = (),
    filtered: bool = True,
    charted: bool = False,
    inline: bool = False,
    limits: str = "",
    limit: int | None = None,
    empty: str = "empty-interviews",
) -> Callable[[Function], Function]:
    """Register a function as a report; its docstring's first line describes it."""

    def register(function: Function) -> Function:
        if key in _REPORTS:
            raise ValueError(f"There are two reports with the key {key}.")
        _REPORTS[key] = Report(
            key=key,
            function=function,
            description=(function.__doc__ or "").strip().partition("\n")[0],
            columns=columns,
            across=across,
            sorts=sorts,
            own=own,
            filtered=filtered,
            charted=charted,
            inline=inline,
            limits=limits,
            limit=limit,
            empty=empty,
        )
        return function

    return register

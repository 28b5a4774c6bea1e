"""Write records as plain JSON values and read them back, by the types of their fields.

A record becomes the list of its fields' values, in their order; a field that is added
to a record needs nothing here. Reading makes nothing but the record named and the types
of its fields, whatever the values are.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

_T = TypeVar("_T")
_Reader = Callable[[Any], Any]


def encode(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """Return a record, or a value of a record's field, as lists, dicts, texts and numbers."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, dt.date):  # a datetime too
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    record: Any = type(value)
    return [encode(getattr(value, name)) for name in _field_names(record)]


def decode(record: type[_T], value: object) -> _T:
    """Return the record that :func:`encode` wrote.

    Raises ValueError or TypeError where the value cannot be one.
    """
    of: Any = record
    read: _T = _reader(of)(value)
    return read


@cache
def _field_names(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(record))


@cache
def _reader(of: Any) -> _Reader:  # noqa: ANN401 - a type form has no type
    if dataclasses.is_dataclass(of) and isinstance(of, type):
        return _record_reader(of)
    origin, arguments = get_origin(of), get_args(of)
    if origin in (Union, types.UnionType):
        return _optional_reader(arguments)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_reader(arguments[1])
    if of in (dt.date, dt.datetime):
        from_text: _Reader = of.fromisoformat
        return from_text
    if of in (str, int, float, bool):
        return _plain_reader(of)
    raise TypeError(f"There is no way to read a {of}.")


def _plain_reader(of: type) -> _Reader:
    def read(value: object) -> object:
        if type(value) is not of:
            raise TypeError(f"{value!r} is no {of.__name__}.")
        return value

    return read


def _record_reader(record: type) -> _Reader:
    names = _field_names(record)
    hints = get_type_hints(record)
    fields = [(name, _reader(hints[name])) for name in names]

    def read(value: list[object]) -> object:
        given = zip(fields, value, strict=True)
        return record(**{name: one(item) for (name, one), item in given})

    return read


def _tuple_reader(arguments: tuple[Any, ...]) -> _Reader:
    readers = [_reader(one) for one in arguments if one is not ...]
    if arguments[-1] is ...:
        item = readers[0]
        return lambda value: tuple(map(item, value))
    return lambda value: tuple(one(item) for one, item in zip(readers, value, strict=True))


def _mapping_reader(of: Any) -> _Reader:  # noqa: ANN401 - as above
    item = _reader(of)
    return lambda value: {str(key): item(one) for key, one in value.items()}


def _optional_reader(arguments: tuple[Any, ...]) -> _Reader:
    some = [_reader(one) for one in arguments if one is not types.NoneType]
    if len(some) != 1:
        raise TypeError(f"There is no way to tell which of {arguments} a value is.")
    return lambda value: None if value is None else some[0](value)

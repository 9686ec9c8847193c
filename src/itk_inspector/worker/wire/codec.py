"""Values as JSON and back: only what the types of their fields allow ever comes out."""

from __future__ import annotations

import base64
import functools
import importlib
import json
import sys
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

Reader: TypeAlias = Callable[[Any], Any]
_MOST = 2**64
_written = json.JSONEncoder(separators=(",", ":")).encode


class CodecError(ValueError):
    """Bytes are not what the other process says."""


def packed(kind: str, value: Any) -> bytes:
    """Return a dataclass as bytes, its name in front."""
    return _written([kind, _plain(value)]).encode("ascii")


def unpacked(data: bytes, kinds: Mapping[str, type]) -> Any:
    """Return the dataclass that bytes stand for.

    Parameters
    ----------
    data : bytes
    kinds : mapping of str to type
        The dataclasses that may come. A type of a field whose name means nothing in their module is looked up in
        the module's ``LATER``, which says where it is.

    Raises
    ------
    CodecError
        If they stand for anything else.
    """
    try:
        kind, value = json.loads(data)
        return _made_reader(kinds[kind])(value)
    except CodecError:
        raise
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError, MemoryError) as e:
        raise CodecError(f"{type(e).__name__}: {e}"[:200]) from e


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    if value is None or kind is int or kind is float or kind is str or kind is bool:
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, int | float | str):
        return value
    return [_plain(getattr(value, name)) for name in _sent(kind)]


@functools.cache
def _sent(kind: Any) -> tuple[str, ...]:
    """Return the fields of a dataclass that are sent."""
    return tuple(field.name for field in fields(kind) if field.init)


class _Names(dict[str, Any]):
    """Names that are looked up when a type is first needed."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        super().__init__()
        self._modules = modules

    def __missing__(self, name: str) -> Any:
        return getattr(importlib.import_module(self._modules[name]), name)


def prepare(*kinds: type) -> None:
    """Make what reads some kinds of message, which takes longer than reading one."""
    for kind in kinds:
        _made_reader(kind)


@functools.cache
def _made_reader(kind: Any) -> Reader:
    """Return what makes a dataclass from the list of its fields."""
    hints = typing.get_type_hints(kind, localns=_Names(getattr(sys.modules[kind.__module__], "LATER", {})))
    readers = [_reader(hints[name]) for name in _sent(kind)]

    def read(value: Any) -> Any:
        if type(value) is not list or len(value) != len(readers):
            raise CodecError(f"no {kind.__name__}")
        return kind(*[inner(one) for inner, one in zip(readers, value, strict=True)])

    return read


@functools.cache
def _reader(hint: Any) -> Reader:
    """Return what checks and makes a value of one type."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _optional_reader(hint, inside)
    if origin is tuple:
        return _tuple_reader(inside)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_reader(*inside)
    if isinstance(hint, type) and is_dataclass(hint):
        return _made_reader(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value: hint[_exactly(str, value)]
    if hint is Path:
        return _path
    if hint is bytes:
        return lambda value: base64.b64decode(_exactly(str, value), validate=True)
    if hint is float:
        return _float
    if hint is int:
        return _int
    if hint in (str, bool):
        return lambda value: _exactly(hint, value)
    raise AssertionError(f"{hint} cannot be sent")


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise CodecError(f"{type(value).__name__} instead of {kind.__name__}")
    return value


def _int(value: Any) -> int:
    """Return a number of at most 64 bits: all that are sent are such, and others fail where they are used."""
    if abs(_exactly(int, value)) >= _MOST:
        raise CodecError("a number of more than 64 bits")
    return int(value)


def _float(value: Any) -> float:
    return float(value) if type(value) is int else float(_exactly(float, value))


def _path(value: Any) -> Path:
    if "\0" in _exactly(str, value):
        raise CodecError("a path with NUL")
    return Path(value)


def _optional_reader(hint: Any, inside: tuple[Any, ...]) -> Reader:
    known = [one for one in inside if one is not types.NoneType]
    assert len(known) == 1, f"{hint} cannot be sent"
    inner = _reader(known[0])
    return lambda value: None if value is None else inner(value)


def _tuple_reader(inside: tuple[Any, ...]) -> Reader:
    if len(inside) == 2 and inside[1] is Ellipsis:
        inner = _reader(inside[0])
        return lambda value: tuple([inner(one) for one in _exactly(list, value)])
    readers = [_reader(one) for one in inside]
    return lambda value: tuple([read(one) for read, one in zip(readers, _exactly(list, value), strict=True)])


def _mapping_reader(key: Any, kind: Any) -> Reader:
    assert key is str
    inner = _reader(kind)
    return lambda value: {name: inner(one) for name, one in _exactly(dict, value).items()}

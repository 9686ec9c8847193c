"""Values of a metadata dictionary, without itk's own look-up, which loads a third of a second's worth of modules."""

from __future__ import annotations

import functools
from typing import Any

from itk_inspector.itkio.engine import bare_io, engine


@functools.cache
def _kinds() -> tuple[Any, ...]:
    """Return the wrapped ``itk.MetaDataObject`` classes."""
    module = engine.metadata_objects()
    names = sorted(name for name in vars(module) if name.startswith("itkMetaDataObject") and "_" not in name)
    classes = [getattr(module, name) for name in sorted(names, key=lambda name: name != "itkMetaDataObjectS")]
    return tuple(kind for kind in classes if hasattr(kind, "cast"))


def value_of(dictionary: Any, key: str) -> Any:
    """Return the value of a key.

    Raises
    ------
    RuntimeError
        If there is no such key, or itk wraps no such type of value.
    """
    held = dictionary.Get(key)
    plain = bare_io.plain_value(held)
    if plain is not None:
        return plain
    for kind in _kinds():
        try:
            return kind.cast(held).GetMetaDataObjectValue()
        except (RuntimeError, TypeError):
            continue
    raise RuntimeError(f"itk wraps no such value: {key}")


def number_of(dictionary: Any, key: str, default: float) -> float:
    """Return the number that a key stands for; the default where there is none."""
    try:
        return float(str(value_of(dictionary, key))) if dictionary.HasKey(key) else default
    except (RuntimeError, ValueError):
        return default

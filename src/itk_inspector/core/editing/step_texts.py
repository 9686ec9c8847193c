"""What steps found and what they wrote, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import IS_CHANGED, VALUE
from itk_inspector.core.editing.steps import BoxStep, PixelStep, Step, StrokeStep
from itk_inspector.core.editing.version import Version, VersionStep
from itk_inspector.core.pixels.values import python_value, value_text

SEVERAL = "several"
"""Where pixels differ."""
STORED = "as stored"
"""Of pixels that are those of a store, and not known."""
_AT_ONCE = 1 << 16
"""Pixels that are compared at once."""


def before_text(step: Step | VersionStep) -> str:
    """Return the value that was there before a step, exactly, or `SEVERAL`; of a version its size and pixel type."""
    match step:
        case BoxStep() | PixelStep():
            return _text((step.old,), step.new)
        case StrokeStep():
            return _text((part.old for part in step.parts), step.new)
        case VersionStep():
            return _told(step.before)
        case _:
            assert_never(step)


def after_text(step: Step | VersionStep) -> str:
    """Return the value that a step wrote, exactly, or `SEVERAL`; of a version its size and pixel type."""
    match step:
        case BoxStep() | PixelStep():
            return _text((step.new,), step.new)
        case StrokeStep():
            return _text((step.new if part.new is None else part.new for part in step.parts), step.new)
        case VersionStep():
            return _told(step.after)
        case _:
            assert_never(step)


def _text(pieces: Iterable[npt.NDArray[Any]], like: npt.NDArray[Any]) -> str:
    told = list(pieces)
    if any(piece.dtype.names for piece in told):
        return _text_of_changes(told, like)
    first = None
    for piece in told:
        rows = np.ascontiguousarray(piece).reshape(-1, *like.shape)
        first = rows[:1] if first is None else first
        if not _are_all(rows, first):
            return SEVERAL
    return value_text(python_value(first[0]), like.dtype.name) if first is not None else ""


def _text_of_changes(pieces: list[npt.NDArray[Any]], like: npt.NDArray[Any]) -> str:
    """Return the same of pixels that may be those of a store, whose values are not known here."""
    is_changed = [piece[IS_CHANGED] for piece in pieces]
    if not any(each.any() for each in is_changed):
        return STORED
    if not all(each.all() for each in is_changed):
        return SEVERAL
    return _text((piece[VALUE] for piece in pieces), like)


def _are_all(rows: npt.NDArray[Any], first: npt.NDArray[Any]) -> bool:
    """Tell whether all pixels hold the bits of one."""
    kind = np.dtype(f"u{first.nbytes}" if first.nbytes in (1, 2, 4, 8) else np.uint8)
    bits, wanted = (each.reshape(-1).view(kind).reshape(len(each), -1) for each in (rows, first))
    return all(np.all(bits[at : at + _AT_ONCE] == wanted) for at in range(0, len(bits), _AT_ONCE))


def _told(version: Version) -> str:
    return f"{' × '.join(map(str, version.geometry.size))} {version.kind.dtype}"

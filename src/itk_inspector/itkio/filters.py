"""How each operation is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.header.image_info import ImageInfo

Progress: TypeAlias = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Pixels, and what is to know of them; nothing is written to them."""

    pixels: npt.NDArray[Any]
    info: ImageInfo


@dataclass(frozen=True, slots=True)
class Work:
    """All that a filter works with.

    Parameters
    ----------
    source : Source
    given : mapping
        All parameters of the operation.
    expected : Expected
    out : numpy.ndarray
        Where the result goes: zeros of the expected shape and type.
    others : mapping of str to Source
    progress : callable
        Takes the part that is done.
    """

    source: Source
    given: Mapping[str, Any]
    expected: Expected
    out: npt.NDArray[Any]
    others: Mapping[str, Source]
    progress: Progress


def run(operation: Operation, work: Work) -> tuple[str, ...]:
    """Do an operation whose parameters are complete; return what to tell of it.

    Raises
    ------
    EditError
        If the pixels do not allow it.
    """
    return _WAYS[operation.name](work)


def _flip(work: Work) -> tuple[str, ...]:
    dimension = work.source.info.geometry.dimension
    work.out[...] = np.flip(work.source.pixels, tuple(dimension - 1 - axis for axis in work.given["axes"]))
    return ()


_WAYS: Mapping[str, Callable[[Work], tuple[str, ...]]] = {"flip": _flip}

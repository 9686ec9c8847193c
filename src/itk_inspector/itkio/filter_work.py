"""What the ways to compute operations work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.header.image_info import ImageInfo

Progress: TypeAlias = Callable[[float], None]
"""Takes the part that is done, 0 to 1."""


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
        Where the result goes, of the expected shape and type.
    others : mapping of str to Source
    progress : callable
    """

    source: Source
    given: Mapping[str, Any]
    expected: Expected
    out: npt.NDArray[Any]
    others: Mapping[str, Source]
    progress: Progress

    @property
    def components(self) -> int:
        """How many components a pixel has, one after the other."""
        return self.source.info.channels

    def component(self, at: int) -> npt.NDArray[Any]:
        """Return one component of all pixels, as a **view**."""
        return self.source.pixels if self.components == 1 else self.source.pixels[..., at]

    def out_of(self, at: int) -> npt.NDArray[Any]:
        """Return where one component of the result goes."""
        return self.out if self.components == 1 else self.out[..., at]


Way: TypeAlias = Callable[[Work], tuple[str, ...]]
"""Computes into ``out``; returns what to tell of it, and raises `EditError` where the pixels do not allow it."""

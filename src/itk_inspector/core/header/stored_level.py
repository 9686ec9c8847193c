"""One of several resolutions that a file holds of an image, as it is told."""

from __future__ import annotations

import math

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.text.decimal_text import decimal_text


@dataclass(frozen=True, slots=True)
class StoredLevel:
    """A resolution of an image in chunks, in ITK order.

    Parameters
    ----------
    size : tuple of int
        Pixels along each axis.
    chunks : tuple of int
        Pixels that are read at once, along each axis.
    spacing : tuple of float
        Distance of neighbouring pixel centres, in the file's units.
    """

    size: tuple[int, ...]
    chunks: tuple[int, ...]
    spacing: tuple[float, ...]

    @property
    def pixels(self) -> int:
        """Number of pixels."""
        return math.prod(self.size)

    @property
    def text(self) -> str:
        """Size, chunks and spacing in one line."""
        size, chunks = (" × ".join(map(str, each)) for each in (self.size, self.chunks))
        return f"{size}, chunks {chunks}, spacing {' × '.join(map(decimal_text, self.spacing))}"

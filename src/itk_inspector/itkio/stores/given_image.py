"""An image in memory that is gone through with one in chunks."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """The one of two images that is in memory.

    Parameters
    ----------
    info : ImageInfo
    pixels : numpy.ndarray
        ``info.shape``; only read.
    is_labels : bool
        It holds the labels; else it is what is measured.
    """

    info: ImageInfo
    pixels: npt.NDArray[Any]
    is_labels: bool

    def level(self, chunks: tuple[int, ...]) -> Level:
        """Return all of it as a level, cut as the other image is, so that each chunk of that is read once."""
        geometry = self.info.geometry
        return Level(geometry, chunks if len(chunks) == geometry.dimension else geometry.shape)

"""What an operation will make, known before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES


@dataclass(frozen=True, slots=True)
class Expected:
    """What comes out.

    Parameters
    ----------
    geometry : Geometry
    dtype : str
        NumPy name of one element.
    channels : int
        Length of the component axis; 1 where there is none.
    notes : tuple of str
        What the user should know before.
    working_bytes : int
        Memory that is needed on the way, besides the result.
    """

    geometry: Geometry
    dtype: str
    channels: int = 1
    notes: tuple[str, ...] = ()
    working_bytes: int = 0

    @classmethod
    def like(cls, info: ImageInfo) -> Expected:
        """Return an image of the same lattice and type."""
        return cls(info.geometry, info.dtype, info.channels)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the pixels: NumPy order, plus a component axis if there are several."""
        return self.geometry.shape + ((self.channels,) if self.channels > 1 else ())

    @property
    def bytes(self) -> int:
        """Of all pixels."""
        count = 1
        for n in self.shape:
            count *= n
        return count * np.dtype(self.dtype).itemsize

    def info(self, source: ImageInfo, name: str) -> ImageInfo:
        """Describe the result that an operation makes of an image: no file holds it, nor its metadata."""
        is_complex = np.dtype(self.dtype).kind == "c"
        components = self.channels * (2 if is_complex else 1)
        kind = source.pixel_type if self.channels == source.channels else "vector"
        kind = "complex" if is_complex else "scalar" if self.channels == 1 else kind
        is_same = self.dtype == source.dtype and self.channels == source.channels
        return ImageInfo(
            path=Path(f"{source.path.stem}-{name}{source.path.suffix}"),
            format="memory",
            pixel_type=kind,
            component_type=COMPONENT_TYPES[self.dtype],
            components=components,
            dtype=self.dtype,
            geometry=self.geometry,
            space=source.space,
            labels=source.labels if is_same else None,
        )

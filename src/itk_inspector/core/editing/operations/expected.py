"""What an operation will make, known before it is done."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.pixel_kind import PixelKind
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import IN_MEMORY, ImageInfo
from itk_inspector.core.pixels.itk_types import itk_type_for
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
        kind = PixelKind(self.dtype, self.channels)
        pixel_type = kind.pixel_type_like(source)
        components = self.channels * (2 if pixel_type == "complex" else 1)
        chosen = itk_type_for(self.dtype, components, pixel_type, self.geometry.dimension)
        return ImageInfo(
            path=_named(source.path, name),
            format=IN_MEMORY,
            pixel_type=pixel_type,
            component_type=COMPONENT_TYPES[self.dtype],
            components=components,
            dtype=self.dtype,
            geometry=self.geometry,
            itk_type=chosen.name if chosen is not None else "",
            space=source.space,
            labels=source.labels if kind.is_of(source) else None,
        )


def _named(path: Path, name: str) -> Path:
    """Return a name for a result; a compressed file's suffix is two."""
    suffix = "".join(path.suffixes[-2:]) if path.suffix.lower() == ".gz" else path.suffix
    return Path(f"{path.name.removesuffix(suffix)}-{name}{suffix}")

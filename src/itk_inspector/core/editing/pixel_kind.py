"""What the pixels of an edited copy are, and what is to be known of it where they are others than were opened."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.value_unit import without_measure
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES


@dataclass(frozen=True, slots=True)
class PixelKind:
    """What the pixels are.

    Parameters
    ----------
    dtype : str
        NumPy name of one element.
    channels : int
        Length of the component axis; 1 when there is none.
    pixel_type : str
        ITK's word, where it is known.
    is_named : bool
        The names of the image's labels hold for them.
    is_measured : bool
        The unit and the windows of the image hold for them.
    """

    dtype: str
    channels: int
    pixel_type: str = ""
    is_named: bool = True
    is_measured: bool = True

    def is_of(self, info: ImageInfo) -> bool:
        """Tell whether an image has such pixels."""
        return (self.dtype, self.channels) == (info.dtype, info.channels) and self.pixel_type in ("", info.pixel_type)

    def pixel_type_like(self, info: ImageInfo) -> str:
        """Return ITK's word for them in what was made of an image: several components stay what they were."""
        if np.dtype(self.dtype).kind == "c":
            return "complex"
        if self.channels == 1:
            return "scalar"
        was_such = info.channels == self.channels and not info.is_complex
        return self.pixel_type or (info.pixel_type if was_such else "vector")

    def told_of(self, opened: ImageInfo, geometry: Geometry) -> ImageInfo:
        """Return what is to be known of a copy with such pixels and this geometry; ``opened`` where nothing differs.

        Label names stay where the values can be labels still, and what is said of units and windows where it holds.
        """
        labels = opened.labels if self.is_named else None
        metadata = opened.metadata if self.is_measured else without_measure(opened.metadata)
        if geometry is opened.geometry and self.is_of(opened) and labels is opened.labels and self.is_measured:
            return opened
        moved = replace(opened, geometry=geometry, rescale=(), labels=labels, metadata=metadata)
        if self.is_of(opened):
            return moved
        pixel_type = self.pixel_type_like(opened)
        components = self.channels * (2 if pixel_type == "complex" else 1)
        chosen = itk_type_for(self.dtype, components, pixel_type, geometry.dimension)
        told = replace(
            moved,
            pixel_type=pixel_type,
            component_type=COMPONENT_TYPES[self.dtype],
            components=components,
            dtype=self.dtype,
            itk_type=chosen.name if chosen is not None else "",
            read_as="",
        )
        return told if told.takes_labels else replace(told, labels=None)

"""What the canvas was told of the image on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.viewport import ALL_FITTED, Layout, Viewports
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.probe import Probe


@dataclass(slots=True, eq=False)
class ShownImage:
    """A `ViewedImage` that is written to by the canvas."""

    document: ImageDocument
    pixels: npt.NDArray[Any]
    plane: Plane
    settings: DisplaySettings
    switches: frozenset[str]
    layout: Layout = Layout.SINGLE
    viewports: Viewports = ALL_FITTED
    pixels_version: int = 0
    changed_box: Region | None = None
    is_edited: bool = False
    probe: Probe | None = None
    disk_note: str = ""

    @property
    def info(self) -> ImageInfo:
        """What the header says."""
        return self.document.info

    @property
    def is_safe(self) -> bool:
        """Tell whether the pixels can be read."""
        return self.document.is_safe

    @property
    def is_as_opened(self) -> bool:
        """Tell whether nobody else wrote to the file."""
        return self.document.disk_state() is not DiskState.CHANGED

    @property
    def can_be_read_again(self) -> bool:
        """Tell whether there is something to read the image from once more."""
        return self.document.can_be_read_again

    def touch(self, box: Region | None) -> None:
        """Count a change of the pixels."""
        self.pixels_version += 1
        self.changed_box = box

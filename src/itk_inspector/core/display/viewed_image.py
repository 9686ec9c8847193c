"""What a scene is resolved from."""

from __future__ import annotations

from typing import Protocol

from itk_inspector.core.chunked.tiled_pixels import Drawable
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.outline import Outline
from itk_inspector.core.display.viewport import Layout, Viewports
from itk_inspector.core.geometry.orientation import Orientation
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.probing.points import Points


class PixelSource(Protocol):
    """Who is asked before pixels are read."""

    @property
    def access(self) -> PixelAccess:
        """The guarded way to the pixels."""

    @property
    def is_safe(self) -> bool:
        """Tell whether the pixels can be read at all."""

    @property
    def is_as_opened(self) -> bool:
        """Tell whether nobody else wrote to the pixels, as far as is known."""


class ViewedImage(PixelSource, Protocol):
    """What a scene is resolved from."""

    @property
    def info(self) -> ImageInfo:
        """What the header says."""

    @property
    def pixels(self) -> Drawable:
        """What is drawn, a read-only **view**: of the edited copy, or the original; or tiles of it."""

    @property
    def pixels_version(self) -> int:
        """A number that grows whenever pixels have changed."""

    @property
    def changed_box(self) -> Region | None:
        """Where the last change was; None when that is not known."""

    @property
    def is_edited(self) -> bool:
        """Tell whether the pixels are those of a copy that can be edited."""

    @property
    def has_edits(self) -> bool:
        """Tell whether that copy differs from the original, or did."""

    @property
    def plane(self) -> Plane:
        """The plane on screen; of three, the active one."""

    @property
    def layout(self) -> Layout:
        """How many planes are on screen."""

    @property
    def orientation(self) -> Orientation:
        """Which way its axes run on screen."""

    @property
    def settings(self) -> DisplaySettings:
        """How the image is drawn."""

    @property
    def offers_labels(self) -> bool:
        """Tell whether it is drawn in grey, and its values look like labels."""

    @property
    def viewports(self) -> Viewports:
        """What part of each plane is on screen."""

    @property
    def overlays(self) -> frozenset[str]:
        """What is drawn above it, by the names of the actions that switch it on."""

    @property
    def probe(self) -> Probe | None:
        """What is under the cursor."""

    @property
    def is_held(self) -> bool:
        """Tell whether that stays while the pointer moves on."""

    @property
    def points(self) -> Points:
        """What the user keeps of it."""

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """What is measured with."""

    @property
    def disk_note(self) -> str:
        """What became of the file since it was opened; empty when nothing did."""

    @property
    def can_be_read_again(self) -> bool:
        """Tell whether there is something to read the image from once more."""

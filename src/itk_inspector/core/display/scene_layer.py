"""One of several images at one place, as the canvas shows it."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from itk_inspector.core.chunked.tiled_pixels import EditedTiles, TiledPixels
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.layer_look import LayerLook
from itk_inspector.core.display.viewed_image import PixelSource, ViewedImage
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo


@dataclass(frozen=True, slots=True, eq=False)
class SceneLayer:
    """One of several images at one place.

    Parameters
    ----------
    source : PixelSource
        Asked before the pixels are read.
    info : ImageInfo
    pixels : numpy.ndarray
        Read-only **view**, shape ``info.shape``.
    pixels_version : int
        Grows whenever pixels have changed.
    changed_box : Region or None
        What may differ from the version before; None for anything.
    settings : DisplaySettings
    look : LayerLook
    disk_note : str
        What became of its file; empty where it is as it was opened.
    is_main : bool
        The image that the scene is of: its lattice is the one on screen.
    position : tuple of int
        ITK index at which it stands, of which the axes count that the scene's image does not have.
    """

    source: PixelSource
    info: ImageInfo
    pixels: npt.NDArray[Any]
    pixels_version: int
    changed_box: Region | None
    settings: DisplaySettings
    look: LayerLook
    disk_note: str = ""
    is_main: bool = False
    position: tuple[int, ...] = ()

    @classmethod
    def of(cls, image: ViewedImage, look: LayerLook, *, is_main: bool) -> SceneLayer:
        """Return an image as a layer."""
        pixels = image.pixels
        assert not isinstance(pixels, TiledPixels | EditedTiles)  # which has a tab of its own
        return cls(
            source=image,
            info=image.info,
            pixels=pixels,
            pixels_version=image.pixels_version,
            changed_box=image.changed_box,
            settings=image.settings,
            look=look,
            disk_note=image.disk_note,
            is_main=is_main,
            position=image.plane.position,
        )

"""Which numbers of the image on screen a histogram is of."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.viewing.counted_box import Box, slice_box
from itk_inspector.core.chunked.tiled_access import TiledAccess
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.display_settings import ComponentChoice, Scope
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.geometry.planes import Plane


@dataclass(frozen=True, slots=True, eq=False)
class CountedNumbers:
    """Which numbers a histogram is of."""

    image: OpenImage
    offers: tuple[object, ...]
    owner: object
    version: int
    component: ComponentChoice
    scope: Scope
    plane: Plane

    @classmethod
    def of(cls, image: OpenImage) -> CountedNumbers:
        """Return those that count now."""
        settings = image.settings
        owner = image.session if image.session is not None else image.document
        return cls(
            image, offers_of(image), owner, image.pixels_version, settings.component, settings.scope, image.plane
        )

    def is_same(self, other: CountedNumbers) -> bool:
        """Tell whether the numbers are the same; the plane counts where only its slice does."""
        return (
            self.image is other.image
            and self.owner is other.owner
            and (self.version, self.component, self.scope) == (other.version, other.component, other.scope)
            and (self.scope is Scope.VOLUME or self.plane == other.plane)
        )


def offers_of(image: OpenImage) -> tuple[object, ...]:
    """Return on what it depends which choices suit an image: an edited copy may be of another type or size."""
    info = image.info
    return info.dtype, info.components, info.pixel_type, info.geometry.size


def box_of(image: OpenImage) -> Box:
    """Return what is counted of an image that is read in parts."""
    return () if image.settings.scope is Scope.VOLUME else slice_box(image)


def rows_of(image: OpenImage) -> npt.NDArray[Any] | None:
    """Return the pixels that count as a **view**, ``[row, col(, component)]``; None while none may be read."""
    try:
        return image.access.rows() if image.settings.scope is Scope.VOLUME else image.access.slice(image.plane)
    except PixelsGoneError:
        return None


def sampled_rows(image: OpenImage) -> tuple[npt.NDArray[Any] | None, str]:
    """Return the pixels from which levels are chosen, ``[row, col(, component)]``, and what they are where not all.

    Of an image that is read in parts, these are of the coarsest level, as far as they have been read of the slice on
    screen. None while there are none; then it is said why.
    """
    rows = rows_of(image)
    if rows is not None:
        return rows, ""
    access = image.access if image.is_safe else None
    if not isinstance(access, TiledAccess):
        return None, "The pixels cannot be read any more."
    held = access.held(image.plane)
    if held is None:
        return None, "Nothing of this slice has been read yet."
    what = "this slice" if held.is_plane else "the part of this slice on screen"
    return held.rows, f"by level {held.level} of {what}"

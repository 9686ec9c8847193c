"""Writes what a tool asks for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias, assert_never

import numpy as np
import numpy.typing as npt

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.tools.change import Change, Draw, Erase, Fill, FloodFill, Paint, Paste, SetPixel
from itk_inspector.core.chunked.tiled_access import TiledAccess
from itk_inspector.core.editing.kept_components import keeping, merged
from itk_inspector.core.editing.paint_over import PaintOver
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.image.original import original_pixels
from itk_inspector.core.pixels.pixel_value import PixelValue
from itk_inspector.core.pixels.values import value_text

Positions: TypeAlias = npt.NDArray[np.int64]


def apply(
    change: Change,
    image: OpenImage,
    value_of: Callable[[EditSession], PixelValue],
    flood: Callable[[OpenImage, FloodFill, PixelValue], None],
    stamp: Callable[[OpenImage, Paste], None],
) -> None:
    """Write a value, or the original's pixels, where a tool asks for it and the image lets it.

    Parameters
    ----------
    change : Change
    image : OpenImage
        Whose copy is edited; nothing is done where there is none.
    value_of : callable
        Returns the value to write.
    flood : callable
        Fills connected pixels.
    stamp : callable
        Puts the copied region somewhere.

    Raises
    ------
    EditError
        If the session refuses it.
    """
    from itk_inspector.core.editing.area_step import drawn  # no picture waits for these to be loaded
    from itk_inspector.core.editing.label_steps import boxed

    session, over = image.session, image.paint_over
    if session is None:
        return
    is_in_parts = session.version.changed is not None
    if over.values is not None and is_in_parts and isinstance(change, Fill | Draw):
        raise EditError("Paint over all values, use the brush, or open a part first (File › Open this part).")
    match change:
        case SetPixel(index=index):
            check_unprotected(image, index)
            session.set_pixel(index, _whole(value_of(session), session, index))
        case Paint(positions=positions):
            session.paint(_unprotected(positions, session, over), value_of(session))
        case Fill(region=region):
            value = value_of(session)
            if over.values is None and not value.kept:
                session.fill(region, value)
            elif (step := keeping(boxed(session, region, over, value.stored), value.kept)) is not None:
                session.apply(step)
        case Draw(area=area, name=name):
            value = value_of(session)
            if (step := keeping(drawn(session, area, over, value.stored, name), value.kept)) is not None:
                session.apply(step)
        case Erase(positions=positions):
            if session.geometry != image.document.geometry:
                raise EditError("The copy lies elsewhere in space than the original: no pixels can be put back.")
            session.restore(_unprotected(positions, session, over), original_pixels(image.document))
        case FloodFill(index=index):
            check_unprotected(image, index)
            flood(image, change, value_of(session))
        case Paste():
            stamp(image, change)
        case _:
            assert_never(change)


def _unprotected(positions: Positions, session: EditSession, over: PaintOver) -> Positions:
    """Return the flat positions that may be painted over."""
    if over.values is None:
        return positions
    access = session.access
    if isinstance(access, TiledAccess):
        inside = positions[(positions >= 0) & (positions < math.prod(session.geometry.shape))]
        return inside[over.allows(access.values_at(inside))]
    return over.among(positions, session.access.all(), session.geometry.dimension)


def _whole(value: PixelValue, session: EditSession, index: ItkIndex) -> PixelValue:
    """Return a value with the components of a pixel that stay as they are."""
    if not value.kept or not session.geometry.contains(index):
        return value
    present = session.access.all()[to_array(index, session.geometry.start_index)]
    return PixelValue(value.text, merged(value.stored, value.kept, present))


def check_unprotected(image: OpenImage, index: ItkIndex) -> None:
    """Refuse to change a pixel that is not painted over.

    Raises
    ------
    EditError
        If its value is none of those that may be.
    """
    session, over = image.session, image.paint_over
    if session is None or over.values is None or not session.geometry.contains(index):
        return
    value = session.access.pixel(index)
    parts = value if isinstance(value, tuple) else (value,)
    if not all(part in over.values for part in parts):
        told = value_text(value, session.access.dtype.name)
        raise EditError(f"This pixel holds {told}, which “Paint over” protects.")

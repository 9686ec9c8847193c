"""What a live slice in a notebook asks, and what it is told; every number is text, as JavaScript has doubles only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.coordinate_text import short_text
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.probe import Late
from itk_inspector.core.pixels.read_outs import READ_OUTS
from itk_inspector.core.pixels.values import Value
from itk_inspector.itkio.bridge import WrappedPixels
from itk_inspector.itkio.engine import engine
from itk_inspector.notebook.dark_theme import cut
from itk_inspector.notebook.framed import corner, light_frame, png_of
from itk_inspector.notebook.slice_image import Asked, info_of, slice_image
from itk_inspector.notebook.told import caption

_AGREEMENT = next(each for each in READ_OUTS if each.id == "agreement")


class _ItkIfLoaded:
    """Reads through ITK where it is in use: loading it would take seconds at the first move of the pointer."""

    image = None

    def __init__(self, shown: ImageDocument | EditSession) -> None:
        self._shown = shown

    def value(self, index: ItkIndex) -> Value | Late | None:
        if not engine.has_buffers():
            return None
        if isinstance(self._shown, ImageDocument):
            return self._shown.itk_pixels.value(index)
        return WrappedPixels(self._shown.access.all(), info_of(self._shown)).value(index)


class LiveAnswers:
    """Answers questions about one image; keeps it, and the slice on screen.

    Parameters
    ----------
    shown : ImageDocument or EditSession
    asked : Asked
        What is shown at first.
    """

    def __init__(self, shown: ImageDocument | EditSession, asked: Asked) -> None:
        self._shown, self._look = shown, asked.look
        self._image = slice_image(shown, asked)
        self._light_frame = light_frame(self._image)

    @property
    def png(self) -> bytes:
        """The slice on screen with its rulers, as PNG."""
        return png_of(self._image)

    @property
    def light_frame(self) -> bytes:
        """What stands around the pixels, for dark pages."""
        return self._light_frame

    @property
    def frame(self) -> dict[str, Any]:
        """Where the pixels lie in the picture, which planes and slices there are, and what is said of it."""
        image, geometry = self._image, self._image.info.geometry
        height, width = image.colours.shape
        left, top = corner(image)
        names = [axis_name(axis) for axis in range(geometry.dimension)]
        planes = [(a + b, f"{a}–{b}") for a in names for b in names if a != b]
        moving = image.plane.moving_axes(geometry)
        return {
            "left": left,
            "top": top,
            "cut": cut(image),
            "width": width,
            "height": height,
            "plane": names[image.plane.horizontal] + names[image.plane.vertical],
            "planes": planes,
            "axes": [
                {
                    "name": names[axis],
                    "first": geometry.start_index[axis],
                    "last": geometry.start_index[axis] + geometry.size[axis] - 1,
                    "position": image.plane.position[axis],
                }
                for axis in moving
            ],
            "caption": caption(image),
        }

    def move(self, plane: str, positions: Mapping[str, int]) -> str:
        """Show another slice; return a sentence where that cannot be, else ``""``."""
        try:
            image = self._image
            kept = {axis_name(axis): place for axis, place in enumerate(image.plane.position)}
            self._image = slice_image(self._shown, Asked(kept | dict(positions), plane, self._look))
            if self._image.plane.name != image.plane.name:  # all slices of a plane have the same rulers and letters
                self._light_frame = light_frame(self._image)
        except InspectorError as e:
            return e.message
        return ""

    def probe(self, column: int, row: int, across: int = 0, down: int = 0) -> dict[str, Any]:
        """Tell of the stored pixel that a pixel of the picture shows, or of its neighbour on screen.

        Parameters
        ----------
        column, row : int
            Of the picture.
        across, down : int
            Drawn pixels to go on from there.
        """
        image = self._image
        column, row = _stepped(image.columns, column, across), _stepped(image.rows, row, down)
        index = image.index_at(column, row)
        try:
            found = self._shown.access.probe(index, _ItkIfLoaded(self._shown))
        except InspectorError as e:
            return {"gone": e.message}
        found = replace(found, label_names=image.info.label_names(found))
        left, width = _extent(image.columns, column)
        top, height = _extent(image.rows, row)
        unit, has_itk = image.info.space.unit, engine.has_buffers()
        return {
            "column": column,
            "row": row,
            "box": [left, top, width, height],
            "itk": str(found.itk_index),
            "array": str(found.array_index),
            "value": found.named_value_text,
            "itk_value": found.itk_value_text if found.itk_value is not None else "",
            "agreement": _AGREEMENT.text(found, unit) if has_itk else "ITK is not loaded: read by NumPy only",
            "point": f"({', '.join(found.point_texts(short_text, 6))}){f' {unit}' if unit else ''}",
        }


def _stepped(places: npt.NDArray[np.intp], at: int, steps: int) -> int:
    at = min(max(at, 0), places.size - 1)
    way = 1 if steps > 0 else -1
    for _ in range(abs(steps)):
        left, width = _extent(places, at)
        after = left + width if way > 0 else left - 1
        if not 0 <= after < places.size:
            break
        at = after
    return at


def _extent(places: npt.NDArray[np.intp], at: int) -> tuple[int, int]:
    """Return the first pixel of the picture that shows the same stored one, and how many do."""
    shown = np.flatnonzero(places == places[at])
    return int(shown[0]), int(shown.size)

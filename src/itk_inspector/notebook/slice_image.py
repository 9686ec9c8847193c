"""The pixels of one slice as colours, as a window first shows them; no toolkit is needed."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import field

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display import colour_tables
from itk_inspector.core.display.components import drawn_components, drawn_layer
from itk_inspector.core.display.defaults import first_settings
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.given_look import GivenLook
from itk_inspector.core.display.label_colours import OWN_COLOURS, LabelColours
from itk_inspector.core.display.pixel_marks import PixelMarks
from itk_inspector.core.display.renderer import Renderer
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import ProbeError, UsageError
from itk_inspector.core.geometry.anatomy import EdgeLetters
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint
from itk_inspector.core.geometry.orientation import ARRAY_ORDER, Orientation, patient_orientation
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.probing.given_position import position_text
from itk_inspector.core.probing.position_text import Position, read_position

LARGEST = 512
"""Pixels of the longer side of a picture."""
_MOST_ENLARGED = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """What of an image is shown.

    Parameters
    ----------
    at : ItkIndex, ArrayIndex, PhysicalPoint, sequence of int, str, or mapping of str to int, optional
        A position that the slice goes through, or ITK indices by the names of axes; the middle by default.
    plane : str
        The axis across and the one down, such as ``"xz"``; as a window first shows it by default.
    look : GivenLook
        Levels and colours.
    """

    at: ItkIndex | ArrayIndex | PhysicalPoint | Mapping[str, int] | Sequence[int] | str | None = None
    plane: str = ""
    look: GivenLook = field(default_factory=GivenLook)


@dataclass(frozen=True, slots=True, eq=False)
class SliceImage:
    """A slice as colours.

    Parameters
    ----------
    info : ImageInfo
    plane : Plane
    orientation : Orientation
    settings : DisplaySettings
    rows, columns : numpy.ndarray
        Which stored row and column, counted from 0, each row and column of the picture shows.
    colours : numpy.ndarray
        ``[row, col]`` of the picture, ``0xffRRGGBB``; each is the colour of one stored pixel.
    """

    info: ImageInfo
    plane: Plane
    orientation: Orientation
    settings: DisplaySettings
    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    colours: npt.NDArray[np.uint32]

    @property
    def letters(self) -> EdgeLetters | None:
        """The patient's directions at the edges, where they are known."""
        return self.orientation.letters(self.plane, self.info.geometry) if self.info.has_letters else None

    @property
    def is_decimated(self) -> bool:
        """Tell whether there are pixels that the picture leaves out."""
        rows, columns = self.plane.shape(self.info.geometry)
        return np.unique(self.rows).size < rows or np.unique(self.columns).size < columns

    @property
    def is_scaled(self) -> bool:
        """Tell whether a picture's pixel is not a pixel of the slice."""
        return self.colours.shape != self.plane.shape(self.info.geometry)

    def index_at(self, column: int, row: int) -> ItkIndex:
        """Return the stored pixel that a pixel of the picture shows."""
        start = self.info.geometry.start_index
        place = list(self.plane.position)
        place[self.plane.horizontal] = start[self.plane.horizontal] + int(self.columns[column])
        place[self.plane.vertical] = start[self.plane.vertical] + int(self.rows[row])
        return ItkIndex(tuple(place))


def slice_image(shown: ImageDocument | EditSession, asked: Asked | None = None, largest: int = LARGEST) -> SliceImage:
    """Return a slice of a document, or of an edited copy, as a window first shows it.

    Parameters
    ----------
    shown : ImageDocument or EditSession
    asked : Asked, optional
    largest : int
        Pixels of the longer side of the picture; a larger slice is decimated, a small one enlarged.

    Raises
    ------
    PixelsGoneError
        If the pixels cannot be read any more.
    ProbeError
        If there is no such position, or it lies outside the image.
    UsageError
        If there is no such plane or axis.
    """
    asked = asked or Asked()
    info = info_of(shown)
    geometry = info.geometry
    orientation = patient_orientation(geometry) if info.is_patient_space else ARRAY_ORDER
    plane = _plane(asked, info, orientation)
    settings = _settings(shown, info, asked)
    cut = drawn_components(shown.access.slice(plane), info, settings.component)
    height, width = _size(plane, geometry, largest)
    to_left, upwards = orientation.flips(plane)
    rows, columns = _nearest(cut.shape[0], height, turned=upwards), _nearest(cut.shape[1], width, turned=to_left)
    renderer = Renderer()
    labels = OWN_COLOURS
    if not settings.has_levels and info.labels is not None:
        labels = LabelColours(info.labels, drawn_layer(settings.component))
    renderer.set_settings(settings, colour_tables.table(settings.colour_map), PixelMarks(nan=True), labels)
    colours = np.array(renderer.draw(cut, rows, columns))
    return SliceImage(info, plane, orientation, settings, rows, columns, colours)


def info_of(shown: ImageDocument | EditSession) -> ImageInfo:
    """Return what is to know of what is shown.

    Raises
    ------
    UsageError
        If an edited copy was made without a document.
    """
    info = shown.info
    if info is None:
        raise UsageError("An edit session that was made without a document cannot be shown.")
    return info


def _settings(shown: ImageDocument | EditSession, info: ImageInfo, asked: Asked) -> DisplaySettings:
    look = shown.look if isinstance(shown, ImageDocument) else None
    return asked.look.applied(look.settings if look is not None else first_settings(info, shown.access.all()))


def _plane(asked: Asked, info: ImageInfo, orientation: Orientation) -> Plane:
    geometry = info.geometry
    axes = {axis_name(axis): axis for axis in range(geometry.dimension)}
    plane = orientation.laid(Plane.first(geometry))
    if asked.plane:
        letters = asked.plane.lower().replace("-", "").replace("–", "")
        if len(letters) != 2 or letters[0] == letters[1] or not set(letters) <= axes.keys():
            raise UsageError(f"“{asked.plane}” names no plane of this image; a plane is named like xy.")
        plane = plane.with_axes(axes[letters[0]], axes[letters[1]])
    if asked.at is None:
        return plane
    if not isinstance(asked.at, Mapping):
        found = read_position(position_text(asked.at), geometry, info.space)
        if not isinstance(found, Position):
            raise ProbeError("A slice is chosen by a position, not by a value.")
        return plane.through(found.index)
    position = list(plane.position)
    for name, where in asked.at.items():
        if name not in axes:
            raise UsageError(f"This image has no axis “{name}”, only {', '.join(axes)}.")
        position[axes[name]] = operator.index(where)
    index = ItkIndex(tuple(position))
    if not geometry.contains(index):
        raise ProbeError(f"The index {index} lies outside the image.")
    return plane.through(index)


def _size(plane: Plane, geometry: Geometry, largest: int) -> tuple[int, int]:
    """Return rows and columns of the picture: a whole multiple of the slice's where pixels are square and it fits."""
    rows, columns = plane.shape(geometry)
    aspect = plane.aspect(geometry)
    high, wide = rows * max(1.0 / aspect, 1.0), columns * max(aspect, 1.0)
    scale = largest / max(high, wide)
    if scale >= 1.0:
        scale = float(min(int(scale), _MOST_ENLARGED))
    return max(1, min(largest, round(high * scale))), max(1, min(largest, round(wide * scale)))


def _nearest(count: int, size: int, *, turned: bool) -> npt.NDArray[np.intp]:
    """Return which of ``count`` pixels lies under the middle of each of ``size`` pixels of a picture."""
    places = (2 * np.arange(size, dtype=np.intp) + 1) * count // (2 * size)
    return places[::-1] if turned else places

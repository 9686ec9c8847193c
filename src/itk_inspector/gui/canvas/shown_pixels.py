"""Which device pixels show an image, and where they lie."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QBrush, QImage, QPainter, QRegion

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.index_arrays import nearest_indices


@dataclass(frozen=True, slots=True)
class PixelGrid:
    """Where the device's pixels lie: those of a scaled window need not begin where the viewport does.

    Parameters
    ----------
    ratio : float
        Device pixels per logical one.
    left, top : float
        The viewport's corner in device pixels.
    """

    ratio: float = 1.0
    left: float = 0.0
    top: float = 0.0

    @property
    def line_width(self) -> int:
        """Device pixels that are as wide as a logical one, or wider."""
        return max(1, math.ceil(self.ratio))

    def centre(self, position: QPointF) -> QPointF:
        """Return the centre of the device pixel at a position, both in the viewport's logical coordinates."""
        x, y = position.toTuple()
        column, row = math.floor(x * self.ratio + self.left), math.floor(y * self.ratio + self.top)
        return QPointF((column + 0.5 - self.left) / self.ratio, (row + 0.5 - self.top) / self.ratio)


@dataclass(frozen=True, slots=True)
class Shown:
    """Which device pixels show the image, and which image pixel each of them shows.

    Parameters
    ----------
    left, top : int
        The first device pixel.
    rows, columns : numpy.ndarray
        Array indices within the slice, one for every device pixel down and along.
    across, down : numpy.ndarray
        Continuous ITK index along the plane's axes at each of these: of the device pixel's centre, or of the lattice's.
    is_reduced : bool
        They are those of a lattice or of blocks (see `OverviewCache`).
    """

    left: int
    top: int
    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    across: npt.NDArray[np.float64]
    down: npt.NDArray[np.float64]
    is_reduced: bool = False

    def covers(self, area: QRectF, grid: PixelGrid) -> bool:
        """Tell whether the image leaves nothing free of an area in logical coordinates."""
        sides: tuple[float, float, float, float] = area.getRect()  # type: ignore[assignment]  # typed as an object
        x, y, width, height = sides
        left, top = x * grid.ratio + grid.left - 1, y * grid.ratio + grid.top - 1
        right, bottom = left + width * grid.ratio + 2, top + height * grid.ratio + 2
        is_inside_across = self.left <= left and right <= self.left + self.columns.size
        return is_inside_across and self.top <= top and bottom <= self.top + self.rows.size

    def draw(self, painter: QPainter, picture: QImage, left: int = 0, top: int = 0) -> None:
        """Draw a picture of device pixels, so many of these after the first one that shows the image."""
        painter.setWorldTransform(painter.deviceTransform().inverted()[0])
        painter.drawImage(self.left + left, self.top + top, picture)
        painter.resetTransform()

    def fill_around(self, painter: QPainter, area: QRect, brush: QBrush) -> None:
        """Fill what the image leaves free of an area in the logical coordinates of the screen."""
        device = painter.deviceTransform()
        whole = device.mapRect(QRectF(area)).toAlignedRect()
        image = QRect(self.left, self.top, self.columns.size, self.rows.size)
        painter.setWorldTransform(device.inverted()[0])
        painter.setClipRegion(QRegion(whole).subtracted(QRegion(image)))
        painter.fillRect(whole, brush)
        painter.setClipping(False)
        painter.resetTransform()


@dataclass(frozen=True, slots=True)
class ShownLine:
    """The same along one axis.

    Parameters
    ----------
    first : int
        The first device pixel.
    indices : numpy.ndarray
        The image pixel of each, as an array index.
    continuous : numpy.ndarray
        The continuous ITK index at the centre of each.
    """

    first: int
    indices: npt.NDArray[np.intp]
    continuous: npt.NDArray[np.float64]

    @classmethod
    def of(
        cls, extent: int, origin: float, ratio: float, scale: float, shift: float, start: int, count: int
    ) -> ShownLine | None:
        """Return what an extent of the screen shows of so many pixels; None if nothing.

        Parameters
        ----------
        extent : int
            In logical pixels.
        origin, ratio : float
            Of the device's pixels; see `PixelGrid`.
        scale, shift : float
            From logical pixels to the continuous index.
        start, count : int
            The image's first index, and its pixels.
        """
        first = math.floor(origin)
        device = np.arange(first, math.ceil(origin + extent * ratio))
        # the operations of PixelGrid.centre and of QTransform.map, so that both round alike
        continuous = np.asarray((device + 0.5 - origin) / ratio * scale + shift, np.float64)
        indices = nearest_indices(continuous) - start
        shown = np.flatnonzero((indices >= 0) & (indices < count))
        if not shown.size:
            return None
        return cls(first + int(shown[0]), indices[shown].astype(np.intp), continuous[shown])

    def on_lattice(self, step: int, start: int) -> ShownLine:
        """Return the same with the pixels of a lattice before these."""
        indices = self.indices // step * step
        return ShownLine(self.first, indices, (indices + start).astype(np.float64))


def image_of(colours: npt.NDArray[np.uint32], *, is_opaque: bool) -> QImage:
    """Return ``0xffRRGGBB``, or 0 for what is clear, as a picture; a **view**, which does not hold the array."""
    height, width = colours.shape
    kind = QImage.Format.Format_RGB32 if is_opaque else QImage.Format.Format_ARGB32_Premultiplied
    return QImage(colours.data, width, height, 4 * width, kind)

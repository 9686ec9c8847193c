"""Drawing what the viewport can show, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QImage, QPaintDevice, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from itk_inspector.core.chunked.tiled_pixels import TiledSlice
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.label_colours import OWN_COLOURS, LabelColours
from itk_inspector.core.display.layer_renderer import LayerRenderer
from itk_inspector.core.display.pixel_marks import NO_MARKS, PixelMarks
from itk_inspector.core.display.renderer import grey_table
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.indexing import round_half_up
from itk_inspector.gui.canvas.overview_cache import OverviewCache
from itk_inspector.gui.canvas.shown_pixels import PixelGrid, Shown, ShownLine, image_of


class ViewportItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph is untyped
    """A slice of an image, sampled at the centres of the screen's pixels.

    Every drawn colour is that of the one stored pixel under the screen pixel's
    centre (nearest neighbour by ITK's rounding), so what is seen is what the
    probe reports, at every zoom. The cost follows the viewport.

    Where a screen pixel spans two steps of a giant's lattice or more (see `core.display.overview`), it shows
    the lattice's pixel before its centre, which the screen pixel covers, too; where the maxima are kept, the largest
    of all that it covers (see `core.display.maxima`). `drawn_at` tells which.

    Of an image that is read in parts it is the pixel of the finest level that is there (see
    `core.chunked.tiled_pixels`).

    The item lies at (start − 0.5): item and view coordinates are continuous ITK indices.
    """

    changed = Signal()
    lattice_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pixels: npt.NDArray[Any] | TiledSlice | None = None
        self._start = (0, 0)
        self._table = grey_table()
        self._renderer = LayerRenderer()
        self._overview = OverviewCache(self)
        self._overview.maxima_found.connect(self._show_maxima)
        self.guard: Callable[[], bool] = lambda: True
        self.is_as_opened: Callable[[], bool] = lambda: True
        self._shown: tuple[tuple[Any, ...], Shown | None] | None = None
        self._is_stale = True
        self._is_recoloured = False
        self.is_opaque = self._renderer.is_opaque
        """There is a colour for each screen pixel that shows the image."""
        self._image = QImage()
        self._sampled: npt.NDArray[Any] | None = None
        self.colours = np.empty((0, 0), np.uint32)
        self.pixel_grid = PixelGrid()

    def show_slice(self, pixels: npt.NDArray[Any] | TiledSlice | None, start: tuple[int, int]) -> None:
        """Show a **view** ``[row, col(, component)]``, or tiles; ``start`` is the first pixel's ITK index (h, v)."""
        if pixels is None or self._pixels is None or pixels.shape[:2] != self._pixels.shape[:2] or start != self._start:
            self.prepareGeometryChange()
            self._shown = None
        if isinstance(self._pixels, TiledSlice) and not self._pixels.is_followed_by(pixels):
            self._pixels.let_go()
        self._pixels, self._start, self._sampled = pixels, start, None
        before = self._overview.least_scale
        self._overview.begin(None if isinstance(pixels, TiledSlice) else pixels)
        self._repaint()
        if self._overview.least_scale != before:
            self.lattice_changed.emit()

    @property
    def pixels(self) -> npt.NDArray[Any] | None:
        """The **view** that is drawn; None when there is none, of tiles, or it must not be read."""
        pixels = self._readable
        return None if isinstance(pixels, TiledSlice) else pixels

    @property
    def _readable(self) -> npt.NDArray[Any] | TiledSlice | None:
        return self._pixels if self._pixels is not None and self.guard() else None

    @property
    def start(self) -> tuple[int, int]:
        """ITK index (h, v) of the slice's first pixel."""
        return self._start

    @property
    def settings(self) -> DisplaySettings:
        """How is drawn."""
        return self._renderer.settings

    def set_settings(
        self,
        settings: DisplaySettings,
        table: npt.NDArray[np.uint32],
        marks: PixelMarks = NO_MARKS,
        labels: LabelColours = OWN_COLOURS,
        *,
        is_outlined: bool = False,
    ) -> None:
        """Set how is drawn; ``table`` holds the map's 256 colours as ``0xffRRGGBB``, not inverted."""
        self._table = table
        self._renderer.set_settings(settings, table, marks, labels, is_outlined=is_outlined)
        self.is_opaque = self._renderer.is_opaque
        self._is_recoloured = True
        self.changed.emit()

    @property
    def levels(self) -> Levels:
        """The stored values that are drawn in the first and the last colour."""
        return self.settings.levels

    def set_levels(self, levels: Levels) -> None:
        """Set the levels alone."""
        drawn, settings = self._renderer, replace(self.settings, levels=levels)
        self.set_settings(settings, self._table, drawn.marks, drawn.labels, is_outlined=drawn.is_outlined)

    def keep_maxima(self, keeps: bool) -> None:
        """Draw the largest value of what a screen pixel covers, as soon as it is known, or not."""
        self._overview.keep_maxima(keeps)
        self._show_maxima()

    def _show_maxima(self) -> None:
        """Draw, and tell, other pixels than before."""
        self._repaint()
        self.lattice_changed.emit()

    def refresh(self, box: tuple[slice, slice] | None = None) -> None:
        """Sample again: the pixels have changed.

        Parameters
        ----------
        box : tuple of slice, optional
            Rows and columns of the slice that hold all changes; by default they may be anywhere.
        """
        if self._pixels is not None and not isinstance(self._pixels, TiledSlice):
            self._overview.take_change(self._pixels, box)
        self._repaint()

    def _repaint(self) -> None:
        self._is_stale = True
        self.changed.emit()

    def boundingRect(self) -> QRectF:
        """Return the image's extent: half a pixel around the outermost centres."""
        if self._pixels is None:
            return QRectF()
        rows, columns = self._pixels.shape[:2]
        return QRectF(self._start[0] - 0.5, self._start[1] - 0.5, columns, rows)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the visible part."""
        transform = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        self.draw(painter, transform, widget or painter.device())
        painter.restore()

    def draw(self, painter: QPainter, transform: QTransform, screen: QPaintDevice) -> Shown | None:
        """Draw the visible part.

        Parameters
        ----------
        painter : QPainter
            In the logical coordinates of ``screen``.
        transform : QTransform
            From view coordinates to these.
        screen : QPaintDevice
            Its size counts.

        Returns
        -------
        Shown or None
            What was drawn, if anything was.
        """
        shown = self.place(painter, transform, screen)
        return shown if shown is not None and self.put(painter, shown) else None

    def place(self, painter: QPainter, transform: QTransform, screen: QPaintDevice) -> Shown | None:
        """Find out what `put` is to draw, as for `draw`; None where it would have to read what must not be read."""
        pixels = self._pixels
        if pixels is None:
            return None
        device = painter.deviceTransform()
        key = (transform, device, screen.width(), screen.height(), self._overview.least_scale)
        if self._shown is None or self._shown[0] != key:
            self.pixel_grid = PixelGrid(device.m11(), device.dx(), device.dy())
            self._shown = key, self._find_shown(pixels.shape, transform.inverted()[0], screen.width(), screen.height())
            self._is_stale = True
        return self._shown[1] if not (self._is_stale or self._is_recoloured) or self.guard() else None

    def put(self, painter: QPainter, shown: Shown) -> bool:
        """Draw what `place` found; False where nothing of it is there yet."""
        if self._is_stale or self._is_recoloured:
            pixels = self._readable
            if pixels is None:
                return False
            found = self._source(pixels, shown)
            if found is None:
                return False
            self.colours = self._renderer.draw(*found, is_known=not self._is_stale, width=self.pixel_grid.line_width)
            self._image = image_of(self.colours, is_opaque=self._renderer.is_opaque)
            self._is_stale = self._is_recoloured = False
        shown.draw(painter, self._image)
        return True

    def _source(
        self, pixels: npt.NDArray[Any] | TiledSlice, shown: Shown
    ) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp], npt.NDArray[np.intp]] | None:
        """Return an array, and its rows and columns that are drawn; None while there is nothing to draw."""
        if isinstance(pixels, TiledSlice):
            if self._is_stale or self._sampled is None:
                self._sampled = pixels.sampled(shown.rows, shown.columns)
            if self._sampled is None:
                return None
            return self._sampled, np.arange(shown.rows.size), np.arange(shown.columns.size)
        if shown.is_reduced and self.is_as_opened():  # what another program wrote is not in an overview
            return self._overview.source(pixels, shown.rows, shown.columns, self.guard)
        self._overview.leave_out()
        return pixels, shown.rows, shown.columns

    def _find_shown(self, shape: tuple[int, ...], back: QTransform, width: int, height: int) -> Shown | None:
        grid = self.pixel_grid
        columns = ShownLine.of(width, grid.left, grid.ratio, back.m11(), back.dx(), self._start[0], shape[1])
        rows = ShownLine.of(height, grid.top, grid.ratio, back.m22(), back.dy(), self._start[1], shape[0])
        if columns is None or rows is None:
            return None
        is_reduced = self._reduces(back)
        if is_reduced:
            step = self._overview.step
            columns, rows = columns.on_lattice(step, self._start[0]), rows.on_lattice(step, self._start[1])
        return Shown(
            columns.first, rows.first, rows.indices, columns.indices, columns.continuous, rows.continuous, is_reduced
        )

    def _reduces(self, back: QTransform) -> bool:
        """Tell whether a lattice or blocks are drawn, not the pixels themselves."""
        return min(abs(back.m11()), abs(back.m22())) >= self._overview.least_scale * self.pixel_grid.ratio

    def drawn_at(self, where: QPointF, back: QTransform) -> QPointF:
        """Return where in view coordinates the pixel lies that is drawn at a screen pixel.

        Parameters
        ----------
        where : QPointF
            The centre of the screen pixel in view coordinates.
        back : QTransform
            From the logical coordinates of the screen to view coordinates.
        """
        if not self._reduces(back) or self._pixels is None:
            return where
        step = self._overview.step
        rows, columns = self._pixels.shape[:2]
        column, row = (round_half_up(c) - s for c, s in zip(where.toTuple(), self._start, strict=True))
        if not (0 <= column < columns and 0 <= row < rows):
            return where
        row, column = self._overview.drawn_at(row // step * step, column // step * step)
        return QPointF(column + self._start[0], row + self._start[1])

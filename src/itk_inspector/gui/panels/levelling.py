"""How the open image is drawn: what the levels panel asks for, done on the canvas, and told back to the panel."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from itk_inspector.core.display.components import choices
from itk_inspector.core.display.ct_windows import is_hounsfield
from itk_inspector.core.display.defaults import auto_levels, quick_sample, with_component
from itk_inspector.core.display.display_settings import ComponentChoice, DisplaySettings, Scope
from itk_inspector.core.display.histogram import Histogram, histogram
from itk_inspector.core.display.sample import as_rows
from itk_inspector.core.display.window_level import Levels, dragged, level_text, non_empty_levels
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.gui.background.latest_job import LatestJob
from itk_inspector.gui.canvas.image_canvas import ImageCanvas
from itk_inspector.gui.panels.levels_panel import LevelsPanel


class Levelling(QObject):
    """Levels, colours and component of the image on a canvas.

    The histogram is made when the panel is seen, or when the full range is
    asked for; never while neither is.

    Parameters
    ----------
    canvas : ImageCanvas
        Keeps the settings.
    panel : LevelsPanel
    parent : QObject
    """

    told = Signal(str)

    def __init__(self, canvas: ImageCanvas, panel: LevelsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._panel = panel
        self._controls = controls = panel.controls
        self._maker = LatestJob(self, "histogram", 60)
        self._document: ImageDocument | None = None
        self._plane: Plane | None = None
        self._pixels: npt.NDArray[Any] | None = None
        self._drawn: ComponentChoice | None = None
        self._histogram: Histogram | None = None
        self._wants_full_range = False
        self._knows_image = False
        canvas.appearance_changed.connect(self._show_settings)
        canvas.level_dragged.connect(self.drag)
        controls.levels_requested.connect(self.set_levels)
        controls.auto_requested.connect(self.auto)
        controls.percentiles_requested.connect(self._set_percentiles)
        controls.full_range_requested.connect(self.full_range)
        controls.scope_requested.connect(self._set_scope)
        controls.drawn_requested.connect(self._set_drawn)
        controls.colour_map_requested.connect(self._set_colour_map)
        controls.inverted_requested.connect(self._set_inverted)
        panel.came_into_view.connect(self._fill_panel)

    @property
    def look(self) -> DisplaySettings:
        """All that is chosen for the open image, to be restored with `set_look`."""
        return self._canvas.settings

    @property
    def is_inverted(self) -> bool:
        """Tell whether the last colour comes first."""
        return self._canvas.settings.is_inverted

    def set_look(self, look: DisplaySettings) -> None:
        """Look at the open image as chosen before."""
        self._canvas.set_settings(look)
        self._fill_panel()

    # what is shown ----------------------------------------------------------

    def show_document(self, document: ImageDocument, plane: Plane, before: object) -> None:
        """Take an image that the canvas shows already, and how it was looked at before."""
        self.clear()
        self._document, self._plane, self._pixels = document, plane, document.pixels
        self._fill_panel()

    def show_pixels(self, pixels: npt.NDArray[Any]) -> None:
        """Take the edited copy, or the original again."""
        if pixels is not self._pixels:
            self._pixels = pixels
            self.refresh()

    def show_plane(self, plane: Plane) -> None:
        """Take another cut."""
        self._plane = plane
        if self._canvas.settings.scope is Scope.SLICE:
            self.refresh()

    def refresh(self) -> None:
        """The pixels that count have changed."""
        self._histogram = None
        self._wants_full_range = False
        if self._panel.isVisible():
            self._request()

    def clear(self) -> None:
        """Hold no pixels."""
        self._maker.stop()
        self._document = self._plane = self._pixels = self._histogram = None
        self._wants_full_range = self._knows_image = False
        self._controls.show_histogram(None)
        self._panel.show_controls(False)

    def _fill_panel(self) -> None:
        document = self._document
        if document is None or not self._panel.isVisible():
            return
        info = document.info
        if not self._knows_image and document.is_safe:
            self._knows_image = True
            volume = as_rows(document.pixels, has_components=info.channels > 1)
            air = is_hounsfield(info, quick_sample(volume, self._canvas.settings.component).values)
            self._panel.show_controls(True)
            self._controls.show_image(choices(info), has_slices=self._has_slices, is_hounsfield=air)
        self._controls.show_scope(self._canvas.settings.scope)
        self._controls.show_percentiles(*self._canvas.settings.percentiles)
        self._controls.show_settings(self._canvas.settings)
        if self._histogram is None:
            self._request()

    def _show_settings(self, settings: DisplaySettings) -> None:
        if settings.component != self._drawn:
            self._drawn = settings.component
            self._controls.show_histogram(None)
            self.refresh()
        if self._panel.isVisible():
            self._controls.show_settings(settings)

    def _show_histogram(self, histogram: Histogram) -> None:
        self._histogram = histogram
        self._controls.show_histogram(histogram)
        if self._wants_full_range:
            self.full_range()

    def _request(self) -> None:
        rows, document = self._rows(), self._document
        if rows is not None and document is not None:
            work = partial(histogram, rows, self._canvas.settings.component)
            self._maker.ask(work, lambda: document.is_safe, self._show_histogram)

    @property
    def _has_slices(self) -> bool:
        document, plane = self._document, self._plane
        return (
            document is not None and plane is not None and any(document.geometry.size[a] > 1 for a in plane.hidden_axes)
        )

    def _rows(self) -> npt.NDArray[Any] | None:
        """Return the pixels that count as a **view**, ``[row, col(, component)]``; None while none may be read."""
        document, plane, pixels = self._document, self._plane, self._pixels
        if document is None or plane is None or pixels is None or not document.is_safe:
            return None
        if self._canvas.settings.scope is Scope.VOLUME:
            return as_rows(pixels, has_components=document.info.channels > 1)
        return plane.slice(pixels, document.geometry)

    # what is asked for ------------------------------------------------------

    def set_levels(self, levels: Levels) -> None:
        """Draw between other levels."""
        self._canvas.set_settings(replace(self._canvas.settings, levels=levels))

    def drag(self, right: float, down: float) -> None:
        """Change window and level by a drag of so many screen pixels."""
        if self._document is not None:
            self.set_levels(dragged(self._canvas.settings.levels, right, down))

    def auto(self) -> None:
        """Choose levels by percentiles of the slice or the volume."""
        rows, document = self._rows(), self._document
        if rows is not None and document is not None:
            drawn = self._canvas.settings.component
            values = quick_sample(rows, drawn).values
            self._set_and_tell(auto_levels(document.info, drawn, values, self._canvas.settings.percentiles))

    def full_range(self) -> None:
        """Choose the smallest and the largest value of the slice or the volume, as soon as these are known."""
        known = self._histogram
        self._wants_full_range = known is None and self._document is not None
        if known is None:
            self._request()
        elif known.minimum is None or known.maximum is None:
            self._set_and_tell(Levels(0.0, 1.0))
        else:
            self._set_and_tell(non_empty_levels(float(known.minimum), float(known.maximum)))

    def invert(self) -> None:
        """Turn the colours round."""
        self._set_inverted(not self._canvas.settings.is_inverted)

    def _set_and_tell(self, levels: Levels) -> None:
        self.set_levels(levels)
        self.told.emit(f"Black at {level_text(levels.low)}, white at {level_text(levels.high)}.")

    def _set_inverted(self, is_inverted: bool) -> None:
        self._canvas.set_settings(replace(self._canvas.settings, is_inverted=is_inverted))

    def _set_colour_map(self, name: str) -> None:
        self._canvas.set_settings(replace(self._canvas.settings, colour_map=name))

    def _set_percentiles(self, low: float, high: float) -> None:
        self._canvas.set_settings(replace(self._canvas.settings, percentiles=(low, high)))
        self.auto()

    def _set_scope(self, scope: Scope) -> None:
        self._canvas.set_settings(replace(self._canvas.settings, scope=scope))
        self.refresh()

    def _set_drawn(self, drawn: ComponentChoice) -> None:
        rows, document = self._rows(), self._document
        if rows is not None and document is not None:
            values = quick_sample(rows, drawn).values
            self._canvas.set_settings(with_component(self._canvas.settings, document.info, drawn, values))

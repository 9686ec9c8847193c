"""From the pixels of a layer to its colours on screen, whole or as borders of labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.label_colours import OWN_COLOURS, LabelColours
from itk_inspector.core.display.label_outline import keep_borders
from itk_inspector.core.display.pixel_marks import NO_MARKS, PixelMarks
from itk_inspector.core.display.renderer import Renderer
from itk_inspector.core.pixels.picker import Picker, stored_block

Ends = tuple[bool, bool, bool, bool]
NO_ENDS: Ends = (False, False, False, False)


class LayerRenderer:
    """A `Renderer` for one image of several, whose labels may be drawn as outlines."""

    def __init__(self) -> None:
        self._renderer = Renderer()
        self._picker = Picker()
        self._is_outlined = False
        self.is_opaque = True
        """There is a colour for each screen pixel."""

    @property
    def settings(self) -> DisplaySettings:
        """How is drawn."""
        return self._renderer.settings

    @property
    def marks(self) -> PixelMarks:
        """Which pixels are marked."""
        return self._renderer.marks

    @property
    def labels(self) -> LabelColours:
        """The colours of labels."""
        return self._renderer.labels

    @property
    def is_outlined(self) -> bool:
        """Tell whether only the borders of labels are drawn."""
        return self._is_outlined

    def set_settings(
        self,
        settings: DisplaySettings,
        table: npt.NDArray[np.uint32],
        marks: PixelMarks = NO_MARKS,
        labels: LabelColours = OWN_COLOURS,
        *,
        is_outlined: bool = False,
    ) -> None:
        """Set how is drawn, as for `Renderer.set_settings`."""
        self._renderer.set_settings(settings, table, marks, labels)
        self._is_outlined = is_outlined
        self.is_opaque = not (is_outlined or marks.are_clear)

    def draw(
        self,
        pixels: npt.NDArray[Any],
        rows: npt.NDArray[np.intp],
        columns: npt.NDArray[np.intp],
        *,
        is_known: bool = False,
        width: int = 1,
        ends: Ends = NO_ENDS,
    ) -> npt.NDArray[np.uint32]:
        """Return colours at rows × columns of a slice, as `Renderer.draw`; 0 where nothing is drawn.

        Parameters
        ----------
        pixels, rows, columns, is_known
            As for `Renderer.draw`.
        width, ends
            Of outlines, as for `label_outline.keep_borders`.
        """
        colours = self._renderer.draw(pixels, rows, columns, is_known=is_known)
        if self._is_outlined:
            block, down, along = stored_block(pixels, rows, columns)
            is_whole = _are_all(down) and _are_all(along)
            labels = block if is_whole else self._picker.pick(pixels, rows, columns)
            keep_borders(colours, labels, width, ends=ends)
        return colours

    def draw_single(
        self, values: npt.NDArray[Any], is_there: npt.NDArray[np.bool_], *, is_known: bool = False, width: int = 1
    ) -> npt.NDArray[np.uint32]:
        """Return colours of single pixels, 0 where nothing is drawn.

        Parameters
        ----------
        values : numpy.ndarray
            ``[row, col]`` of the screen, or ``[row, col, component]``; arbitrary where no pixel is.
        is_there : numpy.ndarray
            ``[row, col]``: where one is.
        is_known, width
            As for `draw`.
        """
        rows, columns = (np.arange(count) for count in is_there.shape)
        colours = self._renderer.draw(values, rows, columns, is_known=is_known)
        if self._is_outlined:
            labels = np.where(is_there if values.ndim == 2 else is_there[..., None], values, np.zeros((), values.dtype))
            keep_borders(colours, labels, width, ends=NO_ENDS)
        np.multiply(colours, is_there, out=colours)  # as in `keep_borders`
        return colours


def _are_all(indices: npt.NDArray[np.intp]) -> bool:
    """Tell whether one index follows upon the other."""
    return bool((np.diff(indices) == 1).all())

"""Colours that stand for no value of the scale: NaN, and what lies below or above the levels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.window_level import NAN_RGB, Levels

_Colours = npt.NDArray[np.uint32]


def _opaque(red: int, green: int, blue: int) -> np.uint32:
    return np.uint32(0xFF000000 | red << 16 | green << 8 | blue)


CLEAR = np.uint32(0)
NAN_COLOUR = _opaque(*NAN_RGB)
NAN_MARK = _opaque(0xFF, 0x00, 0xFF)
BELOW_MARK = _opaque(0x00, 0x00, 0xFF)
ABOVE_MARK = _opaque(0x00, 0xFF, 0x00)
"""Magenta, blue and green at their purest: no colour map and no label comes near them."""


@dataclass(frozen=True, slots=True)
class PixelMarks:
    """Which pixels are marked.

    Parameters
    ----------
    nan : bool
        Draw NaN in a loud colour, instead of a muted one.
    clipped : bool
        Draw values outside the levels in two colours, instead of the first and the last one of the map.
    nan_is_clear : bool
        NaN that is not marked is not drawn at all: what lies below shows.
    zero_is_clear : bool
        Nor is 0, which stands for no label.
    """

    nan: bool = False
    clipped: bool = False
    nan_is_clear: bool = False
    zero_is_clear: bool = False

    @property
    def are_clear(self) -> bool:
        """Tell whether something may not be drawn at all."""
        return self.nan_is_clear or self.zero_is_clear

    @property
    def nan_colour(self) -> np.uint32:
        """What NaN is drawn in."""
        return NAN_MARK if self.nan else CLEAR if self.nan_is_clear else NAN_COLOUR

    def mark_clipped(self, values: npt.NDArray[Any], settings: DisplaySettings, out: _Colours) -> None:
        """Colour what lies outside the levels, if that is wanted.

        Parameters
        ----------
        values : numpy.ndarray
            Shape (rows, cols), real or bool.
        settings : DisplaySettings
        out : numpy.ndarray
            ``0xffRRGGBB``, of the same shape.
        """
        if self.clipped and settings.has_levels:
            below, above = _outside(values, settings.levels)
            out[below] = BELOW_MARK
            out[above] = ABOVE_MARK

    def clear_zero(self, values: npt.NDArray[Any], settings: DisplaySettings, out: _Colours) -> None:
        """Leave out what is no label, if that is wanted; of labels that are no whole numbers the one below counts.

        Parameters
        ----------
        values : numpy.ndarray
            Shape (rows, cols), real or bool.
        settings : DisplaySettings
        out : numpy.ndarray
            ``0xffRRGGBB``, of the same shape.
        """
        if self.zero_is_clear:
            is_part = values.dtype.kind == "f" and not settings.has_levels
            out[(values >= 0) & (values < 1) if is_part else values == 0] = CLEAR

    def mark_colours(self, values: npt.NDArray[Any], settings: DisplaySettings, out: _Colours) -> None:
        """Colour pixels of which red, green or blue is NaN or lies outside the levels; above counts before below.

        Parameters
        ----------
        values : numpy.ndarray
            Shape (rows, cols, components).
        settings : DisplaySettings
        out : numpy.ndarray
            Shape (rows, cols).
        """
        seen = values[..., :3]
        if self.clipped:
            below, above = _outside(seen, settings.levels)
            out[below.any(axis=2)] = BELOW_MARK
            out[above.any(axis=2)] = ABOVE_MARK
        if (self.nan or self.nan_is_clear) and seen.dtype.kind == "f":
            out[np.isnan(seen).any(axis=2)] = self.nan_colour
        if self.zero_is_clear:
            out[~seen.any(axis=2)] = CLEAR


NO_MARKS = PixelMarks()


def _outside(values: npt.NDArray[Any], levels: Levels) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return what lies below and above; compared as doubles, as tones are."""
    return values < np.float64(levels.low), values > np.float64(levels.high)

"""From a slice to the colours on screen, in one buffer that is used again and again."""

from __future__ import annotations

import math
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.components import drawn_values
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.grey_levels import every_value, runs, tones
from itk_inspector.core.display.label_colours import OWN_COLOURS, LabelColours
from itk_inspector.core.display.pixel_marks import NO_MARKS, PixelMarks
from itk_inspector.core.display.scales import curved_tones
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.pixels.picker import Picker, block_size, stored_block

_OPAQUE = np.uint32(0xFF000000)
_BEHIND = 128.0
_Kind = TypeVar("_Kind", bound=np.generic)


def grey_table() -> npt.NDArray[np.uint32]:
    """Return the plain colour map: black to white."""
    return np.arange(256, dtype=np.uint32) * np.uint32(0x010101) | _OPAQUE


class Renderer:
    """Draws slices by one choice of settings; keeps its buffers and the look-up table of small pixel types."""

    def __init__(self) -> None:
        self._settings = DisplaySettings(Levels(0.0, 1.0))
        self._marks = NO_MARKS
        self._labels = OWN_COLOURS
        self._table = grey_table()
        self._lookup: tuple[np.dtype[Any], npt.NDArray[np.uint32]] | None = None
        self._tone_lookup: tuple[np.dtype[Any], npt.NDArray[np.uint8]] | None = None
        self._screen = np.empty(0, np.uint32)
        self._stage = np.empty(0, np.uint32)
        self._wide = np.empty(0, np.uint32)
        self._tone = np.empty(0, np.uint8)
        self._work = np.empty(0, np.float64)
        self._step: np.uint32 | None = None
        self._picker = Picker()
        self._picked: npt.NDArray[Any] | None = None

    @property
    def settings(self) -> DisplaySettings:
        """How is drawn."""
        return self._settings

    @property
    def marks(self) -> PixelMarks:
        """Which pixels are marked."""
        return self._marks

    @property
    def labels(self) -> LabelColours:
        """The colours of labels."""
        return self._labels

    def set_settings(
        self,
        settings: DisplaySettings,
        table: npt.NDArray[np.uint32],
        marks: PixelMarks = NO_MARKS,
        labels: LabelColours = OWN_COLOURS,
    ) -> None:
        """Set how is drawn; ``table`` holds the 256 colours of the map as ``0xffRRGGBB``, not inverted."""
        self._settings, self._marks, self._labels = settings, marks, labels
        self._table = np.ascontiguousarray(table[::-1] if settings.is_inverted else table, dtype=np.uint32)
        steps = np.diff(self._table)
        self._step = steps[0] if (steps == steps[0]).all() else None
        self._lookup = self._tone_lookup = None

    def draw(
        self,
        pixels: npt.NDArray[Any],
        rows: npt.NDArray[np.intp],
        columns: npt.NDArray[np.intp],
        *,
        is_known: bool = False,
    ) -> npt.NDArray[np.uint32]:
        """Return ``0xffRRGGBB`` at rows × columns, 0 for what is clear; where pixels repeat, each is coloured once.

        Parameters
        ----------
        pixels : numpy.ndarray
            ``[row, col]`` or ``[row, col, component]``; read, never written, never copied as a whole.
        rows, columns : numpy.ndarray
            Indices inside the slice, sorted either way; at least one each; not to be changed afterwards.
        is_known : bool
            Cut, its pixels, rows and columns are those of the last call: only the settings is new.

        Returns
        -------
        numpy.ndarray
            C-contiguous **view** of the renderer's buffer, valid until the next call.
        """
        self._screen = _grown(self._screen, rows.size * columns.size)
        screen = _shaped(self._screen, (rows.size, columns.size))
        if block_size(rows, columns) > screen.size:
            if self._picked is None or not is_known:
                self._picked = self._picker.pick(pixels, rows, columns)
            self._colours(self._picked, screen)
            return screen
        self._picked = None
        block, rows, columns = stored_block(pixels, rows, columns)
        block = np.require(block, requirements="A")  # NumPy is slow with others; it is no more than the screen shows
        if int(rows[0]) > int(rows[-1]):
            block, rows = block[::-1], block.shape[0] - 1 - rows
        height, width = block.shape[:2]
        if _are_all(rows, height) and _are_all(columns, width):
            self._colours(block, screen)
            return screen
        divided = runs(height, columns.size)
        longest = divided[0].stop
        self._stage, self._wide = _grown(self._stage, longest * width), _grown(self._wide, longest * columns.size)
        for run in divided:
            part = block[run]
            stage = _shaped(self._stage, part.shape[:2])
            wide = _shaped(self._wide, (part.shape[0], columns.size))
            self._colours(part, stage)
            np.take(stage, columns, axis=1, out=wide, mode="wrap")
            first, last = np.searchsorted(rows, (run.start, run.stop))
            np.take(wide, rows[first:last] - run.start, axis=0, out=screen[first:last], mode="wrap")
        return screen

    def _colours(self, values: npt.NDArray[Any], out: npt.NDArray[np.uint32]) -> None:
        drawn = self._settings.component
        if drawn.kind is ComponentMode.COLOUR:
            if values.ndim == 3 and values.shape[2] >= 3:
                self._mix(values, out)
                return
            drawn = ComponentChoice()
        plane = drawn_values(values, drawn)
        if plane.dtype.kind == "c":
            plane = np.abs(plane)
        if plane.dtype.itemsize <= 2:
            np.take(self._small_lookup(plane.dtype), _bits(plane), out=out, mode="wrap")
        else:
            for run in runs(*plane.shape):
                self._map(plane[run], out[run])

    def _map(self, values: npt.NDArray[Any], out: npt.NDArray[np.uint32]) -> None:
        if self._settings.colour_map == LABELS:
            out[...] = self._labels.of(values)
            missing = np.isnan(values) if values.dtype.kind == "f" else None
        else:
            self._tone, self._work = _grown(self._tone, values.size), _grown(self._work, values.size)
            tone = _shaped(self._tone, values.shape)
            missing = self._tones(values, tone, _shaped(self._work, values.shape))
            if self._step is not None:
                np.multiply(tone, self._step, out=out, dtype=np.uint32)
                np.add(out, self._table[0], out=out)
            else:
                np.take(self._table, tone, out=out, mode="wrap")
        self._marks.mark_clipped(values, self._settings, out)
        self._marks.clear_zero(values, self._settings, out)
        if missing is not None:
            out[missing] = self._marks.nan_colour

    def _tones(
        self, values: npt.NDArray[Any], out: npt.NDArray[np.uint8], work: npt.NDArray[np.float64] | None = None
    ) -> npt.NDArray[np.bool_] | None:
        """Write tones by the scale of the settings; as `grey_levels.tones`."""
        chosen = self._settings
        if chosen.scale.is_straight or not chosen.levels.low < chosen.levels.high:
            return tones(values, chosen.levels, out, work)
        return curved_tones(values, chosen.levels, chosen.scale, chosen.gamma, out, work)

    def _small_lookup(self, dtype: np.dtype[Any]) -> npt.NDArray[np.uint32]:
        if self._lookup is None or self._lookup[0] != dtype:
            every = every_value(dtype).reshape(1, -1)
            made = np.empty(every.shape, np.uint32)
            self._map(every, made)
            self._lookup = dtype, made[0]
        return self._lookup[1]

    def _mix(self, values: npt.NDArray[Any], out: npt.NDArray[np.uint32]) -> None:
        """Write red, green and blue; alpha lies over mid-grey: ``floor(c · a + 128 · (1 − a) + 0.5)``."""
        packed = out.view(np.uint8).reshape(*out.shape, 4)
        # 0xffRRGGBB in memory
        red, green, blue, opaque = (2, 1, 0, 3) if np.little_endian else (1, 2, 3, 0)
        packed[..., opaque] = 255
        for run in runs(*out.shape):
            part = values[run]
            cover = _cover(part[..., 3]) if part.shape[2] >= 4 else None
            for component, place in enumerate((red, green, blue)):
                tone = self._channel(part[..., component])
                if cover is not None:
                    tone = np.floor(tone * cover + _BEHIND * (1.0 - cover) + 0.5).astype(np.uint8)
                packed[run, :, place] = tone
            if self._marks != NO_MARKS:
                self._marks.mark_colours(part, self._settings, out[run])

    def _channel(self, values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        chosen = self._settings
        is_plain = values.dtype == np.uint8 and chosen.levels == Levels(0.0, 255.0) and chosen.scale.is_straight
        if is_plain and not chosen.is_inverted:
            return values
        if values.dtype.itemsize > 2:
            return self._toned(values)
        if self._tone_lookup is None or self._tone_lookup[0] != values.dtype:
            self._tone_lookup = values.dtype, self._toned(every_value(values.dtype).reshape(1, -1))[0]
        return np.take(self._tone_lookup[1], _bits(values), mode="wrap")

    def _toned(self, values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        made = np.empty(values.shape, np.uint8)
        self._tones(np.abs(values) if values.dtype.kind == "c" else values, made)
        return np.invert(made, out=made) if self._settings.is_inverted else made


def _cover(alpha: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return alpha as 0 … 1; what is no number is clear."""
    top = float(np.iinfo(alpha.dtype).max) if alpha.dtype.kind in "iu" else 1.0
    with np.errstate(all="ignore"):
        return np.clip(np.nan_to_num(alpha.astype(np.float64) / top, nan=0.0), 0.0, 1.0)


def _bits(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return values.view(f"u{values.dtype.itemsize}")


def _are_all(indices: npt.NDArray[np.intp], count: int) -> bool:
    return indices.size == count and bool((np.diff(indices) == 1).all())


def _grown(buffer: npt.NDArray[_Kind], size: int) -> npt.NDArray[_Kind]:
    """Return the buffer, or a larger one with a little to spare."""
    return buffer if buffer.size >= size else np.empty(size + size // 8, buffer.dtype)


def _shaped(buffer: npt.NDArray[_Kind], shape: tuple[int, ...]) -> npt.NDArray[_Kind]:
    """Return the beginning of a buffer as a **view** of a shape."""
    return buffer[: math.prod(shape)].reshape(shape)

"""The editable copy and its history."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.changed_pages import ChangedPages
from itk_inspector.core.editing.copied_bytes import CopiedBytes, OwnBytes
from itk_inspector.core.editing.history import History
from itk_inspector.core.editing.runs import ascending
from itk_inspector.core.editing.steps import BoxStep, PixelStep, Step, box_around
from itk_inspector.core.editing.stroke import Stroke
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.pixels.values import as_typed, parse_value, storage_note

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo

UNDO_BUDGET = 256 * 1024 * 1024


class EditSession:
    """A copy that may be changed, with undo and redo.

    Parameters
    ----------
    pixels : numpy.ndarray
        Writable, C-contiguous **copy** (usually copy-on-write), ``geometry.shape``
        plus a component axis if ``channels`` > 1.
    geometry : Geometry
    channels : int
        Components per pixel.
    undo_budget : int
        Bytes that undo and redo may hold; the oldest steps go first, the latest always stays.
    bytes_behind : CopiedBytes, optional
        Owner of the memory.
    info : ImageInfo, optional
        Of the image that it is a copy of.
    """

    def __init__(
        self,
        pixels: npt.NDArray[Any],
        geometry: Geometry,
        *,
        channels: int = 1,
        undo_budget: int = UNDO_BUDGET,
        bytes_behind: CopiedBytes | None = None,
        info: ImageInfo | None = None,
    ) -> None:
        self.geometry = geometry
        self.channels = channels
        self.bytes_behind = bytes_behind or OwnBytes(pixels)
        self.info = info
        self.handed_out = False
        self._pixels = pixels
        self._view = pixels[...]
        self._view.flags.writeable = False
        self._history = History(undo_budget)
        self._stroke: Stroke | None = None
        self._pages = ChangedPages(pixels, pixels.itemsize * channels)
        self._changed: Region | None = None
        self._read_aside: list[Callable[[], None]] = []

    @property
    def pixels(self) -> npt.NDArray[Any]:
        """The copy itself, writable. What is written here directly is not part of undo."""
        self._prepare()
        self.handed_out = True
        return self._pixels

    @property
    def view(self) -> npt.NDArray[Any]:
        """Read-only **view** of the copy."""
        return self._view

    @property
    def is_safe(self) -> bool:
        """Tell whether the pixels can still be read; not after a mapped file was cut short."""
        return self.bytes_behind.is_safe

    @property
    def changed_spans(self) -> tuple[tuple[int, int], ...]:
        """Byte ranges of the array that hold every pixel ever changed by a step, in whole memory pages."""
        return self._pages.spans()

    def being_read(self, finish: Callable[[], None]) -> None:
        """Somebody reads the pixels aside: call ``finish``, which waits for the end, before the next change."""
        self._read_aside.append(finish)

    def _prepare(self) -> None:
        while self._read_aside:
            self._read_aside.pop()()
        self.bytes_behind.prepare()

    def take_changed(self) -> Region | None:
        """Return the box that holds what steps changed since this was last asked; None when that is nothing."""
        changed, self._changed = self._changed, None
        return changed

    def _note_change(self, box: Region) -> None:
        self._changed = box if self._changed is None else self._changed.united(box)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What was done and not taken back, oldest first, as far as it is remembered."""
        return self._history.done

    @property
    def can_undo(self) -> bool:
        """Tell whether there is a step to take back."""
        return bool(self.undo_label)

    @property
    def can_redo(self) -> bool:
        """Tell whether there is a step to repeat."""
        return self._stroke is None and bool(self.redo_label)

    @property
    def undo_label(self) -> str:
        """What undo would take back."""
        return self._stroke.label if self._stroke is not None else self._history.undo_label

    @property
    def redo_label(self) -> str:
        """What redo would repeat."""
        return self._history.redo_label

    @property
    def undo_budget(self) -> int:
        """Bytes that undo and redo may hold."""
        return self._history.budget

    @undo_budget.setter
    def undo_budget(self, budget: int) -> None:
        self._history.budget = budget

    @property
    def undo_bytes(self) -> int:
        """Bytes held by undo and redo, and by the stroke under way."""
        return self._history.nbytes + (self._stroke.nbytes if self._stroke is not None else 0)

    @property
    def forgotten_steps(self) -> int:
        """Steps that can no longer be taken back because of the memory budget."""
        return self._history.forgotten

    @property
    def is_modified(self) -> bool:
        """Tell whether there are steps that were not saved."""
        return self._stroke is not None or not self._history.is_saved

    @property
    def stamp(self) -> tuple[int, int]:
        """What tells this state from all others of this copy."""
        return self._history.state, self._stroke.pixels if self._stroke is not None else 0

    def remember_for_saving(self) -> None:
        """Note the present state as the one that is being saved; edits may go on meanwhile."""
        self.end_stroke()
        self._history.remember_for_saving()

    def mark_saved(self) -> None:
        """Take the noted state (or the present one) as the saved one."""
        self._history.mark_saved()

    def set_pixel(self, index: ItkIndex, value: str | npt.ArrayLike) -> None:
        """Set one pixel.

        Raises
        ------
        EditError
            If the index lies outside, or the pixel type cannot hold the value: out of range, or a
            fraction in an integer type. A float is stored as the nearest that its type can hold.
        """
        if not self.geometry.contains(index):
            raise EditError(f"The index {index} lies outside the image.")
        position = np.ravel_multi_index(to_array(index, self.geometry.start_index), self.geometry.shape)
        positions = np.array([position], dtype=np.int64)
        checked = self.checked(value)
        self._prepare()
        self._record(PixelStep(f"set {index}", self.geometry.shape, positions, self._rows(checked)[positions], checked))

    def fill(self, region: Region, value: str | npt.ArrayLike) -> None:
        """Fill a box with one value.

        Raises
        ------
        EditError
            If the box is empty or reaches outside, or the value would be stored as another one.
        """
        shape = self.geometry.shape
        if not region.lies_in(shape):
            raise EditError("The rectangle reaches outside the image.")
        checked = self.checked(value)
        self._prepare()
        self._record(
            BoxStep(f"fill {region.pixels} pixels", shape, region, self._pixels[region.slices].copy(), checked)
        )

    def paint(self, positions: npt.NDArray[np.int64], value: str | npt.ArrayLike) -> None:
        """Paint pixels as part of the current stroke; `end_stroke` makes the stroke one step.

        Another value begins another stroke, and so does one that holds more than the budget.

        Parameters
        ----------
        positions : numpy.ndarray
            Flat positions in the C-ordered array.
        value : str or array_like
            One pixel.

        Raises
        ------
        EditError
            If a position lies outside, or the pixel type cannot hold the value.
        """
        if not positions.size:
            return
        positions = ascending(positions.astype(np.int64, copy=False))
        if positions[0] < 0 or positions[-1] >= math.prod(self.geometry.shape):
            raise EditError("The brush reaches outside the image.")
        checked = self.checked(value)
        self._prepare()
        if self._stroke is not None and self._stroke.value.tobytes() != checked.tobytes():
            self.end_stroke()
        if self._stroke is None:
            self._history.drop_undone()
            self._stroke = Stroke(checked, self.geometry.shape)
        fresh = self._stroke.fresh(positions)
        if fresh.size:
            rows = self._rows(checked)
            self._stroke.keep(fresh, rows[fresh])
            rows[fresh] = checked
            self._pages.mark(fresh)
            self._note_change(box_around(fresh, self.geometry.shape))
        if self._stroke.nbytes > self.undo_budget:
            self.end_stroke()

    def end_stroke(self) -> None:
        """Make what was painted since the last step one step."""
        if self._stroke is not None:
            stroke, self._stroke = self._stroke, None
            self._history.keep(stroke.step())

    def undo(self) -> bool:
        """Take the last step back; False when there is none.

        Raises
        ------
        EditError
            If the file behind the copy has changed, so that what was there before is not known any more.
        """
        self.end_stroke()
        if not self.can_undo:
            return False
        self._prepare()
        if (step := self._history.back()) is not None:
            step.revert(self._pixels)
            self._note_change(step.region)
        return True

    def redo(self) -> bool:
        """Repeat the last step taken back; False when there is none.

        Raises
        ------
        EditError
            As `undo`.
        """
        if not self.can_redo:
            return False
        self._prepare()
        if (step := self._history.forward()) is not None:
            step.apply(self._pixels)
            self._note_change(step.region)
        return True

    def repeat(self, other: EditSession) -> int:
        """Do again, on this copy, what was done on another one of an image of the same size and type.

        Returns
        -------
        int
            How many steps there were.

        Raises
        ------
        EditError
            If the images differ in size or type, or not everything is known that was done.
        """
        other.end_stroke()
        mine, others = self._pixels, other.view
        if (mine.shape, mine.dtype, self.geometry.start_index) != (
            others.shape,
            others.dtype,
            other.geometry.start_index,
        ):
            raise EditError("The edits cannot be repeated: the image has another size or pixel type now.")
        if other.forgotten_steps or other.handed_out:
            raise EditError("The edits cannot be repeated: not all of them are remembered.")
        self._prepare()
        steps = other._history.done
        for step in steps:
            self._record(step.repeated(self._pixels))
        return len(steps)

    def checked(self, value: str | npt.ArrayLike) -> npt.NDArray[Any]:
        """Return ``value`` in the pixel type, refusing what would be stored as another number.

        Raises
        ------
        EditError
            If the pixel type cannot hold it.
        """
        if not isinstance(value, str):
            numbers = np.asarray(value, dtype=object).ravel().tolist()  # NumPy makes [2**64 - 1, 0] doubles
            value = " ".join(as_typed(n, self._pixels.dtype) for n in numbers)
        return parse_value(value, self._pixels.dtype, self.channels)

    def storage_note(self, text: str) -> str:
        """Say what would be stored for the typed ``text``.

        Raises
        ------
        EditError
            If the pixel type cannot hold it.
        """
        return storage_note(text, self.checked(text))

    def _rows(self, value: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return a flat **view**, one row a pixel."""
        return self._pixels.reshape(-1, *value.shape)

    def _record(self, step: Step) -> None:
        self.end_stroke()
        step.apply(self._pixels)
        step.mark(self._pages)
        self._note_change(step.region)
        self._history.keep(step)

"""The editable copy and its history."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry import Geometry
from itk_inspector.core.indexing import ItkIndex, to_array
from itk_inspector.core.regions import Region
from itk_inspector.core.steps import BoxStep, PixelStep, Step
from itk_inspector.core.values import parse_value, storage_note

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
    """

    def __init__(
        self,
        pixels: npt.NDArray[Any],
        geometry: Geometry,
        *,
        channels: int = 1,
        undo_budget: int = UNDO_BUDGET,
    ) -> None:
        self.geometry = geometry
        self.channels = channels
        self.undo_budget = undo_budget
        self.handed_out = False
        self._pixels = pixels
        self._view = pixels[...]
        self._view.flags.writeable = False
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._stroke: list[PixelStep] = []
        self._forgotten = 0
        self._saved_at: int | None = 0
        self._saving_at: int | None = None
        self._touched: dict[Region, None] = {}
        self._changed: Region | None = None

    @property
    def pixels(self) -> npt.NDArray[Any]:
        """The copy itself, writable. What is written here directly is not part of undo."""
        self.handed_out = True
        return self._pixels

    @property
    def view(self) -> npt.NDArray[Any]:
        """Read-only **view** of the copy."""
        return self._view

    @property
    def touched(self) -> tuple[Region, ...]:
        """Boxes that together hold every pixel ever changed by a step."""
        return tuple(self._touched)

    def take_changed(self) -> Region | None:
        """Return the box that holds what steps changed since this was last asked; None when that is nothing."""
        changed, self._changed = self._changed, None
        return changed

    def _note_change(self, step: Step) -> None:
        box = step.touched(self.geometry.shape)
        self._changed = box if self._changed is None else self._changed.united(box)

    @property
    def can_undo(self) -> bool:
        """Tell whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Tell whether there is a step to repeat."""
        return bool(self._undone)

    @property
    def undo_label(self) -> str:
        """What undo would take back."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What redo would repeat."""
        return self._undone[-1].label if self._undone else ""

    @property
    def undo_bytes(self) -> int:
        """Bytes held by undo and redo."""
        return sum(step.nbytes for step in (*self._done, *self._undone))

    @property
    def forgotten_steps(self) -> int:
        """Steps that can no longer be taken back because of the memory budget."""
        return self._forgotten

    @property
    def is_modified(self) -> bool:
        """Tell whether there are steps that were not saved."""
        return bool(self._stroke) or self._saved_at != self._forgotten + len(self._done)

    @property
    def stamp(self) -> tuple[int, int]:
        """What tells this state from others that steps lead to."""
        return self._forgotten + len(self._done), id(self._done[-1]) if self._done else 0

    def remember_for_saving(self) -> None:
        """Note the present state as the one that is being saved; edits may go on meanwhile."""
        self._saving_at = self._forgotten + len(self._done)

    def mark_saved(self) -> None:
        """Take the noted state (or the present one) as the saved one."""
        count = self._forgotten + len(self._done) if self._saving_at is None else self._saving_at
        self._saving_at = None
        self._saved_at = count

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
        step = self._pixel_step(f"set {index}", np.array([position], dtype=np.int64), self.checked(value))
        self._record(step)

    def fill(self, region: Region, value: str | npt.ArrayLike) -> None:
        """Fill a box with one value.

        Raises
        ------
        EditError
            If the box is empty or reaches outside, or the value would be stored as another one.
        """
        shape = self.geometry.shape
        fits = len(region.start) == len(shape) and all(
            s >= 0 and n >= 1 and s + n <= m for s, n, m in zip(region.start, region.shape, shape, strict=True)
        )
        if not fits:
            raise EditError("The rectangle reaches outside the image.")
        step = BoxStep(f"fill {region.pixels} pixels", region, self._pixels[region.slices].copy(), self.checked(value))
        self._record(step)

    def paint(self, positions: npt.NDArray[np.int64], value: str | npt.ArrayLike) -> None:
        """Paint pixels as part of the current stroke; `end_stroke` makes the stroke one step.

        Another value begins another stroke.

        Parameters
        ----------
        positions : numpy.ndarray
            Flat positions in the C-ordered array, unique.
        value : str or array_like
            One pixel.
        """
        if not positions.size:
            return
        step = self._pixel_step("paint", positions, self.checked(value))
        if self._stroke and self._stroke[-1].new.tobytes() != step.new.tobytes():
            self.end_stroke()
        step.apply(self._pixels)
        self._note_change(step)
        self._stroke.append(step)

    def end_stroke(self) -> None:
        """Join what was painted since the last step into one step."""
        if not self._stroke:
            return
        positions = np.concatenate([s.positions for s in self._stroke])
        old = np.concatenate([s.old for s in self._stroke])
        value = self._stroke[-1].new
        self._stroke.clear()
        unique, first = np.unique(positions, return_index=True)
        self._keep(PixelStep(f"paint {unique.size} pixels", unique, old[first], value))

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        self.end_stroke()
        if not self._done:
            return False
        step = self._done.pop()
        step.revert(self._pixels)
        self._note_change(step)
        self._undone.append(step)
        return True

    def redo(self) -> bool:
        """Repeat the last step taken back; False when there is none."""
        if self._stroke or not self._undone:
            return False
        step = self._undone.pop()
        step.apply(self._pixels)
        self._note_change(step)
        self._done.append(step)
        return True

    def checked(self, value: str | npt.ArrayLike) -> npt.NDArray[Any]:
        """Return ``value`` in the pixel type, refusing what would be stored as another number.

        Raises
        ------
        EditError
            If the pixel type cannot hold it.
        """
        if not isinstance(value, str):
            numbers = np.asarray(value).ravel().tolist()
            value = " ".join(_as_typed(n, self._pixels.dtype) for n in numbers)
        return parse_value(value, self._pixels.dtype, self.channels)

    def storage_note(self, text: str) -> str:
        """Say what would be stored for the typed ``text``.

        Raises
        ------
        EditError
            If the pixel type cannot hold it.
        """
        return storage_note(text, self.checked(text))

    def _pixel_step(self, label: str, positions: npt.NDArray[np.int64], value: npt.NDArray[Any]) -> PixelStep:
        rows = self._pixels.reshape(-1, *value.shape)
        return PixelStep(label, positions, rows[positions], value)

    def _record(self, step: Step) -> None:
        self.end_stroke()
        step.apply(self._pixels)
        self._note_change(step)
        self._keep(step)

    def _keep(self, step: Step) -> None:
        if self._saved_at is not None and self._saved_at > self._forgotten + len(self._done):
            self._saved_at = None  # the saved state was among the steps that are now dropped
        if self._saving_at is not None and self._saving_at > self._forgotten + len(self._done):
            self._saving_at = -1  # what is being saved can never be reached again
        self._undone.clear()
        self._done.append(step)
        self._touched[step.touched(self.geometry.shape)] = None
        while len(self._done) > 1 and self.undo_bytes > self.undo_budget:
            self._done.pop(0)
            self._forgotten += 1


def _as_typed(number: object, kind: np.dtype[Any]) -> str:
    """Write a Python number as `parse_value` reads it, without a change of its value."""
    if isinstance(number, float) and number.is_integer() and kind.kind in "iub":
        number = int(number)
    return str(number).strip("()")

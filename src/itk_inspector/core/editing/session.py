"""The editable copy: what may be done to it, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.tiled_pixels import EditedTiles
from itk_inspector.core.editing.changes import Changes
from itk_inspector.core.editing.copied_bytes import CopiedBytes
from itk_inspector.core.editing.editable import Editable, pixel_rows
from itk_inspector.core.editing.history import History
from itk_inspector.core.editing.painting import paint
from itk_inspector.core.editing.steps import BoxStep, PixelStep, Step
from itk_inspector.core.editing.undo_budget import UNDO_BUDGET
from itk_inspector.core.editing.version import Version, VersionStep
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.notebook_hook import mime_bundle
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.core.pixels.pixel_value import PixelValue
from itk_inspector.core.pixels.typed_values import as_typed, parse_value

_NO_PATH = PurePath("the edited copy")


class EditSession:
    """A copy that may be changed, with undo and redo.

    Parameters
    ----------
    pixels : numpy.ndarray or EditedTiles
        Writable, C-contiguous **copy** (usually copy-on-write), ``geometry.shape`` plus a component axis if
        ``channels`` > 1; of an image that is read in parts its tiles, and what is changed of them.
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

    _repr_mimebundle_ = mime_bundle

    def __init__(
        self,
        pixels: npt.NDArray[Any] | EditedTiles,
        geometry: Geometry,
        *,
        channels: int = 1,
        undo_budget: int = UNDO_BUDGET,
        bytes_behind: CopiedBytes | None = None,
        info: ImageInfo | None = None,
    ) -> None:
        self.opened_info = info
        self.handed_out = False
        self.version = Version.of(pixels, geometry, channels, bytes_behind)
        self._info: tuple[ImageInfo, Version, ImageInfo] | None = None
        self.history = History(undo_budget)
        self._changes = Changes()

    @property
    def geometry(self) -> Geometry:
        """Where the pixels lie in space now."""
        return self.version.geometry

    @property
    def info(self) -> ImageInfo | None:
        """What is to know of the copy as it is now; ``opened_info`` is that of the image it was made from."""
        opened, version = self.opened_info, self.version
        if opened is None:
            return None
        if self._info is None or self._info[0] is not opened or self._info[1] is not version:
            self._info = opened, version, version.kind.told_of(opened, version.geometry)
        return self._info[2]

    @property
    def bytes_behind(self) -> CopiedBytes:
        """Owner of the memory of the pixels as they are now."""
        return self.version.bytes_behind

    @property
    def pixels(self) -> npt.NDArray[Any]:
        """The copy itself, writable. What is written here directly is not part of undo."""
        pixels = self.version.array
        self.bytes_behind.prepare()
        self.version.written.before_anything()
        self.handed_out = True
        return pixels

    @property
    def view(self) -> npt.NDArray[Any]:
        """Read-only **view** of the copy."""
        return self.version.array_view

    @property
    def access(self) -> PixelAccess:
        """The guarded way to the pixels as they are now."""
        return self.version.access(self.opened_info.path if self.opened_info else _NO_PATH)

    @property
    def is_safe(self) -> bool:
        """Tell whether the pixels can still be read; not after a mapped file was cut short."""
        return self.bytes_behind.is_safe

    def take_changed(self) -> Region | None:
        """Return the box that holds what steps changed since this was last asked; None when that is nothing."""
        return self._changes.take()

    @property
    def can_undo(self) -> bool:
        """Tell whether there is a step to take back."""
        return bool(self.undo_label)

    @property
    def undo_label(self) -> str:
        """What undo would take back."""
        return self.history.undo_label

    @property
    def redo_label(self) -> str:
        """What redo would repeat."""
        return self.history.redo_label

    @property
    def is_modified(self) -> bool:
        """Tell whether there are steps that were not saved."""
        return not self.history.is_saved

    @property
    def stamp(self) -> tuple[int, int]:
        """What tells this state from all others of this copy."""
        return self.history.stamp

    def remember_for_saving(self) -> None:
        """Note the present state as the one that is being saved; edits may go on meanwhile."""
        self.history.remember_for_saving()

    def mark_saved(self) -> None:
        """Take the noted state (or the present one) as the saved one."""
        self.history.mark_saved()

    def set_pixel(self, index: ItkIndex, value: str | PixelValue | npt.ArrayLike) -> None:
        """Set one pixel.

        Raises
        ------
        EditError
            If the index lies outside, or the pixel type cannot hold the value: out of range, or a
            fraction in an integer type. A float is stored as the nearest that its type can hold.
        """
        if not self.geometry.contains(index):
            raise EditError(f"The index {index} lies outside the image.")
        positions = np.array([np.ravel_multi_index(to_array(index, self.geometry.start_index), self.geometry.shape)])
        checked = self.checked(value)
        self.bytes_behind.prepare()
        before = pixel_rows(self.version.pixels, checked)[positions]
        self.apply(PixelStep(f"set {index}", self.geometry.shape, positions, before, checked))

    def fill(self, region: Region, value: str | PixelValue | npt.ArrayLike) -> None:
        """Fill a box with one value.

        Raises
        ------
        EditError
            If the box is empty or reaches outside, or the value would be stored as another one.
        """
        shape = self.geometry.shape
        if not region.lies_in(shape):
            raise EditError("The rectangle extends beyond the image.")
        checked = self.checked(value)
        self.bytes_behind.prepare()
        before = self.version.pixels[region.slices].copy()
        self.apply(BoxStep(f"fill {region.pixels} pixels", shape, region, before, checked))

    def paint(self, positions: npt.NDArray[np.int64], value: str | PixelValue | npt.ArrayLike) -> None:
        """Paint pixels as part of the current stroke; `end_stroke` makes the stroke one step.

        Another value begins another stroke, and so does one that holds more than the budget.

        Parameters
        ----------
        positions : numpy.ndarray
            Flat positions in the C-ordered array.
        value : str, PixelValue or array_like
            One pixel; of a `PixelValue`, components may stay as they are.

        Raises
        ------
        EditError
            If a position lies outside, or the pixel type cannot hold the value.
        """
        if positions.size:
            kept = value.kept if isinstance(value, PixelValue) else ()
            stored = value.stored if isinstance(value, PixelValue) and kept else self.checked(value)
            self._changes.note(paint(self.version, self.history, positions, stored, kept=kept))

    def restore(self, positions: npt.NDArray[np.int64], original: Editable) -> None:
        """Put the original's pixels back, as `paint` writes one value.

        Parameters
        ----------
        positions : numpy.ndarray
            Flat positions in the C-ordered array.
        original : numpy.ndarray or ChangedChunks
            All pixels of the original.

        Raises
        ------
        EditError
            If a position lies outside, or the original has another size or pixel type.
        """
        mine = self.version.pixels
        if (original.shape, original.dtype) != (mine.shape, mine.dtype):
            raise EditError("The copy has another size or pixel type than the original: no pixels can be put back.")
        if positions.size:
            some = np.zeros(original.shape[self.geometry.dimension :], original.dtype)
            self._changes.note(paint(self.version, self.history, positions, some, original))

    def apply(self, step: Step) -> None:
        """Do a step that was made for these very pixels, such as one that was written down."""
        self.end_stroke()
        self._change(step, step.apply)
        self.history.keep(step)

    def _change(self, step: Step, write: Callable[[Editable], None]) -> None:
        """Write what a step writes, or what was there before it."""
        self.bytes_behind.prepare()
        for blocks in step.blocks(self.version.written):
            self.version.written.before(blocks)
        write(self.version.pixels)
        self._changes.note(step.region)

    def repeat(self, step: Step) -> None:
        """Do a step again that was done on other pixels of the same shape and type."""
        self.bytes_behind.prepare()  # before what is there now is read
        self.apply(step.repeated(self.version.pixels))

    def apply_version(
        self,
        pixels: npt.NDArray[Any],
        geometry: Geometry,
        label: str,
        *,
        operation: Mapping[str, Any] | None = None,
        bytes_behind: CopiedBytes | None = None,
        pixel_type: str = "",
    ) -> None:
        """Go on with what an operation made of the whole copy: of another size, placement or pixel type.

        Undo and redo lead across it: both sides are kept as they are, within the budget.

        Parameters
        ----------
        pixels : numpy.ndarray
            With the same number of axes. Taken over, or **copied** where they are not
            C-contiguous, cannot be written, or lie in the memory of the copy.
        geometry : Geometry
            Of ``pixels``.
        label : str
            What undo would take back.
        operation : mapping, optional
            What was done, as plain data for the record of the step.
        bytes_behind : CopiedBytes, optional
            Owner of the memory, such as of the edited copy of what the operation made.
        pixel_type : str
            ITK's word for several components, ``rgb`` or ``vector``; by default as they were.

        Raises
        ------
        EditError
            If the pixels do not fit the geometry, have other axes, or are of a type that no image has.
        """
        after = self.version.followed_by(pixels, geometry, bytes_behind, pixel_type, operation or {})
        self.end_stroke()
        self.history.keep(VersionStep(label, self.version, after, dict(operation or {})))
        self._enter(after)

    def _enter(self, version: Version) -> None:
        self.version = version
        self._changes.note_all(version.geometry.shape)

    def end_stroke(self) -> None:
        """Make what was painted since the last step one step."""
        self.history.end_stroke()

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
        self.bytes_behind.prepare()
        step = self.history.back()
        if isinstance(step, VersionStep):
            self._enter(step.before)
        elif step is not None:
            self._change(step, step.revert)
        return True

    def redo(self) -> bool:
        """Repeat the last step taken back; False when there is none. Raises as `undo` does."""
        if not self.redo_label:
            return False
        self.bytes_behind.prepare()
        step = self.history.forward()
        if isinstance(step, VersionStep):
            self._enter(step.after)
        elif step is not None:
            self._change(step, step.apply)
        return True

    def checked(self, value: str | PixelValue | npt.ArrayLike) -> npt.NDArray[Any]:
        """Return ``value`` in the pixel type, refusing what would be stored as another number.

        Raises
        ------
        EditError
            If the pixel type cannot hold it.
        """
        if isinstance(value, PixelValue):
            if value.fits(self.version.pixels.dtype, self.version.channels):
                return value.stored
            value = value.text
        if not isinstance(value, str):
            numbers = np.asarray(value, dtype=object).ravel().tolist()  # NumPy makes [2**64 - 1, 0] doubles
            value = " ".join(as_typed(n, self.version.pixels.dtype) for n in numbers)
        return parse_value(value, self.version.pixels.dtype, self.version.channels)

    def typed(self, text: str) -> PixelValue:
        """Read a typed value once, for all the pixels that it is written to. Raises as `checked` does."""
        return self.version.allowed(PixelValue.parse(text, self.version.pixels.dtype, self.version.channels))

"""The pixels of an edited copy between two changes of their type or geometry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import ChangedChunks
from itk_inspector.core.chunked.in_parts import not_whole
from itk_inspector.core.chunked.tiled_access import TiledAccess
from itk_inspector.core.chunked.tiled_pixels import EditedTiles
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.copied_bytes import CopiedBytes, OwnBytes
from itk_inspector.core.editing.editable import Editable
from itk_inspector.core.editing.meaning import Meaning, keeps_unit, meaning_of
from itk_inspector.core.editing.pixel_kind import PixelKind
from itk_inspector.core.editing.steps import Record
from itk_inspector.core.editing.written_blocks import NothingWritten, WrittenBlocks
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.core.pixels.pixel_value import PixelValue

_NAME = "The edited copy"


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """Pixels and where they lie in space; steps change the pixels in place.

    Parameters
    ----------
    pixels : numpy.ndarray or ChangedChunks
        Writable, C-contiguous, ``geometry.shape`` plus a component axis if there are several; of an image that is read
        in parts what was changed.
    view : numpy.ndarray or EditedTiles
        Read-only **view** of them; or what is drawn.
    geometry : Geometry
    bytes_behind : CopiedBytes
        Owner of the memory.
    written : WrittenBlocks
        What steps wrote.
    channels : int
        Components per pixel; 1 when there is no such axis.
    pixel_type : str
        ITK's word, where it is known; else it follows from the type and the image that was opened.
    values : object
        The same for versions of the same values, wherever they lie; None for those of the image that was opened.
    is_named : bool
        The names of the image's labels hold for its values.
    is_measured : bool
        The unit and the windows of the image hold for its values.
    is_of_a_file : bool
        Its pixels lie in memory that others hold as well, but for the pages that were written.
    """

    pixels: Editable
    view: npt.NDArray[Any] | EditedTiles
    geometry: Geometry
    bytes_behind: CopiedBytes
    written: WrittenBlocks
    channels: int
    pixel_type: str = ""
    values: object = None
    is_named: bool = True
    is_measured: bool = True
    is_of_a_file: bool = False

    @classmethod
    def of(
        cls,
        pixels: npt.NDArray[Any] | EditedTiles,
        geometry: Geometry,
        channels: int,
        bytes_behind: CopiedBytes | None = None,
    ) -> Self:
        """Take over writable, C-contiguous pixels, or tiles with what was changed of them, and who owns these."""
        if isinstance(pixels, EditedTiles):
            assert bytes_behind is not None
            nothing = NothingWritten()
            return cls(pixels.changed, pixels, geometry, bytes_behind, nothing, channels, is_of_a_file=True)
        view = pixels[...]
        view.flags.writeable = False
        owner = bytes_behind or OwnBytes(pixels)
        written = WrittenBlocks(pixels, pixels.itemsize * channels)
        return cls(pixels, view, geometry, owner, written, channels, is_of_a_file=not isinstance(owner, OwnBytes))

    @property
    def nbytes(self) -> int:
        """Bytes that it keeps from others: of a copy-on-write mapping of the opened image only the written pages."""
        if isinstance(self.pixels, ChangedChunks):
            return self.pixels.nbytes
        if self.is_of_a_file:
            return self.written.nbytes
        return self.pixels.nbytes + (0 if isinstance(self.bytes_behind, OwnBytes) else self.written.nbytes)

    @property
    def changed(self) -> int | None:
        """How many pixels were changed of an image that is read in parts; None where nobody counts them."""
        return self.pixels.count if isinstance(self.pixels, ChangedChunks) else None

    @property
    def array(self) -> npt.NDArray[Any]:
        """Its pixels as an array.

        Raises
        ------
        NotWholeError
            If they are never all in memory.
        """
        if isinstance(self.pixels, ChangedChunks):
            raise not_whole(_NAME)
        return self.pixels

    @property
    def array_view(self) -> npt.NDArray[Any]:
        """Read-only **view** of them; raises as `array` does."""
        if isinstance(self.view, EditedTiles):
            raise not_whole(_NAME)
        return self.view

    def access(self, path: PurePath) -> PixelAccess:
        """Return the guarded way to its pixels; ``path`` is that of the image."""
        if isinstance(self.view, EditedTiles):
            return TiledAccess(self.view.tiles, self.geometry, self.bytes_behind, path, self.view.changed)
        return PixelAccess(self.view, self.geometry, self.bytes_behind, path)

    def allowed(self, value: PixelValue) -> PixelValue:
        """Return a typed value.

        Raises
        ------
        EditError
            If components are to stay as they are that are not in memory.
        """
        if value.kept and isinstance(self.pixels, ChangedChunks):
            raise EditError("Enter all components, or open a part of the image first (File › Open this part).")
        return value

    @property
    def kind(self) -> PixelKind:
        """What its pixels are."""
        return PixelKind(self.pixels.dtype.name, self.channels, self.pixel_type, self.is_named, self.is_measured)

    @property
    def region(self) -> Region:
        """The box of all its pixels."""
        shape = self.geometry.shape
        return Region((0,) * len(shape), shape)

    def followed_by(
        self,
        pixels: npt.NDArray[Any],
        geometry: Geometry,
        bytes_behind: CopiedBytes | None,
        pixel_type: str,
        operation: Mapping[str, Any],
    ) -> Version:
        """Return the version that an operation made of this one; its pixels are copied where they are not whole.

        Raises
        ------
        EditError
            If the pixels do not fit the geometry, or have other axes than these, or are of a type that no image has.
        NotWholeError
            If its own are never all in memory.
        """
        meaning, axes = meaning_of(operation), self.geometry.dimension
        if geometry.dimension != axes:
            raise EditError("The operation would change the number of axes.")
        components = pixels.shape[axes:]
        if pixels.shape[:axes] != geometry.shape or not pixels.size or len(components) > 1 or components == (1,):
            raise EditError(f"Pixels of shape {pixels.shape} do not fit an image of size {geometry.size}.")
        if pixels.dtype.name not in COMPONENT_TYPES or not pixels.dtype.isnative:
            raise EditError(f"No image has pixels of the type {pixels.dtype}.")
        is_own = pixels.flags.c_contiguous and pixels.flags.writeable and not np.may_share_memory(pixels, self.array)
        whole, owner = (pixels, bytes_behind) if is_own else (np.array(pixels, order="C"), None)
        made = Version.of(whole, geometry, components[0] if components else 1, owner)
        return replace(
            made,
            pixel_type=pixel_type,
            values=self.values if meaning is Meaning.SAME else object(),
            is_named=self.is_named and meaning is not Meaning.OTHER,
            is_measured=self.is_measured and keeps_unit(operation),
            is_of_a_file=False,
        )


@dataclass(frozen=True, slots=True, eq=False)
class VersionStep:
    """The change from one version to the next; undo and redo put the other one back: type, geometry and pixels.

    Parameters
    ----------
    label : str
    before, after : Version
    operation : mapping
        What made it, as plain data that its operation understands.
    """

    label: str
    before: Version
    after: Version
    operation: Mapping[str, Any]

    @property
    def region(self) -> Region:
        """The box of all pixels afterwards."""
        return self.after.region

    @property
    def nbytes(self) -> int:
        """Bytes held for undo."""
        return self.before.nbytes

    @property
    def nbytes_undone(self) -> int:
        """Bytes held for redo."""
        return self.after.nbytes

    def record(self) -> Record:
        """Return what was done as plain data, for the operation to do again."""
        after = self.after
        return {
            "kind": "version",
            "label": self.label,
            "size": list(after.geometry.size),
            "start_index": list(after.geometry.start_index),
            "dtype": after.kind.dtype,
            "components": after.channels,
            "operation": dict(self.operation),
        }

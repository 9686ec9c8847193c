"""The pixels of an edited copy between two changes of its geometry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.copied_bytes import CopiedBytes, OwnBytes
from itk_inspector.core.editing.steps import Record
from itk_inspector.core.editing.written_blocks import WrittenBlocks
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """Pixels and where they lie in space; steps change the pixels in place.

    Parameters
    ----------
    pixels : numpy.ndarray
        Writable, C-contiguous, ``geometry.shape`` plus a component axis if there are several.
    view : numpy.ndarray
        Read-only **view** of them.
    geometry : Geometry
    bytes_behind : CopiedBytes
        Owner of the memory.
    written : WrittenBlocks
        What steps wrote.
    """

    pixels: npt.NDArray[Any]
    view: npt.NDArray[Any]
    geometry: Geometry
    bytes_behind: CopiedBytes
    written: WrittenBlocks

    @classmethod
    def of(
        cls, pixels: npt.NDArray[Any], geometry: Geometry, channels: int, bytes_behind: CopiedBytes | None = None
    ) -> Self:
        """Take over writable, C-contiguous pixels."""
        view = pixels[...]
        view.flags.writeable = False
        owner = bytes_behind or OwnBytes(pixels)
        return cls(pixels, view, geometry, owner, WrittenBlocks(pixels, pixels.itemsize * channels))

    @property
    def nbytes(self) -> int:
        """Bytes that it keeps from others: of a copy-on-write mapping only the pages that were written."""
        if isinstance(self.bytes_behind, OwnBytes):
            return self.pixels.nbytes
        return self.written.nbytes

    @property
    def region(self) -> Region:
        """The box of all its pixels."""
        shape = self.geometry.shape
        return Region((0,) * len(shape), shape)

    def followed_by(self, pixels: npt.NDArray[Any], geometry: Geometry) -> Version:
        """Return the version that an operation made of this one; its pixels are copied where they are not whole.

        Raises
        ------
        EditError
            If the pixels do not fit the geometry, or are of another type, or have other axes than these.
        """
        components = self.pixels.shape[self.geometry.dimension :]
        if pixels.dtype != self.pixels.dtype or geometry.dimension != self.geometry.dimension:
            raise EditError("The operation would change the pixel type or the number of axes.")
        if pixels.shape != (*geometry.shape, *components) or not pixels.size:
            raise EditError(f"Pixels of shape {pixels.shape} do not fit an image of size {geometry.size}.")
        is_own = pixels.flags.c_contiguous and pixels.flags.writeable and not np.may_share_memory(pixels, self.pixels)
        channels = components[0] if components else 1
        return Version.of(pixels if is_own else np.array(pixels, order="C"), geometry, channels)


@dataclass(frozen=True, slots=True, eq=False)
class VersionStep:
    """The change from one version to the next; undo and redo put the other one back, geometry and pixels.

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
        size, start = list(self.after.geometry.size), list(self.after.geometry.start_index)
        operation = dict(self.operation)
        return {"kind": "version", "label": self.label, "size": size, "start_index": start, "operation": operation}

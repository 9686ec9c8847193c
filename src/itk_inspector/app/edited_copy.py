"""What was edited in a window, as a script takes it."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry


class EditedCopy:
    """The edited copy of one image, as it was when it was asked for.

    Parameters
    ----------
    session : EditSession
        The copy itself: `itk_inspector.export` writes it, with the file's own metadata.
    """

    def __init__(self, session: EditSession) -> None:
        self.session = session
        self._pixels = session.access.all().copy()  # raises where its file was cut short
        self._geometry, self._info = session.geometry, session.info

    def __repr__(self) -> str:
        return f"<edited copy, shape {self.pixels.shape}, {self.pixels.dtype}>"

    @property
    def pixels(self) -> npt.NDArray[Any]:
        """A writable array of its own, in NumPy order ``[.., slice, row, col]``; components last."""
        return self._pixels

    @property
    def geometry(self) -> Geometry:
        """Where its pixels lie in space."""
        return self._geometry

    @functools.cached_property
    def image(self) -> Any:
        """The itk image on ``pixels``, with start index, spacing, origin and direction.

        Raises
        ------
        UsageError
            If itk wraps no image of this pixel type.
        """
        from itk_inspector.itkio.bridge import WrappedPixels  # it loads itk, which few callers have not loaded

        assert self._info is not None  # images in windows are told about
        made = WrappedPixels(np.ascontiguousarray(self._pixels), self._info).image
        if made is None:
            raise UsageError(f"itk has no image type for {self._info.component_type} pixels like these.")
        return made

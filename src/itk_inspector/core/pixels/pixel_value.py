"""A value that was typed, read once for one pixel type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.pixels.values import parse_value, storage_note


@dataclass(frozen=True, slots=True, eq=False)
class PixelValue:
    """One pixel.

    Parameters
    ----------
    text : str
        As it was typed.
    stored : numpy.ndarray
        Read-only; shape ``()`` for one component, else ``(components,)``.
    """

    text: str
    stored: npt.NDArray[Any]

    @classmethod
    def parse(cls, text: str, dtype: npt.DTypeLike, components: int = 1) -> PixelValue:
        """Read a typed value.

        Raises
        ------
        EditError
            If the pixel type cannot hold it.
        """
        stored = parse_value(text, dtype, components)
        stored.flags.writeable = False
        return cls(text, stored)

    def fits(self, dtype: npt.DTypeLike, components: int) -> bool:
        """Tell whether it was read for this pixel type."""
        shape = () if components == 1 else (components,)
        return self.stored.dtype == np.dtype(dtype) and self.stored.shape == shape

    @property
    def note(self) -> str:
        """What is stored for the typed text."""
        return storage_note(self.text, self.stored)

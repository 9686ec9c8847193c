"""A value that was typed, read once for one pixel type."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import EditError
from itk_inspector.core.pixels.typed_values import parse_value, storage_note, typed_words
from itk_inspector.core.pixels.values import scalar_text

KEPT = "_"
"""Typed for a component that stays as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class PixelValue:
    """One pixel.

    Parameters
    ----------
    text : str
        As it was typed.
    stored : numpy.ndarray
        Read-only; shape ``()`` for one component, else ``(components,)``.
    kept : tuple of int
        Numbers of the components that stay as they are; ``stored`` has no meaning there.
    """

    text: str
    stored: npt.NDArray[Any]
    kept: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str, dtype: npt.DTypeLike, components: int = 1) -> PixelValue:
        """Read a typed value; of several components, those typed as ``_`` stay as they are.

        Raises
        ------
        EditError
            If the pixel type cannot hold it.
        """
        words = typed_words(text)
        kept = tuple(n for n, word in enumerate(words) if word == KEPT)
        if kept and len(kept) == len(words):
            raise EditError(f"Enter at least one component; “{KEPT}” leaves one as it is.")
        if kept and components > 1:
            text = " ".join("0" if word == KEPT else word for word in words)
        stored = parse_value(text, dtype, components)
        stored.flags.writeable = False
        return cls(" ".join(words) if kept else text, stored, kept)

    def fits(self, dtype: npt.DTypeLike, components: int) -> bool:
        """Tell whether it is a whole pixel that was read for this pixel type."""
        if self.kept:
            return False
        shape = () if components == 1 else (components,)
        return self.stored.dtype == np.dtype(dtype) and self.stored.shape == shape

    @property
    def note(self) -> str:
        """What is stored for the typed text."""
        if not self.kept:
            return storage_note(self.text, self.stored)
        kind = self.stored.dtype.name
        numbers = np.atleast_1d(self.stored)
        texts = (KEPT if n in self.kept else scalar_text(number.item(), kind) for n, number in enumerate(numbers))
        return f"stores ({', '.join(texts)}) as {kind}; “{KEPT}” stays as it is"

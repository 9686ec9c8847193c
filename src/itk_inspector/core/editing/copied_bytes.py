"""Who owns the bytes of an editable copy."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class CopiedBytes(Protocol):
    """Owner of the bytes behind an editable copy."""

    @property
    def array(self) -> npt.NDArray[np.uint8]:
        """The bytes of all pixels, writable, 1-D; no change of them reaches the original."""
        ...

    @property
    def is_safe(self) -> bool:
        """Tell whether every byte can be read without harm."""
        ...

    @property
    def is_unchanged(self) -> bool:
        """Tell whether nobody else has written the bytes."""
        ...

    def prepare(self) -> None:
        """See to it, before a change, that the bytes do not hang on a file that others may write.

        Raises
        ------
        EditError
            If the file has changed under them.
        """
        ...


class OwnBytes:
    """Bytes that belong to this process alone.

    Parameters
    ----------
    array : numpy.ndarray
        Writable, C-contiguous.
    """

    def __init__(self, array: npt.NDArray[Any]) -> None:
        self._array = array.reshape(-1).view(np.uint8)

    @property
    def array(self) -> npt.NDArray[np.uint8]:
        """The bytes."""
        return self._array

    @property
    def is_safe(self) -> bool:
        """Memory stays."""
        return True

    @property
    def is_unchanged(self) -> bool:
        """Nobody else can."""
        return True

    def prepare(self) -> None:
        """Nobody else writes them."""

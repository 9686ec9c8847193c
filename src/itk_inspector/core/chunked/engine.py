"""What reads chunks."""

from __future__ import annotations

from typing import Any, Protocol

import numpy.typing as npt

from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.geometry.regions import Region


class ChunkEngine(Protocol):
    """Reads boxes of an image in chunks; it lives in a child process."""

    @property
    def pyramid(self) -> Pyramid:
        """What is known without reading a chunk."""
        ...

    def read(self, level: int, box: Region) -> npt.NDArray[Any]:
        """Return the pixels of a box, C-contiguous and native-endian: its shape, and a component axis if there are.

        Raises
        ------
        ChunkError
            If a chunk of it cannot be had; one that was never written is no error, but full of `Pyramid.fill`.
        """
        ...

    def read_parts(self, level: int, box: Region) -> npt.NDArray[Any]:
        """Return the pixels of a box of each image along axes that are not shown, which the last axis counts.

        Raises
        ------
        ChunkError
            As `read` does.
        """
        ...

    def missing(self, level: int, box: Region) -> int | None:
        """Return how many chunks that a box touches were never written; None where nobody can tell."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...

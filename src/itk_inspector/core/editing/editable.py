"""What steps change: all pixels of an array, or what was changed of an image that is read in parts."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import ChangedChunks, ChangedRows

Editable: TypeAlias = npt.NDArray[Any] | ChangedChunks
"""Pixels that are read and written by boxes."""
Rows: TypeAlias = npt.NDArray[Any] | ChangedRows
"""The same by flat positions, one row a pixel."""


def pixel_rows(pixels: Editable, value: npt.NDArray[Any]) -> Rows:
    """Return all pixels flat, one row a pixel like ``value``: of an array a **view**."""
    if isinstance(pixels, ChangedChunks):
        return pixels.rows
    return pixels.reshape(-1, *value.shape)

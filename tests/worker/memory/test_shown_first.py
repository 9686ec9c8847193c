"""Which bytes of an image are shown first, by plain arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.memory.shown_first import shown_first


def spans(size: tuple[int, ...], dtype: str) -> list[list[int]]:
    pixels = np.broadcast_to(np.zeros(1, dtype), size[::-1])  # of which no byte has to be there
    pixels = np.lib.stride_tricks.as_strided(pixels, strides=tuple(np.cumprod([pixels.itemsize, *size[:-1]])[::-1]))
    info = ImageInfo(Path("a.mha"), "MetaImageIO", "scalar", "", 1, dtype, Geometry.identity(size))
    return shown_first(info, pixels).tolist()


def test_of_a_volume_it_is_the_middle_slice() -> None:
    assert spans((100, 60, 7), "int16") == [[3 * 60 * 200, 4 * 60 * 200]]


def test_of_a_giant_plane_it_is_every_ninth_row() -> None:
    found = spans((20000, 20000), "uint16")  # 20000² / 9² are fewer than 5 · 2²⁰, 20000² / 8² are more
    assert found == [[row * 40000, (row + 1) * 40000] for row in range(0, 20000, 9)]
